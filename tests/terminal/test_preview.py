"""`courseware preview`: every screen of a file, on any surface, and again at each save."""

import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.terminal.conftest import TINY, Terminal
from tests.terminal.test_lines import Open

import courseware_terminal
from courseware_core.screen.profiles import PROFILES
from courseware_terminal.cli import main

QUIZ = "t1-tea/l1-leaves/quiz.yaml"
WAITING = "Ctrl-C ends."


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the tiny course, to be edited."""
    return shutil.copytree(TINY, tmp_path / "tiny")


def shown(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> str:
    assert main(["preview", *map(str, arguments), "--once"]) == code
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def change(file: Path, old: str, new: str) -> None:
    """Saves the file as editors do: a new one is written and takes the place of the old one."""
    text = file.read_text()
    assert text.count(old) == 1
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text.replace(old, new))
    beside.replace(file)


def test_screens_are_shown_under_what_leads_to_them(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, TINY / QUIZ)
    assert "=== t1.l1.q1 | asked | terminal ===" in said
    assert "=== t1.l1.q1 | after hint 2 | terminal ===" in said
    wrong = said.partition("=== t1.l1.q1 | answered, wrong: It is coloured | terminal ===")[2]
    assert "No colour is added; the leaf keeps its own." in wrong.partition("===")[0]
    key = said.partition("=== t1.l1.q1 | after the last try | terminal ===")[2]
    assert "The right answer: It is heated soon after picking" in key.partition("===")[0]


def test_without_the_extra_a_sentence_names_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "courseware_terminal.preview", raising=False)
    monkeypatch.delattr(courseware_terminal, "preview", raising=False)
    monkeypatch.setitem(sys.modules, "rich.padding", None)
    assert main(["preview", str(TINY / QUIZ), "--once"]) == 1
    assert "pip install 'courseware-core[terminal]'" in capsys.readouterr().err


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_surface_can_be_asked_for(
    capsys: pytest.CaptureFixture[str], profile: object, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    said = shown(capsys, TINY / QUIZ, "--surface", name.replace("_", "-"))
    assert f"=== t1.l1.q1 | asked | {name} ===" in said


def test_several_surfaces_are_shown_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, TINY / QUIZ, "--surface", "plain text", "--surface", "slack_home")
    assert 0 <= said.index("| plain_text ===") < said.index("| slack_home ===")


def test_folder_is_shown_file_by_file(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, TINY)
    places = [said.index(f"=== {each} |") for each in ("t1.l1", "t1.l1.q1", "t1.l1.lab", "t1.t1", "t1.test")]
    assert places == sorted(places)


def test_problems_stand_above_the_screens(capsys: pytest.CaptureFixture[str], course: Path) -> None:
    change(course / QUIZ, "pass: 2/3", "pass: 80%")
    said = shown(capsys, course / QUIZ)
    assert said.index("warning CW110") < said.index("=== t1.l1.q1")


def test_file_with_an_error_shows_that_and_nothing_else(
    capsys: pytest.CaptureFixture[str], course: Path
) -> None:
    change(course / QUIZ, "tries: 2", "tries: many")
    said = shown(capsys, course / QUIZ, code=1)
    assert f"{QUIZ}:5:8: error CW002" in said
    assert "Nothing can be shown before 1 error is mended." in said
    assert "===" not in said


def test_error_in_another_file_that_is_needed_is_shown(
    capsys: pytest.CaptureFixture[str], course: Path
) -> None:
    (course / "t1-tea/pools/core.yaml").write_text("id: p\nquestions: none\n")
    said = shown(capsys, course / "t1-tea/test.yaml", code=1)
    assert "test.yaml cannot be shown before errors in other files of the course are mended:" in said
    assert "core.yaml:2:12: error CW002" in said


@pytest.mark.parametrize("owner", ["course.yaml", "t1-tea/module.yaml"])
def test_file_whose_course_cannot_be_read_is_not_called_good(
    capsys: pytest.CaptureFixture[str], course: Path, owner: str
) -> None:
    (course / owner).write_text("id: [\n")
    said = shown(capsys, course / QUIZ, code=1)
    assert f"{owner}:2:1: error CW001" in said
    assert "Nothing can be shown before 1 error is mended." in said
    assert main(["check", str(course / QUIZ)]) == 1
    assert f"{owner}:2:1: error CW001" in capsys.readouterr().out


def test_question_whose_answers_are_hard_to_make_up_is_shown(
    capsys: pytest.CaptureFixture[str], course: Path
) -> None:
    change(course / QUIZ, '["*oxidi*ing*"]', '["*\N{WHITE SQUARE}*"]')
    assert "| answered, wrong: \u4e00 |" in shown(capsys, course / QUIZ)


def test_file_without_screens_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "claims.yaml holds no screens" in shown(capsys, TINY / "claims.yaml")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((QUIZ, "--surface", "discord"), "There is no surface 'discord'."),
        (("nothing.yaml",), "There is no file or folder"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    path, *others = arguments
    assert main(["preview", str(TINY / path), *others]) == 2
    assert said in capsys.readouterr().err


def times(written: str) -> Callable[[Terminal, int], None]:
    """Waits until `written` was written so many times."""

    def wait(window: Terminal, number: int) -> None:
        window.until(lambda _: window.written.decode(errors="replace").count(written) >= number)

    return wait


def test_screens_are_shown_again_at_each_save_and_errors_until_they_are_mended(
    terminal: Open, course: Path
) -> None:
    quiz, waits = course / QUIZ, times(WAITING)
    window = terminal("preview", str(quiz))
    waits(window, 1)
    change(quiz, "Nearly all tea comes from one plant.", "Nearly all of it is one shrub.")
    times("Nearly all of it is one shrub.")(window, 1)
    waits(window, 2)
    change(quiz, "tries: 2", "tries: many")
    times("error CW002")(window, 1)
    waits(window, 3)
    change(quiz, "tries: many", "tries: 3")
    times("2 tries left")(window, 1)
    waits(window, 4)
    change(course / "t1-tea/l1-leaves/lesson.md", "## Oxidation", "## Browning")
    times("To read again: Browning")(window, 1)
    waits(window, 5)
    window.signal(signal.SIGINT)
    assert window.ended() == 130
    assert b"Traceback" not in window.written


def test_file_that_is_deleted_and_comes_back_is_shown_again(terminal: Open, course: Path) -> None:
    quiz, waits = course / QUIZ, times(WAITING)
    text = quiz.read_text()
    window = terminal("preview", str(quiz))
    waits(window, 1)
    quiz.unlink()
    times("there is no such file")(window, 1)
    waits(window, 2)
    quiz.write_text(text.replace("Nearly all tea comes from one plant.", "It is back."))
    times("It is back.")(window, 1)
    window.signal(signal.SIGINT)
    assert window.ended() == 130
    assert b"Traceback" not in window.written


def test_course_that_is_deleted_and_comes_back_is_watched_again(
    terminal: Open, course: Path, tmp_path: Path
) -> None:
    aside, waits = tmp_path / "aside", times(WAITING)
    window = terminal("preview", str(course / QUIZ))
    waits(window, 1)
    shutil.copytree(course, aside)
    change(aside / QUIZ, "Nearly all tea comes from one plant.", "It is back.")
    shutil.rmtree(course)
    times("there is no such file")(window, 1)
    aside.rename(course)
    times("It is back.")(window, 1)
    change(course / QUIZ, "It is back.", "It is watched.")
    times("It is watched.")(window, 1)
    window.signal(signal.SIGINT)
    assert window.ended() == 130
    assert b"Traceback" not in window.written
