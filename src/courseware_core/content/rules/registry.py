"""How a rule is declared, and the rules that were."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from courseware_core.content.authored import CourseFolder
from courseware_core.content.problems import Level, Place, Problem, problem


class Finding(NamedTuple):
    """What a rule found. `at` is the id of the item, by which an author can ignore it."""

    place: Place
    at: str
    message: str
    hint: str = ""


Find = Callable[[CourseFolder], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the linter; `meaning` says in one line what it reports."""

    id: str
    level: Level
    meaning: str
    find: Find

    def problems(self, course: CourseFolder) -> Iterator[Problem]:
        """What the rule has to say of a course."""
        for place, at, message, hint in self.find(course):
            yield problem(self.id, place, message, level=self.level, hint=hint, at=at)


RULES: dict[str, Rule] = {}
"""The rules by id."""


def rule(rule_id: str, level: Level, meaning: str) -> Callable[[Find], Find]:
    """Declares the decorated function to be a rule."""

    def declare(find: Find) -> Find:
        RULES[rule_id] = Rule(rule_id, level, meaning, find)
        return find

    return declare
