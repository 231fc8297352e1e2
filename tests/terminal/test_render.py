"""What screens look like, drawn by the real renderer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.terminal.screens import (
    EVERY_BLOCK,
    PAGE,
    QUESTION,
    SEVERAL,
    SUMMARY,
    WORDS_OF_EVERY_BLOCK,
    lines,
)

from courseware_core.blocks import Callout, Paragraph, Span
from courseware_core.screen.model import Screen
from courseware_terminal.drawing import Sheet, draw
from courseware_terminal.keys import Hand
from courseware_terminal.look import MARKS, Look
from courseware_terminal.render import parts

CODES = re.compile(r"\x1b\[[0-9;]*m")
FRAMES = re.compile(r"[╭╮╰╯─│├┤┬┴┼▌|+-]")


def drawn(screen: Screen, width: int = 80, *, hand: Hand | None = None, look: Look | None = None) -> str:
    look = look or Look()
    sheet = draw(parts(screen, hand or Hand(), look, width), look, width)
    return CODES.sub("", "\n".join(sheet.lines))


def squeezed(words: str) -> str:
    """The words without frames and line breaks, as a reader's eye takes them in."""
    return "".join(FRAMES.sub("", words).split())


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_every_block_shows_all_its_words_at_every_width(width: int) -> None:
    shown = squeezed(drawn(EVERY_BLOCK, width))
    assert [word for word in WORDS_OF_EVERY_BLOCK if squeezed(word) not in shown] == []


@pytest.mark.parametrize("width", [16, 20, 40, 80])
@pytest.mark.parametrize("screen", [PAGE, QUESTION, SEVERAL, SUMMARY, EVERY_BLOCK])
def test_no_line_is_wider_than_the_window(screen: Screen, width: int) -> None:
    assert [line for line in drawn(screen, width).split("\n") if cell_len(line) > width] == []


def test_markup_in_content_is_shown_and_never_obeyed() -> None:
    screen = PAGE.model_copy(update={"title": "[red]a[/red]", "blocks": lines("[/] [link=x]b[/link] :tea:")})
    shown = drawn(screen)
    assert "[red]a[/red]" in shown
    assert "[/] [link=x]b[/link] :tea:" in shown


def test_escape_sequences_in_content_do_not_reach_the_terminal() -> None:
    hostile = "a\x1b]0;title\x07b\x1b[2Jc\u202ed\x9be"
    screen = PAGE.model_copy(update={"title": hostile, "blocks": lines(hostile)})
    sheet = draw(parts(screen, Hand(), Look(), 80), Look(), 80)
    assert "a]0;titleb[2Jcde" in CODES.sub("", sheet.lines[1])
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f\u202e]", CODES.sub("", "".join(sheet.lines)))) == set()


def test_options_have_a_number_a_letter_and_a_sign_of_being_chosen() -> None:
    shown = drawn(SEVERAL, hand=Hand(cursor=1, chosen=frozenset({2})))
    assert "  ☐ 1 A Green" in shown
    assert "▸ ☐ 2 B Mint" in shown
    assert "  ☑ 3 C Black" in shown


def test_ascii_terminals_get_only_ascii() -> None:
    shown = drawn(EVERY_BLOCK, look=Look("ascii"))
    assert shown.isascii()
    assert "?" not in shown.replace("Which water?", "").replace("Is it bitter?", "")
    assert "[ ] 1 A Green" in drawn(SEVERAL, look=Look("ascii"))


def test_without_colour_no_colour_is_written() -> None:
    sheet = draw(parts(EVERY_BLOCK, Hand(), Look(), 80), Look(), 80, colour=False)
    codes = {code for line in sheet.lines for code in re.findall(r"\x1b\[([0-9;]*)m", line)}
    assert {number for code in codes for number in code.split(";")} <= {"", "0", "1", "2", "3", "4"}


def test_kinds_of_callouts_differ_without_colour() -> None:
    words = {
        tone: drawn(PAGE.model_copy(update={"blocks": (Callout(tone=tone, label=tone),)})) for tone in MARKS
    }
    assert len(set(words.values())) == len(MARKS)


def test_a_wide_table_becomes_a_list_in_a_narrow_window() -> None:
    assert "heated: half-way" in drawn(EVERY_BLOCK, 30)
    assert "heated: half-way" not in drawn(EVERY_BLOCK, 80)


def test_the_bar_is_full_only_when_everything_is_done() -> None:
    nearly = PAGE.progress.model_copy(update={"done": 99, "total": 100}) if PAGE.progress else None
    assert "░" in drawn(PAGE.model_copy(update={"progress": nearly}))


@given(st.text(max_size=200), st.integers(16, 100), st.sampled_from(["utf-8", "ascii", "cp1252"]))
def test_any_text_is_drawn_in_the_terminals_own_characters(words: str, width: int, encoding: str) -> None:
    screen = PAGE.model_copy(update={"blocks": (Paragraph(text=(Span(text=words, code=True),)),)})
    look = Look(encoding)
    for line in draw(parts(screen, Hand(), look, width), look, width).lines:
        line.encode(encoding)


@given(st.integers(1, 60), st.integers(1, 40), st.integers(-5, 80))
def test_scrolling_never_leaves_the_sheet_and_reaches_its_end(length: int, height: int, wished: int) -> None:
    sheet = Sheet(tuple(map(str, range(length))), {0: (length - 1, length)})
    top = sheet.top(wished, height, None)
    assert 0 <= top < length
    assert sheet.is_over(sheet.top(length, height, None), height)
    seen = sheet.top(wished, height, 0)
    assert seen <= length - 1 < seen + sheet.room(height)
