"""Rules for the questions of a quiz, a test or a module together."""

import math
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from courseware_core.content.authored import CourseFolder, ModuleFolder, TestFile, Written
from courseware_core.content.problems import Place
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.rules.asked import Asked, key_position, questions_in
from courseware_core.content.rules.registry import Finding, rule
from courseware_core.content.unmarked import is_part_of_result

FEW = 3
"""From so many questions on, one position for all keys is no accident."""

SPREAD_FROM = 12
LEAST, MOST = 0.20, 0.30
"""The share of the keys that each of four positions should have, from `SPREAD_FROM` questions on."""


def _sets(course: CourseFolder) -> Iterator[tuple[Place, str, list[Asked]]]:
    """The questions of each quiz, and of all pools of each test and mock exam, with a place and the id."""
    for module in course.modules:
        for lesson in module.lessons:
            if lesson.quiz is not None and lesson.quiz.value is not None:
                quiz = lesson.quiz
                yield quiz.document.place("questions"), quiz.document.text("id"), questions_in(quiz)
        for test, file in _exams(module):
            yield test.document.place("draw"), file.id, _drawn(course, test, file)


def _exams(module: ModuleFolder) -> Iterator[tuple[Written[TestFile], TestFile]]:
    """The module's test and its mock exam, if they can be used."""
    for test in (module.test, module.mock):
        if test is not None and test.value is not None:
            yield test, test.value


def _drawn(course: CourseFolder, test: Written[TestFile], file: TestFile) -> list[Asked]:
    """The questions of the pools that a test draws from, and may draw."""
    use = "mock" if file.mock else "exam"
    pools = (os.path.normpath(test.path.parent / pool) for draw in file.draw for pool in draw.pools)
    return [
        asked
        for pool in dict.fromkeys(pools)
        for asked in questions_in(course.pools.get(pool))
        if use in asked.question.use
    ]


def _single(asked: Sequence[Asked]) -> list[SingleChoice]:
    return [each.question for each in asked if isinstance(each.question, SingleChoice)]


@rule("CW106", "warning", "all right options stand in one position")
def one_position(course: CourseFolder) -> Iterator[Finding]:
    """Three or more questions whose right options stand in the same place."""
    for place, owner, asked in _sets(course):
        positions = {key_position(question) for question in _single(asked)}
        if len(_single(asked)) >= FEW and len(positions) == 1:
            letter = "ABCDEFGHIJ"[min(positions.pop(), 9)]
            message = f"all {len(_single(asked))} right options are {letter}."
            yield Finding(place, owner, message, "Vary the position.")


@rule("CW111", "warning", "the right option is too often the longest")
def longest_is_right(course: CourseFolder) -> Iterator[Finding]:
    """A quiz or test in which the right option is the longest in more than a third of the questions."""
    for place, owner, asked in _sets(course):
        questions = _single(asked)
        found = [question.id for question in questions if _key_is_longest(question)]
        if len(questions) >= FEW and 3 * len(found) > len(questions):
            message = (
                f"in {len(found)} of {len(questions)} questions the right option is the longest: "
                f"{', '.join(found)}."
            )
            yield Finding(place, owner, message, "Let it be so in a third of them at most.")


def _key_is_longest(question: SingleChoice) -> bool:
    wrong = [len(option.text) for option in question.options if not option.correct]
    return len(question.options[key_position(question)].text) > max(wrong)


@rule("CW112", "warning", "the right options are spread unevenly over the positions")
def uneven_spread(course: CourseFolder) -> Iterator[Finding]:
    """Over a module's quizzes, or a test, four positions that do not have a quarter of the keys each."""
    for module in course.modules:
        quizzes = [asked for lesson in module.lessons for asked in questions_in(lesson.quiz)]
        document = module.file.document
        yield from _spread(document.place("lessons"), document.text("id"), quizzes, "the quizzes")
        for test, file in _exams(module):
            where = "the mock exam" if file.mock else "the test"
            yield from _spread(test.document.place("draw"), file.id, _drawn(course, test, file), where)


def _spread(place: Place, owner: str, asked: Sequence[Asked], where: str) -> Iterator[Finding]:
    questions = [question for question in _single(asked) if len(question.options) == 4]
    count = Counter(key_position(question) for question in questions)
    shares = [count[position] / max(1, len(questions)) for position in range(4)]
    if len(questions) >= SPREAD_FROM and not all(LEAST <= share <= MOST for share in shares):
        listed = ", ".join(f"{letter} {count[number]}" for number, letter in enumerate("ABCD"))
        message = f"of {len(questions)} right options in {where} there are {listed}."
        yield Finding(place, owner, message, "Let each position have 20 to 30 per cent.")


@rule("CW110", "warning", "the pass mark is not what it seems")
def odd_pass_mark(course: CourseFolder) -> Iterator[Finding]:
    """A pass mark that nobody can miss, or that only answers without any mistake can reach."""
    for module in course.modules:
        for lesson in module.lessons:
            quiz = lesson.quiz.value if lesson.quiz else None
            if quiz is not None and quiz.questions and quiz.pass_mark is not None and lesson.quiz is not None:
                place = lesson.quiz.document.place("pass")
                marked = [each for each in quiz.questions if is_part_of_result(each)]
                # A question in words or code that counts gives parts of a mark.
                whole = 0 if any(isinstance(each, WrittenQuestion) for each in marked) else len(marked)
                yield from _pass_mark(place, quiz.id, quiz.pass_mark, whole)
        for test, file in _exams(module):
            number = sum(draw.count for draw in file.draw)
            yield from _pass_mark(test.document.place("pass"), file.id, file.pass_mark, number)


def _pass_mark(place: Place, owner: str, mark: Fraction, number: int) -> Iterator[Finding]:
    if mark == 0:
        yield Finding(place, owner, "everybody reaches this pass mark.", "Leave it out, or raise it.")
    elif number and mark < 1 and math.ceil(mark * number) == number:
        message = f"of {number} questions this asks for all {number} right."
        yield Finding(place, owner, message, "Write `100%`, or lower it.")
