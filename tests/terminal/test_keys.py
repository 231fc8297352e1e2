"""What keys mean on each kind of screen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.terminal.screens import EVERY_BLOCK, PAGE, QUESTION, SEVERAL, SUMMARY, TALK

from courseware_core.blocks import text
from courseware_core.inputs import Answer, ChooseOne, LookUp, ShortText
from courseware_core.languages import catalogue
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.testing.screens import screens
from courseware_terminal.keys import (
    Hand,
    Request,
    bar,
    choices,
    press,
    reach_for,
    request,
    scrolls,
    shortcuts,
)

SCREENS = (PAGE, QUESTION, SEVERAL, TALK, SUMMARY, EVERY_BLOCK)
WORDS = catalogue("en")
NAMES = ("enter", "space", "up", "down", "left", "right", "tab", "escape")


def pressed(screen: Screen, *keys: str) -> Hand | Intent | Request:
    """What comes of the keys, one after the other; only the last may send something."""
    hand: Hand | Intent | Request = reach_for(screen)
    for key in keys:
        assert isinstance(hand, Hand)
        hand = press(key, screen, hand)
    return hand


def answer(*positions: int) -> Intent:
    return Intent(token="submit", answer=Answer(values=positions))


@pytest.mark.parametrize("key", ["enter", "space", "right", "n"])
def test_every_key_for_going_on_goes_on(key: str) -> None:
    assert pressed(PAGE, key) == Intent(token="next")


@pytest.mark.parametrize("key", ["left", "b"])
def test_every_key_for_going_back_goes_back(key: str) -> None:
    assert pressed(PAGE, key) == Intent(token="back")


@pytest.mark.parametrize("key", ["2", "b", "B"])
def test_a_number_or_letter_answers_a_single_choice(key: str) -> None:
    assert pressed(QUESTION, key) == answer(1)


def test_arrows_and_enter_answer_a_single_choice() -> None:
    assert pressed(QUESTION, "down", "down", "enter") == answer(1)
    assert pressed(QUESTION, "up", "space") == answer(3)


@pytest.mark.parametrize("key", ["enter", "space"])
def test_going_on_does_not_skip_a_question_by_accident(key: str) -> None:
    hand = pressed(QUESTION, key)
    assert isinstance(hand, Hand)
    assert hand.advice == "choose"


def test_several_are_ticked_and_sent_with_enter() -> None:
    assert pressed(SEVERAL, "1", "c", "enter") == answer(0, 2)
    assert pressed(SEVERAL, "1", "2", "1", "enter") == answer(1)
    assert pressed(SEVERAL, "down", "space", "down", "space", "enter") == answer(0, 1)


def test_several_with_nothing_ticked_sends_nothing() -> None:
    hand = pressed(SEVERAL, "down", "enter")
    assert isinstance(hand, Hand)
    assert hand.advice == "choose_some"


def test_an_option_letter_is_never_the_letter_of_a_control() -> None:
    assert {"a", "b", "c", "d"}.isdisjoint(shortcuts(QUESTION))
    assert pressed(QUESTION, "h") == Intent(token="hint")
    assert pressed(QUESTION, "o") == Intent(token="overview")


def test_a_list_opens_its_first_entry_with_enter() -> None:
    assert pressed(SUMMARY, "enter") == Intent(token="question-1")
    assert pressed(SUMMARY, "down", "enter") == Intent(token="question-2")
    assert pressed(SUMMARY, "up", "enter") == Intent(token="question-12")


def test_numbers_of_two_digits_reach_long_lists() -> None:
    assert pressed(SUMMARY, "1", "2", "enter") == Intent(token="question-12")
    assert pressed(SUMMARY, "1", "enter") == Intent(token="question-1")
    assert pressed(SUMMARY, "1", "2", "3", "enter") == Intent(token="question-3")


def test_a_dangerous_control_wants_a_second_press() -> None:
    hand = pressed(SUMMARY, "h")
    assert isinstance(hand, Hand)
    assert hand.advice == "confirm"
    assert pressed(SUMMARY, "h", "h") == Intent(token="hand-in")
    assert isinstance(pressed(SUMMARY, "h", "down", "h"), Hand)


def test_leaving_and_help_are_asked_of_the_terminal() -> None:
    assert pressed(PAGE, "q") == "leave"
    assert pressed(PAGE, "?") == "help"
    assert pressed(PAGE, "h") == "help"


def test_where_text_is_typed_the_keys_are_behind_escape() -> None:
    assert reach_for(TALK).typing
    assert pressed(TALK, "down", "enter") == Intent(token="why-does-a-leaf-turn-brown?")
    for key in ("tab", "escape", "enter", "space"):
        again = pressed(TALK, key)
        assert isinstance(again, Hand)
        assert again.typing


def test_typed_requests_need_a_slash_only_where_text_is_expected() -> None:
    assert request("quit", QUESTION) == "leave"
    assert request(" /HELP ", QUESTION) == "help"
    assert request("/quit", TALK) == "leave"
    assert request("next", PAGE) is None


@pytest.mark.parametrize("line", ["quit", "exit", " Q ", "help", "?", "menu"])
def test_a_bare_command_word_is_no_text(line: str) -> None:
    term = TALK.model_copy(update={"input": LookUp(suggestions=("token",))})
    assert request(line, TALK) == request(line, term) == "bare"
    assert request(f"{line.strip()} of the day", TALK) is None
    assert request(line, TALK.model_copy(update={"input": ShortText()})) is None


@pytest.mark.parametrize("word", ["menü", "Hilfe", "beenden"])
def test_a_command_word_in_the_learner_s_language_is_no_text_either(word: str) -> None:
    german = TALK.model_copy(update={"locale": "de"})
    assert request(word, german) == request("help", german) == "bare"
    assert request(word, TALK) is None


def test_commands_are_known_in_the_learner_s_language_too() -> None:
    german = TALK.model_copy(update={"locale": "de-AT"})
    assert request("/hilfe", german) == request("/help", german) == "help"
    assert request("/beenden", german) == request("/quit", german) == "leave"


def test_a_mere_key_of_the_screen_is_no_text() -> None:
    keys = shortcuts(TALK)
    assert keys
    for key in keys:
        assert request(key, TALK) == "bare"
        assert request(key, TALK.model_copy(update={"input": ShortText()})) is None
    free = next(letter for letter in "xyzw" if letter not in keys)
    assert request(free, TALK) is None


def test_a_suggested_term_is_looked_up_whatever_it_is_called() -> None:
    term = TALK.model_copy(update={"input": LookUp(suggestions=("Menu",))})
    assert request("menu", term) is None


def test_several_are_not_sent_before_all_of_them_were_in_sight() -> None:
    ticked = pressed(SEVERAL, "1")
    assert isinstance(ticked, Hand)
    assert scrolls(SEVERAL, ticked, more=True, seen=False)
    assert not scrolls(SEVERAL, ticked, more=True, seen=True)
    assert not scrolls(SEVERAL, ticked, more=False, seen=False)


@given(screen=screens(), more=st.booleans(), seen=st.booleans(), keys=st.lists(st.sampled_from(NAMES)))
def test_the_bar_never_names_a_key_twice(screen: Screen, more: bool, seen: bool, keys: list[str]) -> None:
    hand = replace(reach_for(screen), typing=False)
    for key in keys:
        came = press(key, screen, hand)
        hand = came if isinstance(came, Hand) else hand
    onward = scrolls(screen, hand, more=more, seen=seen)
    named = [key for key, _ in bar(screen, hand, WORDS, more=onward)]
    assert len(named) == len(set(named))


def test_an_option_that_is_called_like_a_request_is_the_option() -> None:
    asked = ChooseOne(options=(text("Exit"), text("Enter")))
    question = QUESTION.model_copy(update={"input": asked})
    assert request("exit", question) is None
    assert request("/exit", question) == "leave"
    assert request("quit", question) == "leave"


def test_every_control_can_be_reached_whatever_it_is_called() -> None:
    labels = ("Übung", "Übung 2", "Ü", "Q", "Weiter", "W", "日本")
    crowd = tuple(Control(token=str(number), label=each) for number, each in enumerate(labels))
    crowded = QUESTION.model_copy(update={"controls": crowd})
    assert set(shortcuts(crowded).values()) == set(crowd)


def test_an_answer_given_before_is_shown_as_chosen() -> None:
    asked = ChooseOne(options=(text("Yes"), text("No")), chosen=(1,))
    assert reach_for(QUESTION.model_copy(update={"input": asked})).chosen == {1}


@given(
    st.sampled_from(SCREENS),
    st.lists(st.one_of(st.sampled_from(NAMES), st.characters()), max_size=12),
)
def test_whatever_is_pressed_only_what_the_screen_offers_is_sent(screen: Screen, keys: list[str]) -> None:
    hand: Hand | Intent | Request = reach_for(screen)
    for key in keys:
        if not isinstance(hand, Hand):
            break
        hand = press(key, screen, hand)
    if isinstance(hand, Intent):
        offered = {each.token for each in (*screen.controls, screen.submit) if each}
        assert hand.token in offered
    elif isinstance(hand, Hand) and hand.cursor is not None:
        options = getattr(screen.input, "options", ())
        assert 0 <= hand.cursor < len(options) + len(choices(screen))
