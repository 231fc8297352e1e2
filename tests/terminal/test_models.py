"""Models in the terminal: talking with one, waiting for it, leaving it, trying it, and what it used."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from tests.terminal.conftest import TINY, Run, Terminal
from tests.terminal.test_commands import Said, failed, printed
from tests.terminal.test_lines import SAVED, Open, facts
from tests.terminal.test_writing import WRITING

from courseware_core.testing.provider import Answer, LoopbackProvider, Reply, Status

LAB = "t1.l1.lab"
_PATIENCE_S = 120
"""What a model that is held back is given: more than all the waiting of a test on a busy machine."""
MESSAGE = "What does the air do to a bruised leaf?"
WORDS = "The air reaches the juice, and the leaf turns brown."
LEAVING = "One moment … Ctrl-C leaves, and your place is saved."
WAITING = "The tutor is writing a reply. Your message is kept."


@dataclass
class Model:
    """A model on this machine. It says `WORDS`, at once or when it `may_go_on`."""

    provider: LoopbackProvider
    may_go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a command needs to ask it."""
        return ("--model", "openai/test", "--model-base", self.provider.base)

    def answer(self, messages: Sequence[Mapping[str, str]]) -> Answer:
        """The answer to a request that was given none."""
        self.may_go_on.wait(_PATIENCE_S)
        return Reply(WORDS, tokens=(400, 20))


@pytest.fixture
def slow_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    monkeypatch.setenv("OPENAI_API_KEY", "dummy")
    monkeypatch.setenv("COURSEWARE_MODEL_DEADLINE", str(_PATIENCE_S))
    with LoopbackProvider() as provider:
        model = Model(provider)
        provider.script(model.answer)
        yield model
        model.may_go_on.set()


@pytest.fixture
def model(slow_model: Model) -> Model:
    slow_model.may_go_on.set()
    return slow_model


def talked(run: Run) -> list[str]:
    """The types of the facts of the talk so far, in the order they happened."""
    exported = [json.loads(line) for line in run("export").out.splitlines()]
    order = sorted(exported, key=lambda fact: datetime.fromisoformat(fact["at"]))
    return [fact["type"] for fact in order if fact["type"] not in ("WelcomeShown", "CheckAsked")]


def agreed(terminal: Open, run: Run, model: Model, **settings: object) -> Terminal:
    """The window in the lab, where the learner has agreed to the model."""
    run("learn", LAB, typed="begin\n")
    window = terminal("learn", LAB, *model.flags, TERM="xterm-256color", **settings)
    window.until("Who replies in labs")
    window.press("1")
    window.until("›")
    return window


def test_a_model_that_works_and_one_that_does_not_are_told_apart(command: Run, model: Model) -> None:
    works = command("model", "check", *model.flags)
    assert (works.code, works.err, works.out.count("\n")) == (0, "", 1)
    assert works.out.startswith("openai/test works")
    model.provider.then(Status(401, code="invalid_api_key"))
    denied = command("model", "check", *model.flags)
    assert (denied.code, denied.err, denied.out.count("\n")) == (1, "", 1)
    assert "does not accept the API key" in denied.out


def test_lines_say_that_the_tutor_is_writing_and_then_what_it_wrote(
    run: Run, command: Run, model: Model
) -> None:
    run("learn", LAB, typed="begin\n")
    done = command("learn", LAB, *model.flags, typed=f"1\n{MESSAGE}\n")
    assert (done.code, done.err) == (0, "")
    waiting, _, after = done.out.partition(f"… {WAITING}\n")
    assert "127.0.0.1" in waiting
    assert WORDS in after
    assert WAITING not in after
    assert f" learn {LAB} --model openai/test --model-base {model.provider.base}\n" in after
    assert talked(run) == ["LabStarted", "ProviderChosen", "MessageSent", "ReplyGiven"]


def test_a_password_or_key_in_an_address_is_not_repeated(run: Run) -> None:
    for written, told in (
        ("http://me:s/ecret@localhost:8000/v1", "http://me:***@localhost:8000/v1"),
        ("http://localhost:8000/v1?api_key=secret&x=1", "http://localhost:8000/v1?api_key=***&x=1"),
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
    ):
        done = run("learn", "--offline", "--model-base", written)
        assert done.out.rstrip().endswith(told.join("''" if told != written else ("", "")))


def test_offline_no_model_is_asked_and_litellm_is_not_imported(
    store: str, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSEWARE_MODEL", "openai/test")
    monkeypatch.setenv("COURSEWARE_MODEL_BASE", model.provider.base)
    monkeypatch.setenv("COURSEWARE_OFFLINE", "1")
    code = (
        "import sys; from courseware_terminal.cli import main; "
        f"main(['learn', '{LAB}']); sys.exit('litellm' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=f"begin\n{MESSAGE}\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Who replies in labs" not in done.stdout
    assert model.provider.requests == ()


def test_the_window_shows_the_message_while_the_model_writes(
    terminal: Open, run: Run, slow_model: Model
) -> None:
    window = agreed(terminal, run, slow_model, anew=True)
    window.press(f"{MESSAGE}\r")
    window.until(lambda shown: MESSAGE in shown and WAITING in shown and "›" not in shown)
    assert slow_model.provider.wait_for(requests=1, timeout_s=_PATIENCE_S)
    window.until(lambda shown: LEAVING in shown and "q Leave" not in shown)
    window.press("m1\r\x1b[B\x1b[D\t\x1b?")  # an Esc alone would be waited with, past the reply
    window.until("Any key goes back.")
    window.press("x")
    window.until(WAITING)
    window.resize(30, 40)
    window.until("The tutor is writing a reply.\n")
    window.resize(80, 40)
    window.until(WAITING)
    slow_model.may_go_on.set()
    window.until(lambda shown: "turns brown" in shown and WAITING not in shown and "›" in shown)
    assert talked(run) == ["LabStarted", "ProviderChosen", "MessageSent", "ReplyGiven"]


def test_whoever_types_on_while_the_model_writes_stays_and_can_still_get_help(
    terminal: Open, run: Run, slow_model: Model
) -> None:
    window = agreed(terminal, run, slow_model)
    window.press(f"{MESSAGE}\r")
    window.until(WAITING)
    window.press("A quick question, Quentin: m1 h\r")
    window.press("?")
    window.until("Any key goes back.")
    window.press("q")
    window.until(WAITING)
    slow_model.may_go_on.set()
    window.until("turns brown")
    assert talked(run) == ["LabStarted", "ProviderChosen", "MessageSent", "ReplyGiven"]


def test_a_long_screen_can_be_scrolled_while_the_model_writes(
    terminal: Open, run: Run, slow_model: Model
) -> None:
    window = agreed(terminal, run, slow_model)
    window.press(f"{MESSAGE}\r")
    window.until(WAITING)
    window.resize(80, 10)
    window.until(lambda shown: MESSAGE in shown and "— more —" in shown and "›" not in shown)
    window.press("\x1b[6~")
    window.until(WAITING)
    window.press("\x1b[5~")
    window.until(lambda shown: MESSAGE in shown and WAITING not in shown)


@pytest.mark.parametrize("keys", ["\x03", "\x04"])
def test_leaving_while_the_model_writes_is_at_once_and_keeps_the_message(
    terminal: Open, run: Run, slow_model: Model, keys: str
) -> None:
    window = agreed(terminal, run, slow_model)
    window.press(f"{MESSAGE}\r")
    window.until(WAITING)
    window.press(keys)
    assert window.ended() == 0
    assert SAVED in window.after_the_window()
    assert "MessageSent" in facts(run)
    assert "ReplyGiven" not in facts(run)
    slow_model.may_go_on.set()
    again = terminal("learn", LAB, *slow_model.flags, TERM="xterm-256color")
    again.until("turns brown")


def test_a_record_that_fails_while_the_model_writes_leaves_the_learner_where_they_are(
    terminal: Open, run: Run, store: str, slow_model: Model
) -> None:
    window = agreed(terminal, run, slow_model)
    window.press(f"{MESSAGE}\r")
    window.until(WAITING)
    with closing(sqlite3.connect(store.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        slow_model.may_go_on.set()
        window.until(
            lambda shown: all(words in shown for words in ("! What you sent is saved.", "Ask again", MESSAGE))
        )
    assert b"could not be recorded" not in window.written
    window.press("\x03")
    assert window.ended() == 0
    assert "could not be recorded: Another program is writing" in window.after_the_window()
    assert talked(run) == ["LabStarted", "ProviderChosen", "MessageSent"]


def test_a_signal_ends_lines_that_wait_for_a_model(terminal: Open, run: Run, slow_model: Model) -> None:
    run("learn", LAB, typed="begin\n")
    window = terminal("learn", "--plain", LAB, *slow_model.flags, TERM="xterm", anew=True)
    window.until("\n>")
    window.press("1\r")
    window.until("/3  Menu")
    window.press(f"{MESSAGE}\r")
    window.until(f"… {WAITING}")
    window.signal(signal.SIGINT)
    window.until(SAVED)
    assert window.ended() == 0
    assert "MessageSent" in facts(run)


def asked(terminal: Open, model: Model, *plain: str) -> Terminal:
    """A terminal in a quiz, where the learner has agreed that a model reads the answer."""
    flags = (*plain, "w1.l2.quiz", "--content", WRITING, *model.flags)
    window = terminal("learn", *flags, TERM="xterm-256color")
    window.until("Begin")
    window.press("begin\r" if plain else "\r")
    window.until("2  Send nothing" if plain else "2 Send nothing")
    window.press("1\r" if plain else "1")
    window.until("next one.")
    return window


@pytest.mark.parametrize("plain", [(), ("--plain",)])
def test_leaving_while_a_model_reads_an_answer_keeps_it(
    terminal: Open, run: Run, slow_model: Model, plain: tuple[str, ...]
) -> None:
    window = asked(terminal, slow_model, *plain)
    window.press("Thank you for the soup.\r")
    window.until("is reading your answer.")
    window.press("\x03")
    window.until(SAVED)
    assert window.ended() == 0
    assert "AnswerGiven" in facts(run)
    assert "AnswerJudged" not in facts(run)
    slow_model.may_go_on.set()
    again = terminal("learn", *plain, "w1.l2.quiz", "--content", WRITING, *slow_model.flags, TERM="xterm")
    again.until("gives no verdict.")
    assert facts(run).count("AnswerGiven") == facts(run).count("AnswerJudged") == 1


def test_models_are_switched_off_and_on_for_a_tenant(
    run: Run, command: Run, capsys: Said, model: Model
) -> None:
    run("learn", LAB, typed="begin\n")
    assert "Models are on for terminal:local" in printed(capsys, "model", "status")
    assert "Models are off for terminal:local" in printed(capsys, "model", "off", "--reason", "Exam week.")
    assert "Models are off for terminal:local" in printed(capsys, "model", "status")
    assert "Models are on for chat:T1:" in printed(capsys, "model", "status", " chat:T1\n")
    off = command("learn", LAB, *model.flags, typed=f"{MESSAGE}\n")
    assert "The model was switched off here." in off.out
    assert model.provider.requests == ()
    assert "Models are on for terminal:local" in printed(capsys, "model", "on")
    assert "Who replies in labs" in command("learn", LAB, *model.flags).out


def test_what_models_used_is_told_to_people_and_programs(
    run: Run, command: Run, capsys: Said, model: Model
) -> None:
    run("learn", LAB, typed="begin\n")
    assert printed(capsys, "usage", "--since", "2026-01-01").startswith("No model was asked from 2026-01-01")
    assert json.loads(printed(capsys, "usage", "--json")) == []
    command("learn", LAB, *model.flags, typed=f"1\n{MESSAGE}\n")
    (day,) = json.loads(printed(capsys, "usage", "--days", "2", "--json"))
    calls = len(model.provider.requests)
    assert (day["tenant"], day["model"], day["calls"]) == ("terminal:local", "openai/test", 1)
    assert (day["prompt_tokens"], day["reply_tokens"]) == (400 * calls, 20 * calls)
    assert (day["cost"], day["unpriced"], day["estimated"]) == (None, 1, False)
    head, row, whole, *notes = printed(capsys, "usage", "--days", "2").splitlines()
    assert head.split("  ")[-1] == "cost"
    assert row.split()[1:] == ["terminal:local", "openai/test", "1", f"{400 * calls}", f"{20 * calls}", "–"]
    assert whole.split() == ["all", "1", f"{400 * calls}", f"{20 * calls}", "–"]
    assert notes == ["The price of 1 call is not known, and in no sum."]


def test_a_price_that_is_known_is_told(run: Run, command: Run, capsys: Said, model: Model) -> None:
    flags = ("--model", "openai/gpt-4o-mini", "--model-base", model.provider.base)
    run("learn", LAB, typed="begin\n")
    command("learn", LAB, *flags, typed=f"1\n{MESSAGE}\n")
    command("learn", LAB, *model.flags, typed=f"{MESSAGE} And why?\n")
    used = json.loads(printed(capsys, "usage", "--json"))
    assert [float(day["cost"]) > 0 if day["cost"] else None for day in used] == [True, None]
    _, priced, _, whole, *_ = printed(capsys, "usage", "--days", "2").splitlines()
    assert "$0.00" in priced
    assert "at least $0.00" in whole


def test_labs_are_evaluated_with_the_lesson_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("what was there before")
    done = run("eval", "labs", "--lab", LAB, "--json", str(file))
    assert done.code == 0
    assert done.out.startswith("Replies by: lesson\n")
    assert f"{LAB}: " in done.err
    assert {each["lab"] for each in json.loads(file.read_text())["heard"]} == {LAB}
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name] == ["report.json"]


def test_a_link_to_a_file_stays_and_what_it_leads_to_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for name in ("there.json", "new.json"):
        target, link = tmp_path / "elsewhere" / name, tmp_path / name
        if name == "there.json":
            target.write_text("what was there before")
        link.symlink_to(target)
        assert run("eval", "labs", "--lab", LAB, "--json", str(link)).code == 0
        assert link.is_symlink()
        assert "heard" in json.loads(target.read_text())
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {"there.json", "new.json"}


@pytest.mark.parametrize("linked", [False, True])
def test_what_is_no_file_is_written_into_and_stays_what_it_is(run: Run, tmp_path: Path, linked: bool) -> None:
    pipe, link, read = tmp_path / "pipe", tmp_path / "link", list[str]()
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    assert run("eval", "labs", "--lab", LAB, "--json", str(link if linked else pipe)).code == 0
    reader.join(_PATIENCE_S)
    assert "heard" in json.loads(read[0])
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_a_file_that_cannot_be_written_is_told_before_any_model_is_asked(
    store: str, capsys: Said, tmp_path: Path, model: Model
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    for file, why in (
        ("", "--json '' names no file"),
        ("-", "--json '-' names no file"),
        (str(tmp_path / "folder"), "folder is no file"),
        (str(tmp_path / "nowhere" / "report.json"), "there is no such folder"),
        (str(tmp_path / "file" / "report.json"), "cannot be written"),
        (str(tmp_path / "loop"), "cannot be written"),
        (str(tmp_path / ("n" * 300)), "cannot be written"),
    ):
        said = failed(capsys, 2, "eval", "labs", *model.flags, "--json", file)
        assert why in said
        assert file in said
        assert said.count("\n") == 1
    assert model.provider.requests == ()
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "loop", "file"}


def test_questions_that_were_named_and_are_not_there_are_told_before_any_model_is_asked(
    store: str, capsys: Said, tmp_path: Path, model: Model
) -> None:
    course = shutil.copytree(TINY, tmp_path / "course")
    evaluated = ("eval", "labs", *model.flags, "--questions", str(course))
    assert f"There are no questions in {course}:" in failed(capsys, 2, *evaluated)
    (course / "evaluation").mkdir()
    (course / "evaluation" / "labs.yaml").write_text("off_lesson:\n  t1.l1.lab: []\n")
    assert f"There are no questions in {course}:" in failed(capsys, 2, *evaluated)
    (course / "evaluation" / "labs.yaml").write_text("off_lesson:\n  t1.l1.lab: [{ask: Who won?}]\n")
    assert f"There are no questions for t1.l9.lab in {course}:" in failed(
        capsys, 2, *evaluated, "--lab", "t1.l9.lab"
    )
    assert model.provider.requests == ()


def test_labs_are_not_evaluated_with_a_model_that_does_not_reply(command: Run, model: Model) -> None:
    model.provider.script(lambda _: Status(401, code="invalid_api_key"))
    done = command("eval", "labs", *model.flags)
    assert (done.code, done.out) == (1, "")
    assert "does not accept the API key" in done.err
    assert done.err.endswith("Nothing was evaluated.\n")


def test_labs_are_evaluated_with_a_model(command: Run, model: Model) -> None:
    done = command("eval", "labs", *model.flags)
    assert done.code == 0
    assert "openai/test" in done.out.splitlines()[0]
