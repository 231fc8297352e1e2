"""The product's own sentences in every language there are translations for.

Message ids are the English sentences. A translation is a gettext catalogue under `locales/`; numbers,
dates and units are Babel's. `tools/messages.py` keeps the catalogues current.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import floor
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from babel.units import format_unit

from courseware_core.screen.words import Words

DOMAIN = "courseware"
LOCALES = Path(__file__).parent / "locales"
SOURCE = "en"
"""The language of message ids, which needs no catalogue and is the last resort."""

_HOUR_S = 3600
_DAY_S = 24 * _HOUR_S
_EXACT_S = 5 * 60
"""Lengths below this are said to the second."""

_Unit = Literal["day", "hour", "minute", "second"]


def available() -> tuple[str, ...]:
    """The languages there are sentences in, English first."""
    compiled = LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (SOURCE, *sorted(path.parent.parent.name for path in compiled))


def own_name(tag: str) -> str:
    """What a language is called in itself. Raises: ValueError when `tag` names none."""
    found = _known(tag)
    if found is None:
        raise ValueError(f"{tag!r} names no language")
    name = found.get_display_name() or tag
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=256)
def negotiate(*wanted: str) -> str:
    """The first of `wanted` that there are sentences in, as a tag such as `de-AT`; else English.

    Tags may be written `de-AT`, `de_AT` or `de_AT.UTF-8`; empty and unknown ones are passed over.
    """
    for tag in wanted:
        found = _known(tag)
        if found is not None and found.language in _languages():
            return str(found).replace("_", "-")
    return SOURCE


def is_language(tag: str) -> bool:
    """Whether `tag`, written as `negotiate` reads it, names a language at all."""
    return _known(tag) is not None


@lru_cache(maxsize=256)
def catalogue(locale: str) -> Words:
    """The words for `locale`, which falls back from `de-AT` to `de`, and from there to English."""
    return _Catalogue(negotiate(locale))


class _Catalogue:
    """One language's words over Babel. Values are put in as the language writes them."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._locale = Locale.parse(locale, sep="-")
        # A screen has many numbers, mostly small ones, and Babel reads the pattern anew for each.
        self.number = lru_cache(maxsize=1024)(self._number)
        self._messages: NullTranslations = NullTranslations()
        if self._locale.language != SOURCE:
            self._messages = Translations.load(LOCALES, [str(self._locale), self._locale.language], DOMAIN)

    def say(self, message: str, /, **values: object) -> str:
        return self._filled(self._messages.ugettext(message), values)

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        return self._filled(self._messages.ungettext(one, many, n), {**values, "n": n})

    def percent(self, share: Fraction) -> str:
        # Rounded down to a tenth of a percent, so that what just misses a pass mark never looks like it.
        reached = Decimal(floor(share * 1000)) / 1000
        return format_percent(reached, locale=self._locale, decimal_quantization=False)

    def _number(self, amount: Fraction | int) -> str:
        rounded = Decimal(round(Fraction(amount) * 100)) / 100
        return format_decimal(rounded, format="#,##0.##", locale=self._locale)

    def moment(self, at: datetime) -> str:
        if at.tzinfo is None:
            raise ValueError(f"{at} has no time zone")
        in_utc = at.astimezone(UTC)
        return self.say(
            "{date}, {time} UTC",
            date=format_date(in_utc.date(), "long", locale=self._locale),
            time=format_time(in_utc.time(), "short", locale=self._locale),
        )

    def day(self, day: date) -> str:
        return format_date(day, "full", locale=self._locale)

    def duration(self, length: timedelta) -> str:
        spoken = [
            format_unit(n, f"duration-{unit}", "long", locale=self._locale) for unit, n in _spoken(length)
        ]
        return format_list(spoken, "unit", locale=self._locale)

    def _filled(self, sentence: str, values: Mapping[str, object]) -> str:
        return sentence.format_map({name: self._written(value) for name, value in values.items()})

    def _written(self, value: object) -> object:
        return self.number(value) if type(value) in (int, Fraction) else value


@cache
def _languages() -> frozenset[str]:
    return frozenset(available())


@lru_cache(maxsize=256)
def _known(tag: str) -> Locale | None:
    """The locale that a tag or a POSIX locale name means."""
    plain = tag.partition(".")[0].partition("@")[0].replace("-", "_")
    try:
        return Locale.parse(plain) if plain else None
    except (ValueError, UnknownLocaleError):
        language = plain.partition("_")[0]
        return _known(language) if language != plain else None


def _spoken(length: timedelta) -> list[tuple[_Unit, int]]:
    """The parts of `length` that a person would say: two at most, the last one rounded."""
    seconds = max(0, round(length.total_seconds()))
    if seconds >= _EXACT_S:
        seconds = 60 * round(seconds / 60)
    if seconds >= _DAY_S:
        seconds = _HOUR_S * round(seconds / _HOUR_S)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    parts: list[tuple[_Unit, int]] = [("day", days), ("hour", hour), ("minute", minute), ("second", second)]
    return [part for part in parts if part[1]] or [("second", 0)]
