"""People on a platform, and the surface under test as journeys lead through it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from courseware_core.app import Courseware, Meanwhile
from courseware_core.content.catalog import Catalog, load_catalog
from courseware_core.identity import Identity
from courseware_core.inputs import Answer, ChooseOne, ChooseSeveral, Input, Order
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.screen.letters import letter
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.profiles import Profile
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.adapters.comparing import Record, letters, record_of, unread
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Journey, Learner, whole_module
from courseware_core.turns import Turn


class Told(Courseware):
    """The product, which remembers in `turns` what it told each person last."""

    def __init__(self, turns: dict[Identity, Turn], **how: Any) -> None:
        super().__init__(**how)
        self.turns = turns

    async def enter(
        self,
        who: Identity,
        activity: str = "",
        *,
        locale: str = "",
        delivery: str = "",
        meanwhile: Meanwhile | None = None,
    ) -> Turn:
        came = super().enter(who, activity, locale=locale, delivery=delivery, meanwhile=meanwhile)
        return self._tell(who, await came)

    async def handle(self, who: Identity, intent: Intent, *, meanwhile: Meanwhile | None = None) -> Turn:
        return self._tell(who, await super().handle(who, intent, meanwhile=meanwhile))

    async def define(self, who: Identity, term: str) -> Turn:
        return self._tell(who, await super().define(who, term))

    def _tell(self, who: Identity, turn: Turn) -> Turn:
        self.turns[who] = turn
        return turn


class Person(Protocol):
    """Somebody on the platform, who does only what people can do there, and sees what they see."""

    @property
    def who(self) -> Identity:
        """As whom the adapter knows them."""
        ...

    async def enter(self, place: str = "") -> None:
        """Comes in by the surface's own way, to `place` if one is named, and waits for what is shown."""
        ...

    async def act(self, intent: Intent) -> None:
        """Presses the control of the intent's token with its answer put in, and waits for what is shown.

        Turns pages and opens forms on the way. What this person sees no longer, or only somebody else ever
        saw, is sent as a client would that still shows it. The intent's own delivery means nothing here.
        """
        ...

    async def repeat(self) -> None:
        """Has the platform deliver the last action once more, as platforms do that got no answer in time."""
        ...

    async def read(self) -> Sequence[str]:
        """All that can be read now, in words without marks: page after page by turning them, from the first.

        A form that submit opens counts as part of the page that opens it.
        """
        ...


class Platform(Protocol):
    """Where people meet the surface. It outlasts the surface's process, with all that was shown there."""

    async def start(self, app: Told) -> None:
        """The surface comes up over `app`, whose `turns` say which screens its people are meant to see."""
        ...

    async def stop(self) -> None:
        """The surface's process ends."""
        ...

    def person(self, name: str) -> Person:
        """The person of that name, always the same."""
        ...


class Surface:
    """The surface under test on its platform, over one record; its process may be started again."""

    def __init__(self, platform: Platform, course: Path, profile: Profile) -> None:
        self.clock = FixedClock()
        self._platform = platform
        self._over: dict[str, Any] = {
            "turns": {},
            "catalog": catalog_at(course),
            "store": MemoryStore(),
            "tutor": LessonTutor(),
            "clock": self.clock,
            "chance": RepeatableChance(),
            "profile": profile,
        }

    async def start(self) -> None:
        """The process begins."""
        self.app = Told(**self._over)
        await self._platform.start(self.app)

    async def stop(self) -> None:
        """The process ends; the record stays."""
        await self._platform.stop()

    async def restart(self) -> None:
        """Another process takes the place of the one that was."""
        await self.stop()
        await self.start()

    def seat(
        self,
        name: str,
        *,
        first: "Doing | None" = None,
        then: "Doing | None" = None,
        entered: "Entered | None" = None,
    ) -> "Seat":
        """Where somebody of that name sits; `first` is done before everything they do, `then` after it.

        `entered` is done when they have come in.
        """
        return Seat(self, self._platform.person(name), first or _nothing, then or _nothing, entered)

    def where(self) -> str:
        """Which screen everybody was shown last."""
        return ", ".join(f"{who.user} on {turn.screen.name}" for who, turn in self.app.turns.items())

    async def journey(self, seat: "Seat", journey: Journey = whole_module) -> Record:
        """What is recorded of whoever took the journey from that seat."""
        await journey(Learner(seat, self.app.catalog))
        return await self.record(seat.person.who)

    async def record(self, who: Identity) -> Record:
        """What is recorded of a person."""
        return record_of(await self.app.export(who))


class Seat:
    """A person at the surface, as a surface that journeys lead through."""

    def __init__(
        self, surface: Surface, person: Person, first: "Doing", then: "Doing", entered: "Entered | None"
    ) -> None:
        self.person = person
        self._entered = entered
        self._surface = surface
        self._first = first
        self._then = then

    @property
    def turn(self) -> Turn:
        """What the core told this person last."""
        return self._surface.app.turns[self.person.who]

    @property
    def screen(self) -> Screen:
        """What this person sees, as the core means it."""
        return self.turn.screen

    async def enter(self, activity: str = "") -> Screen:
        """What is shown on coming in."""
        await self.person.enter(activity)
        if self._entered:
            await self._entered(self)
        return self.screen

    async def send(self, intent: Intent) -> Screen:
        """What is shown after the intent, and what is done before and after it."""
        await self._first(self, intent)
        self._surface.clock.move(timedelta(seconds=1))
        before = self.turn
        await self.person.act(intent)
        assert self.turn is not before, f"{intent.token} on {self.screen.name} did not reach the core"
        await self._then(self, intent)
        return self.screen

    async def come_back(self, left: Screen) -> None:
        """Comes in again and goes on, to the very screen that was left."""
        if await self.enter() != left:
            await self.person.act(Intent(token=self.screen.controls[0].token))
        assert self.screen == left, f"{self.screen.name} in place of {left.name}"

    async def reads_everything(self) -> None:
        """Asserts that all of the screen can be read on its pages."""
        pages = await self.person.read()
        lost = unread(self.screen, pages)
        assert lost == (), f"{lost} cannot be read in {pages}"

    async def reads_a_notice(self) -> None:
        """Asserts that a sentence says what became of the last action, and that there is a way on."""
        notice = self.turn.notice
        assert notice, f"no sentence on {self.screen.name}"
        pages = await self.person.read()
        assert letters(notice) in letters("".join(pages)), f"“{notice}” cannot be read in {pages}"
        assert self.screen.controls, f"no way on from {self.screen.name}"


Doing = Callable[[Seat, Intent], Awaitable[None]]
"""Something done from a seat, before or after the intent that is sent from it."""

Entered = Callable[[Seat], Awaitable[None]]
"""Something done from a seat when its person has come in."""


async def _nothing(seat: Seat, intent: Intent) -> None:
    """What is done before and after an intent unless something else is said."""


@cache
def catalog_at(folder: Path) -> Catalog:
    """The courses in a folder, read once by a process."""
    return load_catalog(folder)


def typed(asked: Input | None, answer: Answer) -> str:
    """What a person types into a field that stands for `asked`, to give that answer."""
    match asked:
        case ChooseOne() | ChooseSeveral() | Order():
            return ", ".join(map(letter, answer.values))
        case _ if answer.values:
            return " ".join(f"{left}{letter(right)}" for left, right in enumerate(answer.values, start=1))
        case _:
            return answer.text or ""
