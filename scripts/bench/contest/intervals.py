"""Every interval of a data set as Markdown: a table a metric."""
from contest.contestants import OUR_MAIN, TITLES, YARDSTICK
from contest.page import metric_title, metrics_of, table
from contest.summary import SHARE, verdict


def limits(interval, sign=""):
    return " to ".join(f"{limit:{sign}.4f}" for limit in interval)


def against(metric, other):
    compared = metric["against"].get(other)
    if not compared:
        return [""] * 2
    return [f"{compared['difference']:+.4f} ({limits(compared['interval'], '+')})",
            verdict(compared)]


def detail_row(name, metric):
    seeds = len(metric["seeds"])
    spread = f"{metric['deviation']:.4f} of {seeds}" if seeds > 1 else ""
    return [TITLES[name], f"{metric['mean']:.5f}", spread, limits(metric["interval"]),
            *against(metric, YARDSTICK), *against(metric, OUR_MAIN)]


def details(found):
    text = ""
    for metric in metrics_of(found):
        head = [metric_title(metric), "mean", "seeds: deviation", f"{SHARE} % of resamples"]
        for other in (YARDSTICK, OUR_MAIN):
            head += [f"minus {TITLES[other]}", ""]
        rows = [detail_row(name, summary["metrics"][metric]) for name, summary in found.items()]
        text += table(head, rows) + "\n"
    return text
