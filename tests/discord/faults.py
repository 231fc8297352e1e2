"""A short journey on Discord, and what goes wrong with it, through the real program in processes of its own.

Everybody takes the same journey; whoever has a fault is compared with somebody who has none.
"""

import asyncio
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.app.surroundings import TINY, opened
from tests.discord.loopback.forms import CannotDo
from tests.discord.loopback.people import NotAnswered, Person, Sent
from tests.discord.loopback.screens import Screen
from tests.discord.loopback.server import Loopback, serving
from tests.surfaces.records import activities_of

from courseware_core.identity import Identity
from courseware_core.surfaces.controls import FIELD_ID
from courseware_core.testing.adapters.comparing import Record

SAID = "Why does a leaf turn brown?"
WRITTEN = "How do you stop the browning?"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a learner does. `act` returns None where it is a message, to which there is no token."""

    name: str
    act: Callable[[Person], Sent | None]


def _types(place: str) -> Callable[[Person], Sent]:
    return lambda person: person.slash("learn", place=place)


def _presses(label: str) -> Callable[[Person], Sent]:
    return lambda person: person.press(label, on=live(person)[0])


def _answers(person: Person) -> Sent:
    screen = live(person)[0]
    found = re.search(r"(\w)\W*\) It is heated", screen.text)
    assert found, screen.text
    return person.press(found[1], on=screen)


def _says(person: Person) -> None:
    person.say(SAID)


def _sends(person: Person) -> Sent:
    form, sent = person.form, person.submit_modal({FIELD_ID: WRITTEN})
    person.form = form  # it stays open where it got no answer
    return sent


JOURNEY = (
    Step("begins a lesson", _types("t1.l1")),
    Step("goes past the welcome", _presses("Begin")),
    Step("turns a page", _presses("Page 2")),
    Step("begins a quiz", _types("t1.l1.quiz")),
    Step("answers", _answers),
    Step("goes on", _presses("Next question")),
    Step("begins a lab", _types("t1.l1.lab")),
    Step("writes to the tutor", _says),
    Step("opens the form", _presses("Write…")),
    Step("sends the form", _sends),
)


def live(person: Person) -> list[Screen]:
    """The messages that can be pressed, the newest first; one is to be there."""
    return [each for each in person.screens if each.labels or each.options]


Disturbance = Callable[[Loopback, "Learner", Step, Sent | None], None]
"""What goes wrong with a step once it is done, and before the bot has heard of it."""


class Learner:
    """Somebody who takes the journey, and does again what got no answer."""

    def __init__(
        self,
        here: Loopback,
        name: str,
        *,
        before: Callable[[Loopback, Step], None] = lambda *_: None,
        after: Disturbance = lambda *_: None,
        like: Mapping[str, Counter[str]] | None = None,
    ) -> None:
        self.person = here.person(name)
        self.seen: dict[str, Counter[str]] = {}
        self.repeated: list[str] = []
        self.record: Record = ()
        self.former = 0
        """The id of the message that was the one to press before the last step."""
        self._here = here
        self._before = before
        self._after = after
        self._like = like
        self._left = list(JOURNEY)

    @property
    def who(self) -> Identity:
        return Identity("discord", str(self._here.guild.id), str(self.person.id))

    def begins(self) -> Sent | None:
        """Does the next step without waiting for what comes of it."""
        step = self._left[0]
        self._before(self._here, step)
        shown = live(self.person)
        self.former = shown[0].message_id if shown else 0
        sent = step.act(self.person)
        self._after(self._here, self, step, sent)
        return sent

    async def takes(self, until: str = "") -> None:
        """Takes the steps that are left, or those before the step of that name."""
        while self._left and self._left[0].name != until:
            sent = self.begins()
            answered = await self._is_answered(sent)
            if not answered:
                await self.repeats()
            else:
                self._done()

    async def repeats(self) -> None:
        """Does the next step once more, as it got no answer; a message is looked for first."""
        step = self._left[0]
        self.repeated.append(step.name)
        again = _types("t1.l1.lab") if step.act is _says else step.act
        shown = self._sight()
        try:
            sent = again(self.person)
        except CannotDo as cannot:
            raise AssertionError(f"{step.name}: {cannot} in {shown}") from None
        assert await self._is_answered(sent), f"{step.name}: {shown}"
        self._done()

    def _done(self) -> None:
        self.seen[self._left[0].name] = words(live(self.person)[0])
        self._left.pop(0)
        if not self._left:
            self.person.form = None

    async def _is_answered(self, sent: Sent | None) -> bool:
        """Whether what is to be seen is seen, on one message to press, in the time that people wait."""
        try:
            if sent:
                await sent
            await self._here.pulse.until(self._sees_it)
        except (NotAnswered, TimeoutError):
            return False
        return True

    def _sees_it(self) -> bool:
        shown = live(self.person)
        if len(shown) != 1:
            return False
        step = self._left[0]
        if self._like is None:
            return step.act is not _says or "1 of 3 exchanges" in shown[0].text
        return self._like[step.name] <= words(shown[0])

    def _sight(self) -> str:
        return "\n---\n".join(f"{each.text}\n{each.labels}" for each in self.person.screens)


def words(screen: Screen) -> Counter[str]:
    """The words on a screen and its buttons, in whatever order chance gave the options."""
    return Counter(re.findall(r"\w+", f"{screen.text} {' '.join(screen.labels)}"))


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, at which steps, and how."""

    name: str
    steps: str = "every"
    before: Callable[[Loopback, Step], None] = lambda *_: None
    after: Disturbance = lambda *_: None


def _routes(person: Person, sent: Sent | None) -> str:
    """The request that first tells the person what came of it."""
    return f"/interactions/*/{sent.record.token}/callback" if sent else _thread(person)


def _thread(person: Person) -> str:
    return f"/channels/{person.screen.channel_id}/messages"


def _loses(here: Loopback, learner: Learner, step: Step, sent: Sent | None) -> None:
    here.rest.faults.loses_answer("POST", _routes(learner.person, sent))


def _limits(everywhere: bool) -> Disturbance:
    def limits(here: Loopback, learner: Learner, step: Step, sent: Sent | None) -> None:
        route = _routes(learner.person, sent)
        here.rest.faults.limits("POST", route, retry_after=0.05, everywhere=everywhere)

    return limits


def _answers_with(status: int) -> Disturbance:
    def fails(here: Loopback, learner: Learner, step: Step, sent: Sent | None) -> None:
        if step.name in ("answers", "writes to the tutor"):
            here.rest.faults.answers(status, "POST", _routes(learner.person, sent))

    return fails


def _drops(here: Loopback, learner: Learner, step: Step, sent: Sent | None) -> None:
    if step.name in ("answers", "writes to the tutor"):
        here.gateway.drop()


def _twice(here: Loopback, step: Step) -> None:
    here.gateway.duplicate(1)


AT_ONCE = (
    Fault("every interaction and message is delivered twice", before=_twice),
    Fault("the answer to the first request is lost after it took effect", after=_loses),
    Fault("429 of the route", after=_limits(False)),
    Fault("429 of the whole application", after=_limits(True)),
    *(
        Fault(f"{status}", "answers, writes to the tutor", after=_answers_with(status))
        for status in (500, 502, 503)
    ),
)
DROPPED = Fault("the gateway's connection breaks", "answers, writes to the tutor", after=_drops)
ASKED = "the gateway asks to reconnect, and the session is resumed"
KILLED = {
    "SIGKILL between an answer's record and its feedback": "answers",
    "SIGKILL with open buttons": "goes on",
    "SIGKILL between a message's record and the tutor's reply": "writes to the tutor",
    "SIGKILL with an open form": "sends the form",
}
DOWN = "the API is down when the bot starts"
TWO = "two processes over one PostgreSQL, and everything reaches both"
NAMES = (*(each.name for each in AT_ONCE), DROPPED.name, ASKED, *KILLED, DOWN, TWO)


WITHOUT_AN_ANSWER = ("answers", "writes to the tutor")
"""The steps whose answer is not there yet when the process is killed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a fault: the steps that were done again, and whether all else is as without the fault."""

    repeated: tuple[str, ...]
    to_press: int
    same_screen: bool
    same_record: bool


@asynccontextmanager
async def bot(here: Loopback, store: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program in a process of its own, killed in the end."""
    settings = {
        "COURSEWARE_CONTENT": str(TINY),
        "COURSEWARE_STORE": store,
        "DISCORD_MESSAGE_CONTENT": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "courseware_discord"),
        env=os.environ | here.environment | settings,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def seen_of_all(folder: Path, database: str) -> Mapping[str, Seen]:
    """What comes of each fault, by name."""
    of_one, of_two = await asyncio.gather(_one(f"sqlite:///{folder / 'record.db'}"), _two(database))
    found = of_one | of_two
    return {name: found[name] for name in NAMES}


async def _one(store: str) -> dict[str, Seen]:
    """Whatever one process meets, and is killed of."""
    async with serving() as here:
        async with bot(here, store):
            await here.bot_online()
            plain = Learner(here, "undisturbed")
            await plain.takes()
            like = plain.seen
            found = {
                fault.name: Learner(here, f"learner {n}", before=fault.before, after=fault.after, like=like)
                for n, fault in enumerate((*AT_ONCE, DROPPED))
            }
            found |= {name: Learner(here, f"killed {n}", like=like) for n, name in enumerate(KILLED)}
            found[ASKED] = Learner(here, "asked", like=like)
            first = AT_ONCE[0].name
            await found[first].takes()
            together = [found[each.name].takes() for each in AT_ONCE[1:]]
            await asyncio.gather(*together, *(found[name].takes(step) for name, step in KILLED.items()))
            await found[DROPPED.name].takes()
            await found[ASKED].takes("answers")
            await here.gateway.reconnect()
            await found[ASKED].takes()
            unanswered = [found[name] for name, step in KILLED.items() if step in WITHOUT_AN_ANSWER]
            for learner in unanswered:
                route = _routes(learner.person, learner.begins())
                here.rest.faults.holds("POST", route)
                held = partial(_one_more, here, route, len(here.rest.sent("POST", route)))
                await here.pulse.until(held)
        await here.bot_offline()
        here.rest.faults.answers(503, "GET", "/users/@me")
        async with bot(here, store):
            await here.bot_online()
            for learner in unanswered:
                await learner.repeats()
            found[DOWN] = Learner(here, "late", like=like)
            await asyncio.gather(*(found[name].takes() for name in (*KILLED, DOWN)))
    return await _compared(store, plain, found)


def _one_more(here: Loopback, route: str, than: int) -> bool:
    return len(here.rest.sent("POST", route)) > than


async def _two(store: str) -> dict[str, Seen]:
    async with serving() as here, bot(here, store), bot(here, store):
        await here.pulse.until(lambda: here.gateway.connected == 2 and here.gateway.online)
        plain = Learner(here, "first")
        await plain.takes()
        found = {TWO: Learner(here, "second", like=plain.seen)}
        await found[TWO].takes()
    return await _compared(store, plain, found)


async def _compared(store: str, plain: Learner, found: Mapping[str, Learner]) -> dict[str, Seen]:
    async with opened(TINY, store) as app:
        for each in (plain, *found.values()):
            each.record = await activities_of(app, each.who)
    assert plain.record
    return {
        name: Seen(
            tuple(each.repeated),
            len(live(each.person)),
            plain.seen["sends the form"] <= words(live(each.person)[0]),
            each.record == plain.record,
        )
        for name, each in found.items()
    }


def steps_of(name: str) -> str:
    """The steps at which that goes wrong."""
    of_faults = {each.name: each.steps for each in (*AT_ONCE, DROPPED)}
    return (
        of_faults.get(name)
        or KILLED.get(name)
        or {ASKED: "answers", DOWN: "before the first"}.get(name, "every")
    )


def in_order(found: Mapping[str, Seen]) -> Sequence[tuple[str, str, Seen]]:
    """Names, steps and what came of them."""
    return [(name, steps_of(name), seen) for name, seen in found.items()]
