"""Answers to the open questions of the courses that come with the product: good ones, and attacks."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, TypeAdapter
from tests.app.surroundings import SHIPPED, catalog_at

from courseware_core.content.model import Quiz
from courseware_core.content.questions.open import OpenText
from courseware_core.frozen import Frozen
from courseware_core.testing.models import Said

_SAMPLES = Path(__file__).parents[1] / "data" / "grading"

Careful = Mapping[str, Annotated[str, Field(min_length=1)]]
"""What a careful reader found: by criterion that is met, the words that show it."""


class GoodAnswer(Frozen):
    """An answer that is right in substance."""

    id: str
    question: str
    style: str
    answer: str
    careful: Careful


class Attack(Frozen):
    """An answer that tries to get a mark by other means than answering.

    `clean` is the honest part of it, of which `careful` is said. `times` is how often `text` is repeated.
    """

    id: str
    question: str
    kind: str
    text: str
    times: int = 1
    clean: str = ""
    careful: Careful = Field(default_factory=dict)

    @property
    def answer(self) -> str:
        """What is submitted."""
        return self.text * self.times


@cache
def good_answers() -> tuple[GoodAnswer, ...]:
    """All good answers."""
    return TypeAdapter(tuple[GoodAnswer, ...]).validate_python(_read("good_answers.yaml"))


@cache
def attacks() -> tuple[Attack, ...]:
    """All attacks."""
    return TypeAdapter(tuple[Attack, ...]).validate_python(_read("attacks.yaml"))


def _read(name: str) -> object:
    return yaml.safe_load((_SAMPLES / name).read_text(encoding="utf-8"))


@cache
def asked_in() -> Mapping[str, tuple[Quiz, OpenText]]:
    """The open questions by id, each with the quiz or challenge that asks it."""
    quizzes = [each for each in catalog_at(SHIPPED).activities if isinstance(each, Quiz)]
    return {
        each.id: (quiz, each) for quiz in quizzes for each in quiz.questions if isinstance(each, OpenText)
    }


def as_said(careful: Careful) -> Said:
    """The verdict of a judge that finds what a careful reader found."""
    return {criterion: ("yes", quote) for criterion, quote in careful.items()}
