"""YAML as mmoe-train reads it: 1e-4 is a number; yes, 1:30 and 2022-04-29 are texts."""
import re

import yaml


class FileError(Exception):
    """A file that cannot be read or is no YAML: which, where and why."""


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema instead of PyYAML's 1.1."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789"))):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})$"), first)


class Dumper(yaml.SafeDumper):
    """Quotes what the Loader would not read as a text."""

    yaml_implicit_resolvers = Loader.yaml_implicit_resolvers

    def ignore_aliases(self, data):
        return True


def parse(text):
    return yaml.load(text, Loader)


def dump(value):
    return yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100,
                     default_flow_style=None)


def place(path, node):
    return f"{path}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def read_node(path):
    """The root node of a file, None if it is empty; raises FileError."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise FileError(f"{path}{where}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise FileError(f"{path}: {error}") from None


def value_of(node):
    loader = Loader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()
