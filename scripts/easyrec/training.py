"""`train_config`, `eval_config` and `export_config` become `train`."""
from easyrec import schedules
from easyrec.tokens import ConfigError

MACHINES = ["sync_replicas", "sparse_accumulator_type", "startup_delay_steps", "train_distribute",
            "num_gpus_per_worker", "protocol", "inter_op_parallelism_threads",
            "intra_op_parallelism_threads", "tensor_fuse"]
SAVING = ["save_checkpoints_secs", "keep_checkpoint_max", "save_summary_steps", "is_profiling",
          "summary_model_vars", "write_graph", "incr_save_config", "enable_oss_stop_signal",
          "dead_line", "force_restore_shape_compatible"]


def moments(message):
    options = {}
    for name, default in (("beta1", 0.9), ("beta2", 0.999)):
        if message.number(name, default) != default:
            options[name] = message.number(name)
    return options


def adam(message, rate, report):
    return {"type": "adam", "learning_rate": rate, **moments(message)}


def adam_async(message, rate, report):
    report.differs(message, f"{message.name}: plain Adam")
    return adam(message, rate, report)


def adamw(message, rate, report):
    decay = message.number("weight_decay", 1e-6)
    report.differs(message, "weight_decay: shrinks weight matrices and tables by the rate times "
                   "weight_decay (EasyRec: all parameters, without the rate)")
    return {"type": "adamw", "learning_rate": rate, **moments(message),
            "weight_decay": float(f"{decay / rate:.6g}")}


def adagrad(message, rate, report):
    return {"type": "adagrad", "learning_rate": rate,
            "initial_accumulator": message.number("initial_accumulator_value", 0.1)}


def momentum(message, rate, report):
    return {"type": "sgd", "learning_rate": rate,
            "momentum": message.number("momentum_optimizer_value", 0.9)}


OPTIMIZERS = {"adam_optimizer": adam, "adam_async_optimizer": adam_async,
              "lazy_adam_optimizer": adam, "adamw_optimizer": adamw,
              "adam_asyncw_optimizer": adamw, "adagrad_optimizer": adagrad,
              "momentum_optimizer": momentum, "sgd_optimizer": lambda message, rate, report:
              {"type": "sgd", "learning_rate": rate}}


def one_optimizer(message, steps, report):
    """Rule, schedule and what stands beside them."""
    found = [field for field in message.fields if field.name.endswith("_optimizer")]
    if len(found) != 1:
        raise ConfigError(message, "expected one optimizer")
    name = found[0].name
    if name not in OPTIMIZERS:
        raise ConfigError(found[0], f"{name} has no counterpart")
    rule = message.message(name)
    rate, schedule = schedules.convert(rule.message("learning_rate"), steps, report)
    options = OPTIMIZERS[name](rule, rate, report)
    train = {"optimizer": options}
    if name == "lazy_adam_optimizer":
        report.differs(found[0], "lazy_adam_optimizer: of large tables only")
        train["table_optimizer"] = {**options, "type": "lazy_adam"}
    if schedule:
        train["schedule"] = schedule
    if message.number("embedding_learning_rate_multiplier", 1) != 1:
        factor = message.number("embedding_learning_rate_multiplier")
        options["embedding_learning_rate"] = float(f"{rate * factor:.6g}")
    if message.flag("use_moving_average", False):
        train["ema"] = message.number("moving_average_decay", 0.9999)
    message.fields_of("moving_average_decay")
    return train


def optimizers(train, steps, report):
    """One; or two, the first of which is that of embeddings."""
    messages = train.messages("optimizer_config")
    if not messages:
        raise ConfigError(train, "optimizer_config is missing")
    found = [one_optimizer(message, steps, report) for message in messages]
    if len(found) == 1:
        return found[0]
    tables, dense = found[0], found[-1]
    rate = tables["optimizer"].pop("learning_rate")
    alike = {**dense["optimizer"]}
    alike.pop("learning_rate")
    if len(found) > 2 or {**tables, "optimizer": alike} != {**dense, "optimizer": alike} \
            or tables["optimizer"] != alike:
        raise ConfigError(messages[0], "several optimizers that differ in more than the rate have "
                          "no counterpart")
    dense["optimizer"]["embedding_learning_rate"] = rate
    return dense


def lengths(train, data, report):
    options = {}
    if train.number("num_steps", 0):
        options["steps"] = train.number("num_steps")
    if data.number("num_epochs", 0):
        options["epochs"] = data.number("num_epochs")
    if not options:
        raise ConfigError(train, "neither num_steps nor num_epochs says when training ends")
    options["batch_size"] = data.number("batch_size", 32)
    return options


def regularise(options, l2, message, report):
    """Both scales mean half the sum of squares, so the gradient is scale times weight."""
    embedding_l2 = message.number("embedding_regularization", 0)
    optimizer = options["optimizer"]
    if optimizer["type"] == "adamw":
        if l2 or embedding_l2:
            raise ConfigError(message, "l2_regularization and embedding_regularization do not go "
                              "with adamw; set them to 0")
        return
    if l2:
        optimizer["l2"] = l2
    if embedding_l2:
        optimizer["embedding_l2"] = embedding_l2
        report.differs(message.field("embedding_regularization"), "embedding_regularization: of "
                       "the tables' rows (EasyRec: of the vectors looked up, as often as a batch "
                       "has them)")
    if embedding_l2 and "table_optimizer" in options:
        raise ConfigError(message, "embedding_regularization does not go with lazy_adam_optimizer")


def restoring(train, report):
    report.skip(train, ["fine_tune_checkpoint", "fine_tune_ckpt_var_map"],
                "TensorFlow's checkpoints are not read; train.init_from starts from one of mmoe")
    report.only(train, "freeze_gradient", None, "no counterpart: variables have other names; see "
                "train.freeze")


def combination(message, towers, report):
    """Learned loss weights, for all tasks or none."""
    strategy = message.word("loss_weight_strategy", "Fixed")
    learned = [tower.learns_weight for tower in towers]
    if strategy not in ("Fixed", "Uncertainty"):
        raise ConfigError(message.field("loss_weight_strategy"), f"{strategy} has no counterpart")
    if strategy == "Fixed" or not any(learned):
        report.skip(message, ["loss_weight_strategy"], "no loss has learn_loss_weight")
        return {}
    if not all(learned) or any(len(tower.losses) > 1 for tower in towers):
        raise ConfigError(message.field("loss_weight_strategy"), "Uncertainty of some losses only "
                          "has no counterpart: here each task has one learned weight")
    if any(loss["type"] == "ziln" for tower in towers for loss in tower.losses):
        raise ConfigError(message.field("loss_weight_strategy"), "Uncertainty with ZILN_LOSS has no "
                          "counterpart: that loss falls below 0, and its weight would grow for ever")
    return {"combine": {"type": "uncertainty"}}


def stopping(export, every, tasks, report):
    options = {}
    report.only(export, "early_stop_func", None)
    if export.text("exporter_type", "final") == "best":
        monitor = export.text("best_exporter_metric", "auc")
        known = [f"{metric}_{task['name']}" for task in tasks for metric in task.get("metrics", [])]
        if monitor in known + ["loss"]:
            options["monitor"] = monitor
        else:
            report.differs(export.field("best_exporter_metric") or export,
                           f"best_exporter_metric {monitor}: the loss chooses the best checkpoint")
    if export.flag("enable_early_stop", False):
        options["patience"] = max(1, round(export.number("max_check_steps", 10000) / every))
    return {"early_stop": options} if options else {}


def convert(pipeline, data, network, report):
    train, message = pipeline.message("train_config"), pipeline.message("model_config")
    options = lengths(train, data, report)
    options.update(optimizers(train, options.get("steps"), report))
    regularise(options, network.l2, message, report)
    options.update(combination(message, network.towers, report))
    if train.number("gradient_clipping_by_norm", 0):
        options["clip_norm"] = train.number("gradient_clipping_by_norm")
    every = train.number("save_checkpoints_steps", 1000)
    if pipeline.has("eval_input_path"):
        options.update(stopping(pipeline.message("export_config"), every, network.tasks, report))
        options["validate_every"] = every
    options["log_every"] = train.number("log_step_count_steps", 10)
    restoring(train, report)
    report.skip(train, MACHINES, "training runs on one machine")
    report.skip(train, SAVING, "a run saves its best and its last checkpoint, and its metrics")
    report.skip_rest(pipeline.message("export_config"), "checkpoints are what is exported")
    report.skip_rest(pipeline.message("eval_config"), "each task has its metrics; all rows are "
                     "evaluated")
    return options
