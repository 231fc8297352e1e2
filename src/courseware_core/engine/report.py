"""How a learner stands everywhere, as a document for people and programs."""

from collections.abc import Sequence

from courseware_core.engine.path import (
    CoursePath,
    CourseState,
    ModulePath,
    Step,
    Suggestion,
    minutes,
    suggest,
)
from courseware_core.engine.progress import ActivityProgress
from courseware_core.frozen import Frozen


class ActivityReport(ActivityProgress):
    """An activity with about how many minutes it takes, and the ids of what is best done before it."""

    minutes: int
    missing: tuple[str, ...]


class ModuleReport(Frozen):
    """A module with the progress in its activities, in order; `label` is what its number is called."""

    course: str
    module: str
    number: int | None
    label: str
    title: str
    minutes: int
    activities: tuple[ActivityReport, ...]


class CourseReport(Frozen):
    """A course as a whole: `done` of `total` activities. `missing` are ids of courses best taken before."""

    course: str
    title: str
    state: CourseState
    done: int
    total: int
    minutes: int
    missing: tuple[str, ...]


class ProgressReport(Frozen):
    """How a learner stands everywhere, and what to do `next` and why; None when there is nothing.

    Courses are in the order they are best taken, and modules in the order of their courses.
    """

    learner: str
    courses: tuple[CourseReport, ...]
    modules: tuple[ModuleReport, ...]
    next: Suggestion | None


def report(learner: str, courses: Sequence[CoursePath]) -> ProgressReport:
    """The report of a learner who stands so in these courses."""
    return ProgressReport(
        learner=learner,
        courses=tuple(map(_course, courses)),
        modules=tuple(_module(course, module) for course in courses for module in course.modules),
        next=suggest(courses),
    )


def _course(path: CoursePath) -> CourseReport:
    return CourseReport(
        course=path.course.id,
        title=path.course.title,
        state=path.state,
        done=path.done,
        total=len(path.steps),
        minutes=path.minutes,
        missing=tuple(course.id for course in path.missing),
    )


def _module(course: CoursePath, path: ModulePath) -> ModuleReport:
    return ModuleReport(
        course=course.course.id,
        module=path.module.id,
        number=path.module.number,
        label=path.module.label,
        title=path.module.title,
        minutes=path.minutes,
        activities=tuple(map(_activity, path.steps)),
    )


def _activity(step: Step) -> ActivityReport:
    known = {name: getattr(step.progress, name) for name in ActivityProgress.model_fields}
    return ActivityReport(**known, minutes=minutes(step.activity), missing=step.missing)
