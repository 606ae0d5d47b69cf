"""What is told over several nights of two satker whose documents break, change and are mended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pipelines.alerts import facts, telling
from pipelines.alerts.delivery import VARIABLE, Courier
from pipelines.publishing import Warehouse
from pipelines.quality import findings
from pipelines.settings import Settings, SettingsError
from tests.conftest import refresh_once
from tests.quality.documents import MAP_HEAD, NOW, Satker, book, sheet_rows
from tests.receivers import HttpReceiver, http_receiver

DAY = timedelta(days=1)
TOLD = (NOW - 2 * DAY).isoformat(timespec="seconds")


@pytest.fixture
def http(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpReceiver]:
    monkeypatch.setattr(telling, "Courier", partial(Courier, pauses=()))
    with http_receiver() as receiver:
        monkeypatch.setenv(VARIABLE, receiver.url())
        yield receiver


class Office:
    """Two satker, their inbox, and a night after the other."""

    def __init__(self, settings: Settings, http: HttpReceiver) -> None:
        self.settings = settings
        self.http = http
        self.nights = 0
        lines = [MAP_HEAD]
        for kode, nama in (("111111", "LOKA SATU"), ("222222", "LOKA DUA")):
            lines += Satker(kode, nama).map_lines()
        assert settings.satker is not None
        settings.satker.write_text("\n".join(lines) + "\n")

    def send(self, satker: Satker) -> None:
        folder = self.settings.inbox / satker.kode
        folder.mkdir(exist_ok=True)
        for name, data in satker.documents().items():
            (folder / name).write_bytes(data)

    def night(self) -> str:
        """Refresh; what was told, and only one message."""
        before = len(self.http.received)
        assert refresh_once(self.settings, NOW + self.nights * DAY).build is not None
        self.nights += 1
        (message,) = self.http.messages[before:]
        return message


@pytest.fixture
def office(settings: Settings, http: HttpReceiver) -> Office:
    return Office(settings, http)


def one() -> Satker:
    return Satker("111111", "LOKA SATU")


def two() -> Satker:
    return Satker("222222", "LOKA DUA")


def overspent(satker: Satker, *accounts: int, by: int = 1) -> Satker:
    """FA-04: more spent in December than the budget of these accounts."""
    rows = satker.exports[12]
    for account in accounts:
        rows[account].ini = rows[account].pagu + by - rows[account].lalu
    return satker


def section(message: str, heading: str) -> str:
    return next((part for part in message.split("\n\n") if part.startswith(heading)), "")


def test_a_new_failure_does_not_hide_behind_one_that_is_mended(office: Office) -> None:
    office.send(overspent(one(), 1))
    office.send(two())
    assert "FA-04 (peringatan): 1 temuan di satker 111111" in section(office.night(), "ATURAN BARU")
    office.send(one())
    office.send(overspent(two(), 1))
    message = office.night()
    new = section(message, "ATURAN BARU")
    assert "FA-04 (peringatan): 1 temuan di satker 222222 (LOKA DUA)\n" in new
    assert "Pertama: 222222/fa_12.xlsx, lembar" in new
    assert "111111" not in new.partition("FA-04")[2].partition("\n- ")[0]
    assert "FA-04 (peringatan), satker 111111" in section(message, "PULIH")


def test_what_shrank_and_grows_again_is_told_again(office: Office) -> None:
    office.send(overspent(one(), 0, 1, 2))
    assert "FA-04 (peringatan): 3 temuan" in section(office.night(), "ATURAN BARU")
    office.send(overspent(one(), 1))
    message = office.night()
    assert "FA-04 (peringatan): berkurang dari 3 menjadi 1" in section(message, "MASIH ADA")
    assert "FA-04" not in message.partition("MASIH ADA")[0]
    office.send(overspent(one(), 0, 1, 2, by=2))
    worse = section(office.night(), "MEMBURUK")
    assert "semula 1, kini 3, 2 di antaranya baru: FA-04 (peringatan)" in worse
    office.send(overspent(one(), 0, 1))
    assert "MEMBURUK" not in office.night()
    # As many, but another account: the place that is shown is the new one.
    office.send(overspent(one(), 0, 2))
    worse = section(office.night(), "MEMBURUK")
    assert "semula 2, kini 2, 1 di antaranya baru: FA-04 (peringatan)" in worse
    assert "Yang baru: 111111/fa_12.xlsx" in worse
    assert "Y23" in worse


def refused(satker: Satker, *wrong: tuple[int, str]) -> Satker:
    """A performance sheet in which these rows have a realisasi that is no number."""
    for row, value in wrong:
        satker.rows[row]["realisasi"] = value
    return satker


def test_a_file_sent_again_with_the_same_fault_is_not_told_again(office: Office) -> None:
    office.send(refused(one(), (2, "tiga")))
    message = office.night()
    assert "111111/kinerja.xlsx: 1 catatan KIN-" in section(message, "BARU DI KARANTINA (1 berkas)")
    again = refused(one(), (2, "tiga"))
    again.rows[3]["realisasi"] = 3.8
    office.send(again)
    message = office.night()
    assert "kinerja.xlsx" not in message
    assert "karantina: 1 catatan di 1 berkas" in section(message, "MASIH ADA")
    # The same number of faults, in another cell.
    office.send(refused(one(), (3, "empat")))
    worse = section(office.night(), "MEMBURUK")
    assert "semula 1, kini 1, 1 di antaranya baru: 111111/kinerja.xlsx" in worse
    assert "nilai 'empat'" in worse


def test_what_has_a_section_of_its_own_is_told_there_only(office: Office) -> None:
    satker = one()
    satker.rows[0] |= {"kode_indikator": "satu", "indikator": "Entah"}
    satker.exports.pop(11)
    office.send(satker)
    message = office.night()
    assert "IND-01" in section(message, "BARU DI KARANTINA")
    assert "belum" not in section(message, "ATURAN BARU").lower()
    assert "LOKA SATU (111111), realisasi anggaran 2025: November" in section(message, "BELUM LAPOR")
    for rule in ("IND-01", "LAPOR-01"):
        assert rule not in section(message, "ATURAN BARU")
        assert rule not in section(message, "UNTUK DIKETAHUI")
    # A quiet change later, who has not reported is still named.
    office.send(replace(satker, files={"catatan.txt": b"bukan dokumen"}))
    message = office.night()
    assert "belum lapor: 222222 (2 bulan), 111111 (1 bulan)" in section(message, "MASIH ADA")
    assert "LAPOR-01" not in message


def test_where_not_all_findings_are_kept_nothing_counts_as_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send(overspent(one(), 1))
    office.send(overspent(two(), 1))
    office.night()
    monkeypatch.setattr(findings, "MAX_FINDINGS", 1)
    office.send(replace(two(), files={"fa_12.xlsx": None, "catatan.txt": b"bukan dokumen"}))
    message = office.night()
    assert "FA-04" not in section(message, "PULIH")
    newest = Warehouse(office.settings.warehouse).newest()
    assert newest is not None
    assert "aturan:FA-04:core.realisasi_anggaran:" in facts.of_build(newest)[1].unsure


def test_corrections_are_told_when_they_change(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "koreksi"
    folder.mkdir()
    office.settings = replace(office.settings, corrections=folder)
    entry = (
        "- id: '{0}'\n  tindakan: ganti\n  tabel: realisasi_kinerja\n"
        "  di: {{kode_satker: '111111', bulan: {1}, kode_indikator: '01.02'}}\n"
        "  kolom: realisasi\n  nilai_salah: {2}\n  nilai_benar: 3.7\n"
        "  alasan: Salah ketik\n  oleh: Tim Data\n  tanggal: 2026-01-15\n"
    )
    (folder / "2025.yml").write_text(entry.format("k1", 11, 3.4) + entry.format("k2", 12, 3.9))
    office.send(one())
    assert "\nKoreksi: 2 diterapkan (k1, k2).\n" in office.night()
    # Mended at the source: the guard fails, in words.
    mended = one()
    mended.rows[3]["realisasi"] = 3.8
    mended.files["kinerja.xlsx"] = book(sheet_rows(mended.rows))
    office.send(mended)
    message = office.night()
    assert "\nKoreksi: 1 diterapkan (k1); tidak lagi: k2.\n" in message
    assert "Pertama: Koreksi k2 (2025.yml baris " in section(message, "ATURAN BARU")


def missing_map(office: Office) -> Settings:
    return replace(office.settings, satker=office.settings.inbox.parent / "tiada.csv")


def test_an_outage_that_a_run_by_hand_ended_does_not_mute_the_next_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send(one())
    office.night()
    broken = missing_map(office)
    with pytest.raises(SettingsError):
        refresh_once(broken, NOW + 1 * DAY)
    monkeypatch.delenv(VARIABLE)
    office.send(two())
    assert refresh_once(office.settings, NOW + 2 * DAY).build is not None
    monkeypatch.setenv(VARIABLE, office.http.url())
    for night in (3, 3.5, 4):
        with pytest.raises(SettingsError):
            refresh_once(broken, NOW + night * DAY)
    failed = "Kinerja: penyegaran gagal"
    assert office.http.titles[1:] == [failed, failed, "Kinerja: penyegaran sudah 2 hari gagal"]
    refresh_once(office.settings, NOW + 5 * DAY)
    assert "PULIH" in office.http.messages[-1]


# As the first version made it.
_EARLIER_OUTBOX = """
create table catatan (nama text primary key, nilai text not null);
create table pesan (
    id integer primary key autoincrement, waktu text not null, judul text not null, isi text not null
);
create table kiriman (
    pesan integer not null references pesan (id) on delete cascade, tujuan text not null, label text not null,
    percobaan integer not null default 0, terakhir text, galat text, sebagian text not null default '[]',
    terkirim_pada text, primary key (pesan, tujuan)
);
create table diberitahukan (
    kunci text primary key, ukuran integer not null, uraian text not null, waktu text not null
);
create table jalan (
    id integer primary key autoincrement, terbitan text, mulai text not null, selesai text not null,
    hasil text not null, keterangan text not null
);
"""


def test_an_outbox_of_an_earlier_version_keeps_its_messages_and_its_runs(office: Office) -> None:
    path = Warehouse(office.settings.warehouse).outbox_path
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as con, con:
        con.executescript(_EARLIER_OUTBOX)
        con.execute("insert into pesan (waktu, judul, isi) values (?, 'Kinerja: lama', 'Belum terkirim.')", [TOLD])
        con.execute("insert into diberitahukan values ('gagal:x', 24, 'Penyegaran gagal', ?)", [TOLD])
        con.execute("insert into jalan (mulai, selesai, hasil, keterangan) values (?, ?, 'terbit', '')", [TOLD, TOLD])
    office.send(overspent(one(), 1))
    assert refresh_once(office.settings, NOW).build is not None
    old, new = office.http.messages
    assert old.startswith("Belum terkirim.")
    # What was told under keys of another form is told once again, and is not told as over.
    assert "FA-04 (peringatan): 1 temuan" in section(new, "ATURAN BARU")
    assert "PULIH" not in new
    with closing(sqlite3.connect(path)) as con:
        assert con.execute("select hasil from jalan order by id").fetchall() == [("terbit",), ("terbit",)]
