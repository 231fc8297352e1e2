"""The published schemas are those of the code, and describe what is sent."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from courseware_core.inputs import Answer
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.schema import schemas
from courseware_core.testing.screens import screens

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema"
SCREENS = jsonschema.Draft202012Validator(schemas()["screen.json"])


def published(name: str) -> Any:
    return json.loads((PUBLISHED / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_published_schema_is_the_one_of_the_code(name: str) -> None:
    assert published(name) == schemas()[name], "run `python tools/schemas.py`"


@given(screen=screens())
def test_every_screen_is_valid_and_comes_back_as_it_was(screen: Screen) -> None:
    sent = screen.model_dump_json()
    SCREENS.validate(json.loads(sent))
    assert Screen.model_validate_json(sent) == screen


def test_an_intent_needs_no_more_than_a_token() -> None:
    validator = jsonschema.Draft202012Validator(published("intent.json"))
    validator.validate({"token": "s:1:next"})
    validator.validate(json.loads(Intent(token="s:1:next", answer=Answer(values=(1,))).model_dump_json()))
    assert not validator.is_valid({"token": "s:1:next", "role": "teacher"})
