"""The record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from courseware_core.content.edition import Edition
from courseware_core.engine.facts import Fact
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports.spending import ModelUsage
from courseware_core.ports.transaction import Decision, Delivery, Loaded, Need, Recorded, Stream

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """A session with a name for its learner, which all of that learner's identities share, and nobody else.

    The name says nothing more, and may be another one next time.
    """

    learner: str
    stream: Stream


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

    async def waiting(self) -> tuple[Head, ...]:
        """Every head with answers that wait for a person, of all learners, in order of its last fact."""
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
