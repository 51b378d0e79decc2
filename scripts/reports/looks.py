"""How pictures look: one style, and a colour a label that holds in all pictures of a page."""
from dataclasses import dataclass

import matplotlib

matplotlib.use("svg")

# On a page these follow its theme: page.css has a variable for each.
INK, FAINT = "#24292f", "#d0d7de"
# After Okabe and Ito (2008): told apart by people with any common colour blindness. Black is the
# ink's, and yellow is too pale for lines.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31")
VARIABLES = {INK: "--ink", FAINT: "--faint"} | {
    colour: f"--series-{place}" for place, colour in enumerate(COLOURS)}
DASHES = ("-", "--", ":", "-.")  # for more labels than colours
MARKERS = ("o", "s", "^", "D")

STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "mmoe", "text.parse_math": False,
    "font.size": 9, "axes.titlesize": 9, "axes.labelsize": 9, "legend.fontsize": 8,
    "xtick.labelsize": 8, "ytick.labelsize": 8, "legend.frameon": False,
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK, "xtick.color": INK,
    "ytick.color": INK, "axes.linewidth": 0.6, "xtick.major.width": 0.6, "ytick.major.width": 0.6,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": False,
    "grid.color": FAINT, "grid.linewidth": 0.5, "axes.axisbelow": True,
    "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none",
}


@dataclass(frozen=True)
class Look:
    colour: str
    dash: str
    marker: str


def look(place):
    turn = place // len(COLOURS)
    return Look(COLOURS[place % len(COLOURS)], DASHES[turn % len(DASHES)],
                MARKERS[turn % len(MARKERS)])


def looks_of(labels):
    """{label: Look} in order: give one to all pictures of a page."""
    return {label: look(place) for place, label in enumerate(dict.fromkeys(labels))}


def styled():
    """A context, and a decorator of functions that draw."""
    return matplotlib.rc_context(STYLE)
