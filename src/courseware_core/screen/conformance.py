"""Whether a screen keeps to what a surface can carry."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Compare,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    RichText,
    Steps,
    Table,
    texts,
)
from courseware_core.inputs import (
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
from courseware_core.screen.asking import label_limit, note_limit, option_texts
from courseware_core.screen.cut import shows
from courseware_core.screen.measure import parts, size, units, written
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.profiles import UNLIMITED, Profile

TURNS = 2
"""Controls that a surface adds to a screen of several pages: one page back, one page on."""


def satisfies(screen: Screen, profile: Profile) -> tuple[str, ...]:
    """What keeps `profile` from showing `screen`, a phrase each; none if nothing does."""
    return tuple(_violations(screen, profile))


def can_show(profile: Profile, screen: Screen) -> bool:
    """Whether nothing keeps `profile` from showing `screen`, looked at no further than to the first thing."""
    return next(_violations(screen, profile), None) is None


def _violations(screen: Screen, profile: Profile) -> Iterator[str]:
    yield from _head(screen, profile)
    yield from _controls(screen, profile)
    if screen.input is not None:
        yield from _input(screen.input, profile)
    for block in screen.blocks:
        yield from _block(block, profile)
    yield from _together(screen, profile)


def _over(what: str, found: int, limit: int) -> tuple[str, ...]:
    return (f"{what}: {found}, at most {limit}",) if found > limit else ()


def _head(screen: Screen, profile: Profile) -> Iterator[str]:
    yield from _over("title", units(screen.title), profile.title_length)
    yield from _over("eyebrow", written(screen.eyebrow, profile), profile.line_length)
    label = screen.progress.label if screen.progress else ""
    yield from _over("progress", written(label, profile), profile.line_length)
    if screen.input and screen.page != screen.pages:
        yield "input: not on the last page"
    if screen.page > screen.pages:
        yield f"page: {screen.page} of {screen.pages}"


def _controls(screen: Screen, profile: Profile) -> Iterator[str]:
    submit = (screen.submit,) if screen.submit else ()
    if not profile.controls and screen.controls:
        yield "controls: none in a form"
    if profile.controls:
        choices = [each for each in screen.controls if each.role == "choice"]
        buttons = len(screen.controls) - len(choices) + len(submit)
        turns = TURNS if screen.pages > 1 else 0
        yield from _over("controls", buttons + turns, profile.controls)
        yield from _over("choices", len(choices), profile.choices)
    for control in screen.controls:
        yield from _label(control, profile, label_limit(control, profile))
    for control in submit:
        yield from _label(control, profile, profile.submit_length)


def _label(control: Control, profile: Profile, limit: int) -> Iterator[str]:
    yield from _over("label", units(control.label), limit)
    yield from _over("note", units(control.note), note_limit(control, profile))
    if not control.label.strip() and limit != UNLIMITED:
        yield "label: blank"


def _input(asked: Input, profile: Profile) -> Iterator[str]:
    if not profile.accepts(asked.kind):
        yield f"input: no {asked.kind}"
    match asked:
        case ChooseOne() | ChooseSeveral():
            yield from _options(option_texts(asked), profile, least=1)
        case Order() | Pair() | LookUp():
            yield from _options(option_texts(asked), profile, least=0)
        case Number():
            yield from _over("unit", units(asked.unit), profile.label_length)
        case ShortText() | LongText():
            yield from _over("answer", asked.max_length, profile.answer_length)
        case _:
            assert_never(asked)


def _options(options: tuple[str, ...], profile: Profile, *, least: int) -> Iterator[str]:
    yield from _over("options", len(options), profile.options)
    if profile.option_length == UNLIMITED:
        return
    if len(options) < least:
        yield "options: none"
    for option in options:
        yield from _over("option", units(option), profile.option_length)
        if not option.strip() or "\n" in option:
            yield f"option: {option!r} is not one line"


def _block(block: Block, profile: Profile, *, inside: bool = False) -> Iterator[str]:
    for rich in texts(block):
        yield from _links(rich, profile)
    if not shows(block):
        yield f"{block.kind}: nothing to see"
    match block:
        case Callout():
            lines, body = (block.label, block.title), block.body
            yield from _lines("callout", lines, profile)
            for inner in body:
                yield from _block(inner, profile, inside=True)
        case Steps():
            yield from _lines("steps", (block.title, *(s.title for s in block.steps)), profile)
            for step in block.steps:
                for inner in step.body:
                    yield from _block(inner, profile, inside=True)
        case Table():
            yield from _over("text", size(block, profile), profile.text_length)
            yield from _over("rows", len(block.rows), profile.table_rows)
            yield from _over("columns", len(block.header), profile.table_columns)
            if inside and profile.tables != UNLIMITED:
                yield "table: inside a box"
        case Compare():
            if not profile.columns:
                yield "compare: no columns"
        case Image():
            yield from _over("picture", units(block.alt), profile.alt_length)
            if not profile.alt_length:
                yield "picture: none here"
            elif profile.alt_length != UNLIMITED and not block.alt.strip():
                yield "picture: no description"
        case Code():
            yield from _over("text", size(block, profile), profile.text_length)
            if block.output and not profile.code_output:
                yield "code: no output"
        case Paragraph() | Heading() | List() | Quote():
            yield from _over("text", size(block, profile), profile.text_length)
        case _:
            assert_never(block)


def _links(rich: RichText, profile: Profile) -> Iterator[str]:
    for span in rich:
        if span.href:
            if not profile.links:
                yield "link: none here"
            yield from _over("link", units(span.href), profile.link_length)


def _lines(what: str, lines: Iterable[str], profile: Profile) -> Iterator[str]:
    for line in lines:
        yield from _over(f"{what} title", written(line, profile), profile.line_length)


def _together(screen: Screen, profile: Profile) -> Iterator[str]:
    tables = sum(isinstance(block, Table) for block in screen.blocks)
    yield from _over("tables", tables, profile.tables)
    yield from _over("blocks", sum(map(parts, screen.blocks)), profile.blocks)
    shown = (*screen.controls, *((screen.submit,) if screen.submit else ()))
    labels = sum(units(control.label) for control in shown)
    options = sum(map(units, option_texts(screen.input)))
    head = (screen.title, screen.eyebrow, screen.progress.label if screen.progress else "")
    lines = sum(written(line, profile) for line in head)
    text = sum(size(block, profile) for block in screen.blocks)
    yield from _over("characters", lines + text + options + labels, profile.characters)
