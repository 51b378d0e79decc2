"""The layers of a backbone's blocks: each adds blocks to a graph and gives the last one's name."""
from easyrec import layers
from easyrec.tokens import ConfigError

INPUT_FORMS = ["only_output_feature_list", "only_output_3d_tensor",
               "output_2d_tensor_and_feature_list", "concat_seq_feature"]


def struct(message):
    """Options of `st_params`, a google.protobuf.Struct: texts by name."""
    options = {}
    for field in message.messages("fields"):
        value = field.message("value")
        for kind in ("number_value", "string_value", "bool_value"):
            for found in value.fields_of(kind):
                options[field.text("key", "")] = found.value.text
    return options


def option(layer, name, default, allowed=()):
    """One number of `st_params`; an error names those that have no counterpart."""
    options = struct(layer.message("st_params"))
    for other in options.keys() - {name, *allowed}:
        raise ConfigError(layer, f"{other} of {layer.text('class_name')} has no counterpart")
    return float(options[name]) if name in options else default


def mlps(graph, name, message, inputs):
    """One `mlp`, or several in a row where layers differ."""
    stacks = layers.stacks(layers.layers_of_mlp(message, graph.report))
    for i, shape in enumerate(stacks):
        last = i + 1 == len(stacks)
        inputs = [graph.add(name if last else f"{name}_{i + 1}", "mlp", inputs, **shape)]
    return inputs[0]


def mlp(graph, name, layer, inputs):
    return mlps(graph, name, layer.message("mlp"), inputs)


def senet(graph, name, layer, inputs):
    """FiBiNet++: the rescaled features plus the features themselves, then layer norm."""
    message = layer.message("senet")
    graph.report.differs(layer, "SENet: a weight a feature, from the means of the features "
                         "(EasyRec: one a column, from means and maxima of num_squeeze_group "
                         "parts)")
    message.fields_of("num_squeeze_group")
    skip = message.flag("use_skip_connection", True)
    norm = message.flag("use_output_layer_norm", True)
    last = graph.add(f"{name}_weighted" if skip or norm else name, "senet", inputs,
                     reduction=message.number("reduction_ratio", 4))
    if skip:
        source = side_by_side(graph, f"{name}_input", inputs)
        last = graph.add(f"{name}_sum" if norm else name, "add", [last, source])
    return graph.add(name, "layer_norm", [last]) if norm else last


def side_by_side(graph, name, inputs):
    return inputs[0] if len(inputs) == 1 else graph.add(name, "concat", inputs)


def mmoe(graph, name, layer, inputs):
    message = layer.message("mmoe")
    if not message.has("expert_mlp"):
        raise ConfigError(layer, "MMoE over experts that are blocks has no counterpart; give "
                          "expert_mlp")
    if message.number("num_task", len(graph.tasks)) != len(graph.tasks):
        raise ConfigError(layer, f"num_task is not the number of task_towers, {len(graph.tasks)}")
    expert = layers.layers_of_mlp(message.message("expert_mlp"), graph.report)
    return graph.add(name, "mmoe", inputs, gate={"bias": True},
                     experts={"count": message.number("num_expert", 0),
                              **layers.one_stack(expert, layer)})


def cross(graph, name, layer, inputs, count=1):
    rank = option(layer, "projection_dim", None)
    options = {"layers": count} if rank is None else {"layers": count, "rank": int(rank)}
    return graph.add(name, "cross", inputs, **options)


def fm(graph, name, layer, inputs):
    if not layer.message("fm").flag("use_variant", False):
        graph.report.differs(layer, "FM: its columns are not summed to one number (use_variant)")
    return graph.add(name, "fm", inputs)


def layer_norm(graph, name, layer, inputs):
    option(layer, "epsilon", None)
    return graph.add(name, "layer_norm", inputs)


def batch_norm(graph, name, layer, inputs):
    option(layer, "epsilon", None, allowed=["momentum"])
    return graph.add(name, "input", inputs, batch_norm=True)


def dropout(graph, name, layer, inputs):
    return graph.add(name, "dropout", inputs, dropout=option(layer, "rate", 0.5))


def concat(graph, name, layer, inputs):
    option(layer, "axis", -1)
    return graph.add(name, "concat", inputs)


def add(graph, name, layer, inputs):
    return graph.add(name, "add", inputs)


CLASSES = {"MLP": mlp, "SENet": senet, "MMoE": mmoe, "Cross": cross, "FM": fm,
           "LayerNormalization": layer_norm, "LayerNorm": layer_norm,
           "BatchNormalization": batch_norm, "Dropout": dropout, "Concatenate": concat, "Add": add}


def keras_layer(graph, name, layer, inputs):
    word = layer.text("class_name", "")
    if word not in CLASSES:
        raise ConfigError(layer, f"the layer {word} has no counterpart; there are "
                          + ", ".join(CLASSES) + ", AITMTower")
    return CLASSES[word](graph, name, layer, inputs)


def recurrent(graph, name, message, inputs):
    """Cross layers repeated over the block's own input: DCN."""
    layer = message.message("keras_layer")
    fixed = message.number("fixed_input_index", -1)
    if layer.text("class_name", "") != "Cross" or fixed != 0:
        raise ConfigError(message, "recurrent has no counterpart but for Cross with "
                          "fixed_input_index: 0")
    return cross(graph, name, layer, inputs, message.number("num_steps", 1))


def input_layer(graph, name, message, inputs):
    """Without options it only stands for its group."""
    graph.report.skip(message, INPUT_FORMS, "blocks take features as they need them")
    options = {}
    for ours, theirs in (("batch_norm", "do_batch_norm"), ("layer_norm", "do_layer_norm")):
        if message.flag(theirs, False):
            options[ours] = True
    if message.number("feature_dropout_rate", 0):
        options["feature_dropout"] = message.number("feature_dropout_rate")
    last = graph.add(f"{name}_input", "input", inputs, **options) if options else None
    if message.number("dropout_rate", 0):
        return graph.add(f"{name}_dropout", "dropout", [last] if last else inputs,
                         dropout=message.number("dropout_rate"))
    return last or side_by_side(graph, name, inputs)


LAYERS = {"input_layer": input_layer, "keras_layer": keras_layer, "recurrent": recurrent}


def one_layer(graph, name, message, inputs):
    """A block's or a layer's one alternative."""
    found = [field for field in message.fields if field.name in LAYERS]
    for field in message.fields:
        if field.name in ("lambda", "repeat", "raw_input", "embedding_layer"):
            raise ConfigError(field, f"{field.name} has no counterpart")
    if not found:
        return side_by_side(graph, name, inputs)
    return LAYERS[found[0].name](graph, name, message.message(found[0].name), inputs)
