"""The turn without its words: authorise, dedupe, check the step, decide, record, pay what is owed.

Owns the order of the guards and what one transaction writes. Must not know screens, words or surfaces.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from courseware_core.content.catalog import Catalog, Pinned
from courseware_core.content.model import Lesson, Test
from courseware_core.engine import guards
from courseware_core.engine.commands import (
    Command,
    ReadOnIn,
    RunInput,
    Say,
    SubmitAnswer,
    UpdateLesson,
    UseStarter,
)
from courseware_core.engine.facts import About, AnswerJudged, AnswerReviewed, ResultRevised, Scope
from courseware_core.engine.machine import Rejected
from courseware_core.errors import StoreError, after_saving
from courseware_core.identity import Identity
from courseware_core.ledger import MACHINES, STARTS, Ledger, Session, head
from courseware_core.people import Agreement
from courseware_core.ports import (
    AttemptsOf,
    Chance,
    Clock,
    Decision,
    Delivery,
    IdentitiesOf,
    Loaded,
    Need,
    Outcome,
    QuestionsSeen,
    Recorded,
    Settlement,
    Spending,
    SpendingOf,
    Stream,
)
from courseware_core.readers import submission
from courseware_core.starting import first_fact
from courseware_core.tutoring import Grant, Tutors

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of a command. `session` is None when there is none that the actor may see.

    `grant` says who writes what the session owes; None when it owes nothing.
    """

    outcome: Outcome
    session: Session | None
    grant: Grant | None = None


class KinNeeded(Exception):
    """The session belongs to another identity; whether that one is the same learner has to be asked."""


class Sessions:
    """The turns of learners in their sessions."""

    def __init__(
        self, ledger: Ledger, tutors: Tutors, clock: Clock, chance: Chance, *, reviewer: str = ""
    ) -> None:
        self._ledger = ledger
        self._reviewer = reviewer
        self._tutors = tutors
        self._clock = clock
        self._chance = chance
        self._locks: WeakValueDictionary[Identity, asyncio.Lock] = WeakValueDictionary()

    def turn_of(self, who: Identity) -> asyncio.Lock:
        """Held during a learner's turn, so that one person's presses keep their order."""
        return self._locks.setdefault(who, asyncio.Lock())

    async def open(
        self,
        who: Identity,
        pinned: Pinned,
        *,
        scope: Scope = "whole",
        only: frozenset[str] = frozenset(),
        about: About | None = None,
        others: frozenset[str] = frozenset(),
        delivery: str = "",
    ) -> Outcome:
        """The session to go on in: an open one of that activity, else a new one; or why there is none.

        `only` are the sections or questions of a round that is not over the whole of it. A conversation
        beside an activity is `about` a question; `others` are about something else.
        """
        self._ledger.library.keep(pinned)
        session = self._chance.session()
        now = self._clock.now()
        # Whether a guarded question is barred hangs on attempts at other activities.
        needs: list[Need] = [AttemptsOf(who, "" if guards.guards(pinned.activity) else pinned.activity.id)]
        if isinstance(pinned.activity, Test) and any(d.avoid_seen for d in pinned.activity.draw):
            needs.append(QuestionsSeen(who))

        def decide(loaded: Loaded) -> Decision[None]:
            if loaded.known:
                return Decision(loaded.known, None, now, remember=False)
            if loaded.streams[session].facts:
                raise ValueError(f"Chance gave the name {session} twice; names of sessions are for ever.")
            if about and not loaded.streams[about.session].facts:  # forgotten meanwhile
                return Decision(_refused(Rejected("no_such_session")), None, now)
            barred = guards.barred(pinned.activity, self._ledger.library.catalog.tests, loaded.attempts)
            own = tuple(head for head in loaded.attempts if head.activity == pinned.activity.id)
            among = (head for head in own if head.session not in others)
            under_way = next((head for head in among if head.status == "open"), None)
            if under_way:
                return Decision(Outcome("accepted", under_way.session), None, now)
            loaded = replace(loaded, attempts=own)
            chance = self._chance
            fact = first_fact(pinned, loaded, chance, now, scope=scope, only=only, barred=barred, about=about)
            if isinstance(fact, Rejected):
                return Decision(_refused(fact), None, now)
            opened = self._ledger.fold(Stream(session, (Recorded(1, now, who, fact),)))
            return Decision(
                Outcome("accepted", session),
                None,
                now,
                facts={session: (fact,)},
                heads=(head(opened),),
                bodies=self._ledger.library.catalog.bodies_of(pinned),
            )

        key = Delivery(who, "", delivery) if delivery else None
        keys = [session, about.session] if about else [session]
        decision = await self._ledger.transact(keys, decide, who, key, needs)
        return decision.outcome

    async def act(
        self, who: Identity, session: str, step: int, command: Command, *, delivery: str = ""
    ) -> Acted:
        """What became of a command that was given on the screen of `step`."""
        now = self._clock.now()
        says = isinstance(command, Say | UseStarter | RunInput | SubmitAnswer)
        agreement = await self._tutors.agreement(who) if says else None
        call = self._chance.session() if agreement else ""
        at_hand = self._ledger.library.catalog

        def decide(loaded: Loaded) -> Decision[Acted]:
            stream = loaded.streams[session]
            refusal = _may_act(stream, who, loaded.identities.get(who))
            if refusal:
                return _undecided(_refused(refusal), None, now)
            current = self._ledger.fold(stream)
            if loaded.known:
                return _undecided(loaded.known, current, now)
            if not _is_shown(step, stream):
                return _undecided(_refused(Rejected("stale")), current, now)
            if isinstance(command, RunInput) and (agreement is None or agreement.state != "agreed"):
                return _undecided(_refused(Rejected("not_possible")), current, now)
            meant = self._meant(current, command, agreement, at_hand)
            if isinstance(meant, Rejected):
                return _undecided(_refused(meant, session), current, now)
            decision = self._advance(who, current, meant, now)
            after = decision.result
            owes = says and decision.outcome.status == "accepted" and _owes(after)
            grant = self._tutors.grant(agreement, loaded.spending, after, who, now, call) if owes else None
            acted: Decision[Acted] = _with_result(decision, Acted(decision.outcome, after, grant))
            return _granted(acted, grant) if grant else acted

        key = Delivery(who, session, delivery) if delivery else None
        needs: list[Need] = [SpendingOf(who, session, now.date())] if agreement else []
        try:
            decision = await self._ledger.transact([session], decide, who, key, needs)
        except KinNeeded:
            decision = await self._ledger.transact([session], decide, who, key, [*needs, IdentitiesOf(who)])
        acted = decision.result
        if acted.session is None:
            return acted
        with after_saving(acted.outcome.status == "accepted"):
            on_time = await self._on_time(who, acted.session)
            self._ledger.keep(on_time)
            return Acted(acted.outcome, on_time, acted.grant or await self.grant(who, on_time))

    def _meant(
        self, current: Session, command: Command, agreement: Agreement | None, at_hand: Catalog
    ) -> Command | Rejected:
        """What `command` comes to with what holds now of courses and readers."""
        match command:
            case UpdateLesson():
                return self._update(current, at_hand)
            case SubmitAnswer():
                return submission(current, command, agreement, self._reviewer)
            case _:
                return command

    def _update(self, current: Session, at_hand: Catalog) -> Command:
        """The command to go on in the text of a lesson that is at hand, if there is one."""
        lesson_id = current.opening.activity
        newest = at_hand.activity(lesson_id) if lesson_id in at_hand.ids else None
        if newest is None or not isinstance(newest.activity, Lesson):
            return UpdateLesson()
        self._ledger.library.keep(newest)
        return ReadOnIn(newest.activity, newest.digest)

    async def look(self, who: Identity, session: str) -> Session | None:
        """The session as it stands now, after what time has brought about; None if not `who`'s."""
        recorded = await self.recorded(who, session)
        return await self._on_time(who, recorded) if recorded else None

    async def recorded(self, who: Identity, session: str) -> Session | None:
        """The session as it was recorded last, without writing anything; None if not `who`'s."""
        stream = await self._ledger.store.stream(session)
        try:
            refusal = _may_act(stream, who)
        except KinNeeded:
            refusal = _may_act(stream, who, await self._ledger.store.identities(who))
        if refusal:
            return None
        return await self._ledger.with_body(lambda: self._ledger.fold(stream))

    async def grant(self, who: Identity, current: Session) -> Grant | None:
        """Who writes the reply that the session owes, whoever left it owing; None when it owes none."""
        if not _owes(current):
            return None
        agreement = await self._tutors.agreement(who)
        session, now = current.opening.session, self._clock.now()
        if agreement is None or agreement.state != "agreed":
            return self._tutors.grant(agreement, Spending(), current, who, now, "")
        call = self._chance.session()

        def decide(loaded: Loaded) -> Decision[Grant | None]:
            stream = loaded.streams[session]
            standing = self._ledger.fold(stream) if stream.facts else None
            grant = None
            if standing and _owes(standing):
                grant = self._tutors.grant(agreement, loaded.spending, standing, who, now, call)
            decision = Decision(Outcome("accepted", session), grant, now)
            return _granted(decision, grant) if grant else decision

        needs = [SpendingOf(who, session, now.date())]
        return (await self._ledger.transact([session], decide, who, needs=needs)).result

    async def repay(self, who: Identity, current: Session, grant: Grant) -> tuple[Session, bool]:
        """The session with all that it owed, one after the other; `grant` says who writes the first.

        What a tutor fails to do, or the record to keep, stays owed, and is tried again when somebody looks
        next: the message that is answered was saved before. Whether the record failed comes beside it.
        """
        paid, failed = await self._pay(who, current, grant)
        while not failed and paid.version > current.version:
            following = await self.grant(who, paid)
            if following is None:
                break
            current = paid
            paid, failed = await self._pay(who, current, following)
        return paid, failed

    async def _pay(self, who: Identity, current: Session, grant: Grant) -> tuple[Session, bool]:
        """The session with the one thing that it owed, or as it was; and whether the record failed."""
        if grant.taken:
            return current, False
        try:
            command, usage = await self._tutors.pay(current, grant)
        except asyncio.CancelledError:
            await asyncio.shield(self.give_back(who, current, grant))
            raise
        settlement = Settlement(grant.call, usage) if grant.call else None
        if command is None and settlement is None:
            return current, False
        try:
            recorded = await self._record(who, current, command, self._clock.now(), settlement)
        except StoreError as error:
            _log.warning("what %s owed could not be recorded: %s", current.opening.activity, error)
            return current, True
        if recorded.version != current.version:
            self._ledger.keep(recorded)
        return recorded, False

    async def give_back(self, who: Identity, current: Session, grant: Grant) -> None:
        """Lets others write the reply at once, where its call will come to no end. It counts as lost."""
        if grant.call:
            lost = Settlement.of_lost(grant.call)
            with suppress(StoreError):  # then it ends when its time is over
                await self._record(who, current, None, self._clock.now(), lost)

    async def _on_time(self, who: Identity, current: Session) -> Session:
        """Records what time has brought about."""
        if current.voided:
            return current
        now = max(self._clock.now(), current.at)
        if MACHINES[current.content.kind].overdue(current.state, current.content, now):
            return await self._record(who, current, None, now)
        return current

    async def _record(
        self,
        who: Identity,
        current: Session,
        command: Command | None,
        now: datetime,
        settlement: Settlement | None = None,
    ) -> Session:
        session, owner = current.opening.session, current.opening.owner
        needs: list[Need] = [IdentitiesOf(who)] if who != owner else []
        if settlement:
            needs.append(SpendingOf(settlement.call.actor, session, settlement.call.day))

        def decide(loaded: Loaded) -> Decision[Session | None]:
            stream = loaded.streams[session]
            if not stream.facts:  # forgotten meanwhile
                return Decision(_refused(Rejected("no_such_session")), None, now)
            if who != owner and owner not in loaded.identities[who]:  # parted meanwhile
                decision: Decision[Any] = Decision(_refused(Rejected("not_yours")), None, now)
            else:
                decision = self._advance(who, self._ledger.fold(stream), command, now)
            held = settlement and loaded.spending.call == settlement.call
            return replace(decision, settle=(settlement,)) if settlement and held else decision

        return (await self._ledger.transact([session], decide, who, needs=needs)).result or current

    def _advance(
        self, who: Identity, current: Session, command: Command | None, now: datetime
    ) -> Decision[Session]:
        """What time and the command bring about. Time within a stream never runs backwards."""
        machine = MACHINES[current.content.kind]
        session = current.opening.session
        if current.voided:
            return Decision(_refused(Rejected("voided"), session), current, now)
        now = max(now, current.at)
        facts = machine.overdue(current.state, current.content, now)
        outcome = Outcome("accepted", session)
        if command is not None:
            expired = self._ledger.after(current, facts, who, now)
            decided = machine.decide(expired.state, command, current.content, now)
            if isinstance(decided, Rejected):
                outcome = _refused(decided, session)
            else:
                facts = (*facts, *decided)
        after = self._ledger.after(current, facts, who, now) if facts else current
        # A refusal has no facts, and is remembered from now on, not from when something last happened.
        return replace(self._ledger.entry(current, after, facts, outcome, after), at=now)


def _is_shown(step: int, stream: Stream) -> bool:
    """Whether the screen of `step` still asks what it asked: nothing came but what was said of answers.

    Somebody may be in the middle of the next answer when a verdict on the last one arrives.
    """
    since = stream.facts[step:] if 0 < step <= stream.version else stream.facts
    return all(isinstance(each.fact, AnswerJudged | AnswerReviewed | ResultRevised) for each in since)


def _may_act(stream: Stream, who: Identity, identities: Sequence[Identity] | None = None) -> Rejected | None:
    """Why `who` may not act in the session; `identities` are all that are the same learner.

    Raises: KinNeeded.
    """
    if not stream.facts or not isinstance(stream.facts[0].fact, STARTS):
        return Rejected("no_such_session")
    owner = stream.facts[0].actor
    if owner == who:
        return None
    if identities is None:
        raise KinNeeded
    return None if owner in identities else Rejected("not_yours")


def _refused(rejected: Rejected, session: str = "") -> Outcome:
    return Outcome("refused", session, rejected.code, rejected.params)


def _undecided(outcome: Outcome, session: Session | None, now: datetime) -> Decision[Acted]:
    """A decision that writes nothing, not even its delivery."""
    return Decision(outcome, Acted(outcome, session), now, remember=False)


def _with_result(decision: Decision[Any], result: T) -> Decision[T]:
    return replace(decision, result=result)


def _granted(decision: Decision[T], grant: Grant) -> Decision[T]:
    return replace(decision, call=grant.call, settle=grant.settle)


def _owes(session: Session) -> bool:
    return not session.voided and MACHINES[session.content.kind].owed(session.state) is not None
