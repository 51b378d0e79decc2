#!/usr/bin/env python3
"""Searches for better values of a config's keys: tune.py CONFIG SPACE.yaml --trials N

Trains the config with values that Optuna suggests, compares trials by the config's
train.early_stop.monitor on validation data (test data has no part), ends poor ones early, and
writes best.yaml and report.md into the run folder. The same command goes on where a search was
stopped. Needs optuna and PyYAML: .venv/bin/python, once scripts/setup.sh has run. docs/tuning.md
tells more.
"""
import argparse
import pathlib
import signal
import sys

from trainer.prompt import answer, count, require

require("optuna", "yaml")

import optuna  # noqa: E402

from trainer.keys import starting_point  # noqa: E402
from trainer.monitor import Monitor  # noqa: E402
from tuning.best import write_best  # noqa: E402
from tuning.prepare import prepare  # noqa: E402
from tuning.report import number, ranked, spread, write_report  # noqa: E402
from tuning.space import read_space  # noqa: E402
from tuning.study import (Workers, agree, collect_dead, load_study, open_study,  # noqa: E402
                          settings_of)
from tuning.trial import Search  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[1]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=pathlib.Path, metavar="CONFIG")
    parser.add_argument("space", type=pathlib.Path, metavar="SPACE.yaml")
    parser.add_argument("--trials", type=count, metavar="N",
                        help="trials in all, those of earlier calls and other machines included")
    parser.add_argument("--run", type=pathlib.Path, metavar="DIR",
                        help="where everything goes (default: runs/tune-<config>)")
    parser.add_argument("--seeds", type=count, default=1, metavar="K",
                        help="train each trial with K seeds and compare means (default: 1)")
    parser.add_argument("--jobs", type=count, default=1, metavar="N",
                        help="trials at once (default: 1)")
    parser.add_argument("--threads", type=count, metavar="N",
                        help="threads of a trial (default: the cores there are, over the jobs)")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE",
                        help="override a key of the config in every trial; repeatable")
    parser.add_argument("--data-dir", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--device")
    parser.add_argument("--storage", metavar="URL",
                        help="a database, or a journal file for several machines "
                             "(default: DIR/study.journal)")
    parser.add_argument("--study", metavar="NAME", help="default: the name of the config")
    parser.add_argument("--no-prune", action="store_true", help="train every trial to its end")
    parser.add_argument("--seed", type=int, help="of the suggestions (default: by chance)")
    parser.add_argument("--report-only", action="store_true",
                        help="write best.yaml and the report of the trials there are")
    parser.add_argument("--mmoe", type=pathlib.Path, default=ROOT / "build/release/bin/mmoe-train")
    options = parser.parse_args()
    if not options.mmoe.is_file() and not options.report_only:
        parser.error(f"no program {options.mmoe}; build it, or say --mmoe PATH")
    if options.trials is None and not options.report_only:
        parser.error("--trials N is missing")
    options.run = options.run or pathlib.Path("runs") / f"tune-{options.config.stem}"
    journal = options.run / "study.journal"
    if not options.storage and not journal.is_file() and options.run.is_dir() and any(
            options.run.iterdir()):
        parser.error(f"--run {options.run} is not empty, and no search")
    options.storage = options.storage or journal
    options.study = options.study or options.config.stem
    return options


def announce(study, search, trial):
    values = [trial.user_attrs.get("error") or trial.state.name.lower()]
    if trial.value is not None and trial.state == optuna.trial.TrialState.COMPLETE:
        more = "" if spread(trial) is None else f" (spread {spread(trial):.2g})"
        best = ranked(study, search.monitor)[0]
        values = [f"{search.monitor.text} {number(trial.value)}{more}",
                  f"best {number(best.value)} (trial {best.number})"]
    print(f"trial {trial.number}: " + ", ".join(values), file=sys.stderr, flush=True)


def write_results(options, study, search):
    """The exit code."""
    options.run.mkdir(parents=True, exist_ok=True)
    write_report(study, search)
    trials = ranked(study, search.monitor)
    if not trials:
        codes = [trial.user_attrs.get("exit_code", 0) for trial in study.get_trials()]
        print(f"error: no trial finished; {options.run}/report.md says more", file=sys.stderr)
        return max([1, *codes])
    best = options.run / "best.yaml"
    write_best(best, trials[0], search, options.config)
    print(f"best: {search.monitor.text} {number(trials[0].value)}, trial {trials[0].number}\n"
          f"{best}\n{options.run / 'report.md'}")
    return 0


def catch_signals(search):
    """The first stops the search; the second, the process as it is."""
    received = []

    def remember(number, _):
        received.append(number)
        search.stopping.set()
        signal.signal(number, signal.SIG_DFL)

    signal.signal(signal.SIGINT, remember)
    signal.signal(signal.SIGTERM, remember)
    return received


def run_search(options):
    search = prepare(options)
    study = open_study(options.storage, options.study, search.monitor.direction, options.seed,
                       not options.no_prune)
    agree(study, settings_of(search))
    collect_dead(study)
    start = starting_point(search.parameters, search.base)
    if start and not study.get_trials(deepcopy=False):
        study.enqueue_trial(start)
    received = catch_signals(search)
    Workers(search, study, options.trials, lambda trial: announce(study, search, trial)
            ).run(options.jobs)
    code = write_results(options, study, search)
    if received:
        print("stopped; the same command goes on", file=sys.stderr)
        return 128 + received[0]
    return code


def report_again(options):
    study, settings = load_study(options.storage, options.study)
    parameters, _ = read_space(options.space)
    base = settings["config"]
    search = Search(None, base, parameters, Monitor(base["train"]["early_stop"]), settings["seeds"],
                    settings["fixed"], options.run)
    agree(study, settings_of(search))
    return write_results(options, study, search)


def main():
    options = read_options()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return report_again(options) if options.report_only else run_search(options)


if __name__ == "__main__":
    sys.exit(answer(main))
