"""A message of protobuf's text format, which remembers which of its fields were read."""
import re

from easyrec.tokens import ConfigError, Token


class Scalar:
    """A value as it stands: kind `string`, `number` or `word`."""

    def __init__(self, token, text):
        self.kind, self.text = token.kind, text
        self.line, self.column = token.line, token.column


class Field:
    def __init__(self, name, value, token):
        self.name, self.value = name, value
        self.line, self.column = token.line, token.column


class Message:
    """Fields by name. A look at a field marks it as read; `unread` lists what nobody asked for."""

    def __init__(self, name="", token=Token("", "", 0, 0)):
        self.name, self.line, self.column = name, token.line, token.column
        self.fields, self.read = [], set()

    def names(self):
        return [field.name for field in self.fields]

    def fields_of(self, name):
        self.read.add(name)
        return [field for field in self.fields if field.name == name]

    def field(self, name):
        fields = self.fields_of(name)
        if len(fields) > 1:
            raise ConfigError(fields[1], f"{name} is given twice")
        return fields[0] if fields else None

    def has(self, name):
        return name in self.names()

    def messages(self, name):
        return [message_of(field) for field in self.fields_of(name)]

    def message(self, name):
        """An empty message where there is none: all of its fields have their defaults."""
        field = self.field(name)
        return message_of(field) if field else Message(name, self)

    def texts(self, name):
        return [text_of(field) for field in self.fields_of(name)]

    def numbers(self, name):
        return [number_of(field) for field in self.fields_of(name)]

    def text(self, name, default=None):
        field = self.field(name)
        return text_of(field) if field else default

    def word(self, name, default=None):
        field = self.field(name)
        return scalar_of(field, "word", "a word").text if field else default

    def number(self, name, default=None):
        field = self.field(name)
        return number_of(field) if field else default

    def flag(self, name, default):
        field = self.field(name)
        if field is None:
            return default
        words = {"true": True, "True": True, "t": True, "1": True,
                 "false": False, "False": False, "f": False, "0": False}
        if not isinstance(field.value, Scalar) or field.value.text not in words:
            raise ConfigError(field, f"{field.name}: expected true or false")
        return words[field.value.text]

    def unread(self):
        for field in self.fields:
            if field.name not in self.read:
                yield self, field
            elif isinstance(field.value, Message):
                yield from field.value.unread()


def message_of(field):
    if not isinstance(field.value, Message):
        raise ConfigError(field, f"{field.name}: expected {{...}}")
    return field.value


def scalar_of(field, kind, expected):
    if not isinstance(field.value, Scalar) or field.value.kind != kind:
        raise ConfigError(field, f"{field.name}: expected {expected}")
    return field.value


def text_of(field):
    return scalar_of(field, "string", "a text in quotes").text


def number_of(field):
    text = scalar_of(field, "number", "a number").text
    if text.lstrip("+-")[:2].lower() == "0x":
        return int(text, 16)
    value = float(text.rstrip("fF"))
    return int(value) if value.is_integer() and re.fullmatch(r"[-+]?\d+", text) else value
