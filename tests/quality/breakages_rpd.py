"""How the rules of the monthly cash plan (RPD) are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import At, Breakage, copy_row

CASH_PLAN_BREAKAGES = [
    Breakage(
        "RPD-20",
        "core.rpd",
        ("update core.rpd set rpd = rpd + 101 where bulan = 5",),
        at=At("rpd1", 2, "jenis_belanja", "52", "rpd"),
    ),
    *(
        Breakage("RPD-21", "core.rpd", (statement,), at=At("rpd1", 2, "satuan", "rupiah", "rpd"))
        for statement in (
            "update core.rpd set rpd = 9151 where bulan = 1",
            "update core.rpd set rpd = 1 where bulan > 0",
        )
    ),
    Breakage(
        "RPD-22",
        "core.rpd",
        (copy_row("core.rpd", "'53' as jenis_belanja, 1 as rpd"),),
        at=At("rpd1", 2, "jenis_belanja", "53", "rpd"),
    ),
    Breakage("RPD-23", "mart.deviasi_rpd", ("update mart.deviasi_rpd set kurang = 'RPD 52' where bulan = 2",)),
    Breakage(
        "RPD-24",
        "core.rpd",
        ("update core.rpd set rpd = -1, tertulis = -1 where bulan = 8",),
        at=At("rpd1", 2, "agustus", "-1", "rpd"),
    ),
    Breakage(
        "MART-09",
        "mart.deviasi_rpd_jenis_belanja",
        ("update mart.deviasi_rpd_jenis_belanja set deviasi_pct = 100.01 where bulan = 1",),
    ),
    Breakage("MART-09", "mart.deviasi_rpd", ("update mart.deviasi_rpd set nilai = 100.01 where bulan = 1",)),
]
