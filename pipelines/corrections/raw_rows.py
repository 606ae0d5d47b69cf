"""Where rows of the raw tables stand, as SQL over the alias ``r``. Nothing else."""

from __future__ import annotations

from typing import NamedTuple


class Rows(NamedTuple):
    """Where a row of a raw table stands, as SQL."""

    lembar: str
    baris: str
    bagian: str


ROWS = {
    "berkas": Rows("null", "null", "null"),
    "fa_detail": Rows("r.lembar", "r.baris", "null"),
    "rak_dokumen": Rows("null", "null", "null"),
    "rak_indikator": Rows("r.lembar", "r.baris", "null"),
    "rak_kontribusi": Rows("r.lembar", "r.baris", "r.urutan"),
    "rak_target": Rows("r.lembar", "r.baris", "r.bulan"),
    "realisasi_datar": Rows("r.lembar", "r.baris", "null"),
    "realisasi_kinerja": Rows("r.lembar", "r.baris", "null"),
    "rpd": Rows("r.lembar", "r.baris", "r.bulan"),
}
