"""What is said about typing: how to answer, and why a line was not understood."""

from typing import get_args

import pytest
from hypothesis import given

from courseware_core.blocks import text
from courseware_core.inputs import (
    Answer,
    ChooseOne,
    ChooseSeveral,
    Input,
    LongText,
    LookUp,
    Number,
    Order,
    Pair,
    ShortText,
)
from courseware_core.languages import available, catalogue
from courseware_core.screen.match import Entry, Matched, Reason, Unmatched, match, read_answer
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.replies import explain, how_to_answer
from courseware_core.testing.screens import inputs
from courseware_core.testing.words import MarkedWords, unmarked

TWO = (text("a first"), text("a second"))


@given(asked=inputs())
def test_every_input_says_what_to_type_from_the_catalogue_in_a_line(asked: Input) -> None:
    assert unmarked(how_to_answer(asked, MarkedWords())) == ""
    assert all(len(how_to_answer(asked, catalogue(locale))) <= 100 for locale in available())


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_the_example_for_several_options_names_only_those_there_are(count: int) -> None:
    asked = ChooseSeveral(options=tuple(text(f"item {each}") for each in range(count)))
    example = how_to_answer(asked, catalogue("en")).partition("such as ")[2].removesuffix(".")
    found = read_answer(asked, example)
    assert isinstance(found, Answer)
    assert len(found.values) == min(count, 2)


@pytest.mark.parametrize(
    "asked",
    [ChooseSeveral(options=TWO + TWO), Order(items=TWO), Order(items=TWO * 3), Pair(left=TWO, right=TWO)],
    ids=lambda asked: f"{asked.kind}-{len(getattr(asked, 'items', ()))}",
)
def test_the_example_is_of_the_right_form(asked: Input) -> None:
    sentence = how_to_answer(asked, catalogue("en"))
    example = sentence.partition("such as ")[2].removesuffix(".")
    found = read_answer(asked, example)
    assert not isinstance(found, Unmatched) or (isinstance(asked, Order) and len(asked.items) > 4)


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_sentences_in_every_language(reason: Reason) -> None:
    entry = Entry(2, "a second", "B", 1)
    for count in (1, 3):
        unmatched = Unmatched(reason, "what was typed", (entry,), count)
        assert unmarked(explain(unmatched, MarkedWords())) == ""
        assert len({explain(unmatched, catalogue(locale)) for locale in available()}) == len(available())


def test_an_ambiguous_line_names_what_it_may_mean() -> None:
    asked = ChooseOne(options=(text("A two"), text("A")))
    screen = Screen(name="test", title="T", input=asked, submit=Control(token="s:1:a", label="Send"))
    found = match(screen, "a")
    assert isinstance(found, Unmatched)
    assert explain(found, catalogue("en")) == (
        "“a” may mean more than one thing: #1 A two; #2 A. Type # and the number of the one you mean."
    )


def test_an_entry_that_was_typed_for_a_long_answer_is_named_with_how_to_choose_it() -> None:
    menu = Control(token="s:1:m", label="Back to the menu", role="menu")
    screen = Screen(name="test", title="T", input=LongText(), submit=menu, controls=(menu,))
    found = match(screen, "1")
    assert isinstance(found, Unmatched)
    assert explain(found, catalogue("en")) == (
        "“1” was not sent, as it is also “Back to the menu” here. If you mean that, choose it the way it is"
        " shown here; if it was meant as your text, write a sentence."
    )


def test_a_text_that_is_too_long_is_told_how_long_it_is() -> None:
    found = read_answer(LongText(), "x" * 4321)
    assert isinstance(found, Unmatched)
    assert explain(found, catalogue("en")).startswith("At most 4,000 characters fit here. This has 4,321.")


def test_what_was_typed_is_repeated_short_and_clean() -> None:
    said = explain(Unmatched("unknown", "\x1b[31m" + "x" * 500), catalogue("en"))
    assert "\x1b" not in said
    assert len(said) < 160


@pytest.mark.parametrize("asked", [Number(), ShortText(), LongText(), LookUp()])
def test_a_typed_input_is_asked_for_in_a_short_sentence(asked: Input) -> None:
    assert how_to_answer(asked, catalogue("en")).startswith("Type ")


def choosing(*choices: str, ahead: str = "") -> Screen:
    controls = [Control(token=f"s:1:c{n}", label=each, role="choice") for n, each in enumerate(choices)]
    further = [Control(token="s:1:n", label=ahead, role="next")] if ahead else []
    return Screen(name="test", title="T", controls=(*further, *controls))


def told(screen: Screen, line: str) -> str:
    found = match(screen, line)
    assert isinstance(found, Unmatched)
    return explain(found, catalogue("en"))


def test_who_types_where_a_choice_is_waited_for_is_told_the_choices() -> None:
    sentence = "“I think so” is not on the screen. First choose one of these: I had it; Partly; Not yet."
    assert told(choosing("I had it", "Partly", "Not yet"), "I think so") == sentence
    asked = Screen(
        name="test", title="T", input=ChooseOne(options=TWO), submit=Control(token="s:1:a", label="S")
    )
    assert told(asked, "hello").endswith("First choose one of these: A) a first; B) a second.")
    many = choosing(*(f"Lesson {number}" for number in range(20)))
    assert told(many, "xyzzy").endswith("Type a number, a letter or a word from it.")


@pytest.mark.parametrize("line", ["hi", "Hello!", "help", "/help", "?", "Hallo", "Hilfe"])
def test_who_greets_or_asks_for_help_where_nothing_is_asked_is_told_how_it_goes_on(line: str) -> None:
    assert told(choosing("A course", ahead="Go on: Tokens"), line) == (
        "Here is how it goes on: choose “Go on: Tokens”, or anything else that is shown here, or type its"
        " name."
    )
    assert told(choosing("A course"), line).startswith("Here is how it goes on: choose what is shown here")


@pytest.mark.parametrize("asked", [ShortText(), LongText()], ids=lambda asked: asked.kind)
@pytest.mark.parametrize("line", ["hi", "help", "?"])
def test_a_greeting_is_an_answer_or_a_message_where_text_is_asked_for(asked: Input, line: str) -> None:
    screen = Screen(name="test", title="T", input=asked, submit=Control(token="s:1:a", label="Send"))
    assert match(screen, line) == Matched("s:1:a", Answer(text=line))


def test_a_choice_that_is_called_like_a_word_for_help_is_chosen() -> None:
    assert match(choosing("Help", "More"), "help") == Matched("s:1:c0")
