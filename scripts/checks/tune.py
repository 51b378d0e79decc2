"""Checks scripts/tune.py: a search on configs/tiny.yaml that is stopped and goes on.

  tune.py SOURCE_DIR MMOE_TRAIN

Exits with 77, which ctest takes as skipped, where this Python has no optuna.
"""
import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

try:
    import optuna
    import yaml  # noqa: F401
except ImportError as error:
    print("skipped: no", error.name)
    sys.exit(77)

source, program = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
sys.path.insert(0, str(source / "scripts"))
from trainer.keys import starting_point  # noqa: E402
from trainer.monitor import HIGH, Monitor, at_ticks, read_validations  # noqa: E402
from trainer.program import without_test  # noqa: E402
from tuning.best import best_config  # noqa: E402
from tuning.pictures import pyplot  # noqa: E402
from tuning.space import SpaceError, read_space  # noqa: E402
from tuning.study import collect_dead, counted, open_study  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.WARNING)
TINY = source / "configs/tiny.yaml"
# The second optimizer diverges at once.
SPACE = """
train.optimizer: {choices: [{type: adam, learning_rate: 0.01}, {type: sgd, learning_rate: 1e9}]}
train.epochs: {low: 150, high: 200}
model.experts.count: {low: 2, high: 8, step: 2}
tasks.second.weight: {low: 0.5, high: 2.0, log: true}
"""
SETTINGS = ["--set", "train.early_stop.monitor=rmse_first", "--set", "data.rows=10000"]

MISTAKES = {
    "a: {low: 1, high: 4, stpe: 2}": "1:1: a: unknown word 'stpe'; did you mean 'step'? "
                                     "(known here: low, high, log, step)",
    "a: {low: 2, high: 1e-1}": "1:1: a: low (2) is not below high (0.1)",
    "a: {low: no, high: 1}": '1:1: a: low is not a number: "no"',
    "a: {low: 0, high: 1, log: true}": "1:1: a: log needs a low above 0, not 0",
    "a: {low: 1, high: 4, step: 2}": "1:1: a: steps of 2 do not lead from 1 to 4",
    "a: {low: 1, high: 4, step: 0.5}": "1:1: a: step (0.5) is not a step from 1 to 4",
    "a: {low: 1}": "1:1: a: takes {low: ..., high: ...} or {choices: [...]}",
    "a: {choices: [[1], [1]]}": "1:1: a: choices has [1] twice",
    "a: {low: 1, high: 2}\na: {low: 1, high: 2}": "2:1: a: is there twice",
    "a: [": "2:1: expected the node content, but found '<stream end>'",
}


def check_space(folder):
    path = folder / "mistake.yaml"
    for text, wanted in MISTAKES.items():
        path.write_text(text + "\n")
        try:
            read_space(path)
            raise AssertionError(f"no mistake in {text!r}")
        except SpaceError as error:
            assert str(error) == f"{path}:{wanted}", error
    path.write_text("n: {low: 1, high: 9, step: 4}\nx: {low: 1, high: 2.5}\n"
                    "c: {choices: [no, [1]]}")
    whole, real, choices = read_space(path)[0]
    assert [whole.encode(value) for value in (5, 6, 13, 5.0, "5")] == [5, None, None, None, None]
    assert (real.encode(2), real.decode(1.23456789), real.decode(2.49999)) == (2, 1.235, 2.5)
    assert choices.labels == ('"no"', "[1]") and choices.encode([1]) == "[1]"
    config = {"n": 9, "x": 1, "c": "no"}
    assert starting_point([whole, real, choices], config) == {"n": 9, "x": 1, "c": '"no"'}
    assert starting_point([whole], {"n": 2}) is None and starting_point([whole], {}) is None


def check_monitor(folder):
    """The program's rule of which metrics are better high; values of running files."""
    header = (source / "src/config/metric_config.h").read_text()
    words = re.findall(r'{"(\w+)", Metric::\w+}', header)
    rule = (source / "src/config/checks.cpp").read_text().split("bool is_better_high")[1]
    low = re.findall(r"case Metric::(\w+):", rule.split("return false")[0])
    assert words and low and sorted(HIGH) == sorted(set(words) - set(low)), (words, low)
    assert Monitor({"monitor": "auc_a"}).direction == "max"
    assert Monitor({"monitor": "log_loss_a"}).direction == "min"
    mean = Monitor({"monitor": "-(auc_a + 3 * auc_b) / 4", "mode": "min"})
    assert mean.value({"auc_a": 0.5, "auc_b": 0.75}) == -0.6875 and mean.direction == "min"
    assert mean.value({"auc_a": 0.5, "auc_b": None}) is None and mean.value({"auc_a": 1}) is None
    assert Monitor({"monitor": "loss"}).depends_on("tasks.a.weight")
    assert not Monitor({"monitor": "loss_a"}).depends_on("tasks.a.weight")
    assert Monitor({"monitor": "loss_a"}).depends_on("tasks.a.loss.pos_weight")
    assert not mean.depends_on("tasks.a.loss.pos_weight")
    path = folder / "metrics.jsonl"
    path.write_text('{"event": "valid", "step": 5, "epoch": 1, "loss": 3}\n'
                    '{"event": "test", "step": 5, "epoch": 1, "loss": 1}\n'
                    '{"event": "valid", "step": 10, "epoch": 2, "lo')
    assert read_validations(path, Monitor({"monitor": "loss"}), {"epochs": 4}) == [(0.25, 3)]
    assert read_validations(path, Monitor({"monitor": "loss"}), {"steps": 10}) == [(0.5, 3)]
    ticks = at_ticks([(0.25, 0.0), (0.5, 1.0)])
    assert {tick: round(value, 9) for tick, value in ticks.items()} == {3: 0.2, 4: 0.6, 5: 1.0}
    assert at_ticks([(0.5, 7.0)]) == {5: 7.0} and at_ticks([]) == {}


def check_configs():
    part = {"from": "train", "fraction": 0.5}
    data = {"type": "csv", "train": "a", "valid": "b"}
    assert without_test(data) == {}
    assert without_test(data | {"test": "c"}) == {"data.test": None}
    assert without_test(data | {"test": part}) == {}, "rows would go back"
    assert without_test(data | {"test": "c", "valid": {"from": "test"}}) == {}
    assert without_test({"type": "synthetic", "rows": 5}) == {"data.test_rows": 0}
    base = {"name": "n", "data": {"test": "c"}, "tasks": [{"name": "a", "weight": 1}],
            "train": {"epochs": 1, "optimizer": {"l2": 0}, "seed": 1, "threads": "auto",
                      "device": "auto"}}
    trial = base | {"data": {}, "train": {"epochs": 3, "optimizer": {"l2": 0.5}, "seed": 2,
                                          "threads": 8, "device": "cpu"}}
    keys = ["train.optimizer.l2", "tasks.a.weight"]
    assert best_config(trial, base, keys, ["train.epochs"], "x") == {
        "name": "n_best", "extends": "x", "train": {"epochs": 3, "optimizer": {"l2": 0.5}},
        "tasks": base["tasks"]}
    whole = best_config(trial, base, ["train.optimizer"], [], "x")
    wanted = base["train"] | {"epochs": 3, "optimizer": {"l2": 0.5}}
    assert whole == base | {"name": "n_best", "train": wanted}, whole


def check_dead(folder):
    """A trial whose process was killed does not count, and its values come again."""
    study = open_study(folder / "dead.journal", "dead", "max", 1, True)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    trial = study.ask()
    x = trial.suggest_float("x", 0, 1)
    trial.set_user_attr("process", (socket.gethostname(), gone.pid))
    assert len(counted(study)) == 1
    collect_dead(study)
    assert len(counted(study)) == 0 and study.ask().suggest_float("x", 0, 1) == x


def command(folder, *words, config=TINY):
    return [sys.executable, source / "scripts/tune.py", config, folder / "space.yaml", "--run",
            folder / "run", "--threads", "1", "--mmoe", program, *SETTINGS, *words]


def outcome(*arguments, **more):
    return subprocess.run(command(*arguments, **more), capture_output=True, text=True)


def check_refusals(folder):
    (folder / "space.yaml").write_text("train.optimizer.learning_rat: {low: 1, high: 2}\n"
                                       "train.epochs: {low: 0, high: 2}\n")
    done = outcome(folder, "--trials", "4")
    assert done.returncode == 2 and not (folder / "run").exists(), done
    assert "space.yaml:1:1: --set train.optimizer.learning_rat=1: " in done.stderr, done.stderr
    assert "did you mean 'learning_rate'?" in done.stderr, done.stderr
    assert "space.yaml:2:1: --set train.epochs=0: " in done.stderr, done.stderr


def check_stop(folder):
    """Ctrl-C in the second trial."""
    (folder / "space.yaml").write_text(SPACE)
    search = subprocess.Popen(command(folder, "--trials", "4", "--seed", "3"),
                              stderr=subprocess.PIPE, text=True)
    running = folder / "run/trials/0001/seed-1/metrics.jsonl"
    deadline = time.monotonic() + 120
    while (not (running.is_file() and running.stat().st_size) and search.poll() is None
           and time.monotonic() < deadline):
        time.sleep(0.02)
    search.send_signal(signal.SIGINT)
    errors = search.communicate()[1]
    assert search.returncode == 130 and "the same command goes on" in errors, errors
    log = (running.parent / "train.log").read_text()
    assert "stopped" in log, log


def check_end(folder):
    done = outcome(folder, "--trials", "4", "--seed", "3", "--jobs", "2")
    assert done.returncode == 0, done
    states = re.findall(r"^trial (\d+): (.*)", done.stderr, re.M)
    assert sorted(number for number, _ in states) == ["2", "3", "4"], done.stderr  # 1 came again
    report = (folder / "run/report.md").read_text()
    assert "4 trials: " in report and "training diverged: in step" in report, report
    for key in re.findall(r"^([a-z.]+\.[a-z]+):", SPACE, re.M):  # best trials, importance, slices
        assert report.count(f"| {key} |") >= 3, f"{key} {report}"
    assert ("![Slices](slices.png)" in report) == (pyplot() is not None)
    assert not list((folder / "run").rglob("*.safetensors"))


def check_best(folder):
    """best.yaml trains as it stands, to the number of its trial, and has test data."""
    text = (folder / "run/best.yaml").read_text()
    told = re.search(r"rmse_first (\S+) on validation", text).group(1)
    subprocess.run([program, "--config", folder / "run/best.yaml", "--run", folder / "best",
                    "--threads", "1", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    result = json.loads((folder / "best/result.json").read_text())
    assert f"{result['valid']['rmse_first']:.6g}" == told and result["test"], (told, result)


def check_again(folder):
    """The report alone trains nothing; another search is refused in the same place."""
    best = (folder / "run/best.yaml").read_text()
    for name in ("report.md", "best.yaml"):
        (folder / "run" / name).unlink()
    assert outcome(folder, "--report-only").returncode == 0
    assert (folder / "run/report.md").is_file()
    assert (folder / "run/best.yaml").read_text() == best
    other = outcome(folder, "--trials", "4", "--seeds", "2")
    assert other.returncode == 2 and "seeds: was [1], now [1, 2]" in other.stderr, other


with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name)
    check_space(place)
    check_monitor(place)
    check_configs()
    check_dead(place)
    check_refusals(place)
    check_stop(place)
    check_end(place)
    check_best(place)
    check_again(place)
print("tune.py searches, stops and goes on")
