"""Names of metrics: which direction is better, what is near a mistyped one."""
import difflib

from trainer.monitor import direction


def is_better_high(metric):
    return direction({"monitor": metric}) == "max"


def best(metric, values):
    return max(values) if is_better_high(metric) else min(values)


def nearest(word, known):
    """"; did you mean ...?", or nothing where no known word is near."""
    found = difflib.get_close_matches(word, known, 1)
    return f"; did you mean '{found[0]}'?" if found else ""
