"""Words in a row, so that code can see whether one text says what another says.

Case, punctuation and the form of characters make no difference; what is said in other words is not seen.
Pure, and nothing is kept: texts may be a learner's.
"""

import re

from courseware_core.llm.folding import fold

Run = tuple[str, ...]
"""Words that follow each other."""

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Run:
    """The words of `text`, in order."""
    return tuple(_WORD.findall(fold(text).casefold()))


def runs(said: Run, length: int) -> frozenset[Run]:
    """All runs of `length` words in `said`."""
    return frozenset(said[start : start + length] for start in range(len(said) - length + 1))


def shared_runs(said: Run, wanted: Run, length: int, *, least: int = 1) -> frozenset[Run]:
    """The runs of `length` words of `wanted` that stand in `said`.

    A shorter `wanted` must stand there whole, and has at least `least` words, or it is too short to tell.
    """
    length = min(length, len(wanted))
    return runs(said, length) & runs(wanted, length) if length >= least else frozenset()
