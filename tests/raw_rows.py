"""Hand-made raw rows through the real core, mart and dq SQL. No expectation is here."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.sql_models import create_schemas, load_models, models_of

SATKER = "690001"
TAHUN = 2025
RO = "DR.3165.QIA.002"
TINGKAT = ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun")
Akun = tuple[str, str, int, int, int]
"""Sub komponen, akun, pagu, realisasi lalu, realisasi s.d."""


class Gudang:
    """A warehouse under test: raw rows are put in, the SQL is run, the marts are asked."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.nomor = count(1)
        self.acuan = date(TAHUN, 12, 31)
        create_schemas(self.con)
        for model in models_of("ref"):
            model.build(self.con)

    def berkas(self, jenis: str, satker: str | None, tahun: int, bulan: int | None, **lain: Any) -> str:
        file_id = f"{jenis}-{next(self.nomor)}"
        waktu = datetime(tahun, bulan or 1, monthrange(tahun, bulan or 1)[1])
        baris: dict[str, Any] = {
            "file_id": file_id,
            "nama": file_id,
            "jenis": jenis,
            "kode_satker": satker,
            "tahun": tahun,
            "bulan": bulan,
            "status": "diterima",
            "jumlah_baris": 1,
            "ukuran": 1,
            "waktu_sumber": waktu,
            "waktu_asli": jenis == "fa_detail",
            "waktu_berkas": waktu,
            "diterima_pada": waktu,
        }
        self.rows["raw.berkas"].append(baris | lain)
        self.rows["raw.kotak_masuk"].append({"nama": file_id, "file_id": file_id})
        return file_id

    def peta(self, unit: str, satker: str, mulai: date | None = None, sampai: date | None = None) -> None:
        """One row of the map of unit names."""
        self.rows["raw.nama_satker"].append(
            {"nama": unit, "kunci_nama": unit, "kode_satker": satker, "mulai": mulai, "sampai": sampai}
        )

    def rak(
        self,
        indikator: Mapping[str, dict[str, Any]],
        kontribusi: Sequence[tuple[str | None, str, int, int]] = (),
        satker: str = SATKER,
        tahun: int = TAHUN,
        total: int | None = None,
        unit: str | None = None,
        **berkas: Any,
    ) -> str:
        """One plan: indicators with their monthly ``target``; (indikator, sub komponen, anggaran, kontribusi).

        Without ``unit`` its name is one that the map knows as ``satker``.
        """
        file_id = self.berkas("rak", None, tahun, None, **berkas)
        nama_unit = unit or f"UNIT {satker}"
        if unit is None and all(row["nama"] != nama_unit for row in self.rows["raw.nama_satker"]):
            self.peta(nama_unit, satker)
        kepala = {"file_id": file_id, "nama_unit": nama_unit, "kunci_nama": nama_unit, "tahun": tahun}
        self.rows["raw.rak_dokumen"].append(
            kepala
            | {"total_deklarasi": None if total is None else str(total), "tanggal": str(berkas.get("waktu_sumber", ""))}
        )
        for baris, (kode, isi) in enumerate(indikator.items(), start=1):
            umum = {"file_id": file_id, "baris": baris, "kode_indikator": kode}
            sasaran = {"kode_sasaran": kode[:2], "nama_sasaran": f"Sasaran {kode[:2]}"}
            nama = isi.get("nama", f"Indikator {kode}")
            self.rows["raw.rak_indikator"].append(umum | sasaran | {"nama": nama, "anggaran": isi.get("anggaran")})
            for bulan, target in isi.get("target", {}).items():
                self.rows["raw.rak_target"].append(umum | {"bulan": bulan, "target": str(target)})
        for urutan, (kode_indikator, sub, anggaran, bagian) in enumerate(kontribusi, start=1):
            self.rows["raw.rak_kontribusi"].append(
                {
                    "file_id": file_id,
                    "baris": urutan,
                    "urutan": urutan,
                    "kode_indikator": kode_indikator,
                    "fragmen": None if kode_indikator else 1,
                    "kode_ro": RO,
                    "kode_komponen": "053",
                    "kode_subkomponen": sub,
                    "nama_subkomponen": f"Sub {sub}",
                    "anggaran": str(anggaran),
                    "kontribusi": str(bagian),
                }
            )
        return file_id

    def fa(self, bulan: int, akun: list[Akun], satker: str = SATKER, tahun: int = TAHUN, **berkas: Any) -> str:
        """One export of one RO."""
        return self.ekspor(bulan, {RO: akun}, satker, tahun, **berkas)

    def ekspor(
        self, bulan: int, isi: Mapping[str, list[Akun]], satker: str = SATKER, tahun: int = TAHUN, **berkas: Any
    ) -> str:
        """One export, from total to akun: RO to its lines."""
        file_id = self.berkas("fa_detail", satker, tahun, bulan, **berkas)
        nomor = count(9)

        def baris(tingkat: str, akun: list[Akun], **kode: str) -> None:
            pagu, lalu, sd = (sum(a[i] for a in akun) for i in (2, 3, 4))
            uang = {"pagu": pagu, "realisasi_lalu": lalu, "realisasi_ini": sd - lalu, "realisasi_sd": sd}
            self.rows["raw.fa_detail"].append(
                {"file_id": file_id, "lembar": "Sheet", "baris": next(nomor), "tingkat": tingkat, "lock_pagu": "0"}
                | {nama: str(nilai) for nama, nilai in uang.items()}
                | {"sisa": str(pagu - sd)}
                | kode
            )

        baris("total", [satu for akun in isi.values() for satu in akun])
        pohon: dict[tuple[str, ...], list[Akun]] = defaultdict(list)
        for ro, akun in isi.items():
            for satu in akun:
                kode = (*ro.split(".")[:3], ro, "053", satu[0], satu[1])
                for dalam in range(1, len(kode) + 1):
                    pohon[kode[:dalam]].append(satu)
        for kode, akun in pohon.items():
            tingkat = TINGKAT[: len(kode)]
            baris(tingkat[-1], akun, **{f"kode_{nama}": nilai for nama, nilai in zip(tingkat, kode, strict=True)})
        return file_id

    def datar(
        self, bulan: int, baris: Sequence[Mapping[str, Any]], satker: str = SATKER, tahun: int = TAHUN, **berkas: Any
    ) -> str:
        """One flat file of the month; each row names what differs from one akun line of 100, nothing spent."""
        file_id = self.berkas("realisasi_datar", None, tahun, bulan, **berkas)
        program, kegiatan, kro, ro = RO.split(".")
        umum = {"file_id": file_id, "lembar": "Sheet1", "bentuk": "dump", "tingkat": "7", "kode_satker": satker}
        umum |= {"kode_program": program, "kode_kegiatan": kegiatan, "kode_kro": kro, "nomor_ro": ro}
        umum |= {"kode_komponen": "053", "kode_subkomponen": "A", "kode_akun": "521211", "kode_beban": "A"}
        for nomor, isi in enumerate(baris, start=2):
            uang = {"pagu": 100, "realisasi_sd": 0, "blokir": 0} | isi
            self.rows["raw.realisasi_datar"].append(
                {"baris": nomor}
                | umum
                | {nama: None if nilai is None else str(nilai) for nama, nilai in uang.items()}
                | {"sisa": str(int(uang["pagu"]) - int(uang["realisasi_sd"]))}
            )
        return file_id

    def kinerja(
        self,
        bulan: int,
        laporan: Mapping[str, dict[str, Any]],
        satker: str = SATKER,
        tahun: int = TAHUN,
        **berkas: Any,
    ) -> str:
        """One performance sheet of a month: indikator to the filled columns."""
        file_id = self.berkas("realisasi_kinerja", satker, tahun, bulan, **berkas)
        for baris, (kode, isi) in enumerate(laporan.items(), start=2):
            umum = {"file_id": file_id, "baris": baris, "tahun": tahun, "kode_satker": satker, "bulan": bulan}
            teks = {nama: str(nilai) for nama, nilai in isi.items()}
            self.rows["raw.realisasi_kinerja"].append(umum | {"kode_indikator": kode} | teks)
        return file_id

    def rpd(self, isi: Mapping[str, Mapping[int, int]], satker: str = SATKER, tahun: int = TAHUN, **berkas: Any) -> str:
        """One cash plan: expense type or akun to its months, in rupiah."""
        file_id = self.berkas("rpd", satker, tahun, None, **berkas)
        for baris, (kode, bulanan) in enumerate(isi.items(), start=2):
            for bulan, rupiah in bulanan.items():
                umum = {"file_id": file_id, "lembar": "rpd", "baris": baris, "kode_satker": satker, "tahun": tahun}
                belanja = {"jenis_belanja": kode[:2], "kode_akun": kode if len(kode) == 6 else None, "bulan": bulan}
                angka = {"satuan": "rupiah", "tertulis": str(rupiah), "rpd": str(rupiah)}
                self.rows["raw.rpd"].append(umum | belanja | angka)
        return file_id

    def bangun(self) -> None:
        for tabel, rows in self.rows.items():
            kolom = sorted({nama for row in rows for nama in row})
            masukan = pa.Table.from_pylist([{nama: row.get(nama) for nama in kolom} for row in rows])
            self.con.register("masukan", masukan)
            self.con.execute(f"insert into {tabel} by name select * from masukan")
        self.con.execute("insert into raw.acuan values (?)", [self.acuan])
        for model in load_models().values():
            if model.schema in ("terkoreksi", "core", "mart", "dq") and model.is_derived:
                model.build(self.con)

    def terbitkan(self, folder: Path, nomor: str) -> None:
        """Put the warehouse where the command line looks for a published build ``nomor``."""
        (folder / "history").mkdir(parents=True, exist_ok=True)
        berkas = folder / "history" / f"kinerja-{nomor}.duckdb"
        self.con.execute(f"attach '{berkas}' as terbit")
        self.con.execute("copy from database memory to terbit")
        self.con.execute("detach terbit")
        tautan = folder / "kinerja.duckdb"
        tautan.unlink(missing_ok=True)
        tautan.symlink_to(berkas)

    def tanya(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()
