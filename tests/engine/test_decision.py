"""Promises about decisions: they end when nothing can change any more, and every answer can be changed."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from courseware_core.content.guides import Choice, Decision, DecisionQuestion, DecisionRule, Recommendation
from courseware_core.engine import decision
from courseware_core.engine.commands import Choose, KeepAnswer, ShowPanel, TakeBack
from courseware_core.engine.decision import DecisionState
from courseware_core.engine.facts import ChoiceMade, ChoiceTakenBack
from courseware_core.engine.fits import fits
from courseware_core.engine.machine import Rejected
from courseware_core.inputs import Answer

NOW = datetime(2026, 11, 21, tzinfo=UTC)
YES, NO = Answer(values=(0,)), Answer(values=(1,))


def question(name: str) -> DecisionQuestion:
    return DecisionQuestion(
        id=name, ask=f"{name}?", options=(Choice(id="yes", text="Y"), Choice(id="no", text="N"))
    )


RAIN = Decision(
    id="rain",
    title="Umbrella?",
    course="c",
    module="m",
    intro="Look out.",
    questions=(question("rain"), question("far"), question("car")),
    recommendations=tuple(
        Recommendation(id=name, title=name, say=name) for name in ("nothing", "umbrella", "car")
    ),
    rules=(
        DecisionRule(when={"rain": ("no",)}, recommend="nothing", because="It is dry."),
        DecisionRule(when={"far": ("yes",), "car": ("yes",)}, recommend="car", because="It is far."),
        DecisionRule(recommend="umbrella", because="It is wet."),
    ),
    measure="Feel your sleeve.",
)


def after(*commands: Choose | KeepAnswer | TakeBack) -> DecisionState:
    """The state after these commands, each of which is possible."""
    state = decision.evolve(decision.initial(), decision.start(RAIN, "d"), NOW)
    for command in commands:
        facts = decision.decide(state, command, RAIN, NOW)
        assert isinstance(facts, tuple), command
        for fact in facts:
            state = decision.evolve(state, fact, NOW)
        assert fits(state, RAIN)
    return state


def test_it_closes_when_no_question_is_left_that_makes_a_difference() -> None:
    assert not decision.standing(after(), RAIN).closed
    assert decision.standing(after(Choose(0, NO)), RAIN).closed
    assert not decision.standing(after(Choose(0, YES)), RAIN).closed
    assert decision.standing(after(Choose(0, YES), Choose(1, NO)), RAIN).closed


def test_the_answer_that_decides_records_what_was_recommended() -> None:
    facts = decision.decide(after(Choose(0, YES), Choose(1, YES)), Choose(2, YES), RAIN, NOW)
    assert facts == (ChoiceMade("car", "yes", "car"),)
    assert decision.decide(after(), Choose(0, YES), RAIN, NOW) == (ChoiceMade("rain", "yes"),)


def test_taking_an_answer_back_opens_it_again_and_keeps_the_others() -> None:
    state = after(Choose(0, YES), Choose(1, NO), TakeBack(0))
    standing = decision.standing(state, RAIN)
    assert (standing.closed, standing.done, standing.mark) == (False, 0, "completed")
    assert decision.asked(state, RAIN) == 0
    assert state.chosen == {"far": "no"}
    assert decision.standing(after(Choose(0, YES), Choose(1, NO), TakeBack(0), Choose(0, NO)), RAIN).closed


def test_an_answer_to_a_question_that_is_not_asked_any_more_counts_for_nothing() -> None:
    changed = after(Choose(0, YES), Choose(1, YES), TakeBack(0), Choose(0, NO))
    assert decision.standing(changed, RAIN).closed
    assert decision.counted(changed, RAIN) == {"rain": "no"}
    for command in (Choose(1, YES), TakeBack(1), KeepAnswer(1)):
        assert decision.decide(changed, command, RAIN, NOW) == Rejected("not_possible")
    asked_again = after(
        Choose(0, YES), Choose(1, YES), TakeBack(0), Choose(0, NO), TakeBack(0), Choose(0, YES)
    )
    assert decision.counted(asked_again, RAIN) == {"rain": "yes", "far": "yes"}


def test_a_question_is_asked_again_even_if_later_answers_decide_without_it() -> None:
    either = RAIN.model_copy(
        update={
            "rules": (
                DecisionRule(when={"far": ("yes",)}, recommend="car", because="It is far."),
                *RAIN.rules[:1],
                RAIN.rules[2],
            )
        }
    )
    state = decision.initial()
    for question in ("rain", "far"):
        state = decision.evolve(state, ChoiceMade(question, "yes"), NOW)
    assert decision.standing(state, either).closed
    state = decision.evolve(state, ChoiceTakenBack("rain"), NOW)
    assert decision.asked(state, either) == 0


def test_the_answer_that_was_taken_back_can_be_kept() -> None:
    decided = after(Choose(0, YES), Choose(1, NO))
    assert decision.decide(decided, KeepAnswer(0), RAIN, NOW) == Rejected("not_possible")
    state = after(Choose(0, YES), Choose(1, NO), TakeBack(0))
    assert decision.decide(state, KeepAnswer(1), RAIN, NOW) == Rejected("not_possible")
    assert decision.decide(state, KeepAnswer(0), RAIN, NOW) == (ChoiceMade("rain", "yes", "umbrella"),)
    kept = after(Choose(0, YES), Choose(1, NO), TakeBack(0), KeepAnswer(0))
    assert decision.standing(kept, RAIN) == decision.standing(decided, RAIN)
    assert kept.before == ()


def test_there_is_nothing_to_keep_where_nothing_was_taken_back() -> None:
    assert decision.decide(after(), KeepAnswer(0), RAIN, NOW) == Rejected("not_possible")


def test_it_is_not_completed_before_a_recommendation_was_reached() -> None:
    assert decision.standing(after(Choose(0, YES), TakeBack(0)), RAIN).mark == ""


def test_only_the_question_that_is_asked_can_be_answered() -> None:
    for command in (Choose(1, YES), Choose(9, YES), TakeBack(0), TakeBack(9), ShowPanel()):
        assert decision.decide(after(), command, RAIN, NOW) == Rejected("not_possible")
    closed = after(Choose(0, NO))
    assert decision.decide(closed, Choose(0, YES), RAIN, NOW) == Rejected("not_possible")


def test_exactly_one_option_that_there_is_has_to_be_chosen() -> None:
    for answer, code in (
        (Answer(), "choose_one"),
        (Answer(values=(0, 1)), "choose_one"),
        (Answer(values=(2,)), "unknown_option"),
        (Answer(values=(-1,)), "unknown_option"),
    ):
        assert decision.decide(after(), Choose(0, answer), RAIN, NOW) == Rejected(code)


def test_a_record_that_names_what_there_is_not_does_not_fit() -> None:
    for fact in (ChoiceMade("snow", "yes"), ChoiceMade("rain", "perhaps")):
        assert not fits(decision.evolve(after(), fact, NOW), RAIN)
    assert fits(decision.evolve(after(), ChoiceTakenBack("snow"), NOW), RAIN)
    taken_back = decision.evolve(after(), ChoiceMade("rain", "perhaps"), NOW)
    assert not fits(decision.evolve(taken_back, ChoiceTakenBack("rain"), NOW), RAIN)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 1)), max_size=12))
def test_whatever_is_pressed_there_is_a_question_or_a_recommendation(
    presses: list[tuple[bool, int, int]],
) -> None:
    state = after()
    for takes_back, number, option in presses:
        command = TakeBack(number) if takes_back else Choose(number, Answer(values=(option,)))
        facts = decision.decide(state, command, RAIN, NOW)
        for fact in facts if isinstance(facts, tuple) else ():
            state = decision.evolve(state, fact, NOW)
        asked = [
            each
            for each in range(len(RAIN.questions))
            if isinstance(decision.decide(state, Choose(each, YES), RAIN, NOW), tuple)
        ]
        assert len(asked) == (0 if decision.standing(state, RAIN).closed else 1)
