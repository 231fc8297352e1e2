"""Nothing of litellm may hold up the application's event loop: no import, no file, no connection."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from courseware_core.testing.provider import LoopbackProvider, Reply

CHILD = Path(__file__).parent / "children/blocking.py"


@pytest.fixture(scope="module")
def blocked() -> tuple[list[str], list[str]]:
    """What blocked the loop where a model was opened, asked and closed, and what was planted after that."""
    with LoopbackProvider(Reply("It does.")) as provider:
        done = subprocess.run(
            [sys.executable, CHILD, provider.base],
            capture_output=True,
            check=False,
            text=True,
            env=os.environ | {"OPENAI_API_KEY": "sk-unused", "PYTHONPATH": os.pathsep.join(sys.path)},
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    unplanted, planted = json.loads(done.stdout)
    return unplanted, planted


def test_opening_a_model_asking_it_and_closing_it_never_block_the_applications_loop(
    blocked: tuple[list[str], list[str]],
) -> None:
    assert blocked[0] == []


def test_a_blocking_call_on_the_applications_loop_would_be_seen(
    blocked: tuple[list[str], list[str]],
) -> None:
    assert {each.split()[0] for each in blocked[1]} == {
        "import",
        "open",
        "socket.connect",
        "socket.getaddrinfo",
        "sqlite3.connect",
        "subprocess.Popen",
        "time.sleep",
    }
