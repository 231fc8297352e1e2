"""What a typed line means: everything on a screen can be reached, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from courseware_core.screen.letters import letter, position
from courseware_core.screen.match import (
    Entry,
    Matched,
    Unmatched,
    answerable,
    entries,
    fold,
    match,
    read_answer,
    squeeze,
    takes_text,
)
from courseware_core.screen.model import Control, Role, Screen
from courseware_core.screen.navigation import Go
from courseware_core.testing.screens import PIECES, screens

OPTIONS = (text("The learned weights"), text("The pre-training corpus"), text("None of these"))


def control(label: str, role: Role = "other") -> Control:
    return Control(token=f"s:1:{label.casefold().replace(' ', '-')}", label=label, role=role)


SUBMIT = control("Send", "submit")
CONTROLS = (control("Hinweis", "hint"), control("Menu", "menu"))


def asking(asked: Input | None, *controls: Control) -> Screen:
    return Screen(
        name="test",
        title="Test",
        input=asked,
        submit=SUBMIT if asked else None,
        controls=controls or CONTROLS,
    )


def answered(*values: int) -> Matched:
    return Matched(SUBMIT.token, Answer(values=values))


def said(words: str) -> Matched:
    return Matched(SUBMIT.token, Answer(text=words))


def pressed(label: str) -> Matched:
    return Matched(control(label).token)


def why(found: Matched | Unmatched) -> str:
    return found.reason if isinstance(found, Unmatched) else "matched"


def meaning(entry: Entry, screen: Screen) -> Matched:
    """What choosing this entry sends."""
    if entry.control is None:
        return Matched(screen.submit.token if screen.submit else "", Answer(values=(entry.position,)))
    if entry.control == screen.submit and isinstance(screen.input, ChooseOne | ChooseSeveral):
        return Matched(entry.token, Answer(values=screen.input.chosen))
    return Matched(entry.token)


@given(screen=screens())
def test_everything_that_can_be_chosen_is_reached_by_number_and_letter(screen: Screen) -> None:
    asked = answerable(screen)
    for entry in entries(screen):
        if takes_text(asked):
            if entry.control:
                assert match(screen, f"/#{entry.number}") == meaning(entry, screen)
        elif entry.control or (isinstance(asked, ChooseOne | ChooseSeveral)):
            assert match(screen, f"#{entry.number}") == meaning(entry, screen)
            if entry.letter:
                assert match(screen, f"{entry.letter})") == meaning(entry, screen)


@given(screen=screens())
def test_a_bare_number_letter_or_label_means_its_entry_or_is_called_ambiguous(screen: Screen) -> None:
    asked = answerable(screen)
    if takes_text(asked) or isinstance(asked, Order | Pair):
        return
    for entry in entries(screen):
        words = [entry.label] if "" != squeeze(entry.label) == fold(entry.label) else []
        for line in filter(None, (str(entry.number), entry.letter, *words)):
            found = match(screen, line)
            if found != meaning(entry, screen):
                assert isinstance(found, Unmatched)
                assert found.reason == "ambiguous"
                assert entry in found.candidates


@given(screen=screens(), line=st.one_of(st.text(), st.sampled_from(PIECES), st.text("0123456789ab#)/, ")))
def test_no_line_breaks_it_and_what_matches_is_on_the_screen(screen: Screen, line: str) -> None:
    found = match(screen, line)
    if isinstance(found, Matched):
        on_screen = {each.token for each in screen.controls} | {screen.submit.token if screen.submit else ""}
        assert found.token in on_screen


@given(number=st.integers(0, 20_000))
def test_a_letter_stands_for_one_position(number: int) -> None:
    assert position(letter(number)) == number
    assert position(letter(number).lower()) == number


@pytest.mark.parametrize(
    ("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_letters_go_on_after_z_as_in_a_spreadsheet(number: int, letters: str) -> None:
    assert letter(number) == letters


@pytest.mark.parametrize("line", ["", "ß", "1", "Ä", "a b", "aaaaa"])
def test_other_words_stand_for_no_position(line: str) -> None:
    assert position(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "2",
        " 2 ",
        "#2",
        "2)",
        "b",
        "B",
        "B)",
        "２",
        "The pre-training corpus",
        "the pre training  corpus!",
        "The pre",
    ],
)
def test_an_option_is_chosen_by_number_letter_label_or_its_beginning(line: str) -> None:
    assert match(asking(ChooseOne(options=OPTIONS)), line) == answered(1)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        *(
            ("4", "Hinweis"),
            ("#4", "Hinweis"),
            ("hint", "Hinweis"),
            ("HINWEIS", "Hinweis"),
            ("hin", "Hinweis"),
        ),
        *(("5", "Menu"), ("menu", "Menu"), ("/menu", "Menu"), ("/5", "Menu"), ("/men", "Menu")),
    ],
)
def test_a_control_is_pressed_by_number_word_label_or_its_beginning(line: str, label: str) -> None:
    assert match(asking(ChooseOne(options=OPTIONS)), line) == pressed(label)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("6", "unknown"),
        ("Z", "unknown"),
        ("of", "unknown"),
        ("/1", "unknown"),
        ("", "blank"),
        ("1, 3", "one_only"),
    ],
)
def test_a_line_that_means_nothing_says_why(line: str, reason: str) -> None:
    assert why(match(asking(ChooseOne(options=OPTIONS)), line)) == reason


def test_the_beginning_of_two_labels_is_ambiguous() -> None:
    found = match(asking(ChooseOne(options=OPTIONS)), "the")
    assert isinstance(found, Unmatched)
    assert [each.number for each in found.candidates] == [1, 2]


def test_a_number_that_is_the_label_of_another_option_is_not_guessed() -> None:
    screen = asking(ChooseOne(options=(text("2"), text("4"), text("6"))))
    assert why(match(screen, "2")) == "ambiguous"
    assert match(screen, "#2") == answered(1)
    assert match(screen, "A") == answered(0)
    assert match(screen, "6") == answered(2)


def test_a_letter_that_is_the_label_of_another_option_is_not_guessed() -> None:
    screen = asking(ChooseOne(options=(text("B"), text("A"))))
    assert why(match(screen, "a")) == "ambiguous"
    assert (match(screen, "a)"), match(screen, "1")) == (answered(0), answered(0))


def test_an_option_that_is_called_as_a_control_is_not_guessed() -> None:
    screen = asking(ChooseOne(options=(text("Menu"), text("List"))))
    assert why(match(screen, "menu")) == "ambiguous"
    assert (match(screen, "/menu"), match(screen, "1")) == (pressed("Menu"), answered(0))


def test_of_two_controls_of_a_role_its_word_means_the_likelier() -> None:
    screen = asking(None, control("Go on", "next"), control("Skip", "next"))
    assert match(screen, "next") == pressed("Go on")
    assert match(screen, "") == pressed("Go on")
    assert match(screen, "skip") == pressed("Skip")


@pytest.mark.parametrize("line", ["1,3", "1, 3", "1 3", "A C", "a,c", "1 and 3", "A und C", "1+3", "3 1 3"])
def test_several_options_are_chosen_in_one_line(line: str) -> None:
    found = match(asking(ChooseSeveral(options=OPTIONS)), line)
    assert isinstance(found, Matched)
    assert set(found.answer.values) == {0, 2}
    assert len(found.answer.values) == 2


def test_several_options_are_chosen_by_their_labels_between_commas() -> None:
    screen = asking(ChooseSeveral(options=OPTIONS))
    assert match(screen, "the learned weights, none of these") == answered(0, 2)
    assert match(screen, "2") == answered(1)


def test_words_that_begin_labels_are_no_list_of_options() -> None:
    screen = asking(ChooseSeveral(options=(text("The weights"), text("Model size"))))
    assert why(match(screen, "the model")) == "unknown"


def test_a_label_that_reads_as_a_list_is_not_guessed() -> None:
    screen = asking(ChooseSeveral(options=(text("2 and 3"), text("x"), text("y"))))
    assert why(match(screen, "2 and 3")) == "ambiguous"
    assert (match(screen, "#2 #3"), match(screen, "1")) == (answered(1, 2), answered(0))


def test_what_is_chosen_already_is_sent_by_submit() -> None:
    chosen = asking(ChooseSeveral(options=OPTIONS, chosen=(0, 2)))
    assert match(chosen, "submit") == match(chosen, "4") == match(chosen, "send") == answered(0, 2)
    assert why(match(asking(ChooseSeveral(options=OPTIONS)), "submit")) == "unknown"


@pytest.mark.parametrize("line", ["3 1 2", "3,1,2", "C A B", "c a b"])
def test_an_order_is_typed_first_to_last(line: str) -> None:
    assert match(asking(Order(items=OPTIONS)), line) == answered(2, 0, 1)


@pytest.mark.parametrize(
    "line", ["CAB", "cab", "c-a-b", "3-1-2", "C>A>B", "3 > 1 > 2", "C -> A -> B", "c → a → b", "3; 1; 2"]
)
def test_an_order_may_be_typed_with_arrows_dashes_or_in_one_word(line: str) -> None:
    assert match(asking(Order(items=OPTIONS)), line) == answered(2, 0, 1)


def test_letters_in_one_word_that_name_a_control_too_are_not_guessed() -> None:
    screen = asking(Order(items=OPTIONS), control("Cab"))
    assert why(match(screen, "cab")) == "ambiguous"
    assert (match(screen, "/cab"), match(screen, "c a b")) == (pressed("Cab"), answered(2, 0, 1))


@pytest.mark.parametrize("line", ["hello", "ABCD", "A.B.C", "A/B/C", ">>", "/1"])
def test_what_is_no_order_is_told_how_an_order_is_typed(line: str) -> None:
    assert match(asking(Order(items=OPTIONS)), line) == Unmatched("order", line, count=3)


@pytest.mark.parametrize("line", ["", "   "])
def test_where_a_number_is_asked_for_an_empty_line_is_told_that_nothing_was_typed(line: str) -> None:
    assert match(asking(Number()), line) == read_answer(Number(), line) == Unmatched("blank")


@pytest.mark.parametrize("line", ["3 1", "1 1 2", "3", "1 2 3 1"])
def test_an_order_names_every_item_once(line: str) -> None:
    assert match(asking(Order(items=OPTIONS)), line) == Unmatched("order", line, count=3)


@pytest.mark.parametrize("line", ["1b 2a", "1B, 2A", "2 a 1 b", "1-b; 2-a", "1=b 2=a", "b a", "B, A"])
def test_pairs_are_typed_as_number_and_letter_or_as_letters_in_turn(line: str) -> None:
    pair = Pair(left=(text("SFT"), text("RLHF")), right=(text("rankings"), text("pairs")))
    assert match(asking(pair), line) == answered(1, 0)


@pytest.mark.parametrize("line", ["1b", "1b 1a", "1b 2z", "1", "b", "b z", "b a a", "1b 2a 3c", "SFT"])
def test_pairs_name_every_number_once(line: str) -> None:
    pair = Pair(left=(text("SFT"), text("RLHF")), right=(text("rankings"), text("pairs")))
    assert match(asking(pair), line) == Unmatched("pairs", line, count=2)
    assert match(asking(pair), "menu") == pressed("Menu")


@pytest.mark.parametrize("line", ["3", "menu", "A", "2 and 3", "hint"])
def test_where_text_is_wanted_the_whole_line_is_the_answer(line: str) -> None:
    assert match(asking(ShortText()), f" {line} ") == said(line)
    assert match(asking(LongText()), f"It is {line}") == said(f"It is {line}")


@pytest.mark.parametrize("line", ["/menu", "/2", "/Menu", "/men"])
def test_where_text_is_wanted_a_command_begins_with_a_slash(line: str) -> None:
    assert match(asking(ShortText()), line) == pressed("Menu")


def test_two_slashes_begin_an_answer_with_one() -> None:
    assert match(asking(ShortText()), "//etc/hosts") == said("/etc/hosts")
    assert why(match(asking(ShortText()), "/etc/hosts")) == "command"


def test_a_long_answer_keeps_its_lines() -> None:
    assert match(asking(LongText()), "  one\n\n  two\n") == said("  one\n\n  two")


@pytest.mark.parametrize("line", ["1", " 2 ", "hint", "HINWEIS", "menu"])
def test_a_line_that_merely_names_a_control_is_no_long_answer(line: str) -> None:
    found = match(asking(LongText()), line)
    assert (why(found), found.line if isinstance(found, Unmatched) else "") == ("bare", line)
    assert match(asking(LongText()), f"{line} it is") == said(f"{line} it is")


def test_a_suggestion_may_be_typed_as_one_s_own_words_and_is_chosen_by_its_number() -> None:
    talk = asking(LongText(), control("Why so?", "choice"))
    assert match(talk, "Why so?") == said("Why so?")
    assert why(match(talk, "1")) == "bare"
    assert match(talk, "/1") == pressed("Why so?")


@pytest.mark.parametrize("line", ["3", "hin", "submit", "1.", "a"])
def test_what_names_no_control_is_a_long_answer(line: str) -> None:
    assert match(asking(LongText()), line) == said(line)


def test_a_blank_or_too_long_answer_says_so() -> None:
    assert match(asking(ShortText(max_length=3)), "  ") == Unmatched("blank")
    assert match(asking(ShortText(max_length=3)), "four") == Unmatched("too_long", "four", count=3)
    assert match(asking(ShortText(max_length=4)), "four") == said("four")


@pytest.mark.parametrize("line", ["3", "-1.5", "1,5", "½", "1e3", "about 7"])
def test_a_number_is_an_answer_in_any_notation(line: str) -> None:
    assert match(asking(Number(unit="km")), line) == said(line)


def test_a_word_where_a_number_is_wanted_may_be_a_control() -> None:
    assert match(asking(Number()), "menu") == pressed("Menu")
    assert why(match(asking(Number()), "many")) == "number"


def test_a_term_is_looked_up_by_the_number_of_a_suggestion_or_as_typed() -> None:
    screen = asking(LookUp(suggestions=("weights", "token")))
    assert match(screen, "2") == said("token")
    assert match(screen, "gradient") == said("gradient")
    assert match(screen, "/4") == pressed("Menu")


def test_without_a_submit_nothing_can_be_answered() -> None:
    shown = Screen(name="test", title="Test", input=ChooseOne(options=OPTIONS), controls=CONTROLS)
    assert match(shown, "1") == pressed("Hinweis")
    assert why(match(shown, "None of these")) == "unknown"


def test_a_typed_choice_of_a_form_is_read_as_the_choice() -> None:
    many = ChooseSeveral(options=tuple(text(f"Option {n}") for n in range(30)))
    assert read_answer(many, "AD, 1") == Answer(values=(29, 0))
    assert read_answer(Order(items=OPTIONS), "c b a") == Answer(values=(2, 1, 0))
    assert read_answer(ChooseOne(options=OPTIONS), "next") == Unmatched("unknown", "next")
    assert read_answer(many, " ") == Unmatched("blank")


DEFINE = Control(token=Go("define", "@s").token(), label="Look up a term")


@pytest.mark.parametrize("line", ["define LoRA", "Define  LoRA ", "/define LoRA"])
def test_define_and_a_term_looks_it_up_on_every_screen(line: str) -> None:
    screen = asking(ChooseOne(options=(text("A"), text("B"))))
    with_control = screen.model_copy(update={"controls": (*screen.controls, DEFINE)})
    assert match(with_control, line) == Matched(DEFINE.token, Answer(text="LoRA"))
    assert match(screen, line) == Matched(Go("define", "@s").token(), Answer(text="LoRA"))
    nowhere = Screen(name="menu", title="Menu")
    assert match(nowhere, line) == Matched(Go("define").token(), Answer(text="LoRA"))


def test_define_alone_opens_the_field() -> None:
    assert match(asking(ChooseOne(options=(text("A"),))), "define") == Matched(Go("define", "@s").token())


def test_a_choice_that_is_called_so_comes_before_looking_up() -> None:
    screen = asking(ChooseOne(options=(text("Define the task"), text("Measure"))))
    assert match(screen, "define the task") == Matched(screen.submit.token, Answer(values=(0,)))  # type: ignore[union-attr]
    assert match(screen, "/define the task") == Matched(Go("define", "@s").token(), Answer(text="the task"))


@pytest.mark.parametrize("asked", [LongText(), ShortText()])
def test_where_text_is_written_define_is_a_part_of_it(asked: LongText | ShortText) -> None:
    screen = asking(asked)
    assert match(screen, "define LoRA") == Matched(screen.submit.token, Answer(text="define LoRA"))  # type: ignore[union-attr]
    assert match(screen, "/define LoRA") == Matched(Go("define", "@s").token(), Answer(text="LoRA"))
    looked_up = asking(LookUp())
    assert match(looked_up, "define LoRA") == Matched(Go("define", "@s").token(), Answer(text="LoRA"))


def test_a_word_that_only_begins_with_define_is_none() -> None:
    screen = asking(ChooseOne(options=(text("A"),)))
    assert match(screen, "defined LoRA") == Unmatched("unknown", "defined LoRA", entries(screen))
