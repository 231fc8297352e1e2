"""Modals: every input that a message cannot take, and what comes back from one after a restart."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.slack.showing import opened_by_form, pages, words_of, wrong_with_view

from courseware_core.blocks import Paragraph, text
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
from courseware_core.screen.match import Unmatched
from courseware_core.screen.model import Control, Screen
from courseware_core.surfaces.controls import FIELD_ID, Press, modal_id
from courseware_core.surfaces.deciding import as_asked
from courseware_core.testing.screens import screens
from courseware_slack.forms import form_of, in_the_field, read_modal

SUBMIT = Control(token="s:1:answer", label="Answer", role="submit")
ITEMS = tuple(map(text, ("Collect", "Train", "Measure")))
ORIGIN = "D012:1700000000.000100"


def asking(asked: Input, stem: str = "Why?") -> Screen:
    return Screen(
        name="question", title="Question 1", blocks=(Paragraph(text=text(stem)),), input=asked, submit=SUBMIT
    )


def form(asked: Input, stem: str = "Why?") -> dict[str, Any]:
    made = form_of(asking(asked, stem), ORIGIN)
    assert made is not None
    assert wrong_with_view(made) == []
    return made


def field(asked: Input) -> dict[str, Any]:
    """The block of the field."""
    found: dict[str, Any] = form(asked)["blocks"][-1]
    return found


def sent(callback_id: str, value: object) -> Mapping[str, Any]:
    """What Slack says is in a modal that was sent."""
    element = {"type": "plain_text_input", "value": value}
    return {"callback_id": callback_id, "state": {"values": {FIELD_ID: {FIELD_ID: element}}}}


@given(screens())
def test_every_modal_is_one_that_slack_takes(screen: Screen) -> None:
    for shown in (screen, pages(screen)[-1]):
        made = form_of(shown, ORIGIN)
        assert (made is not None) == opened_by_form(shown)
        if made is not None:
            assert wrong_with_view(made) == []


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (Number(unit="GB"), "number"),
        (ShortText(), "short_text"),
        (LongText(), "long_text"),
        (LookUp(suggestions=("LoRA",)), "look_up"),
        (Order(items=ITEMS), "short_text"),
        (Pair(left=ITEMS, right=ITEMS), "short_text"),
    ],
)
def test_what_no_message_can_take_has_a_modal(asked: Input, kind: Any) -> None:
    assert opened_by_form(asking(asked))
    shown = form(asked)
    assert shown["callback_id"] == modal_id(kind, "s:1:answer")
    assert shown["private_metadata"] == ORIGIN
    assert [shown[name]["text"] for name in ("title", "submit")] == ["Question 1", "Answer"]
    assert words_of(shown["blocks"]).startswith("Why?")


def test_what_a_message_takes_has_none() -> None:
    for asked in (ChooseOne(options=ITEMS), ChooseSeveral(options=ITEMS * 5)):
        assert not opened_by_form(asking(asked))
        assert form_of(asking(asked), ORIGIN) is None
    assert form_of(Screen(name="menu", title="Menu"), ORIGIN) is None
    assert form_of(asking(LongText()).model_copy(update={"submit": None}), ORIGIN) is None


def test_field_has_the_unit_the_length_and_the_lines_that_are_asked_for() -> None:
    assert field(Number(unit="GB"))["hint"]["text"] == "GB"
    assert field(LookUp(suggestions=("LoRA", "QLoRA")))["hint"]["text"] == "LoRA · QLoRA"
    long = field(LongText(max_length=1_234))["element"]
    assert (long["multiline"], long["max_length"]) == (True, 1_234)
    assert field(LongText(max_length=4_000))["element"]["max_length"] == 3_000
    short = field(ShortText(max_length=50))["element"]
    assert (short["multiline"], short["max_length"]) == (False, 50)


def test_field_says_what_is_asked_for() -> None:
    assert field(LongText())["label"]["text"] == field(ShortText())["label"]["text"] == "Your answer"
    assert field(LongText(label="What is wrong?"))["label"]["text"] == "What is wrong?"
    assert field(ShortText(label="Code"))["label"]["text"] == "Code"


def test_title_too_long_for_a_modal_stands_above_the_field() -> None:
    made = form_of(asking(LongText()).model_copy(update={"title": "What changes " * 8}), ORIGIN)
    assert made is not None
    assert len(made["title"]["text"]) <= 24
    assert "What changes " * 7 in words_of(made["blocks"])


def test_modal_is_read_from_itself_alone() -> None:
    assert read_modal(sent("cw:m:long_text:s:1:a", "Because.")) == Press("s:1:a", Answer(text="Because."))


NESTED = st.recursive(
    st.one_of(st.none(), st.text(max_size=5), st.integers()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(("values", FIELD_ID, "type")), inner),
    ),
)


@given(st.sampled_from(("cw:m:number:t", "cw:m:x:t", "cw:m:number:", "", None)), NESTED)
def test_what_is_no_modal_of_ours_is_nothing(callback_id: str | None, state: object) -> None:
    assert read_modal({"callback_id": callback_id, "state": state}) is None
    assert read_modal({}) is None
    for blank in (None, 1, ["x"]):
        assert read_modal(sent("cw:m:number:t", blank)) is None


def test_what_is_wrong_with_an_answer_is_said_below_its_field() -> None:
    said = in_the_field("That is no number.")
    assert said == {"response_action": "errors", "errors": {FIELD_ID: "That is no number."}}
    assert field(Number())["block_id"] in said["errors"]


def test_order_that_is_typed_is_read_as_the_order_that_was_asked_for() -> None:
    order = Order(items=ITEMS)
    assert as_asked(order, Answer(text="b c a")) == Answer(values=(1, 2, 0))
    assert isinstance(as_asked(order, Answer(text="b")), Unmatched)
    assert as_asked(LongText(), Answer(text="b")) == Answer(text="b")
    assert as_asked(ChooseSeveral(options=ITEMS), Answer(values=(1,))) == Answer(values=(1,))
