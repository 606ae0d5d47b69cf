"""How the rules of keys, references and types are broken, each alone or with the companions that it names."""

from __future__ import annotations

from pipelines.quality.rules import KEYED_TABLES
from pipelines.quality.rules_structure import MONEY_TABLES
from pipelines.sql_models import load_models
from tests.quality.breakages import NEW_LINE, PLAN_PARTS, TREE_PARTS, Breakage, copy_row

REJECT = "insert into raw.tolakan values ('asing', null, 1, null, null, 'RAK-11', 'Alasan.', 'Saran.')"
RAW_WITH_ROWS = (
    "raw.fa_detail",
    "raw.kolom",
    "raw.rak_dokumen",
    "raw.rak_indikator",
    "raw.rak_kontribusi",
    "raw.rak_target",
    "raw.realisasi_datar",
    "raw.realisasi_kinerja",
    "raw.rpd",
)

# Which row is doubled matters where a row may be without money, without a plan, or on top.
DOUBLED = {
    "core.realisasi_anggaran": "core.realisasi_anggaran where kode_satker = '111111' and bulan = 2",
    "mart.serapan_indikator": "mart.serapan_indikator where kode_indikator is not null",
    "mart.serapan_sasaran": "mart.serapan_sasaran where kode_sasaran is not null",
    "mart.serapan_tingkat": "mart.serapan_tingkat where tingkat = 'akun' and kode_satker = '111111'",
}

STRUCTURE_BREAKAGES = [
    *(
        Breakage(
            "KUNCI-01",
            table,
            (f"insert into {table} select * from {DOUBLED.get(table, table)} limit 1",),
            {
                "core.dokumen_rak": (("KUNCI-03", "core.dokumen_rak"),),
                "core.snapshot_anggaran": (("KUNCI-03", "core.snapshot_anggaran"),),
                "core.realisasi_anggaran": (("RPD-20", "core.rpd"),),
                "core.kontribusi": (("RAK-01", "core.indikator"), ("RAK-03", "core.kontribusi")),
                **{part: (("MART-03", part),) for part in (*TREE_PARTS, *PLAN_PARTS)},
                "mart.serapan_tingkat": (("MART-03", "mart.serapan_tingkat"), ("MART-10", "mart.serapan_tingkat")),
            }.get(table, ()),
        )
        for table in ("raw.berkas", *KEYED_TABLES)
    ),
    Breakage("KUNCI-03", "core.dokumen_rak", (copy_row("core.dokumen_rak", "'rak9' as file_id"),)),
    Breakage("KUNCI-03", "core.snapshot_anggaran", (copy_row("core.snapshot_anggaran", "'fa9' as file_id"),)),
    *(Breakage("ACUAN-01", table, (copy_row(table, "'asing' as file_id"),)) for table in RAW_WITH_ROWS),
    Breakage("ACUAN-01", "raw.tolakan", (REJECT,)),
    Breakage("ACUAN-02", "core.kontribusi", (copy_row("core.kontribusi", f"'09.09' as kode_indikator, {NEW_LINE}"),)),
    *(
        Breakage(
            "ACUAN-03",
            table,
            ("delete from core.satker where kode_satker = '111111'",),
            tuple(
                ("ACUAN-03", other)
                for other in ("core.indikator", "core.realisasi_indikator", "core.rpd", "core.snapshot_anggaran")
                if other != table
            ),
        )
        for table in ("core.indikator", "core.realisasi_indikator", "core.rpd", "core.snapshot_anggaran")
    ),
    Breakage("ACUAN-04", "core.indikator", ("delete from core.sasaran where kode_sasaran = '02'",)),
    Breakage("ACUAN-05", "mart.serapan_subkomponen", ("delete from core.subkomponen where kode_komponen = '052'",)),
    *(
        Breakage("TIPE-01", table, (f"alter table {table} alter column {column.name} type double",))
        for table in MONEY_TABLES
        for column in [next(column for column in load_models()[table].columns if column.unit == "rupiah")]
    ),
    Breakage("BERKAS-20", "raw.berkas", ("update raw.berkas set status = 'hilang' where file_id = 'kin1'",)),
]
