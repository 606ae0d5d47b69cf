"""A small clean warehouse: hand-written raw rows of two months of one office, and the real models over them."""

from __future__ import annotations

from datetime import datetime

import duckdb

from pipelines.sql_models import load_models

# Before the first deadline of the year: nobody is late yet.
NOON = datetime(2025, 2, 8, 12)
RO = "DR.3165.QIA.001"
INDICATORS = {"01.01": "450", "01.02": "150", "02.01": "400"}
CONTRIBUTIONS = [
    # indikator, komponen, sub komponen, anggaran, kontribusi
    ("01.01", "051", "A", "600", "450"),
    ("01.02", "051", "A", "600", "150"),
    ("02.01", "052", "B", "400", "400"),
]
AKUN = {"051": ("A", "521211", 600), "052": ("B", "522151", 400)}
SPENT = {1: {"051": (0, 100), "052": (0, 50)}, 2: {"051": (100, 200), "052": (50, 50)}}


def fill(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, object]]) -> None:
    """Insert rows by column name; what a row does not name is NULL."""
    for row in rows:
        marks = ", ".join(f"? as {column}" for column in row)
        con.execute(f"insert into {table} by name select {marks}", list(row.values()))


def file_row(file_id: str, nama: str, jenis: str, **more: object) -> dict[str, object]:
    times = dict.fromkeys(("waktu_sumber", "waktu_berkas", "diterima_pada"), NOON)
    known = {"file_id": file_id, "nama": nama, "jenis": jenis, "tahun": 2025, "status": "diterima"}
    return {**known, "jumlah_baris": 1, "ukuran": 1, **times, **more}


def _fa_rows(month: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []

    def add(tingkat: str, komponen: list[str], **codes: str) -> None:
        pagu = sum(AKUN[k][2] for k in komponen)
        lalu, ini = (sum(SPENT[month][k][i] for k in komponen) for i in (0, 1))
        amounts = (pagu, 0, lalu, ini, lalu + ini, pagu - lalu - ini)
        names = ("pagu", "lock_pagu", "realisasi_lalu", "realisasi_ini", "realisasi_sd", "sisa")
        where = {"file_id": f"fa{month}", "lembar": "Laporan", "baris": 10 + len(rows), "tingkat": tingkat}
        rows.append({**where, **codes, "uraian": tingkat, **dict(zip(names, map(str, amounts), strict=True))})

    codes: dict[str, str] = {}
    add("total", ["051", "052"])
    for level, code in (("program", "DR"), ("kegiatan", "3165"), ("kro", "QIA"), ("ro", RO)):
        codes[f"kode_{level}"] = code
        add(level, ["051", "052"], **codes)
    for komponen, (sub, akun, _) in AKUN.items():
        add("komponen", [komponen], **codes, kode_komponen=komponen)
        add("subkomponen", [komponen], **codes, kode_komponen=komponen, kode_subkomponen=sub)
        add("akun", [komponen], **codes, kode_komponen=komponen, kode_subkomponen=sub, kode_akun=akun)
    return rows


def build_models(con: duckdb.DuckDBPyConnection) -> None:
    for model in load_models().values():
        if model.is_derived:
            model.build(con)


def fill_clean(con: duckdb.DuckDBPyConnection) -> None:
    fill(
        con,
        "raw.berkas",
        [
            file_row("rak1", "rak.txt", "rak"),
            file_row("fa1", "januari.xlsx", "fa_detail", kode_satker="111111", bulan=1),
            file_row("fa2", "februari.xlsx", "fa_detail", kode_satker="111111", bulan=2),
            file_row("kin1", "kinerja.xlsx", "realisasi_kinerja", kode_satker="111111"),
            file_row("rpd1", "rpd.xlsx", "rpd", kode_satker="111111"),
            file_row("datar1", "januari b.xlsx", "realisasi_datar", kode_satker="222222", bulan=1),
        ],
    )
    con.execute("insert into raw.kotak_masuk by name select nama, file_id from raw.berkas")
    fill(con, "raw.acuan", [{"tanggal": NOON.date()}])
    units = {"Unit A": "111111", "Unit B": "222222"}
    fill(
        con,
        "raw.nama_satker",
        [{"nama": name, "kunci_nama": name.upper(), "kode_satker": code} for name, code in units.items()],
    )
    document = {"nama_unit": "Unit A", "kunci_nama": "UNIT A", "tahun": 2025, "total_deklarasi": "1000"}
    fill(con, "raw.rak_dokumen", [{"file_id": "rak1", **document, "baris_total": 90}])
    fill(
        con,
        "raw.rak_indikator",
        [
            {
                "file_id": "rak1",
                "baris": 10 * i,
                "kode_sasaran": code[:2],
                "nama_sasaran": f"Sasaran {code[:2]}",
                "kode_indikator": code,
                "nama": f"Indikator {code}",
                "anggaran": anggaran,
            }
            for i, (code, anggaran) in enumerate(INDICATORS.items(), start=1)
        ],
    )
    names = ("kode_indikator", "kode_komponen", "kode_subkomponen", "anggaran", "kontribusi")
    fill(
        con,
        "raw.rak_kontribusi",
        [
            {"file_id": "rak1", "baris": 10 * i + 1, "urutan": i, "kode_ro": RO, **dict(zip(names, row, strict=True))}
            for i, row in enumerate(CONTRIBUTIONS, start=1)
        ],
    )
    fill(
        con,
        "raw.rak_target",
        [
            {"file_id": "rak1", "baris": 10 * i, "kode_indikator": code, "bulan": month, "target": str(5 * month)}
            for i, code in enumerate(INDICATORS, start=1)
            for month in range(1, 13)
        ],
    )
    for month in (1, 2):
        fill(con, "raw.fa_detail", _fa_rows(month))
    fill(
        con,
        "raw.realisasi_kinerja",
        [
            {
                "file_id": "kin1",
                "baris": 10 * month + i,
                "tahun": 2025,
                "kode_satker": "111111",
                "bulan": month,
                # One row names its indicator instead.
                "kode_indikator": None if (month, code) == (2, "02.01") else code,
                "indikator": f"Indikator {code}",
                "satuan": "persen",
                "pembilang": str(month),
                "penyebut": "20",
                "realisasi": str(5 * month),
            }
            for month in (1, 2)
            for i, code in enumerate(INDICATORS)
        ],
    )
    fill(
        con,
        "raw.rpd",
        [
            {
                "file_id": "rpd1",
                "lembar": "rpd",
                "baris": 2,
                "kode_satker": "111111",
                "tahun": 2025,
                "jenis_belanja": "52",
                "bulan": month,
                "satuan": "rupiah",
                "tertulis": str(planned),
                "rpd": str(planned),
            }
            for month, planned in enumerate([150, 250, *[60] * 10], start=1)
        ],
    )
    program, kegiatan, kro, nomor_ro = RO.split(".")
    codes = {"kode_program": program, "kode_kegiatan": kegiatan, "kode_kro": kro, "nomor_ro": nomor_ro}
    fill(
        con,
        "raw.realisasi_datar",
        [
            {
                "file_id": "datar1",
                "lembar": "Sheet1",
                "baris": baris,
                "bentuk": "dump",
                "tingkat": "7",
                "tahun": "2025",
                "kode_satker": "222222",
                **codes,
                "kode_komponen": "051",
                "kode_subkomponen": "A",
                "kode_akun": "521211",
                "kode_beban": kode_beban,
                "pagu": "300",
                "blokir": "0",
                "realisasi_sd": "60",
                "sisa": "240",
            }
            for baris, kode_beban in enumerate("AD", start=2)
        ],
    )
    fill(con, "raw.kolom", [{"file_id": "kin1", "nama": "realisasi", "kolom": "realisasi"}])
