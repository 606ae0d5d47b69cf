"""What must hold in and among the rows of a flat dump or a POK upload sheet. How they are read is not here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.readers.reading import Reject
from pipelines.readers.realisasi_datar_fields import (
    AKUN,
    AMOUNTS,
    BLOKIR,
    CODES,
    DUMP,
    NEEDED_AMOUNTS,
    PAGU,
    SATU_SNAPSHOT,
    SISA,
    TINGKAT,
    TREE,
    ULANGAN,
    RealisasiDatar,
)
from pipelines.readers.realisasi_datar_table import Table, refuse
from pipelines.wording import number, rupiah

Amounts = tuple[int | None, ...]

# Findings about a row that stays.
KEPT = {PAGU.id, BLOKIR.id}
_KEY = (*(name for name in CODES if name != "tingkat"), "nama_satker")
# Codes that say of which lines a sum row is the sum, beside those of its level.
_SUMMED_BY = ("kode_satker", "kode_kementerian", "kode_unit", "kode_kewenangan", "kode_beban")
_NEEDED = [*map(AMOUNTS.index, NEEDED_AMOUNTS)]
_ADJUSTING = [*map(AMOUNTS.index, ("skpa_terima", "skpa_kembali", "skpa_keluar", "blokir"))]
_BLOKIR, _AKHIR = AMOUNTS.index("blokir"), AMOUNTS.index("pagu_akhir")
_NOTHING = [0] * len(AMOUNTS)


class Line(NamedTuple):
    """A row that holds, its amounts as numbers, and SAKTI's own key of it, which has two codes that raw has not."""

    row: RealisasiDatar
    amounts: Amounts
    kdindex: str

    @property
    def is_akun(self) -> bool:
        return self.row.tingkat == str(AKUN)


def odd(table: Table, baris: int, amounts: Amounts) -> Iterator[Reject]:
    """What does not hold within one row; what a rule in ``KEPT`` tells leaves the row in its place.

    pagu - realisasi = sisa. A row with money blocked may also say pagu - realisasi - blokir = sisa: no real file shows
    which of the two SAKTI means, so the row stays. Where nothing is blocked nor moved by SKPA, pagu = paguakhir, as in
    all 1314 rows known; how SKPA enters into pagu no real file shows, so there it is not checked.
    """
    pagu, realisasi, sisa = (amounts[at] for at in _NEEDED)
    blokir, akhir = amounts[_BLOKIR] or 0, amounts[_AKHIR]
    if pagu is None:
        return
    if realisasi is not None and sisa is not None and pagu - realisasi != sisa:
        due = pagu - realisasi
        what = f"Sisa tertulis {rupiah(sisa)}, padahal pagu dikurangi realisasi adalah {rupiah(due)}"
        if blokir and due - blokir == sisa:
            alasan = f"{what}; selisihnya sama dengan blokir {rupiah(blokir)}."
            yield table.reject(BLOKIR, baris, "sisa", str(sisa), alasan)
        else:
            yield table.reject(SISA, baris, "sisa", str(sisa), f"{what} (selisih {rupiah(sisa - due)}).")
    if akhir is not None and akhir != pagu and not any(amounts[at] for at in _ADJUSTING):
        alasan = f"Pagu tertulis {rupiah(pagu)}, padahal pagu akhirnya {rupiah(akhir)} tanpa SKPA maupun blokir."
        yield table.reject(PAGU, baris, "pagu", str(pagu), alasan)


def without_repeated(table: Table, lines: Iterable[Line]) -> tuple[list[Line], list[Reject]]:
    """The lines without those that repeat another one in all codes and figures.

    A POK sheet may list several purchases under one akun, each a line of its own and two of them equal: there a
    repeated line is told and counts.

    Raises:
        Unreadable: akun rows of a dump have one key and different figures, as when two months were put together.
    """
    seen: dict[tuple[object, ...], Line] = {}
    kept: list[Line] = []
    repeated, clashing = [], []
    for line in lines:
        row = line.row
        if not line.is_akun:
            kept.append(line)
            continue
        key: tuple[object, ...] = (line.kdindex, *(getattr(row, name) for name in _KEY))
        if table.bentuk is not DUMP:
            key = (*key, row.volume, row.harga_satuan, *line.amounts)
        first = seen.setdefault(key, line)
        if first is line:
            kept.append(line)
        elif first.amounts == line.amounts:
            counts = table.bentuk is not DUMP
            what = "keduanya dihitung" if counts else "yang dihitung hanya satu"
            alasan = f"Baris ini sama persis kode dan angkanya dengan baris {first.row.baris}; {what}."
            if counts:
                kept.append(line)
            repeated.append(table.reject(ULANGAN, row.baris, "kode_akun", row.kode_akun, alasan))
        else:
            alasan = f"Baris ini sama kodenya dengan baris {first.row.baris}, tetapi angkanya berbeda."
            clashing.append(table.reject(SATU_SNAPSHOT, row.baris, "kode_akun", row.kode_akun, alasan))
    if clashing:
        alasan = f"Ada {number(len(clashing))} baris akun yang kodenya sama dengan baris lain, tetapi angkanya berbeda."
        refuse(SATU_SNAPSHOT, alasan, more=clashing)
    return kept, repeated


def differences(table: Table, lines: Sequence[Line], totals: Iterable[tuple[int, Amounts]]) -> Iterator[Reject]:
    """Rows of level 1 to 6, and total rows, that say something else than the akun rows which they sum up."""
    leaves = [line for line in lines if line.is_akun]
    sums: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}
    for line in lines:
        row, level = line.row, int(line.row.tingkat)
        if line.is_akun:
            continue
        names = tuple(name for name in (*_SUMMED_BY, *TREE[:level]) if getattr(row, name))
        if names not in sums:
            sums[names] = _sums(leaves, names)
        total = sums[names].get(_key_of(row, names), _NOTHING)
        yield from _difference(table, row.baris, f"baris level {level}", line.amounts, total)
    total = _sums(leaves, ()).get((), _NOTHING)
    for baris, amounts in totals:
        yield from _difference(table, baris, "baris jumlah", amounts, total)


def _difference(table: Table, baris: int, what: str, amounts: Amounts, total: Sequence[int]) -> Iterator[Reject]:
    """The first amount in which a sum row differs."""
    for name, printed, due in zip(AMOUNTS, amounts, total, strict=True):
        if printed is not None and printed != due:
            alasan = (
                f"Kolom {table.title(name)} di {what} ini {rupiah(printed)}, padahal jumlah baris akunnya "
                f"{rupiah(due)} (selisih {rupiah(printed - due)})."
            )
            yield table.reject(TINGKAT, baris, name, str(printed), alasan)
            return


def _sums(leaves: Iterable[Line], names: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
    """Sums of every amount by the codes of ``names``; a blank amount adds nothing."""
    sums: dict[tuple[str, ...], list[int]] = {}
    for line in leaves:
        own = sums.setdefault(_key_of(line.row, names), [0] * len(AMOUNTS))
        for at, amount in enumerate(line.amounts):
            if amount:
                own[at] += amount
    return sums


def _key_of(row: RealisasiDatar, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in names)
