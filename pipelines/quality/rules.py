"""The rule catalogue: every rule of data quality, once. How a rule is run is not here, nor any GX import.

A rule that blocks (``menahan``) says that the whole is broken: keys, references, pyramids, marts that do not add up.
What is a property of somebody's document never blocks: it is a warning, and the document's office acts on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.quality.checks import (
    Check,
    Form,
    between,
    complete_key,
    in_set,
    matches,
    refers,
    rows,
    unique_key,
    where,
)
from pipelines.quality.queries import (
    DUPLICATE_CURRENT_PLAN,
    DUPLICATE_CURRENT_SNAPSHOT,
    FALLING_TARGETS,
    FRAGMENTS,
    INDICATOR_SUMS,
    LATE_POSTINGS,
    MISSING_SNAPSHOTS,
    NO_DECEMBER_TARGET,
    NOT_IN_INCOMPLETE_PLAN,
    NOT_IN_PLAN,
    OVERLAPPING_NAMES,
    PYRAMID,
    REPEATED_AMOUNTS,
    SHARES,
    SNAPSHOT_TOTALS,
    parts,
)

Level = Literal["kritis", "peringatan", "info"]


@dataclass(frozen=True)
class Rule:
    """One rule on one table; ``(id, tabel)`` is its identity and stable, as in ``dq.hasil``.

    Attributes:
        id: rule code; the same code on several tables is the same rule.
        tabel: table it is about, ``schema.table``.
        tingkat: ``kritis``, ``peringatan`` or ``info``.
        menahan: a failure keeps the build from being published.
        uraian: what must hold, one Indonesian sentence.
        saran: what to do when it does not hold.
        sumber: regulation or document behind it.
        check: what is checked.
    """

    id: str
    tabel: str
    tingkat: Level
    menahan: bool
    uraian: str
    saran: str
    sumber: str
    check: Check


CONTRACT = "Kontrak data Kinerja: kepala setiap berkas di sql/"
REPORT = "Laporan FA Detail (16 Segmen) SAKTI, GLP039"
PLAN = "Rencana Aksi Perjanjian Kinerja (RAK)"
PERFORMANCE = "Templat realisasi kinerja Kinerja"
CODES = "Tata kode SAKTI dan perjanjian kinerja"

REBUILD = "Jangan terbitkan; laporkan contohnya kepada pengelola Kinerja karena model atau pembaca berkas keliru."
ASK_UNIT = "Periksa contohnya di RAK asli; minta unit mengirim RAK lengkap dari halaman pertama sampai terakhir."
FIX_PLAN = "Perbaiki angkanya di RAK bersama unit, lalu kirim ulang."
EXPORT_AGAIN = "Unduh ulang laporan satker dan bulan itu dari SAKTI, lalu kirim ulang."
FIX_SHEET = "Perbaiki barisnya di lembar kinerja, lalu kirim ulang."
# What is held for the sake of a file is nobody's task any more once the file has left the inbox.
IN_INBOX = "file_id in (select file_id from raw.kotak_masuk)"


def _broken(id: str, tabel: str, uraian: str, form: Form, sumber: str = CONTRACT) -> Rule:
    """A rule whose failure means that the whole is broken: critical, and it blocks."""
    return Rule(id, tabel, "kritis", True, uraian, REBUILD, sumber, form(tabel))


def _warn(id: str, tabel: str, uraian: str, form: Form, saran: str, sumber: str) -> Rule:
    return Rule(id, tabel, "peringatan", False, uraian, saran, sumber, form(tabel))


def _info(id: str, tabel: str, uraian: str, form: Form, saran: str, sumber: str) -> Rule:
    return Rule(id, tabel, "info", False, uraian, saran, sumber, form(tabel))


# core.realisasi_tingkat is not here: it is grouped by its key, and its upper levels leave the lower codes empty.
KEYED_TABLES = (
    "core.dokumen_rak",
    "core.indikator",
    "core.kontribusi",
    "core.realisasi_anggaran",
    "core.realisasi_indikator",
    "core.sasaran",
    "core.satker",
    "core.snapshot_anggaran",
    "core.status_berkas",
    "core.subkomponen",
    "core.target_indikator",
    "mart.capaian_indikator",
    "mart.capaian_sasaran",
    "mart.efisiensi_indikator",
    "mart.ikpa_penyerapan",
    "mart.kepatuhan",
    "mart.nilai_satker",
    "mart.rencana_anggaran",
    "mart.serapan_indikator",
    "mart.serapan_jenis_belanja",
    "mart.serapan_ro",
    "mart.serapan_satker",
    "mart.serapan_subkomponen",
)
EMPTY_KEYS = {"mart.serapan_indikator": ("kode_indikator",)}

FILE_TABLES = (
    "raw.tolakan",
    "raw.fa_detail",
    "raw.rak_dokumen",
    "raw.rak_indikator",
    "raw.rak_kontribusi",
    "raw.rak_target",
    "raw.realisasi_kinerja",
)

KEYS = (
    *(_broken("KUNCI-01", t, "Setiap kunci hanya ada satu kali.", unique_key()) for t in ("raw.berkas", *KEYED_TABLES)),
    *(
        _broken("KUNCI-02", t, "Kolom kunci tidak boleh kosong.", complete_key(*EMPTY_KEYS.get(t, ())))
        for t in KEYED_TABLES
    ),
    _broken(
        "KUNCI-03",
        "core.dokumen_rak",
        "Satu satker dan tahun hanya mempunyai satu RAK yang berlaku.",
        rows(DUPLICATE_CURRENT_PLAN),
    ),
    _broken(
        "KUNCI-03",
        "core.snapshot_anggaran",
        "Satu satker dan bulan hanya mempunyai satu ekspor yang berlaku.",
        rows(DUPLICATE_CURRENT_SNAPSHOT),
    ),
)

REFERENCES = (
    *(
        _broken("ACUAN-01", t, "Setiap baris berasal dari berkas yang terdaftar.", refers("raw.berkas", "file_id"))
        for t in FILE_TABLES
    ),
    _broken(
        "ACUAN-02",
        "core.kontribusi",
        "Setiap kontribusi menunjuk indikator yang ada di RAK yang sama.",
        refers("core.indikator", "kode_satker", "tahun", "kode_indikator"),
    ),
    *(
        _broken("ACUAN-03", t, "Setiap kode satker dikenal.", refers("core.satker", "kode_satker"))
        for t in ("core.indikator", "core.realisasi_indikator", "core.snapshot_anggaran")
    ),
    _broken(
        "ACUAN-04",
        "core.indikator",
        "Setiap indikator menunjuk sasaran yang ada di RAK yang sama.",
        refers("core.sasaran", "kode_satker", "tahun", "kode_sasaran"),
    ),
    _broken(
        "ACUAN-05",
        "mart.serapan_subkomponen",
        "Setiap sub komponen yang direalisasikan ada di daftar sub komponen.",
        refers("core.subkomponen", "kode_satker", "tahun", "kode_ro", "kode_komponen", "kode_subkomponen"),
    ),
)

FILES_AND_CODES = (
    _broken(
        "BERKAS-20",
        "raw.berkas",
        "Status berkas adalah diterima, ditolak, atau digantikan.",
        in_set("status", "diterima", "ditolak", "digantikan"),
    ),
    _warn(
        "SATKER-01",
        "core.dokumen_rak",
        "Nama unit di setiap RAK ada di peta satker pada tanggal dokumennya.",
        where(f"kode_satker is null and {IN_INBOX}", "nama_unit", "tahun"),
        "Tambahkan nama unit itu beserta kode satkernya ke peta satker (--satker), atau perbaiki masa berlakunya.",
        "Peta satker (--satker)",
    ),
    _warn(
        "SATKER-02",
        "raw.nama_satker",
        "Satu nama unit menunjuk satu satker saja pada satu waktu.",
        rows(OVERLAPPING_NAMES),
        "Isi kolom mulai dan sampai di peta satker sehingga masa berlakunya tidak bertumpuk.",
        "Peta satker (--satker)",
    ),
    _warn(
        "SATKER-03",
        "core.satker",
        "Kode satker di setiap berkas ada di peta satker.",
        where(
            "kode_satker not in (select kode_satker from raw.nama_satker) and exists (select 1 from raw.nama_satker)",
            "nama_satker",
        ),
        "Perbaiki kode satker di berkasnya bila salah ketik, atau tambahkan satker itu ke peta satker (--satker).",
        "Peta satker (--satker)",
    ),
    _warn(
        "KODE-01",
        "core.satker",
        "Kode satker terdiri atas enam angka.",
        matches("kode_satker", "[0-9]{6}"),
        "Perbaiki kode satker di peta satker atau di berkasnya; jaga nol di depan.",
        CODES,
    ),
    *(
        _warn(
            "KODE-02",
            t,
            "Kode indikator berbentuk SS.II, misalnya 01.06.",
            matches("kode_indikator", r"[0-9]{2}\.[0-9]{2}"),
            "Perbaiki kode indikator di berkasnya; jaga nol di depan.",
            CODES,
        )
        for t in ("core.indikator", "core.realisasi_indikator")
    ),
    _warn(
        "KODE-03",
        "core.subkomponen",
        "Kode RO berbentuk program.kegiatan.KRO.RO, misalnya DR.3165.QIA.002.",
        matches("kode_ro", r"[A-Z]{2}\.[0-9]{4}\.[A-Z]{3}\.[0-9A-Z]{3}"),
        "Perbaiki kode RO di berkasnya; jaga nol di depan.",
        CODES,
    ),
    # Digits, but for the blocked budget that SAKTI books under RO AA.6025.FAN.ZZ1, komponen ZZ1.
    _warn(
        "KODE-04",
        "core.subkomponen",
        "Kode komponen terdiri atas tiga angka atau huruf besar.",
        matches("kode_komponen", "[0-9A-Z]{3}"),
        "Perbaiki kode komponen di berkasnya; jaga nol di depan.",
        CODES,
    ),
    _warn(
        "KODE-05",
        "core.subkomponen",
        "Kode sub komponen terdiri atas satu sampai tiga huruf.",
        matches("kode_subkomponen", "[A-Z]{1,3}"),
        "Perbaiki kode sub komponen di berkasnya.",
        CODES,
    ),
    _warn(
        "KODE-06",
        "core.realisasi_anggaran",
        "Kode akun terdiri atas enam angka.",
        matches("kode_akun", "[0-9]{6}"),
        EXPORT_AGAIN,
        CODES,
    ),
    _warn(
        "KODE-07",
        "core.indikator",
        "Kode indikator diawali kode sasarannya.",
        where("substr(kode_indikator, 1, 2) <> kode_sasaran", "kode_sasaran"),
        FIX_PLAN,
        PLAN,
    ),
    _broken(
        "KODE-08",
        "core.indikator",
        "Polaritas indikator adalah maksimum atau minimum.",
        in_set("polaritas", "maksimum", "minimum"),
        "PermenPANRB 6/2022",
    ),
)

PLANS = (
    _warn(
        "RAK-01",
        "core.indikator",
        "Jumlah kontribusi di bawah setiap indikator sama dengan anggaran indikator.",
        rows(INDICATOR_SUMS),
        ASK_UNIT,
        PLAN,
    ),
    _warn(
        "RAK-02",
        "core.kontribusi",
        "Anggaran sub komponen sama di setiap tempat ia tercetak.",
        rows(REPEATED_AMOUNTS),
        FIX_PLAN,
        PLAN,
    ),
    _warn(
        "RAK-03",
        "core.kontribusi",
        "Kontribusi setiap sub komponen ke semua indikator berjumlah tepat anggarannya.",
        rows(SHARES),
        "Bila kurang, minta unit mengirim halaman RAK yang hilang; bila lebih, minta unit memperbaiki pembagiannya.",
        PLAN,
    ),
    _warn(
        "RAK-04",
        "core.dokumen_rak",
        "Total yang tercetak di RAK sama dengan anggaran yang terbaca.",
        where("berlaku and selisih_total <> 0", "kode_satker", "tahun", "total_deklarasi", "selisih_total"),
        ASK_UNIT,
        PLAN,
    ),
    _warn(
        "RAK-05",
        "core.kontribusi",
        "Setiap baris kontribusi mempunyai indikator.",
        rows(FRAGMENTS),
        ASK_UNIT,
        PLAN,
    ),
    _warn("RAK-06", "core.target_indikator", "Target tidak negatif.", between("target", low=0), FIX_PLAN, PLAN),
    _info(
        "RAK-07",
        "core.target_indikator",
        "Target s.d. bulan tidak turun di tengah tahun.",
        rows(FALLING_TARGETS),
        "Pastikan kepada unit bahwa target itu kumulatif, atau catat polaritas minimum di ref.polaritas_indikator.",
        PLAN,
    ),
    _info(
        "RAK-08",
        "core.indikator",
        "Setiap indikator mempunyai target Desember.",
        rows(NO_DECEMBER_TARGET),
        "Minta unit melengkapi target tahunan indikator itu di RAK.",
        PLAN,
    ),
    _warn(
        "RAK-09",
        "core.kontribusi",
        "Kontribusi tidak negatif dan tidak melebihi anggaran sub komponennya.",
        between("porsi", low=0, high=1),
        FIX_PLAN,
        PLAN,
    ),
    _warn(
        "RAK-20",
        "core.dokumen_rak",
        "RAK tidak jauh kurang lengkap dibandingkan RAK lain untuk satker dan tahun yang sama.",
        where(
            f"parsial and {IN_INBOX}",
            *("kode_satker", "tahun", "total_deklarasi", "anggaran_terbaca"),
        ),
        "Minta unit mengirim ulang RAK itu seutuhnya, dari halaman pertama sampai terakhir.",
        PLAN,
    ),
    _warn(
        "BANDING-01",
        "mart.rencana_anggaran",
        "Setiap sub komponen di RAK mempunyai anggaran di SAKTI.",
        where("status = 'tanpa anggaran di SAKTI'", "nama_subkomponen", "anggaran"),
        "Periksa apakah sub komponen itu dihapus atau diganti kodenya saat revisi anggaran, lalu revisi RAK.",
        PLAN,
    ),
    _info(
        "BANDING-02",
        "mart.rencana_anggaran",
        "Setiap sub komponen di SAKTI ada di RAK.",
        where("status = 'tidak ada di RAK'", "nama_subkomponen", "pagu"),
        "Masukkan sub komponen itu ke RAK, atau kirim halaman RAK yang hilang.",
        PLAN,
    ),
    _info(
        "BANDING-03",
        "mart.rencana_anggaran",
        "Anggaran sub komponen di RAK sama dengan pagu terbaru di SAKTI.",
        where("status = 'beda pagu'", "nama_subkomponen", "anggaran", "pagu", "selisih"),
        "Revisi RAK mengikuti pagu terbaru bila perubahannya tetap.",
        PLAN,
    ),
)

BUDGET = (
    _broken(
        "FA-01",
        "core.realisasi_tingkat",
        "Setiap tingkat pohon anggaran sama dengan jumlah tingkat di bawahnya, dari akun sampai total.",
        rows(PYRAMID),
        REPORT,
    ),
    _broken(
        "FA-02",
        "core.realisasi_anggaran",
        "Realisasi periode lalu ditambah periode ini sama dengan realisasi s.d. periode.",
        where(
            "realisasi_lalu + realisasi_ini <> realisasi_sd",
            *("realisasi_lalu", "realisasi_ini", "realisasi_sd", "file_id", "baris"),
        ),
        REPORT,
    ),
    _broken(
        "FA-03",
        "core.realisasi_anggaran",
        "Pagu dikurangi realisasi s.d. periode sama dengan sisa.",
        where("pagu - realisasi_sd <> sisa", "pagu", "realisasi_sd", "sisa", "file_id", "baris"),
        REPORT,
    ),
    _warn(
        "FA-04",
        "core.realisasi_anggaran",
        "Realisasi s.d. periode tidak melebihi pagu akun.",
        where("realisasi_sd > pagu", "pagu", "realisasi_sd", "file_id", "baris"),
        "Periksa revisi anggaran atau ralat belanja akun itu bersama bendahara.",
        REPORT,
    ),
    _info(
        "FA-05",
        "core.realisasi_tingkat",
        "Realisasi periode lalu sama dengan realisasi s.d. bulan sebelumnya.",
        rows(LATE_POSTINGS),
        "Ada pembukuan susulan; unduh ulang bulan sebelumnya bila angkanya akan dilaporkan.",
        REPORT,
    ),
    _warn("FA-08", "core.realisasi_anggaran", "Pagu tidak negatif.", between("pagu", low=0), EXPORT_AGAIN, REPORT),
    _warn(
        "FA-09",
        "core.realisasi_anggaran",
        "Jenis belanja ada di Bagan Akun Standar.",
        where(
            "jenis_belanja not in (select jenis_belanja from ref.jenis_belanja)", "jenis_belanja", "file_id", "baris"
        ),
        "Periksa kode akunnya; tambahkan ke ref.jenis_belanja bila memang jenis belanja baru.",
        "Bagan Akun Standar, PMK 214/PMK.05/2013",
    ),
    _warn(
        "FA-20",
        "core.snapshot_anggaran",
        "Ekspor memuat seluruh RO satker, tidak tersaring.",
        where(f"parsial and {IN_INBOX}", "kode_satker", "tahun", "bulan", "pagu", "file_id_utuh"),
        "Unduh ulang Laporan FA Detail tanpa saringan program atau RO.",
        REPORT,
    ),
)

PERFORMANCE_RULES = (
    _warn(
        "KIN-01",
        "core.realisasi_indikator",
        "Realisasi yang dilaporkan sama dengan pembilang dibagi penyebut.",
        where("status = 'beda'", "pembilang", "penyebut", "realisasi_dilaporkan", "realisasi_hitung", "baris_sumber"),
        FIX_SHEET,
        PERFORMANCE,
    ),
    _warn(
        "KIN-02",
        "mart.capaian_indikator",
        "Capaian tidak melebihi 120 persen.",
        between("capaian_pct", high=120),
        "Capaian di atas 120 tidak dapat disimpulkan; tinjau target dan realisasi indikator itu.",
        "Kriteria pencapaian sasaran di laporan kinerja BPOM",
    ),
    _warn(
        "KIN-03",
        "core.realisasi_indikator",
        "Indikator yang dilaporkan ada di RAK yang lengkap.",
        rows(NOT_IN_PLAN),
        "Perbaiki kode indikator di lembar kinerja, atau kirim RAK yang memuat indikator itu.",
        PERFORMANCE,
    ),
    _info(
        "KIN-04",
        "core.realisasi_indikator",
        "Indikator yang dilaporkan ada di RAK, bila RAK belum ada atau halamannya hilang.",
        rows(NOT_IN_INCOMPLETE_PLAN),
        "Kirim RAK lengkap; capaian indikator itu belum dapat dihitung.",
        PERFORMANCE,
    ),
    _warn(
        "KIN-05",
        "core.realisasi_indikator",
        "Penyebut tidak nol bila pembilang diisi.",
        where("pembilang is not null and penyebut = 0", "pembilang", "penyebut", "baris_sumber"),
        FIX_SHEET,
        PERFORMANCE,
    ),
    _warn(
        "KIN-06",
        "core.realisasi_indikator",
        "Bulan realisasi adalah 1 sampai 12.",
        between("bulan", low=1, high=12),
        FIX_SHEET,
        PERFORMANCE,
    ),
    _warn(
        "KIN-07",
        "mart.capaian_indikator",
        "Capaian tidak negatif.",
        between("capaian_pct", low=0),
        "Realisasi indikator minimum lebih dari dua kali targetnya, atau negatif; periksa satuan dan angkanya.",
        "PermenPANRB 6/2022",
    ),
    # Nought is no fraction: nothing achieved yet.
    _warn(
        "KIN-08",
        "mart.capaian_indikator",
        "Realisasi bersatuan persen ditulis sebagai persen, bukan sebagai pecahan.",
        where(
            "(lower(satuan) like '%persen%' or position('%' in satuan) > 0)"
            " and abs(realisasi) <= 1 and realisasi <> 0 and coalesce(target, target_dilaporkan) > 10",
            *("satuan", "target", "target_dilaporkan", "realisasi", "file_id", "lembar", "baris_sumber"),
        ),
        "Bila maksudnya pecahan, kalikan realisasinya dengan 100 di lembar kinerja, lalu kirim ulang.",
        PERFORMANCE,
    ),
)

PARTS = ("mart.serapan_jenis_belanja", "mart.serapan_ro", "mart.serapan_subkomponen", "mart.serapan_indikator")
ABSORPTION_BASES = {"mart.serapan_satker": "pagu", **dict.fromkeys(PARTS, "pagu"), "mart.serapan_indikator": "anggaran"}

MARTS = (
    _broken(
        "MART-01",
        "mart.serapan_satker",
        "Setiap ekspor yang berlaku mempunyai tepat satu baris satker dan bulan.",
        rows(MISSING_SNAPSHOTS),
    ),
    _broken(
        "MART-02",
        "mart.serapan_satker",
        "Pagu dan realisasi satker sama dengan baris JUMLAH SELURUHNYA di ekspornya.",
        rows(SNAPSHOT_TOTALS),
        REPORT,
    ),
    *(
        _broken(
            "MART-03",
            t,
            "Pagu dan realisasi semua bagian berjumlah sama dengan satkernya.",
            lambda table: Check(parts(table)),
        )
        for t in PARTS
    ),
    *(
        _broken(
            "MART-04",
            t,
            f"Persentase penyerapan sama dengan realisasi s.d. dibagi {base}, kali 100.",
            where(
                # Relative for absurdly large percentages, where a double has no more decimals.
                f"abs(serapan_pct - cast(realisasi_sd as double) * 100 / nullif({base}, 0))"
                " > greatest(0.01, abs(serapan_pct) * 1e-12)",
                *(base, "realisasi_sd", "serapan_pct"),
            ),
        )
        for t, base in ABSORPTION_BASES.items()
    ),
    _broken(
        "MART-05",
        "mart.capaian_sasaran",
        "Nilai pencapaian sasaran tidak melebihi 120.",
        between("nps", high=120),
        "Pedoman laporan kinerja BPOM",
    ),
    _broken(
        "MART-05",
        "mart.nilai_satker",
        "Nilai kinerja unit tidak melebihi 120.",
        between("nku", high=120),
        "Pedoman laporan kinerja BPOM",
    ),
    # Up to four expense types are rounded to 2 decimals each before they are added.
    _warn(
        "MART-06",
        "mart.ikpa_penyerapan",
        "Estimasi nilai bulan ada di antara 0 dan 100.",
        between("nilai_bulan", low=0, high=100.02),
        "Periksa realisasi negatif satker itu; pengembalian belanja lebih besar daripada belanjanya.",
        "PER-5/PB/2024",
    ),
    _broken(
        "MART-07",
        "mart.capaian_indikator",
        "Setiap capaian mempunyai kriteria.",
        where("capaian_pct is not null and kriteria is null", "capaian_pct"),
        "Kriteria pencapaian sasaran di laporan kinerja BPOM",
    ),
    _broken(
        "MART-07",
        "mart.ikpa_penyerapan",
        "Setiap nilai IKPA mempunyai predikat.",
        where("nilai_ikpa is not null and predikat is null", "nilai_ikpa"),
        "PER-5/PB/2024",
    ),
    _broken(
        "MART-08",
        "mart.kepatuhan",
        "Status kepatuhan adalah lengkap, terlambat, atau belum lapor.",
        in_set("status", "lengkap", "terlambat", "belum lapor"),
    ),
    _broken(
        "MART-08",
        "mart.rencana_anggaran",
        "Status banding adalah sesuai, beda pagu, tanpa anggaran di SAKTI, atau tidak ada di RAK.",
        in_set("status", "sesuai", "beda pagu", "tanpa anggaran di SAKTI", "tidak ada di RAK"),
    ),
    _broken(
        "MART-08",
        "mart.efisiensi_indikator",
        "Kategori efisiensi adalah efisien atau tidak efisien.",
        in_set("kategori", "efisien", "tidak efisien"),
    ),
)

ALL_RULES: tuple[Rule, ...] = (
    *KEYS,
    *REFERENCES,
    *FILES_AND_CODES,
    *PLANS,
    *BUDGET,
    *PERFORMANCE_RULES,
    *MARTS,
)
