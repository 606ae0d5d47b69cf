"""Printed numbers: both notations, the boundary at 15 digits, and every way a number can be wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.numbers import NumberFormat, canonical, detect_format, parse_amount, parse_decimal

EN, ID = NumberFormat.ENGLISH, NumberFormat.INDONESIAN


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["145,716,000"], EN),
        (["145.716.000"], ID),
        (["81.25"], EN),
        (["81,25"], ID),
        (["1,234.5"], EN),
        (["1.234,5"], ID),
        (["560,000"], EN),
        (["560.000"], ID),
        (["0.125"], EN),
        (["560.000", "81.25"], EN),  # a doubtful mark gives way to a clear one
        (["145,716,000", "80,966,250", "145.716.000"], EN),
        (["145,716,000", "145.716.000"], None),
        (["100", "2", "", "nama", "DR.3165.QIA.002", "1.", "145,7l6,000", "1,2.3,4"], None),
        ([], None),
    ],
)
def test_format_is_detected_from_the_numbers_of_a_document(texts: list[str], expected: NumberFormat | None) -> None:
    assert detect_format(texts) is expected


@pytest.mark.parametrize(
    ("text", "fmt", "expected"),
    [
        ("145,716,000", EN, 145716000),
        ("145.716.000", ID, 145716000),
        (" 145716000\xa0", ID, 145716000),
        ("0", EN, 0),
        ("-1,250", EN, -1250),
        ("(1.250)", ID, -1250),
        ("1,250.00", EN, 1250),
        ("999,999,999,999,999", EN, 999999999999999),
    ],
)
def test_amounts(text: str, fmt: NumberFormat, expected: int) -> None:
    assert parse_amount(text, fmt) == expected


@pytest.mark.parametrize(
    ("text", "fmt", "reason"),
    [
        ("", EN, "kosong"),
        ("145,7l6,000", EN, "memuat huruf"),
        ("Rp 5.000", ID, "memuat huruf"),
        ("145 716 000", EN, "memuat tanda"),
        ("٣٤", EN, "memuat tanda"),
        ("--5", EN, "memuat tanda"),
        ("1,23,000", EN, "pemisah ribuan"),
        ("1234,000", EN, "pemisah ribuan"),
        ("1,234", ID, "bukan rupiah bulat"),
        ("145,716,000", ID, "tanda desimal"),
        (",5", ID, "tanda desimal"),
        ("5,", ID, "tanda desimal"),
        ("1.234.567", EN, "tanda desimal"),
        ("1,000,000,000,000,000", EN, "lebih dari 15 angka"),
        ("12345678901234567890", EN, "lebih dari 15 angka"),
    ],
)
def test_bad_amounts_say_why(text: str, fmt: NumberFormat, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_amount(text, fmt)


@pytest.mark.parametrize(
    ("text", "fmt", "expected"),
    [
        ("81.25", EN, "81.25"),
        ("81,25", ID, "81.25"),
        ("1.234,50", ID, "1234.5"),
        ("100", EN, "100"),
        ("8,3%", ID, "8.3"),
        ("0", EN, "0"),
        ("-2.0", EN, "-2"),
    ],
)
def test_decimals_are_exact_and_have_one_text(text: str, fmt: NumberFormat, expected: str) -> None:
    assert canonical(parse_decimal(text, fmt)) == expected


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_amounts_survive_printing_in_both_notations(value: int) -> None:
    printed = f"{value:,}"
    assert parse_amount(printed, EN) == value
    assert parse_amount(printed.replace(",", "."), ID) == value
    assert parse_amount(str(value), EN) == value


@given(st.decimals(min_value=Decimal(-(10**9)), max_value=Decimal(10**9), places=3))
def test_decimals_survive_printing_in_both_notations(value: Decimal) -> None:
    printed = f"{value:,f}"
    assert parse_decimal(printed, EN) == value
    assert parse_decimal(printed.translate(str.maketrans(",.", ".,")), ID) == value
    assert Decimal(canonical(value)) == value
