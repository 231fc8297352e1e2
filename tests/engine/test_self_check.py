"""Promises about questions that no rule marks: stored once, compared by the learner, counted for nothing."""

from fractions import Fraction

import pytest
from tests.engine.courses import QUIZ, single, true_false
from tests.engine.test_attempt import START, Play

from courseware_core.content.model import Quiz
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.open import MAX_LENGTH, Coding, Criterion, OpenText
from courseware_core.engine import attempt, correction
from courseware_core.engine.attempt import draw
from courseware_core.engine.commands import (
    CheckOneself,
    Command,
    GiveAnswer,
    HandIn,
    MeetNothing,
    OpenQuestion,
    ShowHint,
    ShowModelAnswer,
)
from courseware_core.engine.facts import (
    AnswerGiven,
    AttemptRegraded,
    AttemptStarted,
    ModelAnswerShown,
    SelfChecked,
)
from courseware_core.engine.fits import fits
from courseware_core.engine.machine import Rejected, fold
from courseware_core.inputs import Answer
from courseware_core.testing.fakes import RepeatableChance

RUBRIC = (
    Criterion(id="thanks", points=1, criterion="It says thanks"),
    Criterion(id="detail", points=2, criterion="It names a detail"),
)
WRITING = OpenText(
    id="w1", stem="Say thanks.", hints=("Be short.",), model_answer="Thank you, Ann.", rubric=RUBRIC
)
CODING = Coding(id="w2", stem="Write a list.", language="json", model_answer="[1, 2]\n", rubric=RUBRIC)


def quiz(*questions: AnyQuestion) -> Quiz:
    return Quiz(
        id="l.write",
        title="Writing",
        course="c",
        module="m",
        tries=3,
        pass_mark=Fraction(1),
        questions=questions,
    )


MIXED = quiz(WRITING, true_false("q1"), CODING)
ONLY_WRITING = quiz(WRITING, CODING)
BOTH, NONE, DETAIL = Answer(values=(1, 0)), Answer(), Answer(values=(1,))


def wrote(text: str) -> Command:
    return GiveAnswer(0, Answer(text=text))


def taken(content: Quiz, *checks: Answer | None) -> Play:
    """A whole attempt, all right; each written answer is checked so, or not when that is None."""
    play, waiting = Play(content), list(checks)
    for number in range(len(content.questions)):
        play.answer(number)
        if attempt.self_check_left(play.state, content) and (check := waiting.pop(0)) is not None:
            play.do(CheckOneself(number, check))
        play.do(OpenQuestion(number + 1) if number + 1 < len(content.questions) else HandIn())
    return play


def test_an_answer_that_no_rule_marks_is_stored_as_it_was_written_and_earns_nothing() -> None:
    play = Play(MIXED)
    written = "\n  Dear Ann,  \n\n    thank you\n"
    assert isinstance(play.do(wrote(written)), tuple)
    fact = play.facts[-1][0]
    assert isinstance(fact, AnswerGiven)
    assert fact.response.text == "  Dear Ann,\n\n    thank you"
    assert (fact.outcome, fact.mark) == ("unmarked", Fraction(0))
    assert play.state.phase == "feedback"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "blank"), (" \n\t ", "blank"), ("x" * (MAX_LENGTH + 1), "text_too_long")],
)
def test_what_is_no_answer_costs_nothing(text: str, code: str) -> None:
    play = Play(MIXED)
    before = play.state
    assert play.do(wrote(text)) == Rejected(code)
    assert play.state == before
    assert isinstance(play.do(wrote("x" * MAX_LENGTH)), tuple)


def test_a_written_answer_is_compared_once_and_has_no_second_try() -> None:
    play = Play(MIXED)
    assert play.do(CheckOneself(0, BOTH)) == Rejected("not_possible")
    play.do(wrote("Thanks."))
    for refused in (OpenQuestion(0), GiveAnswer(0, Answer(text="More.")), ShowModelAnswer(0), ShowHint(0)):
        assert isinstance(play.do(refused), Rejected)
    assert play.do(CheckOneself(0, Answer(values=(2,)))) == Rejected("unknown_option")
    assert play.do(CheckOneself(1, BOTH)) == Rejected("not_possible")
    assert play.do(CheckOneself(0, BOTH)) == (SelfChecked(0, ("thanks", "detail")),)
    assert play.do(CheckOneself(0, NONE)) == Rejected("not_possible")
    assert play.do(MeetNothing(0)) == Rejected("not_possible")


def test_an_answer_may_meet_nothing() -> None:
    for command in (CheckOneself(0, NONE), MeetNothing(0)):
        play = Play(MIXED)
        assert play.do(command) == Rejected("not_possible")
        play.do(wrote("Thanks."))
        assert play.do(command) == (SelfChecked(0, ()),)


def test_the_learner_may_go_on_without_comparing_and_not_compare_later() -> None:
    play = Play(MIXED)
    play.do(wrote("Thanks."))
    play.do(OpenQuestion(1))
    assert play.do(CheckOneself(0, BOTH)) == Rejected("not_possible")
    assert play.state.slots[0].last.met is None


def test_the_model_answer_instead_of_an_answer_stores_no_answer_and_earns_nothing() -> None:
    play = Play(MIXED)
    assert play.do(ShowModelAnswer(1)) == Rejected("not_possible")
    assert play.do(ShowModelAnswer(0)) == (ModelAnswerShown(0),)
    for refused in (wrote("Thanks."), CheckOneself(0, BOTH), OpenQuestion(0), ShowModelAnswer(0)):
        assert isinstance(play.do(refused), Rejected)
    play.do(OpenQuestion(1))
    assert play.do(ShowModelAnswer(1)) == Rejected("not_possible"), "a rule marks this one"
    play.answer(1)
    play.do(OpenQuestion(2))
    play.answer(2)
    play.do(CheckOneself(2, DETAIL))
    play.do(HandIn())
    assert (play.closed.practice, play.closed.practice_of) == (Fraction(2), 6)
    assert attempt.standing(play.state, MIXED).done == 3
    assert play.state.slots[0].is_missed
    assert not play.state.slots[2].is_missed


@pytest.mark.parametrize(
    ("checks", "practice"), [((BOTH, BOTH), 6), ((DETAIL, NONE), 2), ((None, DETAIL), 2), ((None, None), 0)]
)
def test_self_given_marks_are_added_by_themselves_and_never_help_to_pass(
    checks: tuple[Answer | None, ...], practice: int
) -> None:
    closed = taken(MIXED, *checks).closed
    assert (closed.score, closed.out_of, closed.passed) == (Fraction(1), 1, True)
    assert (closed.practice, closed.practice_of) == (Fraction(practice), 6)
    wrong = Play(MIXED)
    wrong.do(wrote("Thanks."))
    wrong.do(CheckOneself(0, BOTH))
    wrong.do(OpenQuestion(1))
    wrong.answer(1, right=False)
    wrong.do(OpenQuestion(2))
    wrong.answer(2)
    wrong.do(CheckOneself(2, BOTH))
    wrong.do(HandIn())
    assert (wrong.closed.score, wrong.closed.out_of, wrong.closed.passed) == (Fraction(0), 1, False)
    assert (wrong.closed.practice, wrong.closed.practice_of) == (Fraction(6), 6)


def test_a_round_in_which_no_rule_marks_anything_is_out_of_nothing_and_passes_nobody() -> None:
    closed = taken(ONLY_WRITING, BOTH, None).closed
    assert (closed.score, closed.out_of, closed.passed) == (Fraction(0), 0, None)
    assert (closed.practice, closed.practice_of) == (Fraction(3), 6)


def test_a_round_of_what_was_picked_holds_that_alone_and_has_no_pass() -> None:
    slots = draw(MIXED, RepeatableChance().shuffle)
    started = attempt.start(MIXED, "d", slots, START, scope="picked", only=frozenset({"q1"}))
    assert isinstance(started, AttemptStarted)
    assert [slot.question for slot in started.slots] == ["q1"]
    assert attempt.close(fold(attempt, [(started, START)]), MIXED, "submitted").passed is None


def test_grading_again_keeps_what_learners_gave_themselves() -> None:
    play = taken(MIXED, BOTH, DETAIL)
    question = true_false("q1").model_copy(update={"answer": True})
    changed = quiz(WRITING, question, CODING)
    regraded = correction.regrade(play.state, MIXED, changed, "d2", "")
    assert isinstance(regraded, AttemptRegraded)
    assert (regraded.score, regraded.out_of, regraded.passed) == (Fraction(0), 1, False)
    after = attempt.evolve(play.state, regraded, START)
    assert after.closed
    assert (after.closed.practice, after.closed.practice_of) == (Fraction(5), 6)
    assert after.slots[0].last.met == ("thanks", "detail")
    same = correction.regrade(play.state, MIXED, MIXED, "d", "")
    assert isinstance(same, AttemptRegraded)
    assert not correction.is_changed(play.state, same)


@pytest.mark.parametrize("rubric", [RUBRIC[:1] * 2, (RUBRIC[0], RUBRIC[1].model_copy(update={"points": 3}))])
def test_an_attempt_whose_criteria_changed_is_not_graded_again(rubric: tuple[Criterion, ...]) -> None:
    changed = quiz(WRITING.model_copy(update={"rubric": rubric}), *MIXED.questions[1:])
    refused = correction.regrade(taken(MIXED, BOTH, None).state, MIXED, changed, "d2", "")
    assert refused == Rejected("question_changed", {"question": "w1"})


def test_a_record_whose_marks_cannot_have_come_from_its_questions_is_refused() -> None:
    play = Play(MIXED)
    play.do(wrote("Thanks."))
    play.do(CheckOneself(0, BOTH))
    assert fits(play.state, MIXED)
    for damaged in (
        SelfChecked(0, ("unheard-of",)),
        SelfChecked(1, ("thanks",)),
        ModelAnswerShown(1),
        AnswerGiven(0, play.state.slots[0].answers[0], "right", Fraction(1)),
        AnswerGiven(1, play.state.slots[0].answers[0], "unmarked", Fraction(0)),
    ):
        assert not fits(attempt.evolve(play.state, damaged, START), MIXED), damaged


def test_a_quiz_without_written_questions_offers_neither_a_model_answer_nor_a_self_check() -> None:
    play = Play(QUIZ)
    assert play.do(ShowModelAnswer(0)) == Rejected("not_possible")
    play.answer(0)
    assert play.do(CheckOneself(0, BOTH)) == Rejected("not_possible")
    assert single("q1") == play.content.by_id["q1"]
