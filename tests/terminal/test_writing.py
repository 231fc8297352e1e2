"""Answers of several lines, typed into a real process line by line and key by key."""

import json
from collections.abc import Callable

import pytest
from tests.app.surroundings import COURSES
from tests.terminal.conftest import Run, Terminal

Open = Callable[..., Terminal]
WRITING = str(COURSES / "writing")


def given(run: Run) -> list[str]:
    """The texts that were recorded as answers."""
    facts = [json.loads(line) for line in run("export").out.splitlines()]
    return [fact["payload"]["response"]["text"] for fact in facts if fact["type"] == "AnswerGiven"]


def test_code_is_typed_line_by_line_with_its_indentation(run: Run) -> None:
    code = ["{\\", '    "name": "Bob",\\', "\\", '    "town": "Ware"\\', "}"]
    typed = ["begin", "code", *code, "1, 2", "next", "/menu"]
    shown = run("learn", "w1.l1.quiz", "--content", WRITING, typed="\n".join(typed) + "\n").out
    assert given(run) == ['{\n    "name": "Bob",\n\n    "town": "Ware"\n}']
    assert "Ann Marlowe" in shown
    assert shown.index("Ann Marlowe") > shown.index("Show the model answer")
    assert "You gave yourself 2 of 2 points." in shown
    assert "Type the numbers or letters of all that apply in one line, such as 1, 2." in shown


def test_the_model_answer_and_meeting_nothing_are_chosen_by_their_words(run: Run) -> None:
    typed = ["begin", "open question", "/show the model answer", "next", "pick questions"]
    typed += ["open question", "Thanks!", "none of them", "next"]
    shown = run("learn", "w1.l1.quiz", "--content", WRITING, typed="\n".join(typed) + "\n").out
    assert given(run) == ["Thanks!"]
    assert "atlas of small islands" in shown.partition("Thanks!")[0]
    assert "You gave yourself 0 of 3 points." in shown
    assert "This round held only what you picked." in shown


def test_a_text_is_written_in_the_window_and_compared_by_keys(terminal: Open, run: Run) -> None:
    window = terminal("learn", "w1.l2.quiz", "--content", WRITING, TERM="xterm-256color")
    window.until("Begin")
    window.press("\r")
    window.until("Thank somebody for a meal.")
    window.press("Dear Bob,\\\rthank you.\r")
    window.until("the best of this winter")
    window.press("\r")
    window.until("Tick one or more answers first")
    window.press("2\r")
    window.until("You gave yourself 1 of 2 points.")
    window.press("n")
    window.until("Practice: 1 of 2 points for what you wrote.")
    window.press("q")
    assert window.ended() == 0
    assert given(run) == ["Dear Bob,\nthank you."]


def test_nobody_is_held_to_boxes_that_were_below_the_window(terminal: Open, run: Run) -> None:
    window = terminal("learn", "w1.l2.quiz", "--content", WRITING, TERM="xterm-256color", rows=14)
    window.until("Begin")
    window.press("\r")
    window.until("›")
    window.press("menu\r")
    window.until("“menu” was not sent.")
    window.press("\x7f" * 4 + "Dear Bob.\r")
    window.until("⏎ More")
    window.press("1")
    shown = window.until(lambda shown: "☑ 1 A" in shown and "— more —" in shown)
    assert shown.count("⏎") == 1
    assert "☐ 2 B" not in shown
    window.press("\r")  # the bar is written last: where it says Check, the boxes above it were
    shown = window.until("⏎ Check")
    assert "☑ 1 A" in shown
    assert "☐ 2 B" in shown
    assert "— more —" not in shown
    assert "You gave yourself" not in shown
    window.press("2\r")
    window.until("See the result")
    window.press("\x1b[F")
    window.until("You gave yourself 2 of 2 points.")


CODE = "cat one.txt \\\n    two.txt\n\nexit"
"""Lines with a backslash, indentation, nothing and a command word."""


def test_pasted_lines_are_one_answer_in_the_window(terminal: Open, run: Run) -> None:
    window = terminal("learn", "w1.l2.quiz", "--content", WRITING, TERM="xterm-256color")
    window.until("Begin")
    window.press("\r")
    window.until("A line that ends in \\ goes on in the next one.")
    window.press("\x1b[200~" + CODE.replace("\n", "\r") + "\x1b[201~")
    window.until("\nexit\n")
    assert given(run) == []
    window.press("\r")
    window.until("Which of these")
    assert given(run) == [CODE]


@pytest.mark.parametrize("ending", ["", "\r"])
def test_pasted_lines_are_one_answer_to_the_line_terminal(terminal: Open, run: Run, ending: str) -> None:
    window = asked_in_lines(terminal)
    window.press(CODE.replace("\n", "\r") + ending)
    window.until("Several lines came at once.")
    assert given(run) == []
    window.press("\r")
    window.until("Which of these")
    assert given(run) == [CODE]


@pytest.mark.parametrize("command", ["/quit\r", "\x04"])
def test_a_pasted_text_that_is_left_is_not_sent(terminal: Open, run: Run, command: str) -> None:
    window = asked_in_lines(terminal)
    window.press("Dear Bob,\rthank you.\r")
    window.until("Several lines came at once.")
    window.press(command)
    assert window.ended() == 0
    assert given(run) == []


def test_a_typed_line_is_sent_by_enter_and_goes_on_after_a_backslash(terminal: Open, run: Run) -> None:
    window = asked_in_lines(terminal)
    window.press("Dear Bob,\\\r")
    window.until("Dear Bob,\\\n>")
    window.press("thank you.\r")
    shown = window.until("Which of these")
    assert "Several lines came at once." not in shown
    assert given(run) == ["Dear Bob,\nthank you."]


def test_a_number_of_the_screen_costs_no_try(run: Run) -> None:
    shown = run("learn", "w1.l2.quiz", "--content", WRITING, typed="begin\n1\n").out
    assert "“1” was not sent, as it is also “" in shown
    assert given(run) == []


def test_a_text_that_is_too_long_is_shown_again_to_be_copied(run: Run) -> None:
    line = "A spoonful of thanks."
    typed = ["begin", *[f"{line}\\"] * 200, line, "next", "/quit"]
    shown = run("learn", "w1.l2.quiz", "--content", WRITING, typed="\n".join(typed) + "\n").out
    assert "At most 4,000 characters fit here. This has 4,421." in shown
    assert shown.count("What you wrote, to copy it:") == 1
    assert "\n".join([line] * 201) in shown
    assert given(run) == ["next"]


def test_at_a_narrow_terminal_sentences_end_between_words(terminal: Open) -> None:
    window = terminal(  # readline, where something has loaded it, tells child processes 80 columns
        "learn", "--plain", "w1.l2.quiz", "--content", WRITING, columns=40, COLUMNS="40", TERM="xterm"
    )
    window.until("\n>")
    window.press("begin\r")
    shown = window.until(lambda shown: shown.rstrip().endswith("one.\n>"))
    assert "Type your answer. /help, /menu and /quit\nare commands. A line" in shown
    window.press("/quit\r")
    assert window.ended() == 0
    assert "Your place is saved. Go on with:\npython -m" in window.shown()


def asked_in_lines(terminal: Open) -> Terminal:
    """The line terminal where an answer is to be written."""
    window = terminal("learn", "--plain", "w1.l2.quiz", "--content", WRITING, TERM="xterm")
    window.until("\n>")
    window.press("begin\r")
    window.until(lambda shown: shown.rstrip().endswith("one.\n>"))
    return window
