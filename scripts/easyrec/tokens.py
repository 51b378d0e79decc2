"""Words, texts, numbers and marks of protobuf's text format, with their places."""
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
