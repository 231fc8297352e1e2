"""Numeric, ordering, matching and partly right answers, from the learner's line to the record."""

import shutil
from collections.abc import AsyncIterator, Callable
from fractions import Fraction
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, COFFEE, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import Callout, plain, texts
from courseware_core.content.questions.base import Question
from courseware_core.engine.facts import AnswerGiven
from courseware_core.identity import Identity
from courseware_core.inputs import Answer, Order, Pair
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.match import read_answer
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import DISCORD_MESSAGE, PROFILES, SLACK_MESSAGE, WEB
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.leaks import leaks
from courseware_core.turns import Turn

QUIZ, TEST = "k1.l1.quiz", "k1.test"
NUMBER, ORDERED, MATCHED, SEVERAL = range(4)


@pytest.fixture
async def app() -> AsyncIterator[Courseware]:
    async with opened(COFFEE) as found:
        yield found


async def at_question(someone: Learner, number: int) -> Screen:
    """Answers the questions of the quiz that come before this one, rightly."""
    await someone.enter(QUIZ)
    for _ in range(number):
        await someone.answer()
        await someone.press("next")
    return someone.screen


async def say(app: Courseware, someone: Learner, line: str) -> Turn:
    """Types a line, as on a surface that has nothing but text."""
    turn = await app.answer(ADA, someone.screen, line)
    someone.screen = turn.screen
    return turn


def said(screen: Screen) -> str:
    return "\n".join(plain(rich) for block in screen.blocks for rich in texts(block))


def verdict(screen: Screen) -> str:
    return next(block.tone for block in screen.blocks if isinstance(block, Callout))


async def marks(app: Courseware) -> list[Fraction]:
    streams = await app.export(ADA)
    given = [each.fact for stream in streams for each in stream.facts if isinstance(each.fact, AnswerGiven)]
    return [each.mark for each in given]


async def score(app: Courseware, activity: str) -> Fraction | None:
    """The marks of the only attempt that there is."""
    (head,) = await app.operators.attempts(activity)
    return head.score


async def test_whole_module_with_every_closed_kind_is_passed(app: Courseware) -> None:
    someone = learner(app)
    await whole_module(someone)
    assert [await score(app, each) for each in (QUIZ, TEST)] == [4, 3]


async def test_wrong_answers_of_every_kind_are_wrong_and_the_right_ones_are_shown(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter(QUIZ)
    for number in range(4):
        for _ in range(2):
            await someone.answer(rightly=False)
            assert verdict(someone.screen) == "wrong"
            again = await someone.press("Try again")
            refused = await someone.answer(rightly=False)
            assert refused.name == again.name == "question"
            await someone.answer()
            assert verdict(someone.screen) == "right"
            break
        await someone.press("next" if number < 3 else "See the result")
    assert someone.screen.progress is not None
    assert someone.screen.progress.label == "3 of 4"


@pytest.mark.parametrize(
    ("number", "line"),
    [(NUMBER, "112,5"), (NUMBER, "112.5 ml"), (NUMBER, "1.125e2"), (NUMBER, " 114 ")],
)
async def test_number_is_typed_as_people_write_it(app: Courseware, number: int, line: str) -> None:
    someone = learner(app)
    await at_question(someone, number)
    turn = await say(app, someone, line)
    assert turn.notice == ""
    assert verdict(someone.screen) == "right"


async def test_number_that_can_be_read_in_two_ways_costs_nothing_and_says_what_to_write(
    app: Courseware,
) -> None:
    someone = learner(app)
    await at_question(someone, NUMBER)
    for line, sentence in (("1,125", "like 1.2340"), ("1/2", "in digits"), ("a 1", "in digits")):
        turn = await say(app, someone, line)
        assert sentence in turn.notice
        assert someone.screen.name == "question"
    await say(app, someone, "112.5")
    assert await marks(app) == [Fraction(1)]


async def test_same_number_in_another_notation_is_no_other_answer(app: Courseware) -> None:
    someone = learner(app)
    await at_question(someone, NUMBER)
    await say(app, someone, "11")
    assert "A drop too few by far." in said(someone.screen)
    await someone.press("Try again")
    turn = await say(app, someone, "11,00 ml")
    assert "before" in turn.notice
    assert await marks(app) == [Fraction(0)]


def shown_letters(asked: Order, *wanted: str) -> list[str]:
    texts_shown = [plain(item) for item in asked.items]
    return ["ABCDEF"[texts_shown.index(each)] for each in wanted]


STEPS = ("Pick the cherries", "Roast the beans", "Grind them", "Pour hot water")


@pytest.mark.parametrize("between", [" ", ", ", ",", " and "])
@pytest.mark.parametrize("write", [str, str.lower, lambda each: str("ABCD".index(each) + 1)])
async def test_order_is_typed_in_letters_or_numbers(
    app: Courseware, between: str, write: Callable[[str], str]
) -> None:
    someone = learner(app)
    await at_question(someone, ORDERED)
    asked = someone.screen.input
    assert isinstance(asked, Order)
    assert asked.how == "Type all letters in order, such as D C B A."
    await say(app, someone, between.join(map(write, shown_letters(asked, *STEPS))))
    assert verdict(someone.screen) == "right"


async def test_order_that_is_partly_right_earns_its_share_and_another_try_costs_none_of_it(
    app: Courseware,
) -> None:
    someone = learner(app)
    await at_question(someone, ORDERED)
    first, second, third, fourth = STEPS

    async def put(*items: str) -> None:
        asked = someone.screen.input
        assert isinstance(asked, Order)
        await say(app, someone, " ".join(shown_letters(asked, *items)))

    await put(fourth, first, second, third)
    assert verdict(someone.screen) == "partial"
    assert "You have 0.67 of the mark." in said(someone.screen)
    await someone.press("Try again")
    await put(fourth, third, second, first)
    assert verdict(someone.screen) == "wrong"
    assert "You keep 0.67 of the mark from your earlier try." in said(someone.screen)
    await someone.press("Try again")
    await put(*STEPS)
    assert verdict(someone.screen) == "right"
    assert "You keep 0.67 of the mark from your earlier try." in said(someone.screen)
    assert (await marks(app))[1:] == [Fraction(2, 3), Fraction(2, 3), Fraction(2, 3)]


@pytest.mark.parametrize("form", ["{n}{letter}", "{n}-{letter}", "{n}: {letter}", "{letter}"])
async def test_pairs_are_typed_as_number_and_letter_or_as_letters_in_turn(app: Courseware, form: str) -> None:
    someone = learner(app)
    await at_question(someone, MATCHED)
    asked = someone.screen.input
    assert isinstance(asked, Pair)
    assert asked.how == "Type each number with its letter, such as 1c 2b 3a."
    rights = [plain(right) for right in asked.right]
    line = " ".join(
        form.format(n=number, letter="ABCD"[rights.index(each)])
        for number, each in enumerate(("It browns", "It makes small", "It cools"), start=1)
    )
    await say(app, someone, line)
    assert verdict(someone.screen) == "partial"
    assert "A filter is about what stays behind." in said(someone.screen)
    assert "A roast is about colour." not in said(someone.screen)
    assert "A filter → It cools" in said(someone.screen)
    assert "A filter → It holds back" not in said(someone.screen)
    assert (await marks(app))[-1] == Fraction(2, 3)


async def test_choice_that_is_partly_right_earns_by_its_policy(app: Courseware) -> None:
    someone = learner(app)
    await at_question(someone, SEVERAL)
    await say(app, someone, "Water")
    assert verdict(someone.screen) == "partial"
    assert (await marks(app))[-1] == Fraction(1, 2)


async def test_result_of_partly_right_answers_is_exact(app: Courseware) -> None:
    someone = learner(app)
    await at_question(someone, MATCHED)
    question = someone.question()
    await someone.choose(*_as_shown(someone.screen, question, question.fabricate_partial()))
    await someone.press("next")
    await someone.answer()
    await someone.press("See the result")
    assert await score(app, QUIZ) == Fraction(10, 3)
    assert "Partly right, 0.33 of 1:" in said(someone.screen)


async def test_result_of_a_question_is_that_of_the_try_that_its_mark_is_from(app: Courseware) -> None:
    someone = learner(app)
    await at_question(someone, MATCHED)
    question = someone.question()
    await someone.choose(*_as_shown(someone.screen, question, question.fabricate_partial()))
    assert "You have 0.33 of the mark." in said(someone.screen)
    for turned in (1, 2):
        await someone.press("Try again")
        await someone.choose(*_all_wrong(someone.screen, turned))
        assert verdict(someone.screen) == "wrong"
        assert "You keep 0.33 of the mark from your earlier try." in said(someone.screen)
    await someone.press("next")
    await someone.answer()
    await someone.press("See the result")
    assert "Partly right, 0.33 of 1:" in said(someone.screen)


async def test_what_is_said_of_every_mistake_is_said_with_the_right_answer_too(app: Courseware) -> None:
    someone = learner(app)
    await at_question(someone, MATCHED)
    for turned in (1, 2, 3):
        await someone.choose(*_all_wrong(someone.screen, turned))
        assert "One of the four belongs to none." in said(someone.screen)
        if turned < 3:
            await someone.press("Try again")
    told = said(someone.screen)
    assert told.index("One of the four belongs to none.") < told.index("The right answer:")


def _all_wrong(screen: Screen, turned: int) -> tuple[int, ...]:
    """Pairs of which none is right, others for each of 1, 2 and 3."""
    assert isinstance(screen.input, Pair)
    shown = [plain(right) for right in screen.input.right]
    places = [shown.index(each) for each in ("It browns", "It makes small", "It holds back", "It cools")]
    return tuple(places[(number + turned) % 4] for number in range(3))


def _as_shown(screen: Screen, question: Question, answer: Answer | None) -> tuple[int, ...]:
    assert isinstance(screen.input, Pair)
    assert answer is not None
    authored = question.input(question.order(None), str)
    assert isinstance(authored, Pair)
    return tuple(screen.input.right.index(authored.right[value]) for value in answer.values)


async def test_test_that_shuffles_nothing_shows_no_order_that_is_the_key(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter(TEST)
    await someone.answer()
    asked = someone.screen.input
    assert isinstance(asked, Order)
    assert [plain(item) for item in asked.items] != ["Green bean", "Brown bean", "Powder"]


async def test_nothing_is_shown_before_it_was_earned(app: Courseware) -> None:
    for activity in (QUIZ, TEST):
        someone = learner(app)
        await someone.enter(activity)
        while someone.screen.name == "question":
            assert leaks(someone.screen, someone.question()) == ()
            await someone.answer(rightly=False)
            if activity == QUIZ:
                await someone.press("Try again")
                assert leaks(someone.screen, someone.question()) == ()
                await someone.answer()
                await someone.press("next")


async def test_every_screen_fits_every_surface_and_says_how_to_type_where_there_is_no_form(
    app: Courseware,
) -> None:
    someone = learner(app)
    await whole_module(someone)
    await someone.enter(QUIZ)
    for screen in someone.seen:
        for profile in PROFILES:
            pages = fit(screen, profile)
            assert [satisfies(page, profile) for page in pages] == [()] * len(pages)
        if isinstance(screen.input, Order | Pair):
            assert screen.input.how
            assert not any(screen.input.how in said(page) for page in fit(screen, WEB))
            for chat in (DISCORD_MESSAGE, SLACK_MESSAGE):
                assert any(screen.input.how in said(page) for page in fit(screen, chat))


async def test_what_a_form_takes_as_text_means_what_was_asked(app: Courseware) -> None:
    someone = learner(app)
    await at_question(someone, ORDERED)
    assert someone.screen.input is not None
    assert read_answer(someone.screen.input, "b a d c") == Answer(values=(1, 0, 3, 2))
    await someone.answer()
    await someone.press("next")
    assert read_answer(someone.screen.input, "b a d") == Answer(values=(1, 0, 3))


async def test_counts_tell_what_was_matched_and_where_each_item_was_put() -> None:
    store = MemoryStore()
    async with opened(COFFEE, store) as app:
        someone = learner(app)
        await someone.enter(QUIZ)
        await someone.take_assessment(wrong=0)
    counted = {(each.item, each.option) for each in await store.counts()}
    assert counted == {
        ("k1.l1.q1", ""),
        *(("k1.l1.q2", each) for each in ("1:pick", "2:roast", "3:grind", "4:brew")),
        *(("k1.l1.q3", each) for each in ("roast:roast", "mill:mill", "filter:filter")),
        *(("k1.l1.q4", each) for each in ("water", "beans")),
    }


async def test_grading_again_knows_what_was_answered_though_everything_was_written_in_another_order(
    tmp_path: Path,
) -> None:
    folder, store = Path(shutil.copytree(COFFEE, tmp_path / "coffee")), MemoryStore()
    async with opened(folder, store) as app:
        someone = learner(app)
        await someone.enter(QUIZ)
        await someone.answer()
        await someone.press("next")
        await someone.answer()
        await someone.press("next")
        question = someone.question()
        await someone.choose(*_as_shown(someone.screen, question, question.fabricate_partial()))
        await someone.press("next")
        await someone.answer()
        await someone.press("See the result")
        (before,) = await app.operators.attempts(QUIZ)
    file = folder / "k1-coffee" / "l1-beans" / "quiz.yaml"
    lines = file.read_text(encoding="utf-8").split("\n")
    pair, step = ("{id: filter", "{id: mill"), ("{id: grind", "{id: roast")
    for one, other in (pair, step):
        at = [next(n for n, line in enumerate(lines) if each in line) for each in (one, other)]
        lines[at[0]], lines[at[1]] = lines[at[1]], lines[at[0]]
    file.write_text("\n".join(lines), encoding="utf-8")
    async with opened(folder, store) as app:
        operator = Identity("operator", "local", "olga")
        corrected = await app.operators.regrade(operator, before.session, reason="As it is now.", lower=True)
        (after,) = await app.operators.attempts(QUIZ)
    assert corrected.outcome == "changed"
    assert before.score == Fraction(10, 3)
    # The pairs were only turned round; of the order that was right, no two neighbours are right any more.
    assert after.score == Fraction(10, 3) - 1
