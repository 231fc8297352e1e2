"""The line protocol: whole visits to the tiny course, typed line by line into a real process."""

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Callable

import pytest
from tests.terminal.conftest import COMMAND, Run, Terminal

Open = Callable[..., Terminal]
SAVED = "Your place is saved. Go on with:"


def facts(run: Run) -> list[str]:
    """The types of all facts recorded so far, without those of the person."""
    done = run("export")
    assert done.code == 0, done.err
    exported = [json.loads(line) for line in done.out.splitlines()]
    return [fact["type"] for fact in exported if fact["type"] != "WelcomeShown"]


def test_a_lesson_is_read_to_its_end_and_resumed_where_it_was_left(run: Run) -> None:
    first = run("learn", "t1.l1", typed="begin\nnext\n")
    assert first.code == 0
    assert "They are kept here:" in first.out
    assert "## Oxidation" in first.out
    assert first.out.endswith(" learn t1.l1\n")
    second = run("learn", "t1.l1", typed="\nquit\nnever read")
    assert "## Oxidation" not in second.out
    assert "A leaf worth a quarrel" in second.out
    assert "You have reached the end of this lesson." in second.out
    assert facts(run) == ["LessonStarted", "PageRead", "PageRead", "LessonFinished"]


def test_a_quiz_is_answered_by_number_letter_and_label_and_typed_text(run: Run) -> None:
    typed = ["begin", "It is heated soon after picking", "next", "green tea and black tea", "next"]
    typed += ["1", "next", "oxidation", "next"]
    done = run("learn", "t1.l1.quiz", typed="\n".join(typed) + "\n")
    assert "You have 4 of 4 marks." in done.out
    assert "Passed." in done.out


def test_a_line_that_means_nothing_is_told_so_without_the_screen_again(run: Run) -> None:
    shown = run("learn", "t1.l1", typed="begin\nxyzzy\n").out
    assert "! “xyzzy” is not on the screen." in shown
    assert shown.count("## Oxidation") == 1


def test_help_says_what_can_be_typed_here(run: Run) -> None:
    shown = run("learn", "t1.l1.lab", typed="begin\n/help\n/quit\nx").out
    assert "A line that ends in \\ goes on in the next one." in shown
    assert "/quit leaves, and your place is saved." in shown


def test_a_message_of_several_lines_is_one_message(run: Run) -> None:
    run("learn", "t1.l1.lab", typed="begin\nWhy does\\\na leaf turn brown?\n")
    sent = [json.loads(line) for line in run("export").out.splitlines()]
    texts = [fact["payload"]["text"] for fact in sent if fact["type"] == "MessageSent"]
    assert texts == ["Why does\na leaf turn brown?"]


def test_where_text_is_expected_a_bare_command_word_is_not_sent_and_slash_quit_leaves(run: Run) -> None:
    shown = run("learn", "t1.l1.lab", typed="begin\nquit\nhelp\nmenu\n/quit\nWhy?\n").out
    assert "Type your answer. /help, /menu and /quit are commands." in shown
    assert "! “quit” was not sent. Commands begin with / here: /help, /menu, /quit." in shown
    assert shown.count("was not sent") == 3
    assert facts(run) == ["LabStarted"]
    assert shown.endswith(" learn t1.l1.lab\n")


def test_a_dangerous_control_is_pressed_only_when_it_is_typed_twice(run: Run) -> None:
    typed = "begin\noverview\nhand in\nmenu\n"
    shown = run("learn", "t1.l2.quiz", typed=typed).out
    assert "Hand in: are you sure? Choose it once more to confirm." in shown
    assert "AttemptClosed" not in facts(run)
    run("learn", "t1.l2.quiz", typed="overview\nhand in\nhand in\n")
    assert "AttemptClosed" in facts(run)


def test_nothing_is_recorded_before_the_person_was_told(run: Run) -> None:
    shown = run("learn", "t1.l1", typed="").out
    assert "They are kept here:" in shown
    assert run("export").out == ""


@pytest.mark.parametrize("typed", ["\x00\x01\x1b[2J\n", "é" * 200_000 + "\n", "\u202e\ufeff\n"])
def test_odd_input_is_survived(run: Run, typed: str) -> None:
    done = run("learn", "t1.l1", typed="begin\n" + typed)
    assert done.code == 0
    assert "Traceback" not in done.err


def test_bytes_that_are_no_text_are_survived(store: str) -> None:
    done = subprocess.run(
        [*COMMAND, "learn", "t1.l1.lab"], input=b"begin\n\xff\xfe\xc3(\n", capture_output=True, check=True
    )
    assert SAVED.encode() in done.stdout


def test_an_output_that_nobody_reads_ends_the_command_quietly(store: str) -> None:
    with subprocess.Popen([*COMMAND, "courses"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_character_set_without_our_symbols_gets_stand_ins(store: str) -> None:
    shown = subprocess.run(
        [*COMMAND, "learn", "t1.l1"],
        input=b"begin\nnext\n",
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    ).stdout
    assert shown.isascii()
    assert b"A Tiny Course on Tea - Module 1 - Lesson 1" in shown


def test_closed_inputs_and_outputs_are_survived(store: str) -> None:
    shell = " ".join(map(shlex.quote, [*COMMAND, "learn", "t1.l1"]))
    for closed in ("<&-", ">&-", "<&- >&- 2>&-"):
        done = subprocess.run(["sh", "-c", f"{shell} {closed}"], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_dumb_terminal_gets_lines_and_a_prompt(terminal: Open) -> None:
    window = terminal("learn", "t1.l1", TERM="dumb")
    window.until("\n>")
    window.press("begin\r")
    window.until("Oxidation")
    assert "▌" not in window.shown()
    window.press("\x04")
    window.until(f"{SAVED} python -m courseware_terminal learn t1.l1")
    assert window.ended() == 0


def test_a_line_that_the_terminal_has_cut_is_not_taken_for_the_whole(terminal: Open, run: Run) -> None:
    window = terminal("learn", "--plain", "t1.l1.lab", TERM="xterm")
    window.until("\n>")
    window.press("begin\r")
    window.until("\n>")
    window.press("leaf " * 1000 + "\r")
    window.until("This line is too long for the terminal.")
    window.press("\x04")
    assert window.ended() == 0
    assert facts(run) == ["LabStarted"]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_a_waiting_prompt_at_once_and_in_good_order(
    terminal: Open, number: signal.Signals, code: int
) -> None:
    window = terminal("learn", "--plain", "t1.l1", TERM="xterm", anew=True)
    window.until("\n>")
    window.signal(number)
    window.until(SAVED)
    assert window.ended() == code


def test_a_signal_that_the_caller_ignores_ends_nothing(terminal: Open) -> None:
    window = terminal("learn", "--plain", "t1.l1", TERM="xterm", deaf_to=[signal.SIGINT])
    window.until("\n>")
    window.signal(signal.SIGINT)
    window.press("begin\r")
    window.until("Oxidation")


def test_a_term_is_looked_up_in_the_middle_of_a_question_and_the_question_is_still_there(run: Run) -> None:
    typed = "begin\ndefine browning\n/back\nIt is heated soon after picking\n"
    done = run("learn", "t1.l1.quiz", typed=typed)
    assert "A change that begins when the air reaches the juice" in done.out
    assert "heat stops the browning early" in done.out
    assert facts(run) == ["AttemptStarted", "AnswerGiven"]


def test_an_answer_is_asked_about_and_the_quiz_goes_on(run: Run) -> None:
    typed = ["begin", "It is heated soon after picking", "ask about this", "Why?", "/back", "next"]
    shown = run("learn", "t1.l1.quiz", typed="\n".join(typed) + "\n").out
    assert "What would you like to know about it?" in shown
    assert "I matched your words with the lesson. It says:" in shown
    assert shown.rindex("Question 2 of 4") > shown.index("I matched your words")


def test_help_says_how_to_look_a_term_up(run: Run) -> None:
    assert "define and a term says what it means." in run("learn", "t1.l1", typed="begin\nhelp\n").out
    assert "/define and a term says" in run("learn", "t1.l1.lab", typed="begin\n/help\n").out
