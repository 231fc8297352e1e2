"""Lessons that are being read when a newer text is published: the reader chooses, and loses nothing."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from tests.app.publishing import (
    LESSON,
    TRADE,
    TRADE_ANEW,
    Course,
    Workers,
    entered,
    offers_update,
    publish,
    said,
    workers_over,
)
from tests.app.surroundings import ADA, BEA
from tests.promises.stores import Crash, Died, Fragile

from courseware_core.app import Courseware
from courseware_core.engine.facts import Fact, LessonUpdated
from courseware_core.engine.projections import Head
from courseware_core.identity import Identity
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.storage import open_store
from courseware_core.testing.journeys import Learner

UPDATE = "go on in the new text"
THIRD = "Tea was once dear enough for a war."


@pytest.fixture
async def workers(tmp_path: Path) -> AsyncIterator[Workers]:
    async with workers_over(f"sqlite:///{tmp_path / 'record.db'}") as made:
        yield made


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The course with another beginning of the lesson's last section."""
    course = Course(tmp_path / "new")
    course.edit(LESSON, (TRADE, TRADE_ANEW))
    return course


async def at_second_page(app: Courseware, who: Identity = ADA) -> Learner:
    someone = await entered(app, "t1.l1", who)
    await someone.press("next")
    return someone


async def facts(app: Courseware, who: Identity = ADA) -> list[Fact]:
    """What is recorded of the reading."""
    (head,) = await heads(app, who)
    streams = await app.export(who)
    (stream,) = (each for each in streams if each.session == head.session)
    return [recorded.fact for recorded in stream.facts]


async def heads(app: Courseware, who: Identity = ADA) -> Sequence[Head]:
    return await app.operators.attempts("t1.l1", who)


def update_of(screen: Screen) -> Control:
    (control,) = (each for each in screen.controls if UPDATE in each.label)
    return control


async def pressed_after(app: Courseware, course: Course, workers: Workers) -> Learner:
    """Ada on the second page, where the newer text is offered."""
    someone = await at_second_page(app)
    assert not offers_update(someone.screen)
    await publish(app, course)
    workers.wait()
    await someone.enter("t1.l1")
    assert offers_update(someone.screen)
    return someone


async def test_the_new_text_is_offered_at_the_next_page_and_read_when_it_is_chosen(
    workers: Workers, course: Course
) -> None:
    app = await workers.start()
    someone = await entered(app, "t1.l1")
    await publish(app, course)
    workers.wait()
    await someone.press("next")
    assert offers_update(someone.screen)
    assert TRADE in said(someone.screen)
    await someone.press(UPDATE)
    assert TRADE_ANEW in said(someone.screen)
    assert not offers_update(someone.screen)
    await someone.read_lesson()
    assert someone.screen.name == "lesson.end"
    assert "You have not read these parts" not in said(someone.screen)


async def test_whoever_turns_the_page_goes_on_in_the_old_text_to_its_end(
    workers: Workers, course: Course
) -> None:
    app = await workers.start()
    someone = await pressed_after(app, course, workers)
    assert TRADE in said(someone.screen)
    await someone.read_lesson()
    assert someone.screen.name == "lesson.end"
    assert not offers_update(someone.screen)
    assert not any(isinstance(fact, LessonUpdated) for fact in await facts(app))
    await someone.press("Read the whole lesson again")
    await someone.press("next")
    assert TRADE_ANEW in said(someone.screen)


async def test_an_update_is_there_in_every_process_and_after_a_rebuild(
    workers: Workers, course: Course
) -> None:
    app = await workers.start()
    someone = await pressed_after(app, course, workers)
    (before,) = await heads(app)
    await someone.press(UPDATE)
    (after,) = await heads(app)
    newest = app.catalog.activity("t1.l1").digest
    assert (before.digest == newest, after.digest) == (False, newest)
    other = await workers.start()
    moved = await entered(other, "t1.l1")
    assert (said(moved.screen), moved.screen.progress) == (said(someone.screen), someone.screen.progress)
    await other.rebuild()
    assert list(await heads(other)) == [after]


async def test_an_update_goes_on_without_the_files_and_editions_that_it_came_from(
    workers: Workers, course: Course
) -> None:
    one = await workers.start(course.folder)
    other = await workers.start()
    someone = await at_second_page(other)
    await someone_moves(someone, one)
    await one.publishing.publish(course.folder, "olga")
    await one.publishing.withdraw("tiny", "olga")
    late = await workers.start()
    assert TRADE_ANEW in said((await entered(late, "t1.l1")).screen)


async def someone_moves(someone: Learner, app: Courseware) -> None:
    """The reader goes on in the text of another process, whose files are newer."""
    shown = await app.enter(ADA, "t1.l1")
    turn = await app.handle(ADA, Intent(token=update_of(shown.screen).token))
    assert TRADE_ANEW in said(turn.screen)
    assert (await someone.enter("t1.l1")).name == "lesson.page"
    assert TRADE_ANEW in said(someone.screen)
    assert not offers_update(someone.screen)  # back to the older text of this process


async def test_an_update_delivered_twice_has_one_effect(workers: Workers, course: Course) -> None:
    app = await workers.start()
    someone = await pressed_after(app, course, workers)
    intent = Intent(token=update_of(someone.screen).token, delivery="once")
    first, second = [await app.handle(ADA, intent) for _ in range(2)]
    assert first == second
    assert sum(isinstance(fact, LessonUpdated) for fact in await facts(app)) == 1


async def test_a_stale_step_updates_nothing_and_turns_no_page(workers: Workers, course: Course) -> None:
    one, other = await workers.start(), await workers.start()
    someone = await pressed_after(one, course, workers)
    update, turn_page = update_of(someone.screen), someone.screen.controls[0]
    await (await entered(other, "t1.l1")).press(UPDATE)
    recorded = await facts(one)
    for control in (update, turn_page):
        turn = await one.handle(ADA, Intent(token=control.token))
        assert turn.notice == "That screen is no longer current. Here is where you are now."
        assert TRADE_ANEW in said(turn.screen)
    assert await facts(one) == recorded


async def test_a_text_that_was_withdrawn_before_the_press_is_told(workers: Workers, course: Course) -> None:
    app = await workers.start()
    someone = await pressed_after(app, course, workers)
    update = update_of(someone.screen)
    await app.publishing.withdraw("tiny", "olga")
    workers.wait()
    turn = await app.handle(ADA, Intent(token=update.token))
    assert turn.notice == "There is no newer text of this lesson any more. You can go on in this one."
    assert TRADE in said(turn.screen)
    assert not offers_update(turn.screen)


async def test_the_control_of_somebody_else_updates_nothing(workers: Workers, course: Course) -> None:
    app = await workers.start()
    someone = await pressed_after(app, course, workers)
    await entered(app, "t1.l2", BEA)
    turn = await app.handle(BEA, Intent(token=update_of(someone.screen).token))
    assert turn.notice == "That belongs to somebody else. Here is your own menu."
    assert not any(isinstance(fact, LessonUpdated) for fact in await facts(app))


async def test_a_linked_identity_goes_on_in_the_new_text(workers: Workers, course: Course) -> None:
    app = await workers.start()
    someone = await pressed_after(app, course, workers)
    await entered(app, "t1.l2", BEA)
    offer = await app.linking.offer(ADA)
    await app.linking.claim(BEA, offer.code)
    await app.linking.confirm(ADA)
    turn = await app.handle(BEA, Intent(token=update_of(someone.screen).token))
    assert turn.notice == ""
    assert TRADE_ANEW in said(turn.screen)
    assert TRADE_ANEW in said(await someone.enter("t1.l1"))


async def test_one_update_may_follow_another(workers: Workers, course: Course) -> None:
    app = await workers.start()
    someone = await pressed_after(app, course, workers)
    await someone.press(UPDATE)
    course.edit(LESSON, (TRADE_ANEW, THIRD))
    await publish(app, course)
    workers.wait()
    await someone.enter("t1.l1")
    await someone.press(UPDATE)
    assert THIRD in said(someone.screen)
    await someone.read_lesson()
    assert "You have not read these parts" not in said(someone.screen)


async def test_what_was_missed_is_read_on_in_the_new_text(workers: Workers, course: Course) -> None:
    app = await workers.start()
    someone = await entered(app, "t1.l1")
    await someone.press("Contents")
    await someone.press("A leaf worth a quarrel")
    await someone.read_lesson()
    await someone.press("Read only what I missed")
    course.edit(LESSON, ("What differs is what people do", "The difference is what people do"))
    await publish(app, course)
    workers.wait()
    await someone.enter("t1.l1")
    await someone.press(UPDATE)
    assert "The difference is what people do" in said(someone.screen)
    while someone.screen.name == "lesson.page":
        assert TRADE_ANEW not in said(someone.screen)
        await someone.press("next")


@pytest.mark.parametrize("crash", [Crash("before", 1), Crash("after", 1)])
async def test_a_crash_at_the_commit_leaves_the_update_whole_or_undone(
    workers: Workers, course: Course, crash: Crash
) -> None:
    store = Fragile(await open_store(workers.url))
    app = await workers.start(store=store.as_store())
    someone = await pressed_after(app, course, workers)
    intent = Intent(token=update_of(someone.screen).token, delivery="once")
    store.doom(crash)
    with pytest.raises(Died):
        await app.handle(ADA, intent)
    store.doom(None)
    after = await workers.start()
    (head,) = await heads(after)
    newest = after.catalog.activity("t1.l1").digest
    assert (head.digest == newest) == bool(crash.committed)
    turn = await after.handle(ADA, intent)
    assert TRADE_ANEW in said(turn.screen)
    assert sum(isinstance(fact, LessonUpdated) for fact in await facts(after)) == 1
    await store.as_store().close()
