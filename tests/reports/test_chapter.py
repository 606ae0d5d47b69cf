"""The chapter of a report: its figures are the marts', an office's template is used, or told where it is bad."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import duckdb
import pdfplumber
import pytest
import vl_convert
from click.testing import CliRunner
from docx.oxml.ns import qn

from pipelines.cli import main
from pipelines.publishing import Warehouse
from pipelines.reports import chapter_template, charts, facts, rows
from pipelines.reports.chapter import TEMPLATE, BadTemplate, timeless
from pipelines.reports.chapter_context import context
from pipelines.reports.chapter_sentences import amount
from pipelines.reports.facts import Laporan
from pipelines.reports.writing import write
from pipelines.wording import number, rupiah
from tests.conftest import PROJECT
from tests.reports.test_facts import DUMAI, made

AT_NINE = "kode_satker = '999999' and tahun = 2025 and bulan = 9"
HELD = rows.Karantina("f1", "KIN-01", "a.xlsx", "Sheet1", 4, "realisasi", "x", "Bukan angka.", "Isi dengan angka.")
CORRECTED = rows.Koreksi(
    "K-1", "ganti", "f" * 64, "a.xlsx", None, 7, "target", "1", "2", "Salah ketik.", "Ani", date(2025, 9, 1)
)


@pytest.fixture(scope="session")
def con(example: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(example / "kinerja.duckdb"), read_only=True) as con:
        yield con


@pytest.fixture(scope="session")
def report(example: Path, con: duckdb.DuckDBPyConnection) -> Laporan:
    build = Warehouse(example).published()
    assert build is not None
    return facts.read(con, build.id, DUMAI, 2025, 9)


@pytest.fixture(scope="session")
def path(report: Laporan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(report, tmp_path_factory.mktemp("bab")).chapter


def lines(path: Path) -> list[str]:
    """Every paragraph, those in tables too, in order."""
    body = docx.Document(str(path)).element.body
    return ["".join(text.text or "" for text in part.iter(qn("w:t"))) for part in body.iter(qn("w:p"))]


def table(path: Path, caption: str) -> list[list[str]]:
    """Cells of the table whose caption contains ``caption``."""
    body = docx.Document(str(path))
    found = ""
    for part in body.iter_inner_content():
        if isinstance(part, docx.table.Table):
            if caption in found:
                return [[cell.text for cell in row.cells] for row in part.rows]
        elif part.style is not None and part.style.name == "Caption":
            found = part.text
    raise AssertionError(f"no table '{caption}'")


def template(folder: Path, *paragraphs: str, cells: Sequence[Sequence[str]] = ()) -> Path:
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if cells:
        grid = made.add_table(rows=0, cols=len(cells[0]))
        for row in cells:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    path = folder / "bab-kantor.docx"
    made.save(str(path))
    return path


def test_the_achievement_is_what_the_mart_says(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    said = {row[0]: row[3:] for row in table(path, "Capaian indikator kinerja")}
    text = "\n".join(lines(path))
    found = con.execute(
        "select kode_indikator, indikator, satuan, target, realisasi, capaian_pct, kriteria from mart.capaian_triwulan"
        " where kode_satker = '999999' and tahun = 2025 and triwulan = 3"
    ).fetchall()
    assert len(found) == 15
    for code, name, unit, target, done, achieved, kind in found:
        places = 2 if unit == "persen" else None
        figures = ["–" if value is None else number(value, places) for value in (target, done)]
        assert said[code] == [*figures, "–" if achieved is None else number(achieved, 2), kind or "–"]
        if achieved is not None:
            sentence = rf"Realisasi indikator {re.escape(name)} sampai dengan Triwulan III Tahun 2025 sebesar "
            assert re.search(rf"{sentence}.*capaian {number(achieved, 2)}% \(kriteria {kind}\)", text)
        else:
            assert f"Indikator {name} sampai dengan Triwulan III Tahun 2025 belum dapat dinilai:" in text


def test_the_money_is_what_the_marts_say(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    text = "\n".join(lines(path))

    def one(sql: str) -> tuple[Any, ...]:
        [row] = con.execute(f"{sql} where {AT_NINE}").fetchall()
        return tuple(row)

    pagu, spent, left, share = one("select pagu, realisasi_sd, sisa, serapan_pct from mart.serapan_satker")
    whole = [number(int(pagu)), number(int(spent)), number(int(left)), number(share, 2)]
    assert table(path, "per rincian output")[-1][2:] == table(path, "per jenis belanja")[-1][1:-1] == whole
    assert f"sebesar {rupiah(int(spent))} dari pagu {rupiah(int(pagu))}, atau {number(share, 2)}% dari pagu" in text
    for caption, sql, width in (
        ("per jenis belanja", "select jenis_belanja, pagu, realisasi_sd, sisa, serapan_pct from x", 1),
        ("per rincian output", "select kode, pagu, realisasi_sd, sisa, serapan_pct from y", 2),
    ):
        source = sql.replace("x", "mart.serapan_jenis_belanja").replace("y", "mart.serapan_tingkat")
        source += f" where {AT_NINE}" + (" and tingkat = 'ro'" if "tingkat" in source else "")
        expected = {
            code: [*(number(int(value)) for value in amounts), number(share, 2)]
            for code, *amounts, share in con.execute(source).fetchall()
        }
        assert {row[0].split()[0]: row[width : width + 4] for row in table(path, caption)[1:-1]} == expected
    value, predicate, lack = one("select nilai_ikpa, predikat, kekurangan_rupiah from mart.ikpa_penyerapan")
    assert f"sebesar {number(value, 2)} (predikat {predicate})" in text
    assert f"Realisasi yang dihitung IKPA kurang {rupiah(int(lack))} dari target Triwulan III." in text
    assert text.count("Angka ini estimasi Kinerja menurut PER-5/PB/2024, bukan nilai resmi.") == 2
    (nku,) = one("select nku from mart.nilai_satker")
    assert f"sebesar {number(nku, 2)}, yaitu rata-rata nilai pencapaian sasaran" in text
    (deviation,) = one("select nilai from mart.deviasi_rpd")
    assert table(path, "Deviasi Halaman III")[-1][-1] == number(deviation, 2)
    [(ahead, low, high, error)] = con.execute(
        "select proyeksi_pct, batas_bawah_pct, batas_atas_pct, galat_pct from mart.proyeksi_serapan"
        f" where {AT_NINE} and jenis_belanja is null"
    ).fetchall()
    expected = f"{number(ahead, 2)}% dari pagu .*rentang {number(low, 2)}% sampai {number(high, 2)}%"
    assert re.search(f"{expected}.*uji ke belakang {number(error, 2)} poin persen", text)


def test_nothing_of_the_template_is_left_and_nothing_is_wrong_with_the_document(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        pictures = [name for name in packed.namelist() if name.endswith(".png")]
        xml = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    assert len(pictures) == 3
    assert xml.count(' descr="Grafik') == 3
    assert not re.search(r"\{\{|\{%|%\}|\}\}|>None<|>nan<", xml)
    assert xml.count("<w:tblHeader") == len(docx.Document(str(path)).tables) == 14
    numbers = re.findall(r"^(Tabel|Gambar) 3\.(\d+) ", "\n".join(lines(path)), re.MULTILINE)
    for kind in ("Tabel", "Gambar"):
        found = [int(at) for of, at in numbers if of == kind]
        assert found == list(range(1, len(found) + 1))


def test_it_says_which_build_it_is_of_and_that_it_is_a_draft(report: Laporan, path: Path) -> None:
    document = docx.Document(str(path))
    footer = document.sections[0].footer.paragraphs[0].text
    assert footer.startswith(f"Draf · Memuat data sintetis, bukan data resmi · Terbitan {report.terbitan}")
    assert lines(path)[2] == "DRAF. Memuat data sintetis, bukan data resmi."
    assert document.core_properties.title == (
        "Bab III Akuntabilitas Kinerja Triwulan III Tahun 2025 - LOKA POM DI KOTA DUMAI"
    )


def test_a_draft_of_real_documents_is_not_called_synthetic(report: Laporan, tmp_path: Path) -> None:
    real = replace(report, berkas=[row._replace(sintetis=False) for row in report.berkas])
    written = write(real, tmp_path).chapter
    assert "DRAF. Memuat data sintetis, bukan data resmi." not in lines(written)
    footer = docx.Document(str(written)).sections[0].footer.paragraphs[0].text
    assert footer.startswith(f"Draf – periksa sebelum dipakai · Terbitan {report.terbitan}")


def test_the_same_report_gives_the_same_bytes(report: Laporan, path: Path, tmp_path: Path) -> None:
    assert write(report, tmp_path).chapter.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("documents", [("fa",), ("kinerja",), ("rak",), ("rak", "fa", "kinerja")])
def test_half_empty_units_get_a_chapter_that_says_what_is_missing(documents: tuple[str, ...], tmp_path: Path) -> None:
    if documents == ("rak",):
        report = replace(made("rak", "kinerja"), capaian=[], nilai_sasaran=[], nilai_unit=[], berkas=[])
        report.kekosongan["capaian"] = "Tidak ada target."
    else:
        report = made(*documents)
    written = write(report, tmp_path).chapter
    text = "\n".join(lines(written))
    assert "None" not in text
    numbers = [int(at) for at in re.findall(r"^Tabel 3\.(\d+) ", text, re.MULTILINE)]
    tables = docx.Document(str(written)).tables
    assert numbers == list(range(1, len(tables) + 1))
    assert all(len(table.rows) > 1 for table in tables)
    for remark in report.catatan:
        assert remark in text
    told = {
        "jenis_belanja": "serapan_jenis_belanja",
        "efisiensi": "efisiensi_sasaran",
        "ikpa": "ikpa",
        "deviasi": "deviasi",
        "sasaran": "capaian",
    }
    for name, reason in told.items():
        if not context(report)[name]:
            assert report.kekosongan.get(reason, "Tidak ada data untuk Maret 2025.") in text


def test_within_a_quarter_the_shortfall_is_told_of_its_end(report: Laporan) -> None:
    rest = [row._replace(bulan=8) for row in report.ikpa if row.bulan == 9]
    said = context(replace(report, bulan=8, ikpa=rest))["kalimat"]["ikpa"]
    assert f"kurang {rupiah(rest[0].kekurangan_rupiah or 0)} dari target Triwulan III." in said


def test_why_there_is_no_projection_is_said_in_its_section_and_in_the_list_at_the_end(
    report: Laporan, tmp_path: Path
) -> None:
    why = "belum cukup data: baru 3 bulan."
    none = [row._replace(proyeksi=None, proyeksi_pct=None, keterangan=why) for row in report.proyeksi]
    text = "\n".join(lines(write(replace(report, proyeksi=none), tmp_path).chapter))
    section, end = text.split("3.7 Hambatan dan Rencana Tindak Lanjut")
    assert (section.count(why), end.count(why)) == (1, 1)
    assert "Proyeksi penyerapan akhir tahun 2025" not in text
    own = [none[0]._replace(keterangan="belum cukup data: pagunya nol."), *none[1:]]
    assert context(replace(report, proyeksi=own))["catatan_proyeksi"] == [
        f"{none[0].nama_jenis_belanja}: belum cukup data: pagunya nol."
    ]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("49.5", "persen", "49,50%"),
        ("50", "Persen", "50,00%"),
        ("93.61", "nilai", "93,61"),
        ("2.7", "indeks", "2,7"),
        ("2", "sekolah", "2 sekolah"),
        ("3", None, "3"),
    ],
)
def test_amounts_are_said_with_units_that_say_something(value: str, unit: str | None, said: str) -> None:
    assert amount(Decimal(value), unit) == said


def test_the_legend_names_the_criteria_that_are_there() -> None:
    row = {"indikator": "01.01", "capaian_pct": 62.0, "kriteria": "Kurang", "label": "62,00%", "keterangan": ""}
    drawn = vl_convert.vegalite_to_svg(
        charts.spec("capaian_bars", [row, {**row, "indikator": "01.02", "kriteria": "Baik"}], 640),
        vl_version=charts.vega_lite_version(),
    )
    shown = set(re.findall(r">([^<>]+)</text>", drawn)) & set(charts.KRITERIA)
    assert shown == {"Kurang", "Baik"}


def test_what_was_not_reported_is_said(tmp_path: Path) -> None:
    found = lines(write(made("rak", "fa", "kinerja"), tmp_path).chapter)
    at = found.index("01.06 Indikator 01.06") if "01.06 Indikator 01.06" in found else None
    text = "\n".join(found if at is None else found[at:])
    assert "Hambatan: Hujan" in text
    assert "Rencana tindak lanjut:" not in text
    assert "Rencana tindak lanjut dan bukti dukung tidak dilaporkan. Sumber: realisasi " in text


def test_text_of_documents_cannot_break_or_program_the_chapter(report: Laporan, tmp_path: Path) -> None:
    hostile = "a<b> & </w:t> {{ 7*7 }} {% raw %}\x00\x0b\x1b[2J\ufffe\n\tselesai"
    first = report.capaian[0]._replace(hambatan=hostile, indikator=hostile)
    changed = replace(report, capaian=[first, *report.capaian[1:]], karantina=[HELD._replace(alasan=hostile)])
    text = "\n".join(lines(write(changed, tmp_path).chapter))
    assert text.count("a<b> & </w:t> {{ 7*7 }} {% raw %} [2J selesai") >= 4


def test_a_template_of_the_office_replaces_ours(report: Laporan, tmp_path: Path) -> None:
    own = template(
        tmp_path,
        "{{ satker.nama }}: {{ serapan.persen }} persen, NKU {{ nku }}.",
        "{%p if gambar.capaian %}",
        "{{ gambar.capaian }}",
        "{%p endif %}",
        cells=[["{%tr for b in jenis_belanja %}", ""], ["{{ b.nama }}", "{{ b.sisa }}"], ["{%tr endfor %}", ""]],
    )
    path = write(report, tmp_path / "hasil", own).chapter
    assert report.serapan is not None
    assert report.serapan.serapan_pct is not None
    assert report.nku is not None
    assert report.nku.nku is not None
    assert lines(path)[0] == (
        f"LOKA POM DI KOTA DUMAI: {number(report.serapan.serapan_pct, 2)} persen, NKU {number(report.nku.nku, 2)}."
    )
    cells = [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    assert cells == [[row.nama_jenis_belanja, number(row.sisa)] for row in report.serapan_jenis_belanja]
    assert len(docx.Document(str(path)).inline_shapes) == 1


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        ("Nilai {{ satker.namaa }} kita", r"isian 'namaa' tidak dikenal \(yang mirip: nama.*paragraf \"Nilai {{"),
        (
            "Nilai {{ zzzzzz }} kita",
            r"isian 'zzzzzz' tidak dikenal; lihat docs/templat-bab.md di paragraf \"Nilai {{ zz",
        ),
        ("Awal {% if nku %} saja", r"penanda tidak dapat dijalankan"),
        ("Salah {{ nku + }} sini", r"penanda tidak dapat dijalankan .*di paragraf \"Salah {{ nku"),
        ("Hitung {{ 1 / 0 }} ini", r"penanda tidak dapat dijalankan \(division by zero\) di paragraf \"Hitung"),
        ("Daftar {{ satker.items }} ini", r"isian 'items' tidak dikenal.* di paragraf \"Daftar"),
        ("Semua {{ satker }} ini", r"bukan teks, melainkan daftar atau kumpulan isian.* di paragraf \"Semua"),
        ("Besar {{ satker.nama.upper }} ini", r"bukan teks.* di paragraf \"Besar"),
        ("Masuk {{ nku.__class__.__mro__ }}", r"isian '__class__|penanda tidak dapat dijalankan .*unsafe"),
        ("Lepas {% endfor %} saja", r"Encountered unknown tag 'endfor'.*paragraf \"Lepas"),
    ],
)
def test_a_bad_template_is_told_with_its_place(paragraph: str, told: str, report: Laporan, tmp_path: Path) -> None:
    bad = template(tmp_path, "Baik {{ nku }}", paragraph, "Baik juga")
    with pytest.raises(BadTemplate, match=told) as raised:
        write(report, tmp_path / "hasil", bad)
    assert str(raised.value).startswith("Templat bab-kantor.docx: ")
    assert not (tmp_path / "hasil").exists()


def test_where_the_chapter_cannot_be_replaced_the_workbook_stays(report: Laporan, tmp_path: Path) -> None:
    written = write(report, tmp_path)
    written.workbook.write_bytes(b"yang lama")
    written.chapter.unlink()
    # A folder in its place, which cannot be replaced by a file.
    written.chapter.mkdir()
    with pytest.raises(IsADirectoryError):
        write(report, tmp_path)
    assert written.workbook.read_bytes() == b"yang lama"
    written.workbook.unlink()
    with pytest.raises(IsADirectoryError):
        write(report, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [written.chapter.name]


def test_a_tag_that_tears_the_document_is_refused(report: Laporan, tmp_path: Path) -> None:
    torn = template(tmp_path, "Awal {% if kosong.ro %}", cells=[["{% endif %}", "x"]])
    with pytest.raises(BadTemplate, match=r"pakai {%p %} untuk paragraf dan {%tr %} untuk baris tabel"):
        write(report, tmp_path / "hasil", torn)


def test_what_is_no_word_document_is_refused(report: Laporan, tmp_path: Path) -> None:
    for content in (b"bukan zip", b"", workbook_bytes()):
        path = tmp_path / "bab.docx"
        path.write_bytes(content)
        with pytest.raises(BadTemplate, match=r"bab\.docx bukan dokumen Word"):
            write(report, tmp_path / "hasil", path)


def workbook_bytes() -> bytes:
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def test_the_kept_template_is_the_made_one() -> None:
    out = io.BytesIO()
    chapter_template.made().save(out)
    assert timeless(out) == TEMPLATE.read_bytes()


def placeholders(value: object, at: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from placeholders(part, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        assert value, f"{at} is empty: nothing says which placeholders its rows have"
        yield at + "[]"
        if isinstance(value[0], dict):
            yield from placeholders(value[0], f"{at}[]")
    else:
        yield at


def test_the_page_lists_every_placeholder_and_no_other(report: Laporan) -> None:
    projected = [report.proyeksi[0]._replace(keterangan="Belum cukup data."), *report.proyeksi[1:]]
    whole = replace(report, karantina=[HELD], koreksi=[CORRECTED], proyeksi=projected)
    there = set(placeholders(context(whole)))
    listed = set()
    of_list = ""
    for line in (PROJECT / "docs" / "templat-bab.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"### `(.+?)`", line):
            of_list = heading[1]
            listed.add(of_list)
        elif row := re.match(r"\| (`.+?`) \|", line):
            listed |= {f"{of_list}.{name}" if of_list else name for name in re.findall(r"`([^`]+)`", row[1])}
    pictures = {f"gambar.{name}" for name in ("capaian", "jenis_belanja", "kurva_s")}
    assert listed - pictures == there
    assert pictures <= listed


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_and_prints_it(path: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pdfplumber.open(tmp_path / f"{path.stem}.pdf") as printed:
        texts = [page.extract_text() for page in printed.pages]
        assert (round(printed.pages[0].width), round(printed.pages[0].height)) == (595, 842)
    assert 8 <= len(texts) <= 18
    assert texts[0].splitlines()[1] == "Bab III Akuntabilitas Kinerja"
    assert all(f"Halaman {at} dari {len(texts)}" in text for at, text in enumerate(texts, 1))
    assert "Tabel 3.14 Aturan mutu yang tidak lulus" in "\n".join(texts)


def test_the_command(example: Path, tmp_path: Path) -> None:
    base = ["report", "--warehouse", str(example), "--tahun", "2025", "--satker", DUMAI, "--bulan", "9"]
    own = template(tmp_path, "Pagu {{ serapan.pagu }}")
    result = CliRunner().invoke(main, [*base, "--out", str(tmp_path / "laporan"), "--template", str(own)])
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["Perhatikan"] * 2
    assert "Total yang tercetak di RAK" in result.stderr
    written = [Path(line) for line in result.stdout.splitlines()]
    assert [path.suffix for path in written] == [".xlsx", ".docx"]
    assert sorted((tmp_path / "laporan").iterdir()) == sorted(written)
    assert lines(written[1])[0] == "Pagu 4.154.491.000"
    broken = template(tmp_path, "Pagu {{ serapan.pago }}")
    result = CliRunner().invoke(main, [*base, "--out", str(tmp_path / "l2")], env={"KINERJA_TEMPLAT_BAB": str(broken)})
    assert result.exit_code == 1
    assert result.stderr.startswith("Gagal: Templat bab-kantor.docx: isian 'pago' tidak dikenal")
    assert result.stderr.rstrip().endswith("Tidak ada berkas yang ditulis.")
    assert not (tmp_path / "l2").exists()
    result = CliRunner().invoke(main, [*base, "--template", str(tmp_path / "tidak-ada.docx")])
    assert (result.exit_code, "tidak ada; periksa --template" in result.stderr) == (2, True)


def test_amounts_below_nought_do_not_break_at_their_sign(report: Laporan) -> None:
    row = report.rencana_anggaran[0]._replace(selisih=-12_000_000, status="beda pagu")
    [found] = context(replace(report, rencana_anggaran=[row]))["rencana_anggaran"]
    assert found["selisih"] == "\N{MINUS SIGN}12.000.000"
    assert Decimal(found["selisih"].replace("\N{MINUS SIGN}", "-").replace(".", "")) == -12_000_000
