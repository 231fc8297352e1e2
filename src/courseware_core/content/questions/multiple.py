"""Multiple choice: any number of options is right; all or nothing."""

from typing import Literal, Self

from pydantic import model_validator

from courseware_core.content.questions.base import RIGHT, WRONG, Invalid, Response, Say, Verdict
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.inputs import Answer, ChooseSeveral


class MultipleChoice(ChoiceQuestion):
    """Several of several options. Every right option, and no other, earns the mark."""

    type: Literal["multiple"] = "multiple"

    @model_validator(mode="after")
    def _a_right_option(self) -> Self:
        if not any(option.correct for option in self.options):
            raise ValueError("a multiple-choice question has at least one option with `correct: true`")
        return self

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> ChooseSeveral:
        return ChooseSeveral(options=self.shown(order), chosen=self.chosen(order, response))

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        if not answer.values:
            return Invalid(code="choose_some")
        return self.pick(answer, order)

    def grade(self, response: Response) -> Verdict:
        right = {option.id for option in self.options if option.correct}
        return RIGHT if set(response.options) == right else WRONG

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right = {option.id for option in self.options if option.correct}
        every = {option.id for option in self.options}
        wrong = every - right or set(sorted(right)[1:])
        return Answer(values=self.positions(right)), Answer(values=self.positions(wrong)), Answer()
