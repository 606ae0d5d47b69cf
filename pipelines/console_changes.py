"""What changed since the build before, in sentences for ``kinerja status``: one for each satker. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.wording import month_name, number, rupiah

if TYPE_CHECKING:
    import duckdb

MOST = 10
"""Satker that are named on a screen; programs are given all of them."""

# Of what is monthly the newest month is told; of the rest how much there is.
_MONTHLY = {"realisasi_sd": "realisasi", "pagu": "pagu", "nku": "NKU"}
_COUNTED = {"capaian": "capaian", "target": "target", "realisasi": "realisasi indikator"}
_STOCK = {"berkas": "berkas", "temuan": "temuan mutu", "karantina_terbuka": "catatan karantina"}

_QUERY = """
    select
        kode_satker,
        any_value(terbitan_sebelum) as terbitan_sebelum,
        ukuran,
        count(*) as jumlah,
        count(*) filter (selisih > 0) as naik,
        count(*) filter (selisih < 0) as turun,
        sum(selisih) as selisih,
        arg_max((tahun, bulan, sebelum, sesudah), (tahun, bulan)) as terakhir
    from meta.perubahan
    group by kode_satker, ukuran
    order by kode_satker
"""


def changes_report(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """For each satker with a change: its code, how many values changed, and the sentence that says so."""
    con.execute(_QUERY)
    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    for satker, before, measure, *row in con.fetchall():
        found.setdefault(satker, {"": (before,)})[measure] = tuple(row)
    return [
        {
            "kode_satker": satker,
            "terbitan_sebelum": of_satker.pop("")[0],
            "jumlah": sum(row[0] for row in of_satker.values()),
            "kalimat": ", ".join(_parts(of_satker)) or "susunan berkas berubah",
        }
        for satker, of_satker in found.items()
    ]


def change_lines(changes: Sequence[dict[str, Any]]) -> list[str]:
    """The sentences for people, of at most ``MOST`` satker."""
    if not changes:
        return []
    lines = [f"Berubah sejak terbitan {changes[0]['terbitan_sebelum']}:"]
    lines += [f"  {change['kode_satker']}: {change['kalimat']}" for change in changes[:MOST]]
    if len(changes) > MOST:
        lines.append(f"  dan {number(len(changes) - MOST)} satker lain; lihat meta.perubahan")
    return lines


def _parts(of_satker: dict[str, tuple[Any, ...]]) -> Iterator[str]:
    for measure, name in _MONTHLY.items():
        if measure in of_satker:
            count, _, _, _, (year, month, before, after) = of_satker[measure]
            others = f" dan {number(count - 1)} bulan lain" if count > 1 else ""
            yield f"{name} {month_name(month)} {year} {_moved(measure, before, after)}{others}"
    for measure, name in _COUNTED.items():
        if measure in of_satker:
            yield f"{number(of_satker[measure][0])} {name} berubah"
    if "indikator" in of_satker:
        _, new, gone, *_ = of_satker["indikator"]
        yield from (f"{number(n)} indikator {word}" for n, word in ((new, "baru"), (gone, "hilang")) if n)
    for measure, name in _STOCK.items():
        # What one year gained and another lost cancels out.
        if measure in of_satker and (change := of_satker[measure][3]):
            yield f"{name} {'bertambah' if change > 0 else 'berkurang'} {number(abs(int(change)))}"


def _moved(measure: str, before: Decimal | None, after: Decimal | None) -> str:
    def told(value: Decimal) -> str:
        return number(value, 2) if measure == "nku" else rupiah(int(value))

    if before is None and after is not None:
        return f"baru: {told(after)}"
    if before is not None and after is not None:
        return f"{'naik' if after > before else 'turun'} {told(abs(after - before))} (menjadi {told(after)})"
    return "tidak ada lagi"
