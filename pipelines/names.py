"""Reviewed tables of names: unit names to satker codes, indicator spellings to codes. Documents are not read here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.readers.kinerja_fields import spelling_key
from pipelines.settings import SettingsError
from pipelines.wording import os_reason

SUGGESTIONS = 3
_CLOSE_ENOUGH = 0.55


class NamedUnit(NamedTuple):
    """One row of the map from unit names to satker codes, as in ``raw.nama_satker``.

    Attributes:
        nama: name as in the map.
        kunci_nama: the name without regard to case and spacing.
        ejaan: the name with its abbreviations written in one way.
        kode_satker: code that the name stands for.
        mulai, sampai: first and last day on which it does (None: open).
        kode_satker_baru: code under which the unit goes on after ``sampai``, where it got a new one.
        baris: row number in the map; of names that are valid at once the first one is shown.
    """

    nama: str
    kunci_nama: str
    ejaan: str
    kode_satker: str
    mulai: date | None
    sampai: date | None
    kode_satker_baru: str | None
    baris: int


class NamedIndicator(NamedTuple):
    """One row of the map from indicator spellings to codes, as in ``raw.nama_indikator``; None: any satker or year."""

    nama: str
    kode_indikator: str
    kode_satker: str | None
    tahun: int | None


class Names(NamedTuple):
    """Both maps."""

    units: list[NamedUnit]
    indicators: list[NamedIndicator]


class _Map(NamedTuple):
    """How one map is called in messages, its setting, and its columns."""

    title: str
    flag: str
    required: tuple[str, ...]
    optional: tuple[str, ...]


_UNITS = _Map("Peta satker", "--satker", ("nama", "kode_satker"), ("mulai", "sampai", "kode_satker_baru"))
_INDICATORS = _Map("Peta indikator", "--indikator", ("nama", "kode_indikator"), ("kode_satker", "tahun"))


def read_satker_map(path: Path | None) -> list[NamedUnit]:
    """The map from unit names to satker codes.

    Raises:
        SettingsError: the file cannot be read, has other columns, or a row has a wrong code or date.
    """
    units = []
    successors = []
    for line, where, row in _rows(path, _UNITS):
        name, code, successor = row["nama"], row["kode_satker"], row["kode_satker_baru"]
        if not name:
            raise SettingsError(f"{where}: nama kosong; isi nama unitnya atau hapus barisnya.")
        _six_digits(where, "kode_satker", code)
        start, end = (_date(where, column, row[column]) for column in ("mulai", "sampai"))
        if start and end and end < start:
            raise SettingsError(f"{where}: sampai ({end}) lebih awal daripada mulai ({start}); tukar atau perbaiki.")
        if successor:
            _six_digits(where, "kode_satker_baru", successor)
            if not end or successor == code:
                raise SettingsError(
                    f"{where}: kode_satker_baru diisi hanya bila kodenya berganti; isi juga sampai, "
                    "dan tulis kode yang berbeda dari kode_satker."
                )
        successors.append((where, successor))
        units.append(
            NamedUnit(name, name_key(name), " ".join(_full_words(name)), code, start, end, successor or None, line)
        )
    codes = {"", *(unit.kode_satker for unit in units)}
    for where, successor in successors:
        if successor not in codes:
            raise SettingsError(f"{where}: kode_satker_baru '{successor}' tidak ada di peta; tambahkan barisnya.")
    return units


def read_indicator_map(path: Path | None) -> list[NamedIndicator]:
    """The map from indicator spellings, names or unreadable codes, to indicator codes.

    Raises:
        SettingsError: the file cannot be read, has other columns, a row has a wrong code or year, or two rows
            give one spelling of one satker and year two codes.
    """
    indicators: dict[tuple[str, str, str], tuple[int, NamedIndicator]] = {}
    for line, where, row in _rows(path, _INDICATORS):
        name, code, unit, year = (row[column] for column in ("nama", "kode_indikator", "kode_satker", "tahun"))
        if not name:
            raise SettingsError(f"{where}: nama kosong; isi ejaan indikatornya atau hapus barisnya.")
        if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}", code):
            raise SettingsError(f"{where}: kode_indikator harus berbentuk 01.06, bukan '{code}'.")
        if unit:
            _six_digits(where, "kode_satker", unit)
        if year and not re.fullmatch(r"20[0-9]{2}", year):
            raise SettingsError(f"{where}: tahun harus empat angka, misalnya 2025, bukan '{year}'.")
        found = NamedIndicator(name, code, unit or None, int(year) if year else None)
        earlier, same = indicators.setdefault((spelling_key(name), unit, year), (line, found))
        if same.kode_indikator != code:
            raise SettingsError(
                f"{where}: '{name}' sudah menunjuk {same.kode_indikator} di baris {earlier}; sisakan satu yang benar."
            )
    return [found for _, found in indicators.values()]


def _six_digits(where: str, column: str, code: str) -> None:
    if not re.fullmatch(r"[0-9]{6}", code):
        raise SettingsError(f"{where}: {column} harus enam digit, bukan '{code}'.")


def _date(where: str, column: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise SettingsError(f"{where}: tanggal {column} harus berbentuk 2025-01-31, bukan '{value}'.") from error


def _rows(path: Path | None, what: _Map) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Rows of a map: line number, how to name it in a message, and its trimmed cells by column."""
    if path is None:
        return
    where = f"{what.title} {path}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{where} tidak dapat dibaca ({os_reason(error)}); periksa setelan {what.flag}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{where} tidak dapat dibaca; simpan ulang sebagai CSV UTF-8.") from error
    known = (*what.required, *what.optional)
    first = next(iter(text.splitlines()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if missing := [column for column in what.required if column not in header]:
            raise SettingsError(
                f"{where} harus memiliki kolom {' dan '.join(missing)} di baris pertama, dengan koma atau titik koma "
                f"di antara kolom; yang terbaca: '{first[:80]}'."
            )
        for column in header:
            if column not in known:
                raise SettingsError(f"{where}: kolom '{column}' tidak dikenal; yang dikenal: {', '.join(known)}.")
            if header.count(column) > 1:
                raise SettingsError(f"{where}: kolom {column} tertulis dua kali; sisakan satu.")
        for cells in reader:
            line = f"{where} baris {reader.line_num}"
            if len(cells) > len(header) and any(cells[len(header) :]):
                raise SettingsError(
                    f"{line} berisi {len(cells)} sel untuk {len(header)} kolom; apit nama yang memuat pemisah kolom "
                    "dengan tanda kutip."
                )
            if any(cell.strip() for cell in cells):
                row = dict.fromkeys(known, "") | dict(zip(header, map(str.strip, cells), strict=False))
                yield reader.line_num, line, row
    except csv.Error as error:
        raise SettingsError(
            f"{where} baris {reader.line_num}: tanda kutipnya tidak berpasangan; perbaiki baris itu."
        ) from error


def name_key(name: str) -> str:
    """A unit name without regard to case and spacing."""
    return " ".join(name.upper().split())


# A unit name is a kind (Loka, Balai, Balai Besar) and a place. People mistake the kind, so mostly the place decides.
_SAME_WORDS = (
    (re.compile(r"\bPENGAWAS(AN)? OBAT (DAN|&) MAKANAN\b|\bBADAN POM\b|\bBPOM\b"), "POM"),
    (re.compile(r"\bBBPOM\b"), "BALAI BESAR POM"),
    (re.compile(r"\bKAB\b"), "KABUPATEN"),
)
_KIND = {"UPT", "LOKA", "BALAI", "BESAR", "POM", "DI", "KOTA", "KABUPATEN", "PROVINSI"}


def _full_words(name: str) -> list[str]:
    text = " ".join(re.sub(r"[^\w&]+", " ", name.upper()).split())
    for pattern, words in _SAME_WORDS:
        text = pattern.sub(words, text)
    return text.split()


def _place(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word not in _KIND) or " ".join(words)


def nearest_units(
    con: duckdb.DuckDBPyConnection, wanted: Sequence[str], units: Sequence[NamedUnit]
) -> list[tuple[str, str]]:
    """For each wanted name that resembles some in the map: the name, and up to three of the map with their codes."""
    if not wanted or not units:
        return []
    sides = []
    for names in (wanted, [unit.nama for unit in units]):
        words = [_full_words(name) for name in names]
        sides += [list(map(_place, words)), [" ".join(each) for each in words]]
    shown = [f"{unit.nama} ({unit.kode_satker})" for unit in units]
    return con.execute(
        """
        with dicari as (select unnest($1) as nama, unnest($2) as tempat, unnest($3) as lengkap),
        dikenal as (select unnest($4) as usulan, unnest($5) as tempat, unnest($6) as lengkap),
        dipecah as (
            select d.nama, k.usulan, d.lengkap as nama_d, k.lengkap as nama_k,
                replace(d.tempat, ' ', '') as tempat_d, replace(k.tempat, ' ', '') as tempat_k,
                string_split(d.tempat, ' ') as kata_d, string_split(k.tempat, ' ') as kata_k
            from dicari as d cross join dikenal as k
        ),
        dinilai as (
            select nama, usulan,
                0.25 * (1 - levenshtein(nama_d, nama_k) / greatest(length(nama_d), length(nama_k)))
                + 0.75 * greatest(
                    1 - levenshtein(tempat_d, tempat_k) / greatest(length(tempat_d), length(tempat_k)),
                    2 * len(list_intersect(kata_d, kata_k)) / (len(kata_d) + len(kata_k))
                ) as kemiripan
            from dipecah
        )
        select nama, string_agg(usulan, '; ' order by kemiripan desc, usulan)
        from (
            select nama, usulan, kemiripan, row_number() over (partition by nama order by kemiripan desc, usulan) as n
            from dinilai where kemiripan >= $7
        ) where n <= $8 group by nama order by nama
        """,
        [list(wanted), sides[0], sides[1], shown, sides[2], sides[3], _CLOSE_ENOUGH, SUGGESTIONS],
    ).fetchall()


def load(con: duckdb.DuckDBPyConnection, names: Names) -> None:
    """Put both maps into ``raw`` anew, and the nearest names for the units that the map lacks."""
    from pipelines.sql_models import insert_rows

    for table in ("nama_satker", "nama_indikator", "usulan_satker"):
        con.execute(f"delete from raw.{table}")
    insert_rows(con, "raw.nama_satker", names.units)
    insert_rows(con, "raw.nama_indikator", names.indicators)
    written = con.execute(
        "select kunci_nama from raw.rak_dokumen where kunci_nama is not null"
        " union select nama_satker from raw.realisasi_datar where kode_satker is null and nama_satker is not null"
    ).fetchall()
    known = {unit.kunci_nama for unit in names.units}
    unknown = sorted({name_key(name) for (name,) in written} - known)
    insert_rows(con, "raw.usulan_satker", nearest_units(con, unknown, names.units))
