"""Whatever a model does: the learner has a reply and goes on, and the record says what was used.

The faults run in a process of their own, which logs everything; docs/model-faults.md shows what came of them.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.app import model_transcript
from tests.app.model_faults import (
    FAULTS,
    GIVEN_AWAY,
    MODEL,
    PAGE,
    QUOTED,
    ROOT,
    WORDS,
    Fault,
    Seen,
    page,
    secrets,
)

CHILD = Path(__file__).parent / "children" / "failing.py"


@dataclass(frozen=True, slots=True)
class Run:
    """What came of every fault, the transcript, the threads that were left, and all that was logged."""

    found: Mapping[str, Seen]
    transcript: str
    threads: Sequence[str]
    logged: str


@pytest.fixture(scope="module")
def run() -> Run:
    child = subprocess.run(
        [sys.executable, CHILD],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-4000:]
    printed = json.loads(child.stdout)
    found = {name: Seen(**seen) for name, seen in printed["found"].items()}
    return Run(found, printed["transcript"], printed["threads"], child.stderr)


def by_name(fault: Fault) -> str:
    return fault.name


@pytest.mark.parametrize("fault", FAULTS, ids=by_name)
def test_the_learner_has_a_reply_is_told_why_and_goes_on(fault: Fault, run: Run) -> None:
    seen = run.found[fault.name]
    if fault.instead:
        assert (seen.source, seen.instead) == ("lesson", fault.instead)
        assert seen.notice.endswith("So the lesson replies:")
        assert "as a cut apple does" in seen.shown
        assert WORDS not in seen.shown
    else:
        assert (seen.source, seen.instead, seen.notice) == (MODEL, "", "")
        assert WORDS in seen.shown
        assert QUOTED in seen.shown
    assert "Ask again" not in seen.shown
    assert seen.went_on


@pytest.mark.parametrize("fault", FAULTS, ids=by_name)
def test_every_exchange_counts_once(fault: Fault, run: Run) -> None:
    seen = run.found[fault.name]
    assert seen.messages == seen.exchanges == len(fault.earlier) + 1


@pytest.mark.parametrize("fault", FAULTS, ids=by_name)
def test_the_provider_is_asked_no_more_often_than_it_helps(fault: Fault, run: Run) -> None:
    assert run.found[fault.name].requests == fault.requests


@pytest.mark.parametrize("fault", FAULTS, ids=by_name)
def test_what_was_used_is_what_the_provider_said_or_marked_as_estimated(fault: Fault, run: Run) -> None:
    seen = run.found[fault.name]
    match fault.tokens:
        case None:
            assert (seen.calls, seen.estimated) == (1, True)
            assert seen.tokens > 100
        case int(tokens):
            assert (seen.calls, seen.tokens, seen.estimated) == (1, tokens, False)
        case _:
            assert (seen.calls, seen.tokens, seen.estimated) == (0, 0, False)
    assert seen.spent == seen.tokens


@pytest.mark.parametrize("fault", FAULTS, ids=by_name)
def test_no_call_is_left_behind(fault: Fault, run: Run) -> None:
    assert not run.found[fault.name].under_way


@pytest.mark.parametrize("fault", FAULTS, ids=by_name)
def test_nothing_is_shown_that_may_not_be(fault: Fault, run: Run) -> None:
    reply = run.found[fault.name].shown.partition("Tutor\n")[2].partition("A question for you")[0]
    assert len(reply.split()) > 10
    assert len(reply.split()) <= 120  # of the reply 90, and the notice and what stands around it
    assert len(re.findall(r"\?", reply)) <= 1
    assert not re.search(r"://|@|sad to leave|leaf leaf|passed|80 words|juice of the leaf as soon", reply)
    assert (GIVEN_AWAY.text or "").partition(": ")[2] not in reply


def test_no_word_and_no_key_stands_in_any_log(run: Run) -> None:
    assert "DEBUG" in run.logged
    assert [secret for secret in secrets() if secret in run.logged] == []


def test_whatever_was_opened_by_name_is_closed_again(run: Run) -> None:
    assert "MainThread" in run.threads
    assert "litellm" not in run.threads


def test_the_page_of_the_faults_is_what_came_of_them(run: Run) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(run.found)


def test_the_transcript_in_the_documents_is_what_happens(run: Run) -> None:
    assert model_transcript.section(run.transcript) in model_transcript.PAGE.read_text(encoding="utf-8")
