"""EasyRec's `DNN` and `MLP` messages become stacks of layers."""
from easyrec.tokens import ConfigError

ACTIVATIONS = {"relu": "relu", "tf.nn.relu": "relu", "nn.relu": "relu",
               "leaky_relu": "leaky_relu", "tf.nn.leaky_relu": "leaky_relu",
               "sigmoid": "sigmoid", "tf.nn.sigmoid": "sigmoid", "tf.sigmoid": "sigmoid",
               "tanh": "tanh", "tf.nn.tanh": "tanh", "tf.tanh": "tanh",
               "swish": "silu", "silu": "silu", "tf.nn.swish": "silu",
               "gelu": "gelu", "tf.nn.gelu": "gelu", "linear": "none", "": "none"}


def activation(message, name, default):
    text = message.text(name, default)
    if text not in ACTIVATIONS:
        raise ConfigError(message.field(name), f"{name} {text!r} has no counterpart")
    return ACTIVATIONS[text]


def dropouts(message, count):
    rates = message.numbers("dropout_ratio")
    return rates + [0] * (count - len(rates))


def layers_of_dnn(message):
    """Options of each layer, the first one first."""
    hidden = message.numbers("hidden_units")
    function = activation(message, "activation", "tf.nn.relu")
    norm = message.flag("use_bn", True)
    return [(width, function, rate, norm) for width, rate in
            zip(hidden, dropouts(message, len(hidden)))]


def layers_of_mlp(message, report):
    """The same; the last layer has options of its own."""
    report.only(message, "use_bn_after_activation", False)
    report.skip(message, ["initializer"], "`model.init` is for the whole network")
    report.skip(message, ["use_bias", "use_final_bias"], "layers have a bias")
    report.skip(message, ["add_to_outputs"], "what a block gives can always be asked for")
    layers = layers_of_dnn(message)
    last = activation(message, "final_activation", "relu")
    if layers:
        width, _, rate, _ = layers[-1]
        layers[-1] = (width, last, rate, message.flag("use_final_bn", True))
    return layers


def stack(layers):
    """Options of an `mlp` of layers that are alike but for their width."""
    widths, (_, function, rate, norm) = [layer[0] for layer in layers], layers[0]
    options = {"hidden": widths}
    if function != "relu":
        options["activation"] = function
    if rate:
        options["dropout"] = rate
    if norm:
        options["batch_norm"] = True
    return options


def stacks(layers):
    """As few `mlp`s one after the other as the layers allow."""
    runs = []
    for layer in layers:
        if runs and runs[-1][-1][1:] == layer[1:]:
            runs[-1].append(layer)
        else:
            runs.append([layer])
    return [stack(run) for run in runs]


def one_stack(layers, place):
    """Where there is room for one `mlp` only."""
    all_stacks = stacks(layers)
    if len(all_stacks) > 1:
        raise ConfigError(place, "its layers differ in activation, dropout or batch norm; here "
                          "they are alike")
    return all_stacks[0] if all_stacks else {"hidden": []}


def of_dnn(message):
    return one_stack(layers_of_dnn(message), message)


def attention(message, report):
    """The network of target attention, without its last layer of one unit."""
    report.differs(message, "attention: the weights are not normalised (Zhou et al. 2018)")
    if not message.has("seq_dnn"):
        message.fields_of("seq_dnn")
        return {"hidden": [128, 64, 32], "activation": "relu"}
    dnn = message.message("seq_dnn")
    hidden = dnn.numbers("hidden_units")
    if dnn.flag("use_bn", True):
        report.differs(dnn, "attention: the network has no batch norm")
    report.only(dnn, "dropout_ratio", 0)
    return {"hidden": hidden[:-1], "activation": activation(dnn, "activation", "tf.nn.relu")}
