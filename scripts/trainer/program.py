"""mmoe-train, as scripts call it."""
import json
import shutil
import subprocess
import tempfile

from trainer.prompt import ScriptError
from trainer.yaml_files import parse

USAGE, DATA, DIVERGED = 2, 3, 5  # exit codes
# What a script starts ends with it, even if nobody could tell it to. The system watches the thread
# that starts the program, so this has to live as long.
GUARD = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


class ProgramError(ScriptError):
    """What the program said, and its exit code; below 0: the signal that killed it."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.exit_code = code, code if code > 0 else 1


def message_of(code, errors):
    lines = [line.removeprefix("error: ") for line in errors.splitlines() if line.strip()]
    killed = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
    return "\n".join(lines) or killed


def overrides(values):
    """--set arguments; JSON is YAML."""
    return [word for key, value in values.items()
            for word in ("--set", f"{key}={json.dumps(value)}")]


def without_test(data):
    """Overrides that leave test data out. Where a part takes its rows out of another, test has to
    stay: without it, its rows would go back, or another part would have no source."""
    if data["type"] == "synthetic":
        return {"data.test_rows": 0}
    parts = [part for part in data.values() if isinstance(part, dict)]
    sources = [part["from"] for part in parts if "from" in part]
    if "test" not in data or "test" in sources:
        return {}
    own_files = not isinstance(data["test"], dict) or "from" not in data["test"]
    return {"data.test": None} if own_files else {}


class Program:
    def __init__(self, path, config, fixed, options, hardware):
        """fixed: KEY=VALUE texts of every run; options, hardware: further words of the command
        line. Hardware is no part of the effective config, so a search may go on elsewhere."""
        self.command = [str(path), "--config", str(config), "--quiet", *map(str, options)]
        self.hardware = [*map(str, hardware)]
        for text in fixed:
            self.command += ["--set", text]

    def fix(self, values):
        self.command += overrides(values)

    def dry_run(self):
        """The effective config; raises ProgramError."""
        done = subprocess.run([*self.command, "--dry-run"], capture_output=True, text=True)
        if done.returncode != 0:
            raise ProgramError(done.returncode, message_of(done.returncode, done.stderr))
        return parse(done.stdout[:done.stdout.rindex("\n\n")])

    def problem(self, values, reads_files):
        """What is wrong with these values of keys, or None. Looks at no data file."""
        missing = ["--set", "data.train=/no/such/file"] if reads_files else []
        done = subprocess.run([*self.command, *missing, *overrides(values), "--dry-run"],
                              capture_output=True, text=True)
        return (None if done.returncode in (0, DATA) else
                message_of(done.returncode, done.stderr))

    def start(self, values, folder, more=()):
        """A process that trains; what it says of errors is in its file `errors`. more: further
        words of the command line."""
        errors = tempfile.TemporaryFile("w+")
        # In a session of its own: Ctrl-C reaches the script, which stops its processes.
        process = subprocess.Popen([*GUARD, *self.command, *self.hardware, *overrides(values),
                                    *more, "--run", str(folder), "--overwrite"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=errors, start_new_session=True)
        process.errors = errors
        return process


def finish(process):
    """Raises ProgramError if the program, which has ended, failed."""
    with process.errors as errors:
        errors.seek(0)
        text = errors.read()
    if process.returncode != 0:
        raise ProgramError(process.returncode, message_of(process.returncode, text))


def stop(process, seconds=10):
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.errors.close()
