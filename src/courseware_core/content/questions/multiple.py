"""Multiple choice: any number of options is right."""

from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from courseware_core.content.questions.base import Invalid, Response, Say, Verdict, verdict
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.content.questions.credit import Credit, share
from courseware_core.inputs import Answer, ChooseSeveral


class MultipleChoice(ChoiceQuestion):
    """Several of several options. Every right one, and no other, earns the mark; less earns by `credit`."""

    type: Literal["multiple"] = "multiple"
    credit: Credit = "all"

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
        return verdict(self._share(frozenset(response.options)))

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right = self._right()
        wrong = self.option_ids - right or set(sorted(right)[1:])
        return Answer(values=self.positions(right)), Answer(values=self.positions(wrong)), Answer()

    def fabricate_partial(self) -> Answer | None:
        right = sorted(self._right())
        some = (*(right[:count] for count in range(1, len(right))), sorted(self.option_ids))
        found = (each for each in some if 0 < self._share(frozenset(each)) < 1)
        return next((Answer(values=self.positions(each)) for each in found), None)

    def _right(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.correct)

    def _share(self, chosen: frozenset[str]) -> Fraction:
        return share(self.credit, options=self.option_ids, right=self._right(), chosen=chosen)
