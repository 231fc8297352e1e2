"""The command `publish`: what it says, what it refuses, and a window that takes what it published."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.terminal.conftest import TINY, Run, Terminal
from tests.terminal.test_commands import Said, failed, printed
from tests.terminal.test_window import opened

LESSON = "t1-tea/l1-leaves/lesson.md"
QUIZ = "t1-tea/l1-leaves/quiz.yaml"
UPDATED = "This lesson was updated: go on in the new text"
BACK = "\x1b[D"
PATIENCE_S = 60


@pytest.fixture
def course(store: str, tmp_path: Path) -> Path:
    """A copy of the course at hand, with another beginning of the first lesson's last section."""
    folder = shutil.copytree(TINY, tmp_path / "new")
    edit(folder / LESSON, "Tea was once dear enough to start a quarrel over.", "Tea was dear once.")
    return folder


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_publishing_says_what_changes_and_when_it_is_there(run: Run, course: Path) -> None:
    run("learn", "t1.l1", typed="begin\n")
    done = run("publish", str(course))
    assert done.code == 0, done.err
    assert "tiny 1.0, edition 1:\n    changed  t1.l1\n" in done.out
    assert "Published. Running processes take it within 5 seconds" in done.out
    again = run("publish", str(course))
    assert again.out == "tiny 1.0 is published already, as edition 1.\n"
    assert (
        "Tea was dear once."
        in run("learn", "t1.l2", typed="menu\n").out + run("learn", "t1.l1", typed=f"{UPDATED}\nnext\n").out
    )


def test_a_dry_run_publishes_nothing(run: Run, course: Path) -> None:
    refused = run("publish", str(course), "--dry-run")
    assert (refused.code, refused.out) == (1, "")
    assert "There is no record at" in refused.err
    run("learn", "t1.l1", typed="begin\n")
    dry = run("publish", str(course), "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert dry.out.endswith("This was a dry run: nothing was published.\n")
    assert "Nothing is published" in run("publish", "--list").out


def test_what_is_published_is_listed_and_withdrawn(run: Run, course: Path) -> None:
    run("publish", str(course))
    assert "    tiny  edition 1  1.0  " in run("publish", "--list").out
    done = run("publish", "--withdraw", "tiny")
    assert done.out.startswith("tiny is withdrawn. Running processes go back to the course in their files")
    assert "    tiny  edition 2  withdrawn  " in run("publish", "--list").out
    again = run("publish", "--withdraw", "tiny")
    assert (again.code, again.out) == (2, "")
    assert "No course `tiny` is published. Nothing is published." in again.err


def test_a_faulty_course_is_refused_with_every_problem(run: Run, course: Path) -> None:
    run("learn", "t1.l1", typed="begin\n")
    edit(course / QUIZ, "penalty: 1/4", "penalty: a quarter")
    edit(course / LESSON, "![A tea leaf, drawn as a green square](leaf.png)", "![](leaf.png)")
    done = run("publish", str(course))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("courseware: Nothing was published: 2 errors were found in the files.\n")
    assert "quiz.yaml:6:10: error CW002" in done.err
    assert "has no alt text" in done.err
    assert "Nothing is published" in run("publish", "--list").out


def test_a_course_that_drops_what_somebody_has_begun_is_refused(run: Run, course: Path) -> None:
    run("learn", "t1.l1.quiz", typed="begin\n")
    edit(course / QUIZ, "id: t1.l1.q3", "id: t1.l1.q5")
    done = run("publish", str(course))
    assert (done.code, done.out) == (1, "")
    assert "`t1.l1.q3`: this question is gone, but 1 session has it. Put it back.\n" in done.err


def test_what_cannot_be_meant_is_refused(store: str, capsys: Said, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        printed(capsys, "publish")
    assert ended.value.code == 2
    assert "one of the arguments PATH --list --withdraw is required" in capsys.readouterr().err
    assert "there is no such file or folder" in failed(capsys, 1, "publish", str(tmp_path / "nothing"))
    assert "--dry-run goes with a PATH" in failed(capsys, 2, "publish", "--withdraw", "tiny", "--dry-run")
    assert "--dry-run goes with a PATH" in failed(capsys, 2, "publish", "--list", "--dry-run")


def test_a_window_that_is_open_takes_what_is_published_beside_it(
    run: Run, course: Path, terminal: Callable[..., Terminal]
) -> None:
    window = opened(terminal, "t1.l1", rows=60)
    window.until("A tea shop sells")
    published = run("publish", str(course))
    assert published.code == 0, published.err
    deadline = time.monotonic() + PATIENCE_S
    while UPDATED not in window.shown():
        assert time.monotonic() < deadline
        window.press("n")
        window.until("No taxation")
        window.press(BACK)
        window.until("A tea shop sells")
    (key,) = re.findall(rf"(\w) {UPDATED}", window.shown())
    window.press(key)
    window.until(lambda shown: UPDATED not in shown)
    window.press("n")
    window.until("Tea was dear once.")
    window.press("q")
    assert window.ended() == 0
