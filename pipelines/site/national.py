"""The national pages: all satker of a year in one table, newest and by quarter. Sums are SQL's, exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipelines.site.build import Page, Site
from pipelines.site.satker import QUARTERS
from pipelines.site.satker_rows import EXPORTS, KEYS, SYNTHETIC
from pipelines.wording import number

# Each satker as of one month, or of its own last one; a satker that reported nothing is there too.
# What is amiss in a file of no year stands at the newest, as on the pages of satker.
_SATKER = f"""
    with dikenal as ({KEYS}),
    anggaran as (
        select s.*, i.kekurangan_rupiah, i.nilai_ikpa, i.predikat, i.triwulan, e.file_id, e.baris,
            row_number() over (partition by s.kode_satker, s.tahun order by s.bulan desc) as urutan
        from mart.serapan_satker as s
        left join mart.ikpa_penyerapan as i
            on s.kode_satker = i.kode_satker and s.tahun = i.tahun and s.bulan = i.bulan
        left join ({EXPORTS}) as e on s.kode_satker = e.kode_satker and s.tahun = e.tahun and s.bulan = e.bulan
        where s.bulan = $bulan or cast($bulan as integer) is null
    ),
    kinerja as (
        select kode_satker, tahun, max(bulan) as bulan from mart.capaian_indikator
        where realisasi is not null and (bulan = $bulan or cast($bulan as integer) is null)
        group by kode_satker, tahun
    ),
    rak as (select distinct kode_satker, tahun from core.dokumen_rak where berlaku),
    lapor as (
        select kode_satker, tahun,
            sum(case when status = 'belum lapor' then 1 else 0 end) as belum,
            sum(case when status = 'terlambat' then 1 else 0 end) as terlambat,
            count(*) as dinilai
        from mart.kepatuhan where bulan <= coalesce($bulan, 12) group by kode_satker, tahun
    ),
    terakhir as (select kode_satker, max(tahun) as tahun from dikenal group by kode_satker),
    karantina as (
        select k.kode_satker, coalesce(d.tahun, t.tahun) as tahun, count(*) as jumlah
        from dq.karantina as k inner join terakhir as t on k.kode_satker = t.kode_satker
        left join dikenal as d on k.kode_satker = d.kode_satker and k.tahun = d.tahun
        where k.status = 'terbuka' group by all
    ),
    gagal as (
        select f.kode_satker, coalesce(d.tahun, t.tahun) as tahun, count(distinct f.aturan) as jumlah
        from dq.temuan as f inner join terakhir as t on f.kode_satker = t.kode_satker
        left join dikenal as d on f.kode_satker = d.kode_satker and f.tahun = d.tahun
        where f.tingkat <> 'info' group by all
    )
    select d.kode_satker, d.tahun, n.nama_satker,
        a.bulan as bulan_anggaran, a.pagu, a.realisasi_sd, a.serapan_pct, a.kekurangan_rupiah, a.nilai_ikpa, a.predikat,
        a.triwulan, a.file_id, a.baris, k.bulan as bulan_kinerja, v.nku, v.jumlah_dinilai, v.jumlah_sasaran,
        r.kode_satker is not null as ada_rak,
        l.belum, l.terlambat, l.dinilai, coalesce(q.jumlah, 0) as karantina, coalesce(g.jumlah, 0) as gagal
    from dikenal as d
    left join core.satker as n on d.kode_satker = n.kode_satker
    left join anggaran as a on d.kode_satker = a.kode_satker and d.tahun = a.tahun and a.urutan = 1
    left join kinerja as k on d.kode_satker = k.kode_satker and d.tahun = k.tahun
    left join mart.nilai_satker as v on k.kode_satker = v.kode_satker and k.tahun = v.tahun and k.bulan = v.bulan
    left join rak as r on d.kode_satker = r.kode_satker and d.tahun = r.tahun
    left join lapor as l on d.kode_satker = l.kode_satker and d.tahun = l.tahun
    left join karantina as q on d.kode_satker = q.kode_satker and d.tahun = q.tahun
    left join gagal as g on d.kode_satker = g.kode_satker and d.tahun = g.tahun
"""

_TOTAL = """
    select tahun, count(*) as satker, count(pagu) as melapor, cast(sum(pagu) as decimal(38, 0)) as pagu,
        cast(sum(realisasi_sd) as decimal(38, 0)) as realisasi_sd,
        cast(sum(kekurangan_rupiah) as decimal(38, 0)) as kekurangan_rupiah,
        dua_desimal(cast(sum(realisasi_sd) as double) / nullif(cast(sum(pagu) as double), 0) * 100) as serapan_pct,
        cast(sum(belum) as bigint) as belum, cast(sum(karantina) as bigint) as karantina,
        cast(sum(gagal) as bigint) as gagal
    from ({satker}) as s group by tahun
"""

_SPANS = """
    select tahun, cast(least(floor(serapan_pct / 10), 10) as integer) as kelas, count(*) as jumlah
    from ({satker}) as s where serapan_pct is not null group by all
"""

_UNKNOWN = f"""
    select file_id, nama_berkas, aturan, alasan, saran, count(*) as jumlah, min(baris) as baris
    from dq.karantina
    where status = 'terbuka'
        and (kode_satker is null or kode_satker not in (select kode_satker from ({KEYS}) as dikenal))
    group by all order by nama_berkas, aturan, alasan
"""


def path_of(tahun: int, first: int, triwulan: int | None = None) -> str:
    """The page of a year: ``index.html`` for the ``first``, ``nasional-<tahun>.html``, "
    "``nasional-<tahun>-tw<n>.html``."""
    if triwulan:
        return f"nasional-{tahun}-tw{triwulan}.html"
    return "index.html" if tahun == first else f"nasional-{tahun}.html"


def pages(site: Site) -> Iterator[Page]:
    """For every year the newest state, and the state at the end of each quarter that any satker has figures of."""
    unknown = [] if site.satker else site.rows(_UNKNOWN, {"satker": None})
    synthetic = {(row["kode_satker"], row["tahun"]) for row in site.rows(SYNTHETIC)}
    found = [(None, _state(site, None)), *((quarter, _state(site, quarter * 3)) for quarter in QUARTERS)]
    years = sorted(found[0][1], reverse=True)
    if not years:
        yield Page("index.html", "kosong.html.j2", {"title": "Ringkasan", "tidak_dikenal": unknown})
        return
    # A single file of a new year does not put the year of all others away.
    first = next(
        (year for year in years if 2 * found[0][1][year].total["melapor"] >= found[0][1][year].total["satker"]),
        years[0],
    )
    paths = {year: path_of(year, first) for year in years}
    for year in years:
        known = [(quarter, state[year]) for quarter, state in found if quarter is None or state[year].reported]
        choice = [(QUARTERS[quarter], path_of(year, first, quarter)) for quarter, _ in known if quarter]
        for quarter, state in known:
            yield Page(
                path_of(year, first, quarter),
                "nasional.html.j2",
                {
                    "title": f"Ringkasan {QUARTERS[quarter] + ' ' if quarter else ''}{year}",
                    "tahun": year,
                    "triwulan": quarter,
                    "tahun_lain": [(other, paths[other]) for other in years],
                    "triwulan_lain": [*choice, ("Terbaru", paths[year])],
                    "satker": state.satker,
                    "jumlah": state.total,
                    "bulan": sorted(
                        Counter(row["bulan_anggaran"] for row in state.satker if row["bulan_anggaran"]).items()
                    ),
                    "sebaran": _spread(state.spans),
                    "tidak_dikenal": unknown,
                    "karantina_lain": sum(row["jumlah"] for row in unknown),
                    "sintetis": any((row["kode_satker"], year) in synthetic for row in state.satker),
                },
            )


class State(NamedTuple):
    """A year as of a month: its satker, their totals, and how many satker each tenth of absorption has."""

    satker: list[dict[str, Any]]
    total: dict[str, Any]
    spans: dict[int, int]

    @property
    def reported(self) -> bool:
        """Whether any satker has figures of the month."""
        return any(row["bulan_anggaran"] or row["bulan_kinerja"] for row in self.satker)


def _state(site: Site, month: int | None) -> dict[int, State]:
    """The state of every year at a month, or at each satker's last one."""
    given = {"satker": site.satker, "bulan": month}
    years = {row["tahun"]: State([], row, {}) for row in site.rows(_TOTAL.format(satker=_SATKER), given)}
    for row in site.rows(_SATKER + " order by nama_satker, kode_satker", given):
        years[row["tahun"]].satker.append(row)
    for row in site.rows(_SPANS.format(satker=_SATKER), given):
        years[row["tahun"]].spans[row["kelas"]] = row["jumlah"]
    return years


def _spread(counts: dict[int, int]) -> list[dict[str, Any]]:
    """Satker by tenths of absorption; above 100% and below 0% each in one span where there are any."""
    first, last = min([0, *counts]), max([9, *counts])
    return [
        {
            "rentang": (label := f"{start * 10}–{start * 10 + 10}" if start < 10 else "≥ 100"),
            "jumlah": counts.get(start, 0),
            "keterangan": f"Penyerapan {label}%: {number(counts.get(start, 0))} satker",
        }
        for start in range(first, last + 1)
    ]
