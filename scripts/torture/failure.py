"""What one round of torture ends with where a promise does not hold."""


class Failed(Exception):
    pass


class Skipped(Exception):
    """Not possible on this machine."""
