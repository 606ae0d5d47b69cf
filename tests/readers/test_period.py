"""Names of files as people give them, and the month and year that they tell."""

from __future__ import annotations

import pytest

from pipelines.readers.period import UNSTATED, Period, period_in_name


@pytest.mark.parametrize(
    ("name", "tahun", "bulan"),
    [
        ("april upload.xlsx", None, 4),
        ("mei upload.xlsx", None, 5),
        ("MEI 2021.CSV", 2021, 5),
        ("Sep2025.xlsx", 2025, 9),
        ("uploadApril2021.xlsx", 2021, 4),
        ("JUNI_2021_final (2).xlsx", 2021, 6),
        ("dump Ags 2021.xlsx", 2021, 8),
        ("dump Agt 2021.xlsx", 2021, 8),
        ("August-2021.csv", 2021, 8),
        ("Pebruari.xls", None, 2),
        ("Okt 2021 - Oct 2021.xlsx", 2021, 10),
        ("2021-04.xlsx", 2021, 4),
        ("dump 202104.xlsx", 2021, 4),
        ("dump_2021_04_432881.xlsx", 2021, 4),
        ("04-2021.xlsx", 2021, 4),
        ("dump_12 2021.xlsx", 2021, 12),
        ("432881_2021.xlsx", 2021, None),
        ("desa 2021.xlsx", 2021, None),
        ("format upload POK.xlsx", None, None),
        ("202113.xlsx", None, None),
        ("042021.xlsx", None, None),
        # More than one month, or more than one year, is no statement.
        ("Jan-Mar 2021.xlsx", 2021, None),
        ("mei 2020 dan 2021.xlsx", None, 5),
        ("jan januari 2021.xlsx", 2021, 1),
        # A day is the day of a download.
        ("unduh 2021-05-03.xlsx", None, None),
        ("unduh 03.05.2021 april.xlsx", None, 4),
        ("20210503 april.xlsx", None, 4),
        ("download 5 Mei 2021.xlsx", None, None),
        ("432881_5 mei 2021.xlsx", None, None),
        ("063.01 April 2021.xlsx", 2021, 4),
        ("v5 Mei 2021.xlsx", 2021, 5),
        # Not so the last day of a month that the file says it reaches.
        ("per 30 April 2021.xlsx", 2021, 4),
        ("Realisasi s.d. 31 Maret 2021.xlsx", 2021, 3),
        ("dump_sd_28_feb_2021.csv", 2021, 2),
        ("sampai dengan 31 Desember 2021.xlsx", 2021, 12),
        ("s.d. 30-04-2021.xlsx", 2021, 4),
        ("Januari s.d. 30 April 2021.xlsx", 2021, 4),
        ("per 30 April 2021 unduh 3 Mei 2022.xlsx", 2021, 4),
        ("per 29 Februari 2024.xlsx", 2024, 2),
        ("per 29 Februari 2021.xlsx", None, None),
        ("per 29 April 2021.xlsx", None, None),
        ("super 30 April 2021.xlsx", None, None),
        ("30 April 2021.xlsx", None, None),
        ("per 31-13-2021.xlsx", None, None),
        ("per 31 Maret 2021 dan per 30 April 2021.xlsx", 2021, None),
        ("per tanggal 30 April 2021.xlsx", 2021, 4),
        ("per tgl. 30-04-2021.xlsx", 2021, 4),
        ("posisi_30_April_2021.xlsx", 2021, 4),
        ("posisi 29 April 2021.xlsx", None, None),
        # Nor the end of a range, if it is such a day; if not, its beginning is no month of the file either.
        ("Realisasi 1 Januari - 30 April 2021.xlsx", 2021, 4),
        ("Realisasi 01 Januari-30 April 2021.csv", 2021, 4),
        ("Januari - 30 April 2021.xlsx", 2021, 4),
        ("1 Januari 2021 \u2013 30 April 2021.xlsx", 2021, 4),
        ("Januari - 30-04-2021.xlsx", 2021, 4),
        ("1 Januari sd tanggal 30 April 2021.xlsx", 2021, 4),
        ("April - 30 April 2021.xlsx", 2021, 4),
        ("1 Jan sd 15 April 2021.xlsx", None, None),
        ("1 Januari s.d. 28 Februari 2024.xlsx", None, None),
        ("1 Januari sd 15-04-2021.xlsx", None, None),
        ("Januari - 15 April 2021.xlsx", None, None),
        ("Mei - 30 April 2021.xlsx", None, None),
        ("2021/Januari/1 Jan sd 15 April 2021.xlsx", 2021, None),
        ("unduh 05-Mei-2021 april.xlsx", None, None),
        ("unduh 05-April-2021 april.xlsx", None, 4),
        # A month in words speaks before digits.
        ("2021-04 juni.xlsx", 2021, 6),
        ("063.01 2021 April.xlsx", 2021, 4),
        ("01-2021 April.xlsx", 2021, 4),
        # Digits that may be the code of a ministry and its unit, or anything else, are no month.
        ("Realisasi 063.01 2021.xlsx", 2021, None),
        ("063-01-2021.xlsx", 2021, None),
        ("063 - 01-2021.xlsx", 2021, None),
        ("rekap 063 01 2021.xlsx", 2021, None),
        ("063 unit 01 2021.xlsx", 2021, None),
        ("TA 2021 12 satker.xlsx", 2021, None),
        ("TA 2021 12.xlsx", 2021, 12),
        # The file speaks before its folders, the nearest folder before the others.
        ("2021/April/upload.xlsx", 2021, 4),
        ("2021\\April\\upload.xlsx", 2021, 4),
        ("2021/April/mei upload.xlsx", 2021, 5),
        ("2020/arsip 2021/upload april.xlsx", 2021, 4),
        ("April/mei-juni.xlsx", None, None),
    ],
)
def test_a_name_tells_its_month_and_year(name: str, tahun: int | None, bulan: int | None) -> None:
    expected = Period(tahun, bulan, "nama berkas") if tahun or bulan else UNSTATED
    assert period_in_name(name) == expected
