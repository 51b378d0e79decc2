#!/usr/bin/env python3
"""Prints the lines of requirements.txt that .venv/ still lacks. Run in the project's root.

torch and what only torch needs are not missed where LibTorch 2.12 or newer is found elsewhere: in
CMAKE_PREFIX_PATH, Torch_DIR or the active Python. cmake/FindTorch.cmake looks in the same places.
"""

import importlib.metadata
import importlib.util
import os
import pathlib
import re
import sys

NEEDED = (2, 12)
VENV = pathlib.Path(".venv").absolute()


def libtorch_version(root):
    """(major, minor) of the LibTorch in a folder, or None."""
    for header in ("headeronly/version.h", "csrc/api/include/torch/version.h"):
        path = root / "include/torch" / header
        if path.is_file():
            numbers = re.findall(r"define TORCH_VERSION_(?:MAJOR|MINOR) +(\d+)", path.read_text())
            if len(numbers) == 2:
                return tuple(map(int, numbers))
    return None


def libtorch_elsewhere():
    roots = []
    for prefix in filter(None, os.environ.get("CMAKE_PREFIX_PATH", "").split(":")):
        roots += [prefix, f"{prefix}/../.."]
    if os.environ.get("Torch_DIR"):
        roots.append(os.environ["Torch_DIR"] + "/../../..")
    spec = importlib.util.find_spec("torch")
    roots += (spec.submodule_search_locations or []) if spec else []
    for root in (pathlib.Path(r).absolute() for r in roots):
        version = libtorch_version(root)
        if version is None or VENV in root.parents:
            continue
        if version >= NEEDED:
            return root
        print(f"LibTorch in {root} is older than 2.12: not used", file=sys.stderr)
    return None


def main():
    lines = (pathlib.Path(__file__).parent / "requirements.txt").read_text().splitlines()
    wanted = [line for line in lines if "==" in line]
    if libtorch_elsewhere():
        wanted = [line for line in wanted if not re.search(r"^torch==|# for torch$", line)]
    folders = [str(folder) for folder in VENV.glob("lib/python*/site-packages")]
    installed = {d.metadata["Name"].lower().replace("_", "-"): d.version.split("+")[0]
                 for d in importlib.metadata.distributions(path=folders)}
    for line in wanted:
        name, version = line.split()[0].split("==")
        if installed.get(name.lower().replace("_", "-")) != version:
            print(line)


if __name__ == "__main__":
    main()
