"""What every reader returns and raises: rows, rejected rows, and a file-level refusal. No format knowledge here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Reject(NamedTuple):
    """One row of ``raw.tolakan``: something in a file that was not taken, where it stands, why, and what to do.

    Attributes:
        lembar: sheet name or page (``halaman 3``), or None where the format has neither.
        baris: row (sheet, CSV as a sheet shows it) or line (text) number, from 1; None when the whole file is refused.
        kolom: column letter (sheet) or column name (text); None when the whole row is meant.
        nilai: the offending value as it stands in the file.
        aturan: rule id, such as ``RAK-03``.
        alasan: why, one Indonesian sentence a planner understands.
        saran: what to do, one Indonesian sentence.
    """

    lembar: str | None
    baris: int | None
    kolom: str | None
    nilai: str | None
    aturan: str
    alasan: str
    saran: str


class KolomRow(NamedTuple):
    """One row of ``raw.kolom`` without ``file_id``: the column in which a field was found.

    Attributes:
        lembar: sheet name, or None where the format has no sheets.
        tingkat: level of the lines that keep the field in this column; None for all lines of which no other row tells.
        nama: column of the raw table, such as ``realisasi_ini``; of a cash plan, whose months are columns, the month.
        kolom: column letter (sheet) or column name (text).
    """

    lembar: str | None
    tingkat: str | None
    nama: str
    kolom: str


class Unreadable(Exception):
    """The whole file is refused. Carries every reason, the first being the one told to the user.

    Attributes:
        kode_satker, nama_satker, tahun, bulan: what its head says it is about, so that it is told to whom it belongs;
            None where that could not be read.
    """

    def __init__(self, rejects: Sequence[Reject], jenis: str | None = None) -> None:
        super().__init__(rejects[0].alasan)
        self.rejects = list(rejects)
        self.jenis = jenis
        self.kode_satker: str | None = None
        self.nama_satker: str | None = None
        self.tahun: int | None = None
        self.bulan: int | None = None


@dataclass(slots=True)
class Document:
    """What a reader found in one file.

    Attributes:
        jenis: kind of document, one of ``rak``, ``fa_detail``, ``realisasi_kinerja``, ``realisasi_datar``, ``rpd``.
        rows: rows per raw table (``raw.fa_detail``), as NamedTuples whose fields are the columns of
            ``sql/raw/<table>.sql`` without ``file_id``. Amounts and codes are text in canonical form
            (``145716000``, ``-1250``, ``81.25``): raw says what the file said, core types it.
        rejects: rows or values that were not taken.
        columns: where the fields of ``rows`` stand; empty for text, where the line tells enough.
        kode_satker, nama_satker, tahun, bulan: what the file says it is about; None where it says nothing or many.
        waktu_sumber: when the source made the document, from inside the file; None when it does not say.
        waktu_asli: whether SAKTI itself wrote that time, not a program in which somebody saved its file anew.
        periode_dari: what says ``bulan``: ``isi``, ``nama berkas``, ``keterangan`` or ``perintah``.
        kurang_baris: whether a line of money was not taken, so that the sum of the rows falls short.
    """

    jenis: str
    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    columns: list[KolomRow] = field(default_factory=list)
    kode_satker: str | None = None
    nama_satker: str | None = None
    tahun: int | None = None
    bulan: int | None = None
    waktu_sumber: datetime | None = None
    waktu_asli: bool = False
    periode_dari: str = "isi"
    kurang_baris: bool = False
