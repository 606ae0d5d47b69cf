"""The real plan of Loka POM di Kota Dumai must come out exactly; each defect must cost itself only."""

from __future__ import annotations

import inspect
import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest

from pipelines.readers import rak_rules
from pipelines.readers.rak import RakDokumen, RakIndikator, RakKontribusi, RakTarget
from pipelines.readers.rak_text import looks_like_rak_text, read_rak
from pipelines.readers.reading import Document, Reject, Unreadable
from tests.conftest import PROJECT


def indikator(document: Document) -> dict[str, RakIndikator]:
    return {row.kode_indikator: row for row in document.rows["raw.rak_indikator"] if isinstance(row, RakIndikator)}


def target(document: Document, kode: str) -> dict[int, str]:
    rows = [row for row in document.rows["raw.rak_target"] if isinstance(row, RakTarget)]
    return {row.bulan: row.target for row in rows if row.kode_indikator == kode}


def kontribusi(document: Document) -> list[RakKontribusi]:
    return [row for row in document.rows["raw.rak_kontribusi"] if isinstance(row, RakKontribusi)]


def rules(document: Document) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(r.aturan, r.baris, r.kolom, r.nilai) for r in document.rejects]


# -- the real document -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dumai(rak_dumai: bytes) -> Document:
    return read_rak(rak_dumai)


@pytest.fixture(scope="module")
def lines(rak_dumai: bytes) -> list[str]:
    return rak_dumai.decode().split("\n")


def reread(lines: list[str], *changes: tuple[int, str, str]) -> Document:
    """The real document with texts replaced in single lines (from 1); each text must be there."""
    changed = list(lines)
    for baris, old, new in changes:
        assert old in changed[baris - 1]
        changed[baris - 1] = changed[baris - 1].replace(old, new)
    return read_rak("\n".join(changed).encode())


def test_the_real_document_is_recognised(rak_dumai: bytes) -> None:
    assert looks_like_rak_text(rak_dumai[:65536])
    assert looks_like_rak_text("\n".join(rak_dumai.decode().split("\n")[7:]).encode())  # without its title
    assert not looks_like_rak_text(b"PK\x03\x04 RENCANA AKSI PERJANJIAN KINERJA TAHUN 2025 \x00")
    assert not looks_like_rak_text(b"LAPORAN KETERSEDIAAN DANA DETAIL TA 2025;KOMPONEN;SUB KOMPONEN")


def test_head_and_foot_of_the_real_document(dumai: Document) -> None:
    name = "LOKA POM DI KOTA DUMAI"
    assert dumai.rows["raw.rak_dokumen"] == [
        RakDokumen(
            name,
            name,
            2025,
            "15768463000",
            274,
            "Dumai",
            "2025-02-12",
            "Uly Mandasari",
            "Kepala Loka POM di Kota Dumai",
        )
    ]
    assert (dumai.jenis, dumai.nama_satker, dumai.kode_satker, dumai.tahun) == ("rak", name, None, 2025)
    assert dumai.waktu_sumber == datetime(2025, 2, 12)
    assert dumai.rejects == []


def test_indicators_of_the_real_document(dumai: Document) -> None:
    found = indikator(dumai)
    assert {kode: int(row.anggaran or 0) for kode, row in found.items()} == {
        "01.01": 145_716_000,
        "01.06": 80_966_250,
        "01.07": 30_145_875,
        "04.01": 108_018_750,
        "04.02": 93_882_000,
        "04.03": 152_589_000,
        "04.04": 100_386_000,
        "05.01": 12_390_750,
        "06.01": 107_821_000,
        "07.01": 72_570_000,
        "08.01": 140_026_500,
        "09.02": 49_750_000,
        "09.03": 2_671_875_000,
        "09.04": 49_750_000,
        "09.05": 49_750_000,
    }
    assert found["09.05"].nama == "Persentase implementasi rencana aksi Reformasi Birokrasi di lingkup UPT"
    assert found["04.03"].nama == "Jumlah desa pangan aman"
    assert found["04.03"].kode_sasaran == "04"
    assert found["04.03"].nama_sasaran == "Meningkatnya efektivitas KIE di masing-masing wilayah kerja UPT"


def test_targets_of_the_real_document(dumai: Document) -> None:
    assert target(dumai, "01.01") == dict.fromkeys(range(2, 13), "81.25")
    assert target(dumai, "01.07") == dict.fromkeys(range(2, 13), "90")  # the row stands one column left of its header
    assert target(dumai, "04.01") == dict.fromkeys(range(3, 13), "85.83")
    months = ["0", "27", "27", "27", "44", "44", "56", "56", "78", "78", "95", "1"]  # two columns right of its header
    assert target(dumai, "04.03") == dict(enumerate(months, start=1))
    assert [target(dumai, kode) for kode in ("08.01", "09.02", "09.03", "09.04")] == [
        {12: "3.75"},
        {12: "78"},
        {12: "5"},
        {12: "2.7"},
    ]
    assert len(dumai.rows["raw.rak_target"]) == 11 + 12 + 11 + 10 + 3 * 12 + 3 * 12 + 4 + 12


def test_contributions_of_the_real_document(dumai: Document) -> None:
    rows = kontribusi(dumai)
    assert [row.urutan for row in rows] == list(range(1, 145))
    assert Counter((row.fragmen, row.potongan_nama) for row in rows if row.kode_indikator is None) == {
        (1, None): 2,
        (2, "ditindaklanjuti sesuai ketentuan"): 5,
        (3, "dan ditindaklanjuti sesuai ketentuan"): 5,
    }
    assert [row.nomor for row in rows if row.fragmen == 1] == ["4.", "5."]
    distinct = {(row.kode_ro, row.kode_komponen, row.kode_subkomponen): int(row.anggaran) for row in rows}
    assert (len(distinct), sum(distinct.values())) == (88, 4_089_491_000)
    short = {
        kode: int(row.anggaran or 0) - sum(int(r.kontribusi) for r in rows if r.kode_indikator == kode)
        for kode, row in indikator(dumai).items()
    }
    assert {kode: amount for kode, amount in short.items() if amount} == {"01.07": 4_331_250}
    cut = next(row for row in rows if row.baris == 45)
    assert cut.nama_ro is not None
    assert cut.nama_ro.endswith("Kosmetik, Suplemen Kesehatan dan Makanan yang Diperiksa oleh UPT")
    assert cut.nama_subkomponen is not None
    assert cut.nama_subkomponen.endswith("PROGRAM KSATRIA NUSANTARA (Kolaborasi Jaga Citra Baik Jamu Nusantara)")


def test_the_real_document_is_read_in_less_than_50_ms(rak_dumai: bytes) -> None:
    best = 9.0
    for _ in range(5):
        start = time.perf_counter()
        read_rak(rak_dumai)
        best = min(best, time.perf_counter() - start)
    assert best < 0.05


@pytest.mark.parametrize("how", ["windows", "utf-16", "mark", "1252"])
def test_encodings_and_line_ends_do_not_matter(rak_dumai: bytes, dumai: Document, how: str) -> None:
    text = rak_dumai.decode()
    data = {
        "windows": text.replace("\n", "\r\n").encode(),
        "utf-16": text.encode("utf-16"),
        "mark": text.encode("utf-8-sig"),
        "1252": text.replace("Dumai, 12", "Dumai, 12").encode("cp1252"),
    }[how]
    assert read_rak(data).rows == dumai.rows


def test_the_other_notation_gives_the_same_numbers(rak_dumai: bytes, dumai: Document) -> None:
    swapped = re.sub(
        r"(?<=[\t>])[0-9][0-9.,]*[0-9](?=[\t\n<])",
        lambda m: m.group().translate(str.maketrans(",.", ".,")),
        rak_dumai.decode(),
    )
    assert "145.716.000" in swapped
    assert "81,25" in swapped
    again = read_rak(swapped.encode())
    assert again.rows == dumai.rows
    assert again.rejects == []


# -- one defect in the real document -----------------------------------------------------------------------------


def test_a_bad_contribution_costs_its_row_only(lines: list[str], dumai: Document) -> None:
    document = reread(lines, (34, "1,380,000", "1,38o,000"))
    assert rules(document) == [("RAK-12", 34, "KONTRIBUSI", "1,38o,000")]
    assert "memuat huruf" in document.rejects[0].alasan
    lost = next(row for row in kontribusi(dumai) if row.baris == 34)
    expected = [row for row in kontribusi(dumai) if row is not lost]
    assert [row._replace(urutan=0) for row in kontribusi(document)] == [row._replace(urutan=0) for row in expected]
    assert document.rows["raw.rak_target"] == dumai.rows["raw.rak_target"]


@pytest.mark.parametrize("printed", ["145,7l6,000", "14571600012345678901", "1,45,716,000"])
def test_a_bad_anggaran_is_emptied_and_its_fragment_stays_apart(
    lines: list[str], dumai: Document, printed: str
) -> None:
    document = reread(lines, (11, "145,716,000", printed))
    assert rules(document) == [("RAK-12", 11, "ANGGARAN", printed)]
    assert indikator(document)["01.01"].anggaran is None
    assert target(document, "01.01") == target(dumai, "01.01")
    assert kontribusi(document) == kontribusi(dumai)


def test_a_damaged_anggaran_still_ends_its_indicator_without_an_html_copy(lines: list[str], dumai: Document) -> None:
    bare = [*lines[:11], *lines[12:]]  # the line with the copies is gone
    bare[10] = bare[10].replace("145,716,000", "145,7l6,000")
    document = read_rak("\n".join(bare).encode())
    assert Counter(row.fragmen for row in kontribusi(document)) == Counter(row.fragmen for row in kontribusi(dumai))


def test_a_bad_row_inside_an_indicator_does_not_pull_in_the_fragment_below(lines: list[str]) -> None:
    document = reread(lines, (15, "6,960,000\t6,960,000", "6,960,000\t6,96O,000"))
    assert ("RAK-12", 15, "KONTRIBUSI", "6,96O,000") in rules(document)
    assert [row.baris for row in kontribusi(document)[:4]] == [14, 16, 21, 22]
    assert [row.kode_indikator for row in kontribusi(document)[:4]] == ["01.01", "01.01", None, None]


def test_a_bad_target_costs_its_month_only(lines: list[str], dumai: Document) -> None:
    document = reread(lines, (23, "\t55\t", "\t5S\t"))
    assert rules(document) == [("RAK-12", 23, "B05", "5S")]
    assert target(document, "01.06") == {m: v for m, v in target(dumai, "01.06").items() if m != 5}
    assert kontribusi(document) == kontribusi(dumai)


def test_a_thirteenth_month_is_refused(lines: list[str], dumai: Document) -> None:
    renamed = reread(lines, (19, "B12", "B13"))
    assert [(r[0], r[2]) for r in rules(renamed)] == [("RAK-15", "B13"), ("RAK-15", "B13")]
    assert rules(renamed)[1] == ("RAK-15", 23, "B13", "94.06")
    assert target(renamed, "01.06") == {m: v for m, v in target(dumai, "01.06").items() if m != 12}
    added = reread(lines, (19, "B12", "B12\tB13"))
    assert rules(added) == [("RAK-15", 19, "B13", "B13")]
    assert added.rows["raw.rak_target"] == dumai.rows["raw.rak_target"]


def test_a_line_printed_twice_counts_once(lines: list[str], dumai: Document) -> None:
    doubled = [*lines[:34], lines[33], *lines[34:]]
    document = read_rak("\n".join(doubled).encode())
    assert [r[:3] for r in rules(document)] == [("RAK-16", 35, "SUB KOMPONEN")]
    assert "mengulang baris 34" in document.rejects[0].alasan
    assert [row.kontribusi for row in kontribusi(document)] == [row.kontribusi for row in kontribusi(dumai)]
    contrary = [*lines[:34], lines[33].replace("1,380,000", "1,480,000"), *lines[34:]]
    document = read_rak("\n".join(contrary).encode())
    assert "bertentangan dengan baris 34" in document.rejects[0].alasan
    assert [row.kontribusi for row in kontribusi(document)] == [row.kontribusi for row in kontribusi(dumai)]


def test_a_page_printed_twice_counts_once(lines: list[str], dumai: Document) -> None:
    page = lines[27:36]  # rows 3 to 7 of 01.06 with their headers
    document = read_rak("\n".join([*lines[:36], *page, *lines[36:]]).encode())
    assert {r[0] for r in rules(document)} == {"RAK-16"}
    assert len(document.rejects) == 5
    assert [row.kontribusi for row in kontribusi(document)] == [row.kontribusi for row in kontribusi(dumai)]


def test_an_indicator_printed_twice_counts_once(lines: list[str], dumai: Document) -> None:
    document = read_rak("\n".join([*lines[:205], *lines[205:214], *lines[205:]]).encode())
    assert rules(document)[0][:3] == ("RAK-17", 215, "INDIKATOR")
    assert Counter(r[0] for r in rules(document)) == {"RAK-17": 1, "RAK-16": 7}
    assert len(document.rows["raw.rak_indikator"]) == 15
    assert [row.kontribusi for row in kontribusi(document)] == [row.kontribusi for row in kontribusi(dumai)]


def test_the_same_code_with_another_name_keeps_its_rows_apart(lines: list[str]) -> None:
    document = reread(lines, (159, "08 - Layanan Publik UPT yang prima", "07 - Layanan Publik UPT yang prima"))
    assert [r[:3] for r in rules(document)] == [("RAK-17", 159, "INDIKATOR")]
    apart = [row for row in kontribusi(document) if row.potongan_nama == "Indeks Pelayanan Publik UPT"]
    assert len(apart) == 15
    assert {row.kode_indikator for row in apart} == {None}


@pytest.mark.parametrize(
    ("baris", "old", "new", "kolom", "guess"),
    [
        (34, "DR.3165.QIC.004", "DR.3165.QIC.04", "RO", None),
        (34, "DR.3165.QIC.004", "DR.316S.QIC.004", "RO", None),
        (34, "DR.3165.QIC.004", "dr.3165.qic.004", "RO", "DR.3165.QIC.004"),
        (34, "055 - ", "55 - ", "KOMPONEN", "055"),
        (34, "055 - ", "O55 - ", "KOMPONEN", "055"),
        (34, "B - Forum", "2 - Forum", "SUB KOMPONEN", None),
        (34, "B - Forum", "ABCD - Forum", "SUB KOMPONEN", None),
    ],
)
def test_codes_outside_the_grammar_are_refused(
    lines: list[str], baris: int, old: str, new: str, kolom: str, guess: str | None
) -> None:
    document = reread(lines, (baris, old, new))
    assert [r[:3] for r in rules(document)] == [("RAK-13", baris, kolom)]
    assert (f"maksudnya {guess}" in document.rejects[0].saran) == (guess is not None)
    assert len(kontribusi(document)) == 143


@pytest.mark.parametrize("new", ["O6 - ", "6 - ", "006 - "])
def test_an_indicator_without_a_right_code_keeps_its_rows_as_a_fragment(lines: list[str], new: str) -> None:
    document = reread(lines, (23, "06 - ", new))
    assert [r[:3] for r in rules(document)] == [("RAK-13", 23, "INDIKATOR")]
    assert "maksudnya 06" in document.rejects[0].saran or new == "006 - "
    assert len(kontribusi(document)) == 144
    assert sum(row.fragmen == 2 for row in kontribusi(document)) == 15


def test_a_bad_sasaran_code_is_refused_and_not_guessed(lines: list[str]) -> None:
    document = reread(lines, (80, "04 - Meningkatnya", "O4 - Meningkatnya"))
    assert [r[:3] for r in rules(document)] == [
        ("RAK-13", 80, "SASARAN"),
        ("RAK-18", 89, "SASARAN"),
        ("RAK-18", 98, "SASARAN"),
        ("RAK-18", 108, "SASARAN"),
    ]
    assert "barangkali maksudnya 04" in document.rejects[0].saran
    assert len(kontribusi(document)) == 144
    assert len(document.rows["raw.rak_indikator"]) == 11


@pytest.mark.parametrize(
    ("old", "new", "kolom"),
    [
        ("DR.3165.QIC.004 - Sarana Distribusi Obat, Obat Tradisional, Kosmetik, Suplemen Kesehatan dan Makanan yang "
         "Diperiksa oleh UPT", "", "RO"),
        ("055 - Pelaksanaan koordinasi dalam rangka pemeriksaan sarana", "", "KOMPONEN"),
        ("B - Forum Komunikasi Inspektur Kosmetika", "", "SUB KOMPONEN"),
        ("5,520,000", "", "ANGGARAN"),
        ("1,380,000", "", "KONTRIBUSI"),
    ],
)  # fmt: skip
def test_a_row_that_lacks_a_cell_is_refused(lines: list[str], old: str, new: str, kolom: str) -> None:
    document = reread(lines, (34, old, new))
    assert [r[:3] for r in rules(document)] == [("RAK-14", 34, kolom)]
    assert len(kontribusi(document)) == 143


def test_a_row_with_too_many_cells_is_refused(lines: list[str]) -> None:
    document = reread(lines, (34, "B - Forum Komunikasi", "B - Forum\tKomunikasi"))
    assert [r[:3] for r in rules(document)] == [("RAK-14", 34, None)]


def test_a_missing_anggaran_is_told_and_costs_no_target(lines: list[str], dumai: Document) -> None:
    document = reread(lines, (23, "80,966,250", ""))
    assert [r[:3] for r in rules(document)] == [("RAK-14", 23, "ANGGARAN")]
    assert indikator(document)["01.06"].anggaran is None
    assert target(document, "01.06") == target(dumai, "01.06")
    assert kontribusi(document) == kontribusi(dumai)


@pytest.mark.parametrize("after", [9, 16, 20, 24, 36, 53, 100, 252, 273, 274, 276, 282])
def test_a_foreign_line_is_told_and_changes_nothing(lines: list[str], dumai: Document, after: int) -> None:
    document = read_rak("\n".join([*lines[:after], "Halaman 3 dari 21", *lines[after:]]).encode())
    assert rules(document) == [("RAK-11", after + 1, None, "Halaman 3 dari 21")]
    assert [row._replace(baris=0) for row in kontribusi(document)] == [
        row._replace(baris=0) for row in kontribusi(dumai)
    ]
    assert document.rows["raw.rak_dokumen"][0][5:] == dumai.rows["raw.rak_dokumen"][0][5:]


def test_a_bad_total_and_a_bad_date_are_told(lines: list[str]) -> None:
    document = reread(lines, (274, "15,768,463,000", "15,768,46E,000"), (276, "12 February", "31 February"))
    assert [r[:3] for r in rules(document)] == [("RAK-12", 274, "TOTAL"), ("RAK-12", 276, "TANGGAL")]
    head = document.rows["raw.rak_dokumen"][0]
    assert isinstance(head, RakDokumen)
    assert (head.total_deklarasi, head.tanggal, head.tempat) == (None, None, "Dumai")
    assert document.waktu_sumber is None


def test_an_indonesian_date_is_read(lines: list[str]) -> None:
    assert reread(lines, (276, "12 February", "7 Agustus")).waktu_sumber == datetime(2025, 8, 7)


def test_a_number_that_goes_back_without_its_sasaran_is_not_guessed(lines: list[str]) -> None:
    without = [*lines[:78], *lines[88:]]  # the lines of 04.01 and its table are lost, 02 follows 01.07
    document = read_rak("\n".join(without).encode())
    told = [(r.aturan, r.baris) for r in document.rejects]
    assert told == [("RAK-18", 79), ("RAK-18", 88), ("RAK-18", 98)]
    assert not {"01.02", "01.03", "01.04", "04.02"} & set(indikator(document))


def test_a_lost_page_inside_a_table_leaves_the_rest_with_its_indicator(lines: list[str]) -> None:
    document = read_rak("\n".join([*lines[:27], *lines[36:]]).encode())  # rows 3 to 7 of 01.06; 01.07 follows
    assert [row.nomor for row in kontribusi(document) if row.kode_indikator == "01.06"] == [
        "1.", "2.", *(f"{n}." for n in range(8, 16)),
    ]  # fmt: skip


def test_rows_stay_with_a_wrong_anggaran_where_no_indicator_can_be_missing(lines: list[str], dumai: Document) -> None:
    for baris, old, new in ((23, "80,966,250", "20,966,250"), (123, "107,821,000", "7,821,000")):
        document = reread(lines, (baris, old, new))
        assert kontribusi(document) == kontribusi(dumai)
        assert document.rejects == []


def test_the_exact_sum_ends_an_indicator_also_where_the_codes_show_no_gap() -> None:
    row = "{}.\tDR.3165.QIA.002 - R\t053 - K\t{} - S\t{}\t{}"
    first = [
        "1.\t01 - S\t01 - I" + "\t" * 13 + "300,000",
        *(row.format(n, s, 9, "150,000") for n, s in ((1, "A"), (2, "B"))),
    ]
    second = [
        NAMES,
        MONTHS,
        row.format(3, "C", 9, 7),
        row.format(4, "D", 9, 7),
        "2.\t02 - S\t01 - J" + "\t" * 13 + "300,000",
    ]
    document = read_rak("\n".join([*HEAD, NAMES, MONTHS, *first, *second]).encode())
    assert [(r.kode_indikator, r.fragmen) for r in kontribusi(document)] == [("01.01", None)] * 2 + [(None, 1)] * 2


def test_a_line_above_rows_that_count_on_is_no_name(lines: list[str], dumai: Document) -> None:
    document = read_rak("\n".join([*lines[:29], "\t\tcatatan kaki", *lines[29:]]).encode())
    assert rules(document) == [("RAK-11", 30, None, "catatan kaki")]
    assert indikator(document)["01.06"].nama == indikator(dumai)["01.06"].nama
    assert len([row for row in kontribusi(document) if row.kode_indikator == "01.06"]) == 15


def test_a_sasaran_that_lost_its_indicator_is_told_and_its_rows_stay_apart(lines: list[str]) -> None:
    document = read_rak("\n".join([*lines[:158], "8.\t08 - Layanan Publik UPT yang prima", *lines[159:]]).encode())
    assert [r[:3] for r in rules(document)] == [("RAK-14", 159, "INDIKATOR")]
    assert Counter(row.fragmen for row in kontribusi(document))[4] == 15


def test_a_copy_that_differs_is_told_and_the_table_is_used(lines: list[str], dumai: Document) -> None:
    document = reread(lines, (12, "<td>126,660,000</td> </tr>", "<td>126,66O,000</td> </tr>"))
    assert rules(document) == [("RAK-19", 12, "KONTRIBUSI", "126,66O,000")]
    assert kontribusi(document) == kontribusi(dumai)


@pytest.mark.parametrize("kept", ["html", "inline"])
def test_a_table_that_survives_only_as_a_copy_is_read(lines: list[str], dumai: Document, kept: str) -> None:
    line = lines[11]
    end = line.index("</table>") + len("</table>")
    only = line[:end] if kept == "html" else "\t\t" + line[end:].lstrip("\t")
    document = read_rak("\n".join([*lines[:11], only, "", "", "", "", *lines[16:]]).encode())
    assert document.rejects == []
    assert [row._replace(baris=0) for row in kontribusi(document)] == [
        row._replace(baris=0) for row in kontribusi(dumai)
    ]
    assert {row.baris for row in kontribusi(document)[:3]} == {12}


def test_a_cut_copy_gives_its_whole_rows_and_tells_the_rest(lines: list[str]) -> None:
    cut = lines[11][: lines[11].index("B - Pelatihan Sampling")]
    document = read_rak("\n".join([*lines[:11], cut, "", "", "", "", *lines[16:]]).encode())
    assert [r[:3] for r in rules(document)] == [("RAK-19", 12, None)]
    assert [row.nomor for row in kontribusi(document) if row.kode_indikator == "01.01"] == ["1."]


# -- target months -----------------------------------------------------------------------------------------------

HEAD = ["RENCANA AKSI PERJANJIAN KINERJA TAHUN 2026", "BALAI POM DI CONTOH", "BADAN PENGAWAS OBAT DAN MAKANAN", ""]
NAMES = "NO.\tSASARAN KEGIATAN\tINDIKATOR KINERJA KEGIATAN\tTARGET" + "\t" * 12 + "ANGGARAN"
MONTHS = "\t\t\t" + "\t".join(f"B{m:02d}" for m in range(1, 13))


def one_line(cells: str, months: str = MONTHS) -> Document:
    return read_rak("\n".join([*HEAD, NAMES, months, f"1.\t01 - Sasaran\t01 - Indikator\t{cells}"]).encode())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("1\t2\t\t4\t5\t6\t7\t8\t9\t10\t11\t12\t1,000,000", {m: str(m) for m in range(1, 13) if m != 3}),
        ("1\t2\t3\t\t\t\t\t\t\t\t\t\t1,000,000", {1: "1", 2: "2", 3: "3"}),
        ("\t\t\t\t\t\t\t\t\t\t\t9.5\t1,000,000", {12: "9.5"}),
        ("1\t2\t\t4\t5\t6\t7\t8\t9\t10\t11\t12\t\t1,000,000", {m: str(m) for m in range(1, 13) if m != 3}),
        ("\t2\t\t4\t5\t6\t7\t8\t9\t10\t11\t12\t\t\t1,000,000", {m: str(m) for m in range(2, 13) if m != 3}),
        ("11\t12\t1,000,000", {11: "11", 12: "12"}),
        ("1\t2\t3\t\t4\t5\t6\t7\t\t8\t9\t10\t11\t12\t1,000,000", {m: str(m) for m in range(1, 13)}),
        ("0\t-\t0\t4\t5\t6\t7\t8\t9\t10\t11\t12\t1,000,000", {1: "0", 3: "0"} | {m: str(m) for m in range(4, 13)}),
        ("\t\t\t\t\t\t\t\t\t\t\t\t1,000,000", {}),
    ],
)
def test_months_by_column_where_the_row_lines_up_else_from_december(cells: str, expected: dict[int, str]) -> None:
    document = one_line(cells)
    assert target(document, "01.01") == expected
    assert document.rejects == []
    assert indikator(document)["01.01"].anggaran == "1000000"


@pytest.mark.parametrize("cells", ["1\t2\t3\t\t4\t5\t6\t7\t\t8\t9\t10\t11\t\t1,000,000", "1\t2\t3\t4\t5"])
def test_months_that_cannot_be_known_are_refused(cells: str) -> None:
    document = one_line(cells)
    assert target(document, "01.01") == {}
    assert "RAK-15" in {r.aturan for r in document.rejects}


def test_glued_headers_are_headers() -> None:
    glued = ["NO.SASARAN KEGIATANINDIKATOR KINERJA KEGIATANTARGETANGGARAN", "B01B02B03B04B05B06B07B08B09B10B11B12"]
    line = "1.\t01 - Sasaran\t01 - Indikator\t5\t6\t1,000,000"
    table = ["NO\tROKOMPONEN\tSUB KOMPONENANGGARANKONTRIBUSI", "1.\tDR.3165.QIA.002 - R\t053 - K\tA - S\t10\t1,000,000"]
    document = read_rak("\n".join([*HEAD, *glued, line, *table]).encode())
    assert document.rejects == []
    assert target(document, "01.01") == {11: "5", 12: "6"}
    assert [row.kode_indikator for row in kontribusi(document)] == ["01.01"]


def test_a_numbering_that_starts_again_in_a_page_starts_a_fragment() -> None:
    row = "{}.\tDR.3165.QIA.002 - R\t053 - K\t{} - S\t10\t10"
    rows = [row.format(1, "A"), row.format(2, "B"), "rusak", row.format(1, "C"), row.format(2, "D")]
    line = "1.\t01 - Sasaran\t01 - Indikator" + "\t" * 13 + "100,000"
    document = read_rak("\n".join([*HEAD, NAMES, MONTHS, line, *rows]).encode())
    assert [(r.kode_indikator, r.fragmen) for r in kontribusi(document)] == [("01.01", None)] * 2 + [(None, 1)] * 2
    assert [r.aturan for r in document.rejects] == ["RAK-11"]


# -- refused documents -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace("TAHUN 2025", "TAHUN"), "Tahun rencana aksi"),
        (lambda text: text.replace("LOKA POM DI KOTA DUMAI\n", "", 1), "Nama unit"),
        (lambda text: "\n".join(text.split("\n")[:10]), "tidak memuat satu pun"),
        (lambda text: text + "\x00\x01", "bukan teks"),
    ],
)
def test_a_document_that_cannot_be_used_is_refused_with_the_reason(
    rak_dumai: bytes, change: Callable[[str], str], reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason) as refused:
        read_rak(change(rak_dumai.decode()).encode())
    assert refused.value.jenis == "rak"
    assert refused.value.rejects[0].aturan == "RAK-10"


def test_all_reasons_for_a_refusal_are_told() -> None:
    with pytest.raises(Unreadable) as refused:
        read_rak(b"RENCANA AKSI PERJANJIAN KINERJA\nBADAN PENGAWAS OBAT DAN MAKANAN\n")
    assert len([r for r in refused.value.rejects if r.aturan == "RAK-10"]) == 3


# -- the words of the rejects ------------------------------------------------------------------------------------


def test_every_rule_is_used_and_every_reject_is_one_sentence(lines: list[str]) -> None:
    document = reread(
        lines,
        (11, "145,716,000", "145,7l6,000"),
        (12, "<td>6,960,000</td> </tr>", "<td>6,960,001</td> </tr>"),
        (19, "B12", "B13"),
        (34, "055 - ", "55 - "),
        (35, "1,380,000", ""),
        (159, "08 - Layanan", "07 - Layanan"),
        (184, "09 - Terwujudnya tata kelola pemerintah Unit Organisasi yang optimal", ""),
        (187, "E - Asistensi", "A - Asistensi"),
        (200, "11.\t", "catatan\t"),
        (275, "", "catatan"),
    )
    told: list[Reject] = [*document.rejects]
    of_other_forms = {"RAK-22", "RAK-23"}
    known = set(re.findall(r'"(RAK-[0-9]{2})"', inspect.getsource(rak_rules)))
    assert {r.aturan for r in told} | {"RAK-10"} == known - of_other_forms
    for reject in told:
        assert reject.alasan.endswith(".")
        assert reject.saran.endswith(".")
        assert reject.baris is not None


def test_the_columns_are_those_of_the_raw_tables() -> None:
    for table, row in {
        "rak_dokumen": RakDokumen,
        "rak_indikator": RakIndikator,
        "rak_target": RakTarget,
        "rak_kontribusi": RakKontribusi,
    }.items():
        sql = (PROJECT / "sql" / "raw" / f"{table}.sql").read_text(encoding="utf-8")
        columns = [line.split("|")[0].removeprefix("--").strip() for line in sql.splitlines() if "|" in line]
        assert columns == ["file_id", *row._fields]
