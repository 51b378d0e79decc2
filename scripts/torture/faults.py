"""A fault at each call on a file that a run makes: it ends with an exit code of ours and whole
files, and goes on to the bytes of a run without faults."""
import shutil

from torture import layer
from torture.cases import PLAIN, SEEDS
from torture.runs import check_files, check_same, checkpoints

KILLED = -9
# Of each kind of fault; the long tests try all, and of seeds, which have most calls, so many.
SHORT_ROUNDS = {"fresh": 3, "resumed": 2, "resumed late": 1, "fallback": 2, "seeds": 1}
LONG_ROUNDS = {"seeds": 20}
EVALUATED = 8  # each so many calls a checkpoint goes to mmoe-eval


class Scenario:
    """A call of mmoe-train on a folder, again and again from the same start."""

    def __init__(self, bench, name, case, *words):
        self.bench, self.name, self.case, self.words = bench, name, case, words
        self.start = bench.place / f"start {name}"
        self.start.mkdir(exist_ok=True)

    def train(self, base, variables):
        preload = {"LD_PRELOAD": str(self.bench.programs.layer)}
        return self.bench.programs.train(self.case, base / "run", *self.words,
                                         variables={**preload, **variables})

    def copy_to(self, base):
        shutil.copytree(self.start, base, dirs_exist_ok=True, symlinks=True)

    def calls(self):
        with self.bench.folder() as base:
            self.copy_to(base / "files")
            trace = base / "trace"
            self.train(base / "files", layer.tracing(base / "files", trace)).expect(0)
            return layer.read_trace(trace)


def killed(bench, name, save):
    """Resumes a run that was killed with the checkpoint of this save (from 0) in place."""
    fresh = Scenario(bench, "fresh", PLAIN)
    resumed = Scenario(bench, name, PLAIN, "--resume")
    if not any(resumed.start.iterdir()):
        saves = [number for number, call in enumerate(fresh.calls(), 1)
                 if call == ("rename", "run/last.safetensors")]
        fresh.train(resumed.start, layer.at(saves[save], layer.KILL, resumed.start)).expect(KILLED)
    return resumed


def interrupted(bench):
    return killed(bench, "resumed", 2)


def interrupted_late(bench):
    """All steps were done, but not all files."""
    return killed(bench, "resumed late", -1)


def damaged(bench):
    """The newest checkpoint is no good."""
    fallback = Scenario(bench, "fallback", PLAIN, "--resume")
    interrupted(bench).copy_to(fallback.start)
    last = fallback.start / "run/last.safetensors"
    last.write_bytes(last.read_bytes()[:-1])
    return fallback


def scenarios(bench):
    return [Scenario(bench, "fresh", PLAIN), interrupted(bench), interrupted_late(bench),
            damaged(bench), Scenario(bench, "seeds", SEEDS)]


def allowed_codes(fault, scenario):
    if fault.kind.startswith("kill"):
        return (KILLED,)
    if fault.kind not in ("ENOSPC", "EIO"):
        return (0,)
    # What cannot be read has the code of what it is: a config or a checkpoint.
    return (0, 2, 4, 6) if fault.kind == "EIO" and "--resume" in scenario.words else (0, 6)


def evaluate_one(bench, base):
    for path in checkpoints(base)[-1:]:
        bench.programs.evaluate(path).expect(0)


def try_fault(scenario, fault, number):
    bench = scenario.bench
    with bench.folder() as base:
        scenario.copy_to(base)
        run = base / "run"
        outcome = scenario.train(base, layer.at(number, fault, base))
        outcome.expect(*allowed_codes(fault, scenario))
        if scenario.name != "fallback":
            check_files(base)
            if number % EVALUATED == 0:
                evaluate_one(bench, base)
        if outcome.code == 6:
            outcome.expect_text(run)
        if outcome.code == 0:
            check_same(run, bench.whole(scenario.case).content)
        else:
            bench.resume(scenario.case, run)


def rounds(bench):
    for scenario in scenarios(bench):
        calls = scenario.calls()
        for fault in layer.FAULTS:
            numbers = layer.places(calls, fault)
            count = (LONG_ROUNDS if bench.is_long else SHORT_ROUNDS).get(scenario.name)
            if count is not None:
                random = bench.random(scenario.name, fault.name)
                numbers = layer.sample(calls, numbers, count, random)
            for number in numbers:
                call, file = calls[number - 1]
                yield (f"{scenario.name}: {fault.name}: call {number}, {call} {file}",
                       lambda fault=fault, number=number, scenario=scenario:
                       try_fault(scenario, fault, number))
