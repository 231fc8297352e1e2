"""Numbers in people's own notation, and as they are recorded: exact, in digits, with a point."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field, StringConstraints

from courseware_core.content.questions.base import Invalid

MAX_LENGTH = 80
"""Characters of what is read as a number."""

_MOST_PLACES = 40

Number = Annotated[
    str,
    StringConstraints(pattern=r"^-?[0-9]{1,20}(\.[0-9]{1,20})?$"),
    Field(json_schema_extra={"examples": ["112", "-0.5"]}),
]
"""An exact number as an author writes it: digits, with a point where there are decimals."""

Tolerance = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,20}(\.[0-9]{1,20})?\s*%?$"),
    Field(json_schema_extra={"examples": ["2", "0.05", "5%"]}),
]
"""How far off is still right: an exact amount, or a percentage of the answer."""

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2019\u02bc\u2032\uff07", "'"),
        **dict.fromkeys("\u066b\uff0e", "."),
        **dict.fromkeys("\u066c\uff0c", ","),
        "\uff0b": "+",
    }
)
"""Characters that people, telephones and word processors write for a sign or a separator."""

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)? ?[eE][+-]?\d{1,2}")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<by>[ '.,])\d{3}(?:(?P=by)\d{3})*(?:(?!(?P=by))[.,]\d+)?")
_SIMPLE = re.compile(r"\d+[.,]?\d*|[.,]\d+")
_RECORDED = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{0,39}[1-9])?")


def read_number(written: str, unit: str = "") -> str | Invalid:
    """The number that somebody wrote, as it is recorded.

    Read are `1.5`, `1,5`, `1 000`, `1'000`, `1,000.5`, `1.000.000`, `1e3`, a sign, and `unit` behind it.
    `1,000` and `1.000` are not: they are one thousand to some and one to others. The answer of a question
    has no say in this, or else what is refused would give it away. A number has at most 40 digits before
    its point, and as many behind it.
    """
    given = _without_unit(_tidy(written), _tidy(unit))
    if not given:
        return Invalid(code="blank")
    sign = "-" if given[0] == "-" else ""
    unsigned = (given[1:] if given[0] in "+-" else given).lstrip()
    if _TWO_WAYS.fullmatch(unsigned):
        return Invalid(code="two_numbers")
    scientific, grouped = _SCIENTIFIC.fullmatch(unsigned), _GROUPED.fullmatch(unsigned)
    if grouped:
        unsigned = unsigned.replace(grouped["by"], "")
    elif not (scientific or _SIMPLE.fullmatch(unsigned)):
        return Invalid(code="no_number")
    found = _recorded(sign + unsigned.replace(",", ".").replace(" ", ""))
    return found if is_recorded(found) else Invalid(code="no_number")


def is_recorded(number: str) -> bool:
    """Whether `number` is written as `read_number` returns one."""
    return _RECORDED.fullmatch(number) is not None


def typed(number: Fraction) -> str:
    """A number that has an end in decimals, as somebody can type it without being misunderstood."""
    places = 0
    while number * 10**places % 1 and places < _MOST_PLACES:
        places += 1
    places += places == 3  # behind three decimals a point might mark thousands
    whole, decimals = divmod(round(abs(number) * 10**places), 10**places)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{decimals:0{places}}" if places else f"{sign}{whole}"


def off_by(tolerance: str, answer: str) -> Fraction:
    """The amount by which something may differ from `answer`."""
    if tolerance.endswith("%"):
        return abs(Fraction(answer)) * Fraction(tolerance.removesuffix("%").strip()) / 100
    return Fraction(tolerance.strip())


def _tidy(written: str) -> str:
    """`written` with plain digits, signs and single spaces. Raised digits stay what they are."""
    spaced = " ".join(written.translate(_SAME).split())
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in spaced)


def _without_unit(given: str, unit: str) -> str:
    end = len(given) - len(unit)
    return given[:end].rstrip() if unit and given[end:].casefold() == unit.casefold() else given


def _recorded(number: str) -> str:
    digits = f"{Decimal(number):f}"
    shortest = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if shortest == "-0" else shortest
