"""Power cuts: after one, only what an fsync asked the disk to keep is sure to be there."""
import shutil

from torture import layer
from torture.faults import KILLED, scenarios

SHORT_ROUNDS = 6
NAMES = {"names": "flushed", "now": "written"}  # folders of the layer's


def read_names(path):
    """{name: file} of a folder; nothing where it was never flushed."""
    if not path.exists():
        return {}
    return dict(line.split(" ") for line in path.read_text().splitlines())


def torn(path, least, random):
    """As much of a file as a disk may have got to."""
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.truncate(random.randint(min(least, size), size))


def left_of(run, disk, names, random):
    """The run folder after the cut: `names` as on disk or as they were about to be."""
    after = run.with_name("after")
    after.mkdir()
    for name, file in read_names(disk / names / run.name).items():
        kept = disk / "content" / file
        shutil.copyfile(kept, after / name) if kept.exists() else (after / name).touch()
        if names == "now" and random.random() < 0.5:
            least = (after / name).stat().st_size
            shutil.copyfile(run / name, after / name)
            torn(after / name, least, random)
    shutil.rmtree(run)
    after.rename(run)


def cut(scenario, number, names):
    bench = scenario.bench
    with bench.folder() as base:
        files, disk = base / "files", base / "disk"
        scenario.copy_to(files)
        variables = layer.at(number, layer.KILL, files)
        scenario.train(files, {**variables, "FILE_FAULTS_DURABLE": str(disk)}).expect(KILLED)
        if not (files / "run").exists():
            return
        left_of(files / "run", disk, names, bench.random(scenario.name, number, names))
        bench.resume(scenario.case, files / "run")


def rounds(bench):
    for scenario in scenarios(bench):
        if scenario.name == "seeds":  # several folders
            continue
        calls = scenario.calls()
        numbers = layer.places(calls, layer.KILL)
        if not bench.is_long:
            numbers = layer.sample(calls, numbers, SHORT_ROUNDS, bench.random(scenario.name))
        for place, number in enumerate(numbers):
            call, file = calls[number - 1]
            for names in NAMES if bench.is_long else [list(NAMES)[place % 2]]:
                yield (f"{scenario.name}: power cut after call {number}, {call} {file}, "
                       f"names as {NAMES[names]}",
                       lambda number=number, names=names, scenario=scenario:
                       cut(scenario, number, names))
