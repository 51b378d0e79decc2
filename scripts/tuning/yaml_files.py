"""YAML as mmoe-train reads it: 1e-4 is a number; yes, 1:30 and 2022-04-29 are texts."""
import re

import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema instead of PyYAML's 1.1."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789"))):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})$"), first)


def parse(text):
    return yaml.load(text, Loader)


def node_of(text):
    """The root node, with its place in the text; throws yaml.YAMLError."""
    return yaml.compose(text, Loader)


def value_of(node):
    loader = Loader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()
