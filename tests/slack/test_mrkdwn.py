"""Text in Slack's mrkdwn means what its author marked, and nothing else."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.slack.showing import active, letters_of

from courseware_core.blocks import (
    Block,
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
from courseware_core.screen.degrade import degrade
from courseware_core.screen.measure import units
from courseware_core.screen.profiles import SLACK_MODAL
from courseware_core.screen.safety import visible
from courseware_core.testing.screens import blocks, rich_texts, texts
from courseware_slack.limits import SECTION
from courseware_slack.mrkdwn import BLANK, escaped, line, plain, prose, written

AWKWARD = st.one_of(texts(), st.text(alphabet="\\*_~`|<>[]()@#:-+1.&; \nehrvyon/!", max_size=40))
OPENS = re.compile(r"(?<![A-Za-z0-9])[*_~](?![\s\u200b])|`(?!\u200b)")
"""A mark that something could begin with: not inside a word, and with no blank after it."""


def shown(block: Block) -> str:
    return "\n\n".join(written(block))


def unescaped(mrkdwn: str) -> str:
    """What Slack shows of mrkdwn that has no marks."""
    return html.unescape(mrkdwn).replace(BLANK, "")


@given(AWKWARD)
def test_plain_text_is_shown_as_it_was_written_and_means_nothing(words: str) -> None:
    for found in (escaped(words), prose(text(words))):
        assert unescaped(found).strip() == visible(words).replace(BLANK, "").strip()
        assert not OPENS.search(found)
        assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", found)
        assert not re.search(r"^ *&gt;", found, re.MULTILINE)
        assert not re.search(r":[\w+'-]+:", found)


@given(st.one_of(blocks(), st.builds(Paragraph, text=rich_texts())))
def test_no_block_means_anybody_or_links_to_what_no_author_linked_to(block: Block) -> None:
    for part in (part for each in degrade(block, SLACK_MODAL) for part in written(each)):
        assert units(part) <= SECTION
        found = active(part)
        assert not re.search("@(?:everyone|here|channel)", found, re.IGNORECASE)
        for address in re.findall(r"<([^>]*)>?", part):
            assert re.match(r"https://[bc]\.example/\w+\|", address)


@pytest.mark.parametrize(
    "words", ["<!channel>", "<!here|here>", "<@U012AB>", "<#C012AB>", "<!subteam^S1>", "<!date^1^{date}|x>"]
)
def test_what_slack_would_resolve_is_shown_as_it_was_written(words: str) -> None:
    for found in (prose(text(words)), prose((Span(text=words, code=True),)), shown(Code(text=words))):
        assert "<" not in found
        assert words in unescaped(found)


@given(st.text(alphabet="`a <&\n~*", min_size=1).filter(lambda words: words.strip()))
def test_code_in_a_line_is_stretches_of_code_with_all_letters(words: str) -> None:
    found = prose((Span(text=words, code=True),))
    assert unescaped(active(found).replace("\N{MIDDLE DOT}", "")).count("`") == words.count("`")
    assert letters_of(found) == letters_of(words)


@given(st.text(alphabet="`a\n <", min_size=1).filter(lambda words: words.strip()))
def test_nothing_in_a_listing_closes_it(words: str) -> None:
    found = shown(Code(text=words, language="python"))
    assert found.startswith("```\n")
    assert found.endswith("\n```")
    inner = found.removeprefix("```\n").removesuffix("\n```")
    assert "```" not in inner
    assert unescaped(inner) == words.rstrip("\n")


def test_names_between_letters_can_be_copied_as_they_are() -> None:
    assert prose(text("learning_rate is 2*3")) == "learning_rate is 2*3"
    assert (
        shown(Code(text="@cached\ndef __init__(self): ...")) == "```\n@cached\ndef __init__(self): ...\n```"
    )


def test_marks_are_shown_with_blank_ends_outside_of_them() -> None:
    marked = (
        Span(text="Weight "),
        Span(text="decay ", bold=True),
        Span(text="shrinks", italic=True),
        Span(text=" w", code=True),
    )
    assert prose(marked) == "Weight *decay* _shrinks_ `w`"
    assert prose((Span(text="a\nb", bold=True, italic=True),)) == "*_a_*\n*_b_*"


def test_marks_inside_a_word_are_kept_apart_from_its_letters() -> None:
    assert prose((Span(text="un"), Span(text="froz", bold=True), Span(text="en"))) == (
        f"un{BLANK}*froz*{BLANK}en"
    )
    assert prose((Span(text="a", bold=True), Span(text="b", italic=True))) == f"*a*{BLANK}_b_"
    assert prose((Span(text="("), Span(text="w", code=True), Span(text=")."))) == "(`w`)."


def test_link_goes_to_https_only_and_its_address_ends_where_it_should() -> None:
    assert prose((Span(text="the paper", href="https://a.example/x?a=1&b=<|>"),)) == (
        "<https://a.example/x?a=1&amp;b=%3C%7C%3E|the paper>"
    )
    assert prose((Span(text="the page", href="http://a.example"),)) == "the page (http://a.example)"
    assert prose((Span(text="> x", href="https://a.example"),)) == f"<https://a.example|{BLANK}&gt; x>"


def test_plain_text_is_one_line_that_keeps_emoji_codes_and_is_never_empty() -> None:
    assert plain(" :smile:\n<!channel> ", most=75) == {
        "type": "plain_text",
        "text": ":smile: <!channel>",
        "emoji": False,
    }
    assert plain("\N{ZERO WIDTH SPACE}\t", most=75)["text"] == "…"
    assert plain("👩‍👩‍👧‍👦" * 9, most=24)["text"] == "👩‍👩‍👧‍👦" * 2 + "…"


def test_listing_has_its_title_and_what_it_prints() -> None:
    code = Code(text="print(6 * 7)\n\tx", language="python", title="The answer", output="42")
    assert shown(code) == "*The answer*\n```\nprint(6 * 7)\n\tx\n```\n→\n```\n42\n```"


def test_callout_is_a_quotation_with_its_kind_in_words_and_listings_free_of_it() -> None:
    body = (
        Paragraph(text=text("One.\nTwo.")),
        List(items=(ListItem(text=text("a")), ListItem(text=text("b")))),
        Quote(text=text("q"), source="Ada"),
        Code(text="x"),
    )
    assert shown(Callout(tone="right", label="Right", title="Yes", body=body)) == (
        "> ✅ *Right* · *Yes*\n> One.\n> Two.\n> \n> • a\n> • b\n> \n> q\n> — Ada\n\n```\nx\n```"
    )


def test_lists_keep_their_numbers_and_levels() -> None:
    items = (ListItem(text=text("a")), ListItem(text=text("b"), level=1), ListItem(text=text("c")))
    inside = "\N{NO-BREAK SPACE}" * 2
    assert shown(List(items=items)) == f"• a\n{inside}◦ b\n• c"
    assert shown(List(items=items, ordered=True, start=3)) == f"3. a\n{inside}1. b\n4. c"


def test_steps_are_numbered_titles_with_what_belongs_to_them_below() -> None:
    steps = Steps(
        title="How",
        steps=(Step(title="Warm the pot", body=(Paragraph(text=text("Well.")),)), Step(title="Pour")),
    )
    assert shown(steps) == "*How*\n\n*1. Warm the pot*\nWell.\n\n*2. Pour*"


def test_headings_quotes_and_pictures() -> None:
    assert shown(Heading(text=text("What\nchanges"))) == "*What changes*"
    assert shown(Quote(text=text("a\nb"), source="Ada")) == "> a\n> b\n> — Ada"
    assert shown(Image(src="leaf.png", alt="A leaf")) == "🖼 A leaf"
    assert line(" > a\n b ") == f"{BLANK} &gt; a b"
    assert written(Paragraph(text=text(" \N{ZERO WIDTH SPACE}"))) == ()


def test_text_that_grows_is_parted_between_its_lines_with_its_marks_whole() -> None:
    parts = written(Paragraph(text=(Span(text="word:a:\n" * 390, bold=True),)))
    assert len(parts) > 1
    for part in parts:
        assert all(re.fullmatch(rf"\*word:{BLANK}a:\*", each) for each in part.split("\n"))
