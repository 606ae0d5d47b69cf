"""The year and month of a document that says none inside. No format knowledge, no file system."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple

from pipelines.readers.months import MONTHS_WITH_ENGLISH

NAMA_BERKAS = "nama berkas"


class Period(NamedTuple):
    """What somebody stated about a file beside its content.

    Attributes:
        tahun: budget year, or None.
        bulan: month 1..12, or None.
        dari: who stated it: ``nama berkas``, ``keterangan`` (keterangan.csv) or ``perintah`` (--bulan, --tahun).
    """

    tahun: int | None = None
    bulan: int | None = None
    dari: str = ""


UNSTATED = Period()

# april_upload, Sep2025, uploadApril and APRIL hold one word each that may be a month.
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# A date (2021-05-03, 03.05.2021) is mostly the day of a download: it states neither month nor year.
_DATE = re.compile(r"(?<!\d)(?:20\d\d([-_. ])\d{1,2}\1\d{1,2}|\d{1,2}([-_. ])\d{1,2}(?:\2)20\d\d)(?!\d)")
_NAMES = "|".join(MONTHS_WITH_ENGLISH)
# What a report is said to reach, or the end of a range: to its last day a month is told, any other day is one of a
# download.
_UP_TO = re.compile(
    r"(?<![A-Za-z])(?:(?:per|posisi|s[-_. ]?d|sampai(?:[-_ ]dengan)?|hingga)(?:[-_. ]*(?:tanggal|tgl))?"
    rf"|(?:(?<!\d)\d{{1,2}}[-_. ]*(?:{_NAMES})[-_. ]*20\d\d|(?P<awal>{_NAMES}))[_. ]*[-\u2013\u2014])"
    rf"[-_. ]*(?<!\d)(?P<hari>\d{{1,2}})[-_. ]*(?P<bulan>{_NAMES}|(?<=[-_. ])\d{{1,2}}(?=[-_. ]))[-_. ]*"
    r"(?P<tahun>20\d\d)(?!\d)",
    re.IGNORECASE,
)
# So is 5 Mei 2021; in 063.01 April 2021 the digits are a ministry and its unit.
_WORD_DATE = re.compile(
    rf"(?<![0-9A-Za-z])(?<!(?<!\d)\d{{3}}[-_. ])\d{{1,2}}[-_. ]*(?P<bulan>{_NAMES})[-_. ]*20\d\d(?!\d)",
    re.IGNORECASE,
)
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?!\d)")
# After other digits (063.01-2021) the first group is filled, and the pair is part of a code.
_MONTH_YEAR = re.compile(r"(\d?)[-_. ]*(?<![0-9A-Za-z])(0[1-9]|1[0-2])[-_.](20\d\d)(?!\d)")
# With a space between, codes and counts look the same: only the last words of a name that has no other digits.
_SPACED = re.compile(r"\A\D*(?<![0-9A-Za-z])(?:(0[1-9]|1[0-2]) (20\d\d)|(20\d\d) (0[1-9]|1[0-2]))(?:\.[A-Za-z]\w*)?\Z")


def period_in_name(name: str) -> Period:
    """The month and year that a file's name tells: ``april upload``, ``Aug2021``, ``2021-04``, ``202104``, ``04 2021``.

    The last component of a path speaks first; what it does not mention, the nearest folder around it may tell
    (``2021/April/upload.xlsx``). Two different months in one component, or two years, are no statement at all; a month
    in words speaks before digits, and the last day of a month that the file is said to reach (``per 30 April 2021``,
    ``1 Januari - 30-04-2021``) before both. Digits that may be a code (``063.01 2021``) or another day (``5 Mei 2021``)
    tell no month; where such a day stands beside the word of another month, which may be the beginning of a range
    (``Januari sd 15 April 2021``), there is no statement.
    """
    months: set[int] = set()
    years: set[int] = set()
    for part in reversed(re.split(r"[/\\]", name)):
        told_months, told_years = _told(part)
        months, years = months or told_months, years or told_years
    bulan = months.pop() if len(months) == 1 else None
    tahun = years.pop() if len(years) == 1 else None
    return Period(tahun, bulan, NAMA_BERKAS) if bulan or tahun else UNSTATED


def _told(part: str) -> tuple[set[int], set[int]]:
    text = _WORD_DATE.sub("#", _DATE.sub("#", part))
    years = {int(year) for year in _YEAR.findall(text)}
    reaching = [*_UP_TO.finditer(part)]
    if reached := {ended for match in reaching if (ended := _ended(match))}:
        return {month for _, month in reached}, years | {year for year, _ in reached}
    pairs = [(int(year), int(month)) for year, month in _YEAR_MONTH.findall(text)]
    pairs += [(int(year), int(month)) for before, month, year in _MONTH_YEAR.findall(text) if not before]
    if spaced := _SPACED.match(text):
        pairs.append((int(spaced[2] or spaced[3]), int(spaced[1] or spaced[4])))
    words = {MONTHS_WITH_ENGLISH[word.lower()] for word in _WORD.findall(text) if word.lower() in MONTHS_WITH_ENGLISH}
    days = {_month_of(match["bulan"]) for match in (*reaching, *_WORD_DATE.finditer(part))}
    return words | days if words else {month for _, month in pairs}, years | {year for year, _ in pairs}


def _ended(reached: re.Match[str]) -> tuple[int, int] | None:
    """The year and month of which the day is the last; None where it is another day."""
    month, year = _month_of(reached["bulan"]), int(reached["tahun"])
    if month not in range(1, 13) or int(reached["hari"]) != monthrange(year, month)[1]:
        return None
    is_range = not reached["awal"] or _month_of(reached["awal"]) <= month
    return (year, month) if is_range else None


def _month_of(word: str) -> int:
    return int(word) if word.isdecimal() else MONTHS_WITH_ENGLISH[word.lower()]
