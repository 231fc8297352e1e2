"""Words of no language, for finding text that does not come from the catalogue."""

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from courseware_core.screen.words import Words

OPEN, CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"


class MarkedWords(Words):
    """English words of which every sentence comes out between ⟦ and ⟧, numbers and times as they are.

    >>> MarkedWords().say("Question {n} of {total}", n=1, total=5)
    '⟦Question 1 of 5⟧'
    """

    locale = "en"

    def say(self, message: str, /, **values: object) -> str:
        return OPEN + message.format_map(values) + CLOSE

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        return self.say(one if n == 1 else many, **{**values, "n": n})

    def percent(self, share: Fraction) -> str:
        return f"{float(share):.1%}"

    def number(self, amount: Fraction | int) -> str:
        return f"{float(amount):g}"

    def moment(self, at: datetime) -> str:
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")

    def day(self, day: date) -> str:
        return day.isoformat()

    def duration(self, length: timedelta) -> str:
        return str(length)


def unmarked(text: str) -> str:
    """What of `text` stands outside of every ⟦ and ⟧."""
    inner = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
    while inner.search(text):
        text = inner.sub("", text)
    return text
