"""The questions of a course, with where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from courseware_core.content.authored import CourseFolder, PoolFile, QuizFile, Written
from courseware_core.content.problems import Place
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.yaml import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its place, `number` counted from 0, in a quiz or pool."""

    question: AnyQuestion
    document: Document
    number: int

    def place(self, *path: str | int) -> Place:
        """Where the question stands, or a part of it."""
        return self.document.place("questions", self.number, *path)


def questions_in(file: Written[QuizFile] | Written[PoolFile] | None) -> list[Asked]:
    """The questions of a quiz or pool; none when the file cannot be used."""
    found = file.value.questions if file is not None and file.value is not None else ()
    return [Asked(each, file.document, number) for number, each in enumerate(found) if file]


def questions_of(course: CourseFolder) -> Iterator[Asked]:
    """All questions of a course: those of the quizzes, then those of the pools."""
    for lesson in course.lessons:
        yield from questions_in(lesson.quiz)
    for pool in course.pools.values():
        yield from questions_in(pool)


def choices_of(course: CourseFolder) -> Iterator[tuple[Asked, ChoiceQuestion]]:
    """The questions of a course that have options."""
    for asked in questions_of(course):
        if isinstance(asked.question, ChoiceQuestion):
            yield asked, asked.question


def key_position(question: SingleChoice) -> int:
    """The position of the right option as it is authored, from 0."""
    return next(number for number, option in enumerate(question.options) if option.correct)
