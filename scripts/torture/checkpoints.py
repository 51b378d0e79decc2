"""Checkpoints as bytes: whether they are whole, by eyes other than the program's."""
import ctypes
import ctypes.util
import json
import re

from torture.failure import Failed

CHECKSUM = re.compile(rb'"checksum":"([0-9a-f]{16})"')


def xxh3(content):
    library = ctypes.CDLL(ctypes.util.find_library("xxhash") or "libxxhash.so.0")
    library.XXH3_64bits.restype = ctypes.c_uint64
    library.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    return f"{library.XXH3_64bits(content, len(content)):016x}"


def check_whole(path):
    """Header, offsets and checksum; returns the header."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8:8 + length])
        stated = CHECKSUM.search(content[:8 + length])
        end = max(entry["data_offsets"][1] for name, entry in header.items()
                  if name != "__metadata__")
    except (ValueError, KeyError) as error:
        raise Failed(f"{path}: no checkpoint: {error}") from None
    if 8 + length + end != len(content):
        raise Failed(f"{path}: {len(content)} bytes, not {8 + length + end}")
    blank = content[:stated.start(1)] + b"0" * 16 + content[stated.end(1):]
    if xxh3(blank) != stated[1].decode():
        raise Failed(f"{path}: its checksum is wrong")
    return header
