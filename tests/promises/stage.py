"""Two workers, three identities and a clock: what learners do to the product, and to the model."""

import asyncio
from collections.abc import Callable, Generator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tests.promises import content
from tests.promises.content import EDITIONS, Edition, Rules
from tests.promises.keeping import Broken, keep, same
from tests.promises.model import Book, Known
from tests.promises.model_attempt import ACCEPTED, Attempt, Refusal, Slot, drawn
from tests.promises.model_lab import Lab
from tests.promises.sight import SEED, judge
from tests.promises.stores import Crash, Died, Fragile, Record
from tests.promises.told import told

from courseware_core.app import Courseware
from courseware_core.content.catalog import Catalog
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.ports import Stream, TutorReply, TutorRequest
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Intent
from courseware_core.screen.navigation import Go
from courseware_core.screen.profiles import TERMINAL
from courseware_core.screen.token import Token
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.turns import Turn

ADA = Identity("slack", "T1", "U1")
BEA = Identity("slack", "T2", "U1")
ADA_TOO = Identity("discord", "T1", "U1")
OPERATOR = Identity("cli", "local", "operator")
PEOPLE = (ADA, BEA, ADA_TOO)
"""Two people of two tenants with one user name, and the first of them on another surface."""

CATALOGS: dict[Edition, Catalog] = {edition: content.catalog(edition) for edition in EDITIONS}
Verb = Literal["enter", "again", "missed"]
Steps = Generator[None, None, tuple[Refusal, str]]
"""A turn of the model: stops before each commit, and returns the refusal and the session that is shown."""


@dataclass
class Records:
    """Everything that is recorded, as the store tells it."""

    streams: dict[str, Stream] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    responses: dict[str, tuple[FinalResponse, ...]] = field(default_factory=dict)
    counts: dict[Count, int] = field(default_factory=dict)


@dataclass
class Worker:
    """A process that serves learners, with the edition of the courses it was started with."""

    store: Fragile
    app: Courseware
    edition: Edition

    @property
    def rules(self) -> dict[str, Rules]:
        return content.rules(self.edition)


class EchoTutor:
    """Replies to everything in the same way, unless it is down."""

    def __init__(self) -> None:
        self.is_up = True

    async def reply(self, request: TutorRequest) -> TutorReply:
        if not self.is_up:
            raise OSError("the tutor is down")
        return TutorReply("compare" if request.move == "compare" else "answer", text="So you say.")


class Stage:
    """The product and the model side by side. Every method is one thing that happens."""

    def __init__(
        self, record: Record, afterwards: Sequence[Callable[[Any], None]] = (), *, seed: int = SEED
    ) -> None:
        self.record = record
        self.clock = FixedClock()
        self.chance = RepeatableChance(seed)
        self.tutor = EchoTutor()
        self.profile = TERMINAL
        self.workers: list[Worker] = []
        self.book = Book()
        self.records = Records()
        self.sent: list[tuple[Identity, Intent]] = []
        self.orders: dict[tuple[str, str], tuple[str, ...]] = {}
        self.editions: dict[str, str] = {}
        self.forgotten: set[Identity] = set()
        self.afterwards = afterwards
        self._names = 0

    async def begin(self) -> None:
        """Starts the workers, and everybody is welcomed."""
        for _ in range(2):
            store = Fragile(await self.record.open())
            self.workers.append(Worker(store, self._app(store, "first"), "first"))
        for who in PEOPLE:
            await self.welcome(who)
        self.records = await self.read(afresh=True)

    async def end(self) -> None:
        for worker in self.workers:
            await self.record.close(worker.store.as_store())
        await self.record.end()

    def _app(self, store: Fragile, edition: Edition) -> Courseware:
        return Courseware(
            catalog=CATALOGS[edition],
            store=store.as_store(),
            tutor=self.tutor,
            clock=self.clock,
            chance=self.chance,
            profile=self.profile,
        )

    async def welcome(self, who: Identity, at: int = 0) -> None:
        """Somebody comes for the first time, or for the first time since they were forgotten."""
        app = self.workers[at].app
        turn = await app.enter(who)
        same("I19", turn.screen.name, "welcome", f"{who} is not known")
        await app.handle(who, Intent(token=Go("begin").token()))
        self.book.learners[who] = max(self.book.learners.values(), default=0) + 1

    async def restart(self, at: int, edition: Edition | None = None) -> None:
        """A worker ends and another is started, with these courses."""
        worker = self.workers[at]
        await self.record.close(worker.store.as_store())
        worker.store = Fragile(await self.record.open())
        worker.edition = edition or worker.edition
        worker.app = self._app(worker.store, worker.edition)

    async def read(self, *, afresh: bool = False) -> Records:
        """What is recorded now, read with the second worker's eyes.

        The responses of a session of which nothing else has changed are read only `afresh`.
        """
        store = self.workers[1].store.as_store()
        found = Records(counts=dict(await store.counts()))
        for who in PEOPLE:
            for stream in await store.streams(who):
                found.streams[stream.session] = stream
            for head in await store.heads(who):
                found.heads[head.session] = head
        for session, head in found.heads.items():
            known = self.records.heads.get(session)
            if known == head and not afresh:
                found.responses[session] = self.records.responses[session]
            else:
                found.responses[session] = await store.responses(session)
        return found

    # What people do

    def delivery(self) -> str:
        self._names += 1
        return f"d{self._names}"

    async def go(
        self, at: int, who: Identity, verb: Verb, activity: str, *, crash: Crash | None = None
    ) -> Turn | None:
        """Somebody goes to an activity."""
        token = Go(verb, activity).token()
        return await self.send(at, who, Intent(token=token, delivery=self.delivery()), crash=crash)

    async def press(
        self,
        at: int,
        who: Identity,
        session: str,
        step: int,
        verb: str,
        args: tuple[Any, ...] = (),
        answer: Answer = Answer(),
        *,
        crash: Crash | None = None,
    ) -> Turn | None:
        """Somebody presses what a screen of that session and step had, or has not."""
        return await self.send(at, who, self.intent(session, step, verb, args, answer), crash=crash)

    def intent(
        self, session: str, step: int, verb: str, args: tuple[Any, ...] = (), answer: Answer = Answer()
    ) -> Intent:
        """A press with a delivery of its own."""
        token = tokens.encode(Token(verb, tuple(map(str, args)), session, step))
        return Intent(token=token, answer=answer, delivery=self.delivery())

    async def send(
        self, at: int, who: Identity, intent: Intent, *, crash: Crash | None = None
    ) -> Turn | None:
        """What the product makes of an intent, held against the model; None when the worker died of it."""
        worker = self.workers[at]
        is_known = (who, intent) in self.sent
        self.sent.append((who, intent))
        worker.store.doom(crash)
        turn: Turn | None = None
        try:
            turn = await worker.app.handle(who, intent)
        except Died:
            pass
        except StoreError as error:
            raise Broken(f"I4: what was recorded cannot be used any more: {error}") from error
        finally:
            worker.store.doom(None)
        if turn is None:
            await self.restart(at)
        self.records = await self.read()
        outcome = _play(self._steps(at, who, intent), crash)
        if outcome is None:
            keep("I4", turn is None, f"{intent} was acknowledged although its commit failed")
        else:
            keep("I2", turn is not None, f"{intent} takes more commits than its effects")
        begun = set(filter(is_session, self.records.streams))
        same("I5" if is_known else "I1", begun, set(self.book.rounds), f"sessions there are after {intent}")
        if turn is not None and outcome is not None:
            judge(self.book, who, intent, turn, *outcome, is_known=is_known)
        return turn

    async def race(
        self,
        one: tuple[Identity, Intent],
        other: tuple[Identity, Intent],
        *,
        together: Callable[..., Any] = asyncio.gather,
    ) -> None:
        """Two workers are sent something at the same moment: it is as if one had come before the other.

        `together` runs both and returns what they return.
        """
        self.sent += [one, other]
        turns = await together(
            *(worker.app.handle(*sent) for worker, sent in zip(self.workers, (one, other), strict=True))
        )
        self.records = await self.read(afresh=True)
        before = self.book
        problem: Broken | None = None
        for order in ((0, 1), (1, 0)):
            self.book = deepcopy(before)
            try:
                for at in order:
                    outcome = _play(self._steps(at, *(one, other)[at]), None)
                    assert outcome
                    judge(self.book, *(one, other)[at], turns[at], *outcome)
            except Broken as broken:
                problem = problem or broken
            else:
                return
        assert problem
        raise problem

    # What the model makes of it

    def _steps(self, at: int, who: Identity, intent: Intent) -> Steps:
        token = tokens.decode(intent.token)
        assert token
        if token.session:
            return self._acting(who, token, intent)
        return self._going(at, who, token.verb, token.args[0], intent.delivery)

    def _acting(self, who: Identity, token: Token, intent: Intent) -> Steps:
        round_ = self.book.rounds.get(token.session)
        key = (who, token.session, intent.delivery)
        yield
        if round_ is None:
            return Refusal("no_such_session"), ""
        if round_.owner not in self.book.kin(who):
            return Refusal("not_yours"), ""
        if key in self.book.deliveries:
            refused = self.book.deliveries[key].refusal
        elif token.step != round_.step:
            refused = Refusal("stale")
        else:
            args = tuple(int(each) if each.isdecimal() else each for each in token.args)
            now = max(self.clock.now(), round_.at)
            refused = round_.press(who, token.verb, args, intent.answer, self.clock.now())
            self.book.deliveries[key] = Known(refused, token.session, now)
            self._settle(round_)
        yield from self._owing(round_, who)
        return refused, token.session

    def _going(self, at: int, who: Identity, verb: str, activity: str, delivery: str) -> Steps:
        rules = self.workers[at].rules.get(activity)
        if rules is None:
            return Refusal("no_such_activity"), ""
        latest = self.book.latest(who, activity)
        if latest and verb == "enter":
            yield from self._owing(latest, who)
            return ACCEPTED, latest.session
        if verb == "enter" and rules.kind == "test":
            return ACCEPTED, ""
        yield
        refused, session = self._open(who, rules, "missed" if verb == "missed" else "whole", delivery)
        shown = self.book.rounds.get(session) or latest
        if shown:
            yield from self._owing(shown, who)
        return refused, shown.session if shown else ""

    def _open(self, who: Identity, rules: Rules, scope: str, delivery: str) -> tuple[Refusal, str]:
        key, now = (who, "", delivery), self.clock.now()
        known = self.book.deliveries.get(key)
        if known:
            return known.refusal, known.session
        under_way = self.book.under_way(who, rules.id)
        refused = ACCEPTED if under_way else self.book.may_begin(who, rules, scope, now)
        session = under_way.session if under_way else ""
        if not under_way and not refused.code:
            session = self._new_round(who, rules, scope, now)
        self.book.deliveries[key] = Known(refused, session, now)
        return refused, session

    def _new_round(self, who: Identity, rules: Rules, scope: str, now: datetime) -> str:
        fresh = [name for name in self.records.streams if is_session(name) and name not in self.book.rounds]
        keep("I1", len(fresh) == 1, f"{who} began {rules.id}, and these began: {fresh}")
        stream = self.records.streams[fresh[0]]
        fact = told(stream.facts[0].fact)
        first = not self.book.of(who, rules.id)
        if rules.kind == "lab":
            lab = Lab(fresh[0], who, rules, now, order=fact[2])
            problem = "" if sorted(lab.order) == sorted(rules.items[0].options) else f"{lab.order} are shown"
            lab.record(now, who, ("LabStarted", rules.id, lab.order))
            self.book.rounds[fresh[0]] = lab
        else:
            asked = {name for name, _ in fact[5]}
            offered = {item.id for item in rules.items}
            keep("I3", asked <= offered, f"{asked} are asked of {offered} in {rules.id}")
            slots = [Slot(rules.item(name), order) for name, order in fact[5]]
            only = self.book.missed(who, rules.id) if scope == "missed" else None
            problem = drawn(rules, slots, self.book.seen(who), only)
            deadline = now + rules.limit if rules.limit else None
            attempt = Attempt(
                fresh[0], who, rules, now, slots=slots, scope=scope, first=first, deadline=deadline
            )
            attempt.record(now, who, ("AttemptStarted", rules.id, scope, first, deadline, fact[5]))
            self.book.rounds[fresh[0]] = attempt
        keep("I3", not problem, problem)
        return fresh[0]

    def _owing(self, round_: Attempt | Lab, who: Identity) -> Generator[None, None, None]:
        """What the product owes once a session is looked at; each is a commit of its own."""
        now = self.clock.now()
        if isinstance(round_, Attempt) and round_.is_overdue(max(now, round_.at)):
            yield
            round_.expire(who, max(now, round_.at))
            self._settle(round_)
        if isinstance(round_, Lab) and round_.owed and self.tutor.is_up and not round_.voided:
            yield
            round_.reply(who, now)

    def _settle(self, round_: Attempt | Lab) -> None:
        if isinstance(round_, Attempt):
            self.book.count(round_)


def _play(steps: Steps, crash: Crash | None) -> tuple[Refusal, str] | None:
    """What a turn comes to; None when the worker dies in it, and then only what was durable was done."""
    commits = 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            outcome: tuple[Refusal, str] = end.value
            return None if crash and commits >= crash.commit else outcome
        commits += 1
        if crash and commits > crash.committed:
            return None


def is_session(stream: str) -> bool:
    """Whether a stream is a session; others are of persons and codes."""
    return stream.startswith("s")


def pinned_digest(rules: Rules) -> str:
    """The digest that a round of these rules pins."""
    return CATALOGS[rules.edition].activity(rules.id).digest
