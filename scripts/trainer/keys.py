"""Keys of a config by dotted path, as --set takes them."""
import difflib


def unknown(word, allowed):
    """What to say of a word that is none of the allowed ones."""
    near = difflib.get_close_matches(str(word), allowed, 1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"unknown word '{word}'{hint} (known here: {', '.join(allowed)})"


def child(value, part):
    """The entry of a mapping, or of a list by position or name; raises KeyError."""
    if isinstance(value, dict):
        return value[part]
    if isinstance(value, list):
        for i, item in enumerate(value):
            if part == str(i) or (isinstance(item, dict) and item.get("name") == part):
                return item
    raise KeyError(part)


def lookup(config, key):
    for part in key.split("."):
        config = child(config, part)
    return config


def overlay(config, keys):
    """The keys alone, as nested mappings. A list is whole: a config replaces that of another."""
    result = {}
    for key in keys:
        source, target = config, result
        *parents, last = key.split(".")
        for part in parents:
            if isinstance(source[part], list):
                last = part
                break
            source, target = source[part], target.setdefault(part, {})
        target[last] = source[last]
    return result


def entries(value):
    """[(word of a path, value)] of a mapping, or of a list of mappings; [] of a leaf."""
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [(str(item.get("name", i)), item) for i, item in enumerate(value)]
    return []


def flat(value, prefix=""):
    """{key: leaf}"""
    if not entries(value):
        return {prefix: value}
    return {key: leaf for word, inner in entries(value)
            for key, leaf in flat(inner, f"{prefix}.{word}" if prefix else str(word)).items()}


def differences(before, now):
    """A line for each key that differs."""
    old, new = flat(before), flat(now)
    return [f"{key}: was {old.get(key, 'absent')}, now {new.get(key, 'absent')}"
            for key in {**old, **new} if old.get(key) != new.get(key)]


def starting_point(parameters, config):
    """The config's own values as the study stores them; None if one lies outside of the space."""
    try:
        found = {parameter.key: parameter.encode(lookup(config, parameter.key))
                 for parameter in parameters}
    except KeyError:
        return None
    return None if None in found.values() else found
