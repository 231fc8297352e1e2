"""The rules for blocks refuse what Slack refuses, and let pass what it takes."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.slack.blockkit import problems, problems_of_view

Json = Mapping[str, Any]


def plain(text: str = "Go") -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def section(text: str = "Go") -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def button(**more: object) -> Json:
    return {"type": "button", "text": plain(), "action_id": "a", **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(value: str = "1", text: str = "One", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def choice(kind: str, *options: Json, **more: object) -> Json:
    return {"type": kind, "action_id": "a", "options": list(options), **more}


def asked(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def typed(**more: object) -> Json:
    return {"type": "plain_text_input", "action_id": "a", **more}


def table(*rows: list[Json]) -> Json:
    return {"type": "table", "rows": list(rows)}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def sure(**more: object) -> Json:
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


TAKEN: tuple[Json, ...] = (
    section("x" * 3_000),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [plain("x")]},
    {"type": "divider"},
    actions(button(confirm=sure(), style="danger", accessibility_label="Go there")),
    actions(*(button(action_id=str(n)) for n in range(25))),
    asked(choice("radio_buttons", option(), option("2"), initial_option=option("2"))),
    asked(choice("checkboxes", option(), initial_options=[option()])),
    asked(choice("multi_static_select", *(option(str(n)) for n in range(100)), placeholder=plain())),
    asked(typed(max_length=3_000), hint=plain(), block_id="b"),
    table([cell(), cell()], [cell(), cell()]),
)

REFUSED: Mapping[str, Json] = {
    "no block": {"type": "heading", "text": plain()},
    "a key that no block has": {**section(), "color": "red"},
    "empty section": section(" "),
    "long section": section("x" * 3_001),
    "long in UTF-16": section("👩" * 1_501),
    "section of nothing": {"type": "section"},
    "emoji in mrkdwn": {"type": "section", "text": {"type": "mrkdwn", "text": "a", "emoji": False}},
    "header in mrkdwn": {"type": "header", "text": {"type": "mrkdwn", "text": "a"}},
    "long header": {"type": "header", "text": plain("x" * 151)},
    "context of nothing": {"type": "context", "elements": []},
    "context of buttons": {"type": "context", "elements": [button()]},
    "long block_id": actions(button(), block_id="b" * 256),
    "no buttons": actions(),
    "26 buttons": actions(*(button(action_id=str(n)) for n in range(26))),
    "the same action twice": actions(button(), button()),
    "button with no action": actions({"type": "button", "text": plain()}),
    "long action": actions(button(action_id="a" * 256)),
    "empty button": actions(button(text=plain(""))),
    "long button": actions(button(text=plain("x" * 76))),
    "button in mrkdwn": actions(button(text={"type": "mrkdwn", "text": "a"})),
    "unknown style": actions(button(style="default")),
    "empty value": actions(button(value="")),
    "long accessibility label": actions(button(accessibility_label="x" * 76)),
    "long confirm": actions(button(confirm=sure(confirm=plain("x" * 31)))),
    "confirm with no deny": actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain()})),
    "several selected in actions": actions(choice("multi_static_select", option())),
    "text input in actions": actions(typed()),
    "no options": asked(choice("static_select")),
    "101 options": asked(choice("static_select", *(option(str(n)) for n in range(101)))),
    "11 radio buttons": asked(choice("radio_buttons", *(option(str(n)) for n in range(11)))),
    "the same value twice": asked(choice("checkboxes", option(), option())),
    "empty option": asked(choice("static_select", option(text=""))),
    "long option": asked(choice("static_select", option(text="x" * 76))),
    "long value": asked(choice("static_select", option("x" * 151))),
    "option in mrkdwn": asked(choice("static_select", {**option(), "text": {"type": "mrkdwn", "text": "a"}})),
    "long description": asked(choice("static_select", option(description=plain("x" * 76)))),
    "initial that is no option": asked(choice("radio_buttons", option(), initial_option=option("2"))),
    "initial like an option": asked(choice("radio_buttons", option(), initial_option=option(text="Two"))),
    "no initial of several": asked(choice("checkboxes", option(), initial_options=[])),
    "initial of the other kind": asked(choice("checkboxes", option(), initial_option=option())),
    "long placeholder": asked(choice("static_select", option(), placeholder=plain("x" * 151))),
    "input with no label": {"type": "input", "element": typed()},
    "input of a button": asked(button()),
    "long answer": asked(typed(max_length=3_001)),
    "least above most": asked(typed(min_length=5, max_length=4)),
    "picture with no words": {"type": "image", "image_url": "https://a.example/x.png"},
    "empty table": table(),
    "uneven table": table([cell(), cell()], [cell()]),
    "101 rows": table(*([cell()] for _ in range(101))),
    "21 columns": table([cell()] * 21),
    "empty cell": table([cell("")]),
}


@pytest.mark.parametrize("block", TAKEN, ids=lambda block: block["type"])
def test_what_slack_takes_is_well(block: Json) -> None:
    assert problems([block], "message") == []


@pytest.mark.parametrize("block", REFUSED.values(), ids=REFUSED.keys())
def test_what_slack_refuses_is_found(block: Json) -> None:
    assert problems([block], "message") != []


def test_blocks_together_have_limits_too() -> None:
    assert problems([section()] * 50, "message") == []
    assert problems([section()] * 51, "message") == ["blocks: 51, at most 50"]
    assert problems([section()] * 100, "home") == []
    assert problems([section("x" * 2_750)] * 4, "message") == []
    assert problems([section("x" * 2_751)] * 4, "message") == ["characters: 11004, at most 11000"]
    assert problems([table([cell()])] * 2, "message") == ["tables: 2, at most 1"]
    named = {**section(), "block_id": "b"}
    assert problems([named, named], "message") == ["block_id: the same twice"]


def test_actions_may_be_the_same_in_different_blocks() -> None:
    assert problems([actions(button()), actions(button())], "message") == []


@pytest.mark.parametrize("surface", ["modal", "home"])
def test_tables_and_markdown_stand_in_messages_only(surface: Any) -> None:
    for block in (table([cell()]), {"type": "markdown", "text": "a"}):
        assert problems([block], "message") == []
        assert problems([block], surface) != []


def test_views_that_slack_takes_are_well() -> None:
    assert problems_of_view(modal(asked(typed()), private_metadata="x" * 3_000, callback_id="c")) == []
    assert problems_of_view({"type": "home", "blocks": [section()]}) == []


@pytest.mark.parametrize(
    "view",
    [
        modal(section(), title=plain("x" * 25)),
        modal(section(), submit=plain("x" * 25)),
        modal(section(), close=plain("")),
        modal(section(), private_metadata="x" * 3_001),
        modal(section(), callback_id="x" * 256),
        modal(*[section()] * 101),
        modal(),
        modal(section(), text="a"),
        {"type": "modal", "title": plain(), "blocks": [asked(typed())]},
        {"type": "home", "blocks": [section()], "title": plain()},
        {"type": "home"},
        {"type": "message", "blocks": [section()]},
        {"type": "home", "blocks": [section("x" * 3_000)] * 90},
        modal(asked(typed(focus_on_load=True)), asked({**typed(focus_on_load=True), "action_id": "b"})),
    ],
)
def test_views_that_slack_refuses_are_found(view: Json) -> None:
    assert problems_of_view(view) != []
