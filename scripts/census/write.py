"""The results of both groups: a page, Markdown, and tables on the terminal."""
from census.formats import markdown, terminal
from census.paper import METHODS
from census.protocol import PARAGRAPHS, TITLE
from census.results import by_seed, results
from census.tables import Table, chosen_table, difference_table, paper_table, words
from census.tuned import tuned_row
from reports.page import Page
from reports.pictures import looks_of, strips


def tuned_table(run, group):
    return Table("Values found by the searches; trial 0 is the shipped config.",
                 ["model", "values", "trial", f"{words(group.main)}, validation"],
                 [tuned_row(run, group, method) for method in METHODS])


def tables_of(run, group, table, wanted):
    found = results(table, group, wanted)
    tables = [paper_table(group, found), chosen_table(group, found),
              difference_table(table, group, found), tuned_table(run, group)]
    return [one for one in tables if one.rows]


def heading(group):
    return f"Group {group.number}: {group.title}"


def draw(page, group, table):
    """A strip of dots a model, a dot a run."""
    looks = looks_of(METHODS.values())
    for task in (group.main, group.auxiliary):
        values = {name: list(by_seed(table, method, task).values())
                  for method, name in METHODS.items()}
        values = {name: found for name, found in values.items() if found}
        if values:
            page.picture(strips(values, looks, "test AUC"),
                         f"Test AUC of {words(task)}: a dot a run, the mean and its 95 % interval.")


def page_of(sections, tables):
    """sections: [(group, table of its runs, ...)]; tables: {number of the group: its tables}"""
    page = Page(TITLE, "Single-Task, Shared-Bottom, OMoE and MMoE under the paper's protocol")
    page.text(*PARAGRAPHS)
    for group, table, _ in sections:
        page.heading(heading(group))
        for one in tables[group.number]:
            page.table(one.header, one.rows, one.caption)
        draw(page, group, table)
    return page


def write(run, sections):
    """sections: [(group, table of its runs, how many runs of a model there should be)]"""
    tables = {group.number: tables_of(run, group, table, wanted)
              for group, table, wanted in sections}
    text = [f"# {TITLE}", *PARAGRAPHS]
    for group, _, _ in sections:
        text += [f"## {heading(group)}", *map(markdown, tables[group.number])]
        print("\n\n".join([heading(group), *map(terminal, tables[group.number][:3])]) + "\n")
    (run / "tables.md").write_text("\n\n".join(text) + "\n")
    page_of(sections, tables).write(run / "census_tables.html")
    print(f"{run / 'tables.md'}\n{run / 'census_tables.html'}")
