"""mmoe's programs, started with a fault or without one."""
import dataclasses
import os
import pathlib
import signal
import subprocess

from torture.failure import Failed

SECONDS = 120  # nothing here takes as long
SOURCE = pathlib.Path(__file__).resolve().parents[2]

# What no user may ever see.
UGLY = ("terminate called", "Aborted", "core dumped", "Segmentation", "what():", "frame #",
        "Exception raised from", "LOG ERROR", "Traceback", "Sanitizer")


@dataclasses.dataclass
class Outcome:
    code: int  # negative: of a signal
    errors: str

    def expect(self, *codes):
        """One of these ends, and nothing but messages."""
        ugly = [text for text in UGLY if text in self.errors]
        if self.code not in codes or ugly:
            raise Failed(f"exit code {self.code}, not {' or '.join(map(str, codes))}"
                         f"{', ' + repr(ugly[0]) if ugly else ''}:\n{self.errors[-2000:]}")
        if self.code > 0 and self.errors.count("error: ") != 1:
            raise Failed(f"exit code {self.code} without one message:\n{self.errors[-2000:]}")
        return self

    def expect_text(self, *parts):
        for part in parts:
            if str(part) not in self.errors:
                raise Failed(f"the message lacks {str(part)!r}:\n{self.errors[-2000:]}")
        return self


class Programs:
    def __init__(self, folder, layer):
        self.folder, self.layer = pathlib.Path(folder), pathlib.Path(layer)

    def start(self, name, *words, variables=None, limit=None, output=None):
        environment = {**os.environ, "OMP_NUM_THREADS": "1", **(variables or {})}
        return subprocess.Popen([self.folder / name, *map(str, words)], env=environment,
                                stdin=subprocess.DEVNULL, stdout=output or subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, preexec_fn=limit)

    def run(self, name, *words, **how):
        return ended(self.start(name, *words, **how))

    def train(self, case, folder, *words, **how):
        return self.run("mmoe-train", *self.training(case, folder), *words, **how)

    def start_training(self, case, folder, *words):
        return self.start("mmoe-train", *self.training(case, folder), *words)

    @staticmethod
    def training(case, folder):
        return ["--config", SOURCE / "configs/tiny.yaml", "--run", folder, *case.words()]

    def evaluate(self, path):
        return self.run("mmoe-eval", "--checkpoint", path, "--quiet")


def ended(process):
    try:
        errors = process.communicate(timeout=SECONDS)[1]
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        raise Failed(f"hangs: {process.args}") from None
    return Outcome(process.returncode, errors)
