"""What a model costs in a lab and for an answer, and where nobody needs one, counted exactly."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.app.judges import ANSWER, BREAD, Judge, asked, quick_judge
from tests.app.modelling import WORDS, in_lab
from tests.app.surroundings import opened

from courseware_core.chat import ModelError
from courseware_core.testing.models import Line, ScriptedModel
from courseware_core.tutoring import Budgets

CHILDREN = Path(__file__).parent / "children"
CALL = "the model is called"
BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", CALL)
ONE_COMMIT = ["BEGIN IMMEDIATE", "COMMIT"]
UNFIT = WORDS + " See https://example.org for more."


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What SQLite is told on connections opened from now on, in order."""
    said: list[str] = []
    connect = sqlite3.connect

    def connect_and_listen(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_and_listen)
    return said


@pytest.mark.parametrize(
    ("lines", "calls"),
    [
        pytest.param([WORDS], 1, id="the reply can be shown"),
        pytest.param([UNFIT, WORDS], 2, id="the reply is repaired"),
        pytest.param([UNFIT, UNFIT], 2, id="the lesson replies instead"),
        pytest.param([ModelError("It is down.", "down")], 1, id="the model fails"),
    ],
)
async def test_an_exchange_is_one_commit_before_the_calls_and_one_after_them(
    tmp_path: Path, heard: list[str], lines: list[Line], calls: int
) -> None:
    left = iter(lines)

    def say(_: object) -> Line:
        heard.append(CALL)
        return next(left)

    url = f"sqlite:///{tmp_path / 'record.db'}"
    async with opened(store=url, model=ScriptedModel(say)) as app:
        someone = await in_lab(app)
        heard.clear()
        await someone.write("Why does it turn brown?")
        bounds = [each for each in heard if each.startswith(BOUNDS)]
    assert bounds == [*ONE_COMMIT, *[CALL] * calls, *ONE_COMMIT]


async def test_where_a_budget_is_spent_an_exchange_takes_as_many_commits(
    tmp_path: Path, heard: list[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    async with opened(store=url, model=ScriptedModel([]), budgets=Budgets(lab=0)) as app:
        someone = await in_lab(app)
        heard.clear()
        await someone.write("Why does it turn brown?")
        bounds = [each for each in heard if each.startswith(BOUNDS)]
    assert bounds == [*ONE_COMMIT, *ONE_COMMIT]


class HeardJudge(Judge):
    """A judge whose calls are heard among what SQLite is told."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.go_on.set()
        self._heard = heard

    async def complete(self, *messages: Any, **how: Any) -> Any:
        self._heard.append(CALL)
        return await super().complete(*messages, **how)


async def test_a_verdict_is_one_commit_before_the_calls_and_one_after_them(
    tmp_path: Path, heard: list[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    async with opened(BREAD, url, model=HeardJudge(heard)) as app:
        someone = await asked(app)
        heard.clear()
        await someone.write(ANSWER)
        bounds = [each for each in heard if each.startswith(BOUNDS)]
    assert bounds == [*ONE_COMMIT, CALL, CALL, *ONE_COMMIT]


async def test_an_answer_that_a_rule_marks_costs_no_statement_more_where_others_are_judged(
    tmp_path: Path, heard: list[str]
) -> None:
    spoken = []
    for number, how in enumerate(({}, {"model": quick_judge(), "reviewer": "Grace Hopper"})):
        url = f"sqlite:///{tmp_path / f'{number}.db'}"
        async with opened(BREAD, url, **how) as app:
            someone = await asked(app)
            await someone.press("Show the model answer")
            await someone.press("next")
            heard.clear()
            await someone.answer()
            spoken.append([" ".join(each.split()[:4]) for each in heard])
    assert spoken[0] == spoken[1]
    assert [each for each in spoken[0] if each == "COMMIT"] == ["COMMIT"]


def printed_by(program: str) -> Any:
    """What a process of its own prints as JSON."""
    done = subprocess.run(
        [sys.executable, CHILDREN / program],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_where_no_model_is_named_a_lab_imports_nothing_of_litellm() -> None:
    imported = printed_by("without_model.py")
    assert "courseware_core" in imported
    assert {"litellm", "openai", "aiohttp", "httpx"}.isdisjoint(imported)


def test_where_nobody_is_in_a_lab_nothing_of_litellm_runs_in_the_loops_thread() -> None:
    unplanted, planted = printed_by("outside_labs.py")
    assert unplanted == []
    assert "litellm" in {module.partition(".")[0] for module in planted}  # what runs there is seen
