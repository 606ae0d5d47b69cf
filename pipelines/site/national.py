"""The national pages: one for every year, all satker in one table. Reads marts in bulk; sums are SQL's, exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.site.build import Page, Site
from pipelines.wording import number

# Each satker as of its own last month, of the budget and of performance; a satker that reported nothing is there too.
_SATKER = """
    with dikenal as (
        select kode_satker, tahun from mart.kepatuhan
        union
        select kode_satker, tahun from mart.serapan_satker
        union
        select kode_satker, tahun from mart.capaian_indikator
    ),
    anggaran as (
        select s.*, i.kekurangan_rupiah, i.nilai_ikpa, i.predikat, i.triwulan,
            row_number() over (partition by s.kode_satker, s.tahun order by s.bulan desc) as urutan
        from mart.serapan_satker as s
        left join mart.ikpa_penyerapan as i
            on s.kode_satker = i.kode_satker and s.tahun = i.tahun and s.bulan = i.bulan
    ),
    kinerja as (
        select *, row_number() over (partition by kode_satker, tahun order by bulan desc) as urutan
        from mart.nilai_satker where nku is not null
    ),
    lapor as (
        select kode_satker, tahun,
            sum(case when status = 'belum lapor' then 1 else 0 end) as belum,
            sum(case when status = 'terlambat' then 1 else 0 end) as terlambat,
            count(*) as dinilai
        from mart.kepatuhan group by kode_satker, tahun
    ),
    terakhir as (select kode_satker, max(tahun) as tahun from dikenal group by kode_satker),
    karantina as (
        select k.kode_satker, coalesce(k.tahun, t.tahun) as tahun, count(*) as jumlah
        from dq.karantina as k inner join terakhir as t on k.kode_satker = t.kode_satker
        where k.status = 'terbuka' group by all
    ),
    gagal as (
        select d.kode_satker, coalesce(d.tahun, t.tahun) as tahun, count(distinct d.aturan) as jumlah
        from dq.temuan as d inner join terakhir as t on d.kode_satker = t.kode_satker
        where d.tingkat <> 'info' group by all
    )
    select d.kode_satker, d.tahun, coalesce(n.nama_satker, 'Satker ' || d.kode_satker) as nama_satker,
        a.bulan as bulan_anggaran, a.pagu, a.realisasi_sd, a.serapan_pct, a.kekurangan_rupiah, a.nilai_ikpa, a.predikat,
        a.triwulan, k.bulan as bulan_kinerja, k.nku, l.belum, l.terlambat, l.dinilai,
        coalesce(q.jumlah, 0) as karantina, coalesce(g.jumlah, 0) as gagal
    from dikenal as d
    left join core.satker as n on d.kode_satker = n.kode_satker
    left join anggaran as a on d.kode_satker = a.kode_satker and d.tahun = a.tahun and a.urutan = 1
    left join kinerja as k on d.kode_satker = k.kode_satker and d.tahun = k.tahun and k.urutan = 1
    left join lapor as l on d.kode_satker = l.kode_satker and d.tahun = l.tahun
    left join karantina as q on d.kode_satker = q.kode_satker and d.tahun = q.tahun
    left join gagal as g on d.kode_satker = g.kode_satker and d.tahun = g.tahun
    where d.kode_satker = $satker or $satker is null
"""

_TOTAL = """
    select tahun, count(*) as satker, count(pagu) as melapor, cast(sum(pagu) as decimal(38, 0)) as pagu,
        cast(sum(realisasi_sd) as decimal(38, 0)) as realisasi_sd,
        cast(sum(kekurangan_rupiah) as decimal(38, 0)) as kekurangan_rupiah,
        cast(round(cast(cast(sum(realisasi_sd) as double) / nullif(cast(sum(pagu) as double), 0) * 100
            as decimal(38, 8)), 2) as decimal(28, 2)) as serapan_pct,
        cast(sum(belum) as bigint) as belum, cast(sum(karantina) as bigint) as karantina,
        cast(sum(gagal) as bigint) as gagal
    from ({satker}) as s group by tahun
"""

_SPANS = """
    select tahun, cast(least(floor(serapan_pct / 10), 10) as integer) as kelas, count(*) as jumlah
    from ({satker}) as s where serapan_pct is not null group by all
"""

_UNKNOWN = """
    select file_id, nama_berkas, aturan, alasan, saran, count(*) as jumlah, min(baris) as baris
    from dq.karantina
    where status = 'terbuka' and (kode_satker is null or kode_satker not in (select kode_satker from core.satker))
    group by all order by nama_berkas, aturan, alasan
"""


def pages(site: Site) -> Iterator[Page]:
    """``index.html`` is the newest year; earlier ones are ``nasional-<tahun>.html``."""
    satker = {"satker": site.satker}
    rows = site.rows(_SATKER + " order by nama_satker, kode_satker", satker)
    totals = {row["tahun"]: row for row in site.rows(_TOTAL.format(satker=_SATKER), satker)}
    spans = site.rows(_SPANS.format(satker=_SATKER), satker)
    unknown = [] if site.satker else site.rows(_UNKNOWN)
    years = sorted(totals, reverse=True)
    paths = {year: "index.html" if year == years[0] else f"nasional-{year}.html" for year in years}
    if not years:
        yield Page("index.html", "kosong.html.j2", {"title": "Ringkasan", "tidak_dikenal": unknown})
    for year in years:
        yield Page(
            paths[year],
            "nasional.html.j2",
            {
                "title": f"Ringkasan {year}",
                "tahun": year,
                "tahun_lain": [(other, paths[other]) for other in years],
                "satker": [row for row in rows if row["tahun"] == year],
                "jumlah": totals[year],
                "sebaran": _spread({row["kelas"]: row["jumlah"] for row in spans if row["tahun"] == year}),
                "tidak_dikenal": unknown,
            },
        )


def _spread(counts: dict[int, int]) -> list[dict[str, Any]]:
    """Satker by tenths of absorption; above 100% and below 0% each in one span where there are any."""
    first, last = min([0, *counts]), max([9, *counts])
    return [
        {
            "rentang": (label := f"{start * 10}–{start * 10 + 10}" if start < 10 else "≥ 100"),
            "jumlah": counts.get(start, 0),
            "keterangan": f"Serapan {label}%: {number(counts.get(start, 0))} satker",
        }
        for start in range(first, last + 1)
    ]
