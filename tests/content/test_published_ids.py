"""Published ids neither vanish nor become something else."""

import pytest
from tests.content.conftest import CourseCopy

from courseware_core.content.ids import LOCK, ids_of, published, release
from courseware_core.content.load import load

QUIZ = "t1-tea/l1-leaves/quiz.yaml"
DYE = '      - {id: dye, text: It is coloured, feedback: "No colour is added; the leaf keeps its own."}\n'
SECOND = "t1-tea/l2-brewing/lesson.md"


def publish(tiny: CourseCopy) -> None:
    (folder,) = tiny.load().folders
    assert release(folder) == tiny.path(LOCK)


def test_lock_lists_every_id_with_its_type_sorted(tiny: CourseCopy) -> None:
    publish(tiny)
    comment, *lines = tiny.path(LOCK).read_text().splitlines()
    assert comment.startswith("#")
    assert lines == sorted(lines)
    assert {
        "course tiny",
        "module t1",
        "lesson t1.l1",
        "section t1.l1.trade",
        "definition oxidation",
        "quiz t1.l1.quiz",
        "single t1.l1.q1",
        "option t1.l1.q1/heat",
        "true_false t1.l1.q3",
        "lab t1.l1.lab",
        "goal t1.l1.lab/browning",
        "check t1.l1.lab/c2",
        "test t1.test",
        "pool t1.core",
        "single t1.l1.exit",
    } <= set(lines)
    assert tiny.check() == []


def test_new_ids_need_not_be_published(tiny: CourseCopy) -> None:
    publish(tiny)
    tiny.change(
        "t1-tea/l1-leaves/lab.yaml",
        "goals:\n",
        "goals:\n  - {id: more, text: Say what else there is to say about tea}\n",
    )
    assert tiny.check() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "said"),
    [
        (QUIZ, "id: dye", "id: dyed", "22:14", "`dyed` is new here, but `dye` was published and is gone."),
        (QUIZ, "id: t1.l1.q4", "id: t1.l1.q5", "46:9", "`t1.l1.q5` is new here, but `t1.l1.q4` was"),
        (SECOND, ":id: tannins", ":id: tannin", "26:1", "`tannin` is new here, but `tannins` was published"),
        (
            "t1-tea/l1-leaves/lab.yaml",
            "  - {id: browning, ",
            "  - {id: heat, ",
            "7:10",
            "`heat` is new here, but `browning` was published and is gone.",
        ),
        (
            QUIZ,
            DYE,
            "",
            "9:9",
            "the published option `dye` of `t1.l1.q1` is gone.",
        ),
    ],
)
def test_published_id_that_vanished_is_reported_once_where_the_author_writes(
    tiny: CourseCopy, file: str, old: str, new: str, where: str, said: str
) -> None:
    publish(tiny)
    tiny.change(file, old, new)
    found = [each for each in tiny.check() if each.rule == "CW180"]
    assert [f"{each.file}:{each.line}:{each.column}" for each in found] == [f"{file}:{where}"]
    assert all(each.message.startswith(said) and "for ever: put it back" in each.hint for each in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("course.yaml", "id: tiny", "id: tea", "1:5"),
        ("t1-tea/module.yaml", "id: t1\n", "id: t2\n", "1:5"),
        ("t1-tea/pools/core.yaml", "id: t1.core", "id: t1.questions", "1:5"),
        (QUIZ, "id: t1.l1.quiz", "id: t1.l1.check", "1:5"),
    ],
)
def test_file_whose_id_has_changed_is_reported_and_nothing_that_it_holds(
    tiny: CourseCopy, file: str, old: str, new: str, where: str
) -> None:
    publish(tiny)
    tiny.change(file, old, new)
    assert tiny.faults() == [f"{file}:{where} CW180"]


@pytest.mark.parametrize("name", ["quiz.yaml", "lab.yaml"])
def test_file_that_is_gone_is_reported_once_at_its_lesson(tiny: CourseCopy, name: str) -> None:
    publish(tiny)
    tiny.path(f"t1-tea/l1-leaves/{name}").unlink()
    assert tiny.faults() == ["t1-tea/l1-leaves/lesson.md:2:5 CW180"]


def test_ids_that_a_file_with_errors_lacks_are_not_reported(tiny: CourseCopy) -> None:
    publish(tiny)
    tiny.change(QUIZ, "id: dye", "id: dyed")
    tiny.change(QUIZ, "tries: 2", "tries: 99")
    assert tiny.faults() == [f"{QUIZ}:5:8 CW002"]


def test_published_id_that_names_another_type_of_thing_is_an_error(tiny: CourseCopy) -> None:
    publish(tiny)
    file = "t1-tea/l2-brewing/quiz.yaml"
    tiny.change(file, "type: single\n    stem: A cup", "type: multiple\n    stem: A cup")
    (found,) = tiny.check()
    assert (found.rule, found.file, found.line) == ("CW180", file, 7)
    assert found.message == "`t1.l2.q1` was published as a single and is a multiple now."


def test_of_a_question_that_is_gone_its_options_are_not_reported_too(tiny: CourseCopy) -> None:
    publish(tiny)
    text = tiny.path(QUIZ).read_text()
    begin, end = text.index("  - id: t1.l1.q1"), text.index("  - id: t1.l1.q2")
    tiny.write(QUIZ, text[:begin] + text[end:])
    (found,) = tiny.check()
    assert found.message == "the published single `t1.l1.q1` is gone."
    assert found.file == QUIZ


def test_unreadable_file_does_not_make_its_ids_vanish(tiny: CourseCopy) -> None:
    publish(tiny)
    tiny.change("t1-tea/l1-leaves/quiz.yaml", "tries: 2", "tries: [2")
    assert {each.rule for each in tiny.check()} == {"CW001"}


def test_line_that_is_no_id_is_an_error(tiny: CourseCopy) -> None:
    publish(tiny)
    with tiny.path(LOCK).open("a") as lock:
        lock.write("nonsense\n")
    (found,) = tiny.check()
    assert found.message == "`nonsense` is no line `type id`."


def test_ids_have_places(tiny: CourseCopy) -> None:
    (folder,) = load(tiny.folder).folders
    places = {each.id: str(each.place) for each in ids_of(folder)}
    assert places["t1.l1.q1/heat"] == "t1-tea/l1-leaves/quiz.yaml:17:13"
    assert places["t1.l2.time"] == "t1-tea/l2-brewing/lesson.md:43:1"
    assert published(folder).count("\n") == len(set(places)) + 1
