"""Published ids neither vanish nor become something else."""

import pytest
from tests.content.conftest import CourseCopy

from courseware_core.content.ids import LOCK, ids_of, published, release
from courseware_core.content.load import load


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
    ("file", "old", "new", "said"),
    [
        ("t1-tea/l1-leaves/quiz.yaml", "id: dye", "id: dyed", "the published option `t1.l1.q1/dye` is gone."),
        (
            "t1-tea/l1-leaves/quiz.yaml",
            "id: t1.l1.q4",
            "id: t1.l1.q5",
            "the published short_text `t1.l1.q4` is gone.",
        ),
        (
            "t1-tea/l1-leaves/quiz.yaml",
            "type: multiple",
            "type: single",
            "`t1.l1.q2` was published as a multiple and is a single now.",
        ),
        (
            "t1-tea/l2-brewing/lesson.md",
            ":id: tannins",
            ":id: tannin",
            "the published definition `tannins` is gone.",
        ),
    ],
)
def test_published_id_that_vanished_or_changed_is_an_error(
    tiny: CourseCopy, file: str, old: str, new: str, said: str
) -> None:
    publish(tiny)
    tiny.change(file, old, new)
    (found,) = [each for each in tiny.check() if each.rule == "CW180"]
    assert found.message == said
    assert found.level == "error"
    name = said.split("`")[1]
    assert tiny.path(LOCK).read_text().splitlines()[found.line - 1].endswith(f" {name}")


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
