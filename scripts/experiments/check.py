"""What can be wrong with an experiment that only mmoe-train and the folder know."""
import concurrent.futures
import re

from experiments.folder import ExperimentError
from trainer.keys import differences
from trainer.program import ProgramError
from trainer.yaml_files import parse

SHOWN = 10  # messages, and differences of a cell


def effective(trainer, cell):
    """The cell's config with all defaults, or the ProgramError."""
    program = trainer.program(cell.config)
    program.fix(cell.overrides)
    try:
        return program.dry_run()
    except ProgramError as error:
        return error


def all_effective(trainer, cells, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        try:
            return list(pool.map(lambda cell: effective(trainer, cell), cells))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def place_of(plan, line):
    """Of the plan's key that a message of --set is about, ready to stand before it."""
    found = re.match(r"--set ([^=]+)=", line)
    places = [where for path, where in plan.places.items()
              if found and path[-1] == found[1] and path[0] in ("set", "grid", "variants")]
    return f"{places[0]}: " if places else ""


def cells_text(names):
    return f"cell {names[0]}" if len(names) == 1 else f"{len(names)} cells ({names[0]}, ...)"


def effective_configs(trainer, plan, jobs):
    """{cell name: effective config}; raises a ProgramError that names every cell at fault."""
    found = dict(zip([cell.name for cell in plan.cells], all_effective(trainer, plan.cells, jobs)))
    errors = {name: error for name, error in found.items() if isinstance(error, ProgramError)}
    if not errors:
        return found
    cells = {}
    for name, error in errors.items():
        for line in str(error).splitlines():
            cells.setdefault(line, []).append(name)
    lines = [f"{place_of(plan, line)}{cells_text(names)}: {line}" for line, names in cells.items()]
    raise ProgramError(next(iter(errors.values())).code, "\n".join(lines[:SHOWN]))


def metrics_of(config):
    """Names of the metrics that a run of the config reports."""
    tasks = [(task["name"], metric) for task in config["tasks"]
             for metric in ["loss", *task.get("metrics", [])]]
    return ["loss"] + [f"{metric}_{name}" for name, metric in tasks]


def check_metrics(plan, configs):
    """Every cell reports each metric to compare."""
    problems = []
    for i, metric in enumerate(plan.compare["metrics"]):
        place = plan.places.get(("compare", "metrics", i), plan.name)
        without = [name for name, config in configs.items() if metric not in metrics_of(config)]
        if without:
            known = ", ".join(metrics_of(configs[without[0]]))
            problems.append(f"{place}: compare.metrics: no {metric} in cell {without[0]} "
                            f"(there are: {known})")
    if problems:
        raise ExperimentError("\n".join(problems))


def without_own(config):
    """What all seeds of a cell have in common, on any machine."""
    own = ("seed", "threads", "device")
    return config | {"train": {key: value for key, value in config["train"].items()
                               if key not in own}}


def configs_of_runs(folder, cell):
    """Of runs that are not to be trained again: one for each text that is not the same but for the
    seed and the machine, for reading a YAML takes its time."""
    texts = {}
    for place in [*folder.path.glob(f"runs/{cell}/seed-*"),
                  *folder.path.glob(f"failed/{cell}/seed-*")]:
        seed = place.name.removeprefix("seed-")
        config = place / "config.yaml"
        if folder.status(cell, seed) not in ("finished", "diverged") or not config.is_file():
            continue
        text = config.read_text(encoding="utf-8")
        common = [line for line in text.splitlines() if line != f"  seed: {seed}"
                  and not line.startswith(("  threads: ", "  device: "))]
        texts.setdefault("\n".join(common), text)
    return [parse(text) for text in texts.values()]


def check_unchanged(folder, configs):
    """Runs of one cell are comparable: raises where the plan means other runs than those there."""
    problems = []
    for cell, config in configs.items():
        changed = [line for there in configs_of_runs(folder, cell)
                   for line in differences(without_own(there), without_own(config))]
        if changed:
            problems += [f"cell {cell} has runs in {folder.path} with other settings; choose "
                         "another --run, or remove those runs:"]
            problems += [f"  {line}" for line in changed[:SHOWN]]
    if problems:
        raise ExperimentError("\n".join(problems))
