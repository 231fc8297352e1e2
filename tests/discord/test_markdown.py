"""Text in Discord's Markdown means what its author marked, and nothing else."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courseware_core.blocks import (
    Callout,
    Code,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    Span,
    Step,
    Steps,
    text,
)
from courseware_core.screen.safety import visible
from courseware_core.testing.screens import blocks, rich_texts, texts
from courseware_discord.markdown import BLANK, line, prose, written

AWKWARD = st.one_of(texts(), st.text(alphabet="\\*_~`|<>[]()@#:-+1. \nehrvyon/", max_size=40))
MENTION = re.compile(r"@(?:everyone|here)|<(?:[@#:/]|a:|t:|id:)", re.IGNORECASE)
LINE_START = re.compile(r"^ *(?:#|>|[-+] |\d+\. )", re.MULTILINE)


def unescaped(markdown: str) -> str:
    """What Discord shows of Markdown that has no marks."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown).replace(BLANK, "")


QUIET = re.compile(r"```.*?```|(`+).*?[^`]\1(?!`)|\\[^0-9A-Za-z\s]", re.DOTALL)


def active(markdown: str) -> str:
    """Markdown with what is escaped in it, or stands in code, left out; as Discord, from left to right."""
    return QUIET.sub("\N{MIDDLE DOT}", markdown)


@given(AWKWARD)
def test_plain_text_is_shown_as_it_was_written_and_means_nothing(words: str) -> None:
    shown = prose(text(words))
    assert unescaped(shown) == visible(words).replace(BLANK, "").strip()
    left = active(shown)
    assert not re.search(r"[*_~`|<\[\]]|:/", left)
    assert not LINE_START.search(left)
    assert not re.search(r":[^\s:]+:", left)


@given(st.one_of(blocks(), st.builds(Paragraph, text=rich_texts())))
@example(Paragraph(text=(Span(text="<@123456789> \\", code=True), Span(text=" <@123456789>"))))
def test_no_block_mentions_anybody_or_links_to_what_no_author_linked_to(block: object) -> None:
    shown = written(block)  # type: ignore[arg-type]
    assert not re.search("@(?:everyone|here)", shown, re.IGNORECASE)
    left = active(shown)
    assert not MENTION.search(left)
    for address in re.findall(r"\w+:/+[^>\s]*", left):
        assert address.startswith(("https://b.example/", "https://c.example/"))


@pytest.mark.parametrize(
    "words",
    [
        "<@123456789>",
        "<@&123456789>",
        "<#123456789>",
        "</learn:12>",
        "<t:1700000000:R>",
        "<:smile:12>",
        "<id:home>",
    ],
)
def test_what_discord_would_resolve_is_shown_as_it_was_written(words: str) -> None:
    shown = prose(text(words))
    assert shown.startswith("\\<")
    assert unescaped(shown) == words


@given(st.text(alphabet="`a \\\n~", min_size=1).filter(lambda words: words.strip()))
def test_code_in_a_line_is_one_stretch_of_code(words: str) -> None:
    shown = prose((Span(text=words, code=True),))
    found = re.fullmatch(r"(`+)([\s\S]*?[^`])\1(?!`)", shown)
    assert found
    assert found[2].replace(BLANK, "").strip() == words.strip().replace("\n", " ")


@given(st.text(alphabet="`a\n ", min_size=1).filter(lambda words: words.strip()))
def test_nothing_in_a_listing_closes_it(words: str) -> None:
    shown = written(Code(text=words, language="python"))
    assert shown.startswith("```python\n")
    assert shown.endswith("\n```")
    inner = shown.removeprefix("```python\n").removesuffix("\n```")
    assert "```" not in inner
    assert inner.replace(BLANK, "") == words.rstrip("\n")


def test_marks_are_shown_with_blank_ends_outside_of_them() -> None:
    marked = (
        Span(text="Weight "),
        Span(text="decay ", bold=True),
        Span(text="shrinks", italic=True),
        Span(text=" w", code=True),
    )
    assert prose(marked) == "Weight **decay** *shrinks* `w`"


def test_marks_that_touch_are_kept_apart() -> None:
    assert prose((Span(text="a", bold=True), Span(text="b", italic=True))) == f"**a**{BLANK}*b*"
    assert prose((Span(text="a", bold=True), Span(text="b", bold=True))) == "**ab**"


def test_link_has_no_preview_and_goes_to_https_only() -> None:
    assert (
        prose((Span(text="the paper", href="https://a.example/x_(1)"),))
        == "[the paper](<https://a.example/x_%281%29>)"
    )
    assert prose((Span(text="https://a.example", href="https://a.example"),)) == "<https://a.example>"
    assert prose((Span(text="the page", href="http://a.example"),)) == "the page `http://a.example`"


def test_listing_says_its_language_and_what_it_prints() -> None:
    code = Code(text="print(6 * 7)", language="python", title="The answer", output="42")
    assert written(code) == "-# The answer\n```python\nprint(6 * 7)\n```\n-# →\n```\n42\n```"


def test_tabs_of_a_listing_stay() -> None:
    assert written(Code(text="a\tb\x00")) == "```\na\tb\n```"


def test_no_language_ends_the_line_of_the_fence() -> None:
    assert written(Code(text="x", language="py\n```@everyone")) == "```\nx\n```"


def test_callout_is_a_quotation_with_its_kind_in_words() -> None:
    body = (
        Paragraph(text=text("One.\nTwo.")),
        List(items=(ListItem(text=text("a")),)),
        Quote(text=text("q"), source="Ada"),
    )
    callout = Callout(tone="right", label="Right", title="Yes", body=body)
    assert written(callout) == "> ✅ **Right** · **Yes**\n> One.\n> Two.\n> \n> - a\n> \n> q\n> — Ada"


def test_lists_keep_their_numbers_and_levels() -> None:
    items = (ListItem(text=text("a")), ListItem(text=text("b"), level=1), ListItem(text=text("c")))
    assert written(List(items=items)) == "- a\n  - b\n- c"
    assert written(List(items=items, ordered=True, start=3)) == "3. a\n  1. b\n4. c"


def test_steps_are_numbered_titles_with_what_belongs_to_them_below() -> None:
    steps = Steps(
        title="How",
        steps=(Step(title="Warm the pot", body=(Paragraph(text=text("Well.")),)), Step(title="Pour")),
    )
    assert written(steps) == "**How**\n\n**1. Warm the pot**\nWell.\n\n**2. Pour**"


def test_headings_quotes_and_pictures() -> None:
    assert written(Heading(text=text("What\nchanges"))) == "### What changes"
    assert written(Heading(text=text("Part"), level=3)) == "**Part**"
    assert written(Quote(text=text("a\nb"), source="Ada")) == "> a\n> b\n> — Ada"
    assert written(Image(src="leaf.png", alt="A leaf")) == "🖼 A leaf"
    assert line(" 1. a\n b ") == "1\\. a b"
