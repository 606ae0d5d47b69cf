"""The text of a digest and what of a run is worth telling, from made-up facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.alerts import digest
from pipelines.alerts.digest import MAX_CHARACTERS, Changes, Fact, Published, compare
from pipelines.alerts.outbox import Told

NOW = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)
PUBLISHED = Published("20260120-183000", NOW, 3, 1, 12_345, 28, 20_000)


def rule(number: int, size: int = 3, minor: bool = False, text: str = "") -> Fact:
    name = f"RAK-{number:02} di core.indikator"
    return Fact(digest.ATURAN, f"aturan:RAK-{number:02}:core.indikator", size, name, f"{name}. {text}", minor)


def note(file: int, size: int = 1, text: str = "alasan") -> Fact:
    name = f"berkas{file}.xlsx: FA-01"
    return Fact(digest.KARANTINA, f"karantina:{file:064}:FA-01", size, name, f"berkas{file}.xlsx: {text}")


def missing(month: int, unit: str = "Loka A (111111)") -> Fact:
    group = f"{unit}, realisasi anggaran 2025"
    short = f"{unit}, realisasi anggaran {digest.month_name(month)} 2025"
    return Fact(digest.BELUM_LAPOR, f"belum lapor:{unit}:2025:{month}:fa", 1, short, short, group=group, month=month)


def outage(hours: int) -> Fact:
    return Fact(digest.GAGAL, "gagal:disk", hours, "Penyegaran gagal: disk", "Penyegaran gagal: disk")


def told(*facts: Fact) -> dict[str, Told]:
    return {fact.key: Told(fact.size, fact.short, NOW) for fact in facts}


def everything(_: str) -> bool:
    return True


def test_facts_are_new_worse_still_or_recovered() -> None:
    before = told(rule(1), rule(2), rule(3), note(1))
    changes = compare([rule(1, size=4), rule(2), rule(3, size=1), rule(4)], before, everything)
    assert changes.new == [rule(4)]
    assert changes.worse == [(rule(1, size=4), 3)]
    assert changes.still == [rule(2), rule(3, size=1)]
    assert list(changes.recovered) == [note(1).key]
    assert compare([], before, lambda key: key.startswith("aturan:")).recovered.keys() == {
        fact.key for fact in (rule(1), rule(2), rule(3))
    }


@pytest.mark.parametrize(("hours", "worse"), [(24, False), (47, False), (48, True), (500, True)])
def test_an_outage_is_worse_when_it_has_doubled(hours: int, worse: bool) -> None:
    assert bool(compare([outage(hours)], told(outage(24)), everything).worse) == worse


def test_the_whole_digest() -> None:
    changes = compare(
        [
            note(1, 2, "2 catatan FA-01. Pertama: lembar 'A', sel Y57, nilai '1,2'. Bukan angka. Saran: Perbaiki."),
            rule(1, 12, text="Jumlahnya cocok. Pertama: rak.txt, baris 7. Saran: Periksa."),
            rule(2, 9, text="Target naik."),
            rule(3),
            note(2, 4),
            note(3),
            rule(8, minor=True),
            *(missing(month) for month in (1, 2, 3, 5)),
            missing(2, "Balai B (222222)"),
            missing(1, "Balai B (222222)"),
        ],
        told(rule(2, 5), rule(3), note(2, 4), note(3), rule(4), outage(24), missing(1, "Balai B (222222)")),
        everything,
    )
    assert digest.of_publication(PUBLISHED, changes) == (
        "Kinerja: terbit 20260120-183000, 1 berkas baru di karantina, 1 aturan baru tidak lulus, "
        "5 laporan belum masuk, 1 memburuk, 2 pulih",
        """\
Terbit 20260120-183000 (21-01-2026 01.30 WIB): 3 berkas baru diterima, 1 ditolak, 12.345 baris baru. \
Gudang data kini memuat 28 berkas dan 20.000 baris.

BARU DI KARANTINA (1)
- berkas1.xlsx: 2 catatan FA-01. Pertama: lembar 'A', sel Y57, nilai '1,2'. Bukan angka. Saran: Perbaiki.

ATURAN BARU TIDAK LULUS (1)
- RAK-01 di core.indikator. Jumlahnya cocok. Pertama: rak.txt, baris 7. Saran: Periksa.

MEMBURUK (1)
- semula 5, kini 9: RAK-02 di core.indikator. Target naik.

BELUM LAPOR (5 laporan baru lewat tenggat)
- Loka A (111111), realisasi anggaran 2025: Januari sampai Maret, Mei
- Balai B (222222), realisasi anggaran 2025: Februari

PULIH (2)
- RAK-04 di core.indikator
- Penyegaran gagal: disk

UNTUK DIKETAHUI
- tingkat info: RAK-08 di core.indikator

MASIH SAMA
- aturan tidak lulus: RAK-03 di core.indikator (3)
- karantina: 5 catatan di 2 berkas
- belum lapor: 1 laporan

Panduan: docs/runbook/aturan-tidak-lulus.md, docs/runbook/belum-lapor.md, docs/runbook/karantina-baru.md""",
    )


def test_a_quiet_publication_is_one_line() -> None:
    title, body = digest.of_publication(PUBLISHED, Changes())
    assert title == "Kinerja: terbit 20260120-183000"
    assert body.count("\n") == 0


def test_a_file_sent_again_with_the_same_fault_has_not_recovered() -> None:
    again = Fact(digest.KARANTINA, "karantina:lain:FA-01", 1, note(1).short, "masih salah")
    title, body = digest.of_publication(PUBLISHED, compare([again], told(note(1)), everything))
    assert "PULIH" not in body
    assert "pulih" not in title


@pytest.mark.parametrize("long", [40, 900])
def test_a_digest_has_a_limit_and_says_what_it_leaves_out(long: int) -> None:
    facts = [
        *(note(n, text="x" * long) for n in range(500)),
        *(rule(n, text="y" * long) for n in range(90)),
        *(missing(n % 12 + 1, f"Loka {n:03}") for n in range(900)),
    ]
    _, body = digest.of_publication(PUBLISHED, compare(facts, {}, everything))
    assert len(body) <= MAX_CHARACTERS
    assert len(body) > MAX_CHARACTERS - 700
    shown = body.count("xxx") and body.count("\n- berkas")
    assert shown
    assert f"- dan {500 - shown} lainnya; lihat kinerja quarantine" in body
    assert "lainnya; lihat kinerja checks" in body
    assert "lainnya; lihat kinerja status" in body
    assert body.splitlines()[-1].startswith("Panduan: ")


def test_spans_of_time() -> None:
    spans = [timedelta(minutes=5), timedelta(hours=3), timedelta(hours=24), timedelta(hours=77), timedelta(-1)]
    assert [digest.duration(span) for span in spans] == ["5 menit", "3 jam", "1 hari", "3 hari 5 jam", "0 menit"]
