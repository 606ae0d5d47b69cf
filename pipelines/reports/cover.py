"""The first sheet of the workbook: what the report says in one page, what it lacks, and where the tables are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipelines.reports import gaps
from pipelines.reports.charts import ordered
from pipelines.reports.facts import ROMAN, SYNTHETIC, Laporan
from pipelines.reports.sheet import COUNT, MONEY, PERCENT, TEXT, Book, Table
from pipelines.spreadsheet import height
from pipelines.wording import day, month_name, number, wib

_WIDTHS = (35, 19, 74)
_NAME = "Ringkasan"


class _Figure(NamedTuple):
    name: str
    value: int | Decimal | str | None
    kind: str
    said: str


def write(book: Book, report: Laporan, tables: Sequence[Table]) -> None:
    """Add the sheet; ``tables`` are listed with links."""
    sheet = book.book.add_worksheet(_NAME)
    sheet.hide_gridlines(2)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    total = sum(_WIDTHS)
    plain = book.format(text_wrap=True, valign="top")
    heading = book.format(bold=True, font_size=12, font_color="#1F3864", bottom=1, bottom_color="#8EA9DB")
    row = 0

    def say(text: str, form: object, lines: int | None = None) -> None:
        nonlocal row
        sheet.set_row(row, lines or height([(text, total)]))
        book.merged(sheet, row, 0, 2, text, form)
        row += 1

    say(f"Laporan Kinerja {report.periode}", book.format(bold=True, font_size=18, font_color="#1F3864"), 30)
    name = report.satker.nama_satker or "(nama satker tidak diketahui)"
    say(f"{name} (satker {report.satker.kode_satker})", book.format(bold=True, font_size=12, text_wrap=True), 20)
    if report.sintetis:
        say(f"{SYNTHETIC}.", book.format(bold=True, font_size=12, font_color="#C00000"), 20)
    known = f", keadaan yang diketahui per {day(report.per_tanggal)}" if report.per_tanggal else ""
    say(f"Menurut terbitan {report.terbitan}, {wib(report.waktu_terbit)}{known}.", plain)
    row += 1
    say("Angka utama", heading, 20)
    for figure in _figures(report):
        sheet.set_row(row, height([(figure.name, _WIDTHS[0]), (figure.said, _WIDTHS[2])]))
        for at, (value, kind) in enumerate(((figure.name, TEXT), (figure.value, figure.kind), (figure.said, TEXT))):
            book.put(sheet, row, at, value, kind, "tebal" if at == 1 else "")
        row += 1
    row += 1
    if report.catatan:
        say("Yang perlu diketahui", heading, 20)
        for remark in report.catatan:
            say(f"• {remark}", plain)
        row += 1
    say("Isi buku kerja", heading, 20)
    link = book.format(font_color="#0B5394", underline=1, valign="top")
    for table in tables:
        said = f"{table.title}. {table.empty}" if table.empty else table.title
        sheet.set_row(row, height([(said, _WIDTHS[1] + _WIDTHS[2])]))
        sheet.write_url(row, 0, f"internal:'{table.sheet}'!A1", link, table.sheet)
        book.merged(sheet, row, 1, 2, said, plain)
        row += 1
    sheet.set_first_sheet()
    sheet.activate()
    book.page(sheet, _WIDTHS, row - 1)
    sheet.set_portrait()


def _figures(report: Laporan) -> Iterator[_Figure]:
    month = month_name(report.bulan)
    nku = report.nku
    said = report.kekosongan.get("nilai_unit", "belum ada sasaran yang dinilai")
    if nku and nku.nku is not None:
        said = f"rata-rata NPS {nku.jumlah_dinilai} dari {nku.jumlah_sasaran} sasaran; bukan NKA resmi"
    yield _Figure("Nilai kinerja unit (NKU)", nku and nku.nku, PERCENT, said)
    judged = Counter(row.kriteria for row in report.capaian if row.kriteria)
    said = ", ".join(f"{name} {judged[name]}" for name in ordered(judged))
    yield _Figure(
        "Indikator yang dinilai",
        sum(judged.values()),
        COUNT,
        f"dari {len(report.capaian) - len(report.di_luar_rak)} indikator yang terbaca{f'; {said}' if said else ''}",
    )
    spent = report.serapan
    no_money = report.kekosongan.get("serapan_tingkat", "")
    yield _Figure("Pagu (Rp)", spent and spent.pagu, MONEY, no_money or f"pagu revisi menurut ekspor {month}")
    yield _Figure("Realisasi s.d. (Rp)", spent and spent.realisasi_sd, MONEY, no_money or f"Januari sampai {month}")
    yield _Figure("Sisa (Rp)", spent and spent.sisa, MONEY, no_money)
    yield _Figure("Penyerapan (%)", spent and spent.serapan_pct, PERCENT, no_money or "realisasi dibagi pagu")
    yield from _estimates(report)
    late = Counter(row.status for row in report.kepatuhan)
    said = ", ".join(f"{number(count)} {status}" for status, count in sorted(late.items()))
    yield _Figure(
        "Laporan bulanan yang tepat waktu",
        late["lengkap"],
        COUNT,
        f"dari {len(report.kepatuhan)}, menurut waktu dokumennya: {said}",
    )
    levels = Counter(row.tingkat for row in report.temuan)
    said = ", ".join(f"{levels[level]} {level}" for level in ("kritis", "peringatan", "info") if levels[level])
    count = None if report.per_tanggal else len(report.temuan)
    yield _Figure("Temuan aturan mutu", count, COUNT, said or report.kekosongan.get("temuan", ""))
    said = report.kekosongan.get("karantina", "belum masuk laporan ini")
    yield _Figure("Karantina terbuka", len(report.karantina), COUNT, said)
    said = report.kekosongan.get("koreksi", "isian yang diganti atau dibuang menurut register koreksi")
    yield _Figure("Koreksi yang dipakai", len(report.koreksi), COUNT, said)


def _estimates(report: Laporan) -> Iterator[_Figure]:
    ikpa = report.ikpa_kini
    said = gaps.no_ikpa(report)
    if ikpa and ikpa.predikat:
        said = f"{report.estimasi('ikpa_penyerapan')}; predikat {ikpa.predikat}"
    yield _Figure("IKPA Penyerapan (estimasi)", ikpa and ikpa.nilai_ikpa, PERCENT, said)
    end = f"Triwulan {ROMAN[report.triwulan]}"
    said = gaps.no_ikpa(report)
    if ikpa:
        said = f"realisasi yang kurang dari target IKPA di akhir {end}; dihitung per jenis belanja"
    yield _Figure("Kurang dari target triwulan (Rp)", ikpa and ikpa.kekurangan_rupiah, MONEY, said)
    deviation = report.deviasi_kini
    said = report.kekosongan.get("deviasi", "")
    if deviation and deviation.rata_rata_pct is not None:
        said = f"{report.estimasi('deviasi_rpd')}; rata-rata deviasi {number(deviation.rata_rata_pct, 2)}%"
    elif deviation:
        first = deviation.bulan_kurang
        said = f"tidak dapat diestimasi: {f'deviasi {month_name(first)}' if first else deviation.kurang} tidak ada"
    yield _Figure("Deviasi Halaman III (estimasi)", deviation and deviation.nilai, PERCENT, said)
    ahead = report.proyeksi_satker
    said = report.kekosongan.get("proyeksi", "")
    if ahead:
        low, high = ahead.batas_bawah_pct, ahead.batas_atas_pct
        between = (
            f"perkiraan, antara {number(low, 2)} dan {number(high, 2)}" if low is not None and high is not None else ""
        )
        said = "; ".join(part for part in (between, ahead.keterangan) if part)
    yield _Figure("Proyeksi penyerapan akhir tahun (%)", ahead and ahead.proyeksi_pct, PERCENT, said)
