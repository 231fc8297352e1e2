"""`courseware items`: how questions did, for people and for programs."""

import json

import pytest
from tests.terminal.conftest import TINY, Run

from courseware_terminal.cli import main


def test_report_is_told_to_people_and_programs(run: Run) -> None:
    done = run("learn", "t1.l1.quiz", typed="begin\n" + "1\nnext\n" * 3 + "rust\nnext\n")
    assert done.code == 0
    shown = run("items").out
    assert "4 items, as 1 learner met them for the first time." in shown
    assert "Learners who were forgotten are not in it; of them only anonymous counts are left." in shown
    assert "t1.l1.q1 (single): What makes a leaf end up as green tea?" in shown
    report = json.loads(run("items", "--json").out)
    assert (report["learners"], len(report["items"])) == (1, 4)
    first = report["items"][0]
    assert (first["item"], first["n"], first["difficulty"]) == ("t1.l1.q1", 1, first["difficulty"])
    assert first["difficulty"] in ("0", "1")
    assert sum(option["chosen"] for option in first["options"]) == 1


def test_report_of_a_course_nobody_took_is_empty(run: Run) -> None:
    run("learn", "t1.l1", typed="begin\n")
    shown = run("items", "--course", "tiny").out
    assert "0 items, as 0 learners met them" in shown
    assert "Nobody was asked" in shown


def test_course_that_is_not_there_is_wrong_usage(run: Run) -> None:
    run("learn", "t1.l1", typed="begin\n")
    done = run("items", "--course", "tea")
    assert done.code == 2
    assert "There is no course 'tea': there is tiny." in done.err


def test_record_that_is_not_there_is_not_made(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    missing = tmp_path_factory.mktemp("none") / "record.db"
    assert main(["items", "--content", str(TINY), "--store", f"sqlite:///{missing}"]) == 1
    assert "There is no record at" in capsys.readouterr().err
    assert not missing.exists()
