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
    core_hours: float | None = None  # that decided on the steps

    def training_steps(self):
        """Of the three models, which is nearly all of the time."""
        return 3 * len(self.correlations) * self.runs * self.steps


QUICK = Budget("quick", 50_000, 32, (0.5, 1.0), 20)
STANDARD = Budget("standard", 200_000, 100, (0.5, 0.9, 1.0), 100, bottom_runs=16, rate_runs=8,
                  initialiser_runs=8)
BUDGETS = {budget.name: budget for budget in (QUICK, STANDARD)}


def full(core_hours, seconds_per_step, runs):
    """The paper's runs, with as many steps as the time allows; the paper has 10 million."""
    base = dataclasses.replace(STANDARD, name="full", runs=runs, core_hours=core_hours)
    one = dataclasses.replace(base, steps=1).training_steps()
    affordable = core_hours * 3600 / seconds_per_step / one
    return dataclasses.replace(base, steps=max(10_000, math.floor(affordable / 10_000) * 10_000))
