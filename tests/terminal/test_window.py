"""The window: the real command on a real terminal, driven key by key."""

import asyncio
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from tests.terminal.conftest import Run, Terminal
from tests.terminal.screens import PAGE, SEVERAL, TALK
from tests.terminal.test_lines import SAVED, facts

from courseware_core.inputs import Answer
from courseware_core.screen.model import Intent, Screen
from courseware_core.turns import Turn
from courseware_terminal.out import look
from courseware_terminal.window import FullWindow

Open = Callable[..., Terminal]


def opened(terminal: Open, activity: str, **settings: object) -> Terminal:
    """The window with the activity begun."""
    window = terminal("learn", activity, TERM="xterm-256color", **settings)
    window.until("Begin")
    window.press("\r")
    return window


def test_single_keys_read_a_lesson_and_leave_it(terminal: Open, run: Run) -> None:
    window = opened(terminal, "t1.l1", rows=60)
    window.until("How a Leaf Becomes Tea")
    window.press(" ")
    window.until("No taxation")
    window.press("\x1b[D")
    window.until("A tea shop sells")
    window.press("n")
    window.until("No taxation")
    window.press("?")
    window.until("Any key goes back.")
    window.press("x")
    window.until("No taxation")
    window.press("m")
    window.until("Module test")
    window.press("q")
    assert window.ended() == 0
    assert SAVED in window.after_the_window()
    assert facts(run)[:2] == ["LessonStarted", "PageRead"]


def test_questions_are_answered_with_keys(terminal: Open, run: Run) -> None:
    window = opened(terminal, "t1.l1.quiz")
    window.until("What makes a leaf")
    window.press("\r")
    window.until("Choose an answer first.")
    window.press("h")
    window.until("Think of a cut apple.")
    window.press("\x1b[B")
    window.until("▸ ○ 1 A")
    window.press("\r")
    window.until("Your answer:")
    window.press("n")
    window.until("Which of these come from")
    window.press("a")
    window.until("☑ 1 A")
    window.press("1")
    window.until("☐ 1 A")
    window.press("23\r")
    window.until("Your answer:")
    assert facts(run).count("AnswerGiven") == 2


def test_text_is_written_in_a_field_and_keys_are_behind_escape(terminal: Open, run: Run) -> None:
    window = opened(terminal, "t1.l1.lab")
    window.until("›")
    window.press("\r")
    window.until("Write something first")
    window.press("Why does a leaf\\\rturn brown, m or q?\r")
    window.until("as a cut apple does")
    window.press("\x1b")
    window.until("Keys   q Leave")
    window.press("m")
    window.until("Module test")
    window.press("q")
    assert window.ended() == 0
    assert facts(run)[:3] == ["LabStarted", "MessageSent", "ReplyGiven"]


def test_pasted_lines_are_one_message(terminal: Open, run: Run) -> None:
    window = opened(terminal, "t1.l1.lab")
    window.until("›")
    window.press("\x1b[200~Why does a leaf\nturn brown?\x1b[201~")
    window.until("turn brown?\n")
    assert facts(run) == ["LabStarted"]
    window.press("\r")
    window.until("What could stop it?")


def test_a_text_that_is_refused_stays_to_be_mended(terminal: Open, run: Run) -> None:
    window = opened(terminal, "t1.l1.lab")
    window.until("›")
    window.press("\x1b[200~" + "Why? " * 801 + "\x1b[201~\r")
    # A screen is read while it is being written: both have to come, not both at once.
    window.until(lambda shown: "At most 4,000 characters fit here." in shown and "Why? Why?" in shown)
    window.press("\x7f" * 10 + "\r")
    window.until("▸ You")
    assert facts(run)[:3] == ["LabStarted", "MessageSent", "ReplyGiven"]


def test_the_keys_are_listed_where_text_is_typed_too(terminal: Open) -> None:
    window = opened(terminal, "t1.l1.lab", rows=24)
    window.until("Esc m Menu")
    window.press("/help\r")
    window.until("Keys on this screen")
    window.press("x")
    window.until("›")
    window.press("back")
    window.until("› back")


def test_without_the_extra_there_are_lines_and_a_word_on_what_to_install(
    terminal: Open, tmp_path: Path
) -> None:
    missing = tmp_path / "without/prompt_toolkit"
    missing.mkdir(parents=True)
    missing.joinpath("__init__.py").write_text(
        "raise ModuleNotFoundError('missing', name='prompt_toolkit')\n"
    )
    paths = os.pathsep.join([str(missing.parent), *sys.path])
    window = terminal("learn", "t1.l1", anew=True, PYTHONPATH=paths, TERM="xterm")
    window.until("install courseware-core[terminal]")
    window.until("where you write).\n>")


def test_a_screen_taller_than_the_window_is_paged_from_its_top(terminal: Open) -> None:
    window = opened(terminal, "t1.l1", rows=14)
    shown = window.until("— more —")
    assert "How a Leaf Becomes Tea" in shown
    assert "⏎ More" in shown
    for words in ("What differs is what people do", "or roasted early stays green.", "⏎ Next"):
        assert words not in window.shown()
        window.press(" ")
        shown = window.until(words)
    assert "A tea leaf, drawn as a green square" in shown


def test_resizing_draws_the_screen_anew_and_keeps_it_whole(terminal: Open) -> None:
    window = opened(terminal, "t1.l1", columns=100, rows=50)
    window.until("What differs is what people do with a leaf after they have picked it.")
    window.resize(40, 60)
    shown = window.until("What differs is what people do with a\nleaf after they have picked it.")
    assert "heated: at once" not in shown
    window.resize(20, 20)
    window.until("— more —")
    window.resize(100, 50)
    window.until("What differs is what people do with a leaf after they have picked it.")


def test_ctrl_c_leaves_at_once_and_gives_the_terminal_back(terminal: Open) -> None:
    window = opened(terminal, "t1.l1.lab", anew=True)
    window.until("›")
    window.press("half a sentence\x03")
    assert window.ended() == 0
    assert SAVED in window.after_the_window()


def test_a_request_to_terminate_gives_the_terminal_back(terminal: Open) -> None:
    window = opened(terminal, "t1.l1")
    window.until("How a Leaf Becomes Tea")
    window.signal(signal.SIGTERM)
    assert window.ended() == 143
    assert SAVED in window.after_the_window()


def test_closing_the_window_loses_nothing(terminal: Open, run: Run) -> None:
    window = opened(terminal, "t1.l1")
    window.until("How a Leaf Becomes Tea")
    window.close()
    assert window.ended() == 129
    assert facts(run) == ["LessonStarted"]


def test_without_colour_nothing_is_coloured(terminal: Open) -> None:
    window = opened(terminal, "t1.l1", NO_COLOR="1")
    window.until("How a Leaf Becomes Tea")
    assert window.colours() == {"default"}


def test_beside_a_page_and_feedback_one_looks_up_asks_and_reports_with_keys(terminal: Open, run: Run) -> None:
    window = opened(terminal, "t1.l1.quiz", rows=60)
    window.until("What makes a leaf")
    window.press("1")
    window.until("Your answer:")
    window.press("l")
    window.until("Look up")
    window.press("browning\r")
    window.until("Also called")
    window.press("\x1bb")
    window.until("Your answer:")
    window.press("a")
    window.until("What would you like to know")
    window.press("Why?\r")
    window.until("I matched your words")
    window.press("/define tannins\r")
    window.until("Bitter substances")
    window.press("\x1bb")
    window.until("I matched your words")
    window.press("\x1bb")
    window.until("Your answer:")
    window.press("r")
    window.until("What is wrong here?")
    window.press("A typo.\r")
    window.until("Thank you.")
    window.press("q")
    assert window.ended() == 0
    assert {"AnswerGiven", "LabStarted", "ReplyGiven", "ProblemReported"} <= set(facts(run))


@pytest.mark.parametrize(
    ("screen", "meant", "said"),
    [(SEVERAL, "2\r", Intent(token="submit", answer=Answer(values=(1,)))), (TALK, "?\r", "1?")],
)
async def test_nothing_is_sent_from_a_screen_that_was_not_drawn_yet(
    screen: Screen, meant: str, said: object
) -> None:
    drawn = io.StringIO()
    output = Vt100_Output(drawn, lambda: Size(rows=40, columns=80))

    async def asked(screen: Screen, typed_ahead: str, typed: str) -> object:
        keyboard.send_text(typed_ahead)
        told = asyncio.create_task(window.ask(Turn(screen)))
        async with asyncio.timeout(60):
            while screen.title not in drawn.getvalue():  # noqa: ASYNC110 - a terminal tells nobody
                await asyncio.sleep(0)
            keyboard.send_text(typed)
            return await told

    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=output):
        async with FullWindow(look=look()) as window:
            await asked(PAGE, "", "\r")
            assert await asked(screen, "1\r", meant) == said
