"""A Table as Markdown and on a terminal."""


def markdown(table):
    lines = ["| " + " | ".join(cells) + " |" for cells in [table.header, *table.rows]]
    rule = "|" + " --- |" * len(table.header)
    return "\n".join([table.caption, "", lines[0], rule, *lines[1:]])


def terminal(table):
    """Columns as wide as they need to be."""
    lines = [table.header, *table.rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    shown = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join([table.caption, *shown])
