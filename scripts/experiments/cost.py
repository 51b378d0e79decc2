"""What an experiment took, added up over calls: DIR/cost.json."""
import json
import time

from experiments.folder import write_atomically


class Cost:
    def __init__(self, folder, jobs):
        self.path, self.jobs, self.begin = folder.path / "cost.json", jobs, time.monotonic()
        self.core_seconds = 0
        try:
            self.before = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.before = {"calls": 0, "core_seconds": 0, "wall_seconds": 0, "job_seconds": 0}

    def add(self, core_seconds):
        """Of a process that has ended."""
        self.core_seconds += core_seconds
        self.write()

    def write(self):
        wall = time.monotonic() - self.begin
        now = {"calls": 1, "core_seconds": self.core_seconds, "wall_seconds": wall,
               "job_seconds": wall * self.jobs}
        total = {key: round(self.before[key] + value, 3) for key, value in now.items()}
        write_atomically(self.path, json.dumps(total, indent=2) + "\n")
