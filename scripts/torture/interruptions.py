"""Runs that are killed or told to stop at random moments, again and again."""
import signal
import time

from torture.cases import mixed
from torture.failure import Failed
from torture.programs import ended
from torture.runs import check_files

ROUNDS, LONG_ROUNDS = 10, 200
STOPPED = {signal.SIGINT: 130, signal.SIGTERM: 143}


def written(run):
    """Bytes of metrics: how far a run is, on a machine of any speed."""
    return sum(path.stat().st_size for path in run.rglob("metrics.jsonl"))


def wait_until(process, is_so):
    while process.poll() is None and not is_so():
        time.sleep(0.001)


def a_moment(process, run, whole, random):
    """Waits for a random moment: most often of what is left of training, else of the whole run."""
    if random.random() < 0.2:
        deadline = time.monotonic() + random.random() * whole.seconds
        return wait_until(process, lambda: time.monotonic() > deadline)
    before = written(run)
    target = before + random.uniform(0.1, 0.7) * (whole.metric_bytes - before)
    wait_until(process, lambda: written(run) >= target)
    time.sleep(random.uniform(0, 0.01))


def kill_again_and_again(bench, number):
    case, random = mixed(number, bench.seed), bench.random("kill", number)
    whole = bench.whole(case)
    with bench.folder() as base:
        run = base / "run"
        for _ in range(random.randint(1, 4)):
            process = bench.programs.start_training(case, run, "--resume")
            a_moment(process, run, whole, random)
            process.kill()
            ended(process).expect(0, -signal.SIGKILL)
            check_files(base)
        bench.resume(case, run)
        bench.resume(case, run)  # a finished run stays as it is


def trains(process, run):
    """Until it writes about steps, or ends."""
    wait_until(process, lambda: written(run) > 0)


def stop(bench, number, kind, again):
    """One signal: a checkpoint and its exit code; a second one ends the process at once."""
    case, random = mixed(number, bench.seed), bench.random("stop", number)
    whole = bench.whole(case)
    with bench.folder() as base:
        run = base / "run"
        process = bench.programs.start_training(case, run)
        trains(process, run)  # before that there is nothing to save
        a_moment(process, run, whole, random)
        process.send_signal(kind)
        if again:
            time.sleep(random.uniform(0, 0.01))
            process.send_signal(kind)
        outcome = ended(process)
        outcome.expect(0, STOPPED[kind], *([-kind] if again else []))
        check_files(base)
        if outcome.code == STOPPED[kind]:
            outcome.expect_text("stopped", "last.safetensors")
            if not list(run.rglob("last.safetensors")):
                raise Failed("there is no last.safetensors")
        bench.resume(case, run)


def rounds(bench):
    for number in range(LONG_ROUNDS if bench.is_long else ROUNDS):
        yield (f"SIGKILL, case {number}: " + " ".join(mixed(number, bench.seed).words()),
               lambda number=number: kill_again_and_again(bench, number))


def signal_rounds(bench):
    for number in range(60 if bench.is_long else 6):
        kind, again = list(STOPPED)[number % 2], number % 3 == 2
        yield (f"{kind.name}{' twice' if again else ''}, case {number}: " +
               " ".join(mixed(number, bench.seed).words()),
               lambda number=number, kind=kind, again=again: stop(bench, number, kind, again))
