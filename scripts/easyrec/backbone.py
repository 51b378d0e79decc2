"""`backbone`: blocks of components become the blocks of `model.type: backbone`."""
import re

from easyrec import aitm, blocks
from easyrec.groups import identifier
from easyrec.tokens import ConfigError


class Graph:
    """Blocks made so far. A name of EasyRec may stand for a group or for the last of several."""

    def __init__(self, towers, groups, report):
        self.tasks = [tower.name for tower in towers]
        self.groups, self.report = groups, report
        self.blocks, self.names, self.used = [], {}, set()
        self.per_task = set()  # EasyRec's names of blocks with an output for each task
        self.transfers = aitm.Blocks(report)

    def add(self, name, kind, inputs, **options):
        name = identifier(name)
        taken = {block["name"] for block in self.blocks} | set(map(identifier, self.groups.groups))
        while name in taken:
            name += "_block"
        inputs = inputs[0] if len(inputs) == 1 else inputs
        self.blocks.append({"name": name, "type": kind, "inputs": inputs, **options})
        return name

    def source(self, message):
        """What one `inputs { }` means here."""
        for name in ("package_name", "use_package_input", "input_fn", "reset_input",
                     "package_input", "package_input_fn"):
            if message.has(name):
                raise ConfigError(message.field(name), f"{name} has no counterpart")
        self.report.only(message, "ignore_input", False)
        if message.has("feature_group_name"):
            return self.groups.take(message.text("feature_group_name"), message)
        return self.block_source(message, message.text("block_name", ""))

    def block_source(self, message, name):
        if name not in self.names:
            raise ConfigError(message, f"there is no block {name!r} before this one")
        self.used.add(name)
        cut = message.text("input_slice")
        if cut is None:
            return self.names[name]
        index = re.fullmatch(r"\[(\d+)\]", cut)
        if not index or name not in self.per_task or int(index[1]) >= len(self.tasks):
            raise ConfigError(message, f"input_slice {cut!r} of {name!r} has no counterpart")
        return f"{self.names[name]}.{self.tasks[int(index[1])]}"


def block(graph, message):
    name = message.text("name", "")
    graph.report.only(message, "input_concat_axis", -1)
    graph.report.only(message, "extra_input_fn", None)
    graph.report.skip(message, ["merge_inputs_into_list"], "blocks take their inputs as they need "
                      "them")
    inputs = [graph.source(source) for source in message.messages("inputs")]
    if not inputs:
        raise ConfigError(message, f"the block {name!r} has no inputs")
    layer = message.message("keras_layer")
    if layer.text("class_name", "") == "AITMTower":
        graph.transfers.add(name, inputs, layer, message)
        graph.names[name] = name
        return
    if layer.text("class_name", "") == "MMoE":
        graph.per_task.add(name)
    sequence = message.messages("layers")
    for i, part in enumerate(sequence[:-1]):
        inputs = [blocks.one_layer(graph, f"{name}_{i + 1}", part, inputs)]
    graph.names[name] = blocks.one_layer(graph, name, sequence[-1] if sequence else message, inputs)


def in_order(messages):
    """Blocks after those they take."""
    waiting, done, ordered = list(messages), set(), []
    names = {message.text("name", "") for message in messages}
    needs = {message: {source.text("block_name", "") for source in message.messages("inputs")}
             for message in messages}
    while waiting:
        ready = [message for message in waiting if not (needs[message] & names) - done]
        if not ready:
            raise ConfigError(waiting[0], "blocks take each other in a circle")
        ordered += ready
        done |= {message.text("name", "") for message in ready}
        waiting = [message for message in waiting if message not in ready]
    return ordered


def outputs_of(message, graph):
    """The block of each task, by its name here."""
    listed = message.texts("output_blocks")
    joined = message.texts("concat_blocks") or [name for name in graph.names
                                                if name not in graph.used]
    if not (listed or joined) or any(name not in graph.names for name in listed or joined):
        raise ConfigError(message, "output_blocks, concat_blocks: no such block")
    if listed and len(listed) > 1:
        if len(listed) != len(graph.tasks):
            raise ConfigError(message, f"{len(listed)} output_blocks for {len(graph.tasks)} tasks")
        return {task: graph.names[name] for task, name in zip(graph.tasks, listed)}
    return blocks.side_by_side(graph, "output", [graph.names[name] for name in listed or joined])


def inputs_of(block):
    """Names of the blocks and groups it takes."""
    inputs = block["inputs"] if isinstance(block["inputs"], list) else [block["inputs"]]
    return {name.split(".")[0] for name in inputs}


def prune(made, outputs, message, report):
    """The blocks that outputs need."""
    needed = {outputs} if isinstance(outputs, str) else set(outputs.values())
    kept = []
    for block in reversed(made):  # each stands behind what it takes
        if block["name"] in needed:
            needed |= inputs_of(block)
            kept.insert(0, block)
        else:
            report.differs(message, f"the block {block['name']} is left out: it feeds nothing")
    return kept


def convert(message, towers, groups, report):
    """The model without its towers, and AITM's relations."""
    if message.has("packages"):
        raise ConfigError(message.field("packages"), "packages have no counterpart")
    graph = Graph(towers, groups, report)
    for part in in_order(message.messages("blocks")):
        block(graph, part)
    outputs = outputs_of(message, graph)
    if message.has("top_mlp"):
        if not isinstance(outputs, str):
            raise ConfigError(message.field("top_mlp"), "top_mlp over several outputs")
        outputs = blocks.mlps(graph, "top", message.message("top_mlp"), [outputs])
    relations = []
    if not isinstance(outputs, str):
        relations = graph.transfers.relations(outputs, towers, message)
    kept = prune(graph.blocks, outputs, message, report)
    if not kept:  # features go to the towers as they are
        return {"type": "shared_bottom", "bottom": {"hidden": []}}, relations
    return {"type": "backbone", "blocks": kept, "outputs": outputs}, relations
