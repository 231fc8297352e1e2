"""What a learner should be asked again, and the round that asks it.

A round of review is an attempt at a quiz that is made for it, closed over its questions and pinned like any
other activity. Owns what is due.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from courseware_core.content.catalog import Catalog, Pinned, pin
from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions import AnyQuestion
from courseware_core.engine.attempt import stepwise
from courseware_core.engine.guards import hides_answers
from courseware_core.engine.projections import FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ledger import Ledger
from courseware_core.ports import Clock
from courseware_core.screen.views.context import Ahead
from courseware_core.spacing import Recall, due, recall

REVIEW = "review"
"""The id of the activity that a round of review is. No course has it."""

MOST = 10
"""Questions of one round, which is meant to take a few minutes."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question that comes back, from the day of `due` (in UTC) on."""

    question: AnyQuestion
    due: datetime


class Reviews:
    """What comes back to whom, over the courses at hand and what was answered."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    async def items(self, who: Identity) -> tuple[Item, ...]:
        """Everything that comes back to the learner, what is due first; of equal ones by id.

        Left out is what is no longer in a course, and what a test or a mock exam asks that still hides its
        answers.
        """
        heads = await self._ledger.store.heads(who)
        given = await self._ledger.store.answered(who)
        return _items(self._ledger.library.catalog, heads, given)

    async def due(self, who: Identity) -> tuple[Item, ...]:
        """What is due today, the longest due first."""
        return _due(await self.items(who), self._clock.now().date())

    async def ahead(self, who: Identity) -> Ahead:
        """How much is due today, and how much on the next day after that."""
        days = Counter(item.due.date() for item in await self.items(who))
        today = self._clock.now().date()
        coming = min((day for day in days if day > today), default=None)
        due = sum(n for day, n in days.items() if day <= today)
        return Ahead(due, coming, days[coming] if coming else 0)

    async def round(self, who: Identity, title: str) -> Pinned | None:
        """A quiz over what is due, headed `title`; None when nothing is."""
        questions = tuple(item.question for item in (await self.due(who))[:MOST])
        return _pinned(questions, title, self._ledger.library.catalog) if questions else None


def _items(catalog: Catalog, heads: Sequence[Head], given: Sequence[FinalResponse]) -> tuple[Item, ...]:
    answers: dict[str, list[tuple[datetime, Recall]]] = defaultdict(list)
    quizzes = {each.id for each in catalog.activities if isinstance(each, Quiz) and stepwise(each)}
    for each in given:
        if each.outcome == "unmarked":
            continue
        # Where answers may be changed until they are handed in, a change is no second try.
        tries = each.tries if each.activity in quizzes or each.activity == REVIEW else 1
        how = recall(each.outcome, tries=tries, hints=each.hints)
        answers[each.question].append((each.at, how))
    found = [
        Item(question, comes_back)
        for question in _askable(catalog, heads)
        if question.id in answers and (comes_back := due(answers[question.id]))
    ]
    return tuple(sorted(found, key=lambda item: (item.due, item.question.id)))


def _askable(catalog: Catalog, heads: Sequence[Head]) -> Iterable[AnyQuestion]:
    """Every question of the courses, once, but for those whose answers a test or mock exam still hides."""
    found: dict[str, AnyQuestion] = {}
    hidden: set[str] = set()
    for activity in catalog.activities:
        match activity:
            case Quiz():
                found |= {each.id: each for each in activity.questions}
            case Test():
                asked = {each.id: each for draw in activity.draw for each in draw.questions}
                found |= asked
                if hides_answers(activity, heads):
                    hidden |= asked.keys()
            case _:
                pass
    return [question for question in found.values() if question.id not in hidden]


def _due(items: Iterable[Item], today: date) -> tuple[Item, ...]:
    return tuple(item for item in items if item.due.date() <= today)


def _pinned(questions: tuple[AnyQuestion, ...], title: str, catalog: Catalog) -> Pinned:
    return pin(
        Quiz(
            id=REVIEW,
            title=title,
            course=REVIEW,
            module=REVIEW,
            locale=next(iter(catalog.locales), "en"),
            tries=2,
            questions=questions,
        )
    )
