"""What operators change, and what their learners see of it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, TINY, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.engine.correction import Standing
from courseware_core.engine.facts import AnswerGiven, AttemptRegraded
from courseware_core.errors import UnknownSession
from courseware_core.identity import Identity
from courseware_core.screen.model import Screen
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Learner

OPERATOR = Identity("operator", "local", "olga")
QUIZ = Path("t1-tea/l1-leaves/quiz.yaml")
FROM_A_PLANT = "{id: plant, text: It comes from a plant of its own kind, "


class Course:
    """A course that is edited between two openings of one record."""

    def __init__(self, folder: Path) -> None:
        self.folder = shutil.copytree(TINY, folder / "tiny")
        self.clock, self.chance, self.store = FixedClock(), RepeatableChance(), MemoryStore()

    def edit(self, file: Path, *changes: tuple[str, str]) -> None:
        text = (self.folder / file).read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (self.folder / file).write_text(text, encoding="utf-8")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Courseware]:
        async with opened(self.folder, self.store, clock=self.clock, chance=self.chance) as app:
            yield app


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


def said(screen: Screen) -> str:
    return "\n".join(plain(rich) for block in screen.blocks for rich in texts(block))


async def only_attempt(app: Courseware, activity: str) -> str:
    (head,) = await app.operators.attempts(activity)
    return head.session


async def quiz_with_one_wrong_try(app: Courseware) -> Learner:
    """The first quiz, with its first question answered wrongly, then rightly: 3 3/4 of 4."""
    someone = learner(app)
    await someone.enter("t1.l1.quiz")
    await choose(someone, "It comes from a plant of its own kind")
    await someone.press("Try again")
    await someone.answer()
    await someone.take_assessment()
    return someone


async def choose(someone: Learner, option: str) -> None:
    shown = [plain(each) for each in someone.screen.input.options]  # type: ignore[union-attr]
    await someone.choose(shown.index(option))


async def swap_the_key_of_the_first_question(course: Course) -> None:
    course.edit(
        QUIZ,
        (FROM_A_PLANT, FROM_A_PLANT + "correct: true, "),
        (
            "text: It is heated soon after picking\n        correct: true",
            "text: It is heated soon after picking",
        ),
        ("        missed: Early heat was the answer, because it stops the browning.\n", ""),
    )


async def test_a_regrade_replays_the_same_answers_by_the_new_key(course: Course) -> None:
    async with course.open() as app:
        await quiz_with_one_wrong_try(app)
        session = await only_attempt(app, "t1.l1.quiz")
        before = (await course.store.stream(session)).facts
    await swap_the_key_of_the_first_question(course)
    async with course.open() as app:
        course.clock.move(timedelta(days=1))
        corrected = await app.operators.regrade(OPERATOR, session, reason="The key was wrong.")
        assert corrected.outcome == "changed"
        assert corrected.before == Standing(Fraction(15, 4), 4, True)
        assert corrected.after == Standing(Fraction(4), 4, True)
        stream = await course.store.stream(session)
        assert stream.facts[:-1] == before
        last = stream.facts[-1]
        assert (last.actor, last.at) == (OPERATOR, course.clock.now())
        assert isinstance(last.fact, AttemptRegraded)
        (head,) = await app.operators.attempts("t1.l1.quiz")
        assert head.score == 4
        assert head.closed_at == before[-1].at
        first = (await course.store.responses(session))[0]
        assert (first.options, first.outcome, first.mark) == (("plant",), "right", Fraction(1))
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        assert "olga had this attempt graded again" in said(someone.screen)
        assert "The reason: The key was wrong." in said(someone.screen)
        assert "You have 4 of 4 marks." in said(someone.screen)


async def test_the_dry_run_of_a_regrade_says_what_the_real_run_does_and_changes_nothing(
    course: Course,
) -> None:
    async with course.open() as app:
        await quiz_with_one_wrong_try(app)
        session = await only_attempt(app, "t1.l1.quiz")
    await swap_the_key_of_the_first_question(course)
    async with course.open() as app:
        before = await course.store.stream(session)
        planned = await app.operators.regrade(OPERATOR, session, dry_run=True)
        assert await course.store.stream(session) == before
        assert await app.operators.regrade(OPERATOR, session) == planned


async def test_a_regrade_done_twice_or_by_unchanged_content_changes_nothing(course: Course) -> None:
    async with course.open() as app:
        await quiz_with_one_wrong_try(app)
        session = await only_attempt(app, "t1.l1.quiz")
        assert (await app.operators.regrade(OPERATOR, session)).outcome == "same"
    await swap_the_key_of_the_first_question(course)
    async with course.open() as app:
        assert (await app.operators.regrade(OPERATOR, session)).outcome == "changed"
        version = (await course.store.stream(session)).version
        assert (await app.operators.regrade(OPERATOR, session)).outcome == "same"
        assert (await course.store.stream(session)).version == version


async def test_a_regrade_lowers_a_result_only_when_it_is_told_to(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        await someone.take_assessment()
        session = await only_attempt(app, "t1.l1.quiz")
    await swap_the_key_of_the_first_question(course)
    async with course.open() as app:
        kept = await app.operators.regrade(OPERATOR, session)
        assert (kept.outcome, kept.before, kept.after) == (
            "kept",
            Standing(Fraction(4), 4, True),
            Standing(Fraction(3), 4, True),
        )
        assert (await app.operators.attempts("t1.l1.quiz"))[0].score == 4
        lowered = await app.operators.regrade(OPERATOR, session, lower=True)
        assert (lowered.outcome, lowered.after) == ("changed", kept.after)
        assert (await app.operators.attempts("t1.l1.quiz"))[0].score == 3


async def test_an_attempt_under_way_is_not_regraded(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        session = await only_attempt(app, "t1.l1.quiz")
        corrected = await app.operators.regrade(OPERATOR, session)
        assert (corrected.outcome, corrected.code) == ("refused", "attempt_open")


async def test_a_question_that_is_asked_differently_now_is_not_graded_by_it(course: Course) -> None:
    async with course.open() as app:
        await quiz_with_one_wrong_try(app)
        session = await only_attempt(app, "t1.l1.quiz")
    course.edit(QUIZ, ("id: dye", "id: paint"))
    async with course.open() as app:
        corrected = await app.operators.regrade(OPERATOR, session)
        assert (corrected.outcome, corrected.code) == ("refused", "question_changed")
        assert corrected.params == {"question": "t1.l1.q1"}


async def test_time_that_has_run_out_is_settled_before_a_regrade(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        await someone.answer()
        session = await only_attempt(app, "t1.test")
        course.clock.move(timedelta(hours=1))
        assert (await app.operators.regrade(OPERATOR, session, dry_run=True)).outcome == "same"
        assert (await app.operators.attempts("t1.test"))[0].status == "open"
        assert (await app.operators.regrade(OPERATOR, session)).outcome == "same"
        (head,) = await app.operators.attempts("t1.test")
        assert (head.status, head.score, head.closed_at) == ("closed", Fraction(1), head.deadline)


async def test_more_time_moves_the_deadline_and_says_so(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        session = await only_attempt(app, "t1.test")
        until = course.clock.now() + timedelta(hours=2)
        corrected = await app.operators.extend(OPERATOR, session, until, reason="The power was out.")
        assert corrected.outcome == "changed"
        course.clock.move(timedelta(minutes=90))
        await someone.enter("t1.test")
        assert "olga gave you more time" in said(someone.screen)
        assert "The reason: The power was out." in said(someone.screen)
        await someone.take_assessment()
        assert "You have 3 of 3 marks." in said(someone.screen)


async def test_more_time_opens_an_attempt_again_that_time_had_closed(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        await someone.answer()
        session = await only_attempt(app, "t1.test")
        course.clock.move(timedelta(hours=3))
        await someone.enter("t1.test")
        assert someone.screen.name == "result"
        assert await course.store.responses(session) != ()
        counted = await course.store.counts()
        await app.operators.extend(OPERATOR, session, course.clock.now() + timedelta(minutes=20))
        assert await course.store.responses(session) == ()
        (head,) = await app.operators.attempts("t1.test")
        assert (head.status, head.closed_at, head.score) == ("open", None, None)
        await someone.enter("t1.test")
        assert someone.screen.name == "question"
        await someone.take_assessment()
        (head,) = await app.operators.attempts("t1.test")
        assert (head.status, head.score, head.passed) == ("closed", Fraction(3), True)
        assert await course.store.counts() == counted  # they are written when an attempt closes first


@pytest.mark.parametrize(
    ("hours", "finish", "code"), [(1, True, "handed_in"), (0, False, "not_later"), (-1, False, "not_later")]
)
async def test_more_time_is_refused_where_it_gives_none(
    course: Course, hours: int, finish: bool, code: str
) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        session = await only_attempt(app, "t1.test")
        if finish:
            await someone.take_assessment()
        until = course.clock.now() + timedelta(hours=hours)
        corrected = await app.operators.extend(OPERATOR, session, until)
        assert (corrected.outcome, corrected.code) == ("refused", code)


async def test_an_activity_without_a_time_limit_gets_no_more_time(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        for activity in ("t1.l1.quiz", "t1.l1"):
            await someone.enter(activity)
            session = await only_attempt(app, activity)
            until = course.clock.now() + timedelta(hours=1)
            assert (await app.operators.extend(OPERATOR, session, until)).code == "not_timed"


async def test_an_attempt_is_not_opened_again_beside_another(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        session = await only_attempt(app, "t1.test")
        course.clock.move(timedelta(hours=20))
        await someone.enter("t1.test")
        await someone.press("Take it again")
        until = course.clock.now() + timedelta(hours=1)
        corrected = await app.operators.extend(OPERATOR, session, until)
        assert (corrected.outcome, corrected.code) == ("refused", "other_open")


async def test_a_voided_attempt_counts_for_nothing_and_its_learner_reads_why(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        await someone.take_assessment()
        session = await only_attempt(app, "t1.test")
        recorded = await course.store.stream(session)
        assert any(isinstance(each.fact, AnswerGiven) for each in recorded.facts)
        await app.operators.void(OPERATOR, session, reason="Taken by somebody else.")
        assert (await course.store.stream(session)).facts[:-1] == recorded.facts
        report = await app.progress(ADA)
        (test,) = (each for module in report.modules for each in module.activities if each.kind == "test")
        assert (test.state, test.score) == ("not_started", None)
        assert await course.store.responses(session) == ()
        await someone.enter("t1.test")
        assert someone.screen.name == "voided"
        assert "olga took this out of your results" in said(someone.screen)
        assert said(someone.screen).count("The reason: Taken by somebody else.") == 1
        await someone.press("Take it again")  # neither the limit nor the pause counts it
        assert someone.screen.name == "question"


async def test_nothing_can_be_done_in_a_voided_session(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        session = await only_attempt(app, "t1.l1.quiz")
        await app.operators.void(OPERATOR, session)
        version = (await course.store.stream(session)).version
        await someone.answer()
        assert someone.screen.name == "voided"
        assert (await app.operators.void(OPERATOR, session)).code == "voided"
        assert (await app.operators.regrade(OPERATOR, session)).code == "voided"
        assert (await course.store.stream(session)).version == version


async def test_a_session_that_is_not_there_is_named(course: Course) -> None:
    async with course.open() as app:
        await learner(app).enter()
        for session in ("nosuch", ADA.person_session()):
            with pytest.raises(UnknownSession, match=session):
                await app.operators.void(OPERATOR, session)


async def test_another_attempt_whose_time_is_over_is_not_in_the_way(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        session = await only_attempt(app, "t1.test")
        course.clock.move(timedelta(hours=20))
        await someone.enter("t1.test")
        await someone.press("Take it again")
        course.clock.move(timedelta(hours=1))
        corrected = await app.operators.extend(OPERATOR, session, timedelta(minutes=20))
        assert corrected.outcome == "changed"
        assert [head.status for head in await app.operators.attempts("t1.test")] == ["open", "closed"]


async def test_more_time_begins_where_a_clock_was_ahead(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.test")
        session = await only_attempt(app, "t1.test")
        course.clock.move(timedelta(days=1))
        await someone.enter("t1.test")
        course.clock.move(timedelta(days=-1))
        assert (await app.operators.extend(OPERATOR, session, timedelta(minutes=20))).outcome == "changed"
        await someone.enter("t1.test")
        await someone.take_assessment()
        assert "You have 3 of 3 marks." in said(someone.screen)


async def test_a_reason_shows_only_what_can_be_read(course: Course) -> None:
    async with course.open() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        session = await only_attempt(app, "t1.l1.quiz")
        await app.operators.void(OPERATOR, session, reason="a\u202eb\x1b")
        await someone.enter("t1.l1.quiz")
        assert "The reason: ab" in said(someone.screen)


@pytest.mark.parametrize("until", [datetime(2026, 11, 22), datetime(9000, 1, 1, tzinfo=UTC), timedelta(9999)])  # noqa: DTZ001
async def test_more_time_is_a_time_that_can_be_recorded(course: Course, until: datetime | timedelta) -> None:
    async with course.open() as app:
        with pytest.raises(ValueError, match="extended"):
            await app.operators.extend(OPERATOR, "s1", until)
