"""AITM: towers with `use_ait_module`, or `AITMTower` blocks."""
from easyrec.tokens import ConfigError


def chain(pairs, place):
    """Tasks in the order of the funnel, from (task, task before) pairs."""
    before = dict(pairs)
    first = [name for name in before.values() if name not in before]
    after = {earlier: name for name, earlier in pairs}
    tasks = first[:1]
    while tasks and tasks[-1] in after:
        tasks.append(after[tasks[-1]])
    if len(before) != len(pairs) or len(tasks) != len(pairs) + 1:
        raise ConfigError(place, "AITM of a funnel that is not one chain has no counterpart")
    return tasks


def relation(pairs, towers, place):
    penalties = {tower.name: tower.order_penalty for tower in towers}
    tasks = chain(pairs, place)
    if len({penalties[name] for name in tasks[1:]}) > 1:
        raise ConfigError(place, "ORDER_CALIBRATE_LOSS with different weights; here one is for all")
    return {"type": "aitm", "tasks": tasks, "penalty": penalties[tasks[-1]]}


def check_penalties(towers, relations):
    """ORDER_CALIBRATE_LOSS is a penalty of AITM's relation and nothing elsewhere."""
    tasks = [task for relation in relations for task in relation["tasks"][1:]]
    for tower in towers:
        if tower.order_penalty and tower.name not in tasks:
            raise ConfigError(tower.message, "ORDER_CALIBRATE_LOSS without AITM has no counterpart")


def of_towers(towers):
    """Relations of towers with `use_ait_module` and one tower before them each."""
    names = {tower.own_name: tower.name for tower in towers}
    pairs = []
    for tower in towers:
        if not tower.message.flag("use_ait_module", False):
            continue
        earlier = tower.message.texts("relation_tower_names")
        if len(earlier) > 1 or not set(earlier) <= names.keys():
            raise ConfigError(tower.message, "relation_tower_names: AITM takes over from one tower")
        pairs += [(tower.name, names[name]) for name in earlier]
        tower.report.only(tower.message, "ait_project_dim", None, "no counterpart: the last layers "
                          "of the towers are of one width")
    if not pairs:
        return []
    towers[0].report.differs(towers[0].message, "use_ait_module: what a task takes over passes a "
                             "layer of its own first (Xi et al. 2021, equation 5)")
    return [relation(pairs, towers, towers[0].message)]


class Blocks:
    """AITMTower blocks: a task's own block, and the block of the task before."""

    def __init__(self, report):
        self.report, self.inputs = report, {}

    def add(self, name, sources, message, place):
        if len(sources) != 2:
            raise ConfigError(place, "AITMTower takes the block of its own task and that of the "
                              "task before")
        self.inputs[name] = sources
        self.report.differs(place, "AITMTower: the task's tower comes before the transfer, not "
                            "after it, and gives its width")
        self.report.skip(message, ["aitm", "st_params"], "the transfer has the width of the towers")

    def relations(self, outputs, towers, place):
        """Replaces AITMTower outputs by the tasks' own blocks."""
        owner = {block: task for task, block in outputs.items()}
        pairs = []
        for task, block in list(outputs.items()):
            if block not in self.inputs:
                continue
            own, before = self.inputs[block]
            if before not in owner:
                raise ConfigError(place, f"AITMTower {block!r}: no task has the block {before!r}")
            pairs.append((task, owner[before]))
            outputs[task] = own
        return [relation(pairs, towers, place)] if pairs else []
