"""The short rounds of scripts/torture, of one kind.

  torture.py BIN_DIR FAULT_LAYER KIND
"""
import pathlib
import sys

# In place of this folder, whose torture.py would stand before the package.
sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])
from torture.__main__ import main  # noqa: E402

programs, layer, kind = sys.argv[1:]
sys.exit(main(["--bin", programs, "--layer", layer, "--only", kind]))
