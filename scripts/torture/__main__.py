"""Tries to break the promises of docs/reliability.md, round by round, and counts.

  python3 -m torture --bin DIR --layer FILE [--long] [--only KIND ...] [--match TEXT] [--seed N]
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from torture import corruption, disks, faults, interruptions, locks, power
from torture.bench import Bench
from torture.failure import Failed, Skipped
from torture.programs import Programs
from torture.summary import Count, table

KINDS = {
    "faults": ("a fault at a call on a file", faults.rounds),
    "power": ("a power cut after a call on a file", power.rounds),
    "kills": ("SIGKILL at random moments, again and again", interruptions.rounds),
    "signals": ("SIGINT or SIGTERM, once or twice", interruptions.signal_rounds),
    "corruption": ("damaged files", corruption.rounds),
    "disks": ("full disks, limited files", disks.rounds),
    "locks": ("several processes on one folder", locks.rounds),
}


def options(arguments):
    parser = argparse.ArgumentParser(prog="torture", description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--layer", required=True, help="libfile_faults.so")
    parser.add_argument("--long", action="store_true", help="all rounds, for hours")
    parser.add_argument("--only", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--match", default="", help="only rounds with this text in their name")
    parser.add_argument("--seed", type=int, default=1, help="of all random choices")
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    parser.add_argument("--place", default=memory, help="scratch files go here (default: memory)")
    parser.add_argument("--jobs", type=int, default=1, help="rounds at once")
    return parser.parse_args(arguments)


def attempt(action):
    """(outcome, why)"""
    try:
        action()
        return "survived", ""
    except Skipped as why:
        return "skipped", str(why)
    except Failed as why:
        return "failed", str(why)


def torture(kind, chosen, bench):
    what, rounds = KINDS[kind]
    count, start = Count(what), time.monotonic()
    with ThreadPoolExecutor(chosen.jobs) as pool:
        tried = [(name, pool.submit(attempt, action)) for name, action in rounds(bench)
                 if chosen.match in name]
        for name, future in tried:
            outcome, why = future.result()
            count.add(outcome)
            if why:
                print(f"{outcome}: {kind}: {name} (seed {chosen.seed}): {why}", flush=True)
    count.seconds = time.monotonic() - start
    print(count.line(kind), file=sys.stderr, flush=True)
    return count


def main(arguments):
    chosen = options(arguments)
    place = pathlib.Path(tempfile.mkdtemp(prefix="torture-", dir=chosen.place))
    try:
        bench = Bench(Programs(chosen.bin, chosen.layer), place, chosen.seed, chosen.long)
        counts = [torture(kind, chosen, bench) for kind in chosen.only]
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(table(counts))
    return 1 if any(count.failed for count in counts) or not any(c.tried for c in counts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
