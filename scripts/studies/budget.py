"""How much of the paper's study is run."""
import dataclasses
import math

FULL_RUNS, CORE_HOURS = 200, 24


@dataclasses.dataclass(frozen=True)
class Budget:
    name: str
    steps: int  # of each training
    runs: int  # of each model at each correlation, with new data and new weights each
    correlations: tuple
    pearson_repeats: int  # Fig. 2
    bottom_runs: int = 0  # Fig. 3, at each correlation
    rate_runs: int = 0  # of each model at each further learning rate
    initialiser_runs: int = 0  # of each model with LibTorch's default initialiser
    longer_runs: int = 0  # of each model at correlation 0.5, with more steps
    longer_steps: int = 500_000
    core_hours: float | None = None  # that decided on the steps

    def trainings(self):
        """All of them, as long as a model's. (The small ones of Fig. 3 are not, and are few.)"""
        at_each = 3 * self.runs + self.bottom_runs
        return len(self.correlations) * at_each + 3 * (3 * self.rate_runs + self.initialiser_runs)


QUICK = Budget("quick", 50_000, 32, (0.5, 1.0), 20)
STANDARD = Budget("standard", 200_000, 100, (0.5, 0.9, 1.0), 100, bottom_runs=16, rate_runs=8,
                  initialiser_runs=8, longer_runs=8)
BUDGETS = {budget.name: budget for budget in (QUICK, STANDARD)}


def full(core_hours, seconds_per_step, runs):
    """The paper's runs, with as many steps as the time allows; the paper has 10 million."""
    few = min(runs, STANDARD.rate_runs)
    base = dataclasses.replace(STANDARD, name="full", runs=runs, core_hours=core_hours,
                               bottom_runs=few, rate_runs=few, initialiser_runs=few, longer_runs=0)
    affordable = core_hours * 3600 / seconds_per_step / base.trainings()
    return dataclasses.replace(base, steps=max(10_000, math.floor(affordable / 10_000) * 10_000))
