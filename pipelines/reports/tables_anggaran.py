"""The tables of a report about money: absorption, plan and budget, IKPA estimates, projection. Words and order only."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reports import chapter_sentences as sentences
from pipelines.reports import excel_charts, gaps
from pipelines.reports.facts import ROMAN, Laporan
from pipelines.reports.rows import BUDGET_KINDS
from pipelines.reports.sheet import CODE, COUNT, MONEY, PERCENT, Column, Line, Table
from pipelines.wording import month_name

_LEVELS = ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun")
_PAGU, _REALISED = Column("Pagu (Rp)", 17, MONEY), Column("Realisasi s.d. (Rp)", 17, MONEY)
_MONTHLY, _REST = Column("Realisasi bulan ini (Rp)", 17, MONEY), Column("Sisa (Rp)", 17, MONEY)
_ABSORBED = Column("Penyerapan (%)", 12, PERCENT)
_OF_PLAN = (
    "Penyerapan di tabel ini adalah realisasi dibagi anggaran di RAK, bukan dibagi pagu. Realisasi dibagi ke indikator "
    "menurut porsi kontribusi di RAK; jumlah seluruh baris sama dengan pagu dan realisasi satker."
)


def tables(report: Laporan) -> Iterator[Table]:
    """In the order of the report."""
    yield _by_type(report)
    yield _curve(report)
    yield _tree(report)
    yield _by_objective(report)
    yield _by_indicator(report)
    yield _plan_against_budget(report)
    yield _ikpa(report)
    yield _deviation(report)
    yield _projection(report)


def _budget_source(report: Laporan) -> str:
    of_month = [each for each in report.berkas if each.jenis in BUDGET_KINDS]
    names = [report.sumber(each.file_id, each.lembar) for each in of_month if each.bulan == report.bulan]
    return f"Sumber: {'; '.join(names) or '-'}."


def _by_rule(report: Laporan) -> str:
    rule = report.ketentuan.get("ikpa_penyerapan")
    return f" menurut {rule.sumber}" if rule else ""


def _total(report: Laporan, *cells: object, span: int = 1) -> list[Line]:
    return [Line(["Jumlah satker", *[None] * (span - 1), *cells], "jumlah", span)] if report.serapan else []


def _by_type(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(row.jenis_belanja, row.nama_jenis_belanja, row.pagu, row.blokir, row.realisasi_ini),
                *(row.realisasi_sd, row.sisa, row.serapan_pct, row.target_pct),
            ]
        )
        for row in report.serapan_jenis_belanja
    ]
    if all_of := report.serapan:
        figures = [all_of.pagu, all_of.blokir, all_of.realisasi_ini, all_of.realisasi_sd, all_of.sisa]
        lines += _total(report, *figures, all_of.serapan_pct, None, span=2)
    return Table(
        "Serapan jenis belanja",
        f"Penyerapan anggaran per jenis belanja s.d. {report.periode}",
        [
            Column("Kode", 7, CODE),
            Column("Jenis belanja", 26),
            _PAGU,
            Column("Blokir (Rp)", 14, MONEY),
            _MONTHLY,
            _REALISED,
            _REST,
            _ABSORBED,
            Column(f"Target IKPA TW {ROMAN[report.triwulan]} (%)", 12, PERCENT),
        ],
        lines,
        report.kekosongan.get("serapan_jenis_belanja"),
        [
            "Blokir kosong berarti tidak disebut di sumbernya, seperti di FA Detail; kosong tidak sama dengan nol.",
            f"Target IKPA: penyerapan kumulatif di akhir triwulan{_by_rule(report)}. {_budget_source(report)}",
        ],
        frozen=2,
        draw=excel_charts.by_expense_type,
    )


def _curve(report: Laporan) -> Table:
    spent = {row.bulan: row.serapan_pct for row in report.serapan_bulanan}
    lines = [
        Line(
            [
                *(month_name(row.bulan), row.rpd, row.rpd_sd, row.realisasi_ini, row.realisasi_sd),
                *(spent.get(row.bulan), row.target_ikpa),
            ]
        )
        for row in report.kurva
    ]
    return Table(
        "Kurva S",
        f"Rencana dan realisasi anggaran setiap bulan tahun {report.tahun}",
        [
            Column("Bulan", 13),
            Column("RPD bulan itu (Rp)", 17, MONEY),
            Column("RPD kumulatif (Rp)", 17, MONEY),
            Column("Realisasi bulan itu (Rp)", 17, MONEY),
            Column("Realisasi kumulatif (Rp)", 17, MONEY),
            _ABSORBED,
            Column("Target IKPA kumulatif (Rp)", 17, MONEY),
        ],
        lines,
        report.kekosongan.get("kurva"),
        [
            f"RPD: rencana penarikan dana (halaman III DIPA). Realisasi berhenti di {month_name(report.bulan)}. Target "
            "IKPA: realisasi di akhir triwulan agar estimasi nilai bulan itu 100, dari pagu akhir triwulan itu; bila "
            "belum ada, dari pagu bulan terakhir yang dilaporkan.",
        ],
        frozen=1,
        draw=excel_charts.curve,
    )


def _tree(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(row.kode, row.uraian, row.pagu, row.realisasi_ini, row.realisasi_sd, row.sisa),
                *(row.serapan_pct, row.baris),
            ],
            "kelompok" if level == 0 else "tebal" if level < 4 else "",
            indent=level,
        )
        for row in report.serapan_tingkat
        for level in (_LEVELS.index(row.tingkat),)
    ]
    if all_of := report.serapan:
        figures = [all_of.pagu, all_of.realisasi_ini, all_of.realisasi_sd, all_of.sisa, all_of.serapan_pct]
        lines += _total(report, *figures, None, span=2)
    return Table(
        "Serapan rincian",
        f"Penyerapan anggaran per program, kegiatan, KRO, RO, komponen, sub komponen, dan akun s.d. {report.periode}",
        [
            Column("Kode", 29, CODE),
            Column("Uraian", 52),
            _PAGU,
            _MONTHLY,
            _REALISED,
            _REST,
            _ABSORBED,
            Column("Baris sumber", 9, COUNT),
        ],
        lines,
        report.kekosongan.get("serapan_tingkat"),
        [
            f"{_budget_source(report)} Baris sumber adalah nomor baris di lembar itu; berkas datar tidak memuat baris "
            "jumlah. Tanda + dan - di tepi kiri menutup dan membuka rinciannya."
        ],
        frozen=1,
    )


def _by_objective(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(
                    row.kode_sasaran,
                    sentences.UNCLAIMED if row.kode_sasaran is None else row.nama_sasaran,
                    row.anggaran,
                ),
                *(row.pagu, row.realisasi_sd, row.serapan_pct),
            ]
        )
        for row in report.serapan_sasaran
    ]
    return Table(
        "Serapan sasaran",
        f"Anggaran dan realisasi per sasaran s.d. {report.periode}",
        [Column("Kode", 7, CODE), Column("Sasaran kegiatan", 52), *_CLAIMED],
        [*lines, *_claimed_total(report)],
        report.kekosongan.get("serapan_sasaran"),
        [*_of_plan(report), _budget_source(report)],
        frozen=2,
    )


def _by_indicator(report: Laporan) -> Table:
    lines, notes = [], [*_of_plan(report), *filter(None, [sentences.unclaimed(report)])]
    for row in report.serapan_indikator:
        name = row.indikator if row.kode_indikator else sentences.UNCLAIMED
        lines.append(Line([row.kode_indikator, name, row.anggaran, row.pagu, row.realisasi_sd, row.serapan_pct]))
    return Table(
        "Serapan indikator",
        f"Anggaran dan realisasi per indikator s.d. {report.periode}",
        [Column("Kode", 7, CODE), Column("Indikator kinerja", 52), *_CLAIMED],
        [*lines, *_claimed_total(report)],
        report.kekosongan.get("serapan_indikator"),
        [*notes, _budget_source(report)],
        frozen=2,
    )


def _of_plan(report: Laporan) -> list[str]:
    if report.rak:
        return [_OF_PLAN, *filter(None, [gaps.short_absorption(report)])]
    return [
        f"RAK tahun {report.tahun} belum ada, sehingga pagu dan realisasi belum dapat dibagi ke sasaran dan indikator."
    ]


_CLAIMED = (
    Column("Anggaran RAK (Rp)", 17, MONEY),
    Column("Bagian pagu (Rp)", 17, MONEY),
    _REALISED,
    Column("Penyerapan RAK (%)", 12, PERCENT),
)


def _claimed_total(report: Laporan) -> list[Line]:
    """Without a percentage: the parts are of the plan, the satker's is of its pagu."""
    all_of = report.serapan
    return _total(report, report.anggaran_rak, all_of.pagu, all_of.realisasi_sd, None, span=2) if all_of else []


def _plan_against_budget(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(f"{row.kode_ro}.{row.kode_komponen}.{row.kode_subkomponen}", row.nama_subkomponen, row.anggaran),
                *(row.jumlah_kontribusi, row.pagu, row.selisih, row.realisasi_sd, row.status),
            ]
        )
        for row in report.rencana_anggaran
    ]
    return Table(
        "RAK terhadap SAKTI",
        f"Rencana (RAK) terhadap pagu SAKTI per sub komponen, {month_name(report.bulan)} {report.tahun}",
        [
            Column("Kode", 23, CODE),
            Column("Sub komponen", 46),
            Column("Anggaran RAK (Rp)", 16, MONEY),
            Column("Jumlah kontribusi (Rp)", 16, MONEY),
            Column("Pagu SAKTI (Rp)", 16, MONEY),
            Column("Pagu dikurangi anggaran (Rp)", 16, MONEY),
            Column("Realisasi s.d. (Rp)", 16, MONEY),
            Column("Status", 17),
        ],
        lines,
        report.kekosongan.get("rencana_anggaran"),
        [
            f"Pagu dan realisasi SAKTI bulan {month_name(report.bulan)}. Jumlah kontribusi yang kurang dari anggaran "
            "berarti ada halaman RAK yang hilang."
        ],
        frozen=1,
    )


def _ikpa(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(month_name(row.bulan), f"TW {ROMAN[row.triwulan]}", row.pagu_dihitung, row.realisasi_dihitung),
                *(row.nilai_bulan, row.nilai_ikpa, row.predikat, row.kekurangan_rupiah),
                f"Nilai {month_name(row.bulan_kurang)} tidak ada." if row.bulan_kurang else None,
            ]
        )
        for row in report.ikpa
    ]
    return Table(
        "IKPA penyerapan (estimasi)",
        f"Estimasi nilai IKPA indikator Penyerapan Anggaran s.d. {report.periode}",
        [
            Column("Bulan", 13),
            Column("Triwulan", 9),
            Column("Pagu dihitung (Rp)", 17, MONEY),
            Column("Realisasi dihitung (Rp)", 17, MONEY),
            Column("Estimasi nilai bulan", 10, PERCENT),
            Column("Estimasi nilai IKPA", 10, PERCENT),
            Column("Predikat", 14),
            Column("Kurang dari target triwulan (Rp)", 17, MONEY),
            Column("Keterangan", 26),
        ],
        lines,
        report.kekosongan.get("ikpa"),
        [
            f"{_capital(report.estimasi('ikpa_penyerapan'))}: pagu pada tanggal penguncian tidak ada di dokumen "
            "masukan, dan blokir hanya dikurangkan bila "
            "sumbernya menyebutkan.",
            "Kurang dari target triwulan: rupiah sampai akhir triwulan itu agar nilai bulan 100, dijumlahkan dari "
            "jenis belanja yang kurang; kelebihan satu jenis belanja tidak menutup kekurangan yang lain. Komponen IKPA "
            "lain dan nilai IKPA resmi tidak dapat dihitung dari dokumen yang ada.",
            *filter(None, [sentences.predicates(report)]),
        ],
        frozen=1,
    )


def _deviation(report: Laporan) -> Table:
    lines = []
    for row in report.deviasi:
        said = f"Tidak ada: {row.kurang}." if row.kurang else None
        if said is None and row.bulan_kurang:
            said = f"Deviasi {month_name(row.bulan_kurang)} tidak ada."
        figures = [row.rpd, row.realisasi, row.deviasi_pct, row.rata_rata_pct, row.nilai]
        lines.append(Line([month_name(row.bulan), *figures, said]))
    return Table(
        "Deviasi hal. III (estimasi)",
        f"Estimasi nilai IKPA indikator Deviasi Halaman III DIPA s.d. {report.periode}",
        [
            Column("Bulan", 13),
            Column("RPD (Rp)", 17, MONEY),
            Column("Realisasi (Rp)", 17, MONEY),
            Column("Deviasi (%)", 11, PERCENT),
            Column("Rata-rata deviasi (%)", 11, PERCENT),
            Column("Estimasi nilai", 11, PERCENT),
            Column("Keterangan", 32),
        ],
        lines,
        report.kekosongan.get("deviasi"),
        [
            f"{_capital(report.estimasi('deviasi_rpd'))}: memakai RPD yang dikirim lewat templat. Deviasi dihitung "
            "per jenis belanja dan dibulatkan dua desimal, lalu ditimbang dengan pagu bulan itu, sehingga tidak sama "
            "dengan selisih kedua kolom rupiah. Rinciannya ada di mart.deviasi_rpd_jenis_belanja."
        ],
        frozen=1,
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _projection(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(row.jenis_belanja, row.nama_jenis_belanja, row.pagu, row.realisasi_sd),
                *(row.proyeksi, row.proyeksi_pct, row.batas_bawah, row.batas_bawah_pct, row.batas_atas),
                *(row.batas_atas_pct, row.galat_pct, row.jumlah_uji, row.keterangan),
            ]
        )
        for row in report.proyeksi
        if row.jenis_belanja is not None
    ]
    if whole := report.proyeksi_satker:
        figures = [whole.proyeksi, whole.proyeksi_pct, whole.batas_bawah, whole.batas_bawah_pct, whole.batas_atas]
        errors = [whole.batas_atas_pct, whole.galat_pct, whole.jumlah_uji, whole.keterangan]
        lines += [Line(["Seluruh satker", None, whole.pagu, whole.realisasi_sd, *figures, *errors], "jumlah", span=2)]
    methods = sorted({row.metode for row in report.proyeksi if row.metode})
    return Table(
        "Proyeksi akhir tahun",
        f"Proyeksi penyerapan akhir tahun {report.tahun}, dari {report.periode}",
        [
            Column("Kode", 7, CODE),
            Column("Jenis belanja", 22),
            Column("Pagu (Rp)", 15, MONEY),
            Column("Realisasi s.d. (Rp)", 15, MONEY),
            Column("Rp", 15, MONEY, "Proyeksi akhir tahun"),
            Column("%", 8, PERCENT, "Proyeksi akhir tahun"),
            Column("Rp", 15, MONEY, "Batas bawah"),
            Column("%", 8, PERCENT, "Batas bawah"),
            Column("Rp", 15, MONEY, "Batas atas"),
            Column("%", 8, PERCENT, "Batas atas"),
            Column("Galat (poin %)", 9, PERCENT, "Uji ke belakang"),
            Column("Banyak uji", 8, COUNT, "Uji ke belakang"),
            Column("Keterangan", 28),
        ],
        lines,
        report.kekosongan.get("proyeksi"),
        [
            "PERKIRAAN dari pola penyerapan yang lalu, bukan janji. Galat: rata-rata selisih mutlak di uji ke "
            "belakang, dalam poin persen pagu.",
            *(f"Cara menghitung: {method}." for method in methods),
            *(
                ["Batas atasnya pagu: belum ada tahun lalu yang menunjukkan lonjakan akhir tahun."]
                if "laju meningkat" in methods
                else []
            ),
        ],
        frozen=2,
    )
