"""Seeds as mmoe-train --seeds takes them: 1-20 or 1,3,5-7."""
import re

MOST = 100000  # in one range


def problem_of(text):
    """What is wrong with the text, or None."""
    seeds = set()
    for part in text.split(","):
        ends = re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip())
        if not ends:
            return f"takes numbers and ranges such as 1-8 or 1,3,5-7, found '{text}'"
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if first > last:
            return f"the range {part.strip()} is reversed"
        if last - first >= MOST or last >= 2**63:
            return f"the range {part.strip()} is too long"
        twice = seeds & set(range(first, last + 1))
        if twice:
            return f"names {min(twice)} twice"
        seeds |= set(range(first, last + 1))
    return None


def read_seeds(text):
    """In their order; the text has no problem."""
    ends = [[int(end) for end in part.split("-")] for part in text.split(",")]
    return [seed for each in ends for seed in range(each[0], each[-1] + 1)]
