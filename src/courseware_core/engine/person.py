"""What a person was told and chose, and what was set for a tenant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from courseware_core.engine.facts import Fact, LanguageChosen, ModelsSwitched, ProviderChosen, WelcomeShown


@dataclass(frozen=True, slots=True)
class Person:
    """`locale` is None until a language was chosen.

    `providers` are those of models that the person was told about, each with whether they agreed.
    """

    welcomed: bool = False
    locale: str | None = None
    providers: Mapping[str, bool] = field(default_factory=dict)


def fold(facts: Iterable[Fact]) -> Person:
    """The person after `facts`."""
    person = Person()
    for fact in facts:
        match fact:
            case WelcomeShown():
                person = replace(person, welcomed=True)
            case LanguageChosen():
                person = replace(person, locale=fact.locale)
            case ProviderChosen():
                person = replace(person, providers={**person.providers, fact.provider: fact.agreed})
    return person


def models_allowed(facts: Iterable[Fact]) -> bool:
    """Whether models may reply in a tenant after `facts`."""
    switches = [fact.on for fact in facts if isinstance(fact, ModelsSwitched)]
    return not switches or switches[-1]
