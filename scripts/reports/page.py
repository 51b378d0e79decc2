"""One self-contained HTML page of text, tables and pictures."""
import re
from html import escape
from pathlib import Path

from matplotlib.figure import Figure

from reports.svg import inline_svg, short_numbers, svg_text

LONG = 40  # letters: a cell of more may have several lines
STYLE = Path(__file__).with_name("page.css")
NUMBER = re.compile(r"[-+−<]?[\d,]*\.?\d+(e[-+]?\d+)?( ?%)?( (of|±) [\d,.]+)?|n/a|")


def are_numbers(cells):
    """A column to align right; empty cells are in either kind."""
    texts = [str(cell) for cell in cells]
    return any(texts) and all(NUMBER.fullmatch(text) for text in texts)


def style_of(text, right):
    if right:
        return " class=number"
    return " class=sentence" if len(text) > LONG else ""


def table_row(kind, cells, numeric):
    texts = [str(cell) for cell in cells]
    marked = (f"<{kind}{style_of(text, right)}>{escape(text)}</{kind}>"
              for text, right in zip(texts, numeric, strict=True))
    return f"<tr>{''.join(marked)}</tr>"


class Page:
    """Texts are plain: what is written is what is seen, < and & too."""

    def __init__(self, title, subtitle=""):
        self.title, self.subtitle = title, subtitle
        self.parts, self.headings, self.figures = [], [], []

    def heading(self, text):
        self.headings.append(text)
        self.parts.append(f'<h2 id="section-{len(self.headings)}">{escape(text)}</h2>')

    def text(self, *paragraphs):
        self.parts += [f"<p>{escape(text)}</p>" for text in paragraphs]

    def code(self, text):
        """Lines as they are, such as a command."""
        self.parts.append(f"<pre>{escape(text)}</pre>")

    def table(self, header, rows, caption=None):
        """Rows of texts or numbers. Columns of numbers are aligned right."""
        rows = [list(row) for row in rows]
        numeric = [bool(rows) and are_numbers(column) for column in zip(*rows)]
        numeric = numeric or [False] * len(header)
        note = f"<caption>{escape(caption)}</caption>" if caption else ""
        body = "\n".join(table_row("td", row, numeric) for row in rows)
        self.parts.append(f'<div class="wide"><table>{note}\n<thead>'
                          f'{table_row("th", header, numeric)}</thead>\n<tbody>\n{body}\n</tbody>'
                          "</table></div>")

    def picture(self, figure: Figure, caption):
        self.figures.append(figure)
        picture = inline_svg(figure, f"picture-{len(self.figures)}", caption)
        self.parts.append(f'<figure><div class="wide">{picture}</div>\n'
                          f"<figcaption>{escape(caption)}</figcaption></figure>")

    def contents(self):
        if len(self.headings) < 3:
            return ""
        links = "".join(f'<a href="#section-{place}">{escape(text)}</a>'
                        for place, text in enumerate(self.headings, 1))
        return f"<nav>{links}</nav>\n"

    def html(self):
        subtitle = f'<p class="subtitle">{escape(self.subtitle)}</p>\n' if self.subtitle else ""
        body = "\n".join(self.parts)
        return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
                f"<title>{escape(self.title)}</title>\n<style>\n{STYLE.read_text()}</style>\n"
                f"</head>\n<body>\n<h1>{escape(self.title)}</h1>\n{subtitle}{self.contents()}"
                f"{body}\n</body>\n</html>\n")

    def write(self, path):
        Path(path).write_text(self.html(), encoding="utf-8")

    def write_pictures(self, folder):
        """Each picture as a file of its own: picture-1.svg, ..."""
        Path(folder).mkdir(exist_ok=True)
        for number, figure in enumerate(self.figures, 1):
            text = short_numbers(svg_text(figure, background="white"))
            (Path(folder) / f"picture-{number}.svg").write_text(text, encoding="utf-8")
