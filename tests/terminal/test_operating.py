"""The commands of operators, and those by which a person is one learner on two surfaces."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.terminal.conftest import TINY, Run
from tests.terminal.test_commands import Said, failed, printed

from courseware_terminal.cli import main

HEATED = "text: It is heated soon after picking\n        correct: true"
MISSED = "        missed: Early heat was the answer, because it stops the browning.\n"
PLANT = "{id: plant, text: It comes from a plant of its own kind, "

Session = Callable[..., str]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the course, which a test may edit."""
    folder = shutil.copytree(TINY, tmp_path / "course")
    monkeypatch.setenv("COURSEWARE_CONTENT", str(folder))
    return folder


def take_quiz(run: Run, learner: str) -> None:
    """The first quiz, its first question answered wrongly, once."""
    typed = "begin\nIt comes from a plant of its own kind\nnext\nA\nnext\ntrue\nnext\noxidation\nnext\n"
    run("learn", "t1.l1.quiz", "--learner", learner, typed=typed)


def sessions(capsys: Said, activity: str) -> list[str]:
    shown = printed(capsys, "attempt", "list", activity)
    return [line.split()[0] for line in shown.splitlines() if line.startswith("    ")]


def swap_the_key(course: Path) -> None:
    file = course / "t1-tea/l1-leaves/quiz.yaml"
    text = file.read_text(encoding="utf-8")
    assert HEATED in text
    assert MISSED in text
    assert PLANT in text
    text = text.replace(HEATED, HEATED.split("\n", maxsplit=1)[0]).replace(MISSED, "")
    file.write_text(text.replace(PLANT, PLANT + "correct: true, "), encoding="utf-8")


def test_a_dry_run_reports_who_would_pass_and_changes_nothing(run: Run, course: Path, capsys: Said) -> None:
    for learner in ("ada", "bea", "cem"):
        take_quiz(run, learner)
    run("learn", "t1.l1.quiz", "--learner", "dan", typed="begin\n")
    before = [printed(capsys, "export", "--learner", name) for name in ("ada", "bea", "cem", "dan")]
    swap_the_key(course)
    dry = printed(capsys, "attempt", "regrade", "t1.l1.quiz", "--dry-run")
    assert "4 attempts:" in dry
    assert "This was a dry run: nothing was changed." in dry
    assert "left: it is still under way" in dry
    assert [printed(capsys, "export", "--learner", name) for name in ("ada", "bea", "cem", "dan")] == before
    real = printed(capsys, "attempt", "regrade", "t1.l1.quiz", "--by", "olga", "--reason", "Wrong key.")
    assert real == dry.replace("This was a dry run: nothing was changed.\n", "")


def test_a_regrade_is_logged_with_who_did_it_and_why(run: Run, course: Path, capsys: Said) -> None:
    take_quiz(run, "ada")
    (session,) = sessions(capsys, "t1.l1.quiz")
    swap_the_key(course)
    regraded = printed(
        *(capsys, "attempt", "regrade", "t1.l1.quiz", "--session", session, "--lower"),
        *("--by", "olga", "--reason", "Wrong key."),
    )
    assert "1 attempt: 1 changed" in regraded
    last = json.loads(printed(capsys, "export", "--learner", "ada").splitlines()[-1])
    assert (last["type"], last["actor"]) == ("AttemptRegraded", "operator:local:olga")
    assert last["payload"]["reason"] == "Wrong key."


def test_an_attempt_is_given_more_time_and_taken_back(run: Run, course: Path, capsys: Said) -> None:
    run("learn", "t1.test", "--learner", "ada", typed="begin\nnext\n")
    (session,) = sessions(capsys, "t1.test")
    assert "has 90 minutes from now on" in printed(capsys, "attempt", "extend", session, "--minutes", "90")
    refused = printed(capsys, "attempt", "extend", session, "--until", "2020-01-01T10:00", code=1)
    assert "left as it is: that is not later than the time it has." in refused
    assert "counts for nothing any more" in printed(capsys, "attempt", "void", session)
    assert "it was voided" in printed(capsys, "attempt", "void", session, code=1)
    assert "voided" in printed(capsys, "attempt", "list", "t1.test", "--learner", "ada")
    assert "There are none." in printed(capsys, "attempt", "list", "t1.test", "--learner", "bea")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["void", "nosuch"], "There is no session 'nosuch'"),
        (["regrade", "t9"], "t9"),
        (["regrade", "t1.test", "--session", "nosuch"], "nosuch is no attempt at t1.test"),
        (["extend", "s1", "--until", "tomorrow"], "'tomorrow' is no time"),
        (["extend", "s1", "--minutes", "-5"], "--minutes takes a number"),
        (["void", "s1", "--by", ""], "--by names nobody"),
        (["regrade", "t1.test", "--learner", ""], "--learner names nobody"),
        (["regrade", "t1.test", "--session", ""], "is no attempt at t1.test"),
    ],
)
def test_what_cannot_be_meant_is_said(
    run: Run, course: Path, capsys: Said, arguments: list[str], told: str
) -> None:
    run("learn", "t1.l1", typed="begin\n")
    assert told in failed(capsys, 2, "attempt", *arguments)


def test_two_learners_become_one_when_both_agree_and_part_again(run: Run, course: Path, capsys: Said) -> None:
    run("learn", "t1.l1", "--learner", "ada", typed="begin\n")
    offered = printed(capsys, "link", "--learner", "ada")
    found = re.search(r"Your code is (\w{4}-\w{4})\.", offered)
    assert found
    asked = run("link", found[1], "--learner", "chat:T1:U1")
    assert (asked.code, "add --yes to agree" in asked.err) == (2, True)
    assert "Now agree as terminal:local:ada" in printed(
        capsys, "link", found[1], "--learner", "chat:T1:U1", "--yes"
    )
    assert "are one learner now" in printed(capsys, "link", "--learner", "ada", "--yes")
    assert "in progress" in printed(capsys, "progress", "--learner", "chat:T1:U1")
    assert "learner of their own" in printed(capsys, "unlink", "--learner", "chat:T1:U1")
    assert "You are not linked" in printed(capsys, "unlink", "--learner", "chat:T1:U1", code=1)


def test_who_gave_the_code_can_be_declined(run: Run, course: Path, capsys: Said) -> None:
    offered = printed(capsys, "link", "--learner", "ada")
    code = offered.split("Your code is ")[1][:9]
    printed(capsys, "link", code, "--learner", "bea", "--yes")
    assert "Nothing was linked" in printed(capsys, "link", "--learner", "ada", "--no")
    assert "This code is not right" in printed(capsys, "link", code, "--learner", "bea", "--yes", code=1)


def test_who_agrees_too_late_is_told_so(run: Run, course: Path, capsys: Said) -> None:
    assert "Nobody has used a code of yours" in printed(capsys, "link", "--learner", "ada", "--yes", code=1)


def test_forgetting_says_who_else_is_meant(run: Run, course: Path, capsys: Said) -> None:
    run("learn", "t1.l1", "--learner", "ada", typed="begin\n")
    code = printed(capsys, "link", "--learner", "ada").split("Your code is ")[1][:9]
    printed(capsys, "link", code, "--learner", "bea", "--yes")
    printed(capsys, "link", "--learner", "ada", "--yes")
    asked = run("forget", "--learner", "ada")
    assert "everything of terminal:local:bea too" in asked.out


def test_one_attempt_that_cannot_be_read_keeps_no_other_waiting(
    run: Run, course: Path, capsys: Said, store: str
) -> None:
    for learner in ("ada", "bea"):
        take_quiz(run, learner)
    first, _ = sessions(capsys, "t1.l1.quiz")
    with sqlite3.connect(store.removeprefix("sqlite:///")) as damaging:
        damaging.execute("UPDATE facts SET payload = '{' WHERE session = ? AND seq = 2", [first])
    damaging.close()
    swap_the_key(course)
    regraded = printed(capsys, "attempt", "regrade", "t1.l1.quiz", "--lower", code=1)
    assert "2 attempts: 1 changed" in regraded
    assert "cannot be read" in regraded
    rebuilt = printed(capsys, "db", "rebuild", code=1)
    assert "1 session made again" in rebuilt
    assert f"{first} was left as it is" in rebuilt


def test_of_two_open_attempts_one_is_chosen(run: Run, course: Path, capsys: Said) -> None:
    for learner in ("ada", "bea"):
        run("learn", "t1.test", "--learner", learner, typed="begin\nnext\n")
    code = printed(capsys, "link", "--learner", "ada").split("Your code is ")[1][:9]
    printed(capsys, "link", code, "--learner", "bea", "--yes")
    assert main(["link", "--learner", "ada", "--yes"]) == 2
    said = capsys.readouterr().err
    assert "Both have an open attempt at t1.test" in said
    assert "--keep mine or --keep theirs" in said
    assert "one learner now" in printed(capsys, "link", "--learner", "ada", "--yes", "--keep", "theirs")
    assert sorted(line.split()[2] for line in _rows(printed(capsys, "attempt", "list", "t1.test"))) == [
        "open",
        "voided",
    ]


def _rows(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if line.startswith("    ")]


def test_the_record_is_copied_rebuilt_and_upgraded(
    run: Run, course: Path, capsys: Said, tmp_path: Path
) -> None:
    take_quiz(run, "ada")
    shown = printed(capsys, "progress", "--learner", "ada")
    copy = tmp_path / "copy.db"
    assert f"copied to {copy}" in printed(capsys, "db", "backup", str(copy))
    assert printed(capsys, "progress", "--learner", "ada", "--store", f"sqlite:///{copy}") == shown
    assert "1 session made again" in printed(capsys, "db", "rebuild")
    assert printed(capsys, "progress", "--learner", "ada") == shown
    assert "The record is at revision" in printed(capsys, "db", "upgrade")
    assert str(copy) in failed(capsys, 1, "db", "backup", str(copy))
