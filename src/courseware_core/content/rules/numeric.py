"""Rules for numeric questions."""

from collections.abc import Iterator
from fractions import Fraction

from courseware_core.content.authored import CourseFolder
from courseware_core.content.questions.numbers import off_by
from courseware_core.content.questions.numeric import Numeric
from courseware_core.content.rules.asked import Asked, questions_of
from courseware_core.content.rules.registry import Finding, rule


def _numeric(course: CourseFolder) -> Iterator[tuple[Asked, Numeric]]:
    for asked in questions_of(course):
        if isinstance(asked.question, Numeric):
            yield asked, asked.question


@rule("CW125", "error", "a wrong value that was foreseen is right")
def near_is_right(course: CourseFolder) -> Iterator[Finding]:
    """A value of `near` that lies within the tolerance, so that its feedback is never said."""
    for asked, question in _numeric(course):
        for number, near in enumerate(question.near):
            if question.accepts(Fraction(near.value)):
                message = f"`{near.value}` is within the tolerance, so it is right."
                place = asked.place("near", number, "value")
                yield Finding(place, question.id, message, "Lower the tolerance, or take the value out.")


@rule("CW126", "warning", "a tolerance as large as the answer")
def wide_tolerance(course: CourseFolder) -> Iterator[Finding]:
    """A tolerance within which 0 is as right as the answer."""
    for asked, question in _numeric(course):
        off = off_by(question.tolerance, question.answer)
        if off and off >= abs(Fraction(question.answer)) > 0:
            message = f"with a tolerance of `{question.tolerance}`, 0 is a right answer as well."
            yield Finding(asked.place("tolerance"), question.id, message, "Lower it.")
