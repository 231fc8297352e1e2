"""What operators change in sessions: grade attempts again, give more time, take a session back.

Every change is a fact with who did it and why, and the learner sees it. A dry run decides by the same
function as the real run, in a transaction that writes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from courseware_core.content.model import Quiz, Test
from courseware_core.engine import correction
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.correction import Standing
from courseware_core.engine.facts import Fact, SessionVoided
from courseware_core.engine.machine import Rejected
from courseware_core.engine.projections import Head
from courseware_core.errors import UnknownSession
from courseware_core.identity import Identity
from courseware_core.ledger import MACHINES, STARTS, Ledger, Session
from courseware_core.people import People
from courseware_core.ports import AttemptsOf, Clock, Decision, Loaded, ModelUsage, Outcome
from courseware_core.screen.safety import clean

LONGEST = timedelta(days=3650)
"""The most time that is given at once."""

LAST_YEAR = 8999
"""Later times cannot be recorded: nothing could be added to them."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What became of one session. `before` and `after` are results, None while an attempt is open.

    `changed` was written (in a dry run: would be); `same` needed no change; `kept` would have lost marks
    or a pass, and `after` is what it would have been; `refused` was not possible, for the reason `code`.
    """

    session: str
    owner: Identity
    activity: str
    outcome: Literal["changed", "same", "kept", "refused"]
    before: Standing | None = None
    after: Standing | None = None
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The facts to record, and what is to be said of them."""

    outcome: Literal["changed", "same", "kept", "refused"]
    facts: tuple[Fact, ...] = ()
    after: Standing | None = None
    refusal: Rejected | None = None


_Change = Callable[[Session, Sequence[Head], datetime], _Plan]
"""Plans a change of a session, knowing all attempts of its learner at the same activity."""


class Operators:
    """Changes that operators make. `by` is who makes one, and is the actor of its fact."""

    def __init__(self, ledger: Ledger, clock: Clock, people: People) -> None:
        self._ledger = ledger
        self._clock = clock
        self._people = people

    async def usage(self, first: date, last: date) -> tuple[ModelUsage, ...]:
        """What was used of models from day `first` to day `last` (in UTC), by day, tenant and model."""
        return await self._ledger.store.usage(first, last)

    async def switch_models(self, tenant: str, *, on: bool, reason: str = "") -> None:
        """Lets models reply to learners of `tenant`, written `surface:tenant`, or forbids it.

        Raises: ValueError when that is no tenant; StoreError.
        """
        surface, _, name = tenant.partition(":")
        await self._people.switch_models(Identity(surface, name, "-").scope, on=on, reason=clean(reason))

    async def attempts(self, activity: str, learner: Identity | None = None) -> tuple[Head, ...]:
        """The sessions of an activity in order of start; only those of one learner when one is named."""
        found = await self._ledger.store.attempts(activity)
        if learner is None:
            return found
        identities = await self._ledger.store.identities(learner)
        return tuple(head for head in found if head.owner in identities)

    async def regrade(
        self, by: Identity, session: str, *, reason: str = "", lower: bool = False, dry_run: bool = False
    ) -> Correction:
        """What became of an attempt, graded again by the content at hand.

        The same answers at the same times in the same tries. A result is never lowered unless `lower`
        says so, an open attempt is refused, and doing it again changes nothing.

        Raises: UnknownSession, UnknownActivity, StoreError.
        """

        def change(current: Session, _: Sequence[Head], now: datetime) -> _Plan:
            pinned = self._ledger.library.catalog.activity(current.opening.activity)
            given, content = current.content, pinned.activity
            if not isinstance(given, Quiz | Test) or not isinstance(content, Quiz | Test):
                return _refused("no_attempt")
            expired = MACHINES[given.kind].overdue(current.state, given, now)
            state = self._ledger.after(current, expired, by, now).state
            regraded = correction.regrade(state, given, content, pinned.digest, clean(reason))
            if isinstance(regraded, Rejected):
                return _Plan("refused", expired, refusal=regraded)
            before = correction.standing(state)
            after = Standing(regraded.score, regraded.out_of, regraded.passed)
            if not correction.is_changed(state, regraded):
                return _Plan("same", expired, before)
            if before and after.lowers(before) and not lower:
                return _Plan("kept", expired, after)
            return _Plan("changed", (*expired, regraded), after)

        return await self._correct(by, session, change, dry_run=dry_run)

    async def extend(
        self,
        by: Identity,
        session: str,
        until: datetime | timedelta,
        *,
        reason: str = "",
        dry_run: bool = False,
    ) -> Correction:
        """What became of giving an attempt time `until` then. One that time had closed is open again.

        A length of time begins now, or with the last fact where a clock was ahead then.

        Refused with `other_open` when the learner has another attempt under way by now.

        Raises: UnknownSession, StoreError; ValueError when `until` is naive or after the year 8999.
        """
        if isinstance(until, datetime) and (until.tzinfo is None or until.year > LAST_YEAR):
            raise ValueError(f"an attempt is extended to a time with a zone, before {LAST_YEAR + 1}: {until}")
        if isinstance(until, timedelta) and until > LONGEST:
            raise ValueError(f"an attempt is extended by {LONGEST.days} days at most")

        def change(current: Session, attempts: Sequence[Head], now: datetime) -> _Plan:
            if not isinstance(current.state, AttemptState):
                return _refused("not_timed")
            deadline = now + until if isinstance(until, timedelta) else until
            extended = correction.extend(current.state, deadline, now, clean(reason))
            if isinstance(extended, Rejected):
                return _Plan("refused", refusal=extended)
            if any(head.status == "open" and head.session != session for head in attempts):
                return _refused("other_open")
            return _Plan("changed", (extended,))

        # Another attempt whose time is over is in nobody's way: what time has brought about is recorded.
        current = await self._ledger.store.stream(session)
        if current.facts:
            others = await self._ledger.store.heads(current.facts[0].actor)
            over = [head for head in others if head.session != session]
            await self._ledger.expire(over, by, self._clock.now())
        return await self._correct(by, session, change, dry_run=dry_run)

    async def void(
        self, by: Identity, session: str, *, reason: str = "", dry_run: bool = False
    ) -> Correction:
        """What became of taking a session out of everything that counts. Its facts stay.

        Raises: UnknownSession, StoreError.
        """
        voided = _Plan("changed", (SessionVoided("operator", clean(reason)),))
        return await self._correct(by, session, lambda *_: voided, dry_run=dry_run)

    async def _correct(self, by: Identity, session: str, change: _Change, *, dry_run: bool) -> Correction:
        stream = await self._ledger.store.stream(session)
        first = stream.facts[0] if stream.facts else None
        if first is None or not isinstance(first.fact, STARTS):
            raise UnknownSession(f"There is no session {session!r}. `courseware attempt list` names them.")
        clock = self._clock.now()

        def decide(loaded: Loaded) -> Decision[Correction | None]:
            if not loaded.streams[session].facts:
                return Decision(Outcome("refused", session), None, clock)
            current = self._ledger.fold(loaded.streams[session])
            now = max(clock, current.at)
            plan = _refused("voided") if current.voided else change(current, loaded.attempts, now)
            corrected = Correction(
                session=session,
                owner=current.opening.owner,
                activity=current.opening.activity,
                outcome=plan.outcome,
                before=_standing(current),
                after=plan.after,
                code=plan.refusal.code if plan.refusal else "",
                params=plan.refusal.params if plan.refusal else {},
            )
            outcome = Outcome("refused" if plan.refusal else "accepted", session, corrected.code)
            facts = () if dry_run else plan.facts
            after = self._ledger.after(current, facts, by, now)
            return self._ledger.entry(current, after, facts, outcome, corrected)

        needs = [AttemptsOf(first.actor, first.fact.activity)]
        decision = await self._ledger.transact([session], decide, by, needs=needs)
        if decision.result is None:
            raise UnknownSession(f"The session {session!r} was forgotten meanwhile.")
        return decision.result


def _refused(code: str) -> _Plan:
    return _Plan("refused", refusal=Rejected(code))


def _standing(session: Session) -> Standing | None:
    return correction.standing(session.state) if isinstance(session.state, AttemptState) else None
