"""A whole module taken by keys alone, and by lines alone: the record is the one that the core leaves."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, COFFEE, COURSES, TINY, opened

from courseware_core.app import Courseware
from courseware_core.inputs import Answer, ChooseSeveral
from courseware_core.ports import Stream
from courseware_core.screen.letters import letter
from courseware_core.screen.match import Matched, entries, match
from courseware_core.screen.model import Intent, Screen
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.surfaces import CoreSurface
from courseware_core.turns import Turn
from courseware_terminal.keys import Hand, is_typed, press, reach_for, shortcuts
from courseware_terminal.loop import Said, play

By = Callable[[Screen, Intent], Said]


class Played:
    """A surface whose learner plays in the terminal's own loop, and says things `by` keys or lines."""

    interactive = False

    def __init__(self, app: Courseware, by: By) -> None:
        self._app = app
        self._by = by
        self._turns: asyncio.Queue[Turn] = asyncio.Queue()
        self._said: asyncio.Queue[Said] = asyncio.Queue()
        self._screen = Screen(name="", title="")
        self._playing: asyncio.Task[None] | None = None

    async def ask(self, turn: Turn) -> Said:
        self._turns.put_nowait(turn)
        return await self._said.get()

    def show(self, turn: Turn) -> None:
        raise AssertionError("nobody waits for a lesson's own tutor")

    async def enter(self, activity: str = "") -> Screen:
        await self.leave()
        game = play(self._app, ADA, self, activity=activity, seen=lambda _: None)
        self._playing = asyncio.create_task(game)
        return await self._next()

    async def send(self, intent: Intent) -> Screen:
        self._said.put_nowait(self._by(self._screen, intent))
        return await self._next()

    async def leave(self) -> None:
        if self._playing:
            self._said.put_nowait(None)
            await self._playing
            self._playing = None

    async def _next(self) -> Screen:
        self._screen = (await self._turns.get()).screen
        return self._screen


def by_keys(screen: Screen, intent: Intent) -> Said:
    """What the shortest keys send that mean the intent; text is typed, and so are orders and pairs."""
    if intent.answer.text is not None:
        return intent.answer.text
    if intent.answer.values and is_typed(screen):
        return by_lines(screen, intent)
    meant = Intent(token=intent.token, answer=_in_order(intent))
    for keys in _sequences(screen, meant):
        hand: object = reach_for(screen)
        for key in keys:
            hand = press(key, screen, hand) if isinstance(hand, Hand) else hand
        if hand == meant:
            return meant
    raise AssertionError(f"no keys for {intent} on {screen.name}")


def _in_order(intent: Intent) -> Answer:
    return Answer(values=tuple(sorted(intent.answer.values)))


def _sequences(screen: Screen, intent: Intent) -> Iterator[tuple[str, ...]]:
    if isinstance(screen.input, ChooseSeveral):
        yield (*(str(position + 1) for position in intent.answer.values), "enter")
    for length in (1, 2, 3):
        yield from product(("enter", "left", *shortcuts(screen), *"123456789"), repeat=length)


def by_lines(screen: Screen, intent: Intent) -> Said:
    """A line that means the intent: numbers of what is shown, text as it is."""
    if intent.answer.text is not None:
        return intent.answer.text
    pressed = [
        str(each.number) for each in entries(screen) if each.control and each.control.token == intent.token
    ]
    chosen = ", ".join(str(position + 1) for position in intent.answer.values)
    pairs = " ".join(f"{left}{letter(right)}" for left, right in enumerate(intent.answer.values, start=1))
    for line in (chosen, pairs, *pressed, *(f"/{number}" for number in pressed)):
        if match(screen, line) == Matched(intent.token, intent.answer):
            return line
    raise AssertionError(f"no line for {intent} on {screen.name}")


def facts(streams: tuple[Stream, ...]) -> list[tuple[str, object]]:
    return [(stream.session, recorded.fact) for stream in streams for recorded in stream.facts]


@pytest.mark.parametrize("by", [by_keys, by_lines])
@pytest.mark.parametrize("course", [TINY, COFFEE, COURSES / "writing"], ids=lambda course: course.name)
async def test_a_module_played_in_the_terminal_leaves_the_record_of_the_core(by: By, course: Path) -> None:
    async with opened(course) as app:
        await whole_module(Learner(CoreSurface(app, ADA), app.catalog))
        expected = facts(await app.export(ADA))
    async with opened(course) as app:
        played = Played(app, by)
        await whole_module(Learner(played, app.catalog))
        await played.leave()
        assert facts(await app.export(ADA)) == expected
