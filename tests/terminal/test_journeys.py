"""A whole module taken by keys alone: the record is the one that the core leaves."""

import asyncio
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, COFFEE, COURSES, TINY, opened

from courseware_core.app import Courseware
from courseware_core.inputs import Answer, ChooseSeveral
from courseware_core.screen.model import Intent, Screen
from courseware_core.testing.adapters import typed
from courseware_core.testing.adapters.comparing import record_of
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.surfaces import CoreSurface
from courseware_core.turns import Turn
from courseware_terminal.keys import Hand, is_typed, press, reach_for, shortcuts
from courseware_terminal.loop import Said, play


class Played:
    """A surface whose learner plays in the terminal's own loop, by keys."""

    interactive = False

    def __init__(self, app: Courseware) -> None:
        self._app = app
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
        self._said.put_nowait(by_keys(self._screen, intent))
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
        return typed(screen.input, intent.answer)
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


@pytest.mark.parametrize("course", [TINY, COFFEE, COURSES / "writing"], ids=lambda course: course.name)
async def test_a_module_played_by_keys_leaves_the_record_of_the_core(course: Path) -> None:
    async with opened(course) as app:
        await whole_module(Learner(CoreSurface(app, ADA), app.catalog))
        expected = record_of(await app.export(ADA))
    async with opened(course) as app:
        played = Played(app)
        await whole_module(Learner(played, app.catalog))
        await played.leave()
        assert record_of(await app.export(ADA)) == expected
