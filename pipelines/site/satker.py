"""The pages of satker: one for each satker and year, and one for each of its quarters. Computes no measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from pipelines.quality.findings import details, read_findings, spot
from pipelines.reports.charts import KRITERIA, tone
from pipelines.reports.gaps import lost_pages, short_plan
from pipelines.site.build import Page, Site
from pipelines.site.satker_rows import COARSE, Key, all_keys, read
from pipelines.wording import AWAITED, month_name, number, rupiah

PLACES = 3
"""Findings of one rule that are shown with their place; the rest are counted."""

Rows = Mapping[str, list[Any]]


QUARTERS = {1: "TW I", 2: "TW II", 3: "TW III", 4: "TW IV"}


def path_of(kode_satker: str, tahun: int, triwulan: int | None = None) -> str:
    """The page of a satker and year below the site: of the last month known, or of a quarter's last month."""
    return f"satker/{kode_satker}-{tahun}{f'-tw{triwulan}' if triwulan else ''}.html"


class Period(NamedTuple):
    """What a page is about: a quarter (None: the newest), and the months shown (None: there is none of it)."""

    triwulan: int | None
    sampai: int
    anggaran: int | None
    kinerja: int | None


def _periods(rows: Rows) -> list[Period]:
    """The newest, then every quarter with figures of its last month: one page of each."""
    budget = {row.bulan for row in rows["bulanan"]}
    performance = {row.bulan for row in rows["capaian"] if row.realisasi is not None}
    newest = Period(None, 12, max(budget, default=None), max(performance, default=None))
    return [newest] + [
        Period(quarter, month, month if month in budget else None, month if month in performance else None)
        for quarter in QUARTERS
        if (month := quarter * 3) in budget | performance
    ]


_UNTIL = ("bulanan", "deviasi", "capaian", "kepatuhan")
_OF_BUDGET = ("proyeksi", "jenis_belanja", "tak_diklaim", "tingkat", "rencana_anggaran")
_OF_PERFORMANCE = ("indikator", "sasaran", "nku")


def _of_period(rows: Rows, period: Period) -> Rows:
    """The rows that the page of a period shows: nothing later than its month."""
    shown = dict(rows)
    shown |= {name: [row for row in rows[name] if row.bulan <= period.sampai] for name in _UNTIL}
    shown |= {name: [row for row in rows[name] if row.bulan == period.anggaran] for name in _OF_BUDGET}
    shown |= {name: [row for row in rows[name] if row.bulan == period.kinerja] for name in _OF_PERFORMANCE}
    shown["rencana"] = [row for row in rows["rencana"] if row.bulan_laporan == period.anggaran]
    if period.triwulan:
        shown["indikator"] = [row for row in rows["triwulan"] if row.triwulan == period.triwulan]
        shown["tingkat"] = [row for row in shown["tingkat"] if row.tingkat in COARSE]
    return shown


def pages(site: Site) -> Iterator[Page]:
    """One page for every satker and year, and one for each of its quarters that figures are known of."""
    names = {row["kode_satker"]: row["nama_satker"] for row in site.rows("select * from core.satker")}
    rules = {
        row["aturan"]: row
        for row in site.rows("select aturan, uraian, saran from dq.hasil where run_id = ?", [site.build_id])
    }
    files = {row["file_id"]: row["nama"] for row in site.rows("select file_id, nama from dq.nama_berkas")}
    keys = all_keys(site.con, site.satker)
    years: dict[str, list[int]] = {}
    for kode, tahun in keys:
        years.setdefault(kode, []).append(tahun)
    [(builds,)] = site.con.execute("select count(*) from meta.publikasi").fetchall()
    places = _places(site, set(keys), {kode: of_satker[-1] for kode, of_satker in years.items()})
    for (kode, tahun), rows in read(site.con, keys, site.satker):
        name = names.get(kode)
        periods = _periods(rows)
        whole = {
            "nama": name,
            "kode": kode,
            "tahun": tahun,
            "triwulan_lain": [
                (QUARTERS[period.triwulan] if period.triwulan else "Terbaru", path_of(kode, tahun, period.triwulan))
                for period in [*periods[1:], periods[0]]
            ],
            "sintetis": bool(rows["sintetis"]),
            "tahun_lain": [(year, path_of(kode, year)) for year in reversed(years[kode])],
            "temuan": _findings(rows["temuan"], rules, places.get((kode, tahun), {})),
            "nama_berkas": files,
            "terbitan_pertama": builds == 1,
            **{name: rows[name] for name in ("karantina", "perubahan", "koreksi")},
        }
        for period in periods:
            quarter = f" {QUARTERS[period.triwulan]}" if period.triwulan else ""
            shown = _of_period(rows, period)
            context = {
                "title": f"{name or f'Satker {kode}'}{quarter} {tahun}",
                "periode": period,
                **whole,
                **_budget(shown, period),
                **_performance(shown),
                **_missing(shown),
            }
            yield Page(path_of(kode, tahun, period.triwulan), "satker.html.j2", context)


def _budget(rows: Rows, period: Period) -> dict[str, Any]:
    months = rows["bulanan"]
    last = next((row for row in months if row.bulan == period.anggaran), None)
    projection = next((row for row in rows["proyeksi"] if row.jenis_belanja is None), None)
    plan, plan_name = _plan(rows["rencana"])
    differing = [row for row in rows["rencana_anggaran"] if row.status != "sesuai"]
    return {
        "bulanan": months,
        "terakhir": last,
        "proyeksi": projection,
        "deviasi": next((row for row in reversed(rows["deviasi"]) if row.nilai is not None), None),
        "nama_rencana": plan_name,
        "kurva": _s_curve(months, plan, projection),
        "tabel_kurva": _curve_table(months, rows["rencana"]),
        "jenis_belanja": rows["jenis_belanja"],
        "grafik_jenis": [_expense_bar(row) for row in rows["jenis_belanja"] if row.serapan_pct is not None],
        "pohon": _tree(rows["tingkat"]),
        "tak_diklaim": next(iter(rows["tak_diklaim"]), None),
        "beda_rencana": differing,
        "sesuai_rencana": len(rows["rencana_anggaran"]) - len(differing),
    }


def _plan(rows: Sequence[Any]) -> tuple[list[tuple[int, Any, Any]], str]:
    """Months, percentages and amounts of the plan: RPD where it is whole, else the targets at the quarters' ends."""
    if rows and rows[-1].rpd_pct is not None:
        return [(row.bulan, row.rpd_pct, row.rpd_sd) for row in rows], "RPD kumulatif (halaman III DIPA)"
    found = [(row.bulan, row.target_ikpa_pct, row.target_ikpa) for row in rows if row.target_ikpa_pct is not None]
    return found, "target penyerapan IKPA per triwulan" if found else ""


def _s_curve(months: Sequence[Any], plan: Sequence[tuple[int, Any, Any]], projection: Any) -> list[dict[str, Any]]:
    points = [
        _point(month, "Rencana", percent, f"Rencana s.d. {month_name(month)}: {number(percent, 2)}% ({rupiah(amount)})")
        for month, percent, amount in plan
    ]
    done = [row for row in months if row.serapan_pct is not None]
    for row in done:
        told = f"{number(row.serapan_pct, 2)}% ({rupiah(int(row.realisasi_sd))})"
        points.append(
            _point(row.bulan, "Realisasi", row.serapan_pct, f"Realisasi s.d. {month_name(row.bulan)}: {told}")
        )
    if done and done[-1].bulan < 12 and projection and projection.proyeksi_pct is not None:
        start, p = done[-1], projection
        told = (
            f"Proyeksi akhir tahun: {number(p.proyeksi_pct, 2)}%, "
            f"kisaran {number(p.batas_bawah_pct, 2)}–{number(p.batas_atas_pct, 2)}%"
        )
        points.append(_point(start.bulan, "Proyeksi", start.serapan_pct, told))
        points.append(_point(12, "Proyeksi", p.proyeksi_pct, told, p.batas_bawah_pct, p.batas_atas_pct))
    return points


def _point(month: int, series: str, percent: Any, told: str, low: Any = None, high: Any = None) -> dict[str, Any]:
    return {
        "bulan": month,
        "seri": series,
        "pct": float(percent),
        "bawah": float(percent if low is None else low),
        "atas": float(percent if high is None else high),
        "keterangan": told,
    }


class CurveMonth(NamedTuple):
    """A line of the table behind the S-curve: the month's plan and realisation, each blank where there is none."""

    bulan: int
    rencana: Any
    realisasi: Any


def _curve_table(months: Sequence[Any], plan: Sequence[Any]) -> list[CurveMonth]:
    planned = {row.bulan: row for row in plan}
    done = {row.bulan: row for row in months}
    return [CurveMonth(month, planned.get(month), done.get(month)) for month in range(1, 13) if months or plan]


def _expense_bar(row: Any) -> dict[str, Any]:
    name = row.nama_jenis_belanja or f"Jenis belanja {row.jenis_belanja}"
    target = f"; target triwulan {number(row.target_pct)}%" if row.target_pct is not None else ""
    return {
        "nama": name,
        "serapan_pct": float(row.serapan_pct),
        "target_pct": None if row.target_pct is None else float(row.target_pct),
        "label": f"{number(row.serapan_pct, 2)}%",
        "keterangan": f"{name}: {number(row.serapan_pct, 2)}% dari pagu {rupiah(int(row.pagu))}{target}",
    }


class Node(NamedTuple):
    """A line of the budget tree and the lines below it."""

    row: Any
    kode: str
    anak: list[Node]


def _tree(rows: Sequence[Any]) -> list[Node]:
    """The lines as a tree; they come by full code, so that a line stands after the one above it."""
    nodes: dict[str, Node] = {}
    roots: list[Node] = []
    for row in rows:
        above = nodes.get(row.kode_induk) if row.kode_induk else None
        own = row.kode.removeprefix(f"{row.kode_induk}.") if row.kode_induk else row.kode
        node = nodes[row.kode] = Node(row, own, [])
        (above.anak if above else roots).append(node)
    return roots


def _performance(rows: Rows) -> dict[str, Any]:
    return {
        "nku": next(iter(rows["nku"]), None),
        "sasaran": rows["sasaran"],
        "indikator": rows["indikator"],
        "grafik_capaian": [_capaian_bar(row) for row in rows["indikator"] if row.capaian_pct is not None],
        "peta": _heat_map(rows["capaian"]),
        "kelas": {name: f"k{position}" for position, name in enumerate(KRITERIA, start=1)},
        "kriteria_lain": sorted({row.kriteria for row in rows["capaian"] if row.kriteria} - set(KRITERIA)),
    }


def _capaian_bar(row: Any) -> dict[str, Any]:
    label = number(row.capaian_pct, 2)
    return {
        "indikator": row.kode_indikator,
        "capaian_pct": float(row.capaian_pct),
        "kriteria": tone(row.kriteria),
        "label": label,
        "keterangan": f"{row.kode_indikator} {row.indikator or ''}: capaian {label}%, {row.kriteria}",
    }


class HeatRow(NamedTuple):
    """An indicator of the heat map: its code, its name, and the rows of its months 1..12 (None where there is none)."""

    kode: str
    nama: str | None
    bulan: list[Any]


def _heat_map(rows: Sequence[Any]) -> list[HeatRow]:
    indicators: dict[str, HeatRow] = {}
    for row in rows:
        line = indicators.setdefault(row.kode_indikator, HeatRow(row.kode_indikator, row.indikator, [None] * 12))
        line.bulan[row.bulan - 1] = row
    return list(indicators.values())


def _missing(rows: Rows) -> dict[str, Any]:
    rak = next(iter(rows["rak"]), None)
    late: dict[tuple[str, str], list[int]] = {}
    for row in rows["kepatuhan"]:
        late.setdefault((row.status, AWAITED.get(row.jenis, row.jenis)), []).append(row.bulan)
    return {
        "laporan": late,
        "rpd_kurang": [row for row in rows["deviasi"] if row.kurang and "RPD" in row.kurang],
        "ada_rpd": bool(rows["rpd"]),
        "rak": rak,
        "rak_tidak_utuh": lost_pages(rak.potongan or 0, rak.baris or 0, rak.kurang or []) if rak else "",
        "rak_kurang": short_plan((rak and rak.kurang) or []),
        "belum_dinilai": [row for row in rows["indikator"] if row.capaian_pct is None],
    }


def _places(site: Site, known: Set[Key], newest: Mapping[str, int]) -> dict[Key, dict[str, list[dict[str, Any]]]]:
    """The first findings of every rule by satker and year; one that names no year belongs to the newest."""
    first = (
        "(t.aturan, t.tabel, t.urutan) in (select (aturan, tabel, urutan) from dq.temuan"
        " where kode_satker is not null and (kode_satker = $satker or cast($satker as varchar) is null)"
        f" qualify row_number() over (partition by kode_satker, tahun, aturan order by urutan) <= {PLACES})"
    )
    found: dict[Key, dict[str, list[dict[str, Any]]]] = {}
    for row in read_findings(site.con, first, {"satker": site.satker}):
        own = (row["kode_satker"], row["tahun"])
        key = own if own in known else (row["kode_satker"], newest.get(row["kode_satker"], 0))
        found.setdefault(key, {}).setdefault(row["aturan"], []).append(
            {**row, "letak": spot(row), "rinci": details(row)}
        )
    return found


def _findings(
    counted: Sequence[Any], rules: Mapping[str, Mapping[str, Any]], places: Mapping[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    return [
        {
            "aturan": row.aturan,
            "tingkat": row.tingkat,
            "jumlah": row.jumlah,
            "uraian": rules.get(row.aturan, {}).get("uraian"),
            "saran": rules.get(row.aturan, {}).get("saran"),
            "contoh": places.get(row.aturan, [])[:PLACES],
        }
        for row in counted
    ]
