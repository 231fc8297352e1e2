"""Every order of two tasks, a crowd at one button, and a crash at every commit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from tests.promises.acts import play, talk
from tests.promises.content import AT_END, ESSAY, LAB, REVIEW, STEPS, TIMED
from tests.promises.expected import LEASE
from tests.promises.interleaving import ORDERS, Conductor, Stepped
from tests.promises.keeping import same
from tests.promises.model_lab import MESSAGES
from tests.promises.moves import Move, in_lab
from tests.promises.promises import PROMISES
from tests.promises.stage import ADA, BEA, OPERATOR
from tests.promises.stores import Crash, MemoryRecord, Record
from tests.promises.telling import Teller, rightly
from tests.promises.world import World

from courseware_core.screen.model import Intent
from courseware_core.screen.navigation import Go

CROWD = 50


@asynccontextmanager
async def told(records: Callable[[], Record]) -> AsyncIterator[Teller]:
    """A world to tell something to."""
    world = World(records(), PROMISES)
    await world.begin()
    try:
        yield Teller(world)
    finally:
        await world.end()


@asynccontextmanager
async def conducted(world: World, order: Sequence[int]) -> AsyncIterator[Conductor]:
    """Both workers' steps in that order, for a while."""
    conductor = Conductor(order)
    stores = [worker.store._store for worker in world.workers]  # noqa: SLF001 - it is put back
    for number, worker in enumerate(world.workers):
        worker.store._store = Stepped(worker.store._store, conductor, number)  # noqa: SLF001
    yield conductor
    for worker, store in zip(world.workers, stores, strict=True):
        worker.store._store = store  # noqa: SLF001


PAIRS: tuple[tuple[str, tuple[Move, ...], Move, Move], ...] = (
    (STEPS, ("on",), "right", "wrong"),
    (STEPS, ("on", "wrong"), "again", "on"),
    (STEPS, ("on",), "hint", "right"),
    (AT_END, ("on", "right", "right"), "hand in", "hand in"),
    (TIMED, ("on", "right"), "right", "hand in"),
    (TIMED, (), "on", "on"),
    (STEPS, (), "on", "on"),
)


@pytest.mark.parametrize(("activity", "before", "one", "other"), PAIRS)
async def test_any_order_of_two_presses_is_one_after_the_other(
    activity: str, before: tuple[Move, ...], one: Move, other: Move
) -> None:
    for order in ORDERS:
        async with told(MemoryRecord) as tell:
            await tell.play(activity, *before)
            world = tell.world
            if before:
                sent = [tell.intent(activity, move) for move in (one, other)]
            else:
                token = Go("again", activity).token()
                sent = [Intent(token=token, delivery=world.delivery()) for _ in range(2)]
            async with conducted(world, order) as conductor:
                await world.race((ADA, sent[0]), (ADA, sent[1]), together=conductor.together)
            await tell(asyncio.sleep(0))


async def test_two_who_begin_a_review_come_to_one_round_wherever_one_overtakes_the_other() -> None:
    for first in range(12):
        order = [1] * first + [0] * 30
        async with told(MemoryRecord) as tell:
            await tell.play(STEPS, "on", "wrong", *rightly(8), "hand in")
            world = tell.world
            world.clock.move(timedelta(days=1))
            token = Go("review", REVIEW).token()
            sent = [Intent(token=token, delivery=world.delivery()) for _ in range(2)]
            async with conducted(world, order) as conductor:
                turns = await conductor.together(
                    *(worker.app.handle(ADA, each) for worker, each in zip(world.workers, sent, strict=True))
                )
            assert [turn.notice for turn in turns] == ["", ""]
            assert turns[0].screen == turns[1].screen


async def test_two_who_look_at_an_owed_answer_have_it_judged_once() -> None:
    for order in ORDERS:
        async with told(MemoryRecord) as tell:
            world = tell.world
            await tell.agree()
            await tell.play(ESSAY, "on")
            await tell(play(world, 0, ADA, ESSAY, "right", crash=Crash("after", 1)))
            world.clock.move(LEASE)
            look = Intent(token=Go("enter", ESSAY).token())
            async with conducted(world, order) as conductor:
                await conductor.together(*(each.app.handle(ADA, look) for each in world.workers))
            world.records = await world.read(afresh=True)
            for _ in world._owing(tell.attempt(ESSAY), ADA):  # noqa: SLF001 - as one of them did
                pass
            await tell(asyncio.sleep(0))
            same("I15", world.judge.asked, 2, "calls for one verdict")


@pytest.mark.parametrize("activity", [STEPS, LAB])
async def test_forgetting_leaves_nothing_of_a_press_that_comes_at_the_same_moment(activity: str) -> None:
    for order in ORDERS:
        async with told(MemoryRecord) as tell:
            world = tell.world
            if activity == STEPS:
                await tell.play(STEPS, "on")
                intent = tell.intent(STEPS, "right")
            else:
                await tell.go("enter", LAB)
                lab = world.book.of(ADA, LAB)[0]
                intent = world.intent(lab.session, lab.step, *in_lab(("say", 0)))
            async with conducted(world, order) as conductor:
                pressing = world.workers[0].app.handle(ADA, intent)
                forgetting = world.workers[1].app.forget(ADA)
                await conductor.together(pressing, forgetting)
            store = world.workers[0].store.as_store()
            assert [each for each in await store.streams(ADA) if each.session[0] == "s"] == []
            assert await store.heads(ADA) == ()


async def test_any_order_of_two_corrections_is_one_after_the_other() -> None:
    for order in ORDERS:
        async with told(MemoryRecord) as tell:
            await tell.play(AT_END, "on", "wrong", "right", "hand in")
            session = tell.attempt(AT_END).session
            await tell.restart("edited")
            async with conducted(tell.world, order) as conductor:
                both = await conductor.together(
                    *(
                        worker.app.operators.regrade(OPERATOR, session, lower=True)
                        for worker in tell.world.workers
                    )
                )
            assert sorted(each.outcome for each in both) == ["changed", "same"]


async def test_linking_and_beginning_at_the_same_moment_leave_one_attempt() -> None:
    for order in ORDERS:
        async with told(MemoryRecord) as tell:
            world = tell.world
            await tell.play(STEPS, "on", "right")
            await tell(world.offer(0, ADA))
            await tell(world.claim(0, BEA, next(iter(world.book.codes)), agreed=True))
            async with conducted(world, order) as conductor:
                linking = world.workers[0].app.linking.confirm(ADA, keep="mine")
                token = Go("again", STEPS).token()
                beginning = world.workers[1].app.handle(BEA, Intent(token=token, delivery="d"))
                await conductor.together(linking, beginning)
            heads = await world.workers[0].store.as_store().heads(ADA)
            assert [head.status for head in heads if head.activity == STEPS].count("open") == 1


@pytest.mark.parametrize("is_one_press", [True, False], ids=["one delivery", "many presses"])
async def test_a_crowd_at_one_button_has_one_effect(
    records: Callable[[], Record], is_one_press: bool
) -> None:
    async with told(records) as tell:
        await tell.play(AT_END, "on", "right", "right")
        attempt, world = tell.attempt(AT_END), tell.world
        intents = [world.intent(attempt.session, attempt.step, "handin") for _ in range(CROWD)]
        if is_one_press:
            intents = [intents[0]] * CROWD
        turns = await asyncio.gather(
            *(world.workers[n % 2].app.handle(ADA, intent) for n, intent in enumerate(intents))
        )
        accepted = sum(not turn.notice for turn in turns)
        same("I5" if is_one_press else "I6", accepted, CROWD if is_one_press else 1, "accepted presses")
        facts = [type(each.fact).__name__ for each in (await world.read()).streams[attempt.session].facts]
        same("I8", facts.count("AttemptClosed"), 1, "results")


async def test_a_crowd_that_begins_has_one_attempt(records: Callable[[], Record]) -> None:
    async with told(records) as tell:
        token, world = Go("again", TIMED).token(), tell.world
        await asyncio.gather(
            *(
                world.workers[n % 2].app.handle(ADA, Intent(token=token, delivery=f"d{n}"))
                for n in range(CROWD)
            )
        )
        heads = (await world.read()).heads
        same("I1", [head.status for head in heads.values()], ["open"], "attempts")


def _whole_course(world: World) -> list[Callable[[Crash | None], Awaitable[None]]]:
    """An attempt and a lab from beginning to end, act by act."""

    def move(activity: str, wish: Move) -> Callable[[Crash | None], Awaitable[None]]:
        return lambda crash: play(world, 0, ADA, activity, wish, crash=crash)

    def say(key: str) -> Callable[[Crash | None], Awaitable[None]]:
        number = [each.key for each in MESSAGES].index(key)
        return lambda crash: talk(world, 0, ADA, ("say", number), crash=crash)

    def do(*what: object) -> Callable[[Crash | None], Awaitable[None]]:
        return lambda crash: talk(world, 0, ADA, (str(what[0]), what[-1]), crash=crash)

    moves: tuple[Move, ...] = ("on", "wrong", "again", "hint", "right", "on", "right", "on", "right", "on")
    return [
        *(move(STEPS, each) for each in moves),
        *(move(TIMED, each) for each in ("on", "right", "right", "hand in")),
        *(say(key) for key in ("why", "why", "how", "one point")),
        *(do("exit", 0), do("exita", 0), do("exita", 3), do("talk", 0), do("close", 0)),
    ]


@pytest.mark.parametrize(
    "crash", [Crash(when, number) for when in ("before", "after") for number in (1, 2)], ids=str
)
async def test_a_crash_at_any_commit_loses_nothing_and_doubles_nothing(crash: Crash) -> None:
    length = len(_whole_course(World(MemoryRecord())))
    for dies_at in range(length):
        async with told(MemoryRecord) as tell:
            for number, act in enumerate(_whole_course(tell.world)):
                await tell(act(crash if number == dies_at else None))
                if number == dies_at:
                    await tell(tell.world.send(1, *tell.world.sent[-1]))


async def test_who_was_forgotten_is_welcomed_again_at_every_worker() -> None:
    async with told(MemoryRecord) as tell:
        world = tell.world
        await tell.play(STEPS, "on", at=1)
        await world.workers[0].app.forget(ADA)
        same("I19", (await world.workers[1].app.enter(ADA)).screen.name, "welcome", "who comes again")
