"""What the core needs from outside, as protocols, and the values that cross to a store.

Owns the shape of the store's transaction. Must not know any database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Generic, Literal, Protocol, TypeVar

from courseware_core.chat import Usage
from courseware_core.content.edition import Edition
from courseware_core.content.model import Check, Lab
from courseware_core.engine.facts import About, Fact, Instead, Move, Quotation
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity

T = TypeVar("T")


class Clock(Protocol):
    """The time of day."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...


class Chance(Protocol):
    """Everything that is left to chance."""

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """The same items in a random order."""
        ...

    def session(self) -> str:
        """A name for a new session: 12 lower-case letters and digits, never given twice."""
        ...

    def code(self) -> str:
        """A code that is hard to guess and easy to copy: 8 upper-case letters and digits."""
        ...


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
class Taken:
    """A session with a name for its learner, which all of that learner's identities share, and nobody else.

    The name says nothing more, and may be another one next time.
    """

    learner: str
    stream: Stream


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
class Call:
    """A reply that a model is writing in `session`: a lease, and tokens that are set aside for it.

    `id` tells it from other calls of that session. The `tokens` count as spent on `day` (in UTC) until it is
    settled. After `until` it is taken for lost, and somebody else may write the reply.
    """

    session: str
    id: str
    actor: Identity
    model: str
    day: date
    tokens: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a call used in the end, in place of what was set aside for it."""

    call: Call
    usage: Usage

    @classmethod
    def of_lost(cls, call: Call) -> "Settlement":
        """That of a call of which nobody knows how it ended: all that was set aside counts."""
        return cls(call, Usage(prompt_tokens=call.tokens, cost=None, estimated=True))


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens spent on models, those set aside among them, and the call under way in the session."""

    learner: int = 0
    tenant: int = 0
    session: int = 0
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What one tenant (written `surface:tenant`) used of one model on one day, in UTC.

    `usage.cost` holds the calls whose price is known; `unpriced` counts the others.
    """

    day: date
    tenant: str
    model: str
    calls: int
    usage: Usage
    unpriced: int


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


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was deleted for good."""

    sessions: int
    facts: int


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows were deleted that no longer served a purpose: deliveries, and rows without facts."""

    deliveries: int
    heads: int
    responses: int


class Store(Protocol):
    """The record. `location` says where it is kept; empty for one that ends with the program.

    Every method raises `StoreError` with a sentence when the record cannot be used.
    """

    location: str

    async def transact(
        self,
        keys: Sequence[str],
        decide: Callable[[Loaded], Decision[T]],
        *,
        actor: Identity,
        delivery: Delivery | None = None,
        needs: Sequence[Need] = (),
    ) -> Decision[T]:
        """The decision that was committed.

        `decide` is pure and synchronous, may run in another thread and more than once; an exception
        that it raises rolls back and is raised here. Returns only when the decision is durable.
        A decision writes to `keys` alone, and nothing on a known delivery. A stream belongs to the actor
        of its first fact.
        """
        ...

    async def stream(self, session: str) -> Stream:
        """The facts of a session; an empty stream when there is none."""
        ...

    async def streams(self, actor: Identity) -> tuple[Stream, ...]:
        """Every stream of one identity, in order of their first fact."""
        ...

    async def heads(self, actor: Identity) -> tuple[Head, ...]:
        """Every head over all identities of the learner that `actor` is, in order of start."""
        ...

    async def identities(self, actor: Identity) -> tuple[Identity, ...]:
        """Every identity of the learner that `actor` is, itself among them, in order."""
        ...

    async def attempts(self, activity: str) -> tuple[Head, ...]:
        """Every head of an activity, of all learners, in order of start."""
        ...

    async def taken(self, activity: str) -> tuple[Taken, ...]:
        """Every closed session of an activity, of all learners, in order of start; none that was voided."""
        ...

    async def sessions(self) -> tuple[str, ...]:
        """Every stream that has facts, in order of name."""
        ...

    async def responses(self, session: str) -> tuple[FinalResponse, ...]:
        """The final responses of a closed attempt, in the order of its questions."""
        ...

    async def answered(self, actor: Identity) -> tuple[FinalResponse, ...]:
        """Every final response over all identities of the learner that `actor` is, in order of time.

        Those of one attempt are in the order of its questions.
        """
        ...

    async def body(self, digest: str) -> bytes | None:
        """The activity body or the picture that was kept with this digest, or None."""
        ...

    async def publish(self, editions: Sequence[Edition], bodies: Mapping[str, bytes]) -> bool:
        """Whether the editions were written, all of them and what they hold: `bodies` by digest.

        Nothing was when one is not the next of its course: then somebody else has published meanwhile.
        """
        ...

    async def editions(self) -> Mapping[str, int]:
        """The number of the newest edition of every course that was ever published."""
        ...

    async def edition(self, course: str) -> Edition | None:
        """The newest edition of a course, or None."""
        ...

    async def recorded(self, fact: type[Fact]) -> tuple[Recorded, ...]:
        """Every fact of that type in all streams, in order of time. Reads all that is recorded."""
        ...

    async def counts(self) -> Mapping[Count, int]:
        """The anonymous counts."""
        ...

    async def usage(self, first: date, last: date) -> tuple[ModelUsage, ...]:
        """What was used of models from day `first` to day `last`, in order of day, tenant and model.

        Calls that are not settled are not in it.
        """
        ...

    async def erase(self, actors: Sequence[Identity]) -> Erased:
        """Deletes these identities' streams and everything that names them, for good.

        Counts, bodies and the usage of models stay, which are nobody's; a call under way counts as lost.

        Facts that one of them recorded in somebody else's stream stay, as facts of `FORGOTTEN`.
        """
        ...

    async def prune(self, before: datetime) -> Pruned:
        """Deletes deliveries from before that time, and projections of sessions that have no facts.

        What learners and tenants had spent on models by the end of the day before is deleted too.
        """
        ...

    async def backup(self, file: Path) -> None:
        """Copies the record as it is now to `file`, which must not exist, while others go on writing.

        What was acknowledged before is in it. `file` appears whole or not at all. A store that has no
        such copy raises `StoreError` and says what to do instead.
        """
        ...

    async def close(self) -> None:
        """Waits for what is under way and lets go of the record."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message of a learner and the reply it got."""

    message: str
    reply: str


@dataclass(frozen=True, slots=True)
class TutorRequest:
    """A reply that is owed. `respond` answers a question; `compare` holds the message against `check`.

    `exchanges` are the earlier ones of this conversation, in order. `seen` are the ids of checks whose
    points the learner was shown. `left` is how many exchanges are missing to complete the lab, this one
    among them. `asked` is the author's question that stands below the reply, if one does. `locale` is the
    lab's. `about` is the answered question that is asked about, beside an activity.
    """

    move: Literal["respond", "compare"]
    lab: Lab
    message: str
    check: Check | None = None
    exchanges: tuple[Exchange, ...] = ()
    seen: frozenset[str] = frozenset()
    left: int = 0
    asked: str = ""
    locale: str = "en"
    about: About | None = None


@dataclass(frozen=True, slots=True)
class TutorReply:
    """A tutor's words. `quotes` are verbatim from the lab's passages; `see` are ids of sections.

    `move` is what the reply does in the end: `answer`, `quote` or `redirect` to a question, `compare` to
    an answer. `text` has at most 4,000 characters; contract suites ask for 90 words.
    `closest` says that the quotation is only the nearest passage. `source` names the tutor, and `instead`
    says why it replied in place of a model. `usage` is what the reply used of a model.
    """

    move: Move
    text: str = ""
    quotes: tuple[Quotation, ...] = ()
    see: tuple[str, ...] = ()
    closest: bool = False
    source: str = "lesson"
    instead: Instead = ""
    usage: Usage = Usage()


class Tutor(Protocol):
    """Whoever replies in labs."""

    async def reply(self, request: TutorRequest) -> TutorReply:
        """The reply to the message. Never a score, a completion or a permission."""
        ...
