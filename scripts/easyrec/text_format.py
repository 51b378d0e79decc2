"""Protobuf's text format: from text to a tree of messages that remembers which fields were read."""
import re

TOKEN = re.compile(r"""
    (?P<blank>(?:[ \t\r\n]|\#[^\n]*)+)
  | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[fF]?)(?![\w.]))
  | (?P<word>-?[A-Za-z_]\w*)
  | (?P<mark>[{}<>\[\]:;,])
""", re.VERBOSE | re.DOTALL)
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
LETTERS = {"n": b"\n", "t": b"\t", "r": b"\r", "a": b"\a", "b": b"\b", "f": b"\f", "v": b"\v"}
CLOSING = {"{": "}", "<": ">"}


class ConfigError(Exception):
    """What is wrong at one place of the file."""

    def __init__(self, place, message):
        super().__init__(message)
        self.line, self.column = place.line, place.column


class Token:
    def __init__(self, kind, text, line, column):
        self.kind, self.text, self.line, self.column = kind, text, line, column


def tokens_of(text):
    tokens, position, line, start = [], 0, 1, 0
    while position < len(text):
        match = TOKEN.match(text, position)
        place = Token("", "", line, position - start + 1)
        if match is None:
            raise ConfigError(place, f"cannot read {text[position:position + 20].split()[0]!r}")
        if match.lastgroup != "blank":
            tokens.append(Token(match.lastgroup, match.group(), place.line, place.column))
        line += match.group().count("\n")
        if "\n" in match.group():
            start = position + match.group().rindex("\n") + 1
        position = match.end()
    tokens.append(Token("end", "the end of the file", line, position - start + 1))
    return tokens


def unescape(token):
    """The text between quotes; escapes are bytes, together UTF-8."""
    parts, position, inner = [], 0, token.text[1:-1]
    for match in ESCAPE.finditer(inner):
        parts.append(inner[position:match.start()].encode())
        code, position = match.group(1), match.end()
        if code[0] == "x" and len(code) > 1:
            parts.append(bytes([int(code[1:], 16)]))
        elif code[0] in "01234567":
            parts.append(bytes([int(code, 8) & 255]))
        else:
            parts.append(LETTERS.get(code, code.encode()))
    parts.append(inner[position:].encode())
    try:
        return b"".join(parts).decode()
    except UnicodeDecodeError:
        raise ConfigError(token, "the text is not valid UTF-8") from None


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


class Parser:
    def __init__(self, text):
        self.tokens, self.position = tokens_of(text), 0

    @property
    def next(self):
        return self.tokens[self.position]

    def take(self):
        self.position += 1
        return self.tokens[self.position - 1]

    def take_if(self, *marks):
        if self.next.kind == "mark" and self.next.text in marks:
            return self.take()
        return None

    def expect(self, mark):
        found = self.take()
        if found.kind != "mark" or found.text != mark:
            raise ConfigError(found, f"expected {mark!r}, found {found.text}")

    def fields_into(self, message, closing):
        while not (self.take_if(closing) if closing else self.next.kind == "end"):
            name = self.take()
            if name.kind != "word":
                raise ConfigError(name, f"expected the name of a field, found {name.text}")
            colon = self.take_if(":")
            for value in self.values(name, colon):
                message.fields.append(Field(name.text, value, name))
            self.take_if(",", ";")
        return message

    def values(self, name, colon):
        if not self.take_if("["):
            return [self.value(name, colon)]
        values = []
        while not self.take_if("]"):
            values.append(self.value(name, colon))
            if self.next.text != "]":
                self.expect(",")
        return values

    def value(self, name, colon):
        opening = self.take_if("{", "<")
        if opening:
            return self.fields_into(Message(name.text, name), CLOSING[opening.text])
        found = self.take()
        if not colon:
            raise ConfigError(found, f"expected ':' or '{{' after {name.text}, found {found.text}")
        if found.kind not in ("string", "number", "word"):
            raise ConfigError(found, f"expected the value of {name.text}, found {found.text}")
        if found.kind != "string":
            return Scalar(found, found.text)
        text = unescape(found)
        while self.next.kind == "string":  # texts side by side are one
            text += unescape(self.take())
        return Scalar(found, text)


def parse(text):
    return Parser(text).fields_into(Message(), None)
