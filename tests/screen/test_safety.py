"""Text of learners and models: what is dangerous everywhere is gone before anything is shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.blocks import Span, plain
from courseware_core.screen.safety import CUT, clean, neutral, visible
from courseware_core.testing.screens import PIECES

ANY = st.one_of(
    st.text(st.characters()),
    st.text(st.characters(categories=("Cc", "Cf", "Cs", "Mn", "Zl", "Zs", "L"))),
    st.lists(st.sampled_from(PIECES)).map("".join),
)


@given(text=ANY)
def test_cleaned_text_has_nothing_dangerous_and_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert not {each for each in cleaned if unicodedata.category(each) in ("Cc", "Cs") and each != "\n"}
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\u00ad") & set(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode()


PLAIN = "[\n -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25ff\u2700-\u27bf]*"


@given(text=st.from_regex(PLAIN, fullmatch=True), most=st.integers(1, 40), at=st.integers(0, 40))
def test_plain_text_is_left_alone_and_what_cannot_be_seen_in_it_changes_nothing(
    text: str, most: int, at: int
) -> None:
    hiding = f"{text[:at]}\u200b{text[at:]}"
    assert clean(text) == clean(hiding) == text
    assert clean(text, max_length=most) == clean(hiding, max_length=most)


@given(text=ANY, most=st.integers(1, 40))
def test_text_is_shown_no_longer_than_there_is_room_and_says_that_it_goes_on(text: str, most: int) -> None:
    shown, whole = clean(text, max_length=most), clean(text)
    assert len(shown) <= most
    assert shown == whole or (shown.endswith(CUT) and whole.startswith(shown.removesuffix(CUT)))


@pytest.mark.parametrize(
    "words",
    [
        *("Hello, world!\n\nSecond paragraph.", "Größe, naïve, 世界, Привет"),
        *("👩‍👩‍👧‍👦 🏳️‍🌈 ❤️ 👍🏽 🇩🇪", "می‌خواهم", "क्‍ष", "שלום \u200fעולם", "e\u0323\u0302"),
    ],
)
def test_ordinary_text_of_any_script_is_left_alone(words: str) -> None:
    assert clean(words) == unicodedata.normalize("NFC", words)


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("\x1b[31mred\x07\x00", "[31mred"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("pay\u200bload\ufeff", "payload"),
        ("a\u200d\u200d\u200db", "a\u200db"),
        ("a \u200d b\u200d", "a  b"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("Z" + "\u0335" * 50, "Z" + "\u0335" * 6),
        ("lone \ud83d here", "lone \ufffd here"),
        ("e\u0301", "é"),
    ],
)
def test_what_cannot_be_seen_or_misleads_is_taken_out(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


def test_a_text_is_never_shortened_within_a_character_as_people_see_it() -> None:
    assert clean("ab👩‍👩‍👧‍👦cd", max_length=9) == "ab" + CUT
    assert clean("abcd", max_length=4) == "abcd"


def test_text_to_print_has_no_control_characters() -> None:
    assert visible("a\x1b]0;title\x07b\nc\td\ud800") == "a]0;titleb\ncd\ufffd"


def shown(*spans: Span, links: tuple[str, ...] = ()) -> list[tuple[str, bool, str | None]]:
    return [(span.text, span.code, span.href) for span in neutral(spans, links=links)]


def test_only_links_that_are_vouched_for_stay_links() -> None:
    ours, theirs = "https://ours.example/a", "https://theirs.example"
    spans = (Span(text="paper", href=ours), Span(text="click here", href=theirs, bold=True))
    assert shown(*spans, links=(ours,)) == [("paper", False, ours), ("click here", False, None)]
    assert shown(*spans) == [("paper", False, None), ("click here", False, None)]
    assert neutral(spans)[1].bold


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example/x?y=1", "http://evil.example", "javascript:alert", "slack://open"),
        *("www.evil.example", "evil.com", "sub.evil.co.uk/path", "mailto:a@evil.com"),
    ],
)
def test_an_address_in_the_text_is_marked_as_code(address: str) -> None:
    assert shown(Span(text=f"See {address}, now.")) == [
        ("See ", False, None),
        (address, True, None),
        (", now.", False, None),
    ]


def test_an_address_that_is_vouched_for_is_text() -> None:
    assert shown(Span(text="See https://ours.example."), links=("https://ours.example",)) == [
        ("See https://ours.example.", False, None)
    ]


@pytest.mark.parametrize("words", ["e.g. this", "3.5 of 5", "so: yes", "a/b", "U.S.A.", "50 % i.e. half"])
def test_ordinary_words_are_no_addresses(words: str) -> None:
    assert shown(Span(text=words)) == [(words, False, None)]


@given(text=ANY)
def test_no_word_is_lost_in_neutral_text(text: str) -> None:
    assert plain(neutral((Span(text=text),))) == text
