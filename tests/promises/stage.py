"""Two workers, three identities and a clock: what learners do to the product, and to the model."""

import asyncio
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, Literal

from tests.promises.content import REVIEW, Edition
from tests.promises.expected import CATALOGS, Expected, Records, Steps, Worker, is_session
from tests.promises.grading import Refusal
from tests.promises.judging import PROVIDER, Judge
from tests.promises.keeping import Broken, keep, same
from tests.promises.model_attempt import Attempt
from tests.promises.sight import SEED, judge
from tests.promises.stores import Crash, Died, Fragile, Record
from tests.promises.told import told

from courseware_core.app import Courseware
from courseware_core.engine.grading import readers as fingerprint_of
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.llm.model_tutor import ModelTutor
from courseware_core.ports import TutorReply, TutorRequest
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Intent
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.profiles import TERMINAL
from courseware_core.screen.token import Token
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.turns import Turn
from courseware_core.tutoring import Budgets

ADA = Identity("slack", "T1", "U1")
BEA = Identity("slack", "T2", "U1")
ADA_TOO = Identity("discord", "T1", "U1")
OPERATOR = Identity("cli", "local", "operator")
PEOPLE = (ADA, BEA, ADA_TOO)
"""Two people of two tenants with one user name, and the first of them on another surface."""

Verb = Literal["enter", "again", "missed", "pick", "review"]
A_REST = 1000.0
"""Longer than a model is left alone after a failure, in seconds."""


class EchoTutor:
    """Replies to everything in the same way, unless it is down."""

    def __init__(self) -> None:
        self.is_up = True

    async def reply(self, request: TutorRequest) -> TutorReply:
        if not self.is_up:
            raise OSError("the tutor is down")
        return TutorReply("compare" if request.move == "compare" else "answer", text="So you say.")


class Stage(Expected):
    """The product and the model side by side. Every method is one thing that happens."""

    def __init__(
        self, record: Record, afterwards: Sequence[Callable[[Any], None]] = (), *, seed: int = SEED
    ) -> None:
        super().__init__(FixedClock(), EchoTutor(), Judge())
        self.record = record
        self.chance = RepeatableChance(seed)
        self.profile = TERMINAL
        self.sent: list[tuple[Identity, Intent]] = []
        self.orders: dict[tuple[str, str], tuple[str, ...]] = {}
        self.editions: dict[str, str] = {}
        self.forgotten: set[Identity] = set()
        self.afterwards = afterwards
        self._names = 0
        self._seconds = 0.0

    async def begin(self) -> None:
        """Starts the workers, and everybody is welcomed."""
        for _ in range(2):
            store = Fragile(await self.record.open())
            self.workers.append(Worker(store, self._app(store, "first")))
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
            model=ModelTutor(self.judge, self.tutor, seconds=lambda: self._seconds),
            budgets=Budgets(None, None, None),
            reviewer=self.reviewer,
        )

    async def welcome(self, who: Identity, at: int = 0) -> None:
        """Somebody comes for the first time, or for the first time since they were forgotten."""
        app = self.workers[at].app
        turn = await app.enter(who)
        same("I19", turn.screen.name, "welcome", f"{who} is not known")
        await app.handle(who, Intent(token=Go("begin").token()))
        await self.agree(who, agreed=False, at=at)
        self.book.learners[who] = max(self.book.learners.values(), default=0) + 1

    async def agree(self, who: Identity, *, agreed: bool, at: int = 0) -> None:
        """Somebody agrees that their words go to the provider of the model, or does not any more."""
        await self.workers[at].app.people.agree(who, PROVIDER, agreed=agreed)
        self.book.agreed[who] = agreed

    async def restart(self, at: int, edition: Edition | None = None) -> None:
        """A worker ends and another is started, with these courses in its files."""
        worker = self.workers[at]
        await self.record.close(worker.store.as_store())
        worker.store = Fragile(await self.record.open())
        worker.files = edition or worker.files
        worker.app = self._app(worker.store, worker.files)
        if self.published:
            await worker.app._editions.look()  # noqa: SLF001 - as a process does that starts

    async def read(self, *, afresh: bool = False) -> Records:
        """What is recorded now, read with the second worker's eyes.

        The responses of a session of which nothing else has changed are read only `afresh`.
        """
        store = self.workers[1].store.as_store()
        found = Records(counts=dict(await store.counts()))
        for who in PEOPLE:
            for stream in await store.streams(who):
                found.streams[stream.session] = stream
                known_facts = self.records.told.get(stream.session, [])
                is_known = not afresh and len(known_facts) == len(stream.facts)
                found.told[stream.session] = (
                    known_facts if is_known else [told(each.fact) for each in stream.facts]
                )
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
        self,
        at: int,
        who: Identity,
        verb: Verb,
        activity: str,
        choice: str = "",
        *,
        crash: Crash | None = None,
    ) -> Turn | None:
        """Somebody goes to an activity; `choice` is what they pick of it."""
        token = Go(verb, activity, fingerprint(choice) if choice else "").token()
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
        intent = self.intent(session, step, verb, args, answer, who=who)
        return await self.send(at, who, intent, crash=crash)

    def intent(
        self,
        session: str,
        step: int,
        verb: str,
        args: tuple[Any, ...] = (),
        answer: Answer = Answer(),
        *,
        who: Identity = ADA,
    ) -> Intent:
        """A press with a delivery of its own. What is submitted says who may read it, as `who` is told."""
        round_ = self.book.rounds.get(session)
        if verb == "submit" and len(args) == 1 and isinstance(round_, Attempt):
            told = fingerprint_of(*self.readers(who, round_.slots[args[0]].item))
            verb, args = ("submit", (*args, told)) if told else ("answer", args)
        token = tokens.encode(Token(verb, tuple(map(str, args)), session, step))
        return Intent(token=token, answer=answer, delivery=self.delivery())

    async def send(
        self, at: int, who: Identity, intent: Intent, *, crash: Crash | None = None
    ) -> Turn | None:
        """What the product makes of an intent, held against the model; None when the worker died of it."""
        worker = self.workers[at]
        self._seconds += A_REST
        self.due = await _due(worker, who, intent)
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
        outcome = _play(self.steps(at, who, intent), crash)
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
        # What is due hangs on the courses that a worker has.
        due = [await _due(worker, *sent) for worker, sent in zip(self.workers, (one, other), strict=True)]
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
                    self.due = due[at]
                    outcome = _play(self.steps(at, *(one, other)[at]), None)
                    assert outcome
                    judge(self.book, *(one, other)[at], turns[at], *outcome)
            except Broken as broken:
                problem = problem or broken
            else:
                return
        assert problem
        raise problem


async def _due(worker: Worker, who: Identity, intent: Intent) -> tuple[str, ...]:
    """What review holds for who is about to go there."""
    if intent.token != Go("review", REVIEW).token():
        return ()
    return tuple(item.question.id for item in await worker.app.reviews.due(who))


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
