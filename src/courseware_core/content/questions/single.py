"""Single choice: exactly one option is right."""

from typing import Literal, Self

from pydantic import model_validator

from courseware_core.content.questions.base import RIGHT, WRONG, Invalid, Response, Say, Verdict
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.inputs import Answer, ChooseOne


class SingleChoice(ChoiceQuestion):
    """One of several options."""

    type: Literal["single"] = "single"

    @model_validator(mode="after")
    def _one_right_option(self) -> Self:
        found = sum(option.correct for option in self.options)
        if found != 1:
            wanted = "a single-choice question has exactly one option with `correct: true`"
            raise ValueError(f"{wanted}, and this one has {found or 'none'}")
        return self

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> ChooseOne:
        return ChooseOne(options=self.shown(order), chosen=self.chosen(order, response))

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        if len(set(answer.values)) != 1:
            return Invalid(code="choose_one")
        return self.pick(answer, order)

    def grade(self, response: Response) -> Verdict:
        right = tuple(option.id for option in self.options if option.correct)
        return RIGHT if response.options == right else WRONG

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right = self.positions(option.id for option in self.options if option.correct)
        wrong = self.positions(option.id for option in self.options if not option.correct)
        return Answer(values=right), Answer(values=wrong[:1]), Answer()
