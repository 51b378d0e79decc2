"""How long a training step takes here, for a budget of time."""
import subprocess
import tempfile
import time

from experiments.units import MOST
from studies.plans import CONFIGS
from trainer.program import ProgramError, message_of

STEPS = 4000


def seconds_per_step(settings):
    """Of a core, while as many cores work as will. Measured on the largest of the models."""
    jobs = settings.local_jobs()
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        done = subprocess.run(
            [str(settings.mmoe), "--config", str(CONFIGS / "paper_mmoe.yaml"), "--quiet",
             "--seeds", f"1-{MOST * jobs}", "--jobs", str(jobs), "--threads", "1", "--device",
             "cpu", "--set", "data.seed=run", "--set", f"train.steps={STEPS}", "--set",
             f"train.validate_every={STEPS}", "--set", f"train.log_every={STEPS}", "--run",
             f"{folder}/run"], capture_output=True, text=True)
        seconds = time.monotonic() - begin
    if done.returncode != 0:
        raise ProgramError(done.returncode, message_of(done.returncode, done.stderr))
    return seconds / (MOST * STEPS)
