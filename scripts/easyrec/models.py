"""`model_config` becomes `model` and `tasks`."""
from easyrec import aitm, backbone, layers, tasks
from easyrec.tokens import ConfigError

GATE = {"bias": True}
ELSEWHERE = ["loss_type", "num_class", "losses", "label_name"]


class Context:
    """What every model needs: its groups, the labels, the report."""

    def __init__(self, message, groups, labels, sample_weight, report):
        self.message, self.groups, self.report = message, groups, report
        self.labels, self.sample_weight = labels, sample_weight

    def towers(self, messages):
        towers = tasks.convert(messages, self.labels, self.sample_weight, self.report)
        if not towers:
            raise ConfigError(self.message, "there are no task_towers")
        return towers

    def take_all(self):
        self.groups.take("all", self.message)


class Network:
    """A model, its tasks, and EasyRec's l2_regularization."""

    def __init__(self, model, towers, l2):
        self.model, self.towers, self.l2 = model, towers, l2
        self.tasks = [tower.task for tower in towers]


def with_towers(model, towers, message):
    tasks.add_towers(towers, model)
    aitm.check_penalties(towers, [])
    return Network({**model, "init": "glorot"}, towers, message.number("l2_regularization", 1e-4))


def experts(message):
    """`num_expert` networks alike."""
    old = message.messages("experts")
    if old:
        shapes = [layers.of_dnn(expert.message("dnn")) for expert in old]
        for expert in old:
            expert.fields_of("expert_name")
        if any(shape != shapes[0] for shape in shapes):
            raise ConfigError(old[0], "experts of different layers have no counterpart")
        return {"count": len(old), **shapes[0]}
    if not message.number("num_expert", 0):
        raise ConfigError(message, "num_expert is missing")
    return {"count": message.number("num_expert"), **layers.of_dnn(message.message("expert_dnn"))}


def mmoe(message, context):
    context.take_all()
    model = {"type": "mmoe", "experts": experts(message), "gate": GATE}
    return with_towers(model, context.towers(message.messages("task_towers")), message)


def no_bottom():
    return {"type": "shared_bottom", "bottom": {"hidden": []}}


def simple(message, context):
    context.take_all()
    return with_towers(no_bottom(), context.towers(message.messages("task_towers")), message)


def ple(message, context):
    context.take_all()
    levels = [level(network) for network in message.messages("extraction_networks")]
    model = {"type": "ple", "levels": levels, "gate": GATE}
    return with_towers(model, context.towers(message.messages("task_towers")), message)


def level(network):
    network.fields_of("network_name")
    shared = network.number("share_num", 0)
    own = layers.of_dnn(network.message("task_expert_net"))
    common = layers.of_dnn(network.message("share_expert_net"))
    if shared and common != own:
        raise ConfigError(network, "task_expert_net and share_expert_net differ; here a level's "
                          "experts are alike")
    return {"shared": shared, "per_task": network.number("expert_num_per_task", 0), **own}


def esmm(message, context):
    model = esmm_bottom(message, context)
    towers = context.towers([message.message("ctr_tower"), message.message("cvr_tower")])
    if any(tower.kind != "binary" for tower in towers):
        raise ConfigError(message, "ESMM of a task that is not binary has no counterpart")
    model["relations"] = [{"type": "product", "task": "ctcvr",
                           "of": [tower.name for tower in towers]}]
    network = with_towers(model, towers, message)
    network.tasks.append(funnel(*network.tasks, message, context.report))
    return network


def esmm_bottom(message, context):
    """Each group through its layers, side by side."""
    groups = message.messages("groups")
    if not groups:
        context.take_all()
        return no_bottom()
    blocks = []
    for group in groups:
        source = context.groups.take(group.text("input", ""), group)
        blocks.append({"name": f"{source}_bottom", "type": "mlp", "inputs": source,
                       **layers.of_dnn(group.message("dnn"))})
    blocks.append({"name": "bottom", "type": "concat",
                   "inputs": [block["name"] for block in blocks]})
    return {"type": "backbone", "blocks": blocks}


def funnel(ctr, cvr, message, report):
    """The task of both; the second alone is not trained, only evaluated on rows of the first."""
    report.differs(message, "ESMM: losses are means over rows (EasyRec takes sums)")
    both = {**cvr, "name": "ctcvr", "label": {"all": [ctr["label"], cvr["label"]]}}
    both.pop("tower", None)
    cvr.update(where=f"{tasks.condition(ctr['label'])} > 0", weight=0)
    return both


def dbmtl(message, context):
    context.take_all()
    for name in ("use_feature_bn", "use_feature_ln"):
        context.report.only(message, name, False)
    model = dbmtl_bottom(message)
    towers = context.towers(message.messages("task_towers"))
    add_links(towers, model)
    return with_towers(model, towers, message)


def dbmtl_bottom(message):
    bottom = layers.of_dnn(message.message("bottom_dnn"))
    if not message.has("expert_dnn"):
        return {"type": "shared_bottom", "bottom": bottom}
    if not bottom["hidden"]:
        return {"type": "mmoe", "experts": experts(message), "gate": GATE}
    return {"type": "backbone", "blocks": [
        {"name": "bottom", "type": "mlp", "inputs": "features", **bottom},
        {"name": "mmoe", "type": "mmoe", "inputs": "bottom", "experts": experts(message),
         "gate": GATE}]}


def add_links(towers, model):
    """DBMTL's relation_dnn: a relation where the tower names others, more layers where not."""
    names = {tower.own_name: tower for tower in towers}
    linked, relations = set(), []
    for tower in towers:
        on = [names.get(name) for name in tower.message.texts("relation_tower_names")]
        if None in on:
            raise ConfigError(tower.message, "relation_tower_names: no such tower")
        more = layers.layers_of_dnn(tower.message.message("relation_dnn"))
        if not on:
            tower.layers += more
            continue
        shape = layers.one_stack(more, tower.message)
        relations.append({"type": "bayes", "task": tower.name, "on": [t.name for t in on], **shape})
        linked.add(tower.own_name)
        if linked & {other.own_name for other in on}:
            tower.report.differs(tower.message, "relation_tower_names: a tower is seen before its "
                                 "own relation_dnn")
    if relations:
        model["relations"] = relations


def multi_task(message, context):
    """Towers over a backbone of components."""
    message_of_towers = context.message.message("model_params")
    towers = context.towers(message_of_towers.messages("task_towers"))
    model, relations = backbone.convert(context.message.message("backbone"), towers,
                                        context.groups, context.report)
    relations += aitm.of_towers(towers)
    aitm.check_penalties(towers, relations)
    if relations:
        model["relations"] = relations
    else:
        add_links(towers, model)
    message_of_towers.fields_of("outputs")
    tasks.add_towers(towers, model)
    return Network({**model, "init": "he"}, towers,
                   message_of_towers.number("l2_regularization", 0))


MODELS = {"MMoE": ("mmoe", mmoe), "SimpleMultiTask": ("simple_multi_task", simple),
          "ESMM": ("esmm", esmm), "PLE": ("ple", ple), "DBMTL": ("dbmtl", dbmtl),
          "MultiTaskModel": ("model_params", multi_task)}


def convert(message, groups, labels, sample_weight, report):
    field, word = message.field("model_class"), message.text("model_class", "")
    if word not in MODELS:
        raise ConfigError(field or message, f"model_class {word!r} has no counterpart; there are "
                          + ", ".join(MODELS))
    name, build = MODELS[word]
    report.skip(message, ["model_name"], "only a name")
    report.skip(message, ELSEWHERE, "towers have their own")
    report.skip(message, ["restore_filters"], "no checkpoint of EasyRec is read")
    ev = message.message("ev_params")
    report.only(ev, "filter_freq", 0, "no counterpart; give it to each feature")
    report.skip(ev, ["steps_to_live", "use_cache", "init_capacity", "max_capacity"],
                "tables have a fixed number of rows")
    context = Context(message, groups, labels, sample_weight, report)
    if word != "MultiTaskModel" and message.has("backbone"):
        raise ConfigError(message.field("backbone"), f"a backbone below {word} has no counterpart; "
                          "use MultiTaskModel")
    return build(message.message(name), context)
