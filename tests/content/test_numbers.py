"""Numbers are read in the notation of whoever writes them, exactly, or refused with a reason."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.content.questions.base import Invalid
from courseware_core.content.questions.numbers import is_recorded, off_by, read_number, typed

NO_BREAK, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("112", "112"),
        (" 112 ", "112"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1.50", "1.5"),
        ("007", "7"),
        ("1 000", "1000"),
        (f"1{NO_BREAK}000", "1000"),
        (f"1{THIN}234{THIN}567,8", "1234567.8"),
        (f"1{NARROW}000.5", "1000.5"),
        ("1'000", "1000"),
        ("1\N{RIGHT SINGLE QUOTATION MARK}000,25", "1000.25"),
        ("1,000.5", "1000.5"),
        ("1.000,5", "1000.5"),
        ("1,000,000", "1000000"),
        ("1.000.000", "1000000"),
        ("1e3", "1000"),
        ("1.5E-4", "0.00015"),
        ("1,5e+2", "150"),
        ("+3", "3"),
        ("-3", "-3"),
        ("- 3", "-3"),
        ("\N{MINUS SIGN}3", "-3"),
        ("\N{EN DASH}3", "-3"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("0e5", "0"),
        ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", "12"),
        ("\N{ARABIC-INDIC DIGIT THREE}\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC-INDIC DIGIT FIVE}", "3.5"),
        ("112 GB", "112"),
        ("112GB", "112"),
        ("112 gb", "112"),
        ("1 000 GB", "1000"),
    ],
)
def test_a_number_is_read_in_any_notation(written: str, number: str) -> None:
    assert read_number(written, "GB") == number


@pytest.mark.parametrize("written", ["1,000", "1.000", "12.345", "999,999", "-1,000", "1,000 GB"])
def test_what_may_mean_thousands_or_a_fraction_is_refused(written: str) -> None:
    assert read_number(written, "GB") == Invalid(code="two_numbers")


@pytest.mark.parametrize(
    "written",
    [
        *("twelve", "about 12", "12 or 13", "12 km", "12 GBs", "1/2", "½", "10²", "2^3", "12 34", "1.2.3"),
        *("1,00,000", "1.000,000.5", "1,000'000", "1 000.000.000", "--3", "3-", "0x10", "1e", "e3", "1e999"),
        *("inf", "nan", "1_000", "(3)", "3 %", "-", ".", ",", "9" * 41, "0." + "0" * 40 + "1"),
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    assert read_number(written, "GB") == Invalid(code="no_number")


@pytest.mark.parametrize("written", ["", "  ", "GB", NO_BREAK])
def test_nothing_is_blank(written: str) -> None:
    assert read_number(written, "GB") == Invalid(code="blank")


def test_a_unit_may_have_spaces_and_signs() -> None:
    assert read_number("3  million requests", "million requests") == "3"
    assert read_number("45%", "%") == "45"
    assert read_number("45", "%") == "45"


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.sampled_from(("", "GB", "%", "km/h")))
def test_whatever_is_written_is_a_recorded_number_or_is_refused(written: str, unit: str) -> None:
    found = read_number(written, unit)
    assert isinstance(found, Invalid) or (is_recorded(found) and read_number(typed(Fraction(found))) == found)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=7, min_value=-(10**9), max_value=10**9),
    st.sampled_from((" ", "'", NO_BREAK, NARROW)),
    st.sampled_from((".", ",")),
)
def test_every_notation_of_a_number_is_the_same_number(value: object, between: str, point: str) -> None:
    whole, _, decimals = f"{value:,}".partition(".")
    written = whole.replace(",", between) + (point + decimals if decimals else "")
    found = read_number(written)
    assert isinstance(found, str)
    assert Fraction(found) == Fraction(str(value))


@given(
    st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=1).flatmap(
        lambda whole: st.integers(0, 6).map(lambda places: whole / 10**places)
    )
)
def test_what_is_typed_for_a_number_is_read_as_that_number(value: Fraction) -> None:
    found = read_number(typed(value))
    assert isinstance(found, str)
    assert Fraction(found) == value


def test_a_tolerance_is_an_amount_or_a_percentage_of_the_answer() -> None:
    assert off_by("0.1", "3") == Fraction(1, 10)
    assert off_by("5%", "-3") == Fraction(15, 100)
    assert off_by("0", "3") == 0
