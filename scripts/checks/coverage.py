"""Runs every `yes` of docs/coverage.md: the table of that page is the table of this test.

  coverage.py SOURCE_DIR MMOE_TRAIN [WORD]     WORD: only rows whose first column has it

A row's fourth column holds `KEY=VALUE` settings over tests/coverage/base.yaml, its fifth names that
the run must show: metrics, parameters or lines. Each run must end well, differ from the base in its
numbers or names, and show what it names; the base must show none of it.
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

source, program = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
WORD = sys.argv[3] if len(sys.argv) > 3 else ""
BASE = source / "tests/coverage/base.yaml"
PARALLEL = 2


def rows_of(page):
    """Cells of the tables that begin with a `feature` column."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if line.startswith("|") and len(cells) == 5 and cells[2] in ("yes", "no"):
            yield cells


def spans(cell):
    return [span.replace("\\|", "|") for span in re.findall(r"`([^`]+)`", cell)]


def write_table(path, rows, seed):
    rng = random.Random(seed)
    lines = ["click,order,stars,minutes,teacher,weight,user,book,age,tags,history"]
    for _ in range(rows):
        books = [f"b{rng.randrange(12)}" for _ in range(6)]
        age = rng.randrange(10, 80)
        click = rng.random() < 0.3 + 0.005 * age
        order = click and rng.random() < 0.5
        lines.append(",".join(map(str, [
            int(click), int(order), rng.randrange(3), round(rng.expovariate(0.1) * click, 2),
            round(rng.random(), 3), rng.choice([0.5, 1, 2]), f"u{rng.randrange(8)}", books[0],
            age if rng.random() < 0.9 else "", "|".join(books[1:rng.randrange(1, 4)]),
            "|".join(books[3:rng.randrange(3, 7)])])))
    path.write_text("\n".join(lines) + "\n")


def write_data(folder):
    write_table(folder / "train.csv", 200, 1)
    write_table(folder / "valid.csv", 100, 2)
    vectors = [f"b{i} " + " ".join(f"{(i + k) / 10}" for k in range(4)) for i in range(12)]
    (folder / "vectors.txt").write_text("\n".join(vectors) + "\n")


def start(folder, name, settings):
    sets = [argument for setting in settings for argument in ("--set", setting)]
    return subprocess.Popen([program, "--config", BASE, "--data-dir", folder, "--run", folder / name,
                             *sets], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def parameters(path):
    """Names in a checkpoint, which begins with the length of its header."""
    content = path.read_bytes()
    header = json.loads(content[8:8 + int.from_bytes(content[:8], "little")])
    return sorted(header.keys() - {"__metadata__", "encoders"})


def outcome(process, run):
    """Validation's numbers, and all texts of the run but its config."""
    output, log = process.communicate()
    assert process.returncode == 0, f"exit code {process.returncode}: {log[-2000:]}"
    result = json.loads((run / "result.json").read_text())
    texts = [output, log, json.dumps(result), (run / "metrics.jsonl").read_text(),
             *parameters(run / "best.safetensors")]
    return result["valid"], "\n".join(texts)


def complaint(feature, numbers, text, shown, base):
    base_numbers, base_text = base
    if numbers == base_numbers:
        return f"{feature}: the same numbers as the base"
    for name in shown:
        if name not in text:
            return f"{feature}: does not show {name}"
        if name in base_text:
            return f"{feature}: the base shows {name} as well"
    return None


def run_rows(rows, folder):
    base = outcome(start(folder, "base", []), folder / "base")
    failures, running = [], []
    for i, (feature, _, _, settings, shown) in enumerate(rows):
        name = f"run{i}"
        running.append((feature, folder / name, spans(shown), start(folder, name, spans(settings))))
        if len(running) == PARALLEL or i + 1 == len(rows):
            failures += [problem for entry in running if (problem := judge(entry, base))]
            running = []
    return failures


def judge(entry, base):
    feature, run, shown, process = entry
    try:
        return complaint(feature, *outcome(process, run), shown, base)
    except AssertionError as error:
        return f"{feature}: {error}"


page = (source / "docs/coverage.md").read_text()
rows = [cells for cells in rows_of(page) if WORD.lower() in cells[0].lower()]
wanted = [cells for cells in rows if cells[2] == "yes"]
bare = [cells[0] for cells in wanted if not spans(cells[3])]
assert not bare, f"rows without settings: {bare}"
assert all(cells[3] for cells in rows), "a `no` without its reason"
with tempfile.TemporaryDirectory() as name:
    write_data(pathlib.Path(name))
    failures = run_rows(wanted, pathlib.Path(name))
for failure in failures:
    print(failure)
assert not failures, f"{len(failures)} of {len(wanted)} rows"
print(len(wanted), "rows run")
