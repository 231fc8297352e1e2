"""What a check found wrong, or could not see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names a catalogue sentence, `params` what stands in it."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


UNSEEN = frozenset({"cannot_follow", "nested", "newer_python", "too_deep", "unclear_value"})
"""Codes of findings that say nothing against an answer, only that a check cannot see whether it is right."""


def is_open(found: Collection[Finding]) -> bool:
    """Whether a check could not tell: it found nothing that is wrong, and something that it cannot see."""
    return bool(found) and all(each.code in UNSEEN or each.code == "more" for each in found)
