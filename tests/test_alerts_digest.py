"""The text of a digest and what of a run is worth telling, from made-up facts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.alerts import digest, news
from pipelines.alerts.digest import MAX_CHARACTERS
from pipelines.alerts.news import Changes, Fact, Published, compare
from pipelines.alerts.outbox import Told

NOW = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)
PUBLISHED = Published("20260120-183000", NOW, 3, 1, 12_345, 28, 20_000, [])


def rule(
    number: int, size: int = 3, minor: bool = False, must: str = "", satker: str = "satker 111111", *places: str
) -> Fact:
    level = "info" if minor else "peringatan"
    key = f"aturan:RAK-{number:02}:core.indikator:{satker}"
    where = {place: place for place in places}
    return Fact(
        news.ATURAN, key, size, f"RAK-{number:02} ({level})", satker, must, must, "Periksa.", where, minor=minor
    )


def note(file: int, size: int = 1, text: str = "alasan", code: str = "FA-01") -> Fact:
    name = f"berkas{file}.xlsx"
    return Fact(news.KARANTINA, f"karantina:{name}:{code}", size, name, code, "Nilai terbaca", places={text: text})


def missing(month: int, unit: str = "Loka A (111111)") -> Fact:
    group = f"{unit}, realisasi anggaran 2025"
    key = f"belum lapor:{unit}:2025:{month}:fa"
    return Fact(news.BELUM_LAPOR, key, 1, group, str(month), satker=unit[-7:-1], year=2025)


def outage(hours: int) -> Fact:
    return Fact(news.GAGAL, "gagal:disk", hours, "Penyegaran gagal: disk")


def told(*facts: Fact) -> dict[str, Told]:
    return {
        fact.key: Told(fact.kind, fact.size, fact.group, fact.who, fact.short, frozenset(fact.places), NOW)
        for fact in facts
    }


def everything(_: str) -> bool:
    return True


def test_facts_are_new_worse_still_or_recovered() -> None:
    before = told(rule(1), rule(2), rule(3), note(1))
    changes = compare([rule(1, size=4), rule(2), rule(3, size=1), rule(4)], before, everything)
    assert changes.new == [rule(4)]
    assert changes.worse == [(rule(1, size=4), before[rule(1).key])]
    assert [fact for fact, _ in changes.still] == [rule(2), rule(3, size=1)]
    assert changes.shrunk == [rule(3, size=1)]
    assert list(changes.recovered) == [note(1).key]
    assert compare([], before, lambda key: key.startswith("aturan:")).recovered.keys() == {
        fact.key for fact in (rule(1), rule(2), rule(3))
    }


@pytest.mark.parametrize(("hours", "worse"), [(24, False), (47, False), (48, True), (500, True)])
def test_an_outage_is_worse_when_it_has_doubled(hours: int, worse: bool) -> None:
    assert bool(compare([outage(hours)], told(outage(24)), everything).worse) == worse


def test_a_fact_of_the_same_size_with_other_members_is_worse() -> None:
    before = told(rule(1, 2, False, "", "satker 111111", "Y1", "Y2"))
    same = rule(1, 2, False, "", "satker 111111", "Y2", "Y1")
    swapped = rule(1, 2, False, "", "satker 111111", "Y2", "Y3")
    assert compare([same], before, everything).worse == []
    changes = compare([swapped], before, everything)
    _, body, level = digest.of_publication(PUBLISHED, [], changes)
    assert "- semula 2, kini 2, 1 di antaranya baru: RAK-01 (peringatan): 2 temuan di satker 111111" in body
    assert "Yang baru: Y3" in body
    assert level == "warning"


def test_the_whole_digest() -> None:
    changes = compare(
        [
            note(1, 2, "lembar 'A', sel Y57, nilai '1,2'\n  Bukan angka.\n  Saran: Perbaiki."),
            note(1, 1, "baris 2", "FA-02"),
            *(
                rule(1, 4, False, "Jumlahnya cocok", f"satker {n}", f"rak{n}.txt, baris 7")
                for n in range(111111, 111116)
            ),
            rule(2, 9, must="Target naik"),
            rule(3),
            rule(5, 2),
            note(2, 4),
            note(3),
            rule(8, minor=True, must="Boleh"),
            *(missing(month) for month in (1, 2, 3, 5)),
            missing(2, "Balai B (222222)"),
            missing(1, "Balai B (222222)"),
        ],
        told(
            *(rule(2, 5), rule(3), rule(5, 11), note(2, 4), note(3)),
            *(rule(4, must="Semua ada"), rule(4, 1, False, "Semua ada", "satker 222222")),
            *(outage(24), missing(1, "Balai B (222222)"), missing(8), missing(9)),
        ),
        everything,
    )
    assert digest.of_publication(PUBLISHED._replace(corrections=["k1", "k2"]), ["k0", "k1"], changes) == (
        "Kinerja: terbit 20260120-183000, 1 berkas baru di karantina, 1 aturan baru tidak lulus, "
        "5 laporan belum masuk, 1 memburuk, 3 pulih",
        """\
Terbit 20260120-183000 (21-01-2026 01.30 WIB): 3 berkas baru diterima, 1 ditolak, 12.345 baris baru. \
Gudang data kini memuat 28 berkas dan 20.000 baris.
Koreksi: 2 diterapkan (k1, k2); tidak lagi: k0.

BARU DI KARANTINA (1 berkas)
- berkas1.xlsx: 2 catatan FA-01
  Pertama: lembar 'A', sel Y57, nilai '1,2'
  Bukan angka.
  Saran: Perbaiki.
- berkas1.xlsx: 1 catatan FA-02
  Pertama: baris 2

ATURAN BARU TIDAK LULUS (1)
- RAK-01 (peringatan): 20 temuan di satker 111111, satker 111112, satker 111113 dan 2 lain
  Jumlahnya cocok
  Pertama: rak111111.txt, baris 7
  Saran: Periksa.

MEMBURUK (1)
- semula 5, kini 9: RAK-02 (peringatan): 9 temuan di satker 111111
  Target naik
  Saran: Periksa.

BELUM LAPOR (5 laporan baru lewat tenggat)
- Loka A (111111), realisasi anggaran 2025: Januari sampai Maret, Mei
- Balai B (222222), realisasi anggaran 2025: Februari

PULIH (3)
- RAK-04 (peringatan), satker 111111, satker 222222: Semua ada
- Penyegaran gagal: disk
- Loka A (111111), realisasi anggaran 2025: Agustus sampai September

UNTUK DIKETAHUI
- RAK-08 (info) (Boleh), 3 temuan

MASIH ADA
- aturan tidak lulus: RAK-03 (peringatan): 3; RAK-05 (peringatan): berkurang dari 11 menjadi 2
- karantina: 5 catatan di 2 berkas
- belum lapor: 222222 (1 bulan)

Panduan: docs/runbook/aturan-tidak-lulus.md, docs/runbook/belum-lapor.md, docs/runbook/karantina-baru.md""",
        "warning",
    )


def test_a_quiet_publication_is_one_line() -> None:
    title, body, level = digest.of_publication(PUBLISHED, [], Changes())
    assert level == "info"
    assert title == "Kinerja: terbit 20260120-183000"
    assert body.count("\n") == 0


@pytest.mark.parametrize("long", [40, 900])
def test_a_digest_has_a_limit_and_says_what_it_leaves_out(long: int) -> None:
    facts = [
        *(note(n, text="x" * long) for n in range(500)),
        *(rule(n, must="y" * long, satker=f"satker {u} (Balai)") for n in range(90) for u in range(84)),
        *(missing(n % 12 + 1, f"Loka {n:03}") for n in range(900)),
    ]
    _, body, _ = digest.of_publication(PUBLISHED, [], compare(facts, {}, everything))
    assert len(body) <= MAX_CHARACTERS
    assert len(body) > MAX_CHARACTERS - 700
    shown = body.count("xxx") and body.count("\n- berkas")
    assert shown
    assert f"- dan {500 - shown} lainnya; lihat kinerja quarantine" in body
    assert "lainnya; lihat kinerja checks" in body
    assert "lainnya; lihat kinerja status" in body
    assert body.splitlines()[-1].startswith("Panduan: ")
