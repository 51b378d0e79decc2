"""A search, checked before anything is written."""
import concurrent.futures
import os

from trainer.monitor import Monitor
from trainer.program import Program, without_test
from tuning.space import SpaceError, read_space
from tuning.study import StudyError, load_study
from tuning.trial import Search

CORES = len(os.sched_getaffinity(0))


def program_of(options):
    hardware = ["--threads", options.threads or max(1, CORES // options.jobs)]
    hardware += ["--device", options.device] if options.device else []
    data = ["--data-dir", options.data_dir] if options.data_dir else []
    return Program(options.mmoe, options.config, options.set, data, hardware)


def check_values(program, parameters, places, data):
    """Ends of ranges and choices are values that the program takes, each by itself."""
    probes = [(parameter.key, value) for parameter in parameters for value in parameter.probes()]
    reads_files = data["type"] != "synthetic"
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        found = pool.map(lambda probe: program.problem(dict([probe]), reads_files), probes)
    problems = {}
    for (key, _), problem in zip(probes, found):
        if problem:
            problems.setdefault(key, f"{places[key]}: {problem.splitlines()[0]}")
    if problems:
        raise SpaceError("\n".join(problems.values()))


def check_monitor(monitor, parameters, places):
    for parameter in parameters:
        if monitor.depends_on(parameter.key):
            raise SpaceError(
                f"{places[parameter.key]}: {parameter.key}: changes what '{monitor.text}' means, "
                "which compares the trials; choose a metric, as --set "
                "train.early_stop.monitor=auc_NAME")


def is_known(options):
    """Whether the study is there: then its space was checked, and must still be the same."""
    try:
        return bool(load_study(options.storage, options.study))
    except StudyError:
        return False


def prepare(options):
    """The search, checked, before anything is written."""
    parameters, places = read_space(options.space)
    program = program_of(options)
    base = program.dry_run()
    if "valid" not in base["data"] and not base["data"].get("valid_rows"):
        raise SpaceError(f"{options.config}: data.valid is missing; a search chooses on it")
    monitor = Monitor(base["train"]["early_stop"])
    check_monitor(monitor, parameters, places)
    if not is_known(options):
        check_values(program, parameters, places, base["data"])
    program.fix(without_test(base["data"]))
    first = base["train"]["seed"]
    fixed = sorted({text.split("=")[0] for text in options.set})
    return Search(program, base, parameters, monitor,
                  list(range(first, first + options.seeds)), fixed, options.run)
