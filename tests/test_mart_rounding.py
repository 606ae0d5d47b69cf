"""Every printed percentage, index and value of the marts is its exact quotient, rounded half up to two decimals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from pipelines.sql_models import load_models
from tests.raw_rows import SATKER, TAHUN, Gudang

D = Decimal
ABSORBED = "select serapan_pct, realisasi_sd * 100, {base} from mart.serapan_{part} where {base} <> 0"
ACHIEVED = """
    select {printed}, case polaritas when 'minimum' then 2 * {target} - realisasi else realisasi end * 100, {target}
    from mart.capaian_{period}
    where {target} <> 0 and realisasi is not null and ({target} = target or bulan = 12 or not satuan_campuran)
"""
EFFICIENCY = {"ie": "capaian_pct, serapan_pct", "te": "ie - 1, 1"}
# What is printed, and the numerator and denominator that it is the quotient of, from exact columns.
QUOTIENTS = {
    **{
        f"serapan_{part}.serapan_pct": ABSORBED.format(part=part, base=base)
        for base, parts in {
            "pagu": ("satker", "jenis_belanja", "ro", "subkomponen", "tingkat"),
            "anggaran": ("indikator", "sasaran"),
        }.items()
        for part in parts
    },
    "capaian_indikator.capaian_pct": ACHIEVED.format(printed="capaian_pct", target="target", period="indikator"),
    "capaian_indikator.capaian_tahunan_pct": ACHIEVED.format(
        printed="capaian_tahunan_pct", target="target_tahunan", period="indikator"
    ),
    "capaian_sasaran.nps": """
        select s.nps, sum(least(c.capaian_pct, 120) * coalesce(b.bobot, 1)), sum(coalesce(b.bobot, 1))
        from mart.capaian_sasaran as s
        inner join mart.capaian_indikator as c using (kode_satker, tahun, bulan, kode_sasaran)
        left join ref.bobot_indikator as b using (kode_satker, tahun, kode_indikator)
        where c.capaian_pct is not null
        group by s.kode_satker, s.tahun, s.bulan, s.kode_sasaran, s.nps
    """,
    "rencana_penyerapan.rpd_pct": "select rpd_pct, rpd_sd * 100, pagu from mart.rencana_penyerapan where rpd_sd >= 0",
    "rencana_penyerapan.target_ikpa_pct": """
        select target_ikpa_pct, target_ikpa * 100, pagu from mart.rencana_penyerapan where target_ikpa >= 0
    """,
    "nilai_satker.nku": """
        select n.nku, sum(s.nps), count(s.nps)
        from mart.nilai_satker as n inner join mart.capaian_sasaran as s using (kode_satker, tahun, bulan)
        group by n.kode_satker, n.tahun, n.bulan, n.nku having count(s.nps) > 0
    """,
    **{
        f"efisiensi_{of}.{printed}": f"select {printed}, {quotient} from mart.efisiensi_{of}"
        " where capaian_pct is not null and serapan_pct <> 0"
        for of in ("indikator", "sasaran")
        for printed, quotient in EFFICIENCY.items()
    },
    "deviasi_rpd_jenis_belanja.deviasi_pct": """
        select deviasi_pct, least(abs(realisasi - rpd), rpd) * 100, rpd
        from mart.deviasi_rpd_jenis_belanja where rpd <> 0 and realisasi is not null
    """,
    "deviasi_rpd.deviasi_pct": """
        select d.deviasi_pct, sum(j.deviasi_pct * j.pagu), sum(j.pagu)
        from mart.deviasi_rpd as d inner join mart.deviasi_rpd_jenis_belanja as j using (kode_satker, tahun, bulan)
        where d.deviasi_pct is not null
        group by d.kode_satker, d.tahun, d.bulan, d.deviasi_pct
    """,
    "deviasi_rpd.rata_rata_pct": """
        select d.rata_rata_pct, sum(b.deviasi_pct), count(*)
        from mart.deviasi_rpd as d
        inner join mart.deviasi_rpd as b
            on d.kode_satker = b.kode_satker and d.tahun = b.tahun and b.bulan <= least(d.bulan, 11)
        where d.rata_rata_pct is not null
        group by d.kode_satker, d.tahun, d.bulan, d.rata_rata_pct
    """,
    "deviasi_rpd.nilai": """
        select nilai, case when rata_rata_pct <= 5 then 100 else 100 - rata_rata_pct end, 1
        from mart.deviasi_rpd where rata_rata_pct is not null
    """,
    "ikpa_penyerapan.nilai_ikpa": """
        select n.nilai_ikpa, sum(p.nilai_bulan), count(*)
        from mart.ikpa_penyerapan as n
        inner join mart.ikpa_penyerapan as p
            on n.kode_satker = p.kode_satker and n.tahun = p.tahun
            and (p.bulan = n.bulan or p.bulan in (3, 6, 9) and p.triwulan < n.triwulan)
        group by n.kode_satker, n.tahun, n.bulan, n.nilai_ikpa
    """,
}
# Of one expense type only, whose share is the whole; the sum of rounded parts is in the worked example of test_marts.
OF_ONE_TYPE = {
    "ikpa_penyerapan.nilai_bulan": """
        select i.nilai_bulan,
            greatest(
                least(
                    cast(s.realisasi_sd as decimal(30, 0)) * 10000,
                    cast(s.pagu as decimal(30, 0)) * t.target_pct * 100
                ),
                0
            ),
            s.pagu * t.target_pct
        from mart.ikpa_penyerapan as i
        inner join mart.serapan_jenis_belanja as s using (kode_satker, tahun, bulan)
        inner join ref.target_penyerapan_ikpa as t using (jenis_belanja, triwulan)
        where s.pagu > 0 and s.pagu = i.pagu_dihitung
    """
}
ALL = QUOTIENTS | OF_ONE_TYPE
# Taken as they are from a mart that is checked here, or estimated by a statistic that is no quotient.
TAKEN_OVER = {
    *(f"capaian_triwulan.{name}" for name in ("capaian_pct", "capaian_tahunan_pct")),
    *(f"efisiensi_{of}.{name}" for of in ("indikator", "sasaran") for name in ("capaian_pct", "serapan_pct")),
}
STATISTICS = "proyeksi_serapan."


def half_up(value: Fraction) -> Decimal:
    """Two decimals as printed by BPOM; a half goes away from zero."""
    digits, rest = divmod(abs(value) * 100, 1)
    return (D(int(digits) + (rest >= Fraction(1, 2))) / 100 * (-1 if value < 0 else 1)).quantize(D("0.01"))


@pytest.mark.parametrize(("value", "printed"), [("1.005", "1.01"), ("-2.675", "-2.68"), ("2.6749", "2.67")])
def test_half_up_here_is_half_up_of_decimal(value: str, printed: str) -> None:
    assert half_up(Fraction(value)) == D(printed) == D(value).quantize(D("0.01"), ROUND_HALF_UP)


@pytest.fixture(scope="module")
def gudang() -> Iterator[Gudang]:
    """Sixty offices: random figures, and figures whose quotients lie on a half."""
    gudang, acak = Gudang(), random.Random(20)
    codes = [f"0{s}.0{i}" for s in (1, 2, 3) for i in (1, 2, 3)]

    def amount() -> int:
        # Of 20,000 an odd number is a percentage that ends on a half, at any power of ten.
        return acak.choice([20_000, 40_000, 20_000 * 10**7, acak.randrange(1, 10**12), acak.randrange(1, 2_000)])

    def spent(pagu: int) -> int:
        scale = 10**7 if pagu >= 20_000 * 10**7 else 1
        odd = (2 * acak.randrange(max(pagu // scale // 2, 1)) + 1) * scale
        return acak.choice([odd, odd, acak.randrange(pagu + 1), -(pagu // 7), pagu, 0])

    def measure() -> Decimal:
        on_a_half = D(2 * acak.randrange(12_000) + 1) / 200
        return acak.choice([on_a_half, on_a_half, D(acak.randrange(10**7)) / 10**4])

    for nomor in range(60):
        satker = str(int(SATKER) + nomor)
        for kode in codes:
            if acak.random() < 0.2:
                gudang.con.execute(
                    "insert into ref.polaritas_indikator values (?, ?, ?, 'minimum', 'uji')", [satker, TAHUN, kode]
                )
            gudang.con.execute(
                "insert into ref.bobot_indikator values (?, ?, ?, ?, 'uji')",
                [satker, TAHUN, kode, acak.choice([1, 1, 2])],
            )
        budget = {kode: amount() for kode in codes}
        gudang.rak(
            {
                kode: {
                    "target": {b: acak.choice([100, 80, 8, D("3.75"), measure()]) for b in (*range(1, 9), 12)},
                    "anggaran": str(budget[kode]),
                }
                for kode in codes
            },
            [(kode, sub, budget[kode], budget[kode]) for kode, sub in zip(codes, "ABCDEFGHI", strict=True)],
            satker,
        )
        akun = acak.choice([("521211",), ("511111", "521211", "532111", "571111")])
        for bulan in range(1, 13):
            lines = []
            for at, (kode, sub) in enumerate(zip(codes, "ABCDEFGHI", strict=True)):
                # Every third office has but one line: its percentage of the whole may lie on a half as well.
                pagu = 0 if at and nomor % 3 == 0 else budget[kode] * acak.choice([1, 1, 2])
                lines.append((sub, akun[at % len(akun)], pagu, 0, spent(pagu) if pagu else 0))
            gudang.fa(bulan, lines, satker)
            gudang.kinerja(bulan, {kode: {"satuan": "Nilai", "realisasi": measure()} for kode in codes}, satker)
        whole = budget[codes[0]] if nomor % 3 == 0 else sum(budget.values())
        gudang.rpd({satu: {b: acak.randrange(whole // 6 + 1) for b in range(1, 13)} for satu in akun}, satker)
    gudang.bangun()
    yield gudang
    gudang.con.close()


@pytest.mark.parametrize("column", ALL)
def test_what_is_printed_is_the_exact_quotient_half_up(gudang: Gudang, column: str) -> None:
    table, name = column.split(".")
    assert gudang.tanya(f"select typeof({name}) like '%,2)' from mart.{table} limit 1") == [(True,)]
    rows = gudang.tanya(ALL[column])
    assert len(rows) > 100
    assert len({printed for printed, _, _ in rows}) > 10
    wrong = [
        (printed, above, below)
        for printed, above, below in rows
        if printed != half_up(Fraction(above) / Fraction(below))
    ]
    assert wrong == []


def test_no_such_column_is_forgotten() -> None:
    printed = {
        f"{model.table}.{column.name}"
        for model in load_models().values()
        if model.schema == "mart"
        for column in model.columns
        if column.unit in ("persen", "indeks", "nilai")
    }
    assert {column for column in printed if not column.startswith(STATISTICS)} == {*ALL, *TAKEN_OVER}


def test_many_of_these_quotients_lie_on_a_half(gudang: Gudang) -> None:
    """Otherwise the comparison above would say nothing of them."""
    for column in ("serapan_satker.serapan_pct", "capaian_indikator.capaian_pct", "capaian_sasaran.nps"):
        exact = [Fraction(above) / Fraction(below) * 100 for _, above, below in gudang.tanya(ALL[column])]
        assert sum(value % 1 == Fraction(1, 2) for value in exact) > 20, column
