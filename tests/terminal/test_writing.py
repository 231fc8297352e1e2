"""Answers of several lines, typed into a real process line by line and key by key."""

import json
from collections.abc import Callable
from functools import partial
from operator import ne

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
    while "⏎ Check" not in window.shown():
        before = window.shown()
        assert "You gave yourself" not in before
        window.press("\r")
        window.until(partial(ne, before))
    window.until(lambda shown: "☐ 2 B" in shown and "— more —" not in shown)
    window.press("2\r")
    window.until("See the result")
    window.press("\x1b[F")
    window.until("You gave yourself 2 of 2 points.")
