"""CSV as people save it: mixed encodings, quotation marks that do not pair up, cells that span lines."""

from __future__ import annotations

import time

import pytest

from pipelines.readers.csv_text import BrokenCsv, decode, records
from pipelines.readers.period import Period
from pipelines.readers.reading import Reject, Unreadable
from pipelines.readers.realisasi_datar_fields import RealisasiDatar
from pipelines.readers.recognition import read
from pipelines.readers.template import Table
from pipelines.samples.datar_writer import COLUMNS, Akun, dump_rows

AKUN = [Akun("DR.3165.ADD.001", f"{n:03}", "A", "521211", "A", 1000 + n, n) for n in range(10)]
KINERJA = (
    "tahun;kode_satker;bulan;kode_indikator;indikator;satuan;target_sd_bulan;pembilang;penyebut;realisasi;hambatan\n"
)
TOLD = Period(2021, 4, "perintah")


def dump(text_of_third: str, text_of_fourth: str = "") -> str:
    """The flat dump of ten accounts as CSV; the texts stand as they are in a column the reader passes over."""
    texts = {2: text_of_third, 3: text_of_fourth}
    rows = [
        ";".join([*(str(row.get(name, "")) for name in COLUMNS), texts.get(n, "")])
        for n, row in enumerate(dump_rows("432881", 2021, AKUN))
    ]
    return "\n".join([";".join([*COLUMNS, "catatan"]), *rows, ""])


def refusal(data: bytes) -> Reject:
    with pytest.raises(Unreadable) as refused:
        read(data, "april.csv", TOLD)
    (reject,) = refused.value.rejects
    return reject


@pytest.mark.parametrize("second", ["", '"ATK 14 inci', '5" dan 6"'])
def test_a_dump_with_an_unpaired_quotation_mark_is_refused_at_its_row(second: str) -> None:
    reject = refusal(dump('"ATK 12 inci', second).encode())
    assert (reject.aturan, reject.baris) == ("BERKAS-07", 4)
    assert "Baris 4 berkas CSV ini rusak: ada tanda kutip yang tidak berpasangan" in reject.alasan


def test_a_cell_that_spans_lines_is_in_one_row_as_in_a_spreadsheet() -> None:
    spanning = '"ATK\r\n12""\ninci"'
    rows = [
        RealisasiDatar._make(row) for row in read(dump(spanning).encode(), "a.csv", TOLD).rows["raw.realisasi_datar"]
    ]
    assert len(rows) == 10
    assert [row.baris for row in rows] == [*range(2, 12)]
    assert refusal(dump(spanning, '"ATK 12 inci').encode()).baris == 5


def test_blank_lines_are_records_and_a_broken_one_is_told_by_its_number() -> None:
    text = 'a;b\r\n\r\n"c\rd";e\n"f'
    found: list[object] = []
    with pytest.raises(BrokenCsv) as broken:
        found.extend(records(text, ";"))
    assert broken.value.baris == 4
    assert found == [["a", "b"], [], ["c\rd", "e"]]


@pytest.mark.parametrize(
    "data",
    [
        dump("café").encode() + b"\x96",
        KINERJA.encode() + "2025;999999;3;01.01;café;;80;;;80;\n–\x93".encode() + b"\x93",
    ],
)
def test_utf_8_with_a_byte_of_windows_1252_is_refused_at_its_line(data: bytes) -> None:
    reject = refusal(data)
    assert (reject.aturan, reject.baris) == ("BERKAS-07", data.count(b"\n") + 1)
    assert f"Baris {reject.baris} memuat huruf yang bukan UTF-8" in reject.alasan
    assert "simpan ulang sebagai CSV UTF-8" in reject.saran


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_line_of_a_byte_that_is_not_utf_8_is_counted_through_every_line_end(mark: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(f"{mark}é\r\nb\rc\n".encode() + b"\xe9;d\n\xe9")
    assert refused.value.rejects[0].baris == 4


@pytest.mark.parametrize("text", ["café “kopi” – 5 €\n", "É\n"])
def test_pure_windows_1252_is_read(text: str) -> None:
    assert decode(text.encode("cp1252")) == decode(text.encode("utf-8-sig")) == text


def test_unknown_columns_are_found_in_one_pass() -> None:
    header = [f"x{n}" for n in range(6400)]
    table = Table(None, 1, header, [(n, ["", "1", 0.0]) for n in range(2, 12_000)], [])
    begun = time.process_time()
    assert list(table.unknown_columns({"x": 0}, frozenset())) == [("x1", 1), ("x2", 2)]
    assert time.process_time() - begun < 1
