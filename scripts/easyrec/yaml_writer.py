"""YAML as a person would write it: on one line what fits there, in blocks what does not."""
import json
import re

WIDTH = 100
PLAIN = re.compile(r"[A-Za-z_/][\w./+ -]*(?<! )")
NO_TEXT = {"true", "false", "null", "yes", "no", "on", "off"}


def scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    if PLAIN.fullmatch(value) and value.lower() not in NO_TEXT:
        return value
    return json.dumps(value, ensure_ascii=False)


def flow(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def wrapped(items, indent):
    """A list of scalars over several lines."""
    lines, line = [], " " * indent + "["
    for i, item in enumerate(items):
        text = scalar(item) + ("," if i + 1 < len(items) else "]")
        if len(line) + len(text) + 1 > WIDTH:
            lines.append(line.rstrip())
            line = " " * (indent + 1)
        line += text + " "
    return lines + [line.rstrip()]


def entry(key, value, indent):
    head = " " * indent + key + ":"
    line = f"{head} {flow(value)}"
    if not isinstance(value, (dict, list)) or (len(line) <= WIDTH and not is_long(value)):
        return [line]
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return [head] + wrapped(value, indent + 2)
    return [head] + block(value, indent + 2)


def is_long(value):
    """Lists of mappings read better one below another."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def block(value, indent):
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in entry(key, item, indent)]
    lines = []
    for item in value:
        line = " " * indent + "- " + flow(item)
        if len(line) > WIDTH:
            first, *rest = block(item, indent + 2)
            lines += [" " * indent + "- " + first.lstrip(), *rest]
        else:
            lines.append(line)
    return lines


def comment(text):
    """Lines of one comment, wrapped."""
    lines, line = [], "#"
    for word in text.split(" "):
        if len(line) + 1 + len(word) > WIDTH and line != "#":
            lines.append(line)
            line = "#  " if text.startswith("- ") else "#"
        line += " " + word
    return lines + [line]


def document(comments, sections):
    lines = [line for text in comments for line in comment(text)]
    for name, section in sections.items():
        lines += [f"{name}:"] + block(section, 2)
    return "\n".join(lines) + "\n"
