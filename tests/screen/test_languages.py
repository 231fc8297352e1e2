"""The product's sentences: complete in every language, and put together as the language does it."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.blocks import message
from courseware_core.languages import DOMAIN, LOCALES, SOURCE, available, catalogue, negotiate
from courseware_core.screen.words import Words
from courseware_core.testing.words import MarkedWords, unmarked

ROOT = Path(__file__).parents[2]
TRANSLATED = [locale for locale in available() if locale != SOURCE]
every_language = pytest.mark.parametrize("locale", TRANSLATED)


def translations(locale: str) -> Catalog:
    with (LOCALES / locale / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=locale)


def sentences(locale: str) -> Iterator[Message]:
    return (each for each in translations(locale) if each.id)


def listed(texts: object) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts) if isinstance(texts, tuple | list) else []


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_catalogues_are_current_with_the_sources() -> None:
    found = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "messages.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, ""), found.stdout + found.stderr


def test_there_is_german_besides_english() -> None:
    assert available() == ("en", "de")


@every_language
def test_every_sentence_is_translated(locale: str) -> None:
    missing = [each.id for each in sentences(locale) if each.fuzzy or not all(listed(each.string))]
    assert missing == []


@every_language
def test_every_translation_has_the_placeholders_of_its_sentence(locale: str) -> None:
    for each in sentences(locale):
        ids, strings = listed(each.id), listed(each.string)
        for number, string in enumerate(strings):
            wanted = placeholders(ids[min(number, len(ids) - 1)])
            assert placeholders(string) - {"n"} == wanted - {"n"}, string
            assert placeholders(string) <= wanted | {"n"}, string
            assert len(ids) > 1 or placeholders(string) == wanted, string


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        *(((), "en"), (("de",), "de"), (("de-AT",), "de-AT"), (("de_AT.UTF-8",), "de-AT")),
        *((("xx", "de"), "de"), (("", "fr", "en-GB"), "en-GB"), (("C",), "en"), (("POSIX", "de"), "de")),
        *((("../de",), "en"), (("de-XX-nonsense",), "de"), (("fr",), "en")),
    ],
)
def test_the_first_language_that_there_is_is_taken(wanted: tuple[str, ...], found: str) -> None:
    assert negotiate(*wanted) == found


@given(tag=st.text())
def test_any_text_may_be_asked_for(tag: str) -> None:
    assert negotiate(negotiate(tag)) == negotiate(tag)


def test_a_regional_language_falls_back_to_its_language_and_an_unknown_one_to_english() -> None:
    assert catalogue("de-AT").say("Next") == catalogue("de").say("Next") != "Next"
    assert (catalogue("de-AT").locale, catalogue("fr").locale) == ("de-AT", "en")
    assert catalogue("fr").say("Next") == "Next"


def test_values_are_written_as_the_language_writes_them() -> None:
    sentence = "You have {score} of {total} marks."
    english = catalogue("en").say(sentence, score=Fraction(25, 2), total=1500)
    assert english == "You have 12.5 of 1,500 marks."
    assert "12,5" in catalogue("de").say(sentence, score=Fraction(25, 2), total=1500)


def test_a_sentence_agrees_with_its_number() -> None:
    def left(n: int) -> str:
        return catalogue("en").count("{n} try left", "{n} tries left", n)

    assert (left(1), left(2)) == ("1 try left", "2 tries left")


def test_braces_in_a_value_are_only_braces() -> None:
    assert (
        catalogue("en")
        .say("“{line}” is no number. Type the answer in digits.", line="{x}")
        .startswith("“{x}”")
    )


@pytest.mark.parametrize(
    ("share", "english", "german"),
    [
        (Fraction(4, 5), "80%", "80\u00a0%"),
        (Fraction(11, 15), "73.3%", "73,3\u00a0%"),
        (Fraction(0), "0%", "0\u00a0%"),
        (Fraction(1), "100%", "100\u00a0%"),
    ],
)
def test_a_share_is_a_percentage(share: Fraction, english: str, german: str) -> None:
    assert (catalogue("en").percent(share), catalogue("de").percent(share)) == (english, german)


@given(share=st.fractions(0, 1), needed=st.fractions(0, 1))
def test_what_misses_a_pass_mark_never_looks_like_more_than_it(share: Fraction, needed: Fraction) -> None:
    words = catalogue("en")
    if share < needed:
        assert float(words.percent(share)[:-1]) <= float(words.percent(needed)[:-1])


@pytest.mark.parametrize(
    ("amount", "english", "german"),
    [(Fraction(2, 3), "0.67", "0,67"), (Fraction(3, 2), "1.5", "1,5"), (1234, "1,234", "1.234")],
)
def test_a_number_has_two_decimals_at_most(amount: Fraction | int, english: str, german: str) -> None:
    assert (catalogue("en").number(amount), catalogue("de").number(amount)) == (english, german)


def test_a_moment_is_in_utc_and_says_so() -> None:
    at = datetime(2026, 11, 21, 9, 7, tzinfo=timezone(timedelta(hours=1)))
    assert catalogue("en").moment(at).replace("\u202f", " ") == "November 21, 2026, 8:07 AM UTC"
    assert catalogue("de").moment(at) == "21. November 2026, 08:07 Uhr (UTC)"
    with pytest.raises(ValueError, match="no time zone"):
        catalogue("en").moment(at.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("length", "english", "german"),
    [
        (timedelta(), "0 seconds", "0 Sekunden"),
        (timedelta(seconds=-5), "0 seconds", "0 Sekunden"),
        (timedelta(seconds=59), "59 seconds", "59 Sekunden"),
        (timedelta(seconds=89), "1 minute, 29 seconds", "1 Minute, 29 Sekunden"),
        (timedelta(minutes=29, seconds=59), "30 minutes", "30 Minuten"),
        (timedelta(minutes=90), "1 hour, 30 minutes", "1 Stunde, 30 Minuten"),
        (timedelta(hours=12), "12 hours", "12 Stunden"),
        (timedelta(days=2, hours=1, minutes=50), "2 days, 2 hours", "2 Tage, 2 Stunden"),
        (timedelta(hours=23, minutes=59, seconds=40), "1 day", "1 Tag"),
    ],
)
def test_a_length_of_time_is_said_as_a_person_would(length: timedelta, english: str, german: str) -> None:
    assert (catalogue("en").duration(length), catalogue("de").duration(length)) == (english, german)


def test_marked_words_show_what_did_not_come_from_the_catalogue() -> None:
    words: Words = MarkedWords()
    inner = words.say("Quiz")
    line = (
        words.say("Go on: {activity}", activity=inner) + " by hand " + words.count("{n} try", "{n} tries", 2)
    )
    assert unmarked(line) == " by hand "
    assert message("True") == "True"
    assert words.moment(datetime(2026, 11, 21, tzinfo=UTC)) == "2026-11-21 00:00 UTC"
