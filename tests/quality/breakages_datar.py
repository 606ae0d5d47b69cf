"""How the rules of flat budget files are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import At, Breakage, copy_row

DATAR_BREAKAGES = [
    Breakage(
        "DATAR-20",
        "core.realisasi_datar",
        ("update core.realisasi_datar set blokir = 301 where baris = 3",),
        at=At("datar1", 3, "blokir", "301", "Sheet1"),
    ),
    Breakage(
        "DATAR-21",
        "core.realisasi_datar",
        ("update core.realisasi_datar set kode_beban = 'Z' where baris = 3",),
        at=At("datar1", 3, "kode_beban", "Z", "Sheet1"),
    ),
    Breakage(
        "DATAR-22",
        "core.realisasi_datar",
        ("update core.realisasi_datar set masalah = 'program tidak diketahui' where baris = 3",),
        at=At("datar1", 3, "nomor_ro", "QIA.001", "Sheet1"),
    ),
    Breakage(
        "DATAR-24",
        "core.snapshot_anggaran",
        ("update core.snapshot_anggaran set kurang_baris = true where file_id = 'datar1'",),
        at=At("datar1", None, "pagu", "600"),
    ),
    Breakage(
        "DATAR-23",
        "core.snapshot_anggaran",
        (
            copy_row(
                "core.snapshot_anggaran",
                "'datar2' as file_id, 'realisasi_datar' as jenis, 'dump' as bentuk, 1001 as pagu, false as berlaku",
                "file_id = 'fa1'",
            ),
        ),
        at=At("fa1", 10, "pagu", "1000", "Laporan"),
    ),
]
