"""Forms: every input that a message cannot take, and what comes back from one after a restart."""

from collections.abc import Mapping
from typing import Any

import pytest
from discord.ui import Modal
from hypothesis import given
from hypothesis import strategies as st
from tests.discord.showing import opened_by_form, pages, wrong_with_form

from courseware_core.blocks import Callout, Paragraph, Tone, text
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
from courseware_discord.forms import form_of, read_modal

SUBMIT = Control(token="s:1:answer", label="Answer", role="submit")
ITEMS = tuple(map(text, ("Collect", "Train", "Measure")))
TEXT, LABEL, FIELD, BOXES = 10, 18, 4, 22
TALK: tuple[tuple[Tone, str], ...] = (
    ("tutor", "Welcome."),
    ("learner", "Why?"),
    ("tutor", "What do you think?"),
    ("hint", "Think of the weights."),
)


def asking(asked: Input, stem: str = "Why?") -> Screen:
    return Screen(
        name="question", title="Question 1", blocks=(Paragraph(text=text(stem)),), input=asked, submit=SUBMIT
    )


def form(asked: Input, stem: str = "Why?") -> Mapping[str, Any]:
    made = form_of(asking(asked, stem))
    assert isinstance(made, Modal)
    assert wrong_with_form(made) == []
    return made.to_dict()


def sent(value: object, *, key: str = "value") -> list[Mapping[str, Any]]:
    """What Discord says is in a form that was sent."""
    return [
        {"type": TEXT, "id": 1},
        {"type": LABEL, "component": {"type": FIELD, "custom_id": FIELD_ID, key: value}},
    ]


@given(screens())
def test_every_form_is_one_that_discord_takes(screen: Screen) -> None:
    for shown in (screen, pages(screen)[-1]):
        made = form_of(shown)
        assert (made is not None) == opened_by_form(shown)
        if made is not None:
            assert wrong_with_form(made) == []


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (Number(unit="GB"), "number"),
        (ShortText(), "short_text"),
        (LongText(), "long_text"),
        (LookUp(suggestions=("LoRA",)), "look_up"),
        (Order(items=ITEMS), "short_text"),
        (Pair(left=ITEMS, right=ITEMS), "short_text"),
        (ChooseSeveral(options=ITEMS), "choose_several"),
    ],
)
def test_what_no_message_can_take_has_a_form(asked: Input, kind: Any) -> None:
    assert opened_by_form(asking(asked))
    shown = form(asked)
    assert shown["custom_id"] == modal_id(kind, "s:1:answer")
    assert shown["title"] == "Question 1"
    assert shown["components"][0]["content"].startswith("Why?")


def test_what_a_message_takes_has_none() -> None:
    for asked in (ChooseOne(options=ITEMS), ChooseSeveral(options=ITEMS * 5)):
        assert not opened_by_form(asking(asked))
        assert form_of(asking(asked)) is None
    assert form_of(Screen(name="menu", title="Menu")) is None
    assert form_of(asking(LongText()).model_copy(update={"submit": None})) is None


def test_boxes_are_ticked_that_were_chosen() -> None:
    field = form(ChooseSeveral(options=ITEMS, chosen=(1,)))["components"][1]["component"]
    assert field["type"] == BOXES
    assert [(each["label"], each["value"], each.get("default", False)) for each in field["options"]] == [
        ("Collect", "0", False),
        ("Train", "1", True),
        ("Measure", "2", False),
    ]


def test_field_has_the_unit_the_length_and_the_lines_that_are_asked_for() -> None:
    number = form(Number(unit="GB"))["components"][1]
    assert number["description"] == "GB"
    long = form(LongText(max_length=1_234))["components"][1]["component"]
    assert (long["style"], long["max_length"]) == (2, 1_234)
    assert form(ShortText(max_length=50))["components"][1]["component"]["style"] == 1


@pytest.mark.parametrize("kind", [ShortText, LongText])
def test_field_is_called_what_is_written_in_it(kind: type[ShortText | LongText]) -> None:
    assert form(kind())["components"][1]["label"] == "Your answer"
    assert form(kind(label="Your question"))["components"][1]["label"] == "Your question"


def test_title_too_long_for_a_form_stands_above_the_field() -> None:
    made = form_of(asking(LongText()).model_copy(update={"title": "What changes " * 8}))
    assert made is not None
    assert len(made.title) <= 45
    assert "What changes " * 7 in made.to_dict()["components"][0]["content"]


def test_form_of_a_conversation_says_what_was_said_last() -> None:
    said = [Callout(tone=tone, label=tone, body=(Paragraph(text=text(words)),)) for tone, words in TALK]
    made = form_of(asking(LongText()).model_copy(update={"blocks": tuple(said)}))
    assert made is not None
    above = made.to_dict()["components"][0]["content"]
    assert [words in above for _, words in TALK] == [False, False, True, True]


def test_form_is_read_from_its_custom_id_alone() -> None:
    assert read_modal("cw:m:long_text:s:1:a", sent("Because.")) == Press("s:1:a", Answer(text="Because."))
    boxes = sent(["2", "0"], key="values")
    assert read_modal("cw:m:choose_several:s:1:a", boxes) == Press("s:1:a", Answer(values=(2, 0)))


NESTED = st.recursive(
    st.one_of(st.none(), st.text(max_size=5), st.integers()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(("component", "components", "custom_id", "value", "values")), inner),
    ),
)


@given(
    st.sampled_from(("cw:m:number:t", "cw:m:choose_several:t", "cw:m:x:t", "")), st.lists(NESTED, max_size=3)
)
def test_what_is_no_form_of_ours_is_nothing(custom_id: str, components: list[Any]) -> None:
    assert read_modal(custom_id, components) is None


def test_boxes_that_nobody_ticked_or_wrote_are_nothing() -> None:
    for values in ([], ["x"], "0", None, [None]):
        assert read_modal("cw:m:choose_several:t", sent(values, key="values")) is None
    assert read_modal("cw:m:number:t", sent(None)) is None
    assert read_modal("cw:m:number:t", [*sent("1"), *sent("2")]) is None


def test_order_that_is_typed_is_read_as_the_order_that_was_asked_for() -> None:
    order = Order(items=ITEMS)
    assert as_asked(order, Answer(text="b c a")) == Answer(values=(1, 2, 0))
    assert isinstance(as_asked(order, Answer(text="b")), Unmatched)
    assert as_asked(LongText(), Answer(text="b")) == Answer(text="b")
    assert as_asked(ChooseSeveral(options=ITEMS), Answer(values=(1,))) == Answer(values=(1,))
