"""Whether words hold one of an author's anchors, in any form of the words. Pure."""

import re
from collections.abc import Iterable, Sequence

from courseware_core.llm.folding import fold
from courseware_core.llm.language import Language, language

LONG_WORD = 6
"""From how many letters on a word may have one slip in it: a letter too many, too few, wrong or misplaced."""

_SIGNS = re.compile(r"[^\w\s'-]")


def holds_any(words: str, anchors: Iterable[str], locale: str) -> bool:
    """Whether `words` have one of `anchors` in them.

    An anchor of several words stands there in a row, or with one other word between two of them. One with a
    sign in it, such as "A/B", stands there as it is.
    """
    spoken = language(locale)
    stems, plain = spoken.stems(words), Language().stems(words)
    return any(
        _stands(anchor, words)
        if _SIGNS.search(anchor)
        else _runs(spoken.stems(anchor), stems) or _runs(Language().stems(anchor), plain)
        for anchor in anchors
    )


def _stands(anchor: str, words: str) -> bool:
    end = r"(?!\w)" if anchor[-1].isalnum() else ""
    return bool(re.search(rf"(?<!\w){re.escape(fold(anchor).casefold())}{end}", fold(words).casefold()))


def _runs(anchor: Sequence[str], words: Sequence[str]) -> bool:
    """Whether `words` have those of `anchor` in order, at most one other between two of them."""
    if not anchor:
        return False
    ends = {at for at, word in enumerate(words) if _same(anchor[0], word)}
    for wanted in anchor[1:]:
        after = {at + step for at in ends for step in (1, 2) if at + step < len(words)}
        ends = {at for at in after if _same(wanted, words[at])}
    return bool(ends)


def _same(one: str, other: str) -> bool:
    """Whether two words are the same, but for a slip after the first letter in a long one."""
    if one == other:
        return True
    if min(len(one), len(other)) < LONG_WORD or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    left, right = one[at:], other[at:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )
