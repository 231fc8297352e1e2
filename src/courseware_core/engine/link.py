"""A code that links two identities: asked for by one, given and agreed to by another, agreed to by the first.

Pure, like every machine: what was recorded becomes a state, and a wish becomes facts or a refusal.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from courseware_core.engine.facts import Fact, LinkClaimed, LinkOffered, LinkSettled, LinkTried
from courseware_core.engine.machine import Rejected
from courseware_core.identity import FORGOTTEN, Identity

GOOD_FOR = timedelta(minutes=10)
"""How long a code is good, and how long wrong tries are held against somebody."""

TRIES = 5
"""Wrong codes that somebody may try within that time."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it stands: who asked for it, until when it is good, who gave it, and whether it is used."""

    stream: str
    owner: Identity
    until: datetime
    claimant: Identity | None = None
    settled: bool = False


def plain(code: str) -> str:
    """A code in its letters and digits alone, however it was typed."""
    return "".join(character for character in code.upper() if character.isalnum())


def stream_of(code: str) -> str:
    """The stream of a code, however it was typed. The code itself is never recorded."""
    return "k" + hashlib.sha256(plain(code).encode()).hexdigest()[:15]


def fold(stream: str, facts: Iterable[tuple[Fact, Identity]]) -> Code | None:
    """The code after its stream's facts, each with its actor; None when there is no such code."""
    code: Code | None = None
    for fact, actor in facts:
        match fact:
            case LinkOffered():
                code = Code(stream, actor, fact.until)
            case LinkClaimed() if code:
                # Nobody can agree any more to who was forgotten, so that code is used up.
                code = replace(code, claimant=actor, settled=actor == FORGOTTEN)
            case LinkSettled() if code:
                code = replace(code, settled=True)
    return code


def look_up(
    code: Code | None, who: Identity, identities: Sequence[Identity], tried: int, now: datetime
) -> Code | Rejected:
    """The code that `who` gave, if it is good for them; `identities` are theirs, `tried` their wrong tries.

    Rejected with `too_many_tries`, `own_code`, `already_linked`, or `no_such_code` for anything else, so
    that a guess learns nothing.
    """
    if tried >= TRIES:
        return Rejected("too_many_tries")
    good = code is not None and not code.settled and now < code.until and code.claimant in (None, who)
    if code is None or not good:
        return Rejected("no_such_code")
    if code.owner == who:
        return Rejected("own_code")
    return Rejected("already_linked") if code.owner in identities else code


def wrong_tries(facts: Iterable[tuple[Fact, datetime]], now: datetime) -> int:
    """How many wrong codes a person has tried lately, by the facts of their own stream."""
    return sum(isinstance(fact, LinkTried) and at > now - GOOD_FOR for fact, at in facts)
