"""Taking scripted learners through labs, by the product's own screens and rules."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from courseware_core.app import Courseware
from courseware_core.chat import Usage
from courseware_core.clock import SystemChance, SystemClock
from courseware_core.content.catalog import Catalog
from courseware_core.content.model import Lab
from courseware_core.engine import commands, lab
from courseware_core.engine.commands import (
    AskCheck,
    CloseLab,
    Command,
    MarkCheck,
    Say,
    ShowCheckHint,
    UseStarter,
)
from courseware_core.engine.facts import LabStarted
from courseware_core.engine.lab import LabState, check_by_id
from courseware_core.evaluation.learners import Learner, Line, half_an_answer
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.ports import Recorded, Tutor, TutorReply, TutorRequest
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.storage import open_store

MOST_MESSAGES = 12
"""The most messages of a learner in a lab."""

AFTERWARDS = 6
"""How many messages a learner writes after the lab is completed, before finishing it."""

_WHO = Identity("evaluation", "local", "learner")


@dataclass(frozen=True, slots=True)
class Talk:
    """What is recorded of a learner in a lab, and what the replies used of a model.

    `lines` are what was behind the learner's messages, in their order.
    """

    lab: Lab
    learner: str
    facts: tuple[Recorded, ...]
    lines: tuple[Line, ...]
    usage: Usage


def folded(facts: Iterable[Recorded]) -> LabState:
    """The lab after `facts`."""
    state = lab.initial()
    for recorded in facts:
        state = lab.evolve(state, recorded.fact, recorded.at)
    return state


async def talk(catalog: Catalog, tutor: Tutor, content: Lab, learner: Learner) -> Talk:
    """`learner`'s whole visit to a lab, in a record of its own."""
    metered = _Metered(tutor)
    async with _desk(catalog, metered, content) as desk:
        visit = _Visit(desk, learner)
        await visit.make()
        return Talk(content, learner.name, await desk.facts(), tuple(visit.behind), metered.usage)


class _Metered:
    """A `Tutor` as it is, with what it used of a model so far."""

    def __init__(self, tutor: Tutor) -> None:
        self._tutor = tutor
        self.usage = Usage()

    async def reply(self, request: TutorRequest) -> TutorReply:
        reply = await self._tutor.reply(request)
        self.usage += reply.usage
        return reply


class _Desk:
    """A learner's place at a lab: the screen before them, what they press and write, what is recorded."""

    def __init__(self, app: Courseware, content: Lab) -> None:
        self.lab = content
        self._app = app
        self._screen = Screen(name="", title="")
        self._deliveries = 0

    async def enter(self) -> None:
        """Comes in, past the welcome. A reply that is owed is asked for again."""
        self._screen = (await self._app.enter(_WHO, self.lab.id)).screen
        if self._screen.name == "welcome":
            await self._send(self._screen.controls[0])

    async def press(self, wanted: Command | type[Command]) -> bool:
        """Presses the first control that stands for this command, if there is one."""
        for control in self._screen.controls:
            command = _command(control)
            if command == wanted or type(command) is wanted:
                await self._send(control)
                return True
        return False

    async def write(self, words: str) -> None:
        """Submits a message, if the screen takes one."""
        if self._screen.submit and type(_command(self._screen.submit)) is Say:
            await self._send(self._screen.submit, Answer(text=words))

    async def facts(self) -> tuple[Recorded, ...]:
        """What is recorded of this lab."""
        streams = [stream.facts for stream in await self._app.export(_WHO)]
        return next((facts for facts in streams if isinstance(facts[0].fact, LabStarted)), ())

    async def state(self) -> LabState:
        """The lab as it is now."""
        return folded(await self.facts())

    async def _send(self, control: Control, answer: Answer = Answer()) -> None:
        self._deliveries += 1
        intent = Intent(token=control.token, answer=answer, delivery=str(self._deliveries))
        self._screen = (await self._app.handle(_WHO, intent)).screen


@asynccontextmanager
async def _desk(catalog: Catalog, tutor: Tutor, content: Lab) -> AsyncIterator[_Desk]:
    store = await open_store("memory:")
    try:
        app = Courseware(
            catalog=catalog, store=store, tutor=tutor, clock=SystemClock(), chance=SystemChance()
        )
        yield _Desk(app, content)
    finally:
        await store.close()


def _command(control: Control) -> Command | None:
    token = tokens.decode(control.token)
    return commands.parse(token.verb, token.args, Answer()) if token else None


class _Visit:
    """A learner's way through a lab. `behind` are the lines behind the messages so far."""

    def __init__(self, desk: _Desk, learner: Learner) -> None:
        self.behind: list[Line] = []
        self._desk = desk
        self._learner = learner
        self._left = list(reversed(learner.lines))
        self._answered: set[str] = set()
        self._completed_after = MOST_MESSAGES

    async def make(self) -> None:
        """Talks until there is nothing more to say, nobody replies, or it has been enough."""
        await self._desk.enter()
        if self._learner.begins and await self._desk.press(UseStarter(0)):
            self.behind.append(Line(self._desk.lab.starters[0], "on"))
        while not self._enough(state := await self._replied()):
            if state.comparing and await self._desk.press(MarkCheck(self._learner.verdict)):
                continue
            if state.completed and await self._desk.press(AskCheck):
                continue
            if (line := self._next_line(state)) is None:
                break
            if self._learner.hints and self.behind:
                await self._desk.press(ShowCheckHint)
            await self._desk.write(line.text)
            if len((await self._desk.state()).turns) > len(state.turns):
                self.behind.append(line)
        await self._desk.press(CloseLab)

    async def _replied(self) -> LabState:
        """The lab as it is now. A reply that is owed is asked for once more."""
        if lab.owed(await self._desk.state()):
            await self._desk.enter()
        return await self._desk.state()

    def _enough(self, state: LabState) -> bool:
        if state.completed:
            self._completed_after = min(self._completed_after, len(state.turns))
        most = min(MOST_MESSAGES, self._completed_after + AFTERWARDS)
        return lab.owed(state) is not None or len(state.turns) >= most

    def _next_line(self, state: LabState) -> Line | None:
        """What the learner writes next, None when they have nothing more to say."""
        check = check_by_id(self._desk.lab, state.open_check.id) if state.open_check else None
        if check and self._learner.answers and check.id not in self._answered:
            self._answered.add(check.id)
            return Line(half_an_answer(check))
        while self._left:
            line = self._left.pop()
            if words := line.said(check):
                return replace(line, text=words)
        return None
