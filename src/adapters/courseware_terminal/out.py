"""Lines on standard output."""

import sys

from courseware_terminal.look import Look


def look() -> Look:
    """What standard output can show."""
    return Look(sys.stdout.encoding or "ascii")


def say(words: str) -> None:
    """Writes `words` as a line, at once. Raises: BrokenPipeError when nobody reads it any more."""
    sys.stdout.write(look().text(words) + "\n")
    sys.stdout.flush()


def prompt(words: str) -> None:
    """Writes `words` and stays on the line, so that the answer is typed behind them."""
    sys.stdout.write(words)
    sys.stdout.flush()
