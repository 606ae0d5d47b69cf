"""The pages of source files: their list, lists by satker, and one page for each file with its rows as they were read.

A file that is needed row by row has all its rows: every plan, performance sheet and cash plan in force, and the newest
budget export of a satker and year. Of other files only their total and the rows that something names stand there: all
rows of all files would be several gigabytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.console_inspect import KINDS
from pipelines.site.build import Page, Site, source_path
from pipelines.site.satker import path_of
from pipelines.site.satker_rows import all_keys
from pipelines.site.source_rows import FLAT_ROWS, NAMED, TABLES, WHOLE, Stream, ids_of

LISTED = 2000
"""Files in the list of all; of 5,000 a browser made a table in four seconds."""

SATKER_SHOWN = 20
"""Satker of a file that its page names; one of the whole country has thousands."""

# A budget export is replaced by the one in force for its satker and month.
_FILES = """
    select b.file_id, n.nama, n.di_kotak_masuk, b.jenis, b.tahun, b.bulan, b.periode_dari, s.status,
        b.alasan, b.jumlah_baris, b.ukuran, b.waktu_sumber, b.diterima_pada,
        coalesce(b.diganti_oleh, a.file_id) as diganti_oleh
    from raw.berkas as b
    inner join core.status_berkas as s on b.file_id = s.file_id
    inner join dq.nama_berkas as n on b.file_id = n.file_id
    left join (
        select kode_satker, tahun, bulan, max(file_id) as file_id
        from core.snapshot_anggaran where berlaku group by kode_satker, tahun, bulan
    ) as a on s.status = 'digantikan' and b.kode_satker = a.kode_satker and b.tahun = a.tahun and b.bulan = a.bulan
    where $satker is null or b.file_id in (select file_id from ({owners}) as m where kode_satker = $satker)
    order by b.diterima_pada desc, n.nama, b.file_id
"""

# Which satker, and of which years, a file tells of; a file may be of many.
_OWNERS = """
    select distinct file_id, kode_satker, tahun from (
        select file_id, kode_satker, tahun from raw.berkas
        union all select file_id, kode_satker, tahun from core.dokumen_rak
        union all select file_id, kode_satker, tahun from core.snapshot_anggaran
        union all select file_id, kode_satker, tahun from raw.realisasi_kinerja
        union all select file_id, kode_satker, tahun from raw.rpd
    ) as semua where kode_satker is not null
"""

_REJECTED = """
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran, status from dq.karantina
    order by file_id, status desc, lembar, baris, kolom, aturan, alasan
"""

_CORRECTED = """
    select id, file_id, lembar, baris, kolom, nilai_salah, nilai_benar, status, keterangan, alasan, oleh, tanggal
    from dq.koreksi where file_id is not null order by file_id, lembar, baris, bagian, kolom, id
"""

File = dict[str, Any]


def satker_path(kode_satker: str) -> str:
    """The list of files of a satker, below the site."""
    return f"sumber/satker-{kode_satker}.html"


def pages(site: Site) -> Iterator[Page]:
    """The list of files, the lists by satker, and the page of every file."""
    satker = {"satker": site.satker}
    names = dict(site.con.execute("select kode_satker, nama_satker from core.satker").fetchall())
    owners: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for file_id, kode, tahun in site.con.execute(f"{_OWNERS} order by all").fetchall():
        owners[file_id].setdefault(kode, []).append(tahun)
    of_satker: dict[str, list[File]] = defaultdict(list)
    files = site.rows(_FILES.format(owners=_OWNERS), satker)
    for file in files:
        known = [kode for kode in owners[file["file_id"]] if site.satker in (None, kode)]
        file["nama_jenis"] = KINDS.get(file["jenis"], "tidak dikenali")
        file["unit"] = (
            (names.get(known[0]) or known[0]) if len(known) == 1 else f"{len(known)} satker" if known else None
        )
        for kode in known:
            of_satker[kode].append(file)
    listed = sorted(of_satker.items(), key=lambda item: (names.get(item[0]) or "", item[0]))
    # First those that somebody has to see to.
    files.sort(key=lambda file: file["status"] != "ditolak" and file["unit"] is not None)
    yield Page(
        "sumber/index.html",
        "sumber_daftar.html.j2",
        {
            "title": "Berkas sumber",
            "berkas": files[:LISTED],
            "jumlah": len(files),
            "ringkasan": [(kode, names.get(kode), satker_path(kode), _counts(theirs)) for kode, theirs in listed],
        },
    )
    for kode, theirs in listed:
        name = names.get(kode) or f"Satker {kode}"
        context = {"title": f"Berkas {name}", "berkas": theirs, "jumlah": len(theirs), "ringkasan": []}
        yield Page(satker_path(kode), "sumber_daftar.html.j2", context)
    yield from _file_pages(site, files, names, owners)


def _counts(files: Sequence[File]) -> dict[str, int]:
    return {status: sum(file["status"] == status for file in files) for status in ("diterima", "digantikan", "ditolak")}


def _file_pages(
    site: Site, files: Sequence[File], names: Mapping[str, str], owners: Mapping[str, Mapping[str, Sequence[int]]]
) -> Iterator[Page]:
    whole = {file_id for (file_id,) in site.con.execute(WHOLE).fetchall()}
    named = _by_file(site, f"select * from ({NAMED}) as n order by all")
    rejected, corrected = _by_file(site, _REJECTED), _by_file(site, _CORRECTED)
    keys = set(all_keys(site.con, site.satker))
    called = {file["file_id"]: file["nama"] for file in files}
    streams = {kind: [Stream(site.con, rows, site.satker) for rows in of_kind] for kind, of_kind in TABLES.items()}
    for file in sorted(files, key=lambda file: str(file["file_id"])):
        file_id = file["file_id"]
        seen: set[str] = set()
        tables = [stream.of(file_id, seen) for stream in streams.get(file["jenis"], ())]
        rejects, corrections, places = rejected.get(file_id, []), corrected.get(file_id, []), named.get(file_id, [])
        if site.satker and len(owners[file_id]) > 1:
            # A site for one satker tells nothing of the others in the file.
            shown = {(line.lembar, line.baris) for table in tables for line in table.lines}
            rejects = [row for row in rejects if row["kode_satker"] == site.satker]
            corrections = [row for row in corrections if (row["lembar"], row["baris"]) in shown]
            places = []
        for row in rejects:
            row["ids"] = ids_of(seen, row["lembar"], row["baris"])
        elsewhere = [(row, ids_of(seen, row["lembar"], row["baris"])) for row in places]
        theirs = [kode for kode in owners[file_id] if site.satker in (None, kode)]
        yield Page(
            source_path(file_id),
            "sumber_berkas.html.j2",
            {
                "title": file["nama"],
                "berkas": file,
                "satker": [
                    {
                        "kode": kode,
                        "nama": names.get(kode),
                        "daftar": satker_path(kode),
                        "halaman": [
                            (tahun, path_of(kode, tahun)) for tahun in owners[file_id][kode] if (kode, tahun) in keys
                        ],
                    }
                    for kode in theirs[:SATKER_SHOWN]
                ],
                "satker_lain": max(0, len(theirs) - SATKER_SHOWN),
                "pengganti": called.get(file["diganti_oleh"]),
                "tabel": [table for table in tables if table.lines],
                "utuh": file_id in whole
                and not (file["jenis"] == "realisasi_datar" and file["jumlah_baris"] > FLAT_ROWS),
                "tolakan": rejects,
                "koreksi": corrections,
                "baris_lain": [(row, ids) for row, ids in elsewhere if any(ids)],
            },
        )


def _by_file(site: Site, sql: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in site.rows(sql):
        found[row["file_id"]].append(row)
    return found
