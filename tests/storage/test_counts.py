"""What a whole turn costs on SQLite, counted exactly through the public door: commits, wake-ups, imports."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from tests.app.surroundings import ADA, SHIPPED, learner, opened

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.ports import Store
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.journeys import Learner

HEAVY = {
    *("aiohttp", "asyncpg", "discord", "httpx", "litellm", "openai", "slack_bolt", "slack_sdk"),
    *("alembic", "mako", "sqlalchemy.ext.asyncio", "sqlalchemy.orm"),
}


@pytest.fixture
async def app(spoken: list[str], store: SQLiteStore) -> AsyncIterator[Courseware]:
    """The core over a store that is listened to."""
    async with opened(SHIPPED, store) as app:
        yield app


async def in_a_quiz(app: Courseware, who: Identity = ADA) -> Learner:
    """Somebody before the first question of a quiz."""
    someone = learner(app, who)
    await someone.enter("m06.l1.quiz")
    assert someone.screen.name == "question"
    return someone


async def test_an_answer_and_its_screen_are_one_transaction_and_one_wake_up(
    app: Courseware, spoken: list[str], wake_ups: list[object]
) -> None:
    someone = await in_a_quiz(app)
    spoken.clear()
    wake_ups.clear()
    await someone.answer(rightly=False)
    assert (spoken[0], spoken[-1]) == ("BEGIN IMMEDIATE", "COMMIT")
    assert spoken.count("COMMIT") == 1
    assert [" ".join(said.split()[:3]) for said in spoken[2:-2]] == [
        "SELECT facts.seq, facts.at,",
        "INSERT INTO facts",
        "INSERT INTO heads",
        "INSERT INTO deliveries",
    ]
    assert len(wake_ups) == 1


@pytest.mark.parametrize("learners", [16, 128])
async def test_learners_who_answer_at_once_share_one_commit(
    app: Courseware,
    store: SQLiteStore,
    spoken: list[str],
    wake_ups: list[object],
    held: Callable[[Store], AbstractAsyncContextManager[None]],
    learners: int,
) -> None:
    everyone = [await in_a_quiz(app, Identity("test", "local", f"u{n}")) for n in range(learners)]
    async with held(store):
        answers = [asyncio.create_task(each.answer()) for each in everyone]
        await asyncio.sleep(0)  # each has handed its command over
        spoken.clear()
        wake_ups.clear()
    assert {screen.name for screen in await asyncio.gather(*answers)} == {"feedback"}
    of_the_holder, of_the_answers = 1, 1
    assert spoken.count("COMMIT") == of_the_holder + of_the_answers
    assert spoken.count("SAVEPOINT job") == learners
    assert len(wake_ups) == of_the_holder + of_the_answers


async def test_a_press_that_comes_late_reads_once_and_writes_nothing(
    app: Courseware, spoken: list[str], wake_ups: list[object]
) -> None:
    someone = await in_a_quiz(app)
    stale = someone.screen
    await someone.answer()
    spoken.clear()
    wake_ups.clear()
    someone.screen = stale
    await someone.answer(rightly=False)
    assert [said.split()[0] for said in spoken] == ["BEGIN", "SAVEPOINT", "SELECT", "RELEASE", "COMMIT"]
    assert len(wake_ups) == 1


def test_a_first_screen_imports_nothing_that_it_does_not_need(path: Path) -> None:
    made_by = {"alembic", "mako"}  # the record, once
    assert _modules_after_a_screen(path) & HEAVY <= made_by
    assert _modules_after_a_screen(path) & HEAVY == set()


@pytest.fixture
async def wake_ups(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What other threads have asked the event loop to do, in order."""
    loop, asked = asyncio.get_running_loop(), []
    wake = loop.call_soon_threadsafe

    def counted(callback: Any, *arguments: Any, **options: Any) -> asyncio.Handle:
        asked.append(callback)
        return wake(callback, *arguments, **options)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    return asked


def _modules_after_a_screen(path: Path) -> set[str]:
    """The modules that are loaded when `courseware learn` has shown a screen and was left."""
    program = (
        "import json, sys\n"
        "from courseware_terminal.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "print(json.dumps([code, *sys.modules]), file=sys.stderr)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program, "learn", "--plain", "--store", f"sqlite:///{path}", "m06.l1"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        input="next\n",
        check=True,
        capture_output=True,
        text=True,
    )
    assert "What Fine-Tuning Actually Does to a Model" in shown.stdout
    code, *modules = json.loads(shown.stderr)
    assert code == 0
    return set(modules)
