"""Learning rates: the peak, and `train.schedule`."""
from easyrec.tokens import ConfigError


def share(rate, peak):
    if peak <= 0:
        return 0.0
    return float(f"{rate / peak:.6g}")


def constant(message, steps, report):
    return message.number("learning_rate", 0.002), None


def exponential(message, steps, report):
    peak = message.number("initial_learning_rate", 0.002)
    report.only(message, "burnin_steps", 0)
    report.skip(message, ["burnin_learning_rate"], "goes with burnin_steps")
    schedule = {"type": "exponential", "decay": message.number("decay_factor", 0.95),
                "every": message.number("decay_steps", 4000000)}
    if message.flag("staircase", True):
        schedule["staircase"] = True
    if message.number("min_learning_rate", 0):
        schedule["least"] = share(message.number("min_learning_rate"), peak)
    return peak, schedule


def manual(message, steps, report):
    peak = message.number("initial_learning_rate", 0.002)
    report.only(message, "warmup", False)
    stages = message.messages("schedule")
    return peak, {"type": "piecewise", "boundaries": [stage.number("step", 0) for stage in stages],
                  "shares": [share(stage.number("learning_rate", 0.002), peak) for stage in stages]}


def cosine(message, steps, report):
    peak = message.number("learning_rate_base", 0.002)
    total = message.number("total_steps", 4000000)
    if total != steps:
        raise ConfigError(message, f"total_steps {total} is not num_steps; here a cosine ends with "
                          "the run")
    report.only(message, "hold_base_rate_steps", 0)
    schedule = {"type": "cosine"}
    warmup = message.number("warmup_steps", 10000)
    if warmup:
        report.differs(message, "cosine_decay_learning_rate: the rate rises from 0")
        schedule["warmup"] = share(warmup, total)
    message.fields_of("warmup_learning_rate")
    return peak, schedule


def polynomial(message, steps, report):
    peak = message.number("learning_rate_base")
    schedule = {"type": "polynomial", "steps": message.number("total_steps"),
                "power": message.number("power")}
    if None in (peak, *schedule.values()):
        raise ConfigError(message, "learning_rate_base, total_steps and power are needed")
    if message.number("end_learning_rate", 0):
        schedule["final"] = share(message.number("end_learning_rate"), peak)
    return peak, schedule


SCHEDULES = {"constant_learning_rate": constant, "exponential_decay_learning_rate": exponential,
             "manual_step_learning_rate": manual, "cosine_decay_learning_rate": cosine,
             "poly_decay_learning_rate": polynomial}


def convert(message, steps, report):
    found = [field for field in message.fields]
    if len(found) != 1:
        raise ConfigError(message, "expected one learning_rate")
    if found[0].name not in SCHEDULES:
        raise ConfigError(found[0], f"{found[0].name} has no counterpart")
    schedule = message.message(found[0].name)
    peak, options = SCHEDULES[found[0].name](schedule, steps, report)
    if not 0 < peak < 1e9:
        raise ConfigError(schedule, "the learning rate must be above 0")
    return peak, options
