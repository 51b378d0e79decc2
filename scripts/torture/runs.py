"""Run folders: whether what stands there is whole, and whether two runs are one."""
import json
import pathlib

from torture.checkpoints import check_whole
from torture.failure import Failed

# What a run tells of the machine and the day.
OF_THE_DAY = ("seconds", "samples_per_second", "peak_rss_mb")
SAME_BYTES = ("best.safetensors", "last.safetensors", "config.yaml")


def checkpoints(folder):
    return sorted(pathlib.Path(folder).rglob("*.safetensors"))


def check_files(folder):
    """All that stands under a final name is complete."""
    for path in checkpoints(folder):
        check_whole(path)
    for path in pathlib.Path(folder).rglob("result.json"):
        try:
            json.loads(path.read_text())
        except ValueError as error:
            raise Failed(f"{path}: {error}") from None


def facts(text):
    return {key: value for key, value in json.loads(text).items() if key not in OF_THE_DAY}


def content(folder):
    """{file: what has to be the same in each run of this config}, of one run or of a batch."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        name = str(path.relative_to(folder))
        if path.name in SAME_BYTES:
            found[name] = path.read_bytes()
        elif path.name == "metrics.jsonl":
            found[name] = [facts(line) for line in path.read_text().splitlines()]
        elif path.name == "result.json":
            found[name] = facts(path.read_text())
    return found


def check_same(folder, whole):
    """`whole`: the content of a run without faults."""
    try:
        found = content(folder)
    except ValueError as error:
        raise Failed(f"{folder}: {error}") from None
    for name in sorted({*found, *whole}):
        if name not in found or name not in whole:
            raise Failed(f"{name}: only in the run {'with' if name in found else 'without'} faults")
        if found[name] != whole[name]:
            raise Failed(f"{name} is not that of a run without faults" +
                         difference(found[name], whole[name]))
    left = [path.name for path in pathlib.Path(folder).rglob("*.tmp")]
    if left:
        raise Failed(f"temporary files are left: {left}")


def difference(found, wanted):
    if isinstance(found, list):
        for number, (one, other) in enumerate(zip(found, wanted), 1):
            if one != other:
                return f": line {number} is {one}, not {other}"
        return f": {len(found)} lines, not {len(wanted)}"
    if isinstance(found, dict):
        keys = [key for key in {**found, **wanted} if found.get(key) != wanted.get(key)]
        return ": " + ", ".join(f"{k} {found.get(k)}, not {wanted.get(k)}" for k in keys)
    at = next((i for i, (a, b) in enumerate(zip(found, wanted)) if a != b),
              min(len(found), len(wanted)))
    return f": {len(found)} and {len(wanted)} bytes, different from byte {at} on"
