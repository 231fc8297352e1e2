"""Whether what comes first can come first: what lessons require, and courses that come after others."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from courseware_core.content.authored import CourseFolder
from courseware_core.content.model import Course
from courseware_core.content.problems import Problem, did_you_mean, problem

Needs = Mapping[str, Collection[str]]
"""What has to come first, by what it is for."""


def lessons_of(course: CourseFolder) -> Mapping[str, tuple[str, ...]]:
    """The lessons to read for each activity of a course, by id: a module's exams follow all its lessons."""
    return dict(_read_for(course))


def _read_for(course: CourseFolder) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The id of each activity, with the lessons to read for it."""
    for module in course.modules:
        lessons = tuple(lesson.page.id for lesson in module.lessons)
        for lesson in module.lessons:
            yield lesson.page.id, (lesson.page.id,)
            for beside in lesson.beside:
                yield beside.document.text("id"), (lesson.page.id,)
        for exam in (module.test, module.mock):
            if exam is not None:
                yield exam.document.text("id"), lessons


def needs_of(course: CourseFolder) -> Needs:
    """The lessons that have to be read before each lesson of a course."""
    lessons = lessons_of(course)
    return {
        lesson.page.id: [first for each in front.requires for first in lessons.get(each, ())]
        for lesson in course.lessons
        if (front := lesson.front.value) is not None
    }


def circle(needs: Needs, start: str, first: str) -> tuple[str, ...]:
    """The shortest way from `first` back to `start` by what comes before each; empty when there is none."""
    ways: list[tuple[str, ...]] = [(first,)]
    seen = {first}
    for way in ways:
        if way[-1] == start:
            return way
        for each in needs.get(way[-1], ()):
            if each not in seen:
                seen.add(each)
                ways.append((*way, each))
    return ()


def lessons_in_circles(course: CourseFolder) -> Iterator[Problem]:
    """A problem for each prerequisite that can never come first; none where an id names two activities."""
    named = [activity for activity, _ in _read_for(course) if activity]
    if len(set(named)) < len(named):
        return
    lessons, needs = lessons_of(course), needs_of(course)
    for lesson in course.lessons:
        front, document = lesson.front.value, lesson.front.document
        for number, required in enumerate(front.requires if front else ()):
            ways = (circle(needs, lesson.page.id, each) for each in lessons.get(required, ()))
            way = next(filter(None, ways), ())
            if way:
                message = _told(lesson.page.id, required, way)
                place = document.place("requires", number)
                yield problem("CW140", place, message, hint=_HINT, at=lesson.page.id)


_HINT = "Take one of these out, so that there is something to begin with."


def _told(start: str, first: str, way: Sequence[str]) -> str:
    if len(way) == 1:
        return f"`{start}` requires `{first}`, which cannot come before it."
    return f"`{start}` requires `{first}`, which requires it again: {' > '.join((start, *way))}."


def courses_in_order(courses: Sequence[CourseFolder]) -> Iterator[Problem]:
    """What is wrong with the courses that come after others of them, when they are loaded together.

    Of a course that is loaded alone nobody can say which others there are, only that it is none of them.
    """
    if any(course.file.value is None for course in courses):
        return
    needs = {course.file.value.id: course.file.value.after for course in courses if course.file.value}
    for course in courses:
        own, document = course.file.document.text("id"), course.file.document
        for number, first in enumerate(needs[own]):
            place, way = document.place("after", number), circle(needs, own, first)
            if first not in needs and len(courses) > 1:
                message = f"there is no course `{first}` here."
                yield problem("CW017", place, message, hint=did_you_mean(first, needs), at=own)
            elif way:
                yield problem("CW140", place, _after(own, way), hint=_HINT, at=own)


def course_in_circle(course: Course, among: Iterable[Course]) -> str:
    """What is wrong with a course that comes after itself by way of those it stands `among`; else empty."""
    needs = {each.id: each.after for each in among}
    ways = (circle(needs, course.id, first) for first in course.after)
    way = next(filter(None, ways), ())
    return f"{_after(course.id, way)} {_HINT}" if way else ""


def _after(start: str, way: Sequence[str]) -> str:
    if len(way) == 1:
        return f"the course `{start}` cannot come after itself."
    return f"each of these courses comes after the next: {' > '.join((start, *way))}."
