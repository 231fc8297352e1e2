"""Every screen of an activity, with what leads to it: for authors, before any learner sees them.

The screens are the product's own views of states that the engine's machines made. Nothing is recorded.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from courseware_core.content.guides import Decision, Demo
from courseware_core.content.model import AnyActivity, Lab, Lesson, Quiz, Test
from courseware_core.content.questions import AnyQuestion
from courseware_core.previewing.attempts import questions_by_themselves, quiz_screens, test_screens
from courseware_core.previewing.guides import decision_screens, demo_screens
from courseware_core.previewing.labs import lab_screens
from courseware_core.previewing.lessons import lesson_screens
from courseware_core.previewing.rehearsal import Shown, Stage

__all__ = ["Shown", "Stage", "previewed", "previewed_pool"]


def previewed(activity: AnyActivity, stage: Stage) -> Iterator[Shown]:
    """Every screen of an activity, in the order in which a learner could come to them.

    Questions come with each hint, with the feedback on each answer that tells them apart, and with the key.
    """
    match activity:
        case Lesson():
            yield from lesson_screens(activity, stage)
        case Quiz():
            yield from quiz_screens(activity, stage)
        case Test():
            yield from test_screens(activity, stage)
        case Lab():
            yield from lab_screens(activity, stage)
        case Decision():
            yield from decision_screens(activity, stage)
        case Demo():
            yield from demo_screens(activity, stage)
        case _:
            assert_never(activity)


def previewed_pool(title: str, questions: Sequence[AnyQuestion], stage: Stage) -> Iterator[Shown]:
    """Every screen of a pool's questions, each as a quiz would ask it by itself."""
    yield from questions_by_themselves(title, questions, stage)
