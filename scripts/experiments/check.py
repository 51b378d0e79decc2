"""What can be wrong with an experiment that only mmoe-train and the folder know."""
import concurrent.futures

from experiments.folder import ExperimentError
from trainer.keys import differences
from trainer.program import ProgramError
from trainer.yaml_files import parse

SHOWN = 10  # differences, and cells with one message


def effective(trainer, cell):
    """The cell's config with all defaults, or the ProgramError."""
    program = trainer.program(cell.config)
    program.fix(cell.overrides)
    try:
        return program.dry_run()
    except ProgramError as error:
        return error


def effective_configs(trainer, cells, jobs):
    """{cell name: effective config}; raises a ProgramError that names every cell at fault."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        found = dict(zip([cell.name for cell in cells],
                         pool.map(lambda cell: effective(trainer, cell), cells)))
    errors = {name: error for name, error in found.items() if isinstance(error, ProgramError)}
    if not errors:
        return found
    names = {}
    for name, error in errors.items():
        names.setdefault(str(error), []).append(name)
    lines = [f"cell {' and '.join(cells[:2])}{' and others' if len(cells) > 2 else ''}: {text}"
             for text, cells in names.items()]
    raise ProgramError(next(iter(errors.values())).code, "\n".join(lines[:SHOWN]))


def metrics_of(config):
    """Names of the metrics that a run of the config reports."""
    tasks = [(task["name"], metric) for task in config["tasks"]
             for metric in ["loss", *task.get("metrics", [])]]
    return ["loss"] + [f"{metric}_{name}" for name, metric in tasks]


def check_metrics(plan, configs):
    """Each metric to compare is reported in some cell, and what is not is said of every cell."""
    place = plan.places.get(("compare", "metrics"), plan.name)
    problems = []
    for metric in plan.compare["metrics"]:
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


def config_of_runs(folder, cell, seeds):
    """Of one run: those that are there were compared with each other before they were trained."""
    for seed in seeds:
        for place in (folder.run(cell, seed), folder.failed(cell, seed)):
            if folder.status(cell, seed) != "failed" and (place / "config.yaml").is_file():
                return parse((place / "config.yaml").read_text(encoding="utf-8"))
    return None


def check_unchanged(folder, seeds, configs):
    """Runs of one cell are comparable: raises where the plan means other runs than those there."""
    problems = []
    for cell, config in configs.items():
        there = config_of_runs(folder, cell, seeds)
        changed = there and differences(without_own(there), without_own(config))
        if changed:
            problems += [f"cell {cell} has runs in {folder.path} with other settings; choose "
                         "another --run, or remove those runs:"]
            problems += [f"  {line}" for line in changed[:SHOWN]]
    if problems:
        raise ExperimentError("\n".join(problems))
