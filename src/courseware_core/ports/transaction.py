"""The values that cross to a store and back in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from courseware_core.engine.facts import Fact
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports.spending import Call, Settlement, Spending

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as it stands in a stream. `seq` counts from 1 without gaps; `at` is aware, in UTC."""

    seq: int
    at: datetime
    actor: Identity
    fact: Fact


@dataclass(frozen=True, slots=True)
class Stream:
    """The facts of one session, in order. `version` is the number of facts, 0 for a new session."""

    session: str
    facts: tuple[Recorded, ...] = ()

    @property
    def version(self) -> int:
        """The number of facts."""
        return len(self.facts)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a surface sent, so that the same thing sent twice has one effect.

    `session` is empty for a delivery that opens a session.
    """

    actor: Identity
    session: str
    id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery: accepted into `session`, or refused with a catalogue `code`."""

    status: Literal["accepted", "refused"]
    session: str = ""
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttemptsOf:
    """Asks for every head of `activity` over all identities of the learner that `actor` is.

    Without an activity it asks for those of every activity.
    """

    actor: Identity
    activity: str = ""


@dataclass(frozen=True, slots=True)
class QuestionsSeen:
    """Asks for the ids of all questions that stood in any attempt of the learner that `actor` is."""

    actor: Identity


@dataclass(frozen=True, slots=True)
class IdentitiesOf:
    """Asks which identities are the learner that `actor` is; `actor` is one of them."""

    actor: Identity


@dataclass(frozen=True, slots=True)
class SpendingOf:
    """Asks what was spent on models, and whether somebody is writing a reply in `session`.

    Counted are the tokens of all identities of the learner that `actor` is on `day`, those of the
    actor's tenant on that day, and those of the session.
    """

    actor: Identity
    session: str
    day: date


Need = AttemptsOf | QuestionsSeen | IdentitiesOf | SpendingOf


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a transaction decides on. Every key has a stream, empty when the session is new.

    `known` is the outcome stored for this delivery, if it came before. `attempts` are in order of start.
    `identities` are what was asked for, in order, by the identity asked about.
    """

    streams: Mapping[str, Stream]
    known: Outcome | None = None
    attempts: tuple[Head, ...] = ()
    seen: frozenset[str] = frozenset()
    identities: Mapping[Identity, tuple[Identity, ...]] = field(default_factory=dict)
    spending: Spending = Spending()


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """What a transaction writes, all or nothing. Empty `facts` and no `remember` writes nothing.

    `facts` are appended to their streams in order, at time `at`. `responses` are all that a session has
    from now on. `bodies` are activity bodies and pictures by digest, kept once. `repoint` makes an identity
    the same learner as another one, or with None a learner of its own. `settle` ends calls of models, after
    which `call` begins one; a session has at most one. `remember` stores the delivery with `outcome`.
    `result` is handed back to the caller.
    """

    outcome: Outcome
    result: T
    at: datetime
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    heads: tuple[Head, ...] = ()
    responses: Mapping[str, tuple[FinalResponse, ...]] = field(default_factory=dict)
    counts: tuple[Count, ...] = ()
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    repoint: Mapping[Identity, Identity | None] = field(default_factory=dict)
    settle: tuple[Settlement, ...] = ()
    call: Call | None = None
    remember: bool = True
