#!/usr/bin/env python3
"""Checks the order of the rooms: a file includes only its own room and rooms to the left.

    base < config < data, metrics < inspect < nn < models, losses, optim < train < report < apps

Rooms of mmoe_base also stay free of torch. Usage: check_includes.py SRC
"""

import pathlib
import re
import sys

FLOORS = [["base"], ["config"], ["data", "metrics"], ["inspect"], ["nn"],
          ["models", "losses", "optim"], ["train"], ["report"], ["apps"]]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
TORCH_FREE = {"base", "config", "data", "metrics", "inspect"}
TORCH = ("torch/", "ATen/", "c10/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def complaint(room, quote, path):
    """Why a file of `room` must not include `path`, or None."""
    if path.startswith(TORCH):
        return "torch in a torch-free room" if room in TORCH_FREE else None
    if quote == "<":
        return None
    other = path.split("/")[0]
    if other not in FLOOR:
        return "not a path from src/"
    if other != room and FLOOR[other] >= FLOOR[room]:
        return f"{room} must not know {other}"
    return None


def main():
    src = pathlib.Path(sys.argv[1])
    files = [p for p in sorted(src.rglob("*")) if p.suffix in {".h", ".cpp"}]
    failures = 0
    for path in files:
        name = path.relative_to(src)
        if name.parts[0] not in FLOOR:
            print(f"{name}: unknown room")
            failures += 1
            continue
        text = path.read_text()
        for match in INCLUDE.finditer(text):
            why = complaint(name.parts[0], match[1], match[2])
            if why:
                line = text.count("\n", 0, match.start(2)) + 1
                print(f'src/{name}:{line}: includes "{match[2]}": {why}')
                failures += 1
    print(f"{len(files)} files, {failures} wrong includes")
    return 1 if failures or not files else 0


if __name__ == "__main__":
    sys.exit(main())
