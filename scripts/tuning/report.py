"""What a search found, as Markdown and pictures."""
import json
import math
from statistics import stdev

from optuna.trial import TrialState

from trainer.keys import starting_point
from tuning.importance import importances, slices
from tuning.pictures import draw
from tuning.study import counted
from tuning.trial import values_of

BEST = 10


def number(value):
    return f"{value:.6g}"


def table(head, rows):
    lines = ["| " + " | ".join(cells) + " |" for cells in [head, *rows]]
    return "\n".join([lines[0], "|" + " --- |" * len(head), *lines[1:]])


def ranked(study, monitor):
    """Finished trials, the best first."""
    trials = study.get_trials(states=(TrialState.COMPLETE,))
    return sorted(trials, key=lambda trial: trial.value, reverse=monitor.direction == "max")


def spread(trial):
    """Standard deviation over seeds."""
    values = trial.user_attrs.get("values", [])
    return stdev(values) if len(values) > 1 else None


def tie(trials, seeds):
    """Two means closer than this are a tie: two standard errors of their difference."""
    found = [spread(trial) ** 2 for trial in trials if spread(trial) is not None]
    return 2 * math.sqrt(2 / seeds * sum(found) / len(found)) if found else None


def as_it_is(trials, parameters, base):
    """The trial with the values of the config itself, or None."""
    wanted = starting_point(parameters, base)
    return wanted and next((trial for trial in trials if trial.params == wanted), None)


def verdict(trials, own, margin):
    """The best trial beside the config as it is."""
    best = trials[0]
    if own is None:
        return ("The config as it is lies outside of the space, or its trial did not finish: there "
                "is nothing to compare the best trial with.")
    if own.number == best.number:
        return f"The config as it is (trial {own.number}) is the best: no other trial beats it."
    gain = abs(best.value - own.value)
    text = (f"The config as it is: {number(own.value)} (trial {own.number}); the best differs by "
            f"{gain:.2g}.")
    if margin is None:
        return text + " One seed a trial does not say how much of that is luck: see `--seeds`."
    tied = "this is one." if gain <= margin else "this is more."
    return (f"{text} Two trials within {margin:.2g} are a tie (two standard errors of a difference "
            f"of means); {tied}")


def summary(study, search, trials):
    states = [trial.state for trial in counted(study)]
    counts = ", ".join(f"{states.count(state)} {word}" for state, word in (
        (TrialState.COMPLETE, "finished"), (TrialState.PRUNED, "pruned or diverged"),
        (TrialState.FAIL, "failed"), (TrialState.RUNNING, "running")) if states.count(state))
    seconds = sum(trial.user_attrs.get("seconds", 0) for trial in counted(study))
    more = "more" if search.monitor.direction == "max" else "less"
    seeds = f"mean of {len(search.seeds)} seeds" if len(search.seeds) > 1 else "one seed"
    lines = [f"{len(states)} trials: {counts}. `{search.monitor.text}` on validation ({more} is "
             f"better), {seeds} a trial; {seconds:,.0f} seconds of training. Test data had no "
             "part."]
    if trials:
        own = as_it_is(trials, search.parameters, search.base)
        lines += ["", verdict(trials, own, tie(trials, len(search.seeds))), "",
                  "The best of many trials looks a little better on the data that chose it than it "
                  "is: score `best.yaml` on test once, when the search is over."]
    return "\n".join(lines)


def best_table(search, trials):
    keys = [parameter.key for parameter in search.parameters]
    rows = []
    for trial in trials[:BEST]:
        values = values_of(search.parameters, trial)
        deviation = spread(trial)
        rows.append([str(trial.number), number(trial.value),
                     "" if deviation is None else f"{deviation:.2g}",
                     f"{trial.user_attrs['seconds']:.1f}",
                     *(json.dumps(values.get(key)) for key in keys)])
    return table(["trial", search.monitor.text, "spread", "seconds", *keys], rows)


def importance_table(study, search):
    found = importances(study)
    rows = [[parameter.key, *("n/a" if share is None else f"{share:.2f}"
                              for share in found.get(parameter.key, (None, None)))]
            for parameter in search.parameters]
    rows.sort(key=lambda row: row[1], reverse=True)
    return table(["key", "in the whole space", "among the best"], rows)


def slice_table(search, trials):
    rows = []
    for parameter in search.parameters:
        for i, (name, count, middle, best) in enumerate(
                slices(parameter, trials, search.monitor.best)):
            rows.append([parameter.key if i == 0 else "", f"`{name}`", str(count), number(middle),
                         number(best)])
    return table(["key", "values", "trials", "median", "best"], rows)


def error_table(search, trials):
    rows = [[str(trial.number), trial.user_attrs["error"].replace("\n", "; ").replace("|", "\\|"),
             ", ".join(f"{key} {json.dumps(value)}"
                       for key, value in values_of(search.parameters, trial).items())]
            for trial in trials]
    return table(["trial", "error", "values"], rows)


def sections(study, search, pictures):
    trials = ranked(study, search.monitor)
    yield f"# Search of {study.study_name}", summary(study, search, trials)
    if trials:
        yield f"## Best {min(BEST, len(trials))} trials", best_table(search, trials)
        yield "## Importance", (
            "Share of the differences between finished trials that a key explains: over the whole "
            "space (fANOVA), and in what sets the best tenth apart (PED-ANOVA). Few trials tell "
            "little.\n\n" + importance_table(study, search))
        yield "## Slices", ("Finished trials by the value of one key.\n\n"
                            + slice_table(search, trials))
    failed = [trial for trial in counted(study) if "error" in trial.user_attrs]
    if failed:
        yield "## Failed trials", error_table(search, failed)
    for title, file in pictures.items():
        yield f"## {title} as a picture", f"![{title}]({file})"


def write_report(study, search):
    trials = sorted(ranked(study, search.monitor), key=lambda trial: trial.number)
    pruned = [t.number for t in study.get_trials(states=(TrialState.PRUNED,))]
    pictures = draw(search.folder, search.monitor, search.parameters, trials, pruned)
    text = "\n\n".join(f"{title}\n\n{body}" for title, body in sections(study, search, pictures))
    (search.folder / "report.md").write_text(text + "\n")
