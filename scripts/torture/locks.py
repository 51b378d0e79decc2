"""Several processes on one run folder: one of them works."""
import contextlib
import signal

from torture.cases import LONG, LONG_SEEDS
from torture.failure import Failed
from torture.interruptions import trains
from torture.programs import ended
from torture.runs import check_same, checkpoints


@contextlib.contextmanager
def held_still(bench, case, run):
    """A training that waits in the middle of its work."""
    process = bench.programs.start_training(case, run)
    try:
        trains(process, run)
        process.send_signal(signal.SIGSTOP)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.send_signal(signal.SIGCONT)
        process.wait()
        process.stderr.close()


def refused(bench, case, words):
    """A second process goes; the first one does not notice."""
    with bench.folder() as base, held_still(bench, case, base / "run") as first:
        second = bench.programs.train(case, base / "run", *words).expect(2)
        second.expect_text(base / "run", *([str(first.pid)] if words else []))
        first.send_signal(signal.SIGCONT)
        ended(first).expect(0)
        check_same(base / "run", bench.whole(case).content)


def after_kill(bench, case, words):
    """The lock of a killed process is none."""
    with bench.folder() as base:
        with held_still(bench, case, base / "run"):
            pass
        bench.programs.train(case, base / "run", *words).expect(0)
        check_same(base / "run", bench.whole(case).content)


def race(bench, case, words):
    """Many at once: one trains, others are refused or find a finished run."""
    with bench.folder() as base:
        started = [bench.programs.start_training(case, base / "run", *words) for _ in range(4)]
        codes = sorted(ended(process).expect(0, 2).code for process in started)
        if codes[0] != 0:
            raise Failed(f"exit codes {codes}")
        check_same(base / "run", bench.whole(case).content)


def read_while_written(bench, case, words):
    """A checkpoint that is replaced all the time is always a whole one."""
    with bench.folder() as base:
        process = bench.programs.start_training(case, base / "run", *words)
        trains(process, base / "run")
        while process.poll() is None:
            for path in checkpoints(base / "run"):
                if path.stem in ("best", "last"):
                    bench.programs.evaluate(path).expect(0)
        ended(process).expect(0)


def rounds(bench):
    for case in (LONG, LONG_SEEDS):
        for check, words in ((refused, ["--resume"]), (refused, ["--overwrite"]), (refused, []),
                             (after_kill, ["--resume"]), (after_kill, ["--overwrite"])):
            yield (f"{check.__name__.replace('_', ' ')} {' '.join(words)}: {case.name}",
                   lambda check=check, case=case, words=words: check(bench, case, words))
    for number in range(20 if bench.is_long else 2):
        yield f"race {number}", lambda: race(bench, LONG, ["--resume"])
    yield "read while written", lambda: read_while_written(bench, LONG, ["--resume"])
