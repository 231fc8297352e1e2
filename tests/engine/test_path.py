"""The way through the courses: minutes, what comes first, and what is suggested and why."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.engine.courses import LAB, LESSON, QUIZ, TEST, single

from courseware_core.blocks import Paragraph, text
from courseware_core.content.guides import Choice, Decision, DecisionQuestion, DecisionRule, Demo, Panel
from courseware_core.content.guides import Recommendation as Advice
from courseware_core.content.model import (
    AnyActivity,
    Course,
    Draw,
    Lesson,
    LessonBlock,
    Module,
    Part,
    Quiz,
    Section,
)
from courseware_core.content.questions.open import OpenText
from courseware_core.engine.path import CoursePath, Suggestion, minutes, paths, suggest
from courseware_core.engine.progress import ActivityProgress, State

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


def lesson(name: str, *requires: str, **more: Any) -> Lesson:
    return Lesson(
        id=name,
        title=name,
        course="c",
        module="m",
        number=1,
        minutes=5,
        requires=requires,
        sections=(Section(id=name, title=name),),
        blocks=(LessonBlock(id=f"{name}/1", section=name, block=Paragraph(text=text("Words."))),),
        **more,
    )


def quiz(name: str) -> Quiz:
    return QUIZ.model_copy(update={"id": name, "title": name})


def exam(name: str) -> AnyActivity:
    return TEST.model_copy(update={"id": name, "title": name})


def course(name: str, *modules: Module, after: Sequence[str] = ()) -> Course:
    return Course(id=name, version="1", title=name, licence="CC0-1.0", after=tuple(after), modules=modules)


def module(name: str, *parts: Part, test: str | None = None) -> Module:
    return Module(id=name, title=name, parts=parts, test=test)


def stands(state: State = "not_started", *, at: int | None = None, **more: Any) -> ActivityProgress:
    """How something stands that was touched `at` minutes after the start."""
    touched = None if at is None else START + timedelta(minutes=at)
    tried = 0 if state == "not_started" else 1
    return ActivityProgress(
        activity="", kind="", title="", state=state, touched_at=touched, attempts=tried, **more
    )


A, B, C = lesson("a"), lesson("b"), lesson("c", "a.quiz")
A_QUIZ, EXAM = quiz("a.quiz"), exam("exam")
ONE = course(
    "one", module("m", Part(lesson="a", quiz="a.quiz"), Part(lesson="b"), Part(lesson="c"), test="exam")
)
ALL = {each.id: each for each in (A, A_QUIZ, B, C, EXAM)}


def way(shut: Sequence[str] = (), /, **states: ActivityProgress) -> CoursePath:
    """The course `one` as it stands; `a_quiz` is the quiz of `a`."""
    known = {name.replace("_", "."): state for name, state in states.items()}
    (found,) = paths([ONE], ALL, {each: known.get(each, stands()) for each in ALL}, shut)
    return found


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        (LESSON, LESSON.minutes),
        (QUIZ, len(QUIZ.questions)),
        (TEST.model_copy(update={"time_limit": timedelta(seconds=601)}), 11),
        (
            TEST.model_copy(
                update={
                    "time_limit": None,
                    "draw": (Draw(questions=(single("x"), single("y")), count=1),) * 3,
                }
            ),
            3,
        ),
        (LAB.model_copy(update={"complete": LAB.complete.model_copy(update={"min_exchanges": 4})}), 12),
    ],
    ids=["lesson", "quiz", "timed test", "test", "lab"],
)
def test_minutes_of_an_activity_follow_the_rule_of_thumb(activity: AnyActivity, expected: int) -> None:
    assert minutes(activity) == expected


def test_what_is_written_at_length_takes_five_minutes_a_question() -> None:
    written = OpenText.model_validate(
        {
            "id": "w",
            "type": "open",
            "stem": "Why?",
            "model_answer": "Because.",
            "rubric": [
                {"id": "one", "points": 1, "criterion": "Says why"},
                {"id": "two", "points": 1, "criterion": "Says how"},
            ],
        }
    )
    assert minutes(QUIZ.model_copy(update={"questions": (written, single("x"))})) == 6


def test_guides_take_a_minute_a_question_and_a_minute_a_panel() -> None:
    options = (Choice(id="yes", text="Yes"), Choice(id="no", text="No"))
    place = {"course": "c", "module": "m", "title": "t"}
    decision = Decision(
        id="d",
        intro="i",
        questions=(DecisionQuestion(id="q", ask="?", options=options),),
        recommendations=(Advice(id="r", title="t", say="s"),),
        rules=(DecisionRule(recommend="r", because="b"),),
        measure="m",
        **place,
    )
    panels = tuple(Panel(id=each, title=each, output="o") for each in "xyz")
    demo = Demo(id="e", task="t", input="i", note="n", panels=panels, conclusion="c", **place)
    assert (minutes(decision), minutes(demo)) == (1, 3)


def test_what_comes_first_is_named_until_it_is_done() -> None:
    missing = {step.id: step.missing for step in way().steps}
    assert missing == {"a": (), "a.quiz": ("a",), "b": (), "c": ("a.quiz",), "exam": ("a", "b", "c")}
    read = way(a=stands("finished"), a_quiz=stands("passed"), b=stands("in_progress"))
    missing = {step.id: step.missing for step in read.steps}
    assert missing == {"a": (), "a.quiz": (), "b": (), "c": (), "exam": ("b", "c")}


def test_the_first_of_a_course_comes_first() -> None:
    assert suggest([way()]) == Suggestion("a", "comes_first")


def test_what_was_left_in_the_middle_is_suggested_before_everything_else() -> None:
    begun = way(b=stands("in_progress", at=1, done=1, total=3), c=stands("finished", at=2))
    assert suggest([begun]) == Suggestion("b", "under_way")


def test_a_new_round_of_something_done_is_gone_on_with_only_if_it_was_touched_last() -> None:
    again = stands("finished", at=5, done=1, total=3)
    assert suggest([way(a=again, b=stands("finished", at=4))]) == Suggestion("a", "under_way")
    assert suggest([way(a=again, a_quiz=stands("passed", at=6))]) == Suggestion("b", "ready")


def test_after_what_is_done_the_next_one_is_ready() -> None:
    done = way(a=stands("finished", at=1), a_quiz=stands("passed", at=2))
    assert suggest([done]) == Suggestion("b", "ready")


def test_of_what_was_not_passed_the_lesson_is_to_be_read_again() -> None:
    tried = way(a=stands("finished", at=1), a_quiz=stands("not_passed", at=2))
    assert suggest([tried]) == Suggestion("a.quiz", "not_passed", "a")


def test_of_a_test_that_was_not_passed_the_lesson_whose_quiz_went_worst() -> None:
    done = {name: stands("finished", at=1) for name in ("a", "b", "c")}
    failed = stands("not_passed", at=3)
    weak = stands("passed", at=2, score=Fraction(3), out_of=4)
    assert suggest([way(**done, a_quiz=weak, exam=failed)]) == Suggestion("exam", "not_passed", "a")
    perfect = stands("passed", at=2, score=Fraction(4), out_of=4)
    assert suggest([way(**done, a_quiz=perfect, exam=failed)]) == Suggestion("exam", "not_passed")


def test_what_cannot_be_begun_now_is_passed_over() -> None:
    tried = {"a": stands("finished", at=1), "a_quiz": stands("not_passed", at=2)}
    assert suggest([way(("a.quiz",), **tried)]) == Suggestion("b", "meanwhile")
    done = {name: stands("finished", at=1) for name in ("a", "a_quiz", "b", "c")}
    assert suggest([way(("exam",), **done, exam=stands("not_passed", at=3))]) is None


def test_what_is_needed_comes_before_what_needs_it_even_against_the_order() -> None:
    early = {"x": lesson("x", "z"), "y": lesson("y"), "z": lesson("z", "y")}
    backwards = course("back", module("m", *(Part(lesson=each) for each in early)))
    found = paths([backwards], early, {each: stands() for each in early})
    assert suggest(found) == Suggestion("y", "comes_first")


def test_lessons_that_need_each_other_still_lead_somewhere() -> None:
    both = {"x": lesson("x", "y"), "y": lesson("y", "x")}
    found = paths(
        [course("c", module("m", *(Part(lesson=each) for each in both)))], both, dict.fromkeys(both, stands())
    )
    assert suggest(found) == Suggestion("y", "comes_first")


def test_courses_stand_after_those_that_are_best_taken_before() -> None:
    lessons = {each: lesson(each) for each in "xyz"}
    third = course("third", module("m3", Part(lesson="z")), after=("second", "elsewhere"))
    first = course("first", module("m1", Part(lesson="x")))
    second = course("second", module("m2", Part(lesson="y")), after=("first",))
    progress = dict.fromkeys(lessons, stands())
    found = paths([third, second, first], lessons, progress)
    assert [each.course.id for each in found] == ["first", "second", "third"]
    assert [[each.id for each in path.missing] for path in found] == [[], ["first"], ["second"]]
    found = paths([third, second, first], lessons, progress | {"y": stands("finished", at=1)})
    assert [[each.id for each in path.missing] for path in found] == [[], ["first"], []]


def test_the_course_that_was_touched_last_is_gone_on_with() -> None:
    lessons = {each: lesson(each) for each in ("x1", "x2", "y1", "y2")}
    one = course("one", module("m1", Part(lesson="x1"), Part(lesson="x2")))
    two = course("two", module("m2", Part(lesson="y1"), Part(lesson="y2")))
    progress = dict.fromkeys(lessons, stands()) | {"y1": stands("finished", at=1)}
    assert suggest(paths([one, two], lessons, progress)) == Suggestion("y2", "ready")
    progress["y2"] = stands("finished", at=2)
    assert suggest(paths([one, two], lessons, progress)) == Suggestion("x1", "comes_first")


def test_a_course_adds_up_its_activities() -> None:
    found = way(a=stands("finished", at=1))
    assert (found.state, found.done, len(found.steps)) == ("in_progress", 1, 5)
    assert found.minutes == sum(minutes(step.activity) for step in found.steps)
    assert way().state == "not_started"
    hard = {"a": lesson("a", difficulty="easy"), "b": lesson("b", difficulty="hard")}
    (mixed,) = paths(
        [course("c", module("m", Part(lesson="a"), Part(lesson="b")))],
        hard,
        dict.fromkeys(hard, stands("finished")),
    )
    assert (mixed.difficulty, mixed.state) == ("hard", "completed")
