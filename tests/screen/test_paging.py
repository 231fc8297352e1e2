"""Pages of a lesson: everything is on one of them, whatever their length and wherever one begins."""

from itertools import cycle, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Heading,
    List,
    ListItem,
    Paragraph,
    Steps,
    Table,
    text,
)
from courseware_core.content.model import LessonBlock
from courseware_core.engine.facts import END, Place
from courseware_core.screen.cut import cut, length, words
from courseware_core.screen.paging import Page, previous_place, take_page
from courseware_core.testing.screens import blocks as any_block
from courseware_core.testing.screens import lesson_blocks

LIMITS = st.sampled_from((1, 7, 60, 300, 1500, 4000))
Lesson = tuple[LessonBlock, ...]


def lesson(*blocks: Block, sections: int = 1) -> Lesson:
    return tuple(
        LessonBlock(id=f"b{n}", section=f"s{n * sections // len(blocks)}", block=block)
        for n, block in enumerate(blocks)
    )


def paragraph(characters: int, mark: str = "x") -> Paragraph:
    return Paragraph(text=text(mark * (characters - 1)))


def heading(level: int = 2) -> Heading:
    return Heading(text=text("Heading"), level=level)


def read(blocks: Lesson, limits: list[int], start: Place, *, by_section: bool = False) -> list[Page]:
    pages = []
    for limit in cycle(limits):
        pages.append(take_page(blocks, start, limit, by_section=by_section))
        start = pages[-1].end
        if start == END:
            return pages
    raise AssertionError("there is no limit")


def order(blocks: Lesson, place: Place) -> tuple[int, int]:
    ids = [block.id for block in blocks]
    return (ids.index(place.block) if place != END else len(ids), place.offset)


def bare(block: Block) -> str:
    """The text of a block without line breaks and without the headers of tables, which are repeated."""
    match block:
        case Table():
            block = block.model_copy(update={"header": ()})
        case Callout():
            return block.title.replace("\n", "") + "".join(map(bare, block.body))
        case Steps():
            steps = (step.title + "".join(map(bare, step.body)) for step in block.steps)
            return "".join((block.title, *steps)).replace("\n", "")
    return words(block).replace("\n", "")


def joined(pages: list[Page], block: LessonBlock) -> str:
    """What the pages show of a block."""
    return "".join(bare(each.block) for page in pages for each in page.shown if each.id == block.id)


@given(blocks=lesson_blocks(), limits=st.lists(LIMITS, min_size=1, max_size=3))
def test_all_pages_together_are_the_whole_text(blocks: Lesson, limits: list[int]) -> None:
    limits = [max(limit, sum(length(block.block) for block in blocks) // 60) for limit in limits]
    pages = read(blocks, limits, Place(blocks[0].id))
    for block in blocks:
        assert joined(pages, block) == bare(block.block)


@given(blocks=lesson_blocks(), limit=LIMITS, data=st.data())
def test_reading_goes_on_from_any_place(blocks: Lesson, limit: int, data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(blocks))
    start = Place(block.id, data.draw(st.integers(0, length(block.block) + 3)))
    page = take_page(blocks, start, limit)
    assert order(blocks, page.end) > order(blocks, start)
    left = cut(block.block, start.offset)
    if left and page.end.block != block.id:
        assert joined([page], block) == bare(left)


@given(blocks=lesson_blocks(), limit=LIMITS, by_section=st.booleans())
def test_back_shows_the_pages_that_were_read(blocks: Lesson, limit: int, by_section: bool) -> None:
    limit = max(limit, sum(length(block.block) for block in blocks) // 20)
    first = Place(blocks[0].id)
    places = [first, *(page.end for page in read(blocks, [limit], first, by_section=by_section))]
    for before, after in pairwise(places):
        assert previous_place(blocks, after, limit, by_section=by_section) == before


@given(blocks=lesson_blocks(), limits=st.lists(LIMITS, min_size=1, max_size=3))
def test_where_each_section_is_a_step_no_page_holds_parts_of_two(blocks: Lesson, limits: list[int]) -> None:
    fewest = sum(length(block.block) for block in blocks) // 20
    pages = read(blocks, [max(limit, fewest) for limit in limits], Place(blocks[0].id), by_section=True)
    shown = [block for page in pages for block in page.shown]
    assert all(len({block.section for block in page.shown}) <= 1 for page in pages)
    assert "".join(bare(each.block) for each in shown) == "".join(bare(each.block) for each in blocks)


def test_a_step_that_is_longer_than_a_page_has_several() -> None:
    blocks = lesson(*(paragraph(70) for _ in range(4)), sections=2)
    pages = read(blocks, [100], Place("b0"), by_section=True)
    assert [[block.id for block in page.shown] for page in pages] == [["b0"], ["b1"], ["b2"], ["b3"]]
    pages = read(blocks, [1000], Place("b0"), by_section=True)
    assert [[block.id for block in page.shown] for page in pages] == [["b0", "b1"], ["b2", "b3"]]


@given(blocks=lesson_blocks(), limit=LIMITS, data=st.data())
def test_back_from_anywhere_leads_to_a_page_that_reaches_there(
    blocks: Lesson, limit: int, data: st.DataObject
) -> None:
    limit = max(limit, sum(length(block.block) for block in blocks) // 20)
    block = data.draw(st.sampled_from(blocks))
    start = Place(block.id, data.draw(st.integers(0, length(block.block))))
    before = previous_place(blocks, start, limit)
    if start == Place(blocks[0].id):
        assert before == start
    else:
        assert order(blocks, before) < order(blocks, start)
        assert order(blocks, take_page(blocks, before, limit).end) >= order(blocks, start)


@given(block=any_block(), data=st.data())
def test_the_parts_of_a_block_are_the_block(block: Block, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, length(block)), max_size=3)))
    parts = [cut(block, low, high) for low, high in pairwise((0, *places, length(block)))]
    assert "".join(bare(part) for part in parts if part) == bare(block)


def test_a_page_is_filled_with_whole_blocks() -> None:
    blocks = lesson(paragraph(40), paragraph(40), paragraph(40))
    assert take_page(blocks, Place("b0"), 100) == (blocks[:2], Place("b2"))


def test_a_new_section_begins_a_page_when_the_last_one_is_a_third_full() -> None:
    blocks = lesson(paragraph(40), heading(), paragraph(20))
    assert take_page(blocks, Place("b0"), 100).end == Place("b1")
    assert take_page(blocks, Place("b0"), 130).end == END


def test_a_part_of_a_section_begins_no_page() -> None:
    blocks = lesson(paragraph(40), heading(level=3), paragraph(20))
    assert take_page(blocks, Place("b0"), 100).end == END


def test_no_page_ends_right_after_a_heading() -> None:
    blocks = lesson(paragraph(30), heading(), heading(level=3), paragraph(80))
    assert take_page(blocks, Place("b0"), 100).end == Place("b1")
    assert take_page(blocks, Place("b1"), 90) == (blocks[1:], END)


def test_a_block_that_fits_on_a_page_is_kept_whole() -> None:
    blocks = lesson(paragraph(60), Paragraph(text=text("A sentence. " * 8)))
    assert take_page(blocks, Place("b0"), 100).end == Place("b1")


def test_a_long_paragraph_ends_after_a_sentence() -> None:
    blocks = lesson(Paragraph(text=text("Costs e.g. money. It is so. " * 20)))
    page = take_page(blocks, Place("b0"), 100)
    assert words(page.shown[0].block) == "Costs e.g. money. It is so. " * 3
    assert page.end == Place("b0", 84)


def test_a_long_list_ends_after_an_item_and_its_numbers_go_on() -> None:
    items = tuple(ListItem(text=text(f"Item {n}. It has two sentences.")) for n in range(1, 9))
    blocks = lesson(List(items=items, ordered=True))
    first = take_page(blocks, Place("b0"), 100)
    assert first.shown[0].block == List(items=items[:3], ordered=True)
    second = take_page(blocks, first.end, 100)
    assert second.shown[0].block == List(items=items[3:6], ordered=True, start=4)


def test_a_long_table_ends_after_a_row_and_repeats_its_header() -> None:
    rows = tuple((text(f"Row {n}."), text("With two. Sentences.")) for n in range(8))
    blocks = lesson(Table(header=(text("Name"), text("What")), rows=rows))
    first = take_page(blocks, Place("b0"), 100)
    second = take_page(blocks, first.end, 100)
    parts = [page.shown[0].block for page in (first, second)]
    assert parts == [blocks[0].block.model_copy(update={"rows": rows[a:b]}) for a, b in ((0, 3), (3, 6))]


def test_a_long_listing_ends_after_a_line_and_keeps_its_language() -> None:
    blocks = lesson(Code(text="a = [1, 2, 3]\n" * 30, language="python", title="Many"))
    first = take_page(blocks, Place("b0"), 100)
    assert first.shown[0].block == Code(text="a = [1, 2, 3]\n" * 6, language="python", title="Many")
    assert take_page(blocks, first.end, 100).shown[0].block == Code(
        text="a = [1, 2, 3]\n" * 7, language="python"
    )


def test_a_long_box_goes_on_as_a_box_of_its_kind() -> None:
    body = tuple(paragraph(40, mark) for mark in "abcd")
    blocks = lesson(Callout(tone="case", label="Real case", title="Tea", body=body))
    first = take_page(blocks, Place("b0"), 100)
    assert first.shown[0].block == Callout(tone="case", label="Real case", title="Tea", body=body[:2])
    assert take_page(blocks, first.end, 100).shown[0].block == Callout(
        tone="case", label="Real case", body=body[2:]
    )


def test_a_place_found_on_a_small_surface_is_a_place_on_a_large_one() -> None:
    blocks = lesson(Paragraph(text=text("One two three. " * 40)))
    place = take_page(blocks, Place("b0"), 50).end
    rest = take_page(blocks, place, 5000)
    assert words(rest.shown[0].block) == "One two three. " * 37


def test_reading_on_from_a_section_goes_back_to_its_beginning() -> None:
    blocks = lesson(*(paragraph(70) for _ in range(2)), heading(), paragraph(90), paragraph(90), sections=2)
    blocks = tuple(
        each.model_copy(update={"section": "s0" if n < 2 else "s1"}) for n, each in enumerate(blocks)
    )
    start = Place("b2")
    after = take_page(blocks, start, 100).end
    assert previous_place(blocks, after, 100) == start


def test_after_the_end_there_is_an_empty_page_and_before_it_the_last_one() -> None:
    blocks = lesson(paragraph(70), paragraph(70))
    assert take_page(blocks, END, 100) == ((), END)
    assert previous_place(blocks, END, 100) == Place("b1")


def test_blocks_without_text_are_passed_over() -> None:
    blocks = lesson(List(items=()), paragraph(9), List(items=()))
    assert take_page(blocks, Place("b0"), 100) == (blocks[1:2], END)


def test_a_place_in_no_block_is_refused() -> None:
    blocks = lesson(paragraph(9))
    with pytest.raises(ValueError, match="'gone' is not in this text"):
        take_page(blocks, Place("gone"), 100)
    with pytest.raises(ValueError, match="'gone' is not in this text"):
        previous_place(blocks, Place("gone"), 100)
    with pytest.raises(ValueError, match="at least 1"):
        take_page(blocks, Place("b0"), 0)
