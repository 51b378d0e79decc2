"""Disks that are full without our help."""
import contextlib
import os
import resource
import subprocess

from torture.cases import PLAIN
from torture.failure import Failed, Skipped
from torture.programs import SOURCE
from torture.runs import check_files, check_same


@contextlib.contextmanager
def small_disk(bench, kilobytes):
    """(folder, function that makes it larger)"""
    with bench.folder() as folder:
        def mount(options):
            command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
            if subprocess.run(command, capture_output=True).returncode != 0:
                raise Skipped("no file system can be mounted here")

        mount(f"size={kilobytes}k")
        try:
            yield folder, lambda: mount("remount,size=16m")
        finally:
            subprocess.run(["umount", str(folder)], check=True)


def on_small_disk(bench, kilobytes):
    """It ends with the message of a full disk, and goes on once there is room."""
    with small_disk(bench, kilobytes) as (folder, enlarge):
        outcome = bench.programs.train(PLAIN, folder / "run").expect(0, 6)
        check_files(folder)
        if outcome.code == 6:
            outcome.expect_text(folder)
            enlarge()
        bench.resume(PLAIN, folder / "run")


def with_file_limit(bench, kilobytes):
    """`ulimit -f`: writes behind this size fail."""
    with bench.folder() as base:
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

        outcome = bench.programs.train(PLAIN, base / "run", limit=limit).expect(0, 6)
        check_files(base)
        if outcome.code == 6:
            outcome.expect_text(base)
            bench.resume(PLAIN, base / "run")
        else:
            check_same(base / "run", bench.whole(PLAIN).content)


def into_full_device(bench, name, words):
    """The device stays, and the program tells that nothing was written."""
    with bench.folder() as base:
        device = base / "full"
        os.symlink("/dev/full", device)
        bench.programs.train(PLAIN, base / "run").expect(0)
        checkpoint = base / "run/best.safetensors"
        words = [{"CHECKPOINT": checkpoint, "DEVICE": device}.get(word, word) for word in words]
        with open("/dev/full", "w") as full:
            outcome = bench.programs.run(name, *words, output=full).expect(6)
        outcome.expect_text("cannot write")
        if not device.is_symlink() or list(base.glob("*.tmp")):
            raise Failed("the device was replaced by a file")


TINY = str(SOURCE / "configs/tiny.yaml")
FULL_DEVICE = (
    ("mmoe-eval", "--checkpoint", "CHECKPOINT", "--json", "DEVICE"),
    ("mmoe-eval", "--checkpoint", "CHECKPOINT", "--json", "-"),
    ("mmoe-inspect", "--checkpoint", "CHECKPOINT", "--json", "DEVICE"),
    ("mmoe-train", "--config", TINY, "--dry-run", "--graph", "DEVICE"),
    ("mmoe-train", "--config", TINY, "--dry-run"),
)


def rounds(bench):
    step = 4 if bench.is_long else 40
    for kilobytes in range(4, 164, step):
        yield (f"a disk of {kilobytes} KiB", lambda size=kilobytes: on_small_disk(bench, size))
    for kilobytes in range(1, 41, 1 if bench.is_long else 13):
        yield (f"files of at most {kilobytes} KiB",
               lambda size=kilobytes: with_file_limit(bench, size))
    if os.path.exists("/dev/full"):
        for name, *words in FULL_DEVICE:
            yield (f"/dev/full: {name} {' '.join(words)}",
                   lambda name=name, words=words: into_full_device(bench, name, words))
