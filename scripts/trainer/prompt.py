"""What the scripts' command lines have in common. Needs no wheels."""
import argparse
import errno
import importlib.util
import pathlib
import sys


RESOURCES = 6  # the exit code of a full disk


class ScriptError(Exception):
    """For the person at the prompt; ends the script with its exit code."""

    exit_code = 2
    prefix = "error: "


def require(*modules):
    """Ends the script where one is missing, before anything imports it."""
    for name in modules:
        if importlib.util.find_spec(name) is None:
            script = pathlib.Path(sys.argv[0]).name
            print(f"error: {name} is not in this Python; use .venv/bin/python scripts/{script}, "
                  "which scripts/setup.sh makes", file=sys.stderr)
            sys.exit(2)


def answer(action):
    """The exit code: what action() returns (None: 0), or that of what it raises."""
    try:
        return action() or 0
    except ScriptError as error:
        print(f"{error.prefix}{error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"error: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        return RESOURCES if error.errno in (errno.ENOSPC, errno.EDQUOT) else ScriptError.exit_code
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def aligned(rows):
    """Columns of texts under each other; the first to the left, numbers behind it to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(
        [row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows)


def count(text):
    """The type of an argument."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)
