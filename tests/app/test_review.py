"""Review: what was missed or shaky comes back, day by day, as a short round."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.surroundings import ADA, BEA, COURSES, TINY, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.engine.facts import AttemptStarted
from courseware_core.identity import Identity
from courseware_core.reviewing import MOST, REVIEW
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import Go
from courseware_core.spacing import Recall, due, recall
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner

DAY = timedelta(days=1)
BEGAN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
QUIZ = "t1.l1.quiz"


async def review(someone: Learner, app: Courseware, who: Identity = ADA, delivery: str = "") -> str:
    """Goes to review; what is told on the way."""
    turn = await app.handle(who, Intent(token=Go("review").token(), delivery=delivery))
    someone.screen = turn.screen
    return turn.notice


def words(screen: Screen) -> str:
    return "\n".join(plain(each) for block in screen.blocks for each in texts(block))


async def due_questions(app: Courseware, who: Identity = ADA) -> set[str]:
    return {item.question.id for item in await app.reviews.due(who)}


async def missed_all(app: Courseware, who: Identity = ADA) -> Learner:
    """Somebody who got no question of the quiz right."""
    someone = learner(app, who)
    await someone.enter(QUIZ)
    await someone.take_assessment(wrong=99)
    return someone


@pytest.mark.parametrize(
    ("outcome", "tries", "hints", "expected"),
    [
        ("right", 1, 0, "sure"),
        ("right", 2, 0, "shaky"),
        ("right", 1, 1, "shaky"),
        ("partial", 1, 0, "missed"),
        ("wrong", 1, 0, "missed"),
        ("wrong", 2, 2, "missed"),
    ],
)
def test_an_answer_is_sure_shaky_or_missed(outcome: str, tries: int, hints: int, expected: Recall) -> None:
    assert recall(outcome, tries=tries, hints=hints) == expected  # type: ignore[arg-type]


def test_what_was_never_in_doubt_does_not_come_back() -> None:
    assert due([(BEGAN, "sure"), (BEGAN + DAY, "sure")]) is None


@given(st.lists(st.sampled_from(("sure", "shaky", "missed")), min_size=1, max_size=8))
def test_an_item_comes_back_on_a_later_day_and_the_same_answers_give_the_same_day(
    answers: list[Recall],
) -> None:
    given_on = [(BEGAN + number * 30 * DAY, how) for number, how in enumerate(answers)]
    comes_back = due(given_on)
    assert comes_back == due(given_on)
    assert (comes_back is None) == (set(answers) == {"sure"})
    if comes_back:
        assert comes_back - given_on[-1][0] >= DAY


def test_the_better_it_is_remembered_the_later_it_comes_back() -> None:
    first: tuple[datetime, Recall] = (BEGAN, "missed")
    ways: tuple[Recall, ...] = ("missed", "shaky", "sure")
    after = [due([first, (BEGAN + DAY, how)]) for how in ways]
    assert all(one and other and one <= other for one, other in pairwise(after))
    assert after[0] != after[2]


async def test_three_days_of_review() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        someone = await missed_all(app)
        assert await due_questions(app) == set()
        queue = {item.question.id for item in await app.reviews.items(ADA)}
        assert queue
        clock.move(DAY)
        assert await due_questions(app) == queue
        await review(someone, app)
        assert someone.screen.title == "Review"
        await someone.take_assessment(wrong=1)
        assert "comes back" in words(someone.screen) or "come back" in words(someone.screen)
        clock.move(DAY)
        missed_again = await due_questions(app)
        assert len(missed_again) == 1
        await review(someone, app)
        await someone.take_assessment()
        clock.move(DAY)
        assert await due_questions(app) == queue
        await review(someone, app)
        await someone.take_assessment()
        clock.move(DAY)
        assert await due_questions(app) == set()


async def test_what_is_due_is_due_from_the_beginning_of_its_day() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        await missed_all(app)
        clock.move(timedelta(hours=14, minutes=59))
        assert await due_questions(app) == set()
        clock.move(timedelta(minutes=1))
        assert await due_questions(app)


async def test_what_a_test_asks_comes_back_only_to_those_who_have_passed_it() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        someone = learner(app)
        await someone.enter("t1.test")
        await someone.take_assessment(wrong=99)
        clock.move(2 * DAY)
        assert await due_questions(app) == set()
        await someone.enter("t1.test")
        await someone.press("Take it again")
        await someone.take_assessment()
        assert await app.reviews.items(ADA)


@pytest.mark.parametrize(
    ("answers", "missed", "passed"), [("after_submit", 4, 4), ("after_pass", 0, 4), ("never", 0, 0)]
)
@pytest.mark.parametrize(("file", "exam"), [("test.yaml", "b1.test"), ("mock.yaml", "b1.mock")])
async def test_what_an_exam_of_either_kind_hides_is_not_in_review(
    tmp_path: Path, file: str, exam: str, answers: str, missed: int, passed: int
) -> None:
    folder = Path(shutil.copytree(COURSES / "boats", tmp_path / "boats"))
    for name in ("test.yaml", "mock.yaml"):
        written = folder / "b1-boats" / name
        text = re.sub("answers: .*}", "answers: after_submit}", written.read_text(encoding="utf-8"))
        text = text.replace("count: 3", "count: 4")
        written.write_text(text, encoding="utf-8")
    hiding = folder / "b1-boats" / file
    hiding.write_text(hiding.read_text(encoding="utf-8").replace("after_submit", answers), encoding="utf-8")
    async with opened(folder) as app:
        someone = learner(app)
        await someone.enter(exam)
        await someone.take_assessment(wrong=99)
        assert len(await app.reviews.items(ADA)) == missed
        await someone.enter(exam)
        await someone.press("Take it again")
        await someone.take_assessment()
        assert bool(await app.reviews.items(ADA)) == bool(passed)


async def test_what_a_quiz_asks_is_not_in_review_while_a_test_hides_it(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    pool = folder / "t1-tea" / "pools" / "core.yaml"
    asked = pool.read_text(encoding="utf-8").replace(
        "  - id: t1.t1\n", "  - id: t1.t1\n    use: [exam, practice]\n"
    )
    pool.write_text(asked, encoding="utf-8")
    quiz = "id: t1.l2.quiz\ntitle: Check\npool: ../pools/core.yaml\n"
    (folder / "claims.yaml").unlink()
    (folder / "t1-tea" / "l2-brewing" / "quiz.yaml").write_text(quiz, encoding="utf-8")
    async with opened(folder) as app:
        someone = learner(app)
        await someone.enter("t1.l2.quiz")
        await someone.take_assessment(wrong=99)
        assert [item.question.id for item in await app.reviews.items(ADA)] == ["t1.l1.exit"]
        await someone.enter("t1.test")
        await someone.take_assessment()
        assert "t1.t1" in {item.question.id for item in await app.reviews.items(ADA)}


async def test_the_start_menu_says_how_much_is_due_once_something_comes_back() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        someone = learner(app)
        await someone.enter()
        assert not [each for each in someone.screen.controls if each.label == "Review"]
        someone = await missed_all(app)
        for expected in ("0 due", "4 due"):
            await someone.enter()
            notes = [each.note for each in someone.screen.controls if each.label == "Review"]
            assert notes == [expected]
            clock.move(DAY)


async def test_nothing_due_is_said_and_begins_nothing() -> None:
    async with opened(TINY) as app:
        someone = learner(app)
        await someone.enter("t1.l1")
        before = await app.export(ADA)
        assert "Nothing is due" in await review(someone, app)
        assert await app.export(ADA) == before


async def test_a_round_is_gone_on_with_and_the_same_delivery_begins_one() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        someone = await missed_all(app)
        clock.move(DAY)
        for delivery in ("d1", "d1", "d2"):
            await review(someone, app, delivery=delivery)
        await someone.answer(rightly=True)
        shown = someone.screen
        turn = await app.enter(ADA, REVIEW)
        assert turn.screen == shown
        begun = [
            stream
            for stream in await app.export(ADA)
            if isinstance(stream.facts[0].fact, AttemptStarted) and stream.facts[0].fact.activity == REVIEW
        ]
        assert len(begun) == 1


async def test_a_round_of_review_changes_no_result_and_outlives_the_courses(tmp_path: Path) -> None:
    clock, store = FixedClock(), f"sqlite:///{tmp_path / 'record.db'}"
    async with opened(TINY, store, clock=clock) as app:
        someone = await missed_all(app)
        before = await app.progress(ADA)
        clock.move(DAY)
        await review(someone, app)
        await someone.answer(rightly=True)
    async with opened(TINY, store, clock=clock) as app:
        someone = learner(app)
        await someone.enter(REVIEW)
        await someone.take_assessment()
        assert (await app.progress(ADA)).modules == before.modules


async def test_a_round_holds_ten_questions_at_most() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        someone = await missed_all(app)
        clock.move(DAY)
        await review(someone, app)
        assert someone.screen.progress
        assert 1 <= someone.screen.progress.total <= MOST


async def test_review_is_ones_own_on_every_surface_that_is_linked() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        await missed_all(app)
        await learner(app, BEA).enter("t1.l1")
        clock.move(DAY)
        assert await due_questions(app, BEA) == set()
        offer = await app.linking.offer(ADA)
        await app.linking.claim(BEA, offer.code)
        await app.linking.confirm(ADA)
        assert await due_questions(app, BEA) == await due_questions(app, ADA) != set()


async def test_forgetting_forgets_what_comes_back() -> None:
    clock = FixedClock()
    async with opened(TINY, clock=clock) as app:
        await missed_all(app)
        clock.move(DAY)
        await app.forget(ADA)
        assert await due_questions(app) == set()
