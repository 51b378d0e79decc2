"""Opens a fresh checkpoint with Python's safetensors and looks at names, shapes and metadata.

  open_checkpoint.py MMOE_TRAIN CONFIG

Exits with 77, which ctest takes as skipped, where that package is not installed.
"""
import math
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    from safetensors import safe_open
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

program, config = sys.argv[1:3]
with tempfile.TemporaryDirectory() as folder:
    run = pathlib.Path(folder) / "run"
    subprocess.run([program, "--config", config, "--run", run, "--quiet", "--set", "train.steps=20"],
                   check=True, stdout=subprocess.DEVNULL)
    output = subprocess.run([program, "--config", config, "--dry-run", "--quiet"], check=True,
                            capture_output=True, text=True).stdout
    parameters = int(output.split("parameters: ")[-1])
    for name in ("best", "last"):
        with safe_open(run / f"{name}.safetensors", framework="np") as file:
            metadata = file.metadata()
            tensors = {key: file.get_tensor(key) for key in file.keys()}
        print(f"{name}.safetensors: metadata {sorted(metadata)}")
        for key, tensor in tensors.items():
            print(f"  {key}: {tensor.dtype} {list(tensor.shape)}")
        assert {"format", "checksum", "config"} <= metadata.keys()
        assert metadata["config"].startswith("name: ")
        assert tensors["encoders"].dtype == numpy.uint8
        weights = {key: tensor for key, tensor in tensors.items()
                   if key != "encoders" and not key.startswith("training.")}
        assert all(tensor.dtype == numpy.float32 for tensor in weights.values())
        assert all(numpy.isfinite(tensor).all() for tensor in weights.values())
        assert sum(math.prod(tensor.shape) for tensor in weights.values()) == parameters
        assert (name == "last") == any(key.startswith("training.") for key in tensors)
print("both checkpoints open, with", parameters, "parameters each")
