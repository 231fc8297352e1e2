"""What Discord would be sent for a screen, and what it would have to say against that."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from discord.ui import Modal
from jsonschema import Draft202012Validator

from courseware_core.screen.fit import fit
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_discord.forms import needs_form
from courseware_discord.markdown import BLANK
from courseware_discord.render import rendered

Payload = Mapping[str, Any]

AGAIN = "s:1:again"
BUTTON, SELECT, TEXT, ROW, GALLERY, SEPARATOR = 2, 3, 10, 1, 12, 14


def pages(screen: Screen) -> tuple[Screen, ...]:
    return fit(screen, DISCORD_MESSAGE)


def message(page: Screen, **how: Any) -> list[Payload]:
    """The components that are sent for a page."""
    view: Any = rendered(page, again=AGAIN, **how)
    return list(view.to_components())


def every(components: list[Payload]) -> Iterator[Payload]:
    """Each component, those inside others included."""
    for component in components:
        yield component
        yield from every(
            [
                *component.get("components", ()),
                *([component["component"]] if "component" in component else []),
            ]
        )


def pressed(components: list[Payload]) -> list[Payload]:
    """Every button and select."""
    return [each for each in every(components) if each["type"] in (BUTTON, SELECT)]


def labelled(components: list[Payload], label: str) -> Payload:
    """The one button with this label."""
    (found,) = (each for each in pressed(components) if each.get("label") == label)
    return found


def markdown_of(components: list[Payload]) -> str:
    """All Markdown, one text below the other."""
    return "\n\n".join(each["content"] for each in every(components) if each["type"] == TEXT)


def letters_of(text: str) -> str:
    """The letters and digits of `text`, which no mark changes."""
    return "".join(re.findall(r"[^\W_]+", text.replace(BLANK, "")))


def wrong_with_message(components: list[Payload]) -> list[str]:
    """What Discord would refuse of a message; nothing if it is well."""
    found = list(every(components))
    ids = [each["custom_id"] for each in found if "custom_id" in each]
    rows = [each["components"] for each in found if each["type"] == ROW]
    total = sum(_length(each["content"]) for each in found if each["type"] == TEXT)
    return [
        *_against("Message", components),
        *([f"{len(found)} components"] if len(found) > 40 else []),
        *([f"{total} characters"] if total > 4_000 else []),
        *([f"the same custom id twice: {ids}"] if len(set(ids)) < len(ids) else []),
        *(
            ["a blank text"]
            if any(not each["content"].strip() for each in found if each["type"] == TEXT)
            else []
        ),
        *(["a row of neither buttons nor one select"] if not all(map(_is_row, rows)) else []),
        *(each for select in found if select["type"] == SELECT for each in _wrong_with_select(select)),
        *(
            ["a button without a label"]
            if any(not each.get("label", "").strip() for each in found if each["type"] == BUTTON)
            else []
        ),
    ]


def wrong_with_form(form: Modal) -> list[str]:
    """What Discord would refuse of a form; nothing if it is well."""
    sent = form.to_dict()
    total = sum(_length(each["content"]) for each in sent["components"] if each["type"] == TEXT)
    return [
        *_against("ModalInteractionCallbackRequestData", sent),
        *(["more than 5 components"] if len(sent["components"]) > 5 else []),
        *([f"{total} characters"] if total > 4_000 else []),
    ]


def _is_row(row: list[Payload]) -> bool:
    kinds = [each["type"] for each in row]
    return kinds == [SELECT] or (0 < len(kinds) <= 5 and set(kinds) == {BUTTON})


def _wrong_with_select(select: Payload) -> Iterator[str]:
    values = [option["value"] for option in select["options"]]
    if len(set(values)) < len(values):
        yield f"the same value twice: {values}"
    if not all(option["label"].strip() for option in select["options"]):
        yield "an option without a label"
    if select.get("max_values", 1) > len(values):
        yield "more to be chosen than there are"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _against(definition: str, sent: object) -> list[str]:
    return [error.message[:300] for error in _validator(definition).iter_errors(sent)]


@cache
def _validator(definition: str) -> Draft202012Validator:
    schema = json.loads((Path(__file__).parent / "openapi.json").read_text())
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{definition}"})


def opened_by_form(screen: Screen) -> bool:
    """Whether the input of `screen`, or of a page of it, is answered in a form."""
    asked = fit(screen, DISCORD_MESSAGE)[-1].input if screen.submit else None
    return asked is not None and needs_form(asked)
