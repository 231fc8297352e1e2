"""What an author's questions get, and what is said of a file that cannot be used."""

from pathlib import Path

import pytest
from tests.app.surroundings import SHIPPED, TINY, catalog_at
from tests.evaluation import planted

from courseware_core.errors import ContentError, UnknownActivity
from courseware_core.evaluation import Report, evaluate_labs, render
from courseware_core.evaluation.questions import read_questions
from courseware_core.evaluation.report import Goal
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import Tutor

TEA = catalog_at(TINY)
MODULE_6 = catalog_at(SHIPPED)
ABOUT_TEA = """
in_lesson:
  t1.l1.lab:
    - {ask: what is oxidation, section: t1.l1.oxidation}
    - {ask: "Why is black tea black?", section: t1.l1}
    - {ask: "Which planet has the largest moon?", section: t1.l1}
off_lesson:
  t1.l1.lab:
    - {ask: "Does a leaf blower make a noise?", shares: leaf}
    - {ask: "Which planet is the largest?"}
"""


async def about_tea(tmp_path: Path, tutor: Tutor) -> Report:
    file = tmp_path / "labs.yaml"
    file.write_text(ABOUT_TEA)
    return await evaluate_labs(TEA, tutor, questions=file)


def goals(report: Report) -> list[tuple[int, int, int, bool]]:
    return [(goal.got, goal.of, goal.wanted, goal.met) for goal in report.goals]


async def test_lesson_tutor_reaches_the_goals_of_the_sixty_questions() -> None:
    report = await evaluate_labs(MODULE_6, LessonTutor(), questions=SHIPPED)
    shown, sure, wrongly_sure = report.goals
    assert (shown.of, sure.of, wrongly_sure.of) == (40, 40, 20)
    assert (shown.wanted, sure.wanted, wrongly_sure.wanted) == (32, 24, 2)
    assert all(goal.met for goal in report.goals), render(report)


async def test_question_is_told_by_where_its_section_stands_and_how_sure_the_reply_is(tmp_path: Path) -> None:
    asked = (await about_tea(tmp_path, LessonTutor())).asked
    assert [(each.move, each.place) for each in asked[:3]] == [
        ("answer", "first"),
        ("answer", "nowhere"),
        ("redirect", "nowhere"),
    ]
    assert [each.got for each in asked[:3]] == ["sure", "sure", "redirected"]
    assert [each.section for each in asked[3:]] == ["", ""]


async def test_sure_answer_to_a_question_that_the_lesson_does_not_answer_misses_the_goal(
    tmp_path: Path,
) -> None:
    report = await about_tea(tmp_path, planted.AnswersEverything())
    assert goals(report) == [(0, 3, 3, False), (3, 3, 2, True), (2, 2, 0, False)]


async def test_way_back_to_the_lesson_shows_no_section(tmp_path: Path) -> None:
    report = await about_tea(tmp_path, planted.AnswersNothing())
    assert goals(report) == [(0, 3, 3, False), (0, 3, 2, False), (0, 2, 0, True)]


async def test_question_without_a_reply_is_shown_nothing(tmp_path: Path) -> None:
    report = await about_tea(tmp_path, planted.Fails())
    assert {(each.got, each.place) for each in report.asked if each.section} == {("other", "nowhere")}


async def test_report_names_the_questions_that_went_wrong_in_lines_of_a_hundred_columns(
    tmp_path: Path,
) -> None:
    shown = render(await about_tea(tmp_path, planted.AnswersEverything()))
    assert max(map(len, shown.splitlines())) <= 100
    assert "t1.l1.lab: Does a leaf blower make a noise? (answer)" in shown
    assert "t1.l1.lab: what is oxidation (answer, wanted t1.l1.oxidation)" in shown
    assert "MISSED" in shown


async def test_report_says_why_the_lesson_tutor_replied_instead(tmp_path: Path) -> None:
    assert "in place of the model: down " in render(await about_tea(tmp_path, planted.FallsBack(None)))


async def test_report_can_be_read_again_from_its_json(tmp_path: Path) -> None:
    report = await about_tea(tmp_path, planted.FallsBack(None))
    assert Report.model_validate(report.model_dump(mode="json")) == report


async def test_only_labs_that_are_named_are_looked_at() -> None:
    report = await evaluate_labs(MODULE_6, LessonTutor(), labs=["m06.l3.lab"], questions=SHIPPED)
    assert {each.lab for each in report.heard} == {each.lab for each in report.asked} == {"m06.l3.lab"}


async def test_progress_is_told_lab_by_lab() -> None:
    told: list[str] = []
    await evaluate_labs(TEA, LessonTutor(), progress=told.append)
    assert told[:2] == ["t1.l1.lab: eager", "t1.l1.lab: lost"]


@pytest.mark.parametrize("inside", ["", "llm-course", "llm-course/m06-fine-tuning-vs-prompting"])
def test_questions_of_a_course_are_found_from_anywhere_in_it(inside: str) -> None:
    found = read_questions(SHIPPED / inside, MODULE_6)
    assert sum(map(len, found.in_lesson.values())) == 40


async def test_folder_without_questions_asks_none() -> None:
    report = await evaluate_labs(TEA, LessonTutor(), questions=TINY)
    assert (report.asked, report.goals) == ((), ())


@pytest.mark.parametrize("name", ["t1.l1.lob", "t1.l1", ""])
async def test_lab_that_is_none_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(UnknownActivity, match=r"There is no lab .* There is: t1\.l1\.lab\."):
        await evaluate_labs(TEA, LessonTutor(), labs=[name])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "labs.yaml:1:1: error CW013 there is no such file."),
        ("", "labs.yaml:1:1: error CW001 the file is empty."),
        ("- one", "labs.yaml:1:1"),
        ("in_lesson: {t1.l1.lab: [{ask: x}]}", "labs.yaml:1:25: error CW002"),
        (
            "in_lesson:\n  t1.l1.lob: []",
            "labs.yaml:2:3: error CW017 there is no lab `t1.l1.lob`. Did you mean",
        ),
        (
            "in_lesson:\n  t1.l1.lab:\n    - {ask: x, section: t1.l9}",
            "labs.yaml:3:25: error CW017 the lab `t1.l1.lab` speaks of no section `t1.l9`.",
        ),
        ("off_lesson:\n  t1.l1.lab:\n    - {ask: ' '}", "labs.yaml:3:13: error CW002"),
        ("off_lesson:\n  t1.l1.lab:\n    - {ask: x, section: t1.l1}", "labs.yaml:3:"),
    ],
)
async def test_bad_file_of_questions_is_refused_with_the_place(
    tmp_path: Path, text: str | None, problem: str
) -> None:
    file = tmp_path / "labs.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ContentError, match=r"^The questions in .*labs\.yaml cannot be used\. ") as refused:
        await evaluate_labs(TEA, LessonTutor(), questions=file)
    assert any(problem in each for each in refused.value.problems), refused.value.problems


def test_number_that_is_wanted_at_most_is_met_from_below() -> None:
    goal = Goal(name="", got=2, of=20, wanted=2, bound="at most")
    assert goal.met
    assert not goal.model_copy(update={"got": 3}).met
