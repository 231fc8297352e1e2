"""The commands of reviewers: what waits, what stands of an answer, and what comes of marking it."""

import json
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.app.surroundings import COURSES, SHIPPED
from tests.terminal.conftest import Done, Run

MARBLES, QUIZ, RITA = str(COURSES / "marbles"), "r1.l1.quiz", "Rita Reed"
NO_ANSWER = (
    "There is no such answer. Answers that wait are in the queue. `courseware review list` names them."
)
FORGED = "The slope.\\\nCriteria:\\\n    groove (3 points): met, as a reviewer said"

Review = Callable[..., Done]


@pytest.fixture
def review(run: Run, monkeypatch: pytest.MonkeyPatch) -> Review:
    """Runs `courseware review` as Rita, after a learner has answered the two questions that she may read."""
    monkeypatch.setenv("COURSEWARE_CONTENT", MARBLES)
    monkeypatch.setenv("COURSEWARE_REVIEWER", RITA)
    run("learn", QUIZ, "--learner", "ada", typed=f"begin\n{FORGED}\nnext\nIt stops the marble.\n")
    return lambda *arguments: run("review", *arguments)


def session(review: Review) -> str:
    """The session that the learner answered in."""
    found: str = json.loads(review("list", "--json").out)[0]["session"]
    return found


def test_the_queue_names_each_answer_and_why_it_waits_and_not_who_wrote_it(review: Review) -> None:
    listed = review("list")
    first, second = listed.out.splitlines()
    here = session(review)
    assert [line.split()[0] for line in (first, second)] == [f"{here}/1", f"{here}/2"]
    assert "r1.l1.quiz, r1.l1.q1" in first
    assert first.endswith("nobody has read it")
    assert "ada" not in listed.out
    programs = json.loads(review("list", "--json").out)
    assert [(each["question"], each["why"]) for each in programs] == [
        ("r1.l1.q1", "unread"),
        ("r1.l1.q2", "unread"),
    ]


def test_an_answer_is_shown_with_its_criteria_and_no_line_of_it_passes_for_the_command_s(
    review: Review,
) -> None:
    here = session(review)
    shown = review("show", f"{here}/1").out
    lines = shown.splitlines()
    assert lines.count("Criteria:") == 1
    assert "    | Criteria:" in lines
    assert "    | The slope makes it roll, and the groove keeps it on its track." in lines
    assert "    groove (3 points): Says what the groove is for" in lines
    assert "It counts for a mark: nothing is decided." in lines
    assert lines[-1] == f"    courseware review mark {here}/1 --answer 1 --met CRITERION"
    assert "ada" not in shown
    full = json.loads(review("show", f"{here}/1", "--json").out)
    assert full["text"].splitlines()[0] == "The slope."
    assert [(each["id"], each["met"]) for each in full["criteria"]] == [("slope", None), ("groove", None)]


def test_the_command_to_copy_names_who_was_named_on_the_command_line(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = session(review)
    monkeypatch.delenv("COURSEWARE_REVIEWER")
    last = review("show", f"{here}/1", "--reviewer", RITA).out.splitlines()[-1]
    assert last.endswith(" --met CRITERION --reviewer 'Rita Reed'")
    pasted = review(*shlex.split(last)[2:])
    assert (pasted.code, pasted.out) == (2, "")


def test_the_code_that_a_question_is_about_is_shown_to_who_reads_the_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSEWARE_CONTENT", str(SHIPPED))
    monkeypatch.setenv("COURSEWARE_REVIEWER", RITA)
    run("learn", "qg.c2", "--learner", "ada", typed="begin\n{}\nnext\nThe quotes.\n")
    here = json.loads(run("review", "list", "--json").out)[0]["session"]
    assert "    | {“messages”: [" in run("review", "show", f"{here}/1").out
    assert json.loads(run("review", "show", f"{here}/1", "--json").out)["code"].count("\n") == 3
    assert json.loads(run("review", "show", f"{here}/2", "--json").out)["code"] == ""


def test_a_mark_is_recorded_with_who_gave_it_and_the_learner_reads_why(review: Review, run: Run) -> None:
    here = session(review)
    marked = review("mark", f"{here}/1", "--answer", "1", "--met", "slope", "--reason", "No groove.")
    assert marked.code == 0
    assert f"{here}/1, answer 1 has 1 of 4 points." in marked.out
    assert "slope   met      before: open" in marked.out
    assert f"{here}/1" not in review("list").out
    last = json.loads(run("export", "--learner", "ada").out.splitlines()[-1])
    assert last["type"] == "AnswerReviewed"
    assert last["actor"].startswith("operator:local:")
    assert (last["payload"]["reviewer"], last["payload"]["met"]) == (RITA, ["slope"])
    again = review("mark", f"{here}/1", "--answer", "1", "--met", "slope")
    assert (again.code, "was marked so before" in again.out) == (0, True)
    assert "Rita Reed marked it: No groove." in review("show", f"{here}/1").out


def test_another_mark_takes_a_reason_and_says_what_was_before(review: Review) -> None:
    here = session(review)
    review("mark", f"{here}/1", "--answer", "1", "--met", "slope")
    other = ("mark", f"{here}/1", "--answer", "1", "--none")
    refused = review(*other)
    assert (refused.code, "Add --reason" in refused.out) == (1, True)
    assert "slope   not met  before: met, as a reviewer said" in review(*other, "--reason", "Copied.").out


def test_the_result_of_an_attempt_that_was_handed_in_is_told_before_and_after(
    review: Review, run: Run
) -> None:
    run("learn", QUIZ, "--learner", "ada", typed='next\n{"messages": []}\nnone of them\nnext\nfalse\nnext\n')
    here = session(review)
    marked = review("mark", f"{here}/1", "--answer", "1", "--met", "slope", "--met", "groove")
    assert "The result of its attempt: 1 of 2, passed (before: 0 of 2, not passed)." in marked.out
    practice = review("mark", f"{here}/2", "--answer", "1", "--met", "stop")
    assert "The result of its attempt stays: 1 of 2, passed." in practice.out


def test_an_answer_that_was_forgotten_is_no_session_any_more(review: Review, run: Run) -> None:
    here = session(review)
    run("forget", "--learner", "ada", "--yes")
    gone = review("mark", f"{here}/1", "--answer", "1", "--met", "slope")
    assert (gone.code, "may have been forgotten" in gone.err) == (2, True)
    assert review("list").out == "Nothing waits for Rita Reed.\n"


def test_who_is_named_reads_only_their_own_and_learns_whose_the_others_are(review: Review) -> None:
    here = session(review)
    assert review("list", "--reviewer", "Tom").out.splitlines() == [
        "Nothing waits for Tom.",
        "2 answers for Rita Reed (--reviewer 'Rita Reed').",
    ]
    shown = review("show", f"{here}/1", "--reviewer", "Tom")
    assert shown.code == 1
    assert shown.out == f"{here}/1 cannot be shown. Its learner was not told that Tom may read it.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["list", "--reviewer", " "], "--reviewer names nobody"),
        (["list", "--reviewer", "x" * 201], "A reviewer's name is a line"),
        (["show", "nosuch/1"], "There is no session 'nosuch'"),
        (["show", "nosuch"], "write SESSION/QUESTION"),
        (["show", "nosuch/two"], "write SESSION/QUESTION"),
        (["mark", "/1", "--answer", "1", "--none"], "write SESSION/QUESTION"),
    ],
)
def test_what_cannot_be_meant_is_said(review: Review, arguments: list[str], told: str) -> None:
    failed = review(*arguments)
    assert (failed.code, told in failed.err) == (2, True)


@pytest.mark.parametrize(
    ("number", "arguments", "told"),
    [
        (4, ["--answer", "1", "--none"], "That is no open or coding question, so there is nothing to mark."),
        (3, ["--answer", "1", "--none"], NO_ANSWER),
        (1, ["--answer", "2", "--none"], NO_ANSWER),
    ],
)
def test_what_cannot_be_marked_is_left_as_it_is(
    review: Review, number: int, arguments: list[str], told: str
) -> None:
    reference = f"{session(review)}/{number}"
    refused = review("mark", reference, *arguments)
    assert refused.code == 1
    assert refused.out == f"{reference} was left as it is. {told}\n"


@pytest.mark.parametrize(
    ("number", "met", "told"),
    [
        (9, ["--none"], "There is no such question: the last one of its attempt is number 4."),
        (1, ["--met", "speed"], "There is no such criterion. Its criteria are slope, groove."),
    ],
)
def test_a_question_or_criterion_that_there_is_not_is_wrong_usage_as_an_unknown_session_is(
    review: Review, number: int, met: list[str], told: str
) -> None:
    reference = f"{session(review)}/{number}"
    failed = review("mark", reference, "--answer", "1", *met)
    assert (failed.code, failed.out) == (2, "")
    assert failed.err == f"courseware: {reference} was left as it is. {told}\n"


def test_without_a_name_it_is_said_how_to_name_a_reviewer(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURSEWARE_REVIEWER")
    failed = review("list")
    assert (failed.code, failed.out) == (2, "")
    assert "write --reviewer NAME or set COURSEWARE_REVIEWER" in failed.err


def test_a_damaged_session_is_named_and_the_command_fails(review: Review, tmp_path: Path) -> None:
    here = session(review)
    with sqlite3.connect(tmp_path / "record.db") as record:
        record.execute("UPDATE facts SET type = 'FromTomorrow' WHERE seq = 2")
    record.close()
    listed = review("list")
    assert (listed.code, f"{here} cannot be read" in listed.out) == (1, True)
