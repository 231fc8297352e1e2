"""The passages of a lesson that a tutor may quote: its paragraphs, items, rows and callouts."""

from collections.abc import Iterable, Iterator

from courseware_core.blocks import (
    Block,
    Callout,
    Compare,
    List,
    Paragraph,
    Quote,
    Steps,
    Table,
    plain,
)
from courseware_core.content.model import Lesson, Passage
from courseware_core.content.page import Page


def passages(page: Page) -> Iterator[Passage]:
    """The passages of a lesson in reading order. Headings, pictures and listings are none.

    A question that stands alone belongs to what answers it, so it begins the passage after it.
    """
    for section in page.sections:
        for text in _texts(placed.block for placed in section.blocks):
            yield Passage(lesson=page.id, section=section.id, title=section.title, text=text)


def passages_of(lesson: Lesson) -> Iterator[Passage]:
    """The passages of a compiled lesson, as those of its page."""
    for section in lesson.sections:
        for text in _texts(each.block for each in lesson.blocks if each.section == section.id):
            yield Passage(lesson=lesson.id, section=section.id, title=section.title, text=text)


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    question = ""
    for words in (words for block in blocks for words in _passages(block)):
        text = " ".join(f"{question} {words}".split())
        question = text if text.endswith("?") else ""
        if not question:
            yield text
    if question:
        yield question


def _passages(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Quote():
            yield plain(block.text)
        case List():
            yield from (plain(item.text) for item in block.items)
        case Table():
            heads = [plain(cell) for cell in block.header]
            for row in block.rows:
                cells = (f"{head}: {plain(cell)}" for head, cell in zip(heads, row, strict=False))
                yield "; ".join(cells)
        case Callout(tone="definition"):
            # One passage, so that a tutor who is asked for the term can quote the whole of it.
            means = " ".join(plain(each.text) for each in block.body if isinstance(each, Paragraph))
            yield f"{block.title}: {means}"
        case Callout():
            for inner in block.body:
                yield from _passages(inner)
        case Compare():
            for column in block.columns:
                yield from (f"{column.title}: {plain(item)}" for item in column.items)
        case Steps():
            for step in block.steps:
                said = [words for inner in step.body for words in _passages(inner)]
                yield from (f"{step.title} {words}" for words in said)
        case _:
            pass
