"""Checks scripts/experiment.py: plans with mistakes; an experiment that is stopped, killed, and
ends with the table of an undisturbed one; runs that diverge; plans that change.

  experiment.py SOURCE_DIR MMOE_TRAIN

Exits with 77, which ctest takes as skipped, where this Python has no pandas.
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

try:
    import pandas
    import yaml  # noqa: F401
except ImportError as error:
    print("skipped: no", error.name)
    sys.exit(77)

source, program = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
sys.path.insert(0, str(source / "scripts"))
from experiments.attempt import Attempt, Trainer  # noqa: E402
from experiments.experiment import Options, run_experiment  # noqa: E402
from experiments.folder import ExperimentError, Folder  # noqa: E402
from experiments.plan import PlanError, make_plan, read_plan  # noqa: E402
from experiments.snapshot import merged, whole_config  # noqa: E402
from experiments.units import Unit, divide  # noqa: E402
from trainer.yaml_files import dump, parse  # noqa: E402

TINY = source / "configs/tiny.yaml"
START = f"configs: [{TINY}]\nseeds: 1-2\n"
LEARNING_RATE = "train.optimizer.learning_rate"

MISTAKES = {
    "": ": a plan has lines like 'configs: [tiny.yaml]' and 'seeds: 1-20'",
    "configs: [": ":2:1: expected the node content, but found '<stream end>'",
    "seeds: 1": ": configs is missing",
    f"configs: [{TINY}]": ": seeds is missing",
    "configs: {a: none.yaml}\nseeds: 1": ":1:11: configs.a: no config FOLDER/none.yaml",
    f"configs:\n- {TINY}\n- {TINY}\nseeds: 1": ":3:3: configs.1: a second config called tiny; "
                                                "give names: {name: file.yaml, ...}",
    "configs: []\nseeds: 1": ":1:1: configs: takes {name: file.yaml, ...} or a list of files, "
                             "found []",
    START + "sedes: 1": ":3:1: sedes: unknown word 'sedes'; did you mean 'seeds'? (known here: "
                        "name, configs, set, grid, variants, seeds, compare)",
    START + "seeds: 3": ":2:1: seeds: is there twice, again at FILE:3:1",
    START + "name: a/b": ':3:1: name: a name has letters, digits and . _ + - only, found "a/b"',
    START + "set: 3": ":3:1: set: takes a mapping such as {train.epochs: 2}, found 3",
    START + "set: {train.seed: 3}": ":3:7: set.train.seed: seeds are the plan's own: "
                                    "'seeds: 1-20'",
    START + "grid: {}": ":3:1: grid: takes a mapping such as "
                        "{train.optimizer.learning_rate: [0.003, 0.006]}, found {}",
    START + "grid: {train.epochs: []}": ":3:8: grid.train.epochs: takes a list of values, found []",
    START + "grid: {train.epochs: [1, 1]}": ":3:8: grid.train.epochs: has 1 twice",
    START + "grid: {train.freeze: [[a], [[a]]]}": ": two cells are called tiny-freeze=_a; make "
                                                  "variants of those values, with names",
    START + f"grid: {{train.freeze: [{'x' * 200}]}}":
        f": a cell's name has 212 letters: tiny-freeze={'x' * 28}...; make variants of those "
        "values, with names",
    START + "grid: {train.epochs: [1]}\nvariants: {a: {train.epochs: 2}}":
        ":4:16: variants.a.train.epochs: is in grid, too, which would replace it",
    START + "compare: {baseline: mmoe}": ':3:11: compare.baseline: no config is "mmoe" (there '
                                         'are: "tiny")',
    START + "compare: {factor: epochs}": ':3:11: compare.factor: no factor "epochs" (there are: '
                                         "config)",
}
SEEDS = {
    "3-1": "the range 3-1 is reversed", "1,2,1-3": "names 1 twice",
    "1-": "takes numbers and ranges such as 1-8 or 1,3,5-7, found '1-'",
    "0-100000": "the range 0-100000 is too long",
    "[]": "takes seeds such as 1-20 or 1,3,5-7, found []", "1.5": "takes seeds such as",
}


def problems(folder, text):
    path = folder / "mistake.yaml"
    path.write_text(text + "\n")
    try:
        read_plan(path)
    except PlanError as error:
        return str(error).replace(str(path), "FILE").replace(str(folder), "FOLDER")
    raise AssertionError(f"no mistake in {text!r}")


def check_mistakes(folder):
    for text, wanted in MISTAKES.items():
        found = problems(folder, text)
        assert found == "FILE" + wanted, (text, found)
    for seeds, wanted in SEEDS.items():
        found = problems(folder, f"configs: [{TINY}]\nseeds: {seeds}")
        assert found.startswith(f"FILE:2:1: seeds: {wanted}"), found
    found = problems(folder, "nmae: a\nseeds: 2-1\ngrid: {a: 1}")  # all at once
    assert len(found.splitlines()) == 4, found


def check_cells():
    plan = make_plan({"configs": {"a": str(TINY)}, "seeds": "3,1-2", "set": {"train.epochs": 9},
                      "grid": {LEARNING_RATE: [0.1, 1], "data.seed": [1]},
                      "variants": {"plain": {}, "short": {"train.epochs": 2}}}, ".")
    assert [cell.name for cell in plan.cells] == [
        "a-plain-learning_rate=0.1-data.seed=1", "a-plain-learning_rate=1-data.seed=1",
        "a-short-learning_rate=0.1-data.seed=1", "a-short-learning_rate=1-data.seed=1"]
    last = plan.cells[-1]
    assert last.overrides == {"train.epochs": 2, LEARNING_RATE: 1, "data.seed": 1}, last
    assert last.factors == {"config": "a", "variant": "short", "learning_rate": 1, "data.seed": 1}
    assert plan.seeds == [3, 1, 2] and plan.compare["factor"] == "config"


def check_division():
    """Every seed once, in units that get small where the work ends."""
    for cells, seeds, jobs in ((6, 32, 2), (1, 2, 2), (1, 1, 8), (3, 20, 4), (2, 7, 1)):
        missing = [Unit(str(i), "", {}, tuple(range(seeds))) for i in range(cells)]
        units = divide(missing, jobs)
        for unit in missing:
            parts = [part.seeds for part in units if part.cell == unit.cell]
            assert sum(parts, ()) == unit.seeds, parts
        sizes = [len(unit.seeds) for unit in units]
        assert max(sizes) <= 16 and len(units) >= min(jobs, cells * seeds), sizes
        assert jobs == 1 or sum(sizes[-jobs:]) <= max(jobs, 3 * jobs), sizes
    assert [len(unit.seeds) for unit in divide(missing, 2, most=1)] == [1] * 14


def check_snapshot(folder):
    base = {"a": {"b": 1, "c": [1]}, "d": 2}
    assert merged(base, {"a": {"c": []}, "d": {"e": 1}}) == {"a": {"b": 1, "c": []}, "d": {"e": 1}}
    mmoe, omoe = {"m": {"type": "mmoe", "gate": 1}}, {"m": {"type": "omoe", "bottom": 2}}
    assert merged(mmoe, omoe) == omoe, "keys of another type stayed"
    assert merged(mmoe, {"m": {"type": "mmoe", "experts": 3}})["m"]["gate"] == 1
    values = {"a": "no", "b": "1e-4", "c": 1e-8, "d": None, "e": "x*", "f": ["1:30", True, {}]}
    assert parse(dump(values)) == values, dump(values)
    (folder / "more.yaml").write_text(f"extends: {TINY}\ntrain: {{epochs: 7}}\n")
    config, tiny = whole_config(folder / "more.yaml"), parse(TINY.read_text())
    assert config == tiny | {"train": tiny["train"] | {"epochs": 7}}, config


def command(plan, run, *words):
    return [sys.executable, source / "scripts/experiment.py", plan, "--run", run, "--mmoe", program,
            *words]


def outcome(*arguments):
    return subprocess.run(command(*arguments), capture_output=True, text=True)


# The second learning rate diverges at once; the first cell is long enough to be killed.
PLAN = f"""
configs: [{TINY}]
set:
  {{data.rows: 5000, data.valid_rows: 500, data.test_rows: 500, train.epochs: 100,
   train.validate_every: 200}}
grid: {{{LEARNING_RATE}: [0.01, 1e30]}}
seeds: 1-4
compare: {{metrics: [rmse_first]}}
"""


def refusal(mapping, run, **words):
    try:
        run_experiment(make_plan(mapping, "."), run, Options(mmoe=program, **words))
    except ExperimentError as error:
        return str(error)
    raise AssertionError("nothing was refused")


def check_refusals(folder):
    """What mmoe-train finds wrong is told with the cells and the place in the plan."""
    plan = folder / "refused.yaml"
    plan.write_text(START + "set: {train.epoch: 1}\ngrid: {train.batch_size: [0, 256]}\n")
    done = outcome(plan, folder / "refused")
    assert done.returncode == 2 and not (folder / "refused").exists(), done
    assert f"{plan}:3:7: 2 cells (tiny-batch_size=0, ...): --set train.epoch=1" in done.stderr
    assert f"{plan}:4:8: cell tiny-batch_size=0: --set train.batch_size=0" in done.stderr, done
    mapping = {"configs": [str(TINY)], "seeds": 1, "compare": {"metrics": ["rmse_first", "auc"]}}
    wanted = "experiment: compare.metrics: no auc in cell tiny (there are: loss, loss_first, "
    assert refusal(mapping, folder / "refused").startswith(wanted)
    (folder / "other/file").mkdir(parents=True)
    del mapping["compare"]
    assert "is not empty, and no experiment" in refusal(mapping, folder / "other")
    words = {"executor": "dask"}
    assert "dask scheduler --host" in refusal(mapping, folder / "refused", **words)
    assert not (folder / "refused").exists()


def children_of(run):
    """Processes of mmoe-train that work in the folder."""
    found = subprocess.run(["pgrep", "-f", f"mmoe-train .*{run}/work"], capture_output=True,
                           text=True)
    return [int(word) for word in found.stdout.split()]


def begin(plan, run):
    """A call that has trained for a moment: (process, its children)."""
    start = time.time()
    call = subprocess.Popen(command(plan, run, "--jobs", "2"), stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not any(path.stat().st_mtime > start for path in run.glob("work/*/*/*/metrics.jsonl")):
        assert call.poll() is None and time.monotonic() < deadline, call.communicate()
        time.sleep(0.01)
    return call, children_of(run)


def check_undisturbed(folder):
    plan = folder / "plan.yaml"
    plan.write_text(PLAN)
    done = outcome(plan, folder / "whole", "--table", folder / "table.parquet")
    assert done.returncode == 0, done
    assert "4 of 8 runs diverged: tiny-learning_rate=1e+30 seed 1" in done.stderr, done.stderr
    assert re.search(r"^tiny-learning_rate=0.01 +4 +[0-9.]+ +[0-9.]+$", done.stdout, re.M), done
    table = pandas.read_csv(folder / "whole/table.csv")
    assert list(table.status) == ["finished"] * 4 + ["diverged"] * 4
    assert list(table.exit_code) == [0] * 4 + [5] * 4 and list(table.seed) == [1, 2, 3, 4] * 2
    for row in table.itertuples():
        assert (folder / "whole" / row.folder / "config.yaml").is_file(), row
    result = json.loads((folder / "whole" / table.folder[2] / "result.json").read_text())
    assert result["test"]["rmse_first"] == table["test.rmse_first"][2] and result["seed"] == 3
    columns = pandas.read_parquet(folder / "table.parquet")
    assert columns.to_csv(index=False) == (folder / "whole/table.csv").read_text()
    cost = json.loads((folder / "whole/cost.json").read_text())
    assert 0 < cost["core_seconds"] < cost["job_seconds"] * 1.2 and cost["calls"] == 1, cost


def check_killed(folder):
    """Nothing outlives a call that is killed, and the next one starts where it ended."""
    plan, run = folder / "plan.yaml", folder / "killed"
    call, children = begin(plan, run)
    assert children, "no mmoe-train"
    call.kill()
    call.communicate()
    deadline = time.monotonic() + 10
    while children_of(run) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not children_of(run), "a child outlived its parent"
    call, _ = begin(plan, run)
    call.send_signal(signal.SIGINT)
    errors = call.communicate()[1]
    assert call.returncode == 130 and "the same command goes on" in errors, errors
    assert not (run / "work").exists()
    call, children = begin(plan, run)
    os.kill(children[0], signal.SIGKILL)  # its seeds are tried again, each alone
    errors = call.communicate()[1]
    assert call.returncode == 0, errors
    assert (run / "table.csv").read_bytes() == (folder / "whole/table.csv").read_bytes()
    assert json.loads((run / "cost.json").read_text())["calls"] >= 2


def check_changed(folder):
    """More seeds are trained; other settings are refused."""
    plan, run = folder / "plan.yaml", folder / "whole"
    begin_times = {path: path.stat().st_mtime_ns for path in run.rglob("result.json")}
    plan.write_text(PLAN.replace("1-4", "1-5"))
    done = outcome(plan, run, "--dry-run")
    assert re.search(r"^tiny-learning_rate=0.01 +5 +4 +0 +0 +1$", done.stdout, re.M), done
    assert outcome(plan, run).returncode == 0
    assert len(pandas.read_csv(run / "table.csv")) == 10
    assert all(path.stat().st_mtime_ns == when for path, when in begin_times.items())
    plan.write_text(PLAN.replace("epochs: 100", "epochs: 3"))
    done = outcome(plan, run)
    assert done.returncode == 2 and "  train.epochs: was 100, now 3" in done.stderr, done
    kept = outcome(run / "plan.yaml", run, "--dry-run")  # the folder needs no other file
    assert re.search(r"^tiny-learning_rate=0.01 +5 +5 ", kept.stdout, re.M), kept


def check_failed(folder):
    """A run that fails is told, stops no other, and is tried again."""
    plan, run = folder / "failing.yaml", folder / "failing"
    text = START + "set: {train.epochs: 1, data.rows: 500}\n"
    plan.write_text(text)
    there = Folder(run)
    left = run / "left"
    left.mkdir(parents=True)
    (run / "lock").touch()
    there.fail("tiny", 1, left, 6, "the disk is full")
    assert there.status("tiny", 1) == "failed" and there.status("tiny", 2) == "missing"
    assert there.failure("tiny", 1) == (6, "the disk is full")
    with there.locked():
        done = outcome(plan, run)
        assert done.returncode == 2 and "another call works on" in done.stderr, done
    assert outcome(plan, run).returncode == 0 and there.status("tiny", 1) == "finished"
    assert not there.failed("tiny", 1).exists()
    trainer = Trainer(str(program), ".")
    attempt = Attempt(there, trainer, Unit("tiny", str(TINY), {"train.epoch": 1}, (8, 9)))
    while not attempt.ended():
        time.sleep(0.02)
    assert attempt.settle() == [] and attempt.cpu_seconds > 0
    for seed in (8, 9):  # wrong for all: told of each
        code, message = there.failure("tiny", seed)
        assert code == 2 and "train.epoch: unknown key" in message, message


with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name)
    check_mistakes(place)
    check_cells()
    check_division()
    check_snapshot(place)
    check_refusals(place)
    check_undisturbed(place)
    check_killed(place)
    check_changed(place)
    check_failed(place)
print("experiment.py trains a plan, whatever happens on the way")
