"""Short text: a word or phrase, compared with the author's variants and patterns."""

import unicodedata
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

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
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer
from courseware_core.inputs import ShortText as ShortTextInput

MAX_LENGTH = 200
Pattern = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"[^*\s\uff0a\ufe61]")
]
"""Words in which `*` stands for any text, also none, as in Moodle's short-answer questions."""

_MARKS = tuple(map(chr, (0x25A1, *range(0x4E00, 0x9FA6))))
"""Texts that are hardly right. Each pattern accepts one of them at most: it has a character that counts."""


class Rejection(Frozen):
    """A wrong answer that the author foresaw, with what to say of it."""

    match: Pattern
    feedback: Prose


class ShortText(Question):
    """A typed word or phrase. Case, surrounding and repeated spaces do not matter unless told so."""

    type: Literal["short_text"] = "short_text"
    accept: tuple[Annotated[Prose, Field(max_length=MAX_LENGTH)], ...] = Field(min_length=1)
    patterns: tuple[Pattern, ...] = ()
    reject: tuple[Rejection, ...] = ()
    case_sensitive: bool = False

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return ()

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> ShortTextInput:
        return ShortTextInput(max_length=MAX_LENGTH)

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        given = " ".join((answer.text or "").split())
        if not given:
            return Invalid(code="blank")
        if len(given) > MAX_LENGTH:
            return Invalid(code="too_long")
        return Response(text=given)

    def grade(self, response: Response) -> Verdict:
        given = self._normal(response.text or "")
        if given in {self._normal(variant) for variant in self.accept}:
            return RIGHT
        if any(self._matches(given, rejection.match) for rejection in self.reject):
            return WRONG
        return RIGHT if any(self._matches(given, pattern) for pattern in self.patterns) else WRONG

    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        if self.grade(response) is RIGHT:
            return ()
        given = self._normal(response.text or "")
        return tuple(
            rejection.feedback for rejection in self.reject if self._matches(given, rejection.match)
        )[:1]

    def key(self, say: Say) -> tuple[str, ...]:
        return self.accept[:1]

    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        return (response.text or "",)

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        wrong = next(mark for mark in _MARKS if self.grade(Response(text=mark)) is WRONG)
        return Answer(text=self.accept[0]), Answer(text=wrong), Answer(text="  ")

    def _matches(self, given: str, pattern: str) -> bool:
        literal = "".join(f"[{mark}]" if mark in "[?" else mark for mark in self._normal(pattern))
        return fnmatchcase(given, literal)

    def _normal(self, words: str) -> str:
        folded = " ".join(unicodedata.normalize("NFKC", words).split())
        return folded if self.case_sensitive else folded.casefold()

    def _said(self) -> tuple[str, ...]:
        return (*self.accept, *(rejection.feedback for rejection in self.reject))

    def _secrets(self) -> tuple[str, ...]:
        return (*self.accept, *self.patterns, *(rejection.feedback for rejection in self.reject))
