"""What tests and mock exams draw from pools, and what is guarded there."""

import shutil
from pathlib import Path

import pytest
from tests.content.conftest import CourseCopy

from courseware_core.content.load import load
from courseware_core.content.model import Guard, Test

BOATS = Path(__file__).parents[1] / "data" / "courses" / "boats"
MOCK = "b1-boats/mock.yaml"
TEST = "b1-boats/test.yaml"
MODULE = "b1-boats/module.yaml"
CORE = "b1-boats/pools/core.yaml"


@pytest.fixture
def boats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseCopy:
    """A copy of `boats`, whose mock exam draws from the pool of the test as well, to spoil."""
    folder = tmp_path / "boats"
    shutil.copytree(BOATS, folder)
    monkeypatch.chdir(folder)
    return CourseCopy(folder)


def exam(course: CourseCopy, name: str) -> Test:
    loaded = load(course.folder)
    assert not loaded.problems
    return next(each for each in loaded.activities if isinstance(each, Test) and each.id == name)


def test_a_draw_takes_what_is_marked_for_it_from_all_its_pools(boats: CourseCopy) -> None:
    hulls, sails = exam(boats, "b1.mock").draw
    assert [each.id for each in hulls.questions] == ["b1.c1", "b1.c2", "b1.d1", "b1.d2", "b1.d3"]
    assert [each.id for each in sails.questions] == ["b1.c3", "b1.c4", "b1.d4", "b1.d5", "b1.d6"]
    (tested,) = exam(boats, "b1.test").draw
    assert [each.id for each in tested.questions] == ["b1.c1", "b1.c2", "b1.c3", "b1.c4"]


def test_a_pool_that_is_named_twice_gives_its_questions_once(boats: CourseCopy) -> None:
    boats.change(TEST, "pool: pools/core.yaml", "pool: [pools/core.yaml, pools/core.yaml]")
    (tested,) = exam(boats, "b1.test").draw
    assert len(tested.questions) == 4


def test_a_question_is_in_the_first_draw_that_wants_it_only(boats: CourseCopy) -> None:
    boats.write(CORE, boats.path(CORE).read_text().replace("tags: [hull]", "tags: [hull, sail]", 1))
    hulls, sails = exam(boats, "b1.mock").draw
    assert "b1.c1" in [each.id for each in hulls.questions]
    assert "b1.c1" not in [each.id for each in sails.questions]


def test_a_test_that_hides_answers_guards_what_it_may_ask(boats: CourseCopy) -> None:
    hulls, sails = exam(boats, "b1.mock").draw
    assert hulls.guards == (Guard(test="b1.test", questions=("b1.c1", "b1.c2")),)
    assert sails.guards == (Guard(test="b1.test", questions=("b1.c3", "b1.c4")),)
    assert exam(boats, "b1.test").draw[0].guards == ()


def test_a_test_guards_only_what_its_tags_let_it_ask(boats: CourseCopy) -> None:
    boats.change(TEST, "count: 3", "tags: [sail], count: 1")
    hulls, sails = exam(boats, "b1.mock").draw
    assert hulls.guards == ()
    assert sails.guards == (Guard(test="b1.test", questions=("b1.c3", "b1.c4")),)


@pytest.mark.parametrize(("answers", "guards"), [("after_submit", 0), ("after_pass", 1), ("never", 1)])
def test_answers_that_everybody_is_shown_are_not_guarded(
    boats: CourseCopy, answers: str, guards: int
) -> None:
    boats.change(TEST, "answers: after_pass", f"answers: {answers}")
    assert [len(draw.guards) for draw in exam(boats, "b1.mock").draw] == [guards, guards]


def test_a_question_of_two_tests_is_guarded_by_both(boats: CourseCopy) -> None:
    lesson = boats.path("b1-boats/l1-hulls/lesson.md").read_text().replace("b1.l1", "b2.l1")
    boats.write("b2-more/l1-more/lesson.md", lesson)
    boats.write(
        "b2-more/module.yaml", "id: b2\nnumber: 2\ntitle: More\nlessons: [l1-more]\ntest: test.yaml\n"
    )
    boats.write(
        "b2-more/test.yaml",
        "id: b2.test\ntitle: Test\npass: 1/2\n"
        "draw: [{pool: ../b1-boats/pools/core.yaml, tags: [hull], count: 1}]\n",
    )
    boats.change("course.yaml", "[b1-boats]", "[b1-boats, b2-more]")
    hulls, sails = exam(boats, "b1.mock").draw
    assert [guard.test for guard in hulls.guards] == ["b1.test", "b2.test"]
    assert [guard.test for guard in sails.guards] == ["b1.test"]


def test_the_course_is_clean(boats: CourseCopy) -> None:
    assert boats.faults() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "reported"),
    [
        # Three of the five are free for everybody.
        (MOCK, "count: 2", "count: 4", [f"{MOCK}:9:12 error CW131"]),
        (MOCK, "count: 2", "count: 6", [f"{MOCK}:9:12 error CW131"]),
        (TEST, "count: 3", "tags: [sail], count: 3", [f"{TEST}:4:53 error CW131"]),
        (MOCK, "count: 2", "count: 3", [f"{MOCK}:9:12 note CW133"]),
        (TEST, "count: 3", "count: 4", [f"{TEST}:4:39 note CW133"]),
        (MOCK, "tags: [hull]", "tags: [hul]", [f"{MOCK}:8:12 error CW017"]),
        (MOCK, "tags: [hull]", "tags: [hull, sial]", [f"{MOCK}:8:18 error CW017"]),
        (MOCK, "pools/more.yaml", "pools/mor.yaml", [f"{MOCK}:7:29 error CW130"]),
        (MOCK, "pool: [pools/core.yaml, pools/more.yaml]", "pool: []", [f"{MOCK}:7:11 error CW002"]),
        (MOCK, "see: b1.l1.keel", "see: b1.l1.kiel", [f"{MOCK}:11:10 error CW017"]),
        (MOCK, "    see: b1.l1.keel\n", "", [f"{MOCK}:6:5 warning CW132"]),
        (MOCK, "topic: Below the waterline\n    ", "", [f"{MOCK}:6:5 warning CW132"]),
        (MOCK, "time_limit: 10m", "attempts: {max: 3}\ntime_limit: 10m", [f"{MOCK}:18:1 error CW002"]),
        (MOCK, "time_limit: 10m", "attempts: {cooldown: 1h}\ntime_limit: 10m", [f"{MOCK}:18:1 error CW002"]),
        (MOCK, "time_limit: 10m", "attempts: {keep: latest}\ntime_limit: 10m", []),
    ],
)
def test_what_is_wrong_with_a_draw_is_reported(
    boats: CourseCopy, file: str, old: str, new: str, reported: list[str]
) -> None:
    boats.write(file, boats.path(file).read_text().replace(old, new, 1))
    found = [f"{each.file}:{each.line}:{each.column} {each.level} {each.rule}" for each in boats.check()]
    assert found == reported


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (MOCK, "mock: true\n", "", "`mock.yaml` is no mock exam, since it does not say `mock: true`."),
        (
            TEST,
            "pass: 2/3",
            "mock: true\npass: 2/3",
            "`test.yaml` is a mock exam, since it says `mock: true`.",
        ),
        (
            MODULE,
            "test: test.yaml",
            "test: mock.yaml",
            "`mock.yaml` is a mock exam, since it says `mock: true`.",
        ),
        (MODULE, "mock: mock.yaml", "mock: test.yaml", "`test.yaml` is no mock exam"),
        (MOCK, "tags: [hull]", "tags: [hul]", "has the tag `hul`. Did you mean `hull`?"),
        (MOCK, "count: 2", "count: 4", "where there are 3 about hull for everybody."),
        (
            MOCK,
            "    tags: [hull]\n",
            "",
            "2 questions are drawn, and 0 are left here: draw 1 (line 6) comes first and takes every",
        ),
        (MOCK, "count: 2", "count: 3", "every attempt of those who have not passed the test asks the same."),
    ],
)
def test_a_sentence_says_what_is_wrong(boats: CourseCopy, file: str, old: str, new: str, said: str) -> None:
    boats.write(file, boats.path(file).read_text().replace(old, new, 1))
    assert said in " ".join(f"{each.message} {each.hint}" for each in boats.check())
