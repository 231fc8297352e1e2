"""What Slack would refuse of blocks and views: the rules of its Block Kit reference, as of November 2026.

Written from https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views, apart
from the adapter, whose limits it checks. `slack_sdk.models` knows the half of it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]
Json = Mapping[str, Any]

MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MOST_CHARACTERS = 11_000
"""Of a message; refused from 11,341 on as others measured: https://github.com/slackapi/bolt-js/issues/2509"""

VIEW_BYTES = 250_000

ANYWHERE = frozenset(("message", "modal", "home"))
SURFACES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("section", "divider", "image", "context", "header", "input", "rich_text"), ANYWHERE),
    "actions": ANYWHERE,
    "video": ANYWHERE,
    "markdown": frozenset(("message",)),
    "table": frozenset(("message",)),
    "context_actions": frozenset(("message",)),
}
"""Where a kind of block can stand; what is not here we never send."""

SELECTS = frozenset(("static_select", "multi_static_select"))
TICKED = frozenset(("radio_buttons", "checkboxes"))
OF_ACTIONS = frozenset(("button", "radio_buttons", "checkboxes", "static_select", "overflow", "datepicker"))
OF_INPUTS = frozenset(("plain_text_input", "number_input", *SELECTS, *TICKED))
OF_SECTIONS = frozenset(("button", "overflow", "image", *SELECTS, *TICKED))
FIELDS: Mapping[str, frozenset[str]] = {
    "section": frozenset(("text", "fields", "accessory", "expand")),
    "divider": frozenset(),
    "header": frozenset(("text",)),
    "context": frozenset(("elements",)),
    "actions": frozenset(("elements",)),
    "input": frozenset(("label", "element", "hint", "optional", "dispatch_action")),
    "image": frozenset(("image_url", "slack_file", "alt_text", "title")),
    "table": frozenset(("rows", "column_settings")),
    "markdown": frozenset(("text",)),
    "rich_text": frozenset(("elements",)),
}


def problems(blocks: Sequence[Json], surface: Surface) -> list[str]:
    """What Slack would refuse of `blocks`; nothing if they are well."""
    return [*_problems(blocks, surface)]


def problems_of_view(view: Json) -> list[str]:
    """What Slack would refuse of a modal or a Home; nothing if it is well."""
    return [*_problems_of_view(view)]


def texts(value: object) -> Iterator[str]:
    """Every text to be read in blocks or a view, in order."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            elif key != "accessibility_label":
                yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def every(value: object) -> Iterator[Json]:
    """Each block, element and object, those inside others included."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from every(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from every(inner)


def _problems(blocks: Sequence[Json], surface: Surface) -> Iterator[str]:
    if not blocks and surface == "modal":
        yield "no blocks"
    yield from _most("blocks", len(blocks), MOST_BLOCKS[surface])
    for number, block in enumerate(blocks):
        for problem in _block(block, surface):
            yield f"block {number}, {block.get('type')}: {problem}"
    yield from _most("tables", sum(block.get("type") == "table" for block in blocks), 1)
    yield from _twice("block_id", [block["block_id"] for block in blocks if "block_id" in block])
    focused = sum(bool(each.get("focus_on_load")) for each in every(list(blocks)))
    yield from _most("elements in focus", focused, 1)
    if surface == "message":
        yield from _most("characters", sum(map(length, texts(list(blocks)))), MOST_CHARACTERS)


def _problems_of_view(view: Json) -> Iterator[str]:
    kind = view.get("type")
    if kind not in ("modal", "home"):
        yield f"type: {kind!r}"
        return
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if kind == "modal":
        allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
        yield from _plain(view.get("title"), "title", 24)
        for name in ("submit", "close"):
            if name in view:
                yield from _plain(view[name], name, 24)
        if "submit" not in view and any(block.get("type") == "input" for block in view.get("blocks", ())):
            yield "an input and no submit"
    yield from (f"unknown: {name}" for name in sorted(set(view) - allowed))
    yield from _most("private_metadata", length(view.get("private_metadata", "")), 3_000)
    yield from _most("callback_id", length(view.get("callback_id", "")), 255)
    yield from _most("bytes", len(json.dumps(view).encode()), VIEW_BYTES)
    if not isinstance(view.get("blocks"), list):
        yield "blocks: none"
        return
    yield from _problems(view["blocks"], kind)


def length(text: str) -> int:
    """UTF-16 code units, the larger of the ways to count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _block(block: Json, surface: Surface) -> Iterator[str]:
    kind = str(block.get("type"))
    if kind not in SURFACES:
        yield "no such block"
        return
    if surface not in SURFACES[kind]:
        yield f"not in a {surface}"
    if kind in FIELDS:
        yield from (f"unknown: {name}" for name in sorted(set(block) - FIELDS[kind] - {"type", "block_id"}))
    if "block_id" in block:
        yield from _string(block["block_id"], "block_id", 255)
    check = _CHECKS.get(kind)
    if check:
        yield from check(block)
    ids = [each["action_id"] for each in every(block) if "action_id" in each]
    yield from _twice("action_id", ids)


def _section(block: Json) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield "neither text nor fields"
    if "text" in block:
        yield from _text(block["text"], "text", 3_000)
    if fields is not None:
        yield from _count("fields", fields, 1, 10)
        for field in fields:
            yield from _text(field, "field", 2_000)
    if "accessory" in block:
        yield from _element(block["accessory"], OF_SECTIONS)


def _header(block: Json) -> Iterator[str]:
    yield from _plain(block.get("text"), "text", 150)


def _context(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    yield from _count("elements", elements, 1, 10)
    for element in elements:
        if element.get("type") == "image":
            yield from _image(element)
        else:
            yield from _text(element, "element", 3_000)


def _actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    yield from _count("elements", elements, 1, 25)
    for element in elements:
        yield from _element(element, OF_ACTIONS)


def _input(block: Json) -> Iterator[str]:
    yield from _plain(block.get("label"), "label", 2_000)
    if "hint" in block:
        yield from _plain(block["hint"], "hint", 2_000)
    yield from _element(block.get("element", {}), OF_INPUTS)


def _image(block: Json) -> Iterator[str]:
    if ("image_url" in block) == ("slack_file" in block):
        yield "image: neither or both of image_url and slack_file"
    if "image_url" in block:
        yield from _string(block["image_url"], "image_url", 3_000)
    yield from _string(block.get("alt_text"), "alt_text", 2_000)
    if "title" in block:
        yield from _plain(block["title"], "title", 2_000)


def _markdown(block: Json) -> Iterator[str]:
    yield from _string(block.get("text"), "text", 12_000)


def _table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    yield from _count("rows", rows, 1, 100)
    if len({len(row) for row in rows}) > 1:
        yield "rows of several lengths"
    yield from _count("column_settings", block.get("column_settings", [None]), 1, 20)
    for row in rows:
        yield from _count("cells", row, 1, 20)
        for cell in row:
            match cell.get("type"):
                case "raw_text":
                    yield from _string(cell.get("text"), "cell", 10_000)
                case "rich_text":
                    yield from _rich_text(cell)
                case other:
                    yield f"cell: {other!r}"
    yield from _most("characters", sum(map(length, texts(rows))), 10_000)


_RICH = frozenset(("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"))


def _rich_text(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    yield from _count("elements", elements, 1, 1_000)
    for element in elements:
        if element.get("type") not in _RICH:
            yield f"rich text: {element.get('type')!r}"
        for inner in element.get("elements", []):
            match inner.get("type"):
                case "text":
                    yield from _string(inner.get("text"), "text", 10_000)
                case "link":
                    yield from _string(inner.get("url"), "url", 3_000)
                case "rich_text_section":
                    yield from _rich_text({"elements": [inner]})
                case other:
                    yield f"rich text: {other!r}"


def _element(element: Json, allowed: frozenset[str]) -> Iterator[str]:
    kind = str(element.get("type"))
    if kind not in allowed:
        yield f"{kind}: not here"
        return
    if kind == "image":
        yield from _image(element)
        return
    yield from _string(element.get("action_id"), f"{kind}: action_id", 255)
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    if kind == "button":
        yield from _button(element)
    elif kind == "plain_text_input":
        yield from _typed(element)
    elif kind in SELECTS | TICKED:
        yield from _options(element, kind)
    if "placeholder" in element:
        yield from _plain(element["placeholder"], "placeholder", 150)


def _button(element: Json) -> Iterator[str]:
    yield from _plain(element.get("text"), "button", 75)
    if "value" in element:
        yield from _string(element["value"], "value", 2_000)
    if "url" in element:
        yield from _string(element["url"], "url", 3_000)
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"style: {element['style']!r}"
    if "accessibility_label" in element:
        yield from _string(element["accessibility_label"], "accessibility_label", 75)


def _typed(element: Json) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    if not 0 <= least <= 3_000 or not 1 <= most <= 3_000 or least > most:
        yield f"from {least} to {most} characters"


def _options(element: Json, kind: str) -> Iterator[str]:
    options = element.get("options")
    if options is None or "option_groups" in element:
        yield f"{kind}: options: no list"
        return
    yield from _count(f"{kind}: options", options, 1, 10 if kind in TICKED else 100)
    for option in options:
        yield from _option(option, marked=kind in TICKED)
    yield from _twice("value", [option.get("value") for option in options])
    several = kind in ("checkboxes", "multi_static_select")
    if ("initial_option" if several else "initial_options") in element:
        yield f"{kind}: the initial option of another kind"
    initial = element.get("initial_options", []) if several else [element.get("initial_option", options[:1])]
    if several and "initial_options" in element:
        yield from _count("initial_options", initial, 1, len(options))
    elif not several and "initial_option" not in element:
        initial = []
    yield from (f"initial: {each} is no option" for each in initial if each not in options)


def _option(option: Json, *, marked: bool) -> Iterator[str]:
    check = _text if marked else _plain
    yield from check(option.get("text"), "option", 75)
    yield from _string(option.get("value"), "value", 150)
    if "description" in option:
        yield from check(option["description"], "description", 75)


def _confirm(confirm: Json) -> Iterator[str]:
    yield from _plain(confirm.get("title"), "confirm title", 100)
    yield from _text(confirm.get("text"), "confirm text", 300)
    yield from _plain(confirm.get("confirm"), "confirm", 30)
    yield from _plain(confirm.get("deny"), "deny", 30)
    if confirm.get("style", "primary") not in ("primary", "danger"):
        yield f"style: {confirm['style']!r}"


def _plain(value: Any, what: str, most: int) -> Iterator[str]:
    if not isinstance(value, Mapping) or value.get("type") != "plain_text":
        yield f"{what}: no plain_text"
        return
    yield from (f"{what}: unknown: {name}" for name in sorted(set(value) - {"type", "text", "emoji"}))
    yield from _string(value.get("text"), what, most)


def _text(value: Any, what: str, most: int) -> Iterator[str]:
    if not isinstance(value, Mapping) or value.get("type") != "mrkdwn":
        yield from _plain(value, what, most)
        return
    yield from (f"{what}: unknown: {name}" for name in sorted(set(value) - {"type", "text", "verbatim"}))
    yield from _string(value.get("text"), what, most)


def _string(value: Any, what: str, most: int) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{what}: empty"
    else:
        yield from _most(what, length(value), most)


def _count(what: str, values: Any, least: int, most: int) -> Iterator[str]:
    if not isinstance(values, list) or not least <= len(values) <= most:
        found = len(values) if isinstance(values, list) else values
        yield f"{what}: {found}, {least} to {most}"


def _most(what: str, found: int, most: int) -> Iterator[str]:
    if found > most:
        yield f"{what}: {found}, at most {most}"


def _twice(what: str, values: Sequence[object]) -> Iterator[str]:
    if len(set(values)) < len(values):
        yield f"{what}: the same twice"


_CHECKS: Mapping[str, Callable[[Json], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "table": _table,
    "rich_text": _rich_text,
}
