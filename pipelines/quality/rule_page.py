"""Writes ``docs/aturan.md`` from the catalogue, for those who get a message with a rule code. No rule here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.quality.rule import Entry
from pipelines.quality.rules import CATALOGUE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "aturan.md"

SUBJECTS = {
    "Rencana aksi (RAK)": ("RAK",),
    "RAK dibandingkan dengan SAKTI": ("BANDING",),
    "Realisasi anggaran (FA Detail)": ("FA",),
    "Data mentah SAKTI dan lembar POK": ("DATAR",),
    "Rencana penarikan dana (RPD)": ("RPD",),
    "Realisasi kinerja": ("KIN",),
    "Nama dan kode": ("SATKER", "IND", "KODE"),
    "Pengiriman dan koreksi": ("LAPOR", "SEGAR", "KOREKSI"),
    "Berkas": ("BERKAS",),
    "Susunan gudang data": ("KUNCI", "ACUAN", "TIPE"),
    "Angka di tabel laporan": ("MART",),
}

HEAD = """# Aturan mutu

Setiap aturan yang diperiksa Kinerja: apa yang harus terpenuhi, untuk apa, dan apa yang harus dilakukan bila tidak.
Halaman ini dibuat dari katalog aturan dengan `make aturan`; isinya sama dengan tabel `dq.aturan` di gudang data.

- **kritis**: keseluruhannya rusak. Hasil malam itu tidak diterbitkan dan terbitan sebelumnya tetap dipakai.
- **peringatan**: ada yang salah di dokumen seseorang. Hasil tetap diterbitkan; yang berkepentingan diberi tahu.
- **info**: patut diketahui dan boleh jadi memang benar.

Yang diperiksa *saat berkas dibaca* tidak diambil bila tidak lulus, dan tercatat di karantina (`kinerja quarantine`).
Selain itu temuannya tercatat di `dq.temuan` (`kinerja checks`), dengan berkas, lembar, baris, dan selnya.
"""


def subject_of(rule_id: str) -> str:
    """The heading under which a rule stands.

    Raises:
        KeyError: the family of the code is under no heading.
    """
    family = rule_id.partition("-")[0]
    for subject, families in SUBJECTS.items():
        if family in families:
            return subject
    raise KeyError(family)


def page() -> str:
    """The whole page."""
    by_id: dict[str, list[Entry]] = {}
    for entry in sorted(CATALOGUE, key=lambda entry: (entry.id, entry.tabel)):
        by_id.setdefault(entry.id, []).append(entry)
    parts = [HEAD]
    for subject, families in SUBJECTS.items():
        ids = sorted(
            (rule_id for rule_id in by_id if subject_of(rule_id) == subject),
            key=lambda rule_id: (families.index(rule_id.partition("-")[0]), rule_id),
        )
        parts.append(f"## {subject}\n")
        parts += ["\n".join(_section(rule_id, by_id[rule_id])) for rule_id in ids]
    return "\n".join(parts)


def _section(rule_id: str, entries: list[Entry]) -> Iterator[str]:
    first = entries[0]
    said = dict.fromkeys(entry.uraian for entry in entries)
    tables = ", ".join("saat berkas dibaca" if e.tabel == "berkas" else f"`{e.tabel}`" for e in entries)
    yield f"### {rule_id}\n"
    yield " ".join(said) + "\n"
    yield f"- Tingkat: {first.tingkat}" + (", menahan terbitan" if first.menahan else "")
    yield f"- Melindungi: {'; '.join(dict.fromkeys(entry.melindungi for entry in entries))}"
    yield f"- Bila tidak lulus: {first.saran}"
    yield f"- Sumber: {'; '.join(dict.fromkeys(entry.sumber for entry in entries))}"
    yield f"- Diperiksa: {tables}\n"


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
