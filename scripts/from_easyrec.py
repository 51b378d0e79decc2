#!/usr/bin/env python3
"""Writes a config for mmoe-train from one of EasyRec: from_easyrec.py IN.config > OUT.yaml

Exits with 2 where EasyRec's config has something without a counterpart that changes the model; what
changes nothing, or little, is named in comments of the output.
"""
import pathlib
import sys

from easyrec.convert import convert


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, end="", file=sys.stderr)
        return 2
    path = pathlib.Path(arguments[0])
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    yaml, errors = convert(text, path.name)
    for line, column, message in errors:
        print(f"{path}:{line}:{column}: {message}", file=sys.stderr)
    print(yaml or "", end="")
    return 2 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
