"""Open and coding questions: graded by criteria, by checks of code, a model, a person, or the learner.

Learners see the model answer and the criteria when they have no try left, or need none.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Literal, Self, get_args

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
from courseware_core.content.structure import AnyCheck, JsonLinesCheck, PythonCheck
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer, LongText

MAX_LENGTH = 4000
_LINE_BREAK = re.compile(r"\r\n|\r|\n")  # no others: a text in JSON may hold them
Listing = Annotated[str, StringConstraints(max_length=MAX_LENGTH, pattern=r"\S")]
"""Code as it stands, with its line breaks and indentation."""


class Criterion(Frozen):
    """Something that an answer has or has not, worth `points`.

    `missing` is said to learners whose answer lacks it and who may try again, and so gives nothing away;
    `see` is the section that says it. Words that show it have one of the `anchors` among them, in any form.
    A `check` decides it in code.
    """

    id: Id
    points: int = Field(ge=1, le=100)
    criterion: Prose
    missing: str = ""
    see: Id | None = None
    anchors: tuple[Prose, ...] = Field(default=(), max_length=40)
    check: AnyCheck | None = None


class Grading(Frozen):
    """Who grades what checks leave open, one after the other; a model's word never counts."""

    order: tuple[Literal["model", "person", "self_check"], ...] = ("model", "person", "self_check")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        chain = ("model", "person", "self_check")
        if (
            self.order != tuple(each for each in chain if each in self.order)
            or "self_check" not in self.order
        ):
            raise ValueError(
                "the order is `model`, `person`, `self_check`; leave out either of the first two"
            )
        return self


class WrittenQuestion(Question):
    """A question that is answered in one's own words or code, which has `tries` of its own.

    With `counts`, what checks and people say of it is part of the result: one mark, shared out by points.
    Without, everything that is said of it is practice.
    """

    model_answer: str = Field(max_length=MAX_LENGTH)
    rubric: tuple[Criterion, ...] = Field(min_length=2, max_length=4)
    tries: int = Field(default=1, ge=1, le=10)
    counts: bool = False
    grading: Grading = Grading()

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

    def read_criteria(self, answer: Answer, among: Sequence[str]) -> tuple[str, ...] | Invalid:
        """The criteria at the answer's positions in `among`, in its order; none is an answer too."""
        if any(not 0 <= value < len(among) for value in answer.values):
            return Invalid(code="unknown_option")
        return tuple(each for number, each in enumerate(among) if number in answer.values)

    @cached_property
    def checks(self) -> Mapping[str, AnyCheck]:
        """What is decided in code, by criterion."""
        return {each.id: each.check for each in self.rubric if each.check}

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return ()

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> LongText:
        return LongText(max_length=MAX_LENGTH)

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        lines = [line.rstrip() for line in _LINE_BREAK.split(answer.text or "")]
        given = "\n".join(lines).strip("\n")
        if len(given) > MAX_LENGTH:
            return Invalid(code="text_too_long")
        if not any(map(self._says_something, given)):
            return Invalid(code="blank")
        return Response(text=given)

    def _says_something(self, character: str) -> bool:
        """Whether there is anything to grade in an answer with this character."""
        return character.isprintable() and not character.isspace()

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
        missing = (each.missing for each in self.rubric if each.missing)
        return (self.model_answer, *(each.criterion for each in self.rubric), *missing)

    def _secrets(self) -> tuple[str, ...]:
        return self._said()


class OpenText(WrittenQuestion):
    """A question to be answered in sentences; the model answer is Markdown, in paragraphs."""

    type: Literal["open"] = "open"
    model_answer: Annotated[Prose, Field(max_length=MAX_LENGTH)]

    @model_validator(mode="after")
    def _no_checks(self) -> Self:
        if self.checks:
            raise ValueError("only code is checked; words are judged by readers, so leave out `check`")
        return self

    def _says_something(self, character: str) -> bool:
        return character.isalnum()


class Coding(WrittenQuestion):
    """A question to be answered in code. Nothing of it is ever run.

    `code` is what the stem is about, shown as it stands; it may be wrong, where that is what is asked.
    """

    type: Literal["coding"] = "coding"
    language: Literal["jsonl", "json", "python"]
    code: Listing | None = None
    model_answer: Listing

    @model_validator(mode="after")
    def _checks_in_its_language(self) -> Self:
        kinds: dict[str, tuple[type, ...]] = {
            "jsonl": get_args(JsonLinesCheck),
            "python": get_args(PythonCheck),
            "json": (),
        }
        for each in self.rubric:
            if each.check and not isinstance(each.check, kinds[self.language]):
                raise ValueError(f"a check of kind `{each.check.kind}` is not for answers in {self.language}")
        return self
