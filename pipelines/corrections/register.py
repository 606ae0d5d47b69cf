"""The corrections register: the form of an entry, and reading ``corrections/*.yml``. What an entry does is not here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipelines.settings import SettingsError

if TYPE_CHECKING:
    import yaml

_RAW_SQL = Path(__file__).resolve().parents[2] / "sql" / "raw"


class Correction(NamedTuple):
    """One entry of the register; what the fields mean is said in ``sql/raw/koreksi.sql``. None as a value: blank."""

    id: str
    tindakan: str
    tabel: str
    di: tuple[tuple[str, str | None], ...]
    kolom: str
    nilai_salah: str | None
    nilai_benar: str | None
    alasan: str
    oleh: str
    tanggal: date
    register: str
    baris: int


# Columns of each raw table that cannot be corrected, besides where a row stands.
_FIXED = {
    "berkas": (),
    # These two follow from the other amounts.
    "fa_detail": ("realisasi_sd", "sisa"),
    # Spellings of names belong into the map of names.
    "rak_dokumen": ("nama_unit", "kunci_nama", "baris_total"),
    "rak_indikator": (),
    "rak_kontribusi": ("urutan", "fragmen", "potongan_nama"),
    "rak_target": ("bulan",),
    # The year is corrected in berkas, names in the map of names; sisa follows; the others are not used.
    "realisasi_datar": (
        *("bentuk", "tingkat", "tahun", "nama_satker", "kode_kementerian", "kode_unit", "kode_kewenangan"),
        *("kode_lokasi", "kode_kabkota", "kode_kppn", "kode_jenis_bantuan", "kode_cara_tarik", "register", "uraian"),
        *("volume", "harga_satuan", "pagu_akhir", "skpa_terima", "skpa_kembali", "skpa_keluar", "sisa"),
        *("realisasi_spm_gu", "realisasi_non_gu", "realisasi_kuitansi", "realisasi_gu"),
    ),
    "realisasi_kinerja": ("kode_tertulis",),
    # The amount is corrected in rupiah; what the file says in its own unit stays beside it.
    "rpd": ("bulan", "kode_akun", "satuan", "tertulis"),
}
# From the top of the budget tree down.
_TREE = (
    *("kode_program", "kode_kegiatan", "kode_kro", "kode_ro", "kode_komponen", "kode_subkomponen", "kode_akun"),
    "kode_item",
)
_KEYS_OF_AN_EXPORT = {
    "berkas": ("kode_satker", "tahun", "bulan"),
    "fa_detail": (*_TREE, "tingkat"),
    "realisasi_datar": (*_TREE, "kode_satker", "nomor_ro"),
}
_OF_A_FILE = {"kode_satker": "kode", "tahun": "tahun", "bulan": "bulan", "nama": "teks", "file_id": "kode"}
_FIELDS = ("id", "tindakan", "tabel", "di", "kolom", "nilai_salah", "nilai_benar", "alasan", "oleh", "tanggal")
_VALUES = {"nilai_salah", "nilai_benar"}
_PLAIN_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
NUMERIC = ("rupiah", "angka", "tahun", "bulan")
# Form of a new value by unit or by column, and the words for it.
_FORMS = {
    "rupiah": (r"-?[0-9]{1,15}", "angka bulat tanpa pemisah ribuan, paling banyak 15 angka, misalnya 1234567"),
    "angka": (
        r"-?[0-9]{1,15}(\.[0-9]+)?",
        "angka dengan titik desimal dan tanpa pemisah ribuan, paling banyak 15 angka di depan titik, misalnya 81.25",
    ),
    "tahun": ("20[0-9]{2}", "tahun empat angka"),
    "bulan": ("0?[1-9]|1[0-2]", "bulan 1 sampai 12"),
    "kode_satker": ("[0-9]{6}", "enam angka"),
    "kode_indikator": (r"[0-9]{2}\.[0-9]{2}", "berbentuk 01.06"),
    "kode_akun": ("[0-9]{6}", "enam angka"),
    "jenis_belanja": ("5[1237]", "51, 52, 53, atau 57"),
    "rpd": ("[0-9]{1,15}", "rupiah bulat yang tidak negatif, tanpa pemisah ribuan, misalnya 12500000"),
}


@cache
def _header(table: str) -> str:
    # Not by sql_models: a night with nothing new needs no SQL parser.
    return (_RAW_SQL / f"{table}.sql").read_text(encoding="utf-8")


@cache
def columns_of(table: str) -> dict[str, str]:
    """Columns by which rows of a raw table are chosen and judged, and their units; its own only."""
    columns: dict[str, str] = dict(re.findall(r"^--   (\w+) \| (\S+) \|", _header(table), re.MULTILINE))
    return {
        name: unit
        for name, unit in columns.items()
        if unit in (*NUMERIC, "kode", "teks") and name not in ("status", "alasan", "diganti_oleh")
    }


def selectable(table: str) -> dict[str, str]:
    """``columns_of`` and the columns of the file; ``nama`` is always the name of the file."""
    return columns_of(table) | _OF_A_FILE


def correctable(table: str) -> list[str]:
    """Columns of a raw table whose values can be replaced."""
    if table == "berkas":
        return ["kode_satker", "nama_satker", "tahun", "bulan"]
    return [name for name in columns_of(table) if name not in ("file_id", "lembar", "baris", *_FIXED[table])]


def _may_be_blank(table: str, column: str) -> bool:
    if column in _KEYS_OF_AN_EXPORT.get(table, ()):
        return False
    added_up = table in ("fa_detail", "realisasi_datar") and columns_of(table)[column] == "rupiah"
    return not added_up and not re.search(rf"^    {column} \w+ not null", _header(table), re.MULTILINE)


def read_register(folder: Path) -> list[Correction]:
    """All entries below ``folder``, in order of file and line; none where the folder does not exist.

    Values are taken as written, quoted or not: ``01.06`` and ``0123`` are text, as in the documents.

    Raises:
        SettingsError: a file is no register; the message names file, line and entry, and says what to do.
    """
    if not folder.is_dir():
        return []
    visible = (path for path in sorted(folder.rglob("*")) if not path.name.startswith("."))
    paths = [path for path in visible if path.suffix.lower() in (".yml", ".yaml")]
    entries = [entry for path in paths for entry in _read_file(path, path.relative_to(folder).as_posix())]
    first: dict[str, Correction] = {}
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if other is not entry:
            raise SettingsError(
                f"{_place(entry.register, entry.baris, entry.id)}: id itu sudah dipakai di {other.register} baris"
                f" {other.baris}; beri id lain."
            )
    return entries


def _place(register: str, line: int, entry_id: str | None = None) -> str:
    named = f", entri '{entry_id}'" if entry_id else ""
    return f"Register koreksi {register} baris {line}{named}"


def _read_file(path: Path, name: str) -> Iterator[Correction]:
    # A night without corrections does not pay for the import.
    import yaml

    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SettingsError(
            f"{_place(name, mark.line + 1 if mark else 1)}: bukan YAML yang benar ({error.problem}); tulis teks yang"
            " memuat titik dua di antara tanda kutip, dan pakai spasi, bukan tab."
        ) from error
    except RecursionError as error:
        raise SettingsError(f"{_place(name, 1)}: kurungnya bertumpuk terlalu dalam; tulis daftar entri.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(
            f"Register koreksi {path} tidak dapat dibaca ({error}); simpan sebagai teks UTF-8."
        ) from error
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        raise SettingsError(f"{_place(name, 1)}: isinya harus daftar entri; awali setiap entri dengan '- id: ...'.")
    for node in root.value:
        yield _entry(node, name)


def _mapping(node: yaml.Node, where: str) -> dict[str, yaml.Node]:
    from yaml import MappingNode, ScalarNode

    if not isinstance(node, MappingNode):
        raise SettingsError(f"{where}: harus berupa pasangan 'nama: nilai'.")
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode) or key.value in fields:
            raise SettingsError(f"{where}: nama isian '{key.value}' ditulis dua kali atau bukan teks; sisakan satu.")
        fields[key.value] = value
    return fields


def _text(node: yaml.Node, where: str) -> str | None:
    """The value as written; None where it is blank."""
    from yaml import ScalarNode

    if not isinstance(node, ScalarNode):
        raise SettingsError(f"{where}: nilainya harus satu teks atau angka.")
    if re.search("[\ud800-\udfff]", str(node.value)):
        raise SettingsError(f"{where}: teksnya memuat kode huruf yang tidak ada; tulis ulang hurufnya.")
    plain_null = node.style is None and node.tag == "tag:yaml.org,2002:null"
    return None if plain_null else str(node.value).strip() or None


def _entry(node: yaml.Node, register: str) -> Correction:
    line = node.start_mark.line + 1
    fields = _mapping(node, _place(register, line))
    entry_id = _text(fields["id"], _place(register, line)) if "id" in fields else None

    def at(name: str) -> str:
        return _place(register, fields[name].start_mark.line + 1 if name in fields else line, entry_id)

    for name in fields:
        if name not in _FIELDS:
            raise SettingsError(f"{at(name)}: isian '{name}' tidak dikenal; yang dikenal: {', '.join(_FIELDS)}.")
    values = {name: _text(value, f"{at(name)}, {name}") for name, value in fields.items() if name != "di"}

    def need(name: str) -> str:
        value = values.get(name)
        if not value:
            raise SettingsError(f"{at(name)}: isian `{name}` wajib diisi.")
        return value

    def one_of(name: str, known: Iterable[str]) -> str:
        value = need(name)
        if value not in known:
            raise SettingsError(f"{at(name)}: {name} '{value}' tidak dikenal; pilih salah satu: {', '.join(known)}.")
        return value

    required = [
        name for name in ("id", "tindakan", "tabel", "kolom", "alasan", "oleh", "tanggal") if not values.get(name)
    ]
    if "nilai_salah" not in values:
        required.append("nilai_salah")
    if "nilai_benar" not in values and values.get("tindakan") in ("ganti", "petakan"):
        required.append("nilai_benar")
    if "di" not in fields and values.get("tindakan") != "petakan":
        required.append("di")
    if required:
        missing = ", ".join(f"`{name}`" for name in _FIELDS if name in required)
        blank = "; nilai boleh kosong, tetapi isiannya harus ditulis" if _VALUES.intersection(required) else ""
        everywhere = "; tanpa `di` semua baris terkena" if "di" in required else ""
        line_of = at(required[0]) if len(required) == 1 else _place(register, line, entry_id)
        raise SettingsError(f"{line_of}: isian {missing} wajib diisi{blank}{everywhere}.")
    action = one_of("tindakan", ("ganti", "buang", "petakan"))
    table = one_of("tabel", _FIXED)
    column = one_of("kolom", columns_of(table) if action == "buang" else correctable(table))
    wrong, right = values["nilai_salah"], values.get("nilai_benar")
    unit = columns_of(table)[column]
    _check_number(wrong, unit, f"{at('nilai_salah')}, nilai_salah")
    if action == "petakan":
        need("nilai_salah")
    if action == "buang" and "nilai_benar" in values:
        raise SettingsError(f"{at('nilai_benar')}: buang tidak memakai nilai_benar; hapus isian itu.")
    if action != "buang":
        _check_form(table, column, unit, right, f"{at('nilai_benar')}, nilai_benar")
        if right == wrong:
            raise SettingsError(f"{at('nilai_benar')}: nilai_benar sama dengan nilai_salah; hapus entri ini.")
    di = _selector(fields["di"], table, f"{at('di')}, di") if "di" in fields else ()
    if action != "buang" and table == "fa_detail" and column in _KEYS_OF_AN_EXPORT[table]:
        _check_whole_branch(action, column, di, f"{at('kolom')}, kolom")
    told = (need("alasan"), need("oleh"), _day(need("tanggal"), at("tanggal")))
    return Correction(need("id"), action, table, di, column, wrong, right, *told, register, line)


def _check_whole_branch(action: str, column: str, di: tuple[tuple[str, str | None], ...], where: str) -> None:
    """A code goes with all lines below it: one alone would leave its parents, and FA-01 would hold back everybody."""
    if column == "tingkat":
        raise SettingsError(f"{where}: tingkat tidak dapat dikoreksi; ia mengikuti letak barisnya di pohon anggaran.")
    if action == "ganti":
        raise SettingsError(
            f"{where}: {column} di fa_detail tidak dapat diganti di satu baris, karena induk dan anaknya tidak ikut;"
            " pakai tindakan petakan."
        )
    allowed = (*_TREE[: _TREE.index(column) + 1], *_OF_A_FILE)
    for name, _ in di:
        if name not in allowed:
            raise SettingsError(
                f"{where}: petakan {column} tidak dapat dibatasi dengan {name}, karena induk atau anaknya tidak ikut;"
                f" batasi dengan: {', '.join(allowed)}."
            )


def _day(value: str, where: str) -> date:
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise SettingsError(f"{where}: tanggal harus berbentuk 2025-01-31, bukan '{value}'.")


def _selector(node: yaml.Node, table: str, where: str) -> tuple[tuple[str, str | None], ...]:
    known = selectable(table)
    pairs = []
    for name, value in _mapping(node, where).items():
        if name not in known:
            raise SettingsError(f"{where}: kolom '{name}' tidak ada di tabel {table}; yang ada: {', '.join(known)}.")
        text = _text(value, f"{where}.{name}")
        _check_number(text, known[name], f"{where}.{name}")
        if name == "file_id" and not re.fullmatch("[0-9a-f]{8,64}", text or ""):
            raise SettingsError(f"{where}.file_id: tulis sedikitnya delapan digit pertamanya (0-9, a-f).")
        pairs.append((name, text))
    if not pairs:
        raise SettingsError(f"{where}: isi sedikitnya satu kolom; tanpa itu semua baris terkena.")
    return tuple(pairs)


def _check_number(value: str | None, unit: str, where: str) -> None:
    # A document may hold a longer number than a correction may make.
    form = r"-?[0-9]+" if unit == "rupiah" else _PLAIN_NUMBER
    words = _FORMS["rupiah" if unit == "rupiah" else "angka"][1]
    if value is not None and unit in NUMERIC and not re.fullmatch(form, value):
        raise SettingsError(f"{where}: '{value}' bukan {words}.")


def _check_form(table: str, column: str, unit: str, value: str | None, where: str) -> None:
    if value is None:
        if not _may_be_blank(table, column):
            raise SettingsError(f"{where}: {column} tidak boleh kosong; isi nilainya, atau pakai tindakan buang.")
        return
    form, words = _FORMS.get(column) or _FORMS.get(unit) or ("(?s).*", "")
    if not re.fullmatch(form, value):
        raise SettingsError(f"{where}: '{value}' bukan {words}.")
