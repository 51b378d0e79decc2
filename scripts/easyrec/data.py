"""`data_config` and the input paths become `data`."""
from easyrec.tokens import ConfigError

FORMATS = {"CSVInput": "csv", "CSVInputV2": "csv", "CSVInputEx": "csv", "ParquetInput": "parquet",
           "ParquetInputV2": "parquet", "ParquetInputV3": "parquet"}
READING = ["prefetch_size", "num_parallel_calls", "shuffle_buffer_size", "shard", "file_shard",
           "pai_worker_queue", "pai_worker_slice_num", "chief_redundant", "data_compression_type",
           "n_data_batch_tfrecord", "eval_batch_size", "selected_cols", "selected_col_types",
           "rtp_separator", "feature_fields"]


def files_of(pipeline, name, report):
    field = pipeline.field(name)
    if field is None:
        return None
    files = pipeline.text(name).split(",")
    if any("*" in file for file in files):
        report.error(field, f"{name}: patterns are not expanded here; list the files")
    return files[0] if len(files) == 1 else files


class Column:
    def __init__(self, field, report):
        self.name, self.type = field.text("input_name", ""), field.word("input_type", "STRING")
        self.default, self.place = field.text("default_val", ""), field
        report.only(field, "input_dim", 1, "no counterpart: a column holds one value or one list")
        report.only(field, "input_shape", 1, "no counterpart: a column holds one value or one list")
        report.skip(field, ["user_define_fn_res_type"], "goes with user_define_fn")


def columns_of(data, report):
    report.only(data, "auto_expand_input_fields", False, "no counterpart; write the fields out")
    return [Column(field, report) for field in data.messages("input_fields")]


def format_of(data, report):
    field = data.field("input_type")
    word = data.word("input_type", "CSVInput")
    if word not in FORMATS:
        report.error(field, f"input_type {word} has no counterpart; use CSV or Parquet files")
    return word, FORMATS.get(word, "csv")


def csv_options(data, word, columns):
    options = {}
    if not data.flag("with_header", False):
        options["columns"] = [column.name for column in columns]
    options["delimiter"] = data.text("separator", ",")
    if word != "CSVInputEx":
        options["quote"] = ""  # that reader splits at every separator
    return options


def check_labels(data, columns, report):
    names = {column.name for column in columns}
    labels = data.texts("label_fields")
    for field, label in zip(data.fields_of("label_fields"), labels):
        if label not in names:
            report.error(field, f"the label {label!r} is not among input_fields")
    for name in ("label_sep", "label_dim", "extra_label_func"):
        report.only(data, name, 1 if name == "label_dim" else None)
    return labels


def convert(pipeline, data, report):
    """The `data` section; the columns by name; the labels in order."""
    word, kind = format_of(data, report)
    columns = columns_of(data, report)
    section = {"type": kind}
    if kind == "csv":
        section.update(csv_options(data, word, columns))
    else:
        report.skip(data, ["separator", "with_header"], "Parquet files need none")
    for key, name in (("train", "train_input_path"), ("valid", "eval_input_path")):
        files = files_of(pipeline, name, report)
        if files is not None:
            section[key] = files
    if "train" not in section:
        raise ConfigError(pipeline, "train_input_path is missing")
    if "valid" in section:
        report.differs(pipeline.field("eval_input_path"), "the evaluation data chooses the best "
                       "checkpoint (data.valid); rows for a last, honest test are data.test")
    if data.flag("ignore_error", False):
        section["on_bad_row"] = "skip"
    if not data.flag("shuffle", True):
        report.differs(data.field("shuffle"), "training rows are always shuffled")
    report.only(data, "drop_remainder", False)
    report.skip(data, READING, "files are read here in one way")
    return section, {column.name: column for column in columns}, check_labels(data, columns, report)
