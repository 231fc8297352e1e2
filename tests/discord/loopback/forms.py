"""A form as a person fills it in and the client sends it."""

from collections.abc import Mapping, Sequence
from typing import Any

from simcord.enums import ComponentType
from tests.discord.loopback.screens import Field, Form

Filled = str | bool | Sequence[str]
"""Words, a tick, or the labels or values of what is chosen."""


class CannotDo(AssertionError):
    """What a person cannot do in Discord, since it is not there or not allowed."""


def submitted(form: Form, filled: Mapping[str, Filled]) -> list[dict[str, Any]]:
    """The components of a submission. Keys are labels or custom ids.

    Raises:
        CannotDo: the client would not send it.
    """
    known = {name for field in form.fields for name in (field.label, field.custom_id)}
    for name in filled.keys() - known:
        raise CannotDo(f"the form has no field {name!r}, but {[field.label for field in form.fields]}")
    values = {}
    for field in form.fields:
        given = filled.get(field.label, filled.get(field.custom_id))
        values[field.custom_id] = _value(field, given)
    assert form.shown_by.modal is not None
    return [_sent(component, values) for component in form.shown_by.modal["components"]]


def _sent(component: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    sent = {"type": component["type"], "id": component.get("id")}
    if component["type"] == ComponentType.LABEL:
        return sent | {"component": _sent(component["component"], values)}
    if component["type"] == ComponentType.ACTION_ROW:
        return sent | {"components": [_sent(each, values) for each in component["components"]]}
    if "custom_id" in component:
        return sent | {"custom_id": component["custom_id"], **values[component["custom_id"]]}
    return sent


def _value(field: Field, given: Filled | None) -> dict[str, Any]:
    match field.kind:
        case ComponentType.TEXT_INPUT:
            return {"value": _text(field, given)}
        case ComponentType.CHECKBOX:
            return {"value": bool(given)}
        case ComponentType.RADIO_GROUP:
            chosen = _chosen(field, given, most=1)
            return {"value": chosen[0] if chosen else None}
        case ComponentType.CHECKBOX_GROUP:
            most = field.component.get("max_values") or len(field.options)
            return {"values": _chosen(field, given, most=most)}
        case _:
            return {"values": _chosen(field, given, most=field.component.get("max_values") or 1)}


def _text(field: Field, given: Filled | None) -> str:
    text = field.component.get("value") or "" if given is None else given
    if not isinstance(text, str):
        raise CannotDo(f"{field.label!r} takes words")
    least = field.component.get("min_length") or int(field.required)
    most = field.component.get("max_length") or 4000
    if (text or field.required) and not least <= len(text) <= most:
        raise CannotDo(f"{field.label!r} takes {least} to {most} characters, not {len(text)}")
    return text


def _chosen(field: Field, given: Filled | None, *, most: int) -> list[str]:
    if given is None:
        wanted = [option.value for option in field.options if option.chosen]
    elif isinstance(given, bool):
        raise CannotDo(f"{field.label!r} is chosen from, not ticked")
    else:
        wanted = [given] if isinstance(given, str) else list(given)
    by_name = {option.label: option.value for option in field.options}
    values = [by_name.get(name, name) for name in wanted]
    if not set(values) <= set(by_name.values()):
        raise CannotDo(f"{field.label!r} offers {list(by_name)}, not {wanted}")
    least = field.component.get("min_values", 1) if field.required or values else 0
    if not least <= len(values) <= most:
        raise CannotDo(f"of {field.label!r} are {least} to {most} to be chosen, not {len(values)}")
    return values
