"""Cuts data sets into the files that every contestant reads: train, valid and test.

Lines stay as they are: whoever reads the parts reads the source. A part has the source's header.
"""
import csv
import gzip
import random


SOURCES = {"census": ["census-income/census-income.data.gz", "census-income/census-income.test.gz"],
           "kuairand": ["kuairand-pure/impressions-20220425-20220430.csv.gz"]}


def lines_of(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return [line if line.endswith("\n") else line + "\n" for line in file]


def write(folder, parts):
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in parts.items():
        (folder / f"{name}.csv").write_text("".join(lines), encoding="utf-8", newline="")


def halves(lines, seed):
    """A random half and the other one, each in the order of the source."""
    chosen = set(random.Random(seed).sample(range(len(lines)), len(lines) // 2))
    return ([line for number, line in enumerate(lines) if number in chosen],
            [line for number, line in enumerate(lines) if number not in chosen])


def values_of(lines, name):
    """A column of lines, the first of which is the header."""
    rows = csv.reader(lines)
    index = next(rows).index(name)
    return [row[index] for row in rows]


def census(data_dir, folder):
    """The train file trains; the test file is valid and test, half and half."""
    train, rest = (lines_of(data_dir / source) for source in SOURCES["census"])
    valid, test = halves(rest, seed=1)
    write(folder, {"train": train, "valid": valid, "test": test})


def kuairand(data_dir, folder):
    """25 to 28 April train, 29 and 30 April are the test; nothing chooses between epochs."""
    lines = lines_of(data_dir / SOURCES["kuairand"][0])
    header, rows = lines[:1], list(zip(lines[1:], values_of(lines, "date"), strict=True))
    write(folder, {"train": header + [line for line, date in rows if date <= "20220428"],
                   "test": header + [line for line, date in rows if date > "20220428"]})


CUTS = {"census": census, "kuairand": kuairand}
