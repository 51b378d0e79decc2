"""Keys of a config by dotted path, as --set takes them."""


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


def starting_point(parameters, config):
    """The config's own values as the study stores them; None if one lies outside of the space."""
    try:
        found = {parameter.key: parameter.encode(lookup(config, parameter.key))
                 for parameter in parameters}
    except KeyError:
        return None
    return None if None in found.values() else found
