"""How Indonesian text writes numbers, rupiah, dates, times, spans and months. Forms only: no sentence, no data.

Not Babel: of it only separators and month names would be used, which is less code than the patterns it would take, and
its Indonesian times are in no form that says WIB.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Context, Decimal

WIB = timezone(timedelta(hours=7), "WIB")
"""Jakarta time, in which offices and documents tell theirs; it knows no summer time."""

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)

AWAITED = {"fa_detail": "realisasi anggaran", "realisasi_kinerja": "realisasi kinerja"}
"""What a satker is awaited to report every month; any form of a budget export is one."""

_SEPARATORS = str.maketrans(",.", ".,")


_EXACTLY = Context(prec=60)


def number(value: int | Decimal, places: int | None = None) -> str:
    """``1.234.567``, ``81,25``; decimals without noughts at their end, or with exactly ``places``, rounded half up."""
    if places is not None:
        text = f"{Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACTLY):,f}"
    else:
        text = f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.translate(_SEPARATORS)


def rupiah(amount: int) -> str:
    """``Rp1.234.567``, ``-Rp500``."""
    return f"{'-' if amount < 0 else ''}Rp{number(abs(amount))}"


def in_wib(time: datetime) -> datetime:
    """A time as Jakarta time; one without a zone is UTC, as the warehouse keeps it."""
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(WIB)


def wib(time: datetime) -> str:
    """``21-01-2026 01.30 WIB``, of a time as ``in_wib`` takes it."""
    return f"{in_wib(time):%d-%m-%Y %H.%M} WIB"


def wib_stamp(time: datetime) -> str:
    """``21-01-2026 08.30 WIB``, of a time that is Jakarta's already, as documents carry it (``waktu_sumber``)."""
    return f"{time:%d-%m-%Y %H.%M} WIB"


def day(value: date) -> str:
    """``21-01-2026``; of a time, the day that it says itself, whatever its zone."""
    return f"{value:%d-%m-%Y}"


def duration(span: timedelta) -> str:
    """``3 hari 4 jam``, to the nearest hour; below an hour minutes, below a minute seconds."""
    seconds = max(0.0, span.total_seconds())
    if seconds < 59.5:
        return f"{round(seconds)} detik"
    if seconds < 3570:
        return f"{round(seconds / 60)} menit"
    days, hours = divmod(round(seconds / 3600), 24)
    return " ".join(part for part, n in ((f"{days} hari", days), (f"{hours} jam", hours)) if n)


def month_name(month: int) -> str:
    """``Januari`` for 1."""
    return MONTHS[month - 1]


def os_reason(error: OSError) -> str:
    """Why a file or folder cannot be used, as people say it."""
    told = {FileNotFoundError: "tidak ada", PermissionError: "tidak diizinkan", IsADirectoryError: "itu sebuah folder"}
    return told.get(type(error), error.strerror or str(error))


def month_spans(numbers: Sequence[int]) -> str:
    """``Januari sampai Maret, Mei`` for 1, 2, 3, 5 (ascending)."""
    runs: list[list[int]] = []
    for month in numbers:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(" sampai ".join(month_name(end) for end in dict.fromkeys((run[0], run[-1]))) for run in runs)


def listed(names: Sequence[str], most: int) -> str:
    """``a, b, c``; of more than ``most`` names the first: ``a, b dan 12 lain``."""
    rest = len(names) - most
    return ", ".join(names) if rest <= 0 else f"{', '.join(names[:most])} dan {number(rest)} lain"


def shortened(text: str, most: int) -> str:
    """``text``, or its beginning with ``…`` where it has more than ``most`` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def printable(text: str) -> str:
    """``text`` with ``?`` for what a screen would obey instead of show."""
    return "".join(char if char.isprintable() else "?" for char in text)


def cited(text: str) -> str:
    """What somebody's file says, fit to stand in a sentence."""
    return printable(shortened(text, 60))
