"""Sessions as they are recorded: facts to a session, and a session with new facts to what a store writes.

Owns which rows follow from facts. Must not decide what is allowed, nor know screens, words or surfaces.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from courseware_core.content import catalog
from courseware_core.content.catalog import Pinned
from courseware_core.content.model import AnyActivity, Quiz, Test
from courseware_core.engine import attempt, decision, demo, lab, lesson, projections
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.facts import (
    AnswerReviewed,
    AttemptRegraded,
    AttemptStarted,
    DeadlineExtended,
    DecisionStarted,
    DemoStarted,
    Fact,
    LabStarted,
    LessonStarted,
    LessonUpdated,
    SessionVoided,
)
from courseware_core.engine.fits import fits
from courseware_core.engine.machine import Machine, fold
from courseware_core.engine.projections import Count, FinalResponse, Head, Opening
from courseware_core.errors import StoreCorrupt
from courseware_core.identity import Identity
from courseware_core.library import BodyNeeded, Library
from courseware_core.ports import Decision, Delivery, Loaded, Need, Outcome, Recorded, Store, Stream

T = TypeVar("T")

MACHINES: dict[str, Machine[Any, Any]] = {
    "lesson": lesson,
    "quiz": attempt,
    "challenge": attempt,
    "test": attempt,
    "lab": lab,
    "decision": decision,
    "demo": demo,
}
"""The machine of each kind of activity."""

STARTS = (LessonStarted, AttemptStarted, LabStarted, DecisionStarted, DemoStarted)
"""The facts that begin an activity's session; other streams are no sessions."""

CHANGES = (DeadlineExtended, AttemptRegraded, AnswerReviewed, SessionVoided)
"""The facts by which somebody else than the learner changed a session."""


KEPT = 1000
"""How many sessions are remembered as they were committed last, at most."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it stands: what it is pinned to, its state, and its version (the step of its screen).

    `changes` are the facts by which somebody else than the learner changed it. `at` is the time of the
    last fact.
    """

    opening: Opening
    content: AnyActivity
    state: Any
    version: int
    at: datetime
    changes: tuple[Recorded, ...] = ()

    @property
    def voided(self) -> bool:
        """Whether it was taken out of everything that counts."""
        return any(isinstance(each.fact, SessionVoided) for each in self.changes)


class Ledger:
    """Every session of every learner, over one store."""

    def __init__(self, store: Store, library: Library) -> None:
        self.store = store
        self.library = library
        self._kept: dict[str, Session] = {}

    async def read(self, session: str) -> Session:
        """A session as it was recorded, without touching it."""
        stream = await self.store.stream(session)
        return await self.with_body(lambda: self.fold(stream))

    def keep(self, session: Session) -> None:
        """Remembers a session as it was committed, so that its next turn need not fold it again.

        One that somebody else changed is not kept: who that was may be forgotten.
        """
        self._kept.pop(session.opening.session, None)
        if not session.changes:
            self._kept[session.opening.session] = session
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]

    def let_go(self) -> None:
        """Remembers no session any more."""
        self._kept.clear()

    def fold(self, stream: Stream) -> Session:
        """The session that the stream's facts make. Raises: BodyNeeded, StoreCorrupt."""
        kept = self._kept.get(stream.session)
        if kept is not None and kept.version == stream.version:
            return kept
        first = next(iter(stream.facts), None)
        if first is None or not isinstance(fact := first.fact, STARTS):
            raise _damaged(stream.session)
        changes = tuple(each for each in stream.facts if isinstance(each.fact, CHANGES))
        digest = _standing_digest(fact.digest, (each.fact for each in stream.facts))
        content = self.library.pinned(digest)
        opening = Opening(
            session=stream.session,
            owner=first.actor,
            kind=content.kind,
            activity=fact.activity,
            digest=digest,
            scope=fact.scope if isinstance(fact, LessonStarted | AttemptStarted) else "whole",
            started_at=first.at,
        )
        state = fold(MACHINES[content.kind], ((recorded.fact, recorded.at) for recorded in stream.facts))
        if content.id != fact.activity or not fits(state, content):
            raise _damaged(stream.session)
        return Session(opening, content, state, stream.version, stream.facts[-1].at, changes)

    def after(self, current: Session, facts: Sequence[Fact], actor: Identity, now: datetime) -> Session:
        """The session after `facts`, recorded by `actor`. Raises: BodyNeeded."""
        machine = MACHINES[current.content.kind]
        state, version, changes = current.state, current.version, current.changes
        for fact in facts:
            state = machine.evolve(state, fact, now)
            version += 1
            if isinstance(fact, CHANGES):
                changes = (*changes, Recorded(version, now, actor, fact))
        digest = _standing_digest(current.opening.digest, facts)
        return Session(
            opening=replace(current.opening, digest=digest),
            content=current.content if digest == current.opening.digest else self.library.pinned(digest),
            state=state,
            version=version,
            at=now,
            changes=changes,
        )

    def entry(
        self, current: Session, after: Session, facts: Sequence[Fact], outcome: Outcome, result: T
    ) -> Decision[T]:
        """What is written when `facts` make `after` of a session; nothing when there are none."""
        if not facts:
            return Decision(outcome, result, after.at)
        session = after.opening.session
        final = final_responses(after)
        digest = after.opening.digest
        moved = digest != current.opening.digest
        pinned = Pinned(digest, catalog.compile(after.content), after.content) if moved else None
        return Decision(
            outcome,
            result,
            after.at,
            facts={session: tuple(facts)},
            heads=(head(after),),
            responses={session: final} if final != final_responses(current) else {},
            counts=_counts(current, after),
            bodies=self.library.catalog.bodies_of(pinned) if pinned else {},
        )

    async def expire(self, heads: Iterable[Head], actor: Identity, now: datetime) -> None:
        """Records the end of those open attempts whose time is over, and which nobody has looked at since."""
        for head in heads:
            if head.status == "open" and head.deadline and head.deadline < now:
                await self._expire(head.session, actor, now)

    async def _expire(self, session: str, actor: Identity, now: datetime) -> None:
        def decide(loaded: Loaded) -> Decision[None]:
            stream = loaded.streams[session]
            if not stream.facts:
                return Decision(Outcome("accepted"), None, now)  # forgotten meanwhile
            current = self.fold(stream)
            at = max(now, current.at)
            over = MACHINES[current.content.kind].overdue(current.state, current.content, at)
            facts = () if current.voided else over
            after = self.after(current, facts, actor, at)
            return self.entry(current, after, facts, Outcome("accepted", session), None)

        await self.transact([session], decide, actor)

    async def transact(
        self,
        keys: Sequence[str],
        decide: Callable[[Loaded], Decision[T]],
        actor: Identity,
        delivery: Delivery | None = None,
        needs: Sequence[Need] = (),
    ) -> Decision[T]:
        """The committed decision; `decide` may raise BodyNeeded, and runs again with that body."""
        while True:
            try:
                return await self.store.transact(keys, decide, actor=actor, delivery=delivery, needs=needs)
            except BodyNeeded as need:
                await self._fetch(need.digest)

    async def with_body(self, work: Callable[[], T]) -> T:
        """What `work` returns; it may raise BodyNeeded, and runs again with that body."""
        while True:
            try:
                return work()
            except BodyNeeded as need:
                await self._fetch(need.digest)

    async def _fetch(self, digest: str) -> None:
        body = await self.store.body(digest)
        if body is None:
            raise StoreCorrupt(
                f"The record pins an activity ({digest}) that it does not hold. "
                "Restore the record from a backup."
            )
        self.library.add(digest, body)


def _damaged(session: str) -> StoreCorrupt:
    return StoreCorrupt(
        f"What is recorded of session {session} does not fit the activity that it is about. "
        "Restore the record from a backup, or forget this learner."
    )


def head(session: Session) -> Head:
    """The head of a session."""
    standing = MACHINES[session.content.kind].standing(session.state, session.content)
    return projections.head(
        session.opening, standing, at=session.at, version=session.version, voided=session.voided
    )


def closing(session: Session) -> object:
    """What closed an attempt; None while it is open or void."""
    return session.state.closed if isinstance(session.state, AttemptState) and not session.voided else None


def final_responses(session: Session) -> tuple[FinalResponse, ...]:
    """The final responses of a session: those of a closed attempt that was not voided."""
    return projections.responses(session.opening, session.state) if closing(session) else ()


def _counts(current: Session, after: Session) -> tuple[Count, ...]:
    """The anonymous counts, when the attempt closes for the first time."""
    content = after.content
    if closing(current) or not closing(after) or after.state.reopened:
        return ()
    asked = content.by_id if isinstance(content, Quiz | Test) else {}
    return projections.counts(current.opening, after.state, asked, after.at)


def _standing_digest(pinned: str, facts: Iterable[Fact]) -> str:
    """The digest of the content that a session stands on after `facts`, when it was `pinned` before."""
    moved = [each.digest for each in facts if isinstance(each, AttemptRegraded | LessonUpdated)]
    return moved[-1] if moved else pinned
