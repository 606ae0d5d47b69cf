"""The forms that every Indonesian text shares."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from pipelines import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_234_567, "1.234.567"),
        (-12_000, "-12.000"),
        (Decimal("81.2500"), "81,25"),
        (Decimal("1200"), "1.200"),
        (Decimal("12345.60"), "12.345,6"),
    ],
)
def test_numbers(value: int | Decimal, text: str) -> None:
    assert wording.number(value) == text


def test_numbers_with_a_fixed_count_of_decimals() -> None:
    assert [wording.number(Decimal(value), 1) for value in ("2", "0.04", "1234.56")] == ["2,0", "0,0", "1.234,6"]


def test_rupiah() -> None:
    assert [wording.rupiah(amount) for amount in (1_234_567, 0, -500)] == ["Rp1.234.567", "Rp0", "-Rp500"]


def test_times_are_told_in_jakarta() -> None:
    night = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)
    tokyo = timezone(timedelta(hours=9))
    assert {wording.wib(time) for time in (night, night.replace(tzinfo=None), night.astimezone(tokyo))} == {
        "21-01-2026 01.30 WIB"
    }
    assert wording.in_wib(night).date() == date(2026, 1, 21)
    assert wording.day(night) == "20-01-2026"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(-1), "0 detik"),
        (timedelta(seconds=4), "4 detik"),
        (timedelta(seconds=59.7), "1 menit"),
        (timedelta(minutes=5), "5 menit"),
        (timedelta(minutes=59.8), "1 jam"),
        (timedelta(hours=3), "3 jam"),
        (timedelta(hours=24), "1 hari"),
        (timedelta(hours=77), "3 hari 5 jam"),
    ],
)
def test_spans_of_time(span: timedelta, text: str) -> None:
    assert wording.duration(span) == text


def test_months_that_follow_each_other_are_one_span() -> None:
    assert wording.month_spans([1, 2, 3, 5, 8, 9]) == "Januari sampai Maret, Mei, Agustus sampai September"
    assert [wording.month_name(month) for month in (1, 12)] == ["Januari", "Desember"]


def test_long_lists_and_texts_are_cut() -> None:
    assert wording.listed(["a", "b", "c"], 3) == "a, b, c"
    assert wording.listed(["a", "b", "c"], 2) == "a, b dan 1 lain"
    assert wording.shortened("satu dua", 8) == "satu dua"
    assert wording.shortened("satu dua", 6) == "satu…"
    assert wording.cited("a\x1b[2J\n" + "b" * 100) == "a?[2J?" + "b" * 53 + "…"
