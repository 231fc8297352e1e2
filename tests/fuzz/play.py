"""Pressing whatever is on the screen, at random."""

import asyncio
from collections.abc import Sequence

from hypothesis import strategies as st
from tests.fuzz.inputs import TINY

from courseware_core.app import Courseware
from courseware_core.content.catalog import Catalog, load_catalog
from courseware_core.identity import Identity
from courseware_core.inputs import Answer, Input, Order, Pair
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import Store
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.text import render_text
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.turns import Turn

ADA = Identity("test", "local", "ada")
BEA = Identity("test", "local", "bea")
BEGIN = ":0:begin::"
"""The token that leaves the welcome."""

PRESSES = st.lists(st.integers(0, 40), max_size=5)
"""Which control to press, counted from 0 and round again; submit is the last."""


def every_activity() -> Catalog:
    """Small courses that have every kind of activity between them."""
    merged = load_catalog(TINY)
    for name in ("coffee", "writing", "boats", "guides"):
        catalog = load_catalog(TINY.with_name(name))
        for course in catalog.courses:
            merged = merged.with_course(course, catalog.pinned(course.id))
    return merged


def courseware(catalog: Catalog, store: Store | None = None, *, sessions: int = 0) -> Courseware:
    """An app over `catalog` that repeats itself; chance has named `sessions` sessions before."""
    chance = RepeatableChance()
    for _ in range(sessions):
        chance.session()
    return Courseware(
        catalog=catalog,
        store=store or MemoryStore(),
        tutor=LessonTutor(),
        clock=FixedClock(),
        chance=chance,
    )


def shown(turn: Turn) -> Screen:
    """The screen of a turn, after drawing it."""
    assert render_text(turn.screen, width=60)
    return turn.screen


async def press(app: Courseware, who: Identity, screen: Screen, which: int) -> Screen:
    """The screen after pressing a control of `screen`, or submitting a made-up answer."""
    presses = [(control.token, Answer()) for control in screen.controls]
    if screen.submit:
        said = Answer(values=(which % 4,), text=f"why does it matter {which}")
        whole = Answer(values=_all_of(screen.input, which), text=f"{which}")
        presses += [(screen.submit.token, answer) for answer in (said, said, whole)]
    token, answer = presses[which % len(presses)]
    return shown(await app.handle(who, Intent(token=token, answer=answer)))


def _all_of(asked: Input | None, which: int) -> tuple[int, ...]:
    """A whole answer where several are wanted: `which` is how far an order is turned, or what is matched."""
    match asked:
        case Order():
            places = range(len(asked.items))
            return tuple((place + which) % len(places) for place in places)
        case Pair():
            return tuple((place + which) % len(asked.right) for place in range(len(asked.left)))
        case _:
            return (0, which % 3)


def play(app: Courseware, activity: str, presses: Sequence[int]) -> None:
    """Enters the activity and presses a few controls."""

    async def through() -> None:
        shown(await app.enter(ADA))
        await app.handle(ADA, Intent(token=BEGIN))
        screen = shown(await app.enter(ADA, activity))
        for which in presses:
            screen = await press(app, ADA, screen, which)

    asyncio.run(through())
