"""Open and coding questions, from writing to the result: what is shown when, and what counts."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, BEA, COURSES, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import Block, Callout, Code, plain, texts
from courseware_core.content.questions.open import MAX_LENGTH
from courseware_core.engine.facts import AnswerGiven, AttemptClosed, SelfChecked
from courseware_core.identity import Identity
from courseware_core.inputs import Answer, ChooseSeveral, LongText
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.profiles import PROFILES, Profile
from courseware_core.screen.text import render_text
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Learner
from courseware_core.testing.leaks import leaks
from courseware_core.testing.surfaces import CoreSurface, RepeatingSurface
from courseware_core.testing.words import MarkedWords

WRITING = COURSES / "writing"
QUIZ, ONLY_WRITING = "w1.l1.quiz", "w1.l2.quiz"


def said(screen: Screen) -> str:
    return "\n".join(plain(rich) for block in screen.blocks for rich in texts(block))


def code(blocks: tuple[Block, ...]) -> list[str]:
    """The listings on a screen, also those inside callouts."""
    inside = [each for block in blocks if isinstance(block, Callout) for each in code(block.body)]
    return [block.text for block in blocks if isinstance(block, Code)] + inside


async def recorded(app: Courseware, who: Identity = ADA) -> list[object]:
    """What was recorded of a person, in order."""
    return [each.fact for stream in await app.export(who) for each in stream.facts]


async def at_the_open_question(app: Courseware) -> Learner:
    """Somebody who has answered the first question, and is asked to write."""
    someone = learner(app)
    await someone.enter(QUIZ)
    await someone.press("All questions")
    await someone.answer()
    await someone.press("next")
    assert isinstance(someone.screen.input, LongText)
    return someone


async def test_the_model_answer_comes_after_the_answer_with_the_criteria_to_choose_from() -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        question = someone.question()
        assert leaks(someone.screen, question) == ()
        await someone.press("Hint")
        assert leaks(someone.screen, question, hints_shown=1) == ()
        await someone.write("Dear Ann,\n\nthank you.")
        assert "Dear Ann,\n\nthank you." in said(someone.screen)
        assert "Dear Ann, thank you for the atlas of small islands." in said(someone.screen)
        assert isinstance(someone.screen.input, ChooseSeveral)
        options = [plain(each) for each in someone.screen.input.options]
        assert options == [
            "It says thank you for the book (1 point)",
            "It names something about the book (2 points)",
        ]
        await someone.choose(1)
        assert "You gave yourself 2 of 3 points." in said(someone.screen)
        assert "Not met: It says thank you for the book" in said(someone.screen)
        assert someone.screen.input is None


async def test_code_is_shown_as_code_with_its_line_breaks() -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        await someone.answer()
        await someone.check_oneself()
        await someone.press("next")
        assert "Write it in JSON." in said(someone.screen)
        mine = '{\n    "name": "Bob"\n}'
        await someone.write(mine)
        assert code(someone.screen.blocks) == [mine, '{\n  "name": "Ann Marlowe",\n  "town": "Whitby"\n}']


async def test_none_of_the_criteria_can_be_met_on_a_surface_that_sends_no_empty_choice() -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        await someone.write("No.")
        await someone.press("None of them")
        assert "You gave yourself 0 of 3 points." in said(someone.screen)
        assert SelfChecked(1, ()) in await recorded(app)


async def test_the_result_tells_the_two_totals_apart() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        await someone.enter(QUIZ)
        await someone.take_assessment(wrong=1)
        assert "You have 1 of 2 marks." in said(someone.screen)
        assert "Practice: 5 of 5 points for what you wrote." in said(someone.screen)
        assert "They are no part of your result. Given by: yourself." in said(someone.screen)
        assert "Passed. You needed at least 1." in said(someone.screen)
        assert "Practice, 3 of 3: Write two sentences" in said(someone.screen)
        await someone.press("Only what I missed")
        assert someone.question().id == "w1.l1.q1", "what nobody has marked was not missed"
        await someone.take_assessment()
        assert "Practice" not in said(someone.screen)


async def test_who_asks_for_the_model_answer_writes_nothing_and_earns_nothing() -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        await someone.press("Show the model answer")
        assert "the atlas of small islands" in said(someone.screen)
        assert "It names something about the book (2 points)" in said(someone.screen)
        assert someone.screen.input is None
        await someone.press("next")
        await someone.take_assessment()
        assert "Practice: 2 of 5 points for what you wrote." in said(someone.screen)
        assert "You looked at the model answer: Write two sentences" in said(someone.screen)
        given = [fact.slot for fact in await recorded(app) if isinstance(fact, AnswerGiven)]
        assert given == [0, 2, 3]
        await someone.press("Only what I missed")
        assert someone.question().id == "w1.l1.q2"


async def test_who_compares_nothing_gave_themself_nothing() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        await someone.enter(QUIZ)
        await someone.press("All questions")
        while someone.screen.name != "result":
            if someone.screen.input is not None and not isinstance(someone.screen.input, LongText):
                await someone.answer()
            elif someone.screen.input is not None:
                await someone.press("Show the model answer")
            else:
                await someone.press("next")
        assert "Practice: " not in said(someone.screen)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        (" \n ", "There was nothing in your answer."),
        ("x" * (MAX_LENGTH + 1), "An answer has at most 4,000 characters."),
    ],
)
async def test_a_blank_or_too_long_answer_is_told_so_and_changes_nothing(text: str, notice: str) -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        shown, before = someone.screen, await recorded(app)
        assert shown.submit
        turn = await app.handle(
            ADA, Intent(token=shown.submit.token, answer=Answer(text=text), delivery="once")
        )
        assert turn.notice.startswith(notice)
        assert turn.screen == shown
        assert await recorded(app) == before


async def test_an_old_criterion_button_changes_nothing_and_says_so() -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        await someone.write("No.")
        old = someone.screen.submit
        await someone.press("next")
        before = await recorded(app)
        assert old
        turn = await app.handle(ADA, Intent(token=old.token, answer=Answer(values=(0, 1)), delivery="late"))
        assert turn.notice.startswith("That screen is no longer current.")
        assert turn.screen == someone.screen
        assert await recorded(app) == before
        theirs = await app.handle(BEA, Intent(token=old.token, answer=Answer(values=(0,)), delivery="b"))
        assert "atlas" not in theirs.screen.model_dump_json()


async def test_everything_delivered_twice_has_one_effect() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        for quiz in (QUIZ, ONLY_WRITING):
            await someone.enter(quiz)
            await someone.take_assessment()
        once = await recorded(app)
    async with opened(WRITING) as app:
        twice = Learner(RepeatingSurface(app, ADA), app.catalog)
        for quiz in (QUIZ, ONLY_WRITING):
            await twice.enter(quiz)
            await twice.take_assessment()
        assert await recorded(app) == once


async def test_a_quiz_of_nothing_but_writing_is_done_and_has_no_marks() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        await someone.enter(ONLY_WRITING)
        await someone.take_assessment()
        assert someone.screen.progress is None
        assert "Practice: 2 of 2 points for what you wrote." in said(someone.screen)
        assert "0 of 0" not in someone.screen.model_dump_json()
        await someone.press("Take it again")
        await someone.take_assessment()
        assert "0 of 0" not in someone.screen.model_dump_json()
        report = await app.progress(ADA)
        (quiz,) = [
            each for module in report.modules for each in module.activities if each.activity == ONLY_WRITING
        ]
        assert (quiz.state, quiz.is_done, quiz.out_of) == ("finished", True, 0)
        for way in ("menu", "Learning path"):
            await someone.press(way)
            assert "0 of 0" not in someone.screen.model_dump_json()


async def test_an_attempt_with_writing_is_graded_again_by_what_rules_mark(tmp_path: Path) -> None:
    folder, store = shutil.copytree(WRITING, tmp_path / "writing"), MemoryStore()
    operator = Identity("operator", "local", "olga")
    how = {"clock": FixedClock(), "chance": RepeatableChance()}
    async with opened(folder, store, **how) as app:
        someone = learner(app)
        for quiz in (QUIZ, ONLY_WRITING):
            await someone.enter(quiz)
            await someone.take_assessment()
    file = folder / "w1-letters/l1-letters/quiz.yaml"
    file.write_text(file.read_text().replace("answer: true", "answer: false"))
    other = folder / "w1-letters/l2-thanks/quiz.yaml"
    other.write_text(other.read_text().replace("of this winter", "of the year"))
    async with opened(folder, store, **how) as app:
        (first,), (second,) = [await app.operators.attempts(quiz) for quiz in (QUIZ, ONLY_WRITING)]
        lowered = await app.operators.regrade(operator, first.session, lower=True)
        assert lowered.outcome == "changed"
        assert (await app.operators.regrade(operator, second.session)).outcome == "same"
        closed = [fact for fact in await recorded(app) if isinstance(fact, AttemptClosed)]
        assert [(each.practice, each.practice_of) for each in closed] == [(Fraction(5), 5), (Fraction(2), 2)]
        await learner(app).enter(ONLY_WRITING)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
async def test_every_screen_fits_every_surface(profile: Profile) -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        await someone.write("A long thank-you. " * 200)
        await someone.check_oneself()
        await someone.take_assessment()
        await someone.enter(QUIZ)
        for screen in someone.seen:
            presses = [each.token for each in (*screen.controls, screen.submit) if each]
            assert len(presses) == len(set(presses)), "a press means one thing"
            pages = fit(screen, profile)
            assert [satisfies(page, profile) for page in pages] == [()] * len(pages)
            shown = "".join("".join(render_text(page, width=None).split()) for page in pages)
            assert all("".join(word.split()) in shown for word in said(screen).split("\n") if len(word) < 40)


async def test_a_person_leaves_in_the_middle_and_finds_the_comparison_where_it_was() -> None:
    async with opened(WRITING) as app:
        someone = await at_the_open_question(app)
        left = await someone.write("Thank you.")
        await someone.press("menu")
        assert await someone.enter(QUIZ) == left


async def test_every_sentence_of_the_product_goes_through_the_catalogue() -> None:
    async with opened(WRITING, words_in=lambda _: MarkedWords()) as app:
        someone = Learner(CoreSurface(app, ADA), app.catalog)
        await someone.enter(QUIZ)
        await someone.take_assessment()
        await someone.enter(QUIZ)
        for screen in someone.seen:
            for control in screen.controls:
                assert control.label.startswith("⟦"), control
