"""What the converter has to say besides its YAML: errors, differences, what was not taken over."""
from easyrec.message import Scalar


def lines_of(places):
    lines = sorted({place.line for place in places})
    return ("line " if len(lines) == 1 else "lines ") + ", ".join(map(str, lines))


class Report:
    def __init__(self):
        self.errors = []  # (line, column, message)
        self.differences = {}  # message: places
        self.skipped = {}  # why: fields

    def error(self, place, message):
        self.errors.append((place.line, place.column, message))

    def differs(self, place, message):
        self.differences.setdefault(message, []).append(place)

    def skip(self, message, names, why):
        """Reads fields that change nothing here, and says so where they are given."""
        for name in names:
            for field in message.fields_of(name):
                self.skipped.setdefault(why, []).append(field)
                mark_all(field.value)

    def skip_rest(self, message, why):
        """The same for all that nothing has read so far."""
        self.skip(message, [name for name in message.names() if name not in message.read], why)

    def only(self, message, name, value, why="no counterpart"):
        """An error unless the field has the one value (or is absent) that means nothing."""
        for field in message.fields_of(name):
            text = field.value.text if isinstance(field.value, Scalar) else None
            if text is None or not same(text, value):
                shown = "" if text is None else f": {text}"
                self.error(field, f"{name}{shown} has {why}")
                mark_all(field.value)

    def refuse_unread(self, message):
        for parent, field in message.unread():
            where = f" in {parent.name}" if parent.name else ""
            self.error(field, f"{field.name}{where} has no counterpart")

    def comments(self):
        lines = []
        if self.differences:
            lines.append("Different here:")
            lines += [f"- {message} ({lines_of(places)})"
                      for message, places in self.differences.items()]
        if self.skipped:
            lines.append("Not taken over:")
            lines += [f"- {', '.join(dict.fromkeys(field.name for field in fields))} "
                      f"({lines_of(fields)}): {why}" for why, fields in self.skipped.items()]
        return lines


def same(text, value):
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, (int, float)):
        try:
            return float(text) == value
        except ValueError:
            return False
    return text == value


def mark_all(value):
    for field in getattr(value, "fields", ()):
        value.read.add(field.name)
        mark_all(field.value)
