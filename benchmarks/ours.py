"""The product itself, driven: answers at its store, and whole turns at the app."""

import asyncio
from collections.abc import Callable, Sequence

from benchmarks import records
from benchmarks.measuring import Sample, at_once

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.inputs import Answer, ChooseOne, ChooseSeveral
from courseware_core.ports import Decision, Delivery, Loaded, Outcome, Store
from courseware_core.screen.model import Intent, Screen
from courseware_core.storage import open_store
from courseware_core.testing.fakes import RepeatableChance

QUIZ = "m06.l1.quiz"
MOST_TURNS = 100
"""More than a quiz can take."""


async def answer(store: Store, task: int, number: int) -> None:
    """The store's part of an answer: everything but the rules."""
    session, actor = records.session(task, number), records.learner(task)

    def decide(loaded: Loaded) -> Decision[None]:
        assert loaded.streams[session].version == records.step(number)
        return Decision(
            Outcome("accepted", session),
            None,
            records.AT,
            facts={session: (records.fact(task, number),)},
            heads=(records.head(task, number),),
        )

    await store.transact([session], decide, actor=actor, delivery=Delivery(actor, session, str(number)))


async def answers(
    url: str,
    tasks: int,
    each: int,
    *,
    first: int = 0,
    ready: Callable[[], object] = lambda: None,
    elsewhere: Callable[[], float] = lambda: 0.0,
) -> Sample:
    """Answers at the store of `url`, where the sessions are begun; the tasks' numbers begin with `first`.

    `ready` is called before the measuring begins.
    """
    store = await open_store(url)
    ready()
    try:
        return await at_once(
            tasks, each, lambda task, number: answer(store, first + task, number), elsewhere=elsewhere
        )
    finally:
        await store.close()


def sqlite_answers(tasks: int, each: int) -> Sample:
    """Answers at a SQLite file."""
    with records.record(tasks, each) as path:
        return asyncio.run(answers(f"sqlite:///{path}", tasks, each))


async def turns(url: str, tasks: int) -> Sample:
    """Whole turns of learners who each take a quiz of the course, from the press to the next screen."""
    async with Courseware.open(store=url, chance=RepeatableChance()) as app:
        screens = [await _begun(app, records.learner(task)) for task in range(tasks)]

        async def press(task: int, number: int) -> None:
            intent = _next(screens[task], number)
            screens[task] = (await app.handle(records.learner(task), intent)).screen

        return await at_once(tasks, MOST_TURNS, press, done=lambda task: screens[task].name == "result")


def sqlite_turns(tasks: int) -> Sample:
    """Whole turns on a SQLite file."""
    with records.record() as path:
        return asyncio.run(turns(f"sqlite:///{path}", tasks))


async def _begun(app: Courseware, who: Identity) -> Screen:
    """The first question, past the welcome."""
    welcome = (await app.enter(who, QUIZ)).screen
    return (await app.handle(who, _next(welcome, -1))).screen


def _next(screen: Screen, number: int) -> Intent:
    """What a learner does who takes the first of everything."""
    chosen: Sequence[int] = (0,) if isinstance(screen.input, ChooseOne | ChooseSeveral) else ()
    given = Answer(values=tuple(chosen), text=None if chosen or not screen.input else "weights")
    control = screen.submit or next(each for each in screen.controls if each.role == "next")
    return Intent(token=control.token, answer=given, delivery=str(number))
