"""Numeric: a number, compared exactly, within a tolerance."""

from fractions import Fraction
from math import floor
from typing import Annotated, Literal

from pydantic import StringConstraints

from courseware_core.content.questions.base import (
    RIGHT,
    WRONG,
    Invalid,
    Prose,
    Question,
    Response,
    Say,
    Shuffle,
    Verdict,
)
from courseware_core.content.questions.numbers import (
    MAX_LENGTH,
    Number,
    Tolerance,
    is_recorded,
    off_by,
    read_number,
    typed,
)
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer
from courseware_core.inputs import Number as NumberInput

Unit = Annotated[
    str,
    StringConstraints(
        pattern=r"^$|^[^\d\n\r\x85\u2028\u2029]*[^\d\s][^\d\n\r\x85\u2028\u2029]*$", max_length=20
    ),
]
"""What a number counts, on one line; a digit in it could not be told from the number's own."""


class Near(Frozen):
    """A wrong value that the author foresaw, with what to say of it."""

    value: Number
    tolerance: Tolerance = "0"
    feedback: Prose


class Numeric(Question):
    """A number to be typed, right when it is no further from `answer` than `tolerance`.

    `tolerance` is an amount, or a percentage of the answer; its bounds are right. Nothing is rounded.
    """

    type: Literal["numeric"] = "numeric"
    answer: Number
    tolerance: Tolerance = "0"
    unit: Unit = ""
    near: tuple[Near, ...] = ()

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return ()

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> NumberInput:
        return NumberInput(unit=self.unit)

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        written = (answer.text or "").strip()
        if len(written) > MAX_LENGTH:
            return Invalid(code="no_number")
        number = read_number(written, self.unit)
        return number if isinstance(number, Invalid) else Response(text=number)

    def fits(self, response: Response) -> bool:
        return not response.options and response.text is not None and is_recorded(response.text)

    def grade(self, response: Response) -> Verdict:
        return RIGHT if self.accepts(_number(response)) else WRONG

    def accepts(self, number: Fraction) -> bool:
        """Whether `number` is a right answer."""
        return _is_within(number, self.answer, self.tolerance)

    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        number = _number(response)
        if self.accepts(number):
            return ()
        foreseen = (near for near in self.near if _is_within(number, near.value, near.tolerance))
        return tuple(near.feedback for near in foreseen)[:1]

    def key(self, say: Say) -> tuple[str, ...]:
        if not off_by(self.tolerance, self.answer):
            return (self._with_unit(self.answer),)
        if self.tolerance.endswith("%"):
            return (f"{self._with_unit(self.answer)} ± {self.tolerance}",)
        return (self._with_unit(f"{self.answer} ± {self.tolerance}"),)

    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        return (self._with_unit(response.text or ""),)

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right = Fraction(self.answer)
        beyond = floor(right + off_by(self.tolerance, self.answer)) + 1
        return Answer(text=typed(right)), Answer(text=str(beyond)), Answer(text="about half")

    def _with_unit(self, number: str) -> str:
        return f"{number} {self.unit}".rstrip()

    def _said(self) -> tuple[str, ...]:
        return (self.unit, *(near.feedback for near in self.near))

    def _secrets(self) -> tuple[str, ...]:
        return tuple(near.feedback for near in self.near)


def _number(response: Response) -> Fraction:
    return Fraction(response.text or "0")


def _is_within(number: Fraction, value: str, tolerance: str) -> bool:
    return abs(number - Fraction(value)) <= off_by(tolerance, value)
