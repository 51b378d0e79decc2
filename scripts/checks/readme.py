"""Runs the commands of README.md as a reader would, in a scratch folder beside the build.

  readme.py SOURCE_DIR BIN_DIR DATA_DIR

Set-up scripts are left out (CI runs them as they are). Exits with 77, which ctest takes as skipped,
where the census data is not there.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

source, programs, data = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
if not (data / "census-income").is_dir():
    print("skipped: no census-income in", data)
    sys.exit(77)

blocks = re.findall(r"```sh\n(.*?)```", (source / "README.md").read_text(), re.S)
commands = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
commands = [line for line in commands if line.startswith(("build/release/bin/", ".venv/bin/python"))]
assert len(commands) >= 3, "README.md shows too few commands"

with tempfile.TemporaryDirectory() as folder:
    for name, target in (("configs", source / "configs"), ("tests", source / "tests"),
                         (".venv", source / ".venv"), ("data", data)):
        os.symlink(target, pathlib.Path(folder) / name)
    # Scripts look for the programs from where they are.
    shutil.copytree(source / "scripts", pathlib.Path(folder) / "scripts")
    os.makedirs(pathlib.Path(folder) / "build/release")
    os.symlink(programs, pathlib.Path(folder) / "build/release/bin")
    for command in commands:
        print("$", command, flush=True)
        subprocess.run(command, shell=True, cwd=folder, check=True)
print(len(commands), "commands of README.md ran")
