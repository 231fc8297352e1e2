"""When an item comes back: spaced repetition by FSRS, over what was answered and when.

FSRS (Free Spaced Repetition Scheduler, https://github.com/open-spaced-repetition/py-fsrs) models how likely
something is still remembered; an item comes back when that falls to nine in ten. Time is given, and its
fuzzing is off, so that the same answers always give the same day.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Literal

from courseware_core.content.questions.base import Outcome

if TYPE_CHECKING:
    from fsrs import Scheduler

Recall = Literal["missed", "shaky", "sure"]
"""How an item was answered: not rightly; rightly after a hint or another try; rightly at once."""


def recall(outcome: Outcome, *, tries: int, hints: int) -> Recall:
    """How well an answer shows that something is remembered."""
    if outcome != "right":
        return "missed"
    return "shaky" if tries > 1 or hints else "sure"


def due(answers: Sequence[tuple[datetime, Recall]]) -> datetime | None:
    """When an item that was answered so, in order of time, comes back; None while it never was in doubt.

    It comes in with the first answer that was not sure, and every answer from then on counts.
    """
    doubtful = next((number for number, (_, how) in enumerate(answers) if how != "sure"), None)
    if doubtful is None:
        return None
    from fsrs import Card, Rating

    ratings = {"missed": Rating.Again, "shaky": Rating.Hard, "sure": Rating.Good}
    card: Card = Card(card_id=0, due=answers[doubtful][0])
    for at, how in answers[doubtful:]:
        card, _ = _scheduler().review_card(card, ratings[how], at)
    comes_back: datetime = card.due
    return comes_back


@cache
def _scheduler() -> "Scheduler":
    """Whole days only: what is learned anew within minutes, the quiz itself asks again."""
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
