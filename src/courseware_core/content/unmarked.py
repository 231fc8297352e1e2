"""Which questions are part of a result, and where open and coding questions cannot work."""

from collections.abc import Iterator

from courseware_core.content.authored import CourseFolder, LabFile, QuizFile, Written
from courseware_core.content.drawing import Pools
from courseware_core.content.problems import Problem, problem
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.open import WrittenQuestion

_RULE = "CW134"


def is_part_of_result(question: AnyQuestion) -> bool:
    """Whether the result holds what is earned for it: all that a rule marks, and what says that it counts."""
    return not isinstance(question, WrittenQuestion) or question.counts


def misplaced(folder: CourseFolder, pools: Pools) -> Iterator[Problem]:
    """A problem for each open or coding question in a test, a mock exam, a lab's exit or a quiz for marks."""
    for lesson in folder.lessons:
        if lesson.quiz is not None:
            yield from _in_quiz(lesson.quiz, pools)
        if lesson.lab is not None:
            yield from _at_exit(lesson.lab, folder)
    yield from _in_exams(folder)


def _in_quiz(quiz: Written[QuizFile], pools: Pools) -> Iterator[Problem]:
    file = quiz.value
    if file is None:
        return
    asked = (pools.for_practice(quiz.path, file.pool) or ()) if file.pool else file.questions
    if file.feedback == "end":
        for number, each in ((number, each) for number, each in enumerate(asked) if _is_written(each)):
            at = ("pool",) if file.pool else ("questions", number)
            message = (
                f"the model answer of `{each.id}` comes right after the answer; feedback comes at the end."
            )
            hint = "Leave out `feedback: end`, or ask this question in another quiz."
            yield problem(_RULE, quiz.document.place(*at), message, hint=hint, at=each.id)
    if file.pass_mark is not None and asked and not any(map(is_part_of_result, asked)):
        message = "no question of this quiz is part of its result, so nobody can pass it."
        yield problem(_RULE, quiz.document.key_place("pass"), message, hint="Leave out `pass`.", at=file.id)


def _at_exit(lab: Written[LabFile], folder: CourseFolder) -> Iterator[Problem]:
    for pool in folder.pools.values():
        for each in pool.value.questions if pool.value else ():
            if lab.value and each.id == lab.value.exit and _is_written(each):
                message = f"no rule marks `{each.id}`, so a lab cannot end with it."
                hint = "Name a question of another type."
                yield problem(_RULE, lab.document.place("exit"), message, hint=hint, at=lab.value.id)


def _in_exams(folder: CourseFolder) -> Iterator[Problem]:
    for pool in folder.pools.values():
        for number, each in enumerate(pool.value.questions if pool.value else ()):
            if _is_written(each) and not {"exam", "mock"}.isdisjoint(each.use):
                place = pool.document.place("questions", number, "use")
                message = f"no rule marks `{each.id}`, so neither a test nor a mock exam can ask it."
                yield problem(_RULE, place, message, hint="Give it `use: [practice]`.", at=each.id)


def _is_written(question: AnyQuestion) -> bool:
    return isinstance(question, WrittenQuestion)
