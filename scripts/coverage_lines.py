"""Executed lines of each room that scripts/coverage.sh measures, and the lines that no test reached.

  coverage_lines.py BUILD_DIR     ends with 1 if a room has less than LEAST percent

A line counts if the compiler made code of it, once, in whatever files it is compiled. Brackets
alone are no line: what GCC counts there is the way out of an exception.
"""
import collections
import json
import pathlib
import subprocess
import sys

LEAST = 95.0
ROOMS = ("src/base", "src/config", "src/data", "src/metrics")
CHECKPOINTS = "checkpoints"  # code of them, wherever it lies
FILES = ("src/train/checkpoint.", "src/train/safetensors.", "src/train/save",
         "src/train/trainer_state.", "src/report/checkpoint_files.")


def room_of(file):
    if file.startswith(FILES):
        return CHECKPOINTS
    return next((room for room in ROOMS if file.startswith(room + "/")), None)


def reports(build):
    """What gcov says of each object file that was compiled with counters."""
    for notes in sorted(build.rglob("*.gcno")):
        printed = subprocess.run(["gcov", "--json-format", "--stdout", str(notes)], check=True,
                                 capture_output=True, text=True, cwd=build).stdout
        yield from map(json.loads, printed.splitlines())


def is_code(line):
    return bool(line.strip(" \t{}();"))


def counts_of(source, build):
    """{file: {line: executions}} of the measured rooms."""
    counts = collections.defaultdict(collections.Counter)
    for report in reports(build):
        for entry in report["files"]:
            path = (pathlib.Path(report["current_working_directory"]) / entry["file"]).resolve()
            if not path.is_relative_to(source):
                continue
            file = str(path.relative_to(source))
            if not room_of(file):
                continue
            text = path.read_text().splitlines()
            for line in entry["lines"]:
                if is_code(text[line["line_number"] - 1]):
                    counts[file][line["line_number"]] += line["count"]
    return counts


def print_missed(source, counts):
    for file, lines in sorted(counts.items()):
        text = (source / file).read_text().splitlines()
        for number in sorted(line for line, executions in lines.items() if not executions):
            print(f"{file}:{number}: {text[number - 1].strip()}")


def print_shares(counts):
    """The share of each room; true if all have enough."""
    enough = True
    for room in (*ROOMS, CHECKPOINTS):
        lines = [n for file in counts if room_of(file) == room for n in counts[file].values()]
        reached = sum(n > 0 for n in lines)
        share = 100 * reached / len(lines) if lines else 0
        enough = enough and share >= LEAST
        print(f"{room:<12} {share:6.2f} % of {len(lines)} lines, {len(lines) - reached} missed")
    return enough


def main():
    source = pathlib.Path(__file__).resolve().parent.parent
    counts = counts_of(source, pathlib.Path(sys.argv[1]).resolve())
    print_missed(source, counts)
    sys.exit(0 if print_shares(counts) else 1)


main()
