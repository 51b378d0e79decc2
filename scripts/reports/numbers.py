"""Numbers as a report writes them."""
import math


def decimals(errors):
    """So that the least of some standard errors shows two digits."""
    known = [value for value in errors if value]
    if not known:
        return 4
    return min(max(1 - math.floor(math.log10(min(known))), 2), 6)


def number(value, places=4, sign=""):
    """n/a where there is none; one digit where fixed decimals would show nothing but zeros."""
    if value is None:
        return "n/a"
    text = f"{value:{sign}.{places}f}"
    return f"{value:{sign}.1g}" if value and not float(text) else text


def interval(low, high, places=4):
    return "n/a" if low is None else f"{number(low, places, '+')} to {number(high, places, '+')}"


def probability(value):
    if value is None:
        return "n/a"
    return f"{value:.2g}" if value >= 0.001 else "<0.001"
