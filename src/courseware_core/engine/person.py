"""What a person was told and chose, and what was set for a tenant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from courseware_core.engine.facts import (
    Fact,
    LanguageChosen,
    ModelsSwitched,
    ProblemReported,
    ProviderChosen,
    WelcomeShown,
)
from courseware_core.engine.machine import Rejected

LONGEST_REPORT = 2000
"""Characters of a report of a problem."""

REPORTS_A_DAY = 20
"""How many problems a person may report in a day, in UTC."""


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


def report(
    facts: Iterable[tuple[Fact, datetime]], reported: ProblemReported, now: datetime
) -> tuple[Fact, ...] | Rejected:
    """What is recorded of a report beside the person's `facts` with their times: nothing when it is there.

    Rejected with `nothing_reported`, `report_too_long` or `too_many_reports`.
    """
    if not reported.text:
        return Rejected("nothing_reported")
    if len(reported.text) > LONGEST_REPORT:
        length = str(len(reported.text))
        return Rejected("report_too_long", {"max": str(LONGEST_REPORT), "length": length})
    earlier = [(fact, at) for fact, at in facts if isinstance(fact, ProblemReported)]
    if any(fact == reported for fact, _ in earlier):
        return ()
    if sum(at.date() == now.date() for _, at in earlier) >= REPORTS_A_DAY:
        return Rejected("too_many_reports", {"max": str(REPORTS_A_DAY)})
    return (reported,)


def models_allowed(facts: Iterable[Fact]) -> bool:
    """Whether models may reply in a tenant after `facts`."""
    switches = [fact.on for fact in facts if isinstance(fact, ModelsSwitched)]
    return not switches or switches[-1]
