"""Lines on standard output."""

import shutil
import sys

from wcwidth import wrap

from courseware_terminal.look import Look


def look() -> Look:
    """What standard output can show."""
    return Look(sys.stdout.encoding or "ascii")


def say(words: str) -> None:
    """Writes `words` as a line, at once. Raises: BrokenPipeError when nobody reads it any more."""
    sys.stdout.write(look().text(words) + "\n")
    sys.stdout.flush()


def say_wrapped(words: str) -> None:
    """Writes `words` as `say` does; on a terminal, in lines that end between words."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        words = "\n".join("\n".join(wrap(line, width, break_on_hyphens=False)) for line in words.split("\n"))
    say(words)


def prompt(words: str) -> None:
    """Writes `words` and stays on the line, so that the answer is typed behind them."""
    sys.stdout.write(words)
    sys.stdout.flush()
