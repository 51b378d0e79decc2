"""Protobuf's text format: from text to a tree of messages."""
from easyrec.message import Field, Message, Scalar
from easyrec.tokens import ConfigError, tokens_of, unescape

CLOSING = {"{": "}", "<": ">"}


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
