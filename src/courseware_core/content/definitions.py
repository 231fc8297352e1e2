"""Every term that courses explain, with where each is taught."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from courseware_core.content.model import AnyActivity, Course, Lab, Lesson, Part, Term


@dataclass(frozen=True, slots=True)
class Definition:
    """What a course means by a term, and the lesson that teaches it. A term may be defined several times.

    `course` and `lesson` are ids, beside their titles; `locale` is the course's language.
    """

    term: Term
    course: str
    course_title: str
    lesson: str
    lesson_title: str
    locale: str


def definitions(courses: Sequence[Course], activities: Mapping[str, AnyActivity]) -> tuple[Definition, ...]:
    """All definitions in the order they are met: of each lesson, then those that only its lab has."""
    return tuple(
        dict.fromkeys(
            Definition(
                term, course.id, course.title, part.lesson, activities[part.lesson].title, course.locale
            )
            for course in courses
            for module in course.modules
            for part in module.parts
            for term in _terms(part, activities)
        )
    )


def _terms(part: Part, activities: Mapping[str, AnyActivity]) -> Iterator[Term]:
    lesson, lab = activities[part.lesson], activities[part.lab] if part.lab else None
    if isinstance(lesson, Lesson):
        yield from lesson.terms
    if isinstance(lab, Lab):
        yield from (term for term in lab.glossary if term.id is None)
