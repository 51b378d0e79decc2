"""A matplotlib figure as SVG inside a page."""
import io
import re
from html import escape

from reports.looks import VARIABLES, styled


def svg_text(figure, background="none"):
    with styled():
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # done; it is slow, and saving would do it twice more
        file = io.StringIO()
        figure.savefig(file, format="svg", facecolor=background,
                       metadata={"Date": None, "Creator": None})
    return file.getvalue()


def with_own_ids(text, prefix):
    """Ids are one namespace in a page: those of two pictures must not meet."""
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'href="#', f'href="#{prefix}-', text)
    return text.replace("url(#", f"url(#{prefix}-")


def with_variables(text):
    """Colours that follow the page's theme; without the page's style they are as drawn."""
    for colour, name in VARIABLES.items():
        text = re.sub(rf": {colour}\b", f": var({name}, {colour})", text)
    return text


def short_numbers(text):
    """Coordinates: hundredths of a point are enough on a screen. Words stay as they are."""
    return re.sub(r'\b(?:d|x|y|transform)="[^"]*"',
                  lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found.group()), text)


def inline_svg(figure, prefix, label):
    """prefix: of its ids, unique in the page; label: for readers who do not see it."""
    text = svg_text(figure)
    text = text[text.index("<svg"):]
    head, body = text.split(">", 1)
    box = re.search(r'viewBox="[^"]*"', head).group()
    width = figure.get_figwidth() * 96  # CSS pixels
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = with_own_ids(short_numbers(with_variables(body)), prefix)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'{box} style="width: {width:.0f}px" role="img" aria-label="{escape(label)}">{body}')
