"""The item report counts what learners answered when they were first asked, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.app.items_report import COURSE, LEARNERS, MISKEYED, PAGE, QUIZ, TEST, Told, page, simulated
from tests.app.surroundings import ADA, BEA, learner, opened

from courseware_core.app import Courseware
from courseware_core.content.catalog import load_catalog
from courseware_core.content.model import Quiz
from courseware_core.content.questions.base import Response
from courseware_core.engine.item_analysis import ENOUGH, Encounter, ItemReport, discrimination
from courseware_core.identity import Identity
from courseware_core.itemising import ItemsReport
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner

OPERATOR = Identity("test", "local", "operator")


@pytest.fixture(scope="module")
def simulation() -> tuple[Told, ItemsReport]:
    """What simulated learners answered first, and the item report over them."""
    return asyncio.run(simulated())


@pytest.fixture(scope="module")
def report(simulation: tuple[Told, ItemsReport]) -> ItemsReport:
    """The item report over all simulated learners."""
    return simulation[1]


@pytest.fixture
async def app() -> AsyncIterator[Courseware]:
    """The course of the simulation, taken by nobody yet."""
    async with opened(COURSE) as app:
        yield app


def by_id(report: ItemsReport) -> dict[str, ItemReport]:
    return {item.item: item for item in report.items}


async def quiz(app: Courseware, who: Identity = ADA, *, wrong: int = 0) -> Learner:
    """Somebody who has taken the whole quiz, with that many wrong answers at first."""
    someone = learner(app, who)
    await someone.enter(QUIZ)
    await someone.press("All questions")
    await someone.take_assessment(wrong=wrong)
    return someone


def test_report_counts_what_two_hundred_learners_answered_first(
    simulation: tuple[Told, ItemsReport],
) -> None:
    told, items = simulation[0], by_id(simulation[1])
    assert {each: item.n for each, item in items.items()} == told.answered
    assert {each: item.right for each, item in items.items()} == told.right
    for each, item in items.items():
        for option in item.options:
            assert option.chosen == told.chosen.get((each, option.option), 0)
        assert item.difficulty == Fraction(told.right[each], told.answered[each])


def test_planted_faults_are_flagged_and_nothing_else_is(report: ItemsReport) -> None:
    assert report.learners == LEARNERS
    flags = {
        (item.item, *name): flag
        for item in report.items
        for name, flag in (((), item.flag), *(((option.option,), option.flag) for option in item.options))
        if flag
    }
    assert flags == {
        ("i1.fair", "never"): "nobody",
        ("i1.easy",): "too_easy",
        ("i1.easy", "salt"): "nobody",
        ("i1.easy", "sand"): "nobody",
        ("i1.hard",): "too_hard",
        (MISKEYED,): "too_hard",
        (MISKEYED, "drops"): "better_learners",
    }


def test_items_tell_able_learners_apart_and_one_with_the_wrong_key_does_the_opposite(
    report: ItemsReport,
) -> None:
    found = {item.item: item.discrimination for item in report.items}
    assert found.pop("i1.easy") is None  # all had the same mark
    miskeyed = found.pop(MISKEYED)
    assert miskeyed is not None
    assert miskeyed < -0.1
    assert all(each is not None and each > 0.2 for each in found.values())


def test_document_is_what_the_product_says(report: ItemsReport) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(report)


async def test_first_try_counts_and_later_tries_and_attempts_do_not(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter(QUIZ)
    await someone.press("All questions")
    await someone.answer(rightly=False)
    await someone.press("Try again")
    await someone.answer(rightly=True)
    await someone.press("next")
    await someone.take_assessment()
    item = by_id(await app.items())["i1.fair"]
    assert (item.n, item.right, item.tries) == (1, 0, Fraction(2))
    assert {option.option: option.chosen for option in item.options}["sooner"] == 0


async def test_rounds_over_missed_questions_and_second_attempts_are_left_out(app: Courseware) -> None:
    someone = await quiz(app, wrong=2)
    before = await app.items()
    await someone.press("missed")
    await someone.take_assessment()
    assert await app.items() == before
    await someone.press("Pick questions")
    await someone.press("All questions")
    await someone.take_assessment()
    assert await app.items() == before


async def test_answer_that_was_handed_in_counts_where_answers_may_be_changed(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter(TEST)
    await someone.answer(rightly=False)
    await someone.press("back")
    question = someone.question().id
    await someone.answer(rightly=True)
    await someone.take_assessment()
    item = by_id(await app.items())[question]
    assert (item.n, item.right, item.tries) == (1, 1, None)


async def test_question_that_was_seen_and_not_answered_is_skipped_and_one_not_reached_is_not_in_it() -> None:
    clock = FixedClock()
    async with opened(COURSE, clock=clock) as app:
        someone = learner(app)
        await someone.enter(TEST)
        answered = someone.question().id
        await someone.answer()
        skipped = someone.question().id
        clock.move(timedelta(hours=1))
        await someone.enter(TEST)
        items = by_id(await app.items())
        assert {each: (item.n, item.skipped) for each, item in items.items()} == {
            answered: (1, 0),
            skipped: (0, 1),
        }
        assert items[skipped].difficulty is None


async def test_attempt_under_way_is_not_in_it(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter(TEST)
    await someone.answer()
    report = await app.items()
    assert (report.learners, report.items, report.unasked) == (0, (), 9)


async def test_voided_attempt_does_not_count_and_the_next_one_does(app: Courseware) -> None:
    await quiz(app, wrong=9)
    (head,) = await app.operators.attempts(QUIZ)
    await app.operators.void(OPERATOR, head.session, reason="The projector failed.")
    assert (await app.items()).items == ()
    await quiz(app)
    assert by_id(await app.items())["i1.fair"].right == 1


async def test_linked_identities_are_one_learner(app: Courseware) -> None:
    await quiz(app, ADA)
    await quiz(app, BEA, wrong=9)
    assert by_id(await app.items())["i1.fair"].n == 2
    offer = await app.linking.offer(ADA)
    assert await app.linking.claim(BEA, offer.code) == ADA
    assert await app.linking.confirm(ADA) == BEA
    item = by_id(await app.items())["i1.fair"]
    assert (item.n, item.right) == (1, 1)
    assert (await app.items()).learners == 1


async def test_learner_who_was_forgotten_is_in_none_of_it(app: Courseware) -> None:
    await quiz(app, ADA)
    await quiz(app, BEA)
    await app.forget(ADA)
    report = await app.items()
    assert (report.learners, by_id(report)["i1.fair"].n) == (1, 1)


async def test_picked_round_counts_for_what_was_met_there_first(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter(QUIZ)
    await someone.press("Topic: pot")
    await someone.take_assessment(wrong=9)
    items = by_id(await app.items())
    assert {each: item.right for each, item in items.items()} == {"i1.fair": 0, "i1.several": 0}
    await quiz(app)
    items = by_id(await app.items())
    assert len(items) == 6
    assert (items["i1.fair"].right, items["i1.easy"].right) == (0, 1)


async def test_report_of_one_course_holds_its_items_alone(app: Courseware) -> None:
    await quiz(app)
    assert len((await app.items("items")).items) == 6
    assert (await app.items("none")).items == ()


def test_discrimination_needs_thirty_answers_and_marks_that_differ() -> None:
    content = load_catalog(COURSE).activity(QUIZ).activity
    assert isinstance(content, Quiz)
    question = content.by_id["i1.fair"]
    right, wrong, _ = question.fabricate()

    def met(number: int, *, rightly: bool, rest: Fraction | None) -> Encounter:
        order = question.order(None)
        response = question.read(right if rightly else wrong, order)
        assert isinstance(response, Response)
        return Encounter(question, "d", response, question.grade(response), rest, None, None)

    able = [met(n, rightly=True, rest=Fraction(1)) for n in range(15)]
    others = [met(n, rightly=False, rest=Fraction(0)) for n in range(15)]
    assert len(able) + len(others) == ENOUGH
    assert discrimination([*able, *others]) == 1
    assert discrimination([*able, *others[1:]]) is None
    assert discrimination(able * 2) is None
    alone = [met(n, rightly=True, rest=None) for n in range(40)]
    assert discrimination(alone) is None
    mixed = [*able[:10], *others[:10], *(met(n, rightly=n < 5, rest=Fraction(1, 2)) for n in range(10))]
    # By hand: x is 1 for 15 of 30; y has mean 1/2 and is 1, 0, 1/2 for ten each: 5 / sqrt(7.5 * 5).
    assert discrimination(mixed) == 0.816
