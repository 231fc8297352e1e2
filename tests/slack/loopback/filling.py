"""What people choose and write in blocks, in the form in which Slack tells it as `state.values`."""

from collections.abc import Iterable, Mapping, Sequence

from tests.slack.loopback.records import Json, elements

Filled = Mapping[tuple[str, str], Json]
"""What somebody filled in, by block and action."""

ONE = ("radio_buttons", "static_select", "overflow")
SEVERAL = ("checkboxes", "multi_static_select")
TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")


class CannotDo(Exception):
    """Slack's client does not let a person do this, or they see nothing to do it with."""


def values(blocks: Iterable[Json], filled: Filled) -> dict[str, dict[str, Json]]:
    """All that can be filled in, as it is: by somebody, or as it was at first."""
    state: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in (*ONE, *SEVERAL, *TEXTS) and element["type"] != "overflow":
                place = (block["block_id"], element["action_id"])
                state.setdefault(place[0], {})[place[1]] = filled.get(place) or first(element)
    return state


def first(element: Json) -> Json:
    """What is filled in before anybody did."""
    kind = str(element["type"])
    if kind in ONE:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in SEVERAL:
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    return {"type": kind, "value": element.get("initial_value")}


def fill(element: Json, given: str | Sequence[str]) -> Json:
    """What is filled in when somebody writes or chooses `given`; raises CannotDo."""
    if element["type"] in TEXTS:
        return {"type": element["type"], "value": _written(element, given)}
    options = {name: each for each in offered(element) for name in (each["text"]["text"], each["value"])}
    wanted = [given] if isinstance(given, str) else list(given)
    missing = [each for each in wanted if each not in options]
    if missing:
        raise CannotDo(f"{missing} cannot be chosen; there is {[*options]}")
    chosen = [options[each] for each in wanted]
    if element["type"] in SEVERAL:
        most = element.get("max_selected_items")
        if most is not None and len(chosen) > most:
            raise CannotDo(f"at most {most} can be chosen")
        return {"type": element["type"], "selected_options": chosen}
    if len(chosen) != 1:
        raise CannotDo("one is to be chosen")
    return {"type": element["type"], "selected_option": chosen[0]}


def offered(element: Json) -> list[Json]:
    """The options of an element, those in groups included."""
    groups: list[Json] = element.get("option_groups") or []
    alone: list[Json] = element.get("options") or []
    return [*alone, *(each for group in groups for each in group["options"])]


def is_empty(state: Json) -> bool:
    """Whether nothing is filled in."""
    return not (state.get("value") or state.get("selected_option") or state.get("selected_options"))


def _written(element: Json, given: str | Sequence[str]) -> str | None:
    if not isinstance(given, str):
        raise CannotDo("text is to be written")
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if given and not least <= len(given) <= most:
        raise CannotDo(f"{least} to {most} characters are to be written, not {len(given)}")
    return given or None
