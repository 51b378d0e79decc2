"""The best values as a config that trains as it stands."""
import os

from easyrec.yaml_writer import comment, entry
from trainer.keys import lookup, overlay


def complete(effective, base, keys):
    """The whole config of a trial; data, seed and hardware are those of the config searched."""
    own = {key: base["train"][key] for key in ("seed", "threads", "device")}
    train = effective["train"] | own
    if not any(key == "data" or key.startswith("data.") for key in keys):
        effective = effective | {"data": base["data"]}
    return effective | {"train": train}


def can_extend(effective, keys):
    """`extends` merges mappings, where --set replaces them, and takes no key away."""
    try:
        return not any(isinstance(lookup(effective, key), dict) for key in keys)
    except KeyError:
        return False


def best_config(effective, base, keys, fixed, extends):
    """effective: the trial's config; base: that which was searched; fixed: keys that `base` has
    from elsewhere than the file `extends`."""
    head = {"name": f"{base['name']}_best"}
    if can_extend(effective, [*fixed, *keys]):
        return head | {"extends": extends} | overlay(effective, [*fixed, *keys])
    return complete(effective, base, keys) | head


def document(comments, config):
    lines = [line for text in comments for line in comment(text)]
    lines += [line for key, value in config.items() for line in entry(key, value, 0)]
    return "\n".join(lines) + "\n"


def write_best(path, trial, search, config):
    """config: the path of the file that was searched."""
    keys = [parameter.key for parameter in search.parameters]
    extends = os.path.relpath(config.resolve(), path.parent.resolve())
    found = best_config(trial.user_attrs["config"], search.base, keys, search.fixed, extends)
    seeds = f"mean of {len(search.seeds)} seeds" if len(search.seeds) > 1 else "one seed"
    text = (f"Found by scripts/tune.py, trial {trial.number}: {search.monitor.text} "
            f"{trial.value:.6g} on validation, {seeds}.")
    path.write_text(document([text], found))
