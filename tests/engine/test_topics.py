"""What a mock exam came to, topic by topic."""

from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.courses import TEST, single

from courseware_core.content.model import Draw, Test
from courseware_core.engine.attempt import close
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.slots import SlotState
from courseware_core.engine.topics import TopicResult, by_topic, to_review

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def drawn(topic: str, see: str | None, *names: str) -> Draw:
    questions = tuple(single(name) for name in names)
    return Draw(questions=questions, count=len(names), topic=topic, see=see)


MOCK = TEST.model_copy(
    update={
        "mock": True,
        "pass_mark": Fraction(1, 2),
        "draw": (
            drawn("Ropes", "l.one", "a1", "a2"),
            drawn("Knots", "l.two", "b1", "b2", "b3"),
            drawn("Ropes", None, "a3"),
            drawn("", None, "c1"),
        ),
    }
)
NAMES = ("a1", "a2", "a3", "b1", "b2", "b3", "c1")


def handed_in(marks: dict[str, Fraction], content: Test = MOCK) -> AttemptState:
    slots = tuple(SlotState(name, (), mark=mark) for name, mark in marks.items())
    state = AttemptState(slots=slots)
    return AttemptState(slots=slots, closed=close(state, content, "submitted"))


def test_draws_of_one_topic_are_taken_together_in_the_order_of_the_draws() -> None:
    marks = dict.fromkeys(reversed(NAMES), Fraction(1)) | {"a3": Fraction(1, 4), "b2": Fraction(0)}
    assert by_topic(MOCK, handed_in(marks)) == (
        TopicResult("Ropes", "l.one", Fraction(9, 4), 3),
        TopicResult("Knots", "l.two", Fraction(2), 3),
        TopicResult("", None, Fraction(1), 1),
    )


def test_a_topic_that_was_not_asked_about_is_not_reported() -> None:
    (only,) = by_topic(MOCK, handed_in({"b1": Fraction(1)}))
    assert only == TopicResult("Knots", "l.two", Fraction(1), 1)


def test_an_abandoned_attempt_has_no_marks_and_no_topics() -> None:
    state = handed_in(dict.fromkeys(NAMES, Fraction(1)))
    abandoned = AttemptState(slots=state.slots, closed=close(state, MOCK, "abandoned"))
    assert by_topic(MOCK, abandoned) == ()


@given(st.dictionaries(st.sampled_from(NAMES), st.fractions(0, 1, max_denominator=4), min_size=1))
def test_the_topics_add_up_to_the_result(marks: dict[str, Fraction]) -> None:
    state = handed_in(marks)
    assert state.closed
    topics = by_topic(MOCK, state)
    assert sum(each.score for each in topics) == state.closed.score
    assert sum(each.out_of for each in topics) == state.closed.out_of


def test_what_is_below_the_pass_mark_is_reviewed_the_worst_first() -> None:
    topics = (
        TopicResult("just there", None, Fraction(4), 5),
        TopicResult("half", None, Fraction(1), 2),
        TopicResult("nothing", None, Fraction(0), 3),
        TopicResult("half as well", None, Fraction(2), 4),
        TopicResult("just not", None, Fraction(7), 9),
    )
    found = to_review(topics, Fraction(4, 5))
    assert [each.topic for each in found] == ["nothing", "half", "half as well", "just not"]
