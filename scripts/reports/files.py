"""Files of a run."""
import json

from trainer.prompt import ScriptError


class FolderError(ScriptError):
    """A folder that holds no runs (code 2) or damaged ones (code 3)."""

    def __init__(self, message, code=2):
        super().__init__(message)
        self.exit_code = code


def damaged(path, error):
    """The error of a file that cannot be read."""
    return FolderError(f"{path}: {getattr(error, 'strerror', None) or error}", 3)


def read_json(path):
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise damaged(path, error) from None


def read_events(path, part):
    """Lines of a metrics.jsonl that tell of a part."""
    mark = f'"event":"{part}"'
    try:
        with path.open() as lines:
            return [json.loads(line) for line in lines if mark in line.replace(" ", "")]
    except (OSError, ValueError) as error:
        raise damaged(path, error) from None


def curve_of(events, metric):
    """(steps, values)"""
    known = [event for event in events if event.get(metric) is not None]
    return [event["step"] for event in known], [event[metric] for event in known]
