"""The tables of a report about performance: agreement, achievement, efficiency, obstacles. Words and order only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.reports import chapter_sentences as sentences
from pipelines.reports import excel_charts, gaps
from pipelines.reports.charts import ordered
from pipelines.reports.facts import ROMAN, Laporan
from pipelines.reports.rows import Capaian, EfisiensiIndikator, EfisiensiSasaran
from pipelines.reports.sheet import CODE, MONEY, NUMBER, PERCENT, Column, Line, Table, Toned
from pipelines.wording import MONTHS, day, listed, month_name, number, rupiah

_CODE = Column("Kode", 7, CODE)
_SOURCE = Column("Sumber", 38)
_WHY_BLANK = "Capaian yang kosong dijelaskan di kolom Keterangan; kosong tidak sama dengan nol."
_EFFICIENCY = (
    "IE = capaian dibagi penyerapan; TE = (IE - SE) / SE; efisien bila IE, seperti tercetak, tidak kurang dari SE. "
    "Penyerapan adalah realisasi dibagi anggaran setahun di RAK, sedangkan capaian terhadap target s.d. bulan itu; "
    "karena "
    "itu IE sebelum Desember cenderung tinggi. Kosong bila capaian atau penyerapannya belum ada, atau penyerapannya "
    "nol."
)
_RECOMPUTED = (
    "Realisasi yang dihitung ulang dari pembilang dan penyebut dibulatkan dulu ke dua desimal, baru dibandingkan "
    "dengan "
    "target."
)


def tables(report: Laporan) -> Iterator[Table]:
    """In the order of the report."""
    yield _agreement(report)
    yield _achievement(report)
    yield _quarters(report)
    yield _months(report)
    yield _efficiency_of_objectives(report)
    yield _efficiency_of_indicators(report)
    yield _obstacles(report)


def _nps(report: Laporan) -> str:
    cap = report.ketentuan.get("batas_nps")
    most = f" paling tinggi {number(cap.nilai)}" if cap and cap.nilai is not None else " dengan batas atas"
    return (
        "NPS (nilai pencapaian sasaran) adalah rata-rata capaian indikatornya yang sudah dinilai, "
        f"masing-masing{most}. NKU "
        "(nilai kinerja unit) adalah rata-rata NPS sasaran yang sudah dinilai; NKU bukan NKA resmi."
    )


def _objective(code: str, name: str | None) -> str:
    return f"{code}  {name or '(nama sasaran tidak terbaca di RAK)'}"


def _agreement(report: Laporan) -> Table:
    lines, current = [], None
    for row in report.perjanjian:
        if row.kode_sasaran != current:
            current = row.kode_sasaran
            lines.append(Line([_objective(current, row.nama_sasaran), *[None] * 6], "kelompok", span=7))
        source = report.sumber(row.file_id, None, row.baris_sumber)
        cells = [row.kode_indikator, row.indikator, row.satuan, row.polaritas, row.target_tahunan, row.anggaran, source]
        lines.append(Line(cells))
    notes = ["Target adalah target Desember di RAK; anggaran adalah yang tercetak di RAK untuk indikator itu."]
    if report.rak:
        printed = "tidak tercetak" if report.rak.total_deklarasi is None else rupiah(report.rak.total_deklarasi)
        notes.append(f"RAK bertanggal {day(report.rak.waktu_sumber)}; Total yang tercetak: {printed}.")
    notes += [mixed] if (mixed := sentences.mixed_units(report)) else []
    return Table(
        "Perjanjian kinerja",
        f"Perjanjian kinerja tahun {report.tahun}",
        [
            _CODE,
            Column("Indikator kinerja", 48),
            Column("Satuan", 11),
            Column("Polaritas", 11),
            Column("Target tahunan", 11, NUMBER),
            Column("Anggaran (Rp)", 17, MONEY),
            _SOURCE,
        ],
        lines,
        report.kekosongan.get("perjanjian"),
        notes,
        frozen=1,
    )


def _achievement(report: Laporan) -> Table:
    values = {value.kode_sasaran: value for value in report.nps}
    lines, current = [], None
    for row in report.capaian:
        if row.kode_sasaran != current:
            current = row.kode_sasaran
            value = values.get(current)
            said = f"NPS: {value.jumlah_dinilai} dari {value.jumlah_indikator} indikator dinilai" if value else None
            nps = value.nps if value else None
            name = _objective(current, row.nama_sasaran)
            lines.append(Line([name, *[None] * 6, nps, None, None, None, said, None], "kelompok", span=7))
        source = report.sumber_realisasi(row)
        figures = [row.pembilang, row.penyebut, row.target, row.realisasi, row.capaian_pct, row.kriteria]
        annual = [row.capaian_tahunan_pct, row.kriteria_tahunan, row.keterangan]
        lines.append(Line([row.kode_indikator, row.indikator, row.satuan, *figures, *annual, source]))
    if report.nku:
        said = f"NKU: {report.nku.jumlah_dinilai} dari {report.nku.jumlah_sasaran} sasaran dinilai"
        cells = ["Nilai kinerja unit (NKU)", *[None] * 6, report.nku.nku, None, None, None, said, None]
        lines.append(Line(cells, "jumlah", span=7))
    return Table(
        "Capaian",
        f"Capaian indikator kinerja s.d. {report.periode}",
        [
            _CODE,
            Column("Indikator kinerja", 40),
            Column("Satuan", 9),
            Column("Pembilang", 11, NUMBER),
            Column("Penyebut", 11, NUMBER),
            Column(f"Target s.d. {month_name(report.bulan)}", 12, NUMBER),
            Column("Realisasi", 11, NUMBER),
            Column("Capaian (%)", 11, PERCENT),
            Column("Kriteria", 14),
            Column("Capaian (%)", 11, PERCENT, "Terhadap target tahunan"),
            Column("Kriteria", 14, group="Terhadap target tahunan"),
            Column("Keterangan", 30),
            _SOURCE,
        ],
        lines,
        report.kekosongan.get("capaian"),
        [
            _WHY_BLANK,
            *filter(None, [sentences.mixed_units(report), sentences.criteria(report)]),
            _nps(report),
            _RECOMPUTED,
        ],
        frozen=2,
    )


def _quarters(report: Laporan) -> Table:
    """Each quarter that is over beside the others; a quarter's value is that of its last month."""
    quarters = range(1, report.bulan // 3 + 1)
    found = {(row.kode_indikator, row.triwulan): row for row in report.capaian_triwulan}
    columns = [_CODE, Column("Indikator kinerja", 38), Column("Satuan", 9), Column("Target tahunan", 11, NUMBER)]
    for quarter in quarters:
        group = f"Triwulan {ROMAN[quarter]}"
        columns += [
            Column("Target", 9, NUMBER, group),
            Column("Realisasi", 10, NUMBER, group),
            Column("Capaian (%)", 10, PERCENT, group),
            Column("Kriteria", 13, group=group),
        ]
    lines = []
    for row in report.capaian if quarters else []:
        of_quarters = [found[row.kode_indikator, quarter] for quarter in quarters]
        cells: list[object] = [row.kode_indikator, row.indikator, _units(of_quarters), row.target_tahunan]
        for then in of_quarters:
            cells += [then.target, then.realisasi, then.capaian_pct, then.kriteria]
        lines.append(Line(cells))
    return Table(
        "Capaian per triwulan",
        f"Capaian indikator kinerja setiap triwulan tahun {report.tahun}",
        columns,
        lines,
        report.kekosongan.get("capaian_triwulan"),
        [
            "Nilai triwulan adalah nilai bulan terakhirnya (kumulatif dari Januari), bukan jumlah dan bukan rata-rata.",
            *filter(None, [sentences.mixed_units(report)]),
            *_why_blank(report),
        ],
        frozen=2,
    )


def _units(of_quarters: Sequence[Capaian]) -> str | None:
    """The unit of an indicator's quarters; of several units each with its quarters."""
    quarters: dict[str, list[str]] = {}
    for row in of_quarters:
        if row.satuan:
            quarters.setdefault(row.satuan, []).append(ROMAN[row.triwulan])
    if len(quarters) < 2:
        return next(iter(quarters), None)
    return "; ".join(f"{unit} (TW {', '.join(numbers)})" for unit, numbers in quarters.items())


def _why_blank(report: Laporan) -> Iterator[str]:
    """The reasons of blank quarters, each once with the indicators that it holds for."""
    codes: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for row in report.capaian_triwulan:
        if row.keterangan:
            codes[row.triwulan, row.keterangan].append(row.kode_indikator)
    for (quarter, reason), of_reason in sorted(codes.items()):
        yield f"Triwulan {ROMAN[quarter]}, {listed(of_reason, 20)}: {reason}"


def _months(report: Laporan) -> Table:
    months = range(1, report.bulan + 1)
    found = {(row.kode_indikator, row.bulan): row for row in report.capaian_bulanan}
    lines = []
    for row in report.capaian if found else []:
        cells: list[object] = [row.kode_indikator, row.indikator]
        for month in months:
            then = found.get((row.kode_indikator, month))
            cells.append(Toned(then.capaian_pct, then.kriteria) if then else None)
        lines.append(Line(cells))
    if lines:
        seen = {row.kriteria for row in report.capaian_bulanan if row.kriteria}
        lines += [Line([None, Toned(f"Warna: {n}", n), *[None] * len(months)]) for n in ordered(seen)]
    return Table(
        "Capaian bulanan",
        f"Capaian (%) setiap indikator dan bulan, Januari sampai {month_name(report.bulan)} {report.tahun}",
        [_CODE, Column("Indikator kinerja", 44), *(Column(MONTHS[month - 1][:3], 9, PERCENT) for month in months)],
        lines,
        report.kekosongan.get("capaian_bulanan"),
        ["Kosong: target atau realisasi s.d. bulan itu belum ada, atau targetnya nol; kosong bukan capaian nol."],
        frozen=2,
        draw=excel_charts.achievement(report.capaian, report.bulan),
    )


def _efficiency_of_objectives(report: Laporan) -> Table:
    lines = [
        Line([r.kode_sasaran, r.nama_sasaran, r.capaian_pct, r.serapan_pct, *_indexes(r)])
        for r in report.efisiensi_sasaran
    ]
    return Table(
        "Efisiensi sasaran",
        f"Efisiensi setiap sasaran s.d. {report.periode}",
        [_CODE, Column("Sasaran kegiatan", 52), Column("NPS (%)", 10, PERCENT), *_INDEXES],
        lines,
        report.kekosongan.get("efisiensi_sasaran"),
        [_EFFICIENCY, *filter(None, [gaps.short_absorption(report)])],
        frozen=2,
    )


def _efficiency_of_indicators(report: Laporan) -> Table:
    lines = [
        Line([r.kode_indikator, r.indikator, r.capaian_pct, r.serapan_pct, *_indexes(r)])
        for r in report.efisiensi_indikator
    ]
    return Table(
        "Efisiensi indikator",
        f"Efisiensi setiap indikator s.d. {report.periode}",
        [_CODE, Column("Indikator kinerja", 52), Column("Capaian (%)", 10, PERCENT), *_INDEXES],
        lines,
        report.kekosongan.get("efisiensi_indikator"),
        [_EFFICIENCY, *filter(None, [gaps.short_absorption(report)])],
        frozen=2,
    )


def _indexes(row: EfisiensiSasaran | EfisiensiIndikator) -> list[object]:
    return [row.ie, None if row.ie is None else row.se, row.te, row.kategori]


_INDEXES = (
    Column("Penyerapan RAK (%)", 12, PERCENT),
    Column("IE", 8, PERCENT),
    Column("SE", 8, PERCENT),
    Column("TE", 8, PERCENT),
    Column("Kategori", 14),
)


def _obstacles(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(row.kode_indikator, row.indikator, row.capaian_pct, row.hambatan, row.rencana_tindak_lanjut),
                *(row.bukti_dukung, report.sumber(row.file_id, row.lembar, row.baris_sumber)),
            ]
        )
        for row in report.hambatan
    ]
    return Table(
        "Hambatan dan tindak lanjut",
        f"Hambatan dan rencana tindak lanjut s.d. {report.periode}",
        [
            _CODE,
            Column("Indikator kinerja", 34),
            Column("Capaian (%)", 10, PERCENT),
            Column("Hambatan", 36),
            Column("Rencana tindak lanjut", 36),
            Column("Bukti dukung", 20),
            _SOURCE,
        ],
        lines,
        report.kekosongan.get("hambatan"),
        ["Seperti ditulis unit di lembar kinerja bulan itu; hanya indikator yang menyebutkannya."],
        frozen=2,
    )
