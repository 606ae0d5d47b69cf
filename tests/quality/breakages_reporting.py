"""How the rules of delivery are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import FEBRUARY_IN_FULL, At, Breakage, copy_row

REPORTING_BREAKAGES = [
    Breakage(
        "KOREKSI-01",
        "raw.koreksi",
        (
            "insert into raw.koreksi values ('k1', 'ganti', 'realisasi_kinerja', '{}', 'realisasi', '1', '2', 'Salah',"
            " 'Tim', '2026-01-02', 'a.yml', 1, 'tidak berlaku', 0, '3', 'Berubah.', null, null, null)",
        ),
    ),
    Breakage("LAPOR-01", "mart.kepatuhan", ("update mart.kepatuhan set status = 'belum lapor' where bulan = 1",)),
    Breakage("SEGAR-01", "core.satker", ("update raw.acuan set tanggal = '2025-04-01'", FEBRUARY_IN_FULL)),
    Breakage(
        "BERKAS-21",
        "raw.berkas",
        ("update raw.berkas set waktu_sumber = '2025-02-10 00:00' where file_id = 'fa1'",),
        at=At("fa1", None, "waktu_sumber", "2025-02-10 00:00:00"),
    ),
    Breakage(
        "BERKAS-26",
        "core.status_berkas",
        ("update raw.berkas set bulan_di_nama = 4 where file_id = 'fa1'",),
        at=At("fa1", None, "bulan", "1"),
    ),
    Breakage(
        "BERKAS-26",
        "core.status_berkas",
        ("update raw.berkas set bulan_di_nama = 3 where file_id = 'kin1'",),
        at=At("kin1", None, "bulan", "1, 2"),
    ),
    Breakage(
        "BERKAS-25",
        "core.satker",
        (
            copy_row(
                "raw.berkas", "'rpd0' as file_id, 'digantikan' as status, 'rpd1' as diganti_oleh", "jenis = 'rpd'"
            ),
            copy_row("raw.rpd", "'rpd0' as file_id, '222222' as kode_satker"),
        ),
        at=At("rpd0", 2, "kode_satker", "222222", "rpd"),
    ),
]
