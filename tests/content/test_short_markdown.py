"""Short Markdown, as tutors write it: nothing is lost, and nothing becomes more than text."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courseware_core.blocks import Code, List, ListItem, Paragraph, Quote, Span, plain, text, texts
from courseware_core.content.markdown import markdown_blocks


def test_paragraphs_lists_quotes_and_listings_are_blocks() -> None:
    message = "Hello *you*.\n\n- one\n  - two\n\n> Somebody said.\n>\n> More.\n\n```py\nx = 1\n```\n"
    hello = (Span(text="Hello "), Span(text="you", italic=True), Span(text="."))
    assert markdown_blocks(message) == (
        Paragraph(text=hello),
        List(items=(ListItem(text=text("one")), ListItem(text=text("two"), level=1))),
        Quote(text=(*text("Somebody said."), *text("\n"), *text("More."))),
        Code(text="x = 1", language="py"),
    )


def test_numbers_of_a_list_go_on_where_the_author_lets_them() -> None:
    (block,) = markdown_blocks("3. three\n4. four")
    assert isinstance(block, List)
    assert (block.ordered, block.start) == (True, 3)


@pytest.mark.parametrize(
    "message",
    [
        "# A heading",
        "<b>HTML</b>",
        "| a | b |\n| - | - |",
        "---",
        "<!-- hidden -->",
        "    indented",
        "&lt;b>",
    ],
)
def test_everything_else_is_the_text_that_it_is(message: str) -> None:
    blocks = markdown_blocks(message)
    assert all(isinstance(block, Paragraph) for block in blocks)
    shown = " ".join(plain(words) for block in blocks for words in texts(block))
    assert shown.split() == message.replace("&lt;", "<").split()


def test_link_can_be_kept_or_cut_to_its_words() -> None:
    message = "See [the lesson](https://example.org).\n\n- [here](https://example.org)"
    assert "https://example.org" in str(markdown_blocks(message))
    cut = markdown_blocks(message, links=False)
    assert "https://example.org" not in str(cut)
    assert [plain(words) for block in cut for words in texts(block)] == ["See the lesson.", "here"]


@pytest.mark.parametrize("message", ["", "  \n\n ", "- ", ">", "```\n```"])
def test_nothing_is_no_words(message: str) -> None:
    assert not "".join(plain(words) for block in markdown_blocks(message) for words in texts(block))


MARKS = "> |- |1. |  |    |# || |<b>|*|**|`|[|](|)|~~~|```".split("|")
pieces = st.sampled_from([*MARKS, "\n", "\n\n", "```\n", "\t", "\x00", "\u2028", "word ", "other "])


@example(message="[](word )")
@example(message="[> ](word )")
@example(message="[word ](other )")
@given(message=st.lists(pieces, max_size=40).map("".join))
def test_no_word_of_any_message_is_lost(message: str) -> None:
    blocks = markdown_blocks(message)
    spans = [span for block in blocks for words in texts(block) for span in words]
    shown = " ".join(
        [plain(words) for block in blocks for words in texts(block)]
        + [f"{block.text} {block.language}" for block in blocks if isinstance(block, Code)]
        + [span.href for span in spans if span.href and span.href != span.text]
    )
    wanted = re.findall(r"word|other", message)
    assert sorted(re.findall(r"word|other", shown)) == sorted(wanted)


def test_what_is_nested_deeper_than_the_parser_follows_is_not_lost() -> None:
    message = "> " * 30 + "deep"
    assert "deep" in str(markdown_blocks(message))
