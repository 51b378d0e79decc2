"""Checks scripts/study.py: the paper's numbers, the claims, and a very small study from end to end.

  study.py SOURCE_DIR MMOE_TRAIN

Exits with 77, which ctest takes as skipped, without the wheels of scripts/requirements.txt.
"""
import pathlib
import subprocess
import sys
import tempfile

try:
    import matplotlib  # noqa: F401
    import numpy
    import pandas
    import yaml  # noqa: F401
    from scipy import stats  # noqa: F401
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

source, program = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
sys.path.insert(0, str(source / "scripts"))
from experiments.experiment import Options  # noqa: E402
from studies import claims, paper  # noqa: E402
from studies.budget import STANDARD, Budget, full  # noqa: E402
from studies.losses import Part  # noqa: E402
from studies.page import study_page  # noqa: E402
from studies.plans import plans  # noqa: E402
from studies.run import parts_of, run_parts  # noqa: E402

MODELS = list(paper.MODELS)
SMALL = Budget("quick", 80, 3, (0.5, 1.0), 2, bottom_runs=2, rate_runs=2, initialiser_runs=2,
               longer_runs=2, longer_steps=160)


def check_paper():
    """The counts of Fig. 5 are of 200 runs each, and their means are the ends of Fig. 4."""
    for cell, losses in paper.LOSSES.items():
        found = paper.final_losses(*cell)
        assert len(found) == 200, cell
        assert abs(numpy.mean(found) - losses[-1]) < 0.003, (cell, numpy.mean(found))
        assert len(losses) == len(paper.LOSS_STEPS)
    assert round(paper.ratio(0.5, "shared_bottom"), 1) == 3.1
    assert round(claims.stuck(paper.final_losses(0.5, "shared_bottom")), 3) == 0.385


def made_up(levels):
    """A part of runs with these losses: {(model, correlation): losses}."""
    rows = [{"cell": f"{model}-{p}", "seed": seed, "config": model, "p": p, "loss": loss,
             "first": loss} for (model, p), losses in levels.items()
            for seed, loss in enumerate(losses, 1)]
    return Part(None, {}, pandas.DataFrame(rows))


def verdicts(levels):
    return {found.claim: found.verdict
            for found in claims.findings(made_up(levels), (0.5, 1.0), paper.MODELS)}


def check_claims():
    draw = numpy.random.default_rng(1)

    def runs(mean, spread=0.02):
        return (mean + spread * draw.standard_normal(20)).tolist()

    alike = runs(0.12)
    found = verdicts({("mmoe", 0.5): runs(0.14), ("omoe", 0.5): runs(0.2),
                      ("shared_bottom", 0.5): runs(0.45, 0.2), ("mmoe", 1.0): alike,
                      ("omoe", 1.0): [loss + 1e-4 * (-1) ** i for i, loss in enumerate(alike)],
                      ("shared_bottom", 1.0): runs(0.05)})
    assert found["At correlation 0.5, MMoE is better than OMoE"] == "yes"
    assert found["At correlation 1, OMoE is as good as MMoE"] == "yes"
    assert found["At correlation 1, OMoE is better than Shared-Bottom"] == "no"
    assert found["Shared-Bottom is better at correlation 1 than at 0.5"] == "yes"
    assert found["At correlation 0.5, runs of Shared-Bottom spread most"] == "yes"
    stuck = [verdict for claim, verdict in found.items() if "stuck" in claim]
    assert stuck == ["yes", "not settled"], stuck
    same = {(model, p): alike for model in MODELS for p in (0.5, 1.0)}
    assert "no" not in verdicts(same).values()
    assert verdicts(same)["At correlation 0.5, MMoE is better than OMoE"] == "not settled"


def check_budgets():
    budget = full(core_hours=10, seconds_per_step=36e-6, runs=200)
    assert budget.steps == 520_000 and budget.trainings() == 1800 + 24 + 72 + 24, budget
    assert full(10, 36e-6, 20).steps == 3_330_000
    assert full(1, 36e-6, 1).trainings() == 9 + 3 + 9 + 3
    runs = {part: plan["seeds"] for part, plan in plans(STANDARD).items()}
    assert runs == {"pearson": "1-100", "models": "1-100", "bottom": "1-16", "rates": "1-8",
                    "initialiser": "1-8", "longer": "1-8"}, runs


def check_page(folder):
    """Every part has its runs and its section."""
    assert run_parts(SMALL, folder, Options(mmoe=program, jobs=2)) == 0
    assert len(list(folder.glob("*/runs/*/*/result.json"))) == 9 * 2 + 6 * 3 + 2 * 2 + 9 * 2 + 3 * 4
    html = study_page(SMALL, parts_of(SMALL, folder)).html()
    for words in ("Fig. 2", "Fig. 3", "Fig. 4", "Fig. 5", "Live units", "Learning rates",
                  "Initialisers", "More steps", "What agrees with the paper", "scripts/study.py --budget quick"):
        assert words in html, words
    assert html.count("<svg") == 7 and "n/a" not in html.split("Live units")[0]
    assert html == study_page(SMALL, parts_of(SMALL, folder)).html(), "another page of the same runs"


def call(*words):
    return subprocess.run([sys.executable, str(source / "scripts/study.py"), *map(str, words)],
                          capture_output=True, text=True)


def check_mistakes(folder):
    def fails(words, code, *expected):
        done = call(*words)
        assert done.returncode == code, (words, done.returncode, done.stderr)
        for text in expected:
            assert text in done.stderr, (words, done.stderr)

    fails(["--budget", "quick", "--core-hours", 3, "--mmoe", program], 2, "goes with --budget full")
    fails(["--budget", "full", "--core-hours", "much", "--mmoe", program], 2, "'much'")
    fails(["--runs", 0, "--mmoe", program], 2, "above 0")
    fails(["--run", folder / "none", "--report-only"], 2, "holds no study")
    begun = folder / "begun"
    begun.mkdir()
    (begun / "budget.json").write_text(
        '{"name": "full", "steps": 10000, "runs": 200, "correlations": [0.5], '
        '"pearson_repeats": 1, "core_hours": 3}')
    fails(["--budget", "full", "--core-hours", 4, "--run", begun, "--mmoe", program], 2,
          "3 core-hours")
    fails(["--budget", "quick", "--run", begun, "--mmoe", program], 2, "budget full")
    fails(["--run", begun, "--report-only"], 2, "too few runs")


with tempfile.TemporaryDirectory() as work:
    check_paper()
    check_claims()
    check_budgets()
    check_mistakes(pathlib.Path(work))
    check_page(pathlib.Path(work) / "study")
print("the study is as it should be")
