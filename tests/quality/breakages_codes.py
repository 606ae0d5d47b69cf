"""How the rules of names and codes are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import At, Breakage, added_line, copy_row

RAK9_IN_INBOX = "insert into raw.kotak_masuk values ('rak9', 'rak9')"


def _of_unknown(satker: str) -> tuple[str, str]:
    """Statements that add a satker which only a performance sheet names."""
    return (
        copy_row("core.satker", f"'{satker}' as kode_satker"),
        copy_row("raw.realisasi_kinerja", f"'{satker}' as kode_satker, 99 as baris"),
    )


CODE_BREAKAGES = [
    Breakage(
        "SATKER-01",
        "core.dokumen_rak",
        (copy_row("core.dokumen_rak", "'rak9' as file_id, null as kode_satker, false as berlaku"), RAK9_IN_INBOX),
        at=At("rak9", None, "nama_unit", "Unit A"),
    ),
    Breakage(
        "SATKER-01",
        "core.realisasi_datar",
        (
            "update core.realisasi_datar"
            " set kode_satker = null, nama_satker = 'Unit Z', masalah = 'satker tidak dikenal'",
            "update raw.realisasi_datar set kode_satker = null, nama_satker = 'Unit Z'",
        ),
        at=At("datar1", 2, "nama_satker", "Unit Z", "Sheet1"),
    ),
    Breakage("SATKER-03", "core.satker", _of_unknown("888888"), at=At("kin1", 99, "kode_satker", "888888")),
    Breakage("SATKER-02", "raw.nama_satker", (copy_row("raw.nama_satker", "'333333' as kode_satker"),)),
    Breakage(
        "IND-01",
        "core.sebutan_indikator",
        ("update core.sebutan_indikator set kode_indikator = null, cara = null",),
        at=At("kin1", 22, "indikator", "Indikator 02.01"),
    ),
    Breakage(
        "IND-02",
        "core.sebutan_indikator",
        ("update core.sebutan_indikator set bertentangan_dengan = 'baris 7'",),
        at=At("kin1", 22, "indikator", "Indikator 02.01"),
    ),
    Breakage(
        "KODE-01",
        "core.satker",
        _of_unknown("12345"),
        (("SATKER-03", "core.satker"),),
        at=At("kin1", 99, "kode_satker", "12345"),
    ),
    Breakage(
        "KODE-02",
        "core.indikator",
        (copy_row("core.indikator", "'01.7' as kode_indikator, null as anggaran", "kode_sasaran = '01'"),),
        (("RAK-08", "core.indikator"),),
        at=At("rak1", 10, "kode_indikator", "01.7"),
    ),
    Breakage(
        "KODE-02",
        "core.realisasi_indikator",
        (copy_row("core.realisasi_indikator", "'1.01' as kode_indikator"),),
        (("KIN-03", "core.realisasi_indikator"),),
        at=At("kin1", 10, "kode_indikator", "1.01"),
    ),
    Breakage(
        "KODE-03",
        "core.subkomponen",
        added_line("'DR.3165.QIA.2' as kode_ro"),
        at=At("fa1", 16, "kode_ro", "DR.3165.QIA.2", "Laporan"),
    ),
    Breakage(
        "KODE-04",
        "core.subkomponen",
        added_line("'51' as kode_komponen"),
        at=At("fa1", 16, "kode_komponen", "51", "Laporan"),
    ),
    Breakage(
        "KODE-05",
        "core.subkomponen",
        added_line("'0A' as kode_subkomponen"),
        at=At("fa1", 16, "kode_subkomponen", "0A", "Laporan"),
    ),
    Breakage(
        "KODE-06",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set kode_akun = '52121' where kode_akun = '521211'",),
        at=At("fa1", 17, "kode_akun", "52121", "Laporan"),
    ),
    Breakage(
        "KODE-07",
        "core.indikator",
        ("update core.indikator set kode_sasaran = '02' where kode_indikator = '01.01'",),
        at=At("rak1", 10, "kode_indikator", "01.01"),
    ),
    Breakage(
        "KODE-08",
        "core.indikator",
        ("update core.indikator set polaritas = 'naik' where kode_indikator = '01.01'",),
        at=At("rak1", 10, "kode_indikator", "01.01"),
    ),
]
