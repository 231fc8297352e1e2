"""Courses are published while processes go on running: whole or not at all, and nobody's work is touched."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from tests.app.publishing import (
    FIRST,
    FIRST_ANEW,
    LESSON,
    MOMENT,
    OLGA,
    POOL,
    QUIZ,
    TRADE,
    TRADE_ANEW,
    Course,
    Make,
    Workers,
    entered,
    publish,
    said,
    workers_over,
)
from tests.app.surroundings import ADA, BEA, COURSES

from courseware_core.blocks import images
from courseware_core.content.edition import Edition
from courseware_core.content.pictures import picture
from courseware_core.editions import LOOK_EVERY
from courseware_core.errors import ContentError, PublishedMeanwhile, UnknownActivity
from courseware_core.identity import Identity
from courseware_core.ports import Store, TutorReply, TutorRequest
from courseware_core.screen.model import Intent
from courseware_core.storage import open_store

COFFEE, WRITING = COURSES / "coffee", COURSES / "writing"
CEM, DAN = Identity("test", "local", "cem"), Identity("test", "local", "dan")


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What is let go of in the end."""
    async with AsyncExitStack() as entered:
        yield entered


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """That of an empty record of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.db'}"
    return str(request.getfixturevalue("database"))


@pytest.fixture
async def workers(url: str) -> AsyncIterator[Workers]:
    """Workers over either kind of record."""
    async with workers_over(url) as made:
        yield made


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[Workers]:
    """Workers over a SQLite file, where the kind of store makes no difference."""
    async with workers_over(f"sqlite:///{tmp_path / 'record.db'}") as made:
        yield made


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda name: Course(tmp_path / name)


async def test_what_begins_five_seconds_after_publishing_is_the_new_text_in_every_process(
    workers: Workers, make: Make
) -> None:
    one, other = await workers.start(), await workers.start()
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW))
    (published,) = (await publish(one, course)).courses
    assert (published.added, published.changed, published.removed) == ((), ("t1.l1.quiz",), ())
    workers.clock.move(LOOK_EVERY - MOMENT)
    for app, who in ((one, ADA), (other, BEA)):
        assert FIRST in said((await entered(app, "t1.l1.quiz", who)).screen)
    workers.clock.move(MOMENT)
    for app, who in ((one, CEM), (other, DAN)):
        assert FIRST_ANEW in said((await entered(app, "t1.l1.quiz", who)).screen)


async def test_a_process_that_starts_later_has_what_is_published_at_once(
    workers: Workers, make: Make
) -> None:
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW))
    await publish(await workers.start(), course)
    late = await workers.start()
    assert FIRST_ANEW in said((await entered(late, "t1.l1.quiz")).screen)


async def test_an_attempt_under_way_stays_as_it_was_begun_in_every_process(
    workers: Workers, make: Make
) -> None:
    one, other = await workers.start(), await workers.start()
    someone = await entered(one, "t1.l1.quiz")
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW), ("penalty: 1/4", "penalty: 1/2"))
    await publish(other, course)
    workers.wait()
    await someone.answer(rightly=False)
    moved = await entered(other, "t1.l1.quiz")
    await moved.press("Try again")
    assert FIRST in said(moved.screen)
    await moved.take_assessment()
    assert "You have 3.75 of 4 marks." in said(moved.screen)


class Held:
    """A record to which nobody writes an edition before everybody is about to."""

    def __init__(self, record: Store, everybody: asyncio.Barrier) -> None:
        self._record = record
        self._everybody = everybody

    async def publish(self, editions: Sequence[Edition], bodies: Mapping[str, bytes]) -> bool:
        """Waits for the others, and then publishes."""
        await self._everybody.wait()
        return await self._record.publish(editions, bodies)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)


async def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(
    stack: AsyncExitStack, workers: Workers, make: Make, url: str
) -> None:
    two = asyncio.Barrier(2)
    apps = []
    for _ in range(2):
        record = await open_store(url)
        stack.push_async_callback(record.close)
        apps.append(await workers.start(store=Held(record, two)))
    courses = [make("one"), make("two")]
    for number, course in enumerate(courses):
        course.edit("course.yaml", ('version: "1.0"', f'version: "2.{number}"'))
    tried = await asyncio.gather(
        *(publish(*each) for each in zip(apps, courses, strict=True)), return_exceptions=True
    )
    (lost,) = (each for each in tried if isinstance(each, BaseException))
    assert isinstance(lost, PublishedMeanwhile)
    (edition,) = await apps[0].publishing.listed()
    assert edition.number == 1
    assert not isinstance(tried[int(edition.version[-1])], BaseException)


async def test_a_course_that_no_process_has_in_its_files_is_there_until_it_is_withdrawn(
    workers: Workers,
) -> None:
    one, other = await workers.start(), await workers.start()
    (published,) = (await one.publishing.publish(COFFEE, OLGA)).courses
    assert len(published.added) > 1
    workers.wait()
    someone = await entered(other, "coffee")
    assert someone.screen.name == "menu"
    assert [course.id for course in other.catalog.courses] == ["tiny", "coffee"]
    begin = someone.screen.controls[0]
    await one.publishing.withdraw("coffee", OLGA)
    workers.wait()
    turn = await other.handle(ADA, Intent(token=begin.token))
    assert turn.notice == "That activity is not part of the courses here any more."
    assert [course.id for course in other.catalog.courses] == ["tiny"]


async def test_withdrawing_goes_back_to_the_files_and_numbers_go_on(files: Workers, make: Make) -> None:
    one, other = await files.start(), await files.start()
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW))
    await publish(one, course)
    files.wait()
    assert FIRST_ANEW in said((await entered(other, "t1.l1.quiz")).screen)
    assert (await one.publishing.withdraw("tiny", OLGA)).number == 2
    files.wait()
    assert FIRST in said((await entered(other, "t1.l1.quiz", BEA)).screen)
    (published,) = (await publish(one, course)).courses
    assert published.edition.number == 3
    with pytest.raises(UnknownActivity, match=r"No course `tinny` is published\..* Did you mean `tiny`"):
        await one.publishing.withdraw("tinny", OLGA)


async def test_what_is_published_already_is_not_published_again(files: Workers, make: Make) -> None:
    one, other = await files.start(), await files.start()
    (first,) = (await publish(one, make("new"))).courses
    assert first.is_new
    assert (first.added, first.changed, first.removed) == ((), (), ())
    files.clock.move(MOMENT)
    (again,) = (await publish(other, make("same"))).courses
    assert not again.is_new
    assert again.edition == first.edition


async def test_a_dry_run_says_the_same_and_publishes_nothing(files: Workers, make: Make) -> None:
    app = await files.start()
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW))
    dry = await publish(app, course, dry_run=True)
    assert await app.publishing.listed() == ()
    assert await publish(app, course) == dry


async def test_a_faulty_course_is_refused_whole(files: Workers, make: Make) -> None:
    one, other = await files.start(), await files.start()
    course = make("new")
    course.edit(LESSON, (TRADE, TRADE_ANEW))
    course.edit(QUIZ, ("penalty: 1/4", "penalty: a quarter"))
    with pytest.raises(ContentError, match="Nothing was published: an error was found") as refused:
        await publish(one, course)
    (problem,) = refused.value.problems
    assert "quiz.yaml:6:10" in problem
    assert await one.publishing.listed() == ()
    files.wait()
    someone = await entered(other, "t1.l1")
    assert TRADE_ANEW not in said(await someone.press("next"))


async def test_what_the_linter_warns_of_is_published_and_told(files: Workers, make: Make) -> None:
    course = make("new")
    course.edit(QUIZ, ("text: None of these", "text: All of these"))
    warnings = (await publish(await files.start(), course)).warnings
    assert [(each.rule, each.level) for each in warnings] == [("CW117", "warning")]


async def test_a_part_of_a_course_is_not_published(files: Workers, make: Make) -> None:
    app = await files.start()
    folder = make("new").folder / "t1-tea"
    with pytest.raises(ContentError, match=r"t1-tea is only a part of a course\. Publish .*new\."):
        await app.publishing.publish(folder, OLGA)
    with pytest.raises(ContentError, match="an error was found"):
        await app.publishing.publish(folder / "nothing", OLGA)
    assert await app.publishing.listed() == ()


async def test_a_course_with_ids_of_another_one_is_refused(files: Workers, make: Make) -> None:
    app = await files.start()
    course = make("new")
    course.edit("course.yaml", ("id: tiny", "id: other"))
    with pytest.raises(ContentError, match="has ids that another course has too") as refused:
        await publish(app, course)
    assert "`t1.l1.q1` is taken." in refused.value.problems
    assert await app.publishing.listed() == ()


async def lost(files: Workers, course: Course) -> tuple[str, ...]:
    """Why the course is refused, where two people have taken the first quiz and one the test."""
    app = await files.start()
    for who in (ADA, BEA):
        await (await entered(app, "t1.l1.quiz", who)).take_assessment()
        await entered(app, "t1.l2", who)
    await entered(app, "t1.test")
    with pytest.raises(ContentError, match="what somebody has learned with") as refused:
        await publish(app, course)
    assert await app.publishing.listed() == ()
    return refused.value.problems


async def test_an_activity_in_use_is_not_dropped(files: Workers, make: Make) -> None:
    course = make("new")
    course.without_the_second_lesson()
    assert await lost(files, course) == (
        "`t1.l2`: this lesson is gone, but 2 sessions have it. Put it back.",
    )


async def test_an_activity_that_nobody_has_begun_may_go(files: Workers, make: Make) -> None:
    app = await files.start()
    await entered(app, "t1.l1")
    course = make("new")
    course.without_the_second_lesson()
    (published,) = (await publish(app, course)).courses
    assert published.removed == ("t1.l2", "t1.l2.quiz")


async def test_an_id_in_use_does_not_become_that_of_something_else(files: Workers, make: Make) -> None:
    course = make("new")
    course.edit(QUIZ, ("type: true_false\n    stem: Oxi", "type: short_text\n    stem: Oxi"))
    course.edit(QUIZ, ("    answer: true\n", "    accept: ['yes']\n"))
    (said,) = await lost(files, course)
    assert said == (
        "`t1.l1.q3`: this is of the kind `short_text` now, but 2 sessions have it as `true_false`. "
        "Change it back, or give the new one an id of its own and keep the old."
    )


async def test_a_question_and_an_option_in_use_are_not_dropped(files: Workers, make: Make) -> None:
    course = make("new")
    course.edit(QUIZ, ("id: t1.l1.q3", "id: t1.l1.q5"), ("{id: dye, text", "{id: paint, text"))
    assert await lost(files, course) == (
        "`t1.l1.q1/dye`: this option is gone, but 2 sessions have it. Put it back.",
        "`t1.l1.q3`: this question is gone, but 2 sessions have it. Put it back.",
    )


@pytest.mark.parametrize(
    ("source", "quiz", "file", "changes", "said"),
    [
        (
            COFFEE,
            "k1.l1.quiz",
            "k1-coffee/l1-beans/quiz.yaml",
            [
                ("{id: mill, left: A mill", "{id: grinder, left: A mill"),
                ("{id: ice, text: It cools}", "{id: ice, text: It cools}\n      - {id: mill, text: It hums}"),
            ],
            "`k1.l1.q3/mill`: this pair is gone, but 1 session has it. Put it back.",
        ),
        (
            WRITING,
            "w1.l2.quiz",
            "w1-letters/l2-thanks/quiz.yaml",
            [("{id: meal,", "{id: dish,")],
            "`w1.l2.q1/meal`: this criterion is gone, but 1 session has it. Put it back.",
        ),
    ],
    ids=["a pair that is a distractor now", "a criterion"],
)
async def test_what_answers_name_is_not_dropped_or_made_something_else(
    files: Workers,
    tmp_path: Path,
    source: Path,
    quiz: str,
    file: str,
    changes: list[tuple[str, str]],
    said: str,
) -> None:
    app = await files.start(source)
    course = Course(tmp_path / "new", source)
    course.edit(file, *changes)
    await publish(app, course, dry_run=True)
    await entered(app, quiz)
    with pytest.raises(ContentError, match="what somebody has learned with") as refused:
        await publish(app, course)
    assert refused.value.problems == (said,)


async def test_courses_that_would_come_after_each_other_are_refused(files: Workers, tmp_path: Path) -> None:
    app = await files.start(COURSES / "harbour")
    course = Course(tmp_path / "new", COURSES / "harbour" / "ships")
    course.edit("course.yaml", ("licence: CC0-1.0", "licence: CC0-1.0\nafter: [knots]"))
    with pytest.raises(ContentError, match="what comes first never could") as refused:
        await publish(app, course)
    (problem,) = refused.value.problems
    assert "ships > knots > ships" in problem
    assert await app.publishing.listed() == ()


async def test_a_question_that_is_to_be_asked_no_more_stays_in_its_pool(files: Workers, make: Make) -> None:
    app = await files.start()
    attempt = await entered(app, "t1.test")
    asked = attempt.question().id
    course = make("new")
    course.edit(POOL, (f"  - id: {asked}\n", f"  - id: {asked}\n    use: [practice]\n"))
    (published,) = (await publish(app, course)).courses
    assert published.changed == ("t1.test",)


async def test_what_is_asked_beside_a_lesson_and_reviewed_is_in_no_course(files: Workers, make: Make) -> None:
    app = await files.start()
    await (await entered(app, "t1.l1.quiz")).take_assessment(wrong=4)
    reader = await entered(app, "t1.l1")
    await reader.press("Ask")
    files.clock.move(timedelta(days=30))
    await entered(app, "review")
    course = make("new")
    course.edit(LESSON, (TRADE, TRADE_ANEW))
    await publish(app, course)


class WaitingTutor:
    """A tutor that replies once it is let go on."""

    def __init__(self) -> None:
        self.busy, self.go_on = asyncio.Event(), asyncio.Event()

    async def reply(self, request: TutorRequest) -> TutorReply:
        self.busy.set()
        await self.go_on.wait()
        return TutorReply("answer", "Air does that.")


async def test_nothing_changes_in_the_middle_of_a_turn(files: Workers, make: Make) -> None:
    tutor = WaitingTutor()
    app = await files.start(tutor=tutor)
    someone = await entered(app, "t1.l1.lab")
    course = make("new")
    course.edit("course.yaml", ("title: A Tiny Course on Tea", "title: All about Tea"))
    talking = asyncio.create_task(someone.write("Why does a leaf turn brown?"))
    await tutor.busy.wait()
    await publish(app, course)
    files.wait()
    assert "All about Tea" in said((await entered(app, "t1.l2", BEA)).screen)
    tutor.go_on.set()
    assert "A Tiny Course on Tea" in said(await talking)
    assert "All about Tea" in said(await someone.enter("t1.l1.lab"))


async def test_content_of_a_newer_version_is_left_alone_with_a_warning(
    files: Workers, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = await files.start(), await files.start()
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW))
    await publish(one, course)
    files.wait()
    await entered(other, "t1.l2")
    store = await open_store(files.url)
    newer = Edition("tiny", 2, "3.0", '{"course":{"from":"tomorrow"}}', files.clock.now(), OLGA)
    stranger = Edition("novel", 1, "1.0", "not even JSON", files.clock.now(), OLGA)
    assert await store.publish([newer, stranger], {})
    await store.close()
    for _ in range(2):
        files.wait()
        with caplog.at_level(logging.WARNING, "courseware_core.editions"):
            assert FIRST_ANEW in said((await entered(other, "t1.l1.quiz")).screen)
    warnings = [each.getMessage() for each in caplog.records]
    assert len(warnings) == 2  # told once
    assert any("Edition 2 of `tiny` is not used" in each for each in warnings)


async def test_when_editions_cannot_be_read_the_courses_stay_as_they_were(
    files: Workers, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    app = await files.start()
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW))
    await publish(app, course)
    files.wait()
    await entered(app, "t1.l2")
    with sqlite3.connect(files.url.removeprefix("sqlite:///")) as connection:
        connection.execute("ALTER TABLE editions RENAME TO gone")
    connection.close()
    files.wait()
    with caplog.at_level(logging.WARNING, "courseware_core.editions"):
        assert FIRST_ANEW in said((await entered(app, "t1.l1.quiz")).screen)
    assert "the courses stay as they were" in caplog.text
    with sqlite3.connect(files.url.removeprefix("sqlite:///")) as connection:
        connection.execute("ALTER TABLE gone RENAME TO editions")
    connection.close()


async def test_a_clock_that_is_set_back_keeps_nobody_from_looking(files: Workers, make: Make) -> None:
    one, other = await files.start(), await files.start()
    course = make("new")
    course.edit(QUIZ, (FIRST, FIRST_ANEW))
    await publish(one, course)
    files.clock.move(-MOMENT)
    assert FIRST_ANEW in said((await entered(other, "t1.l1.quiz")).screen)


async def test_the_pictures_of_a_published_lesson_are_in_the_record(files: Workers, make: Make) -> None:
    course = make("new")
    leaf = course.folder / "t1-tea/l1-leaves/leaf.png"
    pixels = leaf.read_bytes()
    start = pixels.index(b"IDAT") - 4
    comment = b"tEXtnew\0leaf"
    chunk = (len(comment) - 4).to_bytes(4) + comment + crc32(comment).to_bytes(4)
    leaf.write_bytes(pixels[:start] + chunk + pixels[start:])
    one, other = await files.start(), await files.start()
    (published,) = (await publish(one, course)).courses
    assert published.changed == ("t1.l1",)
    files.wait()
    someone = await entered(other, "t1.l1")
    while not (found := [image for block in someone.screen.blocks for image in images(block)]):
        await someone.press("next")
    shown = await other.picture(found[0].digest)
    assert shown == picture(leaf.read_bytes())
