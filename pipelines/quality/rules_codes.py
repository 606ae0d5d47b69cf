"""Rules of names and codes: of units, indicators, and budget lines."""

from __future__ import annotations

from pipelines.quality.checks import in_set, matches, rows, where
from pipelines.quality.queries import UNKNOWN_UNITS, UNKNOWN_UNITS_OF_LINES
from pipelines.quality.queries_names import CONTRADICTING_ROWS, OVERLAPPING_NAMES, UNKNOWN_INDICATORS
from pipelines.quality.rule import CODES, EXPORT_AGAIN, FIX_PLAN, PERFORMANCE, PLAN, UNIT_MAP, broken, warn

RIGHT_UNIT = "Angka yang masuk ke satker pemiliknya"
MATCHED_LINE = "Baris anggaran yang bertemu dengan pasangannya di RAK"
MATCHED_INDICATOR = "Target dan realisasi yang bertemu di indikator yang sama"

CODE_RULES = (
    warn(
        "SATKER-01",
        "core.dokumen_rak",
        "Nama unit di setiap RAK ada di peta satker pada tanggal dokumennya.",
        RIGHT_UNIT,
        rows(UNKNOWN_UNITS),
        "Tambahkan nama unit itu beserta kode satkernya ke peta satker (--satker), atau perbaiki masa berlakunya.",
        UNIT_MAP,
    ),
    warn(
        "SATKER-01",
        "core.realisasi_datar",
        "Nama satker di setiap lembar POK ada di peta satker pada tanggal berkasnya.",
        RIGHT_UNIT,
        rows(UNKNOWN_UNITS_OF_LINES),
        "Tambahkan nama satker itu beserta kodenya ke peta satker (--satker), atau perbaiki masa berlakunya.",
        UNIT_MAP,
    ),
    warn(
        "SATKER-02",
        "raw.nama_satker",
        "Satu nama unit menunjuk satu satker saja pada satu waktu.",
        RIGHT_UNIT,
        rows(OVERLAPPING_NAMES),
        "Isi kolom mulai dan sampai di peta satker sehingga masa berlakunya tidak bertumpuk.",
        UNIT_MAP,
    ),
    warn(
        "SATKER-03",
        "core.satker",
        "Kode satker di setiap berkas ada di peta satker.",
        RIGHT_UNIT,
        where(
            "kode_satker not in (select kode_satker from raw.nama_satker) and exists (select 1 from raw.nama_satker)",
            "nama_satker",
            at="kode_satker",
        ),
        "Perbaiki kode satker di berkasnya bila salah ketik, atau tambahkan satker itu ke peta satker (--satker).",
        UNIT_MAP,
    ),
    warn(
        "IND-01",
        "core.sebutan_indikator",
        "Indikator di setiap baris lembar kinerja dikenali dari kodenya, peta indikator, atau namanya di RAK.",
        MATCHED_INDICATOR,
        rows(UNKNOWN_INDICATORS),
        "Isi kode indikator yang benar di lembar kinerja, atau tambahkan ejaannya ke peta indikator (--indikator).",
        PERFORMANCE,
    ),
    warn(
        "IND-02",
        "core.sebutan_indikator",
        "Satu indikator dan bulan tertulis dengan satu isi saja di satu berkas, dengan sebutan apa pun.",
        "Realisasi yang tidak dipilihkan diam-diam",
        rows(CONTRADICTING_ROWS),
        "Sisakan baris yang benar di lembar kinerja, hapus yang lain, lalu kirim ulang berkasnya.",
        PERFORMANCE,
    ),
    warn(
        "KODE-01",
        "core.satker",
        "Kode satker terdiri atas enam angka.",
        RIGHT_UNIT,
        matches("kode_satker", "[0-9]{6}"),
        "Perbaiki kode satker di peta satker atau di berkasnya; jaga nol di depan.",
        CODES,
    ),
    *(
        warn(
            "KODE-02",
            t,
            "Kode indikator berbentuk SS.II, misalnya 01.06.",
            MATCHED_INDICATOR,
            matches("kode_indikator", r"[0-9]{2}\.[0-9]{2}"),
            "Perbaiki kode indikator di berkasnya; jaga nol di depan.",
            CODES,
        )
        for t in ("core.indikator", "core.realisasi_indikator")
    ),
    warn(
        "KODE-03",
        "core.subkomponen",
        "Kode RO berbentuk program.kegiatan.KRO.RO, misalnya DR.3165.QIA.002.",
        MATCHED_LINE,
        matches("kode_ro", r"[A-Z]{2}\.[0-9]{4}\.[A-Z]{3}\.[0-9A-Z]{3}"),
        "Perbaiki kode RO di berkasnya; jaga nol di depan.",
        CODES,
    ),
    # Digits, but for the blocked budget that SAKTI books under RO AA.6025.FAN.ZZ1, komponen ZZ1.
    warn(
        "KODE-04",
        "core.subkomponen",
        "Kode komponen terdiri atas tiga angka atau huruf besar.",
        MATCHED_LINE,
        matches("kode_komponen", "[0-9A-Z]{3}"),
        "Perbaiki kode komponen di berkasnya; jaga nol di depan.",
        CODES,
    ),
    warn(
        "KODE-05",
        "core.subkomponen",
        "Kode sub komponen terdiri atas satu sampai tiga huruf.",
        MATCHED_LINE,
        matches("kode_subkomponen", "[A-Z]{1,3}"),
        "Perbaiki kode sub komponen di berkasnya.",
        CODES,
    ),
    warn(
        "KODE-06",
        "core.realisasi_anggaran",
        "Kode akun terdiri atas enam angka.",
        "Belanja yang masuk ke jenis belanjanya",
        matches("kode_akun", "[0-9]{6}"),
        EXPORT_AGAIN,
        CODES,
    ),
    warn(
        "KODE-07",
        "core.indikator",
        "Kode indikator diawali kode sasarannya.",
        "Capaian yang masuk ke sasarannya",
        where("substr(kode_indikator, 1, 2) <> kode_sasaran", "kode_sasaran", at="kode_indikator"),
        FIX_PLAN,
        PLAN,
    ),
    broken(
        "KODE-08",
        "core.indikator",
        "Polaritas indikator adalah maksimum atau minimum.",
        "Capaian yang dihitung dengan rumus yang benar",
        in_set("polaritas", "maksimum", "minimum"),
        "PermenPANRB 6/2022",
    ),
)
