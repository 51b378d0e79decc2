"""The layer between a program and its files (tests/faults): which calls there are, and what can
happen at one."""
import collections

Fault = collections.namedtuple("Fault", "name kind stays calls")

TAKES_SPACE = ("create", "write", "fflush", "fsync", "close", "rename", "link", "truncate", "mkdir")
WAITS = ("write", "fsync", "close", "truncate", "flock")
ALL = (*TAKES_SPACE, "open", "unlink", "flock")

FAULTS = (
    Fault("disk full once", "ENOSPC", False, TAKES_SPACE),
    Fault("disk full from here on", "ENOSPC", True, TAKES_SPACE),
    Fault("input/output error once", "EIO", False, ALL),
    Fault("input/output errors from here on", "EIO", True, ALL),
    Fault("short write", "short", False, ("write",)),
    Fault("short writes from here on", "short", True, ("write",)),
    Fault("interrupted call", "EINTR", False, WAITS),
    Fault("killed before the call", "kill_before", False, ALL),
    Fault("killed after the call", "kill_after", False, ALL),
)
KILL = FAULTS[-1]


def tracing(folder, trace):
    return {"FILE_FAULTS_FOLDER": str(folder), "FILE_FAULTS_TRACE": str(trace)}


def at(number, fault, folder):
    """Variables for a fault at this call, the first being 1."""
    stays = {"FILE_FAULTS_STAYS": "1"} if fault.stays else {}
    return {"FILE_FAULTS_FOLDER": str(folder), "FILE_FAULTS_AT": str(number),
            "FILE_FAULTS_KIND": fault.kind, **stays}


def read_trace(trace):
    """[(call, file)]"""
    return [tuple(line.split(" ", 1)) for line in trace.read_text().splitlines()]


def places(calls, fault):
    """Numbers of the calls that can have the fault."""
    return [i for i, (call, _) in enumerate(calls, 1) if call in fault.calls]


def sample(calls, numbers, count, random):
    """`count` of the numbers, of calls and files as different as there are."""
    groups = collections.defaultdict(list)
    for number in random.sample(numbers, len(numbers)):
        groups[calls[number - 1]].append(number)
    chosen = []
    while groups and len(chosen) < count:
        for key in random.sample(sorted(groups), min(len(groups), count - len(chosen))):
            chosen.append(groups[key].pop())
            if not groups[key]:
                del groups[key]
    return sorted(chosen)
