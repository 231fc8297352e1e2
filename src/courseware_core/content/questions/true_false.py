"""True or false: a statement to judge."""

from typing import Literal

from courseware_core.blocks import text
from courseware_core.content.questions.base import (
    RIGHT,
    WRONG,
    Invalid,
    Question,
    Response,
    Say,
    Shuffle,
    Verdict,
)
from courseware_core.inputs import Answer, ChooseOne

_ORDER = ("true", "false")


class TrueFalse(Question):
    """A statement that is true or false. "True" stands first, always."""

    type: Literal["true_false"] = "true_false"
    answer: bool

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return _ORDER

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> ChooseOne:
        chosen = tuple(order.index(option) for option in (response.options if response else ()))
        return ChooseOne(options=tuple(text(_word(option, say)) for option in order), chosen=chosen)

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        if len(set(answer.values)) != 1:
            return Invalid(code="choose_one")
        if not 0 <= answer.values[0] < len(order):
            return Invalid(code="unknown_option")
        return Response(options=(order[answer.values[0]],))

    def grade(self, response: Response) -> Verdict:
        return RIGHT if response.options == (self._right(),) else WRONG

    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        return ()

    def key(self, say: Say) -> tuple[str, ...]:
        return (_word(self._right(), say),)

    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        return tuple(_word(option, say) for option in response.options)

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right = _ORDER.index(self._right())
        return Answer(values=(right,)), Answer(values=(1 - right,)), Answer(values=(0, 1))

    def _right(self) -> str:
        return "true" if self.answer else "false"

    def _said(self) -> tuple[str, ...]:
        return ()

    def _secrets(self) -> tuple[str, ...]:
        return ()


def _word(option: str, say: Say) -> str:
    return say("True") if option == "true" else say("False")
