"""Numbers, orders and pairs in the terminal: shown whole, and typed in the window and in lines."""

from collections.abc import Callable

import pytest
from rich.cells import cell_len
from tests.app.surroundings import COFFEE
from tests.terminal.conftest import Run, Terminal
from tests.terminal.screens import QUESTION
from tests.terminal.test_lines import facts
from tests.terminal.test_render import drawn, squeezed

from courseware_core.blocks import text
from courseware_core.inputs import ChooseSeveral, Input, Number, Order, Pair
from courseware_core.languages import catalogue
from courseware_core.screen.model import Screen
from courseware_core.screen.replies import to_be_typed
from courseware_core.screen.text import render_text
from courseware_terminal.keys import bar, reach_for

Open = Callable[..., Terminal]
LONG = "Fine-tune for the behaviour that still falls short of what was wanted"
WORDS = catalogue("en")
ORDER = to_be_typed(Order(items=tuple(map(text, ("Prompt", LONG, "Measure")))), WORDS)
PAIR = to_be_typed(
    Pair(left=tuple(map(text, ("RAG", LONG))), right=tuple(map(text, ("Reading", LONG[::-1], "Size")))), WORDS
)
SEVERAL = to_be_typed(ChooseSeveral(options=tuple(map(text, ("Steam", LONG, "Ice")))), WORDS)
NUMBER = Number(unit="GB")


def asking(asked: Input) -> Screen:
    return QUESTION.model_copy(update={"input": asked})


@pytest.mark.parametrize("width", [16, 20, 40, 80])
@pytest.mark.parametrize("asked", [ORDER, PAIR, NUMBER], ids=lambda asked: asked.kind)
def test_everything_that_is_asked_is_shown_at_every_width(asked: Input, width: int) -> None:
    shown = drawn(asking(asked), width)
    assert [line for line in shown.split("\n") if cell_len(line) > width] == []
    if isinstance(asked, Number):
        assert "[GB]" in shown
    if isinstance(asked, Order | Pair):
        assert squeezed(LONG) in squeezed(shown)
        assert squeezed(asked.how) in squeezed(shown)


def test_lines_say_how_to_type_the_answer() -> None:
    assert "of all that apply in one line, such as 1, 3." in render_text(asking(SEVERAL))
    assert "Type all letters in order, such as C B A." in render_text(asking(ORDER))
    assert "Type each number with its letter, such as 1b 2a." in render_text(asking(PAIR))
    assert "___ GB" in render_text(asking(NUMBER))


@pytest.mark.parametrize("asked", [ORDER, PAIR, NUMBER], ids=lambda asked: asked.kind)
def test_field_is_open_and_enter_answers(asked: Input) -> None:
    screen = asking(asked)
    hand = reach_for(screen)
    assert hand.typing
    assert ("⏎", "Answer") in list(bar(screen, hand, WORDS))


def letters(shown: str, *items: str) -> list[str]:
    """The letters behind which the items stand on the screen."""
    lines = [line.split() for line in shown.split("\n")]
    return [next(line[line.index(each) - 1] for line in lines if each in line) for each in items]


def test_numbers_orders_and_pairs_are_typed_in_the_window(terminal: Open, run: Run) -> None:
    window = terminal("learn", "k1.l1.quiz", TERM="xterm-256color", COURSEWARE_CONTENT=str(COFFEE))
    window.until("Begin")
    window.press("\r")
    window.until("[ml]")
    window.press("1,125\r")
    window.until("like 1.2340")
    window.press("\x7f" * 5 + "112,5 ml\r")
    window.until("Your answer: 112.5 ml")
    window.press("n")
    shown = window.until("Type all letters in order")
    window.press("d d d d\r")
    window.until("Type each of the 4 letters once")
    window.press("\x7f" * 7 + " ".join(letters(shown, "Pick", "Roast", "Grind", "Pour")) + "\r")
    window.until("First to last.")
    window.press("n")
    shown = window.until("Type each number with its letter")
    rights = letters(shown.replace("It ", ""), "browns", "makes", "holds")
    window.press(" ".join(f"{number}{each}" for number, each in enumerate(rights, start=1)) + "\r")
    window.until("Colour, size, rest.")
    window.press("m")
    window.until("Module test")
    window.press("q")
    assert window.ended() == 0


def test_numbers_orders_and_pairs_are_typed_in_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEWARE_CONTENT", str(COFFEE))
    typed = ["begin", "/help", "1,000", "112.5", "next", "help", "1 2 3 4", "next", "1a 2b 3c"]
    done = run("learn", "k1.l1.quiz", typed="\n".join(typed) + "\n")
    assert "Type a number." in done.out
    assert "like 1.2340" in done.out
    assert done.out.count("Type all letters in order, such as D C B A.") == 2
    assert "Type each number with its letter, such as 1c 2b 3a." in done.out
    assert facts(run).count("AnswerGiven") == 3
