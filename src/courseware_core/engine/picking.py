"""What a learner may pick of a quiz: the questions of one type, or those with one tag."""

from dataclasses import dataclass
from typing import Literal

from courseware_core.content.model import Quiz


@dataclass(frozen=True, slots=True)
class Pick:
    """The `questions` of a quiz, by id, whose type is `name`, or which have the tag `name`."""

    by: Literal["type", "tag"]
    name: str
    questions: frozenset[str]


def picks(quiz: Quiz) -> tuple[Pick, ...]:
    """Everything that can be picked of the quiz: types, then tags, each in the order they first come in."""
    types: dict[str, set[str]] = {}
    tags: dict[str, set[str]] = {}
    for question in quiz.questions:
        types.setdefault(question.type, set()).add(question.id)
        for tag in question.tags:
            tags.setdefault(tag, set()).add(question.id)
    return (
        *(Pick("type", name, frozenset(found)) for name, found in types.items()),
        *(Pick("tag", name, frozenset(found)) for name, found in tags.items()),
    )
