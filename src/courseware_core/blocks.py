"""What can be shown: the neutral blocks that lessons and screens are made of.

A block knows no surface. Text is `RichText`: a flat sequence of spans whose marks every surface can
either show or drop. Nothing here can hold an answer key.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from courseware_core.frozen import Frozen


class Span(Frozen):
    """A run of text with the same marks. `href` is a link that the course's author wrote."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str | None = None


RichText = tuple[Span, ...]
"""Text with marks, in reading order; may hold line breaks as newline characters."""


class Paragraph(Frozen):
    """One paragraph of prose."""

    kind: Literal["paragraph"] = "paragraph"
    text: RichText


class Heading(Frozen):
    """A heading; `level` 1 is a screen's own title, sections of a lesson are 2, parts of them 3."""

    kind: Literal["heading"] = "heading"
    text: RichText
    level: int = Field(default=2, ge=1, le=6)


class ListItem(Frozen):
    """One entry of a list; `level` 0 is the outermost."""

    text: RichText
    level: int = 0


class List(Frozen):
    """A bulleted or numbered list. Nested lists are items with a higher level.

    `start` is the number of the first outermost item of an ordered list.
    """

    kind: Literal["list"] = "list"
    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = Field(default=1, ge=1)


class Table(Frozen):
    """A table; every row has as many cells as `header`."""

    kind: Literal["table"] = "table"
    header: tuple[RichText, ...]
    rows: tuple[tuple[RichText, ...], ...]


class Code(Frozen):
    """A listing, with what it prints when the author shows that."""

    kind: Literal["code"] = "code"
    text: str
    language: str = ""
    title: str = ""
    output: str = ""


class Quote(Frozen):
    """Words of somebody else, or of the lesson when a tutor quotes it; `source` says whose."""

    kind: Literal["quote"] = "quote"
    text: RichText
    source: str = ""


class Image(Frozen):
    """A picture. Surfaces that cannot show it show `alt`. `src` is relative to the lesson's folder."""

    kind: Literal["image"] = "image"
    src: str
    alt: str
    digest: str = ""


Tone = Literal[
    "definition",
    "case",
    "insight",
    "analogy",
    "tip",
    "key",
    "misconception",
    "remember",
    "right",
    "partial",
    "wrong",
    "hint",
    "notice",
    "tutor",
    "learner",
]
"""What a callout is. Surfaces choose its look; none relies on colour alone, `label` says it in words."""


class Callout(Frozen):
    """A box that stands out. `label` is the kind in the reader's words ("Definition"), set by the view."""

    kind: Literal["callout"] = "callout"
    tone: Tone
    title: str = ""
    label: str = ""
    body: "tuple[Block, ...]" = ()


class Column(Frozen):
    """One list of a comparison, under its own title."""

    title: str
    items: tuple[RichText, ...]


class Compare(Frozen):
    """Lists to be read side by side where there is room, and one after the other where there is not."""

    kind: Literal["compare"] = "compare"
    title: str = ""
    columns: tuple[Column, ...]


class Step(Frozen):
    """One step of a procedure or decision tree."""

    title: str
    body: "tuple[Block, ...]" = ()


class Steps(Frozen):
    """Numbered steps, in order; `start` is the number of the first."""

    kind: Literal["steps"] = "steps"
    title: str = ""
    steps: tuple[Step, ...]
    start: int = Field(default=1, ge=1)


Block = Annotated[
    Paragraph | Heading | List | Table | Code | Quote | Image | Callout | Compare | Steps,
    Field(discriminator="kind"),
]

for _model in (Callout, Step, Steps):
    _model.model_rebuild()


def images(block: Block) -> Iterator[Image]:
    """Every picture in `block`, in reading order."""
    match block:
        case Image():
            yield block
        case Callout():
            for inner in block.body:
                yield from images(inner)
        case Steps():
            for step in block.steps:
                for inner in step.body:
                    yield from images(inner)


def text(plain_text: str) -> RichText:
    """`plain_text` as rich text without marks; empty text has no spans."""
    return (Span(text=plain_text),) if plain_text else ()


def plain(rich: RichText) -> str:
    """The words of `rich`, without marks."""
    return "".join([span.text for span in rich])


def texts(block: Block) -> Iterator[RichText]:
    """Every run of prose in `block`, in reading order, one per paragraph, item or cell.

    Code is not prose and is left out; titles are yielded as text without marks.
    """
    match block:
        case Paragraph() | Heading() | Quote():
            yield block.text
        case List():
            for item in block.items:
                yield item.text
        case Table():
            yield from block.header
            for row in block.rows:
                yield from row
        case Callout():
            yield text(block.title)
            for inner in block.body:
                yield from texts(inner)
        case Compare():
            yield text(block.title)
            for column in block.columns:
                yield text(column.title)
                yield from column.items
        case Steps():
            yield text(block.title)
            for step in block.steps:
                yield text(step.title)
                for inner in step.body:
                    yield from texts(inner)
        case Code():
            yield text(block.title)
        case Image():
            yield text(block.alt)


def message(sentence: str, /) -> str:
    """`sentence` itself: marks a message id that is kept in a table, so that catalogues have it."""
    return sentence
