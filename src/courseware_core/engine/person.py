"""What a person was told and chose."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from courseware_core.engine.facts import Fact, LanguageChosen, WelcomeShown


@dataclass(frozen=True, slots=True)
class Person:
    """`locale` is None until a language was chosen."""

    welcomed: bool = False
    locale: str | None = None


def fold(facts: Iterable[Fact]) -> Person:
    """The person after `facts`."""
    person = Person()
    for fact in facts:
        match fact:
            case WelcomeShown():
                person = replace(person, welcomed=True)
            case LanguageChosen():
                person = replace(person, locale=fact.locale)
    return person
