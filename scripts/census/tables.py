"""The tables of a group, the same on the page, in Markdown and on a terminal."""
from dataclasses import dataclass

from census.paper import METHODS, NOT_BUILT, ORDER
from census.results import by_seed
from reports.statistics import paired_difference

BASELINE = "mmoe"


@dataclass(frozen=True)
class Table:
    caption: str
    header: list
    rows: list


def auc(value):
    return f"{value:.4f}"


def words(task):
    return task.replace("_", " ")


def printed(row):
    return [row.best, row.mean, row.auxiliary_at_best, row.auxiliary_mean]


def pairs(ours, paper):
    """Ours and the paper's in turn."""
    return [cell for both in zip(ours, map(auc, printed(paper))) for cell in both]


def paper_row(group, method, found):
    if method in NOT_BUILT:
        return [method, "not built", *pairs([""] * 4, group.printed[method])]
    result = found.get(method)
    runs = "none" if result is None else str(result.runs)
    if result and result.missing:
        runs += f" ({result.missing} missing)"
    ours = map(auc, printed(result.row)) if result else [""] * 4
    return [METHODS[method], runs, *pairs(ours, group.printed[method])]


def paper_table(group, found):
    main, auxiliary = words(group.main), words(group.auxiliary)
    header = ["model", "runs", f"{main}, best", "paper", "mean", "paper",
              f"{auxiliary}, at best", "paper", "mean", "paper"]
    caption = (f"Table {group.number} of the paper: test AUC. \"Best\" is the run with the highest "
               f"test AUC of {main}, as in the paper: test chose it, so it is no estimate.")
    return Table(caption, header, [paper_row(group, method, found) for method in ORDER])


def spread(result):
    return "" if result.deviation is None else f"{result.deviation:.5f}"


def chosen_table(group, found):
    main, auxiliary = words(group.main), words(group.auxiliary)
    header = ["model", f"{main}, mean", "deviation", "chosen seed", f"{main}, validation",
              f"{main}, test", f"{auxiliary}, test"]
    rows = [[METHODS[method], auc(result.row.mean), spread(result), str(result.chosen.seed),
             auc(result.chosen.valid), auc(result.chosen.main), auc(result.chosen.auxiliary)]
            for method, result in found.items()]
    return Table("Test AUC: spread over the runs, and of the run that validation chooses (the best "
                 f"validation AUC of {main}).",
                 header, rows)


def difference_cells(table, method, task):
    """Too few common seeds have no interval."""
    found = paired_difference(by_seed(table, BASELINE, task), by_seed(table, method, task))
    if found.excludes_zero() is None:
        return [f"{found.mean:+.5f}" if found.count else "", ""]
    return [f"{found.mean:+.5f} [{found.low:+.5f}, {found.high:+.5f}]", f"{found.p:.3g}"]


def difference_row(table, group, method):
    ours, baseline = group.printed[method], group.printed[BASELINE]
    return [METHODS[method], *difference_cells(table, method, group.main),
            f"{baseline.mean - ours.mean:+.4f}",
            *difference_cells(table, method, group.auxiliary),
            f"{baseline.auxiliary_mean - ours.auxiliary_mean:+.4f}"]


def difference_table(table, group, found):
    """Of every other method's mean from the baseline's, over the seeds that both finished."""
    header = ["MMoE minus"]
    for task in (group.main, group.auxiliary):
        header += [f"{words(task)} [95 %]", "p", "paper"]
    rows = [difference_row(table, group, method) for method in found if method != BASELINE]
    caption = ("What MMoE gains in mean test AUC, over common seeds, with a bootstrap interval. It "
               "covers luck in training alone: rows, split and values searched are the same.")
    return Table(caption, header, rows if BASELINE in found else [])
