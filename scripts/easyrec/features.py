"""`feature_config` becomes `features`."""
from easyrec.report import mark_all
from easyrec.tokens import ConfigError

NO_MEANING = ["max_partitions", "precision", "lookup_max_sel_elem_num", "use_embedding_variable"]
DEFAULTS = {"STRING": "", "BOOL": "false"}  # of other types: 0


class Feature:
    """`name` is EasyRec's; `column` is what the feature is called here. Options are those here."""

    def __init__(self, message, name, column, kind, options):
        self.message, self.name, self.column = message, name, column
        self.kind, self.options = kind, options

    def entry(self):
        return {"name": self.column, "type": self.kind, **self.options}


def dim_of(message):
    dim = message.number("embedding_dim", 0)
    if dim <= 0:
        raise ConfigError(message, "embedding_dim is missing")
    return dim


def initial(message, report):
    """The deviation of initial vectors, where one is given."""
    chosen = message.message("initializer")
    options = {}
    for name in ("truncated_normal_initializer", "random_normal_initializer"):
        for normal in chosen.messages(name):
            report.only(normal, "mean", 0)
            options["init_deviation"] = normal.number("stddev", 1.0)
    report.skip(chosen, ["glorot_normal_initializer", "constant_initializer"],
                "vectors start normally distributed")
    return options


def vocabulary(message, report):
    """Where EasyRec lists the values, here training's are taken."""
    for name in ("vocab_list", "vocab_file"):
        if message.has(name):
            report.differs(message.fields_of(name)[0], f"{name}: the vocabulary is fitted on the "
                           "training rows instead")
            return {}
    ev = message.message("ev_params")
    report.skip(ev, ["steps_to_live", "use_cache", "init_capacity", "max_capacity"],
                "tables have a fixed number of rows")
    if not message.has("ev_params") and not message.has("use_embedding_variable"):
        raise ConfigError(message, "none of hash_bucket_size, num_buckets, vocab_list, vocab_file")
    least = ev.number("filter_freq", 0)
    return {"min_count": least} if least > 1 else {}


def category(message, report):
    """Options of a category: how values become ids, and its table."""
    report.skip(message, NO_MEANING, "tables lie in one piece")
    options = {}
    if message.number("hash_bucket_size", 0):
        options["hash_buckets"] = message.number("hash_bucket_size")
    elif message.number("num_buckets", 0):
        options.update(num_buckets=message.number("num_buckets"), unknown="share")
        report.differs(message.field("num_buckets"), "num_buckets: ids out of range share a row of "
                       "their own instead of that of id 0")
    else:
        options.update(vocabulary(message, report))
    options["dim"] = dim_of(message)
    if message.text("embedding_name", ""):
        options["table"] = message.text("embedding_name")
    return {**options, **initial(message, report)}


def one_input(message, inputs):
    if len(inputs) != 1:
        raise ConfigError(message, f"expected one of input_names, found {len(inputs)}")
    return inputs[0]


def note_default(message, column, report):
    if column.default not in ("", DEFAULTS.get(column.type, "0")):
        report.differs(column.place, f"default_val of {column.name}: a missing value is a category "
                       "of its own")


def id_feature(message, inputs, columns, report):
    name = one_input(message, inputs)
    note_default(message, columns[name], report)
    report.skip(message, ["combiner", "separator"], "a row has one value of it")
    return name, "categorical", category(message, report)


def raw_feature(message, inputs, columns, report):
    name = one_input(message, inputs)
    report.only(message, "raw_input_dim", 1, "no counterpart: a number a column")
    report.skip(message, NO_MEANING, "numbers have no table")
    report.skip(message, ["separator", "combiner"], "a row has one value of it")
    if columns[name].default not in ("", "0", "0.0"):
        report.differs(columns[name].place, f"default_val of {name}: a missing number is 0")
    boundaries = message.numbers("boundaries")
    if boundaries:
        report.skip(message, ["min_val", "max_val"], "intervals need no scale")
        bins = {"boundaries": boundaries, "dim": dim_of(message), **initial(message, report)}
        return name, "numeric", {"missing": "zero", "number": False, "bins": bins}
    if message.number("embedding_dim", 0):
        report.differs(message.field("embedding_dim"), "embedding_dim of a number without "
                       "boundaries: the number itself is the input")
    report.skip(message, ["initializer", "embedding_name"], "numbers have no table")
    return name, "numeric", {"scale": scale_of(message, report), "missing": "zero"}


def scale_of(message, report):
    field = message.field("normalizer_fn")
    if field is not None:
        function = message.text("normalizer_fn")
        if not function.endswith("log1p"):
            report.error(field, f"normalizer_fn {function} has no counterpart")
        report.differs(field, "normalizer_fn log1p: the logarithm is standardised as well")
        return "log1p"
    if message.number("min_val", 0) != message.number("max_val", 0):
        report.differs(message.field("max_val") or message, "min_val, max_val: the range is that "
                       "of the training rows")
        return "minmax"
    return "none"


def tag_feature(message, inputs, columns, report):
    options = {"separator": message.text("separator", "|")}
    if message.text("kv_separator", ""):
        options["weight_separator"] = message.text("kv_separator")
    if len(inputs) == 2:
        options["weight_column"] = inputs[1]
    combiner = message.text("combiner", "sum")
    if combiner not in ("sum", "mean", "max"):
        report.error(message.field("combiner"), f"combiner {combiner} has no counterpart")
    if not message.has("combiner"):
        report.differs(message, "combiner is not given: sum, EasyRec's default (mean in its older "
                       "versions)")
    options["pooling"] = combiner
    return one_input(message, inputs[:1]), "multi", {**options, **category(message, report)}


def sequence_feature(message, inputs, columns, report):
    """Its pooling comes from the attention group that names it."""
    options = {"separator": message.text("separator", "|")}
    length = message.field("max_seq_len") or message.field("sequence_length")
    if length is not None:
        options["length"] = message.number(length.name)
        report.differs(length, f"{length.name}: of a longer sequence the last values are kept")
    message.fields_of("sequence_length")
    report.only(message, "seq_multi_sep", None)
    report.only(message, "sub_feature_type", "IdFeature")
    report.only(message, "sequence_combiner", None, "no counterpart; name the feature in a "
                "sequence_features group for target attention")
    report.skip(message, ["combiner"], "attention combines the values")
    return one_input(message, inputs), "sequence", {**options, **category(message, report)}


def combo_feature(message, inputs, columns, report):
    report.only(message, "combo_input_seps", "", "no counterpart: a column of it holds one value")
    report.skip(message, ["combo_join_sep", "combiner", "separator"],
                "the texts of a combo are joined here")
    name = message.text("feature_name", "_".join(inputs))
    return name, "combo", {"columns": inputs, **category(message, report)}


KINDS = {"IdFeature": id_feature, "RawFeature": raw_feature, "TagFeature": tag_feature,
         "SequenceFeature": sequence_feature, "ComboFeature": combo_feature}


def messages_of(pipeline, report):
    """Both places of features: `feature_configs` and `feature_config { features }`."""
    config = pipeline.message("feature_config")
    report.skip(config, ["embedding_on_cpu"], "tables lie where the network does")
    return pipeline.messages("feature_configs") + config.messages("features")


def feature_of(message, inputs, columns, report):
    kind = message.word("feature_type", "IdFeature")
    if kind not in KINDS:
        raise ConfigError(message.field("feature_type"), f"{kind} has no counterpart")
    for name in inputs:
        if name not in columns:
            raise ConfigError(message, f"the input {name!r} is not among input_fields")
    column, word, options = KINDS[kind](message, inputs, columns, report)
    name = message.text("feature_name", inputs[0]) if kind != "ComboFeature" else column
    return Feature(message, name, column, word, options)


def shared_with(message, inputs, columns, report):
    """The feature, and one more for each of `shared_names` with the same options."""
    for names in [inputs] + [[name] for name in message.texts("shared_names")]:
        feature = feature_of(message, names, columns, report)
        if names is not inputs:
            feature.name = names[0]
        yield feature


def convert(pipeline, columns, report):
    """Features by EasyRec's names, in order."""
    features, taken = {}, {}
    for message in messages_of(pipeline, report):
        try:
            for feature in shared_with(message, message.texts("input_names"), columns, report):
                if feature.column in taken:
                    raise ConfigError(message, f"the column {feature.column!r} already is the "
                                      f"feature {taken[feature.column]!r}; here a column is one")
                features[feature.name] = feature
                taken[feature.column] = feature.name
        except ConfigError as error:
            report.error(error, str(error))
            mark_all(message)
            for name in message.texts("feature_name") + message.texts("input_names")[:1]:
                features.setdefault(name, Feature(message, name, name, "", {}))
    return features


def section(features):
    """One entry for all features that differ in nothing but their name."""
    entries = []
    for feature in features:
        entry = feature.entry()
        same = next((other for other in entries if other["type"] != "combo"
                     and {**other, "name": ""} == {**entry, "name": ""}), None)
        if same is None:
            entries.append(entry)
        else:
            names = same["name"] if isinstance(same["name"], list) else [same["name"]]
            same["name"] = names + [feature.column]
    return entries
