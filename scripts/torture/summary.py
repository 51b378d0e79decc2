"""What the rounds came to, as a table in Markdown."""
import dataclasses


@dataclasses.dataclass
class Count:
    what: str
    survived: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0

    def add(self, outcome):
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def tried(self):
        return self.survived + self.failed

    def line(self, kind):
        return f"{kind}: {self.survived} of {self.tried} survived, {self.seconds:.0f} s"


def row(what, tried, survived, skipped):
    return f"| {what} | {tried:,} | {survived:,} | {skipped or ''} |"


def table(counts):
    lines = ["| kind | rounds | survived | skipped |", "|---|---|---|---|"]
    lines += [row(one.what, one.tried, one.survived, one.skipped) for one in counts]
    total = [sum(getattr(one, key) for one in counts) for key in ("tried", "survived", "skipped")]
    return "\n".join([*lines, row("all", *total)])
