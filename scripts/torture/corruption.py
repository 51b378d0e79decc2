"""Damage in the files of a run folder: told, never believed, and gone back behind."""
import shutil

from torture.cases import PLAIN
from torture.faults import interrupted, interrupted_late

LONG_ROUNDS = 8  # of each damage to each file


def cut_short(content, random):
    return content[:random.randrange(len(content))]


def flip_bit(content, random):
    place = random.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + \
        content[place + 1:]


def no_file(content, random):
    return b""


def swap_blocks(content, random):
    """Two sectors in each other's place."""
    half = len(content) // 2
    return content[half:] + content[:half]


DAMAGES = (cut_short, flip_bit, no_file, swap_blocks)


def damage(path, how, random):
    path.write_bytes(how(path.read_bytes(), random))


def step_of(path):
    return int(path.stem.split("-")[1])


def damaged_last(begun, how, random):
    """Told, and the checkpoint before it is good enough."""
    bench = begun.bench
    with bench.folder() as base:
        begun.copy_to(base)
        run = base / "run"
        earlier = max(run.glob("step-*.safetensors"), key=step_of)
        damage(run / "last.safetensors", how, random)
        bench.resume(PLAIN, run).expect_text("last.safetensors", earlier.name)


def all_damaged(begun, how, random):
    bench = begun.bench
    with bench.folder() as base:
        begun.copy_to(base)
        run = base / "run"
        files = [run / "last.safetensors", *run.glob("step-*.safetensors")]
        for path in files:
            damage(path, how, random)
        outcome = bench.programs.train(PLAIN, run, "--resume").expect(4)
        outcome.expect_text(*(path.name for path in files))


def damaged_best(begun, how, random):
    """Told, or not needed; never part of a result."""
    bench = begun.bench
    with bench.folder() as base:
        begun.copy_to(base)
        run = base / "run"
        damage(run / "best.safetensors", how, random)
        outcome = bench.programs.train(PLAIN, run, "--resume").expect(0, 4)
        if outcome.code == 0:
            bench.resume(PLAIN, run)
        else:
            outcome.expect_text("best.safetensors")


def refused(begun, how, random):
    """The other programs want whole files, too."""
    bench = begun.bench
    with bench.folder() as base:
        path = base / "file.safetensors"
        shutil.copyfile(begun.start / "run/last.safetensors", path)
        damage(path, how, random)
        for words in (("mmoe-eval", "--checkpoint", path), ("mmoe-inspect", "--checkpoint", path),
                      ("mmoe-predict", "--checkpoint", path, "--data", base / "no.csv",
                       "--output", base / "out.csv")):
            bench.programs.run(*words).expect(4).expect_text(path)


CHECKS = ((damaged_last, interrupted), (all_damaged, interrupted), (damaged_best, interrupted),
          (damaged_best, interrupted_late), (refused, interrupted))


def rounds(bench):
    for check, start in CHECKS:
        begun = start(bench)
        for how in DAMAGES:
            for number in range(LONG_ROUNDS if bench.is_long else 1):
                name = f"{begun.name}, {check.__name__}: {how.__name__} {number}".replace("_", " ")
                yield name, lambda check=check, begun=begun, how=how, name=name: check(
                    begun, how, bench.random(name))
