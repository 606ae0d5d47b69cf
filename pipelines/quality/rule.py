"""What a rule is, and the short forms in which rules are written down. No rule; how one is run is not here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.quality.checks import Check, Form

Level = Literal["kritis", "peringatan", "info"]


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue; ``(id, tabel)`` is its identity and stable, as in ``dq.hasil``.

    Attributes:
        id: rule code; the same code on several tables is the same rule.
        tabel: table it is about, ``schema.table``; ``berkas`` for what a reader checks while it reads a file.
        tingkat: ``kritis``, ``peringatan`` or ``info``.
        uraian: what must hold, one Indonesian sentence.
        melindungi: what is protected by it, a short Indonesian phrase.
        saran: what to do when it does not hold.
        sumber: regulation or document behind it.
    """

    id: str
    tabel: str
    tingkat: Level
    uraian: str
    melindungi: str
    saran: str
    sumber: str

    @property
    def menahan(self) -> bool:
        """Whether a failure keeps the build from being published: just what ``kritis`` means."""
        return self.tingkat == "kritis"


@dataclass(frozen=True)
class Rule(Entry):
    """A rule on one table of the warehouse; ``check`` is what the gate checks."""

    check: Check


CONTRACT = "Kontrak data Kinerja: kepala setiap berkas di sql/"
REPORT = "Laporan FA Detail (16 Segmen) SAKTI, GLP039"
PLAN = "Rencana Aksi Perjanjian Kinerja (RAK)"
PERFORMANCE = "Templat realisasi kinerja Kinerja"
CASH_PLAN = "Templat RPD Kinerja (halaman III DIPA)"
CODES = "Tata kode SAKTI dan perjanjian kinerja"
UNIT_MAP = "Peta satker (--satker)"

REBUILD = (
    "Terbitan ditahan dan yang terakhir tetap berlaku; keluarkan koreksi yang baru ditambahkan, bila ada, lalu jalankan"
    " lagi."
    " Bila tetap tidak lulus, laporkan contohnya kepada pengembang: model atau pembaca berkas keliru."
)
ASK_UNIT = "Periksa contohnya di RAK asli; minta unit mengirim RAK lengkap dari halaman pertama sampai terakhir."
FIX_PLAN = "Perbaiki angkanya di RAK bersama unit, lalu kirim ulang."
EXPORT_AGAIN = "Unduh ulang laporan satker dan bulan itu dari SAKTI, lalu kirim ulang."
FIX_SHEET = "Perbaiki barisnya di lembar kinerja, lalu kirim ulang."


def broken(id: str, tabel: str, uraian: str, melindungi: str, form: Form, sumber: str = CONTRACT) -> Rule:
    """A rule whose failure means that the whole is broken: critical, and it blocks."""
    return Rule(id, tabel, "kritis", uraian, melindungi, REBUILD, sumber, form(tabel))


def warn(id: str, tabel: str, uraian: str, melindungi: str, form: Form, saran: str, sumber: str) -> Rule:
    """A rule about somebody's document that its office must act on."""
    return Rule(id, tabel, "peringatan", uraian, melindungi, saran, sumber, form(tabel))


def info(id: str, tabel: str, uraian: str, melindungi: str, form: Form, saran: str, sumber: str) -> Rule:
    """A rule about somebody's document that is worth knowing and may well be right."""
    return Rule(id, tabel, "info", uraian, melindungi, saran, sumber, form(tabel))
