"""The product's own words, as views need them."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Protocol


class Words(Protocol):
    """A loaded catalogue: sentences, numbers and times in one language.

    Message ids are the English sentences, with named `{placeholders}`.
    """

    locale: str

    def say(self, message: str, /, **values: object) -> str:
        """The sentence in this language, with `values` put in; ints and Fractions are formatted."""
        ...

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence for `n` things; `{n}` in it is `n`."""
        ...

    def percent(self, share: Fraction) -> str:
        """A share of 1 as a percentage."""
        ...

    def number(self, amount: Fraction | int) -> str:
        """A number with at most two decimals."""
        ...

    def moment(self, at: datetime) -> str:
        """A point in time, date and minute, in UTC and saying so."""
        ...

    def day(self, day: date) -> str:
        """A day, as it is written in this language."""
        ...

    def duration(self, length: timedelta) -> str:
        """A length of time, rounded to what a person would say."""
        ...
