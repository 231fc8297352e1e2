"""The turn without its words: authorise, dedupe, check the step, decide, record, run what is owed.

Owns the order of the guards and what one transaction writes. Must not know screens, words or surfaces.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from courseware_core.content import catalog
from courseware_core.content.model import Activity, Lab, Lesson, Quiz, Test
from courseware_core.engine import attempt, lab, lesson, projections
from courseware_core.engine.attempt import AttemptState
from courseware_core.engine.commands import Command, RecordReply
from courseware_core.engine.facts import (
    AttemptStarted,
    Fact,
    LabStarted,
    LessonStarted,
    Scope,
)
from courseware_core.engine.machine import Machine, Rejected, fold
from courseware_core.engine.projections import Head, Opening
from courseware_core.errors import StoreCorrupt
from courseware_core.identity import Identity
from courseware_core.library import BodyNeeded, Library
from courseware_core.ports import (
    AttemptsOf,
    Chance,
    Clock,
    Decision,
    Delivery,
    Loaded,
    Need,
    Outcome,
    QuestionsSeen,
    Recorded,
    Store,
    Stream,
    Tutor,
)
from courseware_core.tutoring import reply_to

T = TypeVar("T")

MACHINES: dict[str, Machine[Any, Any]] = {
    "lesson": lesson,
    "quiz": attempt,
    "test": attempt,
    "lab": lab,
}
"""The machine of each kind of activity."""

STARTS = (LessonStarted, AttemptStarted, LabStarted)
"""The facts that begin an activity's session; other streams are no sessions."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it stands: what it is pinned to, its state, and its version (the step of its screen)."""

    opening: Opening
    content: Activity
    state: Any
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of a command. `session` is None when there is none that the actor may see."""

    outcome: Outcome
    session: Session | None


class Sessions:
    """Every session of every learner, over one store."""

    def __init__(self, store: Store, library: Library, tutor: Tutor, clock: Clock, chance: Chance) -> None:
        self._store = store
        self._library = library
        self._tutor = tutor
        self._clock = clock
        self._chance = chance
        self._locks: WeakValueDictionary[Identity, asyncio.Lock] = WeakValueDictionary()

    def turn_of(self, who: Identity) -> asyncio.Lock:
        """Held during a learner's turn, so that one person's presses keep their order."""
        return self._locks.setdefault(who, asyncio.Lock())

    async def open(
        self,
        who: Identity,
        activity_id: str,
        *,
        scope: Scope = "whole",
        missed: frozenset[str] = frozenset(),
        delivery: str = "",
    ) -> Outcome:
        """The session to go on in: an open one of that activity, else a new one; or why there is none.

        Raises: UnknownActivity.
        """
        pinned = self._library.catalog.activity(activity_id)
        session = self._chance.session()
        now = self._clock.now()
        needs: list[Need] = [AttemptsOf(who, activity_id)]
        if isinstance(pinned.activity, Test) and any(d.avoid_seen for d in pinned.activity.draw):
            needs.append(QuestionsSeen(who))

        def decide(loaded: Loaded) -> Decision[None]:
            if loaded.known:
                return Decision(loaded.known, None, now, remember=False)
            if loaded.streams[session].facts:
                raise ValueError(f"Chance gave the name {session} twice; names of sessions are for ever.")
            under_way = next((head for head in loaded.attempts if head.status == "open"), None)
            if under_way:
                return Decision(Outcome("accepted", under_way.session), None, now)
            fact = self._first_fact(pinned.activity, pinned.digest, loaded, now, scope=scope, missed=missed)
            if isinstance(fact, Rejected):
                return Decision(_refused(fact), None, now)
            opened = self._fold(Stream(session, (Recorded(1, now, who, fact),)))
            return Decision(
                Outcome("accepted", session),
                None,
                now,
                facts={session: (fact,)},
                heads=(_head(opened),),
                bodies={pinned.digest: catalog.compile(pinned.activity)},
            )

        key = Delivery(who, "", delivery) if delivery else None
        decision = await self._transact([session], decide, who, key, needs)
        return decision.outcome

    async def act(
        self, who: Identity, session: str, step: int, command: Command, *, delivery: str = ""
    ) -> Acted:
        """What became of a command that was given on the screen of `step`."""
        now = self._clock.now()

        def decide(loaded: Loaded) -> Decision[Session | None]:
            stream = loaded.streams[session]
            refusal = _may_act(stream, who)
            if refusal:
                return Decision(_refused(refusal), None, now, remember=False)
            current = self._fold(stream)
            if loaded.known:
                return Decision(loaded.known, current, now, remember=False)
            if step != stream.version:
                return Decision(_refused(Rejected("stale")), current, now, remember=False)
            return self._advance(stream, current, command, now)

        key = Delivery(who, session, delivery) if delivery else None
        decision = await self._transact([session], decide, who, key)
        if decision.result is None:
            return Acted(decision.outcome, None)
        return Acted(decision.outcome, await self._settle(who, decision.result))

    async def look(self, who: Identity, session: str) -> Session | None:
        """The session as it stands now, after what time and the product owe it; None if not `who`'s."""
        stream = await self._store.stream(session)
        if _may_act(stream, who):
            return None
        return await self._settle(who, await self._with_body(lambda: self._fold(stream)))

    async def read(self, session: str) -> Session:
        """A session as it was recorded, without touching it."""
        stream = await self._store.stream(session)
        return await self._with_body(lambda: self._fold(stream))

    async def _settle(self, who: Identity, current: Session) -> Session:
        """Records what time has brought about, and runs what is owed to the learner.

        What a tutor fails to do stays owed, and is tried again when somebody looks next.
        """
        machine = MACHINES[current.content.kind]
        now = max(self._clock.now(), current.at)
        if machine.overdue(current.state, current.content, now):
            current = await self._record(who, current, None, now)
        while isinstance(current.content, Lab) and (owed := machine.owed(current.state)):
            reply = await reply_to(owed, current.state, current.content, self._tutor)
            if reply is None:
                break
            current = await self._record(who, current, RecordReply(reply), self._clock.now())
        return current

    async def _record(
        self, who: Identity, current: Session, command: Command | None, now: datetime
    ) -> Session:
        session = current.opening.session

        def decide(loaded: Loaded) -> Decision[Session | None]:
            stream = loaded.streams[session]
            return self._advance(stream, self._fold(stream), command, now)

        return (await self._transact([session], decide, who)).result or current

    def _advance(
        self, stream: Stream, current: Session, command: Command | None, now: datetime
    ) -> Decision[Session | None]:
        """What time and the command bring about. Time within a stream never runs backwards."""
        machine = MACHINES[current.content.kind]
        now = max(now, current.at)
        facts = machine.overdue(current.state, current.content, now)
        outcome = Outcome("accepted", stream.session)
        if command is not None:
            expired = self._after(current, facts, now)
            decided = machine.decide(expired.state, command, current.content, now)
            if isinstance(decided, Rejected):
                outcome = _refused(decided, stream.session)
            else:
                facts = (*facts, *decided)
        if not facts:
            return Decision(outcome, current, now)
        after = self._after(current, facts, now)
        closing = isinstance(after.state, AttemptState) and after.state.closed is not None
        final = projections.responses(after.opening, after.state, now) if closing else ()
        counts = projections.counts(after.opening, after.state, final, now) if closing else ()
        return Decision(
            outcome,
            after,
            now,
            facts={stream.session: facts},
            heads=(_head(after),),
            responses={stream.session: final} if closing else {},
            counts=counts,
        )

    def _first_fact(
        self,
        content: Activity,
        digest: str,
        loaded: Loaded,
        now: datetime,
        *,
        scope: Scope,
        missed: frozenset[str],
    ) -> LessonStarted | AttemptStarted | LabStarted | Rejected:
        match content:
            case Lesson():
                return lesson.start(content, digest, scope=scope, sections=missed)
            case Quiz() | Test():
                closed = [h.closed_at for h in loaded.attempts if h.closed_at and h.scope == "whole"]
                refusal = attempt.may_start(content, closed, now)
                if refusal:
                    return refusal
                slots = attempt.draw(content, self._chance.shuffle, seen=loaded.seen)
                return attempt.start(
                    content,
                    digest,
                    slots,
                    now,
                    scope=scope,
                    missed=missed,
                    first=not loaded.attempts,
                )
            case Lab():
                order = content.exit.order(self._chance.shuffle) if content.exit else ()
                return lab.start(content, digest, order)
            case _:
                raise TypeError(f"{content.kind} is no kind of activity")

    def _fold(self, stream: Stream) -> Session:
        """The session that the stream's facts make. Raises: BodyNeeded."""
        first = stream.facts[0]
        fact = first.fact
        assert isinstance(fact, STARTS)
        content = self._library.pinned(fact.digest)
        machine = MACHINES[content.kind]
        opening = Opening(
            session=stream.session,
            owner=first.actor,
            kind=content.kind,
            activity=fact.activity,
            digest=fact.digest,
            scope="whole" if isinstance(fact, LabStarted) else fact.scope,
            started_at=first.at,
        )
        state = fold(machine, ((recorded.fact, recorded.at) for recorded in stream.facts))
        return Session(opening, content, state, stream.version, stream.facts[-1].at)

    def _after(self, current: Session, facts: Sequence[Fact], now: datetime) -> Session:
        machine = MACHINES[current.content.kind]
        state = current.state
        for fact in facts:
            state = machine.evolve(state, fact, now)
        return replace(current, state=state, version=current.version + len(facts), at=now)

    async def _transact(
        self,
        keys: Sequence[str],
        decide: Callable[[Loaded], Decision[T]],
        actor: Identity,
        delivery: Delivery | None = None,
        needs: Sequence[Need] = (),
    ) -> Decision[T]:
        async def attempt_it() -> Decision[T]:
            return await self._store.transact(keys, decide, actor=actor, delivery=delivery, needs=needs)

        try:
            return await attempt_it()
        except BodyNeeded as need:
            await self._fetch(need.digest)
            return await attempt_it()

    async def _with_body(self, fold_it: Callable[[], T]) -> T:
        try:
            return fold_it()
        except BodyNeeded as need:
            await self._fetch(need.digest)
            return fold_it()

    async def _fetch(self, digest: str) -> None:
        body = await self._store.body(digest)
        if body is None:
            raise StoreCorrupt(
                f"The record pins an activity ({digest}) that it does not hold. "
                "Restore the record from a backup."
            )
        self._library.add(digest, body)


def _may_act(stream: Stream, who: Identity) -> Rejected | None:
    if not stream.facts or not isinstance(stream.facts[0].fact, STARTS):
        return Rejected("no_such_session")
    return None if stream.facts[0].actor == who else Rejected("not_yours")


def _refused(rejected: Rejected, session: str = "") -> Outcome:
    return Outcome("refused", session, rejected.code, rejected.params)


def _head(session: Session) -> Head:
    standing = MACHINES[session.content.kind].standing(session.state, session.content)
    return projections.head(session.opening, standing, at=session.at, version=session.version)
