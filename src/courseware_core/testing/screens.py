"""Strategies for property tests of renderers: screens that are as awkward as people's texts get.

Needs Hypothesis, which is no dependency of the package. Strategies are made once: making one takes much
longer than drawing from it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Column,
    Compare,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    RichText,
    Span,
    Step,
    Steps,
    Table,
)
from courseware_core.content.model import LessonBlock
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
from courseware_core.screen.model import Control, Progress, Role, Screen

PIECES: tuple[str, ...] = (
    *("The learned weights. ", "What changes? ", "e.g. this one ", "a\nnew line ", "tab\there "),
    *(
        "@everyone ",
        "<@123456789> ",
        "<!channel> ",
        "<https://evil.example|here> ",
        "https://a.example/x?y=1&z=2 ",
    ),
    *("**bold** ", "`code` ", "```", "> quote ", "# title ", "1. one ", "|a|b|", "\\", "& < > ", "{brace}"),
    *("👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "❤️", "e\u0301\u0323 ", "क्षि ", "ﷺ ", "世界。你好！", "שלום עולם. ", "مرحبا "),
    *("\u202eoverride\u202c ", "zero\u200bwidth ", "x" * 130, "supercalifragilistic" * 12 + " "),
)
"""Pieces of text that break things: mentions, mark-up, clusters, right-to-left, long words."""

_ROLES: Sequence[Role] = ("next", "back", "hint", "menu", "help", "choice", "choice", "other")
_MANY = 34


@cache
def texts(*, pieces: int = 8, repeated: int = 1) -> st.SearchStrategy[str]:
    """Text of up to so many pieces, repeated up to so often; often short, sometimes empty."""
    awkward = st.lists(st.sampled_from(PIECES), max_size=pieces).map("".join)
    several = st.builds(lambda text, times: text * times, awkward, st.integers(1, repeated))
    return st.one_of(st.sampled_from(PIECES), several if repeated > 1 else awkward, st.text(max_size=9))


@cache
def rich_texts(*, pieces: int = 4, repeated: int = 1) -> st.SearchStrategy[RichText]:
    """Text with marks and links."""
    looks = st.sampled_from(
        (
            *({}, {}, {"bold": True}, {"italic": True, "code": True}),
            *({"href": "https://b.example/" + "p" * 40}, {"href": "https://c.example/" + "q" * 700}),
        )
    )
    spans = st.builds(
        lambda text, look: Span(text=text, **look), texts(pieces=pieces, repeated=repeated), looks
    )
    return st.lists(spans, max_size=2).map(tuple)


@cache
def tables() -> st.SearchStrategy[Table]:
    """A table of up to 24 columns or 110 rows."""
    shapes = st.sampled_from(((0, 0), (1, 3), (2, 5), (3, 110), (24, 2)))
    return st.builds(_table, shapes, st.lists(rich_texts(pieces=2), min_size=1, max_size=4))


def _table(shape: tuple[int, int], cells: Sequence[RichText]) -> Table:
    columns, rows = shape
    grid = [[cells[(row + column) % len(cells)] for column in range(columns)] for row in range(rows + 1)]
    return Table(header=tuple(grid[0]), rows=tuple(map(tuple, grid[1:])))


def _leaves() -> st.SearchStrategy[Block]:
    long = rich_texts(repeated=25)
    items = st.lists(st.builds(ListItem, text=rich_texts(), level=st.integers(0, 2)), max_size=12)
    columns = st.builds(Column, title=texts(), items=st.lists(rich_texts(), max_size=3).map(tuple))
    return st.one_of(
        st.builds(Paragraph, text=long),
        st.builds(Heading, text=rich_texts(), level=st.integers(1, 4)),
        st.builds(List, items=items.map(tuple), ordered=st.booleans(), start=st.integers(1, 9)),
        tables(),
        st.builds(Code, text=texts(repeated=30), title=texts(), output=texts(), language=st.just("python")),
        st.builds(Quote, text=long, source=texts()),
        st.builds(Image, src=st.just("leaf.png"), alt=texts(repeated=9)),
        st.builds(Compare, title=texts(), columns=st.lists(columns, max_size=3).map(tuple)),
    )


@cache
def blocks() -> st.SearchStrategy[Block]:
    """Blocks of every kind, boxes with boxes in them included."""
    leaves = _leaves()
    bodies = st.lists(leaves, max_size=3).map(tuple)
    callouts = st.builds(
        Callout,
        tone=st.sampled_from(("definition", "case", "tip", "tutor")),
        title=texts(repeated=9),
        label=texts(pieces=2),
        body=bodies,
    )
    inner = st.one_of(leaves, callouts)
    steps = st.builds(Step, title=texts(), body=st.lists(inner, max_size=2).map(tuple))
    return st.one_of(
        leaves,
        callouts,
        st.builds(Steps, title=texts(), steps=st.lists(steps, max_size=4).map(tuple)),
    )


@cache
def lesson_blocks() -> st.SearchStrategy[tuple[LessonBlock, ...]]:
    """The blocks of a lesson in up to three sections."""

    def lesson(found: list[Block]) -> tuple[LessonBlock, ...]:
        return tuple(
            LessonBlock(id=f"b{number}", section=f"s{3 * number // len(found)}", block=block)
            for number, block in enumerate(found)
        )

    return st.lists(blocks(), min_size=1, max_size=8).map(lesson)


@cache
def inputs() -> st.SearchStrategy[Input]:
    """Inputs of every kind, with none to many options."""
    return st.builds(
        _inputs,
        st.lists(rich_texts(pieces=2, repeated=2), max_size=5).map(tuple),
        many=st.booleans(),
        apart=st.integers(2, 40),
        how=st.sampled_from(("", "Type all letters.")),
        unit=texts(pieces=2),
        suggestions=st.lists(texts(), max_size=4).map(tuple),
    ).flatmap(st.sampled_from)


def _inputs(
    options: tuple[RichText, ...],
    *,
    many: bool,
    apart: int,
    how: str,
    unit: str,
    suggestions: tuple[str, ...],
) -> tuple[Input, ...]:
    """One of every kind; every so many options `apart` is chosen."""
    if many and options:
        options = tuple(options[n % len(options)] for n in range(_MANY))
    chosen = tuple(range(len(options)))[::apart]
    return (
        ChooseOne(options=options, chosen=chosen[:1]),
        ChooseSeveral(options=options, chosen=chosen),
        Order(items=options, how=how),
        Pair(left=options, right=options[::-1], how=how),
        Number(unit=unit),
        ShortText(),
        LongText(),
        LookUp(suggestions=suggestions),
    )


@cache
def controls(*, most: int = 5) -> st.SearchStrategy[tuple[Control, ...]]:
    """Controls with tokens of their own and labels of any length."""
    shown = st.builds(
        Control,
        token=st.just("t"),
        label=st.one_of(st.sampled_from(("Next", "Back", "Menu", "Hint", "Next part")), texts()),
        role=st.sampled_from(_ROLES),
        note=texts(pieces=1),
    )
    return st.lists(shown, max_size=most).map(_numbered)


def _numbered(shown: Sequence[Control]) -> tuple[Control, ...]:
    return tuple(
        control.model_copy(update={"token": f"s:1:press:{number}"}) for number, control in enumerate(shown)
    )


@cache
def screens() -> st.SearchStrategy[Screen]:
    """Screens of every kind; an input comes with its submit."""
    sends = st.builds(Control, token=st.just("s:1:answer"), label=texts(pieces=2), role=st.just("submit"))
    progress = st.builds(Progress, done=st.integers(0, 9), total=st.integers(1, 9), label=texts())
    asked = st.one_of(
        st.just({"input": None, "submit": None}),
        st.fixed_dictionaries({"input": inputs(), "submit": sends}),
    )
    return st.builds(
        _screen,
        asked,
        title=texts(),
        eyebrow=texts(pieces=4),
        progress=st.one_of(st.none(), progress),
        blocks=st.lists(blocks(), max_size=5).map(tuple),
        controls=st.sampled_from((0, 3, 12, 40)).flatmap(lambda most: controls(most=most)),
    )


def _screen(asked: Mapping[str, Any], **parts: Any) -> Screen:
    return Screen(name="generated", **parts, **asked)
