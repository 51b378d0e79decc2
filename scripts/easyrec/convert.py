"""A whole config."""
from easyrec import data, features, models, tasks, training, yaml_writer
from easyrec.groups import Groups, identifier
from easyrec.report import Report
from easyrec.text_format import parse
from easyrec.tokens import ConfigError


def name_groups(model, groups):
    """One group alone is all features and needs no name."""
    if len(groups.taken) > 1:
        model["groups"] = groups.section()
        return
    taken = {identifier(name) for name in groups.taken}
    for block in model.get("blocks", []):
        names = block["inputs"] if isinstance(block["inputs"], list) else [block["inputs"]]
        names = ["features" if name in taken else name for name in names]
        block["inputs"] = names if len(names) > 1 else names[0]


def sections_of(pipeline, report):
    rows = pipeline.message("data_config")
    section, columns, labels = data.convert(pipeline, rows, report)
    table = features.convert(pipeline, columns, report)
    message = pipeline.message("model_config")
    groups = Groups(message, table, report)
    network = models.convert(message, groups, labels, rows.text("sample_weight"), report)
    groups.finish()
    tasks.share_weight(network.tasks, section)
    name_groups(network.model, groups)
    return {"data": section, "features": features.section(groups.used()), "tasks": network.tasks,
            "model": network.model, "train": training.convert(pipeline, rows, network, report)}


def convert(text, source):
    """The YAML, and the errors: (line, column, message). With errors the YAML is None."""
    report = Report()
    try:
        pipeline = parse(text)
        sections = sections_of(pipeline, report)
        report.skip(pipeline, ["model_dir"], "a run has a folder of its own (--run)")
        report.refuse_unread(pipeline)
    except ConfigError as error:
        report.error(error, str(error))
    if report.errors:
        return None, sorted(set(report.errors))
    head = [f"Made from {source} by scripts/from_easyrec.py. Paths are relative to the data "
            "directory (--data-dir). Embeddings start small, as mmoe has them, where no "
            "initializer is given."]
    return yaml_writer.document(head + report.comments(), sections), []
