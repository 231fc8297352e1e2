"""Rules for what tests and mock exams draw from pools."""

from collections.abc import Iterator

from courseware_core.content.authored import CourseFolder, TestFile, Written
from courseware_core.content.drawing import Pools
from courseware_core.content.rules.asked import questions_in
from courseware_core.content.rules.registry import Finding, rule


def _tests(course: CourseFolder) -> Iterator[tuple[Written[TestFile], TestFile]]:
    for module in course.modules:
        for test in (module.test, module.mock):
            if test is not None and test.value is not None:
                yield test, test.value


@rule("CW132", "warning", "a draw of a mock exam has no topic, or nothing to review for it")
def nothing_to_review(course: CourseFolder) -> Iterator[Finding]:
    """A draw of a mock exam that its report by topic cannot name, or has no advice for."""
    for written, test in _tests(course):
        for number, draw in enumerate(test.draw if test.mock else ()):
            place = written.document.place("draw", number)
            if not draw.topic:
                hint = "Add `topic:`, a few words that head its row."
                yield Finding(place, test.id, "the report of a mock exam is by topic; this has none.", hint)
            elif draw.see is None:
                message = f"the report has nothing to review for `{draw.topic}`."
                yield Finding(place, test.id, message, "Add `see:`, a section or a lesson that teaches it.")


@rule("CW133", "note", "a draw that leaves nothing to chance")
def no_choice(course: CourseFolder) -> Iterator[Finding]:
    """A draw of everything there is, so that each attempt asks the same questions."""
    pools = Pools(course)
    for written, test in _tests(course):
        draws, _ = pools.draws(written)
        for number, draw in enumerate(draws or ()):
            guarded = {each for guard in draw.guards for each in guard.questions}
            if draw.count == len(draw.questions) - len(guarded):
                whom = " of those who have not passed the test" if guarded else ""
                every = "the only question is" if draw.count == 1 else f"all {draw.count} questions are"
                message = f"{every} drawn, so every attempt{whom} asks the same."
                place = written.document.place("draw", number, "count")
                yield Finding(place, test.id, message, "Add questions to the pool, or draw fewer.")


@rule("CW135", "warning", "a quiz shows what a test or mock exam hides")
def shown_by_a_quiz(course: CourseFolder) -> Iterator[Finding]:
    """A question of a pool that a quiz asks, and a test that does not show its answers to everybody."""
    pools = Pools(course)
    hidden = {
        question.id: test.id
        for written, test in _tests(course)
        if test.review.answers != "after_submit"
        for draw in pools.draws(written)[0] or ()
        for question in draw.questions
    }
    shown = dict(_asked_by_quizzes(course, pools))
    hint = "Leave one of the two out of its `use`, or let the exam say `answers: after_submit`."
    for pool in course.pools.values():
        for asked in questions_in(pool):
            name = asked.question.id
            if name in hidden and name in shown:
                message = f"the quiz `{shown[name]}` shows the answer, which `{hidden[name]}` hides."
                yield Finding(asked.place("use"), name, message, hint)


def _asked_by_quizzes(course: CourseFolder, pools: Pools) -> Iterator[tuple[str, str]]:
    """The ids of the questions of pools that quizzes ask, each with the id of the quiz."""
    for lesson in course.lessons:
        quiz = lesson.quiz
        if quiz and quiz.value and quiz.value.pool:
            for question in pools.for_practice(quiz.path, quiz.value.pool) or ():
                yield question.id, quiz.value.id
