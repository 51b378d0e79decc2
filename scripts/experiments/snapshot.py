"""The plan and its configs as they are kept with the runs: they need no other file."""
from pathlib import Path

from experiments.folder import write_atomically
from trainer.yaml_files import dump, parse


def merged(base, more):
    """As `extends` does: mappings are merged, but for alternatives of one choice; all else is
    replaced."""
    if not isinstance(base, dict) or not isinstance(more, dict):
        return more
    if "type" in base and "type" in more and base["type"] != more["type"]:
        return more
    return base | {key: merged(base[key], value) if key in base else value
                   for key, value in more.items()}


def whole_config(path):
    """A config with what it extends; mmoe-train has found nothing wrong with it."""
    config = parse(path.read_text(encoding="utf-8"))
    base = config.pop("extends", None)
    return config if base is None else merged(whole_config(path.parent / base), config)


def keep_configs(folder, configs):
    """{name: path of the copy}"""
    kept = {}
    (folder.path / "configs").mkdir(parents=True, exist_ok=True)
    for name, path in configs.items():
        kept[name] = folder.path / "configs" / f"{name}.yaml"
        config = whole_config(Path(path))
        write_atomically(kept[name], dump({"name": Path(path).stem} | config))
    return kept


def keep_plan(folder, plan):
    configs = {name: f"configs/{name}.yaml" for name in plan.configs}
    mapping = {"name": plan.name} | plan.mapping | {"configs": configs}
    write_atomically(folder.path / "plan.yaml", dump(mapping))
