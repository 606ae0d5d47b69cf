"""``mart.proyeksi_serapan``: worked by hand, and against a computation that shares nothing with its SQL."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from tests.raw_rows import SATKER, TAHUN, Gudang

D = Decimal
Years = dict[int, dict[int, dict[str, tuple[int, int]]]]
"""Year, month and akun to pagu and realisasi s.d."""


def built(years: Years, satker: str = SATKER) -> Gudang:
    gudang = Gudang()
    for tahun, months in years.items():
        for bulan, accounts in months.items():
            rows = [(chr(65 + at), akun, pagu, 0, sd) for at, (akun, (pagu, sd)) in enumerate(sorted(accounts.items()))]
            gudang.fa(bulan, rows, satker, tahun)
    gudang.bangun()
    return gudang


def goods(**sd: int) -> dict[int, dict[str, tuple[int, int]]]:
    """One akun of a thousand: ``b3=90`` is what is spent until March."""
    return {int(month[1:]): {"521211": (1000, spent)} for month, spent in sd.items()}


def projection(gudang: Gudang, bulan: int, tahun: int = TAHUN, jenis: str | None = None) -> tuple[Any, ...]:
    (row,) = gudang.tanya(
        "select proyeksi, batas_bawah, batas_atas, proyeksi_pct, galat_pct, jumlah_uji, metode"
        f" from mart.proyeksi_serapan where bulan = {bulan} and tahun = {tahun}"
        f" and jenis_belanja is not distinct from {'null' if jenis is None else repr(jenis)}"
    )
    return row


def test_a_first_year_by_hand() -> None:
    """From 10, 40, 80 of a thousand: 80 x (12 / 3)^2 = 1280, held to the pagu of 1000; in April 100 x 9 = 900.

    Tests until April: 1 to 2: 40; 1 to 3: 90; 1 to 4: 160; 2 to 3: 90; 2 to 4: 160; 3 to 4: 142 (142.2). Misses: 0, 10,
    60, 10, 60, 42: mean 30.33 of a thousand. To December, 8 months: 0, 40, 160, 80, 240, 336; the largest, and a
    ninth more for each of three tests that are lacking: 448.
    """
    gudang = built({TAHUN: goods(b1=10, b2=40, b3=80, b4=100)})
    assert projection(gudang, 4) == (D(900), D(452), D(1000), D("90.00"), D("3.03"), 6, "laju meningkat")
    assert projection(gudang, 4, jenis="52") == projection(gudang, 4)
    proyeksi, bawah, atas, _, galat, jumlah, _ = projection(gudang, 3)
    # Misses 0, 10, 10, nine months ahead of 1, 2 and 1: 0, 45, 90; and two thirds more: 150.
    assert (proyeksi, bawah, atas, galat, jumlah) == (D(1000), D(850), D(1000), D("0.67"), 3)


def test_what_has_spent_nothing_is_not_projected_to_spend_nothing() -> None:
    """Capital spending mostly comes in December; the sum says what it leaves out, and its range does not exclude it."""
    months = {m: {"521211": (1000, 50 * m), "531111": (500, 0), "571111": (0, 0)} for m in range(1, 5)}
    gudang = built({TAHUN: months})
    assert projection(gudang, 4, jenis="53") == (None, None, None, None, None, 0, None)
    assert projection(gudang, 4, jenis="52")[:1] == (D(1000),)
    whole = projection(gudang, 4)
    assert (whole[0], whole[2]) == (D(1000), D(1500))
    told = dict(gudang.tanya("select jenis_belanja, keterangan from mart.proyeksi_serapan where bulan = 4"))
    assert told["53"] == told["57"] == "belum cukup data: belum ada realisasi tahun ini"
    assert told[None] == "belum termasuk Belanja Modal, yang belum ada realisasinya"


def test_the_range_of_a_first_year_does_not_exclude_a_bunching_at_its_end() -> None:
    months = {f"b{month}": 40 * month for month in range(1, 12)} | {"b12": 960}
    gudang = built({TAHUN: goods(**months)})
    for bulan in range(4, 12):
        _, bawah, atas, *_ = projection(gudang, bulan)
        assert bawah <= 960 <= atas, bulan


def test_a_type_that_comes_later_is_not_known_before() -> None:
    months = {m: {"521211": (1000, 50 * m)} for m in range(1, 5)}
    months[5] = {"521211": (1000, 250), "571111": (300, 10)}
    gudang = built({TAHUN: months})
    known = "select bulan, jenis_belanja from mart.proyeksi_serapan where jenis_belanja = '57'"
    assert gudang.tanya(known) == [(5, "57")]


def test_not_enough_is_said_and_nothing_guessed() -> None:
    gudang = built({TAHUN: goods(b1=10, b2=40)})
    for bulan, tests in ((1, 0), (2, 1)):
        assert projection(gudang, bulan) == (None, None, None, None, None, tests, None)
    assert gudang.tanya("select distinct keterangan from mart.proyeksi_serapan where bulan = 2") == [
        ("belum cukup data: baru 1 uji ke belakang yang hasilnya sudah diketahui, perlu sedikitnya 3",)
    ]


def test_december_is_what_was_spent() -> None:
    gudang = built({TAHUN: goods(b12=930)})
    assert projection(gudang, 12) == (D(930), D(930), D(930), D("93.00"), None, 0, "realisasi Desember")
    assert gudang.tanya("select distinct keterangan from mart.proyeksi_serapan") == [(None,)]


def test_a_month_without_snapshot_is_passed_over() -> None:
    """March to May to June: 40 x 25 / 9 = 111, 40 x 4 = 160 and 100 x 36 / 25 = 144, against 100, 150 and 150."""
    gudang = built({TAHUN: goods(b3=40, b5=100, b6=150)})
    assert projection(gudang, 6)[:1] + projection(gudang, 6)[3:] == (D(600), D("60.00"), D("0.90"), 3, "laju meningkat")
    assert gudang.tanya("select distinct bulan from mart.proyeksi_serapan order by 1") == [(3,), (5,), (6,)]


def test_earlier_years_say_what_becomes_of_the_remainder() -> None:
    """Of what was left in April, 600 of 900 and 480 of 800 were spent until December: 63.33% of the 700 left now."""
    before = {2023: goods(b3=50, b4=100, b12=700), 2024: goods(b3=100, b4=200, b12=680)}
    gudang = built({**before, TAHUN: goods(b3=200, b4=300, b5=310)})
    # Trial: 2024 by 2023: 200 + 800 x 2/3 = 733 against 680; this year March to April by both:
    # (50 / 950 + 100 / 900) / 2 of 800 = 65.5 -> 265 or 266 against 300. Two tests are not enough.
    assert projection(gudang, 4)[5] == 2
    assert projection(gudang, 4)[0] is None
    more = {2022: goods(b3=50, b4=100, b12=700), **before}
    row = projection(built({**more, TAHUN: goods(b3=200, b4=300)}), 4)
    # (2/3 + 2/3 + 3/5) / 3 of 700 = 451.1; one test more: 2023 by 2022, that comes out.
    assert (row[0], row[3], row[5], row[6]) == (D(751), D("75.10"), 3, "pola tahun lalu")


def test_never_above_pagu_nor_below_what_is_spent() -> None:
    over = built({TAHUN: {m: {"521211": (1000, 400 * m)} for m in range(1, 6)}})
    assert projection(over, 5)[:3] == (D(2000), D(2000), D(2000))
    assert projection(over, 2)[0] is None
    capped = built({TAHUN: goods(b1=10, b2=300, b3=500, b4=700)})
    proyeksi, bawah, atas, *_ = projection(capped, 4)
    assert (proyeksi, atas) == (D(1000), D(1000))
    assert bawah >= 700


def test_refunds() -> None:
    """What has gone down may go down again: the range says so. What went down every year is expected to."""
    steady = built({TAHUN: goods(b1=100, b2=500, b3=510, b4=520)})
    refunded = built({TAHUN: goods(b1=100, b2=500, b3=400, b4=520)})
    assert projection(steady, 4)[1] == 520
    assert projection(refunded, 4)[1] < 520
    year = goods(b9=700, b10=710, b11=800, b12=770)
    every = built({2021: year, 2022: year, 2023: year, 2024: year, TAHUN: goods(b9=700, b10=710, b11=800)})
    assert projection(every, 11)[0] == 770


def test_parts_are_the_whole() -> None:
    """Also with an expense type that comes late, one that has no pagu, and one that earlier years did not know."""
    gudang = built(worked_years())
    unequal = gudang.tanya(
        "select kode_satker, tahun, bulan from mart.proyeksi_serapan group by all having"
        " coalesce(sum(proyeksi) filter (jenis_belanja is not null), 0) is distinct from"
        " coalesce(max(proyeksi) filter (jenis_belanja is null), 0)"
        " or sum(pagu) filter (jenis_belanja is not null) is distinct from max(pagu) filter (jenis_belanja is null)"
        " or count(*) filter (proyeksi is null and keterangan is null) > 0"
        " or count(*) filter (proyeksi is null and realisasi_sd > 0) not in (0, count(*) filter (realisasi_sd > 0))"
        " or count(*) filter (jenis_belanja is null) <> 1"
    )
    assert unequal == []
    assert gudang.tanya(
        "select count(*) from mart.proyeksi_serapan where batas_bawah > proyeksi or proyeksi > batas_atas"
        " or batas_atas > greatest(pagu, realisasi_sd)"
    ) == [(0,)]
    borrowed = gudang.tanya("select distinct jenis_belanja from mart.proyeksi_serapan where keterangan like 'rentang%'")
    assert ("57",) in borrowed


def worked_years() -> Years:
    """Three years of one office, the last until October and without June."""
    acak = random.Random(4)
    years: Years = {}
    for tahun in (TAHUN - 2, TAHUN - 1, TAHUN):
        sd = {"511111": 0, "521211": 0, "532111": 0, "571111": 0}
        pagu = {akun: acak.randrange(10**9, 3 * 10**10) for akun in sd}
        if tahun == TAHUN - 2:
            pagu["532111"] = 0
        for bulan in range(1, 11 if tahun == TAHUN else 13):
            for akun in sd:
                sd[akun] += pagu[akun] * acak.choice([-1, 2, 6, 8, 11]) // 100 if akun[:2] != "57" or bulan > 7 else 0
            if (tahun, bulan) != (TAHUN, 6):
                known = {akun: (pagu[akun], sd[akun]) for akun in sd if akun[:2] != "57" or (tahun, bulan) > (TAHUN, 7)}
                years.setdefault(tahun, {})[bulan] = known
    return years


class Trial(NamedTuple):
    tahun: int
    bulan: int
    sampai: int
    by_history: bool
    error: Fraction


def whole_halves_up(value: Fraction) -> int:
    return int(D(value.numerator * 10).scaleb(-1).__truediv__(value.denominator).quantize(D(1), ROUND_HALF_UP))


def forecast(years: Years, tahun: int, bulan: int, sampai: int) -> tuple[int, bool]:
    """The whole office's spending until ``sampai`` as foreseen in ``bulan``, by years before; and whether by those."""
    types = {akun for month in years[tahun].values() for akun in month}
    usable = [y for y in years if y < tahun and bulan in years[y] and sampai in years[y]]

    def share(year: int, accounts: set[str]) -> Fraction | None:
        now, then = ([years[year][m].get(a, (0, 0)) for a in accounts] for m in (bulan, sampai))
        left = sum(p for p, _ in now) - sum(s for _, s in now)
        spent = sum(s for _, s in then) - sum(s for _, s in now)
        return max(Fraction(-1), min(Fraction(1), Fraction(spent, left))) if left > 0 else None

    def mean(shares: list[Fraction | None]) -> Fraction | None:
        told = [one for one in shares if one is not None]
        return sum(told, Fraction()) / len(told) if told else None

    everything = mean([share(y, {a for m in years[y].values() for a in m}) for y in usable])
    total = 0
    for akun in types:
        pagu, sd = years[tahun][bulan].get(akun, (0, 0))
        if everything is None and sd <= 0:
            continue
        if everything is None:
            foreseen = max(sd, whole_halves_up(Fraction(sd * sampai**2, bulan**2)))
        else:
            own = mean([share(y, {akun}) for y in usable if any(akun in m for m in years[y].values())])
            foreseen = sd + whole_halves_up((everything if own is None else own) * max(pagu - sd, 0))
        total += min(foreseen, max(pagu, sd))
    return total, everything is not None


def test_held_out_errors_are_those_of_an_independent_computation() -> None:
    years = worked_years()
    tested = []
    for tahun, months in years.items():
        for bulan in months:
            for sampai in (m for m in months if m > bulan):
                foreseen, by_history = forecast(years, tahun, bulan, sampai)
                came = sum(sd for _, sd in months[sampai].values())
                if not by_history and sum(sd for _, sd in months[bulan].values()) <= 0:
                    continue
                error = Fraction(abs(came - foreseen) * 100, sum(pagu for pagu, _ in months[bulan].values()))
                tested.append(Trial(tahun, bulan, sampai, by_history, min(error, Fraction(100))))
    rows = built(years).tanya(
        "select tahun, bulan, proyeksi, batas_bawah, batas_atas, galat_pct, jumlah_uji, realisasi_sd, pagu"
        " from mart.proyeksi_serapan where jenis_belanja is null and bulan < 12 and proyeksi is not null"
    )
    assert len(rows) > 20
    for tahun, bulan, proyeksi, bawah, atas, galat, jumlah, spent, pagu in rows:
        foreseen, by_history = forecast(years, tahun, bulan, 12)
        ahead = 12 - bulan
        ours = [
            test
            for test in tested
            if test.by_history == by_history
            and (
                (test.tahun == tahun and test.sampai <= bulan and test.sampai - test.bulan <= ahead)
                or (test.tahun < tahun and (test.bulan, test.sampai) == (bulan, 12))
            )
        ]
        assert jumlah == len(ours)
        mean = sum((test.error for test in ours), Fraction()) / len(ours)
        assert abs(Fraction(galat) - mean) <= Fraction(6, 1000), (tahun, bulan)
        assert abs(int(proyeksi) - foreseen) <= 4
        scaled = sorted(test.error * ahead / (test.sampai - test.bulan) for test in ours)
        widest = scaled[min(len(ours), ceil((len(ours) + 1) * 0.9)) - 1] * (9 + max(0, 9 - len(ours))) / 9
        width = float(widest * int(pagu) / 100)
        if atas < max(pagu, spent):
            assert abs(float(atas - proyeksi) - width) < 1000
        if bawah > max(0, spent):
            assert abs(float(proyeksi - bawah) - width) < 1000
