"""Makes ``template_bab_kinerja.docx``: ``python -m pipelines.reports.chapter_template``. Its wording, not its look.

The template is kept beside this file; an office that wants another one edits a copy in Word, not this.
"""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.shared import Cm

from pipelines.reports.chapter import TEMPLATE, timeless
from pipelines.reports.chapter_layout import CENTER, Column, Maker, amount


def _opening(make: Maker) -> None:
    make.say("Bab III Akuntabilitas Kinerja", "Title")
    make.say("{{ satker.nama }} (satker {{ satker.kode }}) · {{ periode }}", "Subtitle")
    make.say("{%p if sintetis %}")
    make.say("DRAF. {{ sintetis }}.").runs[0].bold = True
    make.say("{%p endif %}")
    make.say("{%p if per_tanggal %}")
    make.say("Bab ini memuat keadaan yang diketahui per {{ per_tanggal }}.")
    make.say("{%p endif %}")
    make.say("{%p if catatan %}")
    make.lead("Yang perlu diketahui sebelum membaca:")
    make.each("kalimat_catatan in catatan", "{{ kalimat_catatan }}")
    make.say("{%p endif %}")


def _performance(make: Maker) -> None:
    make.heading("3.1 Capaian Kinerja Organisasi", 1)
    make.lead("{{ kalimat.kinerja }}")
    make.table(
        "Nilai pencapaian sasaran (NPS) s.d. {{ periode }}",
        "sasaran",
        [
            Column("Kode", 1.3, "{{ b.kode }}"),
            Column("Sasaran kegiatan", 8.7, "{{ b.nama }}"),
            amount("Indikator", 2.0, "{{ b.jumlah_indikator }}"),
            amount("Dinilai", 2.0, "{{ b.jumlah_dinilai }}"),
            amount("NPS", 2.0, "{{ b.nps }}"),
        ],
        total=["", "Nilai kinerja unit (NKU)", "", "", "{{ nku }}"],
        after="kinerja",
        whole=True,
    )
    make.figure("capaian", "Capaian setiap indikator (%) s.d. {{ periode }}; garis putus-putus: 100%")
    make.table(
        "Capaian indikator kinerja s.d. {{ periode }}",
        "sasaran",
        [
            Column("Kode", 1.3, "{{ i.kode }}"),
            Column("Indikator kinerja", 5.9, "{{ i.nama }}"),
            Column("Satuan", 1.5, "{{ i.satuan }}"),
            amount("Target", 1.7, "{{ i.target }}"),
            amount("Realisasi", 1.8, "{{ i.realisasi }}"),
            amount("Capaian (%)", 1.7, "{{ i.capaian }}"),
            Column("Kriteria", 2.1, "{{ i.kriteria }}", CENTER),
        ],
        loop="i in s.indikator",
        group=("s in sasaran", "{{ s.kode }}  {{ s.nama }} (NPS {{ s.nps }})"),
        after="kinerja",
    )
    make.note("skala_kriteria")
    make.table(
        "Capaian (%) setiap triwulan tahun {{ tahun }}",
        "sasaran",
        [
            Column("Kode", 1.3, "{{ i.kode }}"),
            Column("Indikator kinerja", 6.1, "{{ i.nama }}"),
            amount("Target tahunan", 1.8, "{{ i.target_tahunan }}"),
            *(amount(f"TW {roman}", 1.7, f"{{{{ i.capaian_tw{at} }}}}") for at, roman in _QUARTERS),
        ],
        loop="i in s.indikator",
        group=("s in sasaran", "{{ s.kode }}  {{ s.nama }}"),
        after="kinerja",
    )
    make.say("{%p if sasaran %}")
    make.say(
        "Nilai triwulan adalah nilai bulan terakhirnya, bukan jumlah atau rata-rata. Tanda – berarti belum ada nilai; "
        "tidak sama dengan nol.",
        "Keterangan",
    )
    make.say("{%p endif %}")
    make.note("catatan_satuan")
    make.heading("3.2 Uraian Capaian Setiap Sasaran", 1)
    make.say("{%p if kosong.sasaran %}")
    make.say("{{ kosong.sasaran }}")
    make.say("{%p endif %}")
    make.say("{%p for s in sasaran %}")
    make.heading("Sasaran {{ s.kode }}: {{ s.nama }}", 2)
    make.say("{{ s.kalimat }}")
    make.say("{%p for i in s.indikator %}")
    make.heading("{{ i.kode }} {{ i.nama }}", 3)
    make.say("{{ i.kalimat }}", "Butir Indikator")
    for label, name in (
        ("Hambatan", "hambatan"),
        ("Rencana tindak lanjut", "tindak_lanjut"),
        ("Bukti dukung", "bukti_dukung"),
    ):
        make.say(f"{{%p if i.{name} %}}")
        make.labelled(label, f"{{{{ i.{name} }}}}", "Butir Indikator")
        make.say("{%p endif %}")
    make.say("{{ i.catatan }}", "Keterangan").paragraph_format.left_indent = Cm(0.5)
    make.say("{%p endfor %}")
    make.say("{%p endfor %}")


_QUARTERS = ((1, "I"), (2, "II"), (3, "III"), (4, "IV"))
_MONEY = (
    amount("Pagu (Rp)", 2.6, "{{ b.pagu }}"),
    amount("Realisasi s.d. (Rp)", 2.6, "{{ b.realisasi }}"),
    amount("Sisa (Rp)", 2.6, "{{ b.sisa }}"),
    amount("Penyerapan (%)", 1.95, "{{ b.persen }}"),
)
_TOTAL = ("{{ serapan.pagu }}", "{{ serapan.realisasi }}", "{{ serapan.sisa }}", "{{ serapan.persen }}")


def _budget(make: Maker) -> None:
    make.heading("3.3 Realisasi Anggaran", 1)
    make.lead("{{ kalimat.anggaran }}")
    make.table(
        "Penyerapan anggaran per jenis belanja s.d. {{ periode }}",
        "jenis_belanja",
        [
            Column("Jenis belanja", 4.35, "{{ b.kode }} {{ b.nama }}"),
            *_MONEY,
            amount("Target IKPA (%)", 1.9, "{{ b.target_ikpa }}"),
        ],
        total=["Jumlah satker", *_TOTAL, ""],
        after="anggaran",
        whole=True,
    )
    make.figure("jenis_belanja", "Penyerapan per jenis belanja (%); garis tegak: target IKPA triwulan ini")
    make.figure("kurva_s", "Penyerapan kumulatif tahun {{ tahun }}: rencana, realisasi, dan proyeksi (% pagu)")
    make.say("{%p if gambar.kurva_s %}")
    make.say(
        "Rencana adalah RPD (halaman III DIPA) bila lengkap dua belas bulan; bila tidak, target penyerapan IKPA di "
        "akhir triwulan.",
        "Keterangan",
    )
    make.say("{%p endif %}")
    make.table(
        "Penyerapan anggaran per rincian output (RO) s.d. {{ periode }}",
        "ro",
        [Column("Kode", 2.8, "{{ b.kode }}"), Column("Rincian output", 3.45, "{{ b.nama }}"), *_MONEY],
        total=["Jumlah satker", "", *_TOTAL],
        after="anggaran",
    )
    make.table(
        "Anggaran dan realisasi per sasaran s.d. {{ periode }}",
        "anggaran_sasaran",
        [
            Column("Kode", 1.1, "{{ b.kode }}"),
            Column("Sasaran kegiatan", 5.15, "{{ b.nama }}"),
            amount("Anggaran RAK (Rp)", 2.6, "{{ b.anggaran }}"),
            amount("Bagian pagu (Rp)", 2.6, "{{ b.pagu }}"),
            amount("Realisasi s.d. (Rp)", 2.6, "{{ b.realisasi }}"),
            amount("Penyerapan RAK (%)", 1.95, "{{ b.persen }}"),
        ],
        total=["", "Jumlah satker", "{{ anggaran_rak }}", "{{ serapan.pagu }}", "{{ serapan.realisasi }}", ""],
        after="anggaran",
        whole=True,
    )
    make.say("{%p if anggaran_sasaran %}")
    make.say(
        "Penyerapan RAK adalah realisasi dibagi anggaran di RAK, bukan dibagi pagu; realisasi dibagi menurut porsi "
        "kontribusi di RAK.",
        "Keterangan",
    )
    make.say("{%p endif %}")
    make.note("catatan_tidak_diklaim")
    make.note("catatan_rak_kurang")
    make.heading("3.4 Efisiensi Penggunaan Sumber Daya", 1)
    make.lead("{{ kalimat.efisiensi }}")
    make.table(
        "Efisiensi setiap sasaran s.d. {{ periode }}",
        "efisiensi",
        [
            Column("Kode", 1.2, "{{ b.kode }}"),
            Column("Sasaran kegiatan", 6.05, "{{ b.nama }}"),
            amount("NPS", 1.7, "{{ b.capaian }}"),
            amount("Penyerapan RAK (%)", 1.95, "{{ b.serapan }}"),
            amount("IE", 1.4, "{{ b.ie }}"),
            amount("TE", 1.4, "{{ b.te }}"),
            Column("Kategori", 2.3, "{{ b.kategori }}", CENTER),
        ],
        after="efisiensi",
        whole=True,
    )
    make.say("{%p if efisiensi %}")
    make.say(
        "IE = NPS dibagi penyerapan RAK; SE = {{ se }}; TE = (IE - SE) / SE; efisien bila IE tidak kurang dari SE.",
        "Keterangan",
    )
    make.say("{%p endif %}")
    make.note("catatan_rak_kurang")
    make.heading("3.5 Rencana Terhadap Anggaran", 1)
    make.lead("{{ kalimat.rencana_anggaran }}")
    make.table(
        "Selisih terbesar antara RAK dan pagu SAKTI",
        "rencana_anggaran",
        [
            Column("Kode", 3.8, "{{ b.kode }}"),
            Column("Sub komponen", 3.6, "{{ b.nama }}"),
            amount("Anggaran RAK (Rp)", 2.3, "{{ b.anggaran }}"),
            amount("Pagu SAKTI (Rp)", 2.3, "{{ b.pagu }}"),
            amount("Selisih (Rp)", 2.2, "{{ b.selisih }}"),
            Column("Status", 1.8, "{{ b.status }}", CENTER),
        ],
        after="rencana_anggaran",
    )


def _estimates(make: Maker) -> None:
    make.heading("3.6 Estimasi IKPA dan Proyeksi", 1)
    make.lead("{{ kalimat.ikpa }}")
    make.table(
        "Estimasi nilai IKPA Penyerapan Anggaran tahun {{ tahun }}",
        "ikpa",
        [
            Column("Bulan", 3.0, "{{ b.bulan }}"),
            amount("Estimasi nilai bulan", 3.0, "{{ b.nilai_bulan }}"),
            amount("Estimasi nilai IKPA", 3.0, "{{ b.nilai }}"),
            Column("Predikat", 3.0, "{{ b.predikat }}", CENTER),
            amount("Kurang dari target triwulan (Rp)", 4.0, "{{ b.kekurangan }}"),
        ],
        after="ikpa",
        whole=True,
    )
    make.note("skala_predikat")
    make.lead("{{ kalimat.deviasi }}")
    make.table(
        "Estimasi nilai IKPA Deviasi Halaman III DIPA tahun {{ tahun }}",
        "deviasi",
        [
            Column("Bulan", 2.6, "{{ b.bulan }}"),
            amount("RPD (Rp)", 3.2, "{{ b.rpd }}"),
            amount("Realisasi (Rp)", 3.2, "{{ b.realisasi }}"),
            amount("Deviasi (%)", 2.2, "{{ b.deviasi }}"),
            amount("Rata-rata (%)", 2.4, "{{ b.rata_rata }}"),
            amount("Estimasi nilai", 2.4, "{{ b.nilai }}"),
        ],
        after="deviasi",
        whole=True,
    )
    make.lead("{{ kalimat.proyeksi }}")
    make.table(
        "Proyeksi penyerapan akhir tahun {{ tahun }}",
        "proyeksi",
        [
            Column("Jenis belanja", 3.9, "{{ b.nama }}"),
            amount("Pagu (Rp)", 2.6, "{{ b.pagu }}"),
            amount("Proyeksi (Rp)", 2.6, "{{ b.proyeksi }}"),
            amount("Proyeksi (%)", 1.7, "{{ b.persen }}"),
            amount("Rentang (%)", 3.2, "{{ b.rentang }}"),
            amount("Galat (poin persen)", 2.0, "{{ b.galat }}"),
        ],
        after="proyeksi",
        whole=True,
    )
    make.each("kalimat_lain in catatan_proyeksi", "{{ kalimat_lain }}")


def _notes(make: Maker) -> None:
    make.heading("3.7 Hambatan dan Rencana Tindak Lanjut", 1)
    make.table(
        "Hambatan dan rencana tindak lanjut yang dilaporkan s.d. {{ periode }}",
        "hambatan",
        [
            Column("Kode", 1.3, "{{ b.kode }}"),
            Column("Indikator kinerja", 4.7, "{{ b.nama }}"),
            Column("Hambatan", 5.0, "{{ b.hambatan }}"),
            Column("Rencana tindak lanjut", 5.0, "{{ b.tindak_lanjut }}"),
        ],
    )
    make.heading("3.8 Catatan Data", 1)
    make.lead("Bab ini disusun dari terbitan {{ terbitan }} ({{ waktu_terbit }}), dari dokumen berikut.")
    make.table(
        "Dokumen sumber",
        "sumber",
        [
            Column("Dokumen", 8.0, "{{ b.nama }}"),
            Column("Jenis", 3.8, "{{ b.jenis }}"),
            Column("Bulan", 2.1, "{{ b.bulan }}"),
            Column("Tanggal", 2.1, "{{ b.waktu }}"),
        ],
    )
    make.lead("{{ kalimat.temuan }}")
    make.table(
        "Aturan mutu yang tidak lulus",
        "temuan",
        [
            Column("Aturan", 2.2, "{{ b.aturan }}"),
            Column("Tingkat", 1.9, "{{ b.tingkat }}"),
            amount("Temuan", 1.5, "{{ b.jumlah }}"),
            Column("Yang seharusnya", 5.2, "{{ b.uraian }}"),
            Column("Yang perlu dilakukan", 5.2, "{{ b.saran }}"),
        ],
        after="temuan",
    )
    make.say("{{ kalimat.karantina }}")
    make.say("{%p if karantina %}")
    make.each("b in karantina", "{{ b.aturan }}, {{ b.tempat }}: {{ b.alasan }} {{ b.saran }}")
    make.say("{%p endif %}")
    make.say("{{ kalimat.koreksi }}")
    make.each("b in koreksi", "{{ b.id }}, {{ b.tempat }}: {{ b.salah }} menjadi {{ b.benar }}; {{ b.alasan }}")
    make.lead("Yang tidak dapat dihitung dari dokumen yang ada:")
    make.each("kalimat_lain in belum_dapat_dihitung", "{{ kalimat_lain }}", whole=True)


def made() -> docx.document.Document:
    """The template as a document."""
    make = Maker()
    for part in (_opening, _performance, _budget, _estimates, _notes):
        part(make)
    properties = make.doc.core_properties
    properties.title = "Bab III Akuntabilitas Kinerja {{ periode }} - {{ satker.nama }}"
    properties.subject, properties.author = "Laporan Kinerja Interim", "Kinerja"
    properties.comments, properties.language = "Terbitan {{ terbitan }}", "id-ID"
    properties.created = properties.modified = datetime(2025, 1, 1)
    return make.doc


def main() -> None:
    """Write the template to where it is kept."""
    out = io.BytesIO()
    made().save(out)
    TEMPLATE.write_bytes(timeless(out))


if __name__ == "__main__":
    main()
