"""Rules of the whole: keys, references, types. A failure is a fault of the machine, never of somebody's document."""

from __future__ import annotations

from pipelines.quality.checks import complete_key, in_set, refers, rows, typed, unique_key
from pipelines.quality.queries import DUPLICATE_CURRENT_PLAN, DUPLICATE_CURRENT_SNAPSHOT
from pipelines.quality.rule import broken
from pipelines.sql_models import load_models

# core.realisasi_tingkat is not here: it is grouped by its key, and its upper levels leave the lower codes empty.
KEYED_TABLES = (
    "core.akun_datar",
    "core.dokumen_rak",
    "core.indikator",
    "core.kontribusi",
    "core.nama_satker",
    "core.realisasi_anggaran",
    "core.realisasi_datar",
    "core.realisasi_indikator",
    "core.rpd",
    "core.sasaran",
    "core.satker",
    "core.sebutan_indikator",
    "core.snapshot_anggaran",
    "core.status_berkas",
    "core.subkomponen",
    "core.target_indikator",
    "mart.capaian_indikator",
    "mart.capaian_sasaran",
    "mart.capaian_triwulan",
    "mart.deviasi_rpd",
    "mart.deviasi_rpd_jenis_belanja",
    "mart.efisiensi_indikator",
    "mart.efisiensi_sasaran",
    "mart.ikpa_penyerapan",
    "mart.kepatuhan",
    "mart.nilai_satker",
    "mart.rencana_anggaran",
    "mart.rencana_penyerapan",
    "mart.serapan_indikator",
    "mart.serapan_jenis_belanja",
    "mart.serapan_ro",
    "mart.serapan_sasaran",
    "mart.serapan_satker",
    "mart.serapan_subkomponen",
    "mart.serapan_tingkat",
)
EMPTY_KEYS = {
    "core.nama_satker": ("mulai",),
    "core.sebutan_indikator": ("lembar",),
    "mart.serapan_indikator": ("kode_indikator",),
    "mart.serapan_sasaran": ("kode_sasaran",),
}

FILE_TABLES = (
    "raw.tolakan",
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

ONCE = "Setiap angka yang dihitung tepat satu kali"
TRACE = "Setiap angka yang dapat dirunut sampai berkas asalnya"
JOINED = "Angka yang tidak hilang saat tabel digabungkan"

KEYS = (
    *(
        broken("KUNCI-01", t, "Setiap kunci hanya ada satu kali.", ONCE, unique_key())
        for t in ("raw.berkas", *KEYED_TABLES)
    ),
    *(
        broken("KUNCI-02", t, "Kolom kunci tidak boleh kosong.", JOINED, complete_key(*EMPTY_KEYS.get(t, ())))
        for t in KEYED_TABLES
    ),
    broken(
        "KUNCI-03",
        "core.dokumen_rak",
        "Satu satker dan tahun hanya mempunyai satu RAK yang berlaku.",
        "Rencana yang dihitung tepat satu kali",
        rows(DUPLICATE_CURRENT_PLAN),
    ),
    broken(
        "KUNCI-03",
        "core.snapshot_anggaran",
        "Satu satker dan bulan hanya mempunyai satu ekspor yang berlaku.",
        "Uang yang dihitung tepat satu kali",
        rows(DUPLICATE_CURRENT_SNAPSHOT),
    ),
)

REFERENCES = (
    *(
        broken(
            "ACUAN-01", t, "Setiap baris berasal dari berkas yang terdaftar.", TRACE, refers("raw.berkas", "file_id")
        )
        for t in FILE_TABLES
    ),
    broken(
        "ACUAN-02",
        "core.kontribusi",
        "Setiap kontribusi menunjuk indikator yang ada di RAK yang sama.",
        JOINED,
        refers("core.indikator", "kode_satker", "tahun", "kode_indikator"),
    ),
    *(
        broken("ACUAN-03", t, "Setiap kode satker dikenal.", JOINED, refers("core.satker", "kode_satker"))
        for t in ("core.indikator", "core.realisasi_indikator", "core.rpd", "core.snapshot_anggaran")
    ),
    broken(
        "ACUAN-04",
        "core.indikator",
        "Setiap indikator menunjuk sasaran yang ada di RAK yang sama.",
        JOINED,
        refers("core.sasaran", "kode_satker", "tahun", "kode_sasaran"),
    ),
    broken(
        "ACUAN-05",
        "mart.serapan_subkomponen",
        "Setiap sub komponen yang direalisasikan ada di daftar sub komponen.",
        JOINED,
        refers("core.subkomponen", "kode_satker", "tahun", "kode_ro", "kode_komponen", "kode_subkomponen"),
    ),
    broken(
        "BERKAS-20",
        "raw.berkas",
        "Status berkas adalah diterima, ditolak, atau digantikan.",
        "Berkas yang jelas dipakai atau tidaknya",
        in_set("status", "diterima", "ditolak", "digantikan"),
    ),
)

# A table with money in it; a double would round amounts, and a number lose the leading noughts of a code.
MONEY_TABLES = tuple(
    name
    for name, model in load_models().items()
    if model.schema in ("core", "mart") and any(column.unit == "rupiah" for column in model.columns)
)
TYPES = tuple(
    broken(
        "TIPE-01",
        t,
        "Kolom rupiah bertipe desimal, kolom kode bertipe teks, tahun dan bulan bertipe bilangan bulat.",
        "Rupiah yang tepat sampai satuan, dan nol di depan kode",
        typed(),
    )
    for t in MONEY_TABLES
)

STRUCTURE_RULES = (*KEYS, *REFERENCES, *TYPES)
