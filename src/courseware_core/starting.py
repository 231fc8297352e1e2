"""What a session begins with, or why it may not begin. What is left to chance is drawn here, once."""

from datetime import datetime

from courseware_core.content import guides
from courseware_core.content.catalog import Pinned
from courseware_core.content.model import Lab, Lesson, Quiz, Test
from courseware_core.engine import attempt, demo, lab, lesson
from courseware_core.engine import decision as decisions
from courseware_core.engine.facts import (
    About,
    AttemptStarted,
    DecisionStarted,
    DemoStarted,
    LabStarted,
    LessonStarted,
    Scope,
)
from courseware_core.engine.machine import Rejected
from courseware_core.ports import Chance, Loaded

FirstFact = LessonStarted | AttemptStarted | LabStarted | DecisionStarted | DemoStarted


def first_fact(
    pinned: Pinned,
    loaded: Loaded,
    chance: Chance,
    now: datetime,
    *,
    scope: Scope,
    only: frozenset[str],
    barred: frozenset[str],
    about: About | None,
) -> FirstFact | Rejected:
    """The fact that begins a session of the activity; `loaded` holds the learner's attempts at it.

    `only` are the sections or questions of a round that is not over the whole of it; questions of `barred`
    are not drawn. A conversation beside an activity is `about` a question.
    """
    content, digest = pinned.activity, pinned.digest
    match content:
        case Lesson():
            return lesson.start(content, digest, scope=scope, sections=only)
        case Quiz() | Test():
            closed = [h.closed_at for h in loaded.attempts if h.closed_at and h.scope == "whole"]
            refusal = attempt.may_start(content, closed, now)
            if refusal:
                return refusal
            slots = attempt.draw(content, chance.shuffle, seen=loaded.seen, barred=barred)
            first = not loaded.attempts and scope != "review"
            return attempt.start(content, digest, slots, now, scope=scope, only=only, first=first)
        case Lab():
            order = content.exit.order(chance.shuffle) if content.exit else ()
            return lab.start(content, digest, order, about=about)
        case guides.Decision():
            return decisions.start(content, digest)
        case guides.Demo():
            return demo.start(content, digest)
        case _:
            raise TypeError(f"{content.kind} is no kind of activity")
