"""Checks scripts/bench: its arithmetic, and that mmoe-train and the Python peers train one network.

  bench.py SOURCE_DIR MMOE_TRAIN DATA_DIR

Trains nothing. The census config is left out where its data is not there.
"""
import json
import pathlib
import subprocess
import sys

source, program, data = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
sys.path.insert(0, str(source / "scripts/bench"))
from features import KINDS, arguments, share  # noqa: E402
from peers.workloads import EXPERTS, LEARNING_RATE, TASKS, WORKLOADS  # noqa: E402
from table import row, times_faster  # noqa: E402


def rounds(key, values, **more):
    return [{key: value, "peak_rss_mb": 100, "core_share": 1 - i / 10, **more}
            for i, value in enumerate(values)]


def check_table():
    rates = {"mmoe": rounds("samples_per_second", [3000, 1000, 2000]),
             "strong": rounds("samples_per_second", [400, 600])}
    assert row("mmoe", rates, False) == [
        "mmoe", "2,000", "1,000 to 3,000", "", "4.00", "100", "80%"], row("mmoe", rates, False)
    areas = {"auc_income": 0.5, "auc_never_married": 0.75}
    times = {"mmoe": rounds("seconds", [4], **areas), "eager": rounds("seconds", [10], **areas)}
    assert times_faster(times["mmoe"], times["eager"], True) == 2.5
    assert row("eager", times, True) == [
        "eager", "10.0", "10.0 to 10.0", "1.00", "", "100", "100%", "0.5000", "0.7500"]


def parameters(workload):
    """Weights and biases; mmoe's tables have a row more, for ids that it does not know."""
    def layers(width, hidden):
        return sum((i + 1) * out for i, out in zip([width, *hidden], hidden))
    width = len(workload.vocabulary) * workload.dim + workload.numerics
    tables = sum(size + 1 for size in workload.vocabulary) * workload.dim
    towers = layers(workload.experts[-1], [*workload.tower, 1])
    return (tables + EXPERTS * layers(width, workload.experts)
            + TASKS * (width * EXPERTS + towers))


def check_config(name, workload):
    config = source / f"configs/bench_{name.replace('-', '_')}.yaml"
    few_rows = [] if name == "census" else ["--set", "data.rows=1000"]
    output = subprocess.run([program, "--config", config, "--dry-run", "--quiet", "--data-dir",
                             data, *few_rows], check=True, capture_output=True, text=True).stdout
    for wanted in (f"batch_size: {workload.batch}\n", f"learning_rate: {LEARNING_RATE}\n"):
        assert wanted in output, f"{config.name}: no {wanted.strip()}"
    count = int(output.split("parameters: ")[-1])
    if name != "census":  # its vocabulary comes from the data
        assert count == parameters(workload), f"{config.name}: {count} parameters"
    print(f"{config.name}: {count} parameters")


def check_features():
    """Each kind is a config in which nothing is wrong but the absent file."""
    assert share("base") == 1 and share("number") < share("category") < share("attention")
    for kind in KINDS:
        dry = subprocess.run([program, *arguments(kind), "--dry-run", "--quiet", "--data-dir",
                              source / "no such folder"], capture_output=True, text=True)
        assert dry.returncode == 3, f"{kind}: {dry.returncode} {dry.stderr}"


def check_skipping():
    """A peer whose package this Python lacks (-S: it lacks them all) is skipped, by its name."""
    line = subprocess.run([sys.executable, "-S", source / "scripts/bench/peers/measure.py",
                           "--peer", "eager", "--workload", "wide"], check=True,
                          capture_output=True, text=True).stdout
    assert json.loads(line)["skipped"] == "this Python has no torch", line


check_table()
check_skipping()
check_features()
for name, workload in WORKLOADS.items():
    if name != "census" or (data / "census-income").is_dir():
        check_config(name, workload)
