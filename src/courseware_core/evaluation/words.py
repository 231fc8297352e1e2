"""What of a lab's secrets and hints stands in a text, by words in a row.

Words are compared without case and punctuation. A secret that is told in other words is not noticed.
"""

from collections.abc import Collection, Iterable

from courseware_core.content.model import Lab
from courseware_core.llm.wording import runs, shared_runs, words

RUN = 6
"""How many words in a row two texts must share for one to have said the other."""

SHORTEST = 4
"""A text of fewer words than this gives nothing away; one shorter than a run must be said whole."""


def revealed(text: str, lab: Lab, *, seen: Collection[str], said: Iterable[str] = ()) -> tuple[str, ...]:
    """The points, answers and exit keys in `text` that the learner has not earned.

    `seen` are the ids of checks whose points the learner was shown, `said` what the learner wrote. Words
    that stand in the lessons, the author's answers, the glossary, the questions and the hints give
    nothing away.
    """
    checks = (check for check in lab.checks if check.id not in seen)
    secrets = [secret for check in checks for secret in (*check.points, check.answer)]
    if lab.exit:
        secrets += lab.exit.key(str)
    public = (*_public(lab), *said)
    return tuple(secret for secret in secrets if says(text, secret, beyond=public))


def says(text: str, other: str, *, beyond: Iterable[str] = ()) -> bool:
    """Whether `text` has a run of words of `other` that stands in none of the texts `beyond`."""
    shared = shared_runs(words(text), words(other), RUN, least=SHORTEST)
    length = len(next(iter(shared), ()))
    return bool(shared) and bool(shared.difference(*(runs(words(each), length) for each in beyond)))


def _public(lab: Lab) -> tuple[str, ...]:
    """What every learner of the lab may read at any time, or comes to read as it goes on."""
    return (
        *(passage.text for passage in lab.passages),
        *(sentence for faq in lab.faq for sentence in (*faq.ask, faq.say)),
        *(term.means for term in lab.glossary),
        *(sentence for check in lab.checks for sentence in (check.ask, *check.hints)),
        *(goal.text for goal in lab.goals),
        *(lab.brief, lab.opening, *lab.starters),
    )
