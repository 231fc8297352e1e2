"""The questions of a course, with where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from courseware_core.content.authored import Challenge, CourseFolder, PoolFile, QuizFile, Written
from courseware_core.content.problems import Place
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.content.questions.matching import Matching
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.content.questions.ordering import Ordering
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.yaml import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its place, `number` counted from 0, in a quiz, challenge or pool."""

    question: AnyQuestion
    document: Document
    number: int

    def place(self, *path: str | int) -> Place:
        """Where the question stands, or a part of it."""
        return self.document.place("questions", self.number, *path)

    def in_model_answer(self, line: int, column: int) -> Place:
        """Where a character of its model answer stands, whose line and column there count from 1."""
        return self.document.place_in(line, column, "questions", self.number, "model_answer")


def questions_in(file: Written[QuizFile] | Written[Challenge] | Written[PoolFile] | None) -> list[Asked]:
    """The questions of a quiz, challenge or pool; none when the file cannot be used."""
    found = file.value.questions if file is not None and file.value is not None else ()
    return [Asked(each, file.document, number) for number, each in enumerate(found) if file]


def questions_of(course: CourseFolder) -> Iterator[Asked]:
    """All questions of a course: those of the quizzes and challenges, then those of the pools."""
    for lesson in course.lessons:
        for file in (lesson.quiz, *lesson.challenges):
            yield from questions_in(file)
    for pool in course.pools.values():
        yield from questions_in(pool)


def choices_of(course: CourseFolder) -> Iterator[tuple[Asked, ChoiceQuestion]]:
    """The questions of a course that have options."""
    for asked in questions_of(course):
        if isinstance(asked.question, ChoiceQuestion):
            yield asked, asked.question


@dataclass(frozen=True, slots=True)
class Shown:
    """Something to choose, with its id, what to call it in a message, its text, and where that stands."""

    id: str
    name: str
    text: str
    place: Place


def sides_of(asked: Asked) -> Iterator[list[Shown]]:
    """What can be chosen in a question, in lists of things that have to be told apart."""

    def shown(what: str, item: str, text: str, *path: str | int) -> Shown:
        return Shown(item, f"the {what} `{item}`", text, asked.place(*path))

    match asked.question:
        case ChoiceQuestion(options=options):
            yield [
                shown("option", each.id, each.text, "options", n, "text") for n, each in enumerate(options)
            ]
        case Ordering(items=items):
            yield [shown("item", each.id, each.text, "items", n, "text") for n, each in enumerate(items)]
        case Matching(pairs=pairs, distractors=others):
            yield [shown("left of", each.id, each.left, "pairs", n, "left") for n, each in enumerate(pairs)]
            yield [
                *(
                    shown("right of", each.id, each.right, "pairs", n, "right")
                    for n, each in enumerate(pairs)
                ),
                *(
                    shown("distractor", each.id, each.text, "distractors", n, "text")
                    for n, each in enumerate(others)
                ),
            ]
        case WrittenQuestion(rubric=criteria):
            yield [
                shown("criterion", each.id, each.criterion, "rubric", n, "criterion")
                for n, each in enumerate(criteria)
            ]
        case _:
            pass


def offered_in(course: CourseFolder) -> Iterator[tuple[str, list[Shown]]]:
    """The lists of things to choose from, of all questions and decisions, each with the id of its item."""
    for asked in questions_of(course):
        yield from ((asked.question.id, side) for side in sides_of(asked))
    for lesson in course.lessons:
        if lesson.decision and lesson.decision.value:
            for number, question in enumerate(lesson.decision.value.questions):
                options = [
                    Shown(
                        each.id,
                        f"the option `{each.id}` of `{question.id}`",
                        each.text,
                        lesson.decision.document.place("questions", number, "options", position, "text"),
                    )
                    for position, each in enumerate(question.options)
                ]
                yield lesson.decision.value.id, options


def key_position(question: SingleChoice) -> int:
    """The position of the right option as it is authored, from 0."""
    return next(number for number, option in enumerate(question.options) if option.correct)
