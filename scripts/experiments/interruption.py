"""Ctrl-C and SIGTERM: the first ends an experiment in order, the second the process as it is."""
import signal
import threading

from trainer.prompt import ScriptError


class Stopped(ScriptError):
    prefix = ""

    def __init__(self, number):
        super().__init__("stopped; the same command goes on")
        self.exit_code = 128 + number


class Interruption:
    """While it is entered, remembers the first signal; look() raises Stopped after it."""

    def __init__(self):
        self.number, self.before = None, {}

    def remember(self, number, _):
        self.number = number
        signal.signal(number, signal.SIG_DFL)

    def look(self):
        if self.number is not None:
            raise Stopped(self.number)

    def __enter__(self):
        if threading.current_thread() is threading.main_thread():  # others get no signals
            for number in (signal.SIGINT, signal.SIGTERM):
                self.before[number] = signal.signal(number, self.remember)
        return self

    def __exit__(self, *_):
        for number, handler in self.before.items():
            signal.signal(number, handler)
