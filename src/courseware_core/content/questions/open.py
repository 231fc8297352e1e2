"""Open and coding questions: no rule marks them; learners hold their answer against the author's.

Learners see the model answer and the criteria once they have answered, and say which criteria they met.
What they earn so is practice and counts for nothing.
"""

from collections.abc import Collection
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from courseware_core.content.questions.base import (
    UNMARKED,
    Feedback,
    Id,
    Invalid,
    Prose,
    Question,
    Response,
    Say,
    Shuffle,
    Verdict,
)
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer, LongText

MAX_LENGTH = 4000
Listing = Annotated[str, StringConstraints(max_length=MAX_LENGTH, pattern=r"\S")]
"""Code as it stands, with its line breaks and indentation."""


class Criterion(Frozen):
    """Something that an answer has or has not, worth `points`."""

    id: Id
    points: int = Field(ge=1, le=100)
    criterion: Prose


class WrittenQuestion(Question):
    """A question that is answered in one's own words or code, which no rule marks."""

    model_answer: str = Field(max_length=MAX_LENGTH)
    rubric: tuple[Criterion, ...] = Field(min_length=2, max_length=4)

    @model_validator(mode="after")
    def _no_feedback(self) -> Self:
        if self.feedback != Feedback():
            raise ValueError("no rule marks this question, so it has a `model_answer` and no `feedback`")
        return self

    @property
    def points(self) -> int:
        """What meeting every criterion is worth."""
        return sum(each.points for each in self.rubric)

    def earned(self, met: Collection[str]) -> int:
        """What meeting the criteria `met` is worth."""
        return sum(each.points for each in self.rubric if each.id in met)

    def read_criteria(self, answer: Answer) -> tuple[str, ...] | Invalid:
        """The ids of the criteria at the answer's positions, in their order; none is an answer too."""
        if any(not 0 <= value < len(self.rubric) for value in answer.values):
            return Invalid(code="unknown_option")
        return tuple(each.id for number, each in enumerate(self.rubric) if number in answer.values)

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return ()

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> LongText:
        return LongText(max_length=MAX_LENGTH)

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        lines = [line.rstrip() for line in (answer.text or "").splitlines()]
        given = "\n".join(lines).strip("\n")
        if not given:
            return Invalid(code="blank")
        if len(given) > MAX_LENGTH:
            return Invalid(code="text_too_long")
        return Response(text=given)

    def grade(self, response: Response) -> Verdict:
        return UNMARKED

    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        return ()

    def key(self, say: Say) -> tuple[str, ...]:
        return (self.model_answer,)

    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        return (response.text or "",)

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        return Answer(text=self.model_answer), Answer(text="I do not know."), Answer(text=" \n ")

    def _said(self) -> tuple[str, ...]:
        return (self.model_answer, *(each.criterion for each in self.rubric))

    def _secrets(self) -> tuple[str, ...]:
        return self._said()


class OpenText(WrittenQuestion):
    """A question to be answered in sentences; the model answer is Markdown, in paragraphs."""

    type: Literal["open"] = "open"
    model_answer: Annotated[Prose, Field(max_length=MAX_LENGTH)]


class Coding(WrittenQuestion):
    """A question to be answered in code. Nothing of it is ever run."""

    type: Literal["coding"] = "coding"
    language: Literal["jsonl", "json", "python"]
    model_answer: Listing
