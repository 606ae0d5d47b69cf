"""What looks like a breakage and is none: each change to the clean warehouse raises only the rules named with it."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pytest

from tests.quality.breakages import FEBRUARY_IN_FULL, NOUGHT, copy_row
from tests.quality.test_rules import failing

OLD_SHEET = (
    copy_row("raw.berkas", "'kin0' as file_id, 'lama.xlsx' as nama", "file_id = 'kin1'"),
    copy_row("raw.realisasi_kinerja", "'kin0' as file_id, '0.9' as pembilang", "bulan = 1"),
)
SENT_LATE = (
    "update raw.acuan set tanggal = '2025-03-01'",
    "update raw.berkas set waktu_sumber = '2025-02-20', diterima_pada = '2025-02-20' where file_id = 'kin1'",
    FEBRUARY_IN_FULL,
)


class Innocent(NamedTuple):
    """A change, and the rules that do hold it against somebody."""

    statements: tuple[str, ...]
    raised: frozenset[str] = frozenset()


INNOCENT = {
    "a refund makes the total fall": Innocent(
        tuple(
            f"update core.{table} set realisasi_ini = -realisasi_lalu / 5, realisasi_sd = realisasi_lalu * 0.8,"
            " sisa = pagu - realisasi_lalu * 0.8 where bulan = 2"
            for table in ("realisasi_tingkat", "realisasi_anggaran")
        ),
        frozenset({"FA-06"}),
    ),
    "a month that goes backwards is no late posting": Innocent(
        (
            "update core.realisasi_tingkat set realisasi_lalu = realisasi_lalu / 5, realisasi_sd = realisasi_sd / 5"
            " where bulan = 2",
        ),
        frozenset({"FA-22"}),
    ),
    "a filtered month is told once": Innocent(
        (
            copy_row(
                "core.realisasi_tingkat", f"'DR.3165.QIA.009' as kode_ro, {NOUGHT}", "tingkat = 'ro' and bulan = 1"
            ),
            "update core.realisasi_tingkat set pagu = pagu * 0.4, realisasi_lalu = 0, realisasi_sd = 0 where bulan = 2",
            "delete from core.realisasi_anggaran where bulan = 2 and kode_komponen = '052'",
        ),
        # The cash plan of the year stands beside less budget.
        frozenset({"FA-21", "RPD-20"}),
    ),
    "a cut of the budget that keeps every RO": Innocent(
        ("update core.realisasi_tingkat set pagu = pagu * 0.4 where bulan = 2",), frozenset({"FA-07"})
    ),
    "a line that was never spent vanishes": Innocent(
        (
            "update core.realisasi_anggaran set realisasi_lalu = 0, realisasi_ini = 0, realisasi_sd = 0, sisa = pagu"
            " where bulan = 1",
            "delete from core.realisasi_anggaran where bulan = 2 and kode_komponen = '052'",
        ),
        frozenset({"RPD-20"}),
    ),
    "no target yet": Innocent(("update core.target_indikator set target = null where bulan < 12",)),
    "a December counted otherwise": Innocent(
        (
            "update core.indikator set nama = 'Persentase ' || nama, satuan_campuran = true",
            "update core.target_indikator set target = 250 where bulan = 12",
        )
    ),
    "a name that only begins like a percentage": Innocent(
        (
            "update core.indikator set nama = 'Persentuhan'",
            "update core.target_indikator set target = 250 where bulan = 12",
        )
    ),
    "a month that nobody of the satker has reported": Innocent(
        (
            "delete from core.realisasi_indikator where bulan = 2",
            "update mart.capaian_indikator set realisasi = null where bulan = 2",
        )
    ),
    "a sheet mended before the deadline": Innocent(
        (*OLD_SHEET, "update raw.berkas set waktu_sumber = waktu_sumber - interval 1 day where file_id = 'kin0'")
    ),
    "a late sheet that says what the sheet before it said": Innocent(
        (
            *OLD_SHEET,
            "update raw.realisasi_kinerja set pembilang = null, realisasi = '5.00' where file_id = 'kin0'",
            *SENT_LATE,
        )
    ),
    "a late sheet whose figure used is the same": Innocent(
        (
            *OLD_SHEET,
            "update raw.realisasi_kinerja set pembilang = '2', penyebut = '40', realisasi = '4.5'"
            " where file_id = 'kin0'",
            *SENT_LATE,
        )
    ),
    "a late sheet that adds the percentage to a bare fraction": Innocent(
        (
            *OLD_SHEET,
            "update raw.realisasi_kinerja set pembilang = '1', realisasi = null where file_id = 'kin0'",
            *SENT_LATE,
        )
    ),
    "a row that the plan asks for is in quarantine by its name": Innocent(
        (
            "update mart.capaian_indikator set realisasi = null where kode_indikator = '02.01' and bulan = 2",
            "update core.sebutan_indikator set kode_indikator = null, cara = null",
        ),
        frozenset({"IND-01"}),
    ),
    "a row that the plan asks for was refused": Innocent(
        (
            "update mart.capaian_indikator set realisasi = null where kode_indikator = '02.01' and bulan = 2",
            "insert into raw.tolakan values ('kin1', null, 30, 'J', 'x', 'KIN-24', 'Alasan.', 'Saran.')",
        )
    ),
    "an old version of a file from the future": Innocent(
        (
            "update raw.berkas set waktu_sumber = '2025-02-10 00:00', status = 'digantikan' where file_id = 'fa1'",
            "delete from raw.kotak_masuk where file_id = 'fa1'",
        )
    ),
    "a name that the plan has twice": Innocent(
        (
            "update core.indikator set nama = 'Indikator 01.01' where kode_indikator = '01.02'",
            "update core.realisasi_indikator set nama = 'Indikator 01.01' where kode_indikator = '01.02'",
        )
    ),
    "a target with one decimal less": Innocent(
        (
            "update mart.capaian_indikator set target = 8.3, target_dilaporkan = 8.33"
            " where kode_indikator = '01.01' and bulan = 1",
        )
    ),
    "a target with more decimals than anyone prints": Innocent(
        (
            "update mart.capaian_indikator set target = 66.6667, target_dilaporkan = 66.67"
            " where kode_indikator = '01.01' and bulan = 1",
        )
    ),
    "a cap of NPS that a new rule raised": Innocent(
        (
            "update ref.ketentuan set nilai = 130 where nama = 'batas_nps'",
            "update mart.capaian_sasaran set nps = 125 where bulan = 1",
            "update mart.nilai_satker set nku = 125 where bulan = 1",
        )
    ),
    "a cap of NPS below what can still be judged": Innocent(
        (
            "update ref.ketentuan set nilai = 100 where nama = 'batas_nps'",
            "update mart.capaian_indikator set capaian_pct = 109.76 where bulan = 1",
            "update mart.capaian_sasaran set nps = 100",
            "update mart.nilai_satker set nku = 100",
        )
    ),
    "a satker that has ended": Innocent(
        (
            "update raw.acuan set tanggal = '2025-04-01'",
            "update raw.nama_satker set sampai = '2025-03-01'",
            FEBRUARY_IN_FULL,
        )
    ),
    "an export of the last day, and one of a month that is going on": Innocent(
        (
            "update core.snapshot_anggaran set waktu_sumber = '2025-01-31 16:00' where bulan = 1",
            "update raw.acuan set tanggal = '2025-02-28'",
        )
    ),
    "a clock that is some hours ahead": Innocent(
        ("update raw.berkas set waktu_sumber = '2025-02-09 23:00' where file_id = 'fa1'",)
    ),
}


@pytest.mark.parametrize("change", INNOCENT)
def test_what_is_right_is_not_told(con: duckdb.DuckDBPyConnection, change: str) -> None:
    innocent = INNOCENT[change]
    for statement in innocent.statements:
        con.execute(statement)
    assert {rule for rule, _ in failing(con, " ".join(innocent.statements))} == innocent.raised
