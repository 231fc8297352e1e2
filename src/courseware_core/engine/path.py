"""The way through the courses: how long it takes, what comes before what, and what to do next.

What comes first is advice. It locks nothing.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Literal

from courseware_core.content.guides import Decision, Demo
from courseware_core.content.model import AnyActivity, Course, Lab, Lesson, Module, Quiz, Test
from courseware_core.content.questions.base import Difficulty, Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.progress import ActivityProgress

MINUTES_A_QUESTION = 1
MINUTES_A_WRITTEN_ANSWER = 5
MINUTES_AN_EXCHANGE = 3
MINUTES_A_PANEL = 1

_DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "moderate", "hard")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Reason = Literal["under_way", "not_passed", "comes_first", "ready", "meanwhile"]
"""Why something is suggested.

`under_way`: a round of it is open. `not_passed`: it was tried. `comes_first`: it is the first of its course,
or something else needs it. `ready`: everything before it is done. `meanwhile`: what stands before it cannot
be begun at present.
"""

CourseState = Literal["not_started", "in_progress", "completed"]


@dataclass(frozen=True, slots=True)
class Step:
    """One activity on the way.

    `missing` are the ids of what is best done before it and is not. It `may_begin` unless a rule of its own
    (a pause, a number of attempts) forbids a new round now.
    """

    activity: AnyActivity
    progress: ActivityProgress
    missing: tuple[str, ...] = ()
    may_begin: bool = True

    @property
    def id(self) -> str:
        """The id of the activity."""
        return self.activity.id


@dataclass(frozen=True, slots=True)
class ModulePath:
    """A module with its activities, in order."""

    module: Module
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """How long its activities take together."""
        return sum(minutes(step.activity) for step in self.steps)


@dataclass(frozen=True, slots=True)
class CoursePath:
    """A course with its modules, in order. `missing` are courses best taken before it that are not done."""

    course: Course
    modules: tuple[ModulePath, ...]
    missing: tuple[Course, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The activities of all modules, in order."""
        return tuple(step for module in self.modules for step in module.steps)

    @property
    def done(self) -> int:
        """How many activities are done."""
        return sum(step.progress.is_done for step in self.steps)

    @property
    def waiting(self) -> tuple[Step, ...]:
        """What is still to be done, in order."""
        return tuple(step for step in self.steps if step.progress.is_waiting)

    @property
    def state(self) -> CourseState:
        """How the course stands as a whole."""
        if self.done == len(self.steps):
            return "completed"
        return "in_progress" if any(step.progress.attempts for step in self.steps) else "not_started"

    @property
    def minutes(self) -> int:
        """How long its activities take together."""
        return sum(module.minutes for module in self.modules)

    @property
    def difficulty(self) -> Difficulty:
        """That of its hardest lesson."""
        found = (step.activity.difficulty for step in self.steps if isinstance(step.activity, Lesson))
        return max(found, key=_DIFFICULTIES.index, default="moderate")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do next, and why; `again` is the id of a lesson to read once more before, if one is known."""

    activity: str
    reason: Reason
    again: str = ""


def minutes(activity: AnyActivity) -> int:
    """How long an activity takes, by a rule of thumb.

    A lesson says so itself, and a test by its time limit. Else it is a minute for a question, five for an
    answer to be written at length, three for an exchange that a lab asks for, one for a panel of a demo.
    """
    match activity:
        case Lesson():
            return activity.minutes
        case Test() if activity.time_limit:
            return math.ceil(activity.time_limit.total_seconds() / 60)
        case Test():
            return sum(math.ceil(draw.count * _mean_minutes(draw.questions)) for draw in activity.draw)
        case Quiz():
            return sum(map(_minutes_to_answer, activity.questions))
        case Lab():
            return activity.complete.min_exchanges * MINUTES_AN_EXCHANGE
        case Decision():
            return len(activity.questions) * MINUTES_A_QUESTION
        case Demo():
            return len(activity.panels) * MINUTES_A_PANEL


def _minutes_to_answer(question: Question) -> int:
    return MINUTES_A_WRITTEN_ANSWER if isinstance(question, WrittenQuestion) else MINUTES_A_QUESTION


def _mean_minutes(questions: Sequence[Question]) -> Fraction:
    return Fraction(sum(map(_minutes_to_answer, questions)), len(questions))


def paths(
    courses: Sequence[Course],
    activities: Mapping[str, AnyActivity],
    progress: Mapping[str, ActivityProgress],
    shut: Collection[str] = (),
) -> tuple[CoursePath, ...]:
    """The courses, each after those that are best taken before it; else in the order given.

    `activities` and `progress` are by id; in `shut` are the ids of what cannot be begun now. Courses that are
    not among `courses` come before none.
    """

    def step(module: Module, each: str) -> Step:
        before = _before(module, activities[each])
        missing = tuple(first for first in before if first in progress and progress[first].is_waiting)
        return Step(activities[each], progress[each], missing, each not in shut)

    found = [
        CoursePath(
            course,
            tuple(
                ModulePath(module, tuple(step(module, each) for each in module.activities()))
                for module in course.modules
            ),
        )
        for course in _in_order(courses)
    ]
    undone = [path.course for path in found if path.waiting]
    return tuple(
        replace(path, missing=tuple(each for each in undone if each.id in path.course.after))
        for path in found
    )


def _in_order(courses: Sequence[Course]) -> tuple[Course, ...]:
    by_id = {course.id: course for course in courses}
    placed: dict[str, Course] = {}
    entered: set[str] = set()

    def place(course: Course) -> None:
        if course.id in entered:
            return
        entered.add(course.id)
        for each in course.after:
            if each in by_id:
                place(by_id[each])
        placed[course.id] = course

    for course in courses:
        place(course)
    return tuple(placed.values())


def _before(module: Module, activity: AnyActivity) -> tuple[str, ...]:
    """What a lesson requires; for what stands beside a lesson that one; for a module's test its lessons."""
    if isinstance(activity, Lesson):
        return activity.requires
    if activity.id in (module.test, module.mock):
        return tuple(part.lesson for part in module.parts)
    return tuple(part.lesson for part in module.parts if activity.id in part.activities())


def suggest(courses: Sequence[CoursePath]) -> Suggestion | None:
    """What to do next in these courses; None when there is nothing left that can be done now.

    The round that was touched last, if it is still open; else that of what is not done and was touched last;
    else the first that is not done and may be begun, in the course that was touched last if there is one left
    there, and before it what it requires.
    """
    touched = sorted(
        (step for course in courses for step in course.steps if step.progress.touched_at),
        key=_touched_at,
        reverse=True,
    )
    if touched and touched[0].progress.total:
        return Suggestion(touched[0].id, "under_way")
    opened = next((step for step in touched if step.progress.is_open), None)
    if opened:
        return Suggestion(opened.id, "under_way")
    by_id = {step.id: step for course in courses for step in course.steps}
    for course in sorted(courses, key=lambda each: max(map(_touched_at, each.steps)), reverse=True):
        waiting = course.waiting
        first = next((step for step in waiting if step.may_begin), None)
        if first:
            return _because(course, _needed(first, by_id), first, waiting)
    return None


def _touched_at(step: Step) -> datetime:
    return step.progress.touched_at or _LONG_AGO


def _needed(step: Step, by_id: Mapping[str, Step]) -> Step:
    """The step itself, or what is missing before it, and before that."""
    seen = {step.id}
    while True:
        missing = (by_id[each] for each in step.missing if each in by_id and each not in seen)
        before = next((each for each in missing if each.may_begin), None)
        if before is None:
            return step
        seen.add(before.id)
        step = before


def _because(course: CoursePath, step: Step, wanted: Step, waiting: Sequence[Step]) -> Suggestion:
    if step.progress.state == "not_passed":
        return Suggestion(step.id, "not_passed", _to_read_again(course, step))
    if step is not wanted or step is course.steps[0]:
        return Suggestion(step.id, "comes_first")
    return Suggestion(step.id, "ready" if step is waiting[0] else "meanwhile")


def _to_read_again(course: CoursePath, step: Step) -> str:
    """The lesson of a quiz; for a test the lesson of its module whose quiz went worst, if one went badly."""
    by_id = {each.id: each.progress for each in course.steps}
    worst, share = "", Fraction(1)
    for part in (part for module in course.modules if step in module.steps for part in module.module.parts):
        if step.id in part.activities():
            return part.lesson
        found = _share(by_id[part.quiz]) if part.quiz else None
        if found is not None and found < share:
            worst, share = part.lesson, found
    return worst


def _share(progress: ActivityProgress) -> Fraction | None:
    return progress.score / progress.out_of if progress.score is not None and progress.out_of else None
