"""The rows of a report: what each table of a Laporan Kinerja Interim holds. Nothing is read or drawn here.

Fields are named like the columns of the marts they come from, and mean the same (``meta.kamus``): amounts are rupiah
(``int``), ``*_pct`` percentages and targets ``Decimal``, codes text; what is not known is None, never 0. ``file_id``,
``lembar`` and ``baris*`` say where a figure stands in its document; ``Laporan.sumber`` puts that in words.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

BUDGET_KINDS = ("fa_detail", "realisasi_datar")
"""Kinds of documents that say what was spent."""


class Satker(NamedTuple):
    """The unit, under the name that it had in the reported month."""

    kode_satker: str
    nama_satker: str | None


class Rak(NamedTuple):
    """The RAK in force for the year; ``selisih_total``: printed Total less what could be read (lost pages).

    ``jumlah_potongan`` tables of ``jumlah_baris`` contributions stand in it without their indicator.
    """

    waktu_sumber: datetime
    total_deklarasi: int | None
    selisih_total: int | None
    file_id: str
    jumlah_potongan: int
    jumlah_baris: int


class Ketentuan(NamedTuple):
    """A rule of the year: its figure, where it has a single one, and the source that sets it."""

    nama: str
    nilai: Decimal | None
    sumber: str


class Golongan(NamedTuple):
    """A kriteria of capaian or a predikat of IKPA, with its bounds, both included (None: none)."""

    nama: str
    batas_bawah: Decimal | None
    batas_atas: Decimal | None


class Perjanjian(NamedTuple):
    """Perjanjian kinerja, one row per indicator of the RAK; ``status_rekonsiliasi``: its lines against anggaran.

    ``satuan`` is that of ``target_tahunan``; with ``satuan_campuran`` the months before December have another.
    """

    kode_sasaran: str
    nama_sasaran: str | None
    kode_indikator: str
    indikator: str
    satuan: str | None
    satuan_campuran: bool
    polaritas: str
    target_tahunan: Decimal | None
    anggaran: int | None
    status_rekonsiliasi: str
    file_id: str
    baris_sumber: int


class Capaian(NamedTuple):
    """Achievement of one indicator up to and including ``bulan``.

    ``capaian_pct`` is against the target of that month, ``capaian_tahunan_pct`` against that of December.
    With ``satuan_campuran`` the target of December is a count, those before it are percentages of the way there.
    ``keterangan`` says why ``capaian_pct`` is None; ``*_target`` is the place in the RAK, the others in the sheet.
    """

    triwulan: int
    bulan: int
    kode_sasaran: str
    nama_sasaran: str | None
    kode_indikator: str
    indikator: str
    satuan: str | None
    satuan_campuran: bool
    polaritas: str | None
    target: Decimal | None
    pembilang: Decimal | None
    penyebut: Decimal | None
    realisasi: Decimal | None
    capaian_pct: Decimal | None
    kriteria: str | None
    target_tahunan: Decimal | None
    capaian_tahunan_pct: Decimal | None
    kriteria_tahunan: str | None
    keterangan: str | None
    hambatan: str | None
    rencana_tindak_lanjut: str | None
    bukti_dukung: str | None
    file_id_target: str | None
    baris_target: int | None
    file_id: str | None
    lembar: str | None
    baris_sumber: int | None


class CapaianBulan(NamedTuple):
    """One indicator in one month, for the heat map and the line of an indicator; months with a target or a report."""

    kode_indikator: str
    bulan: int
    target: Decimal | None
    realisasi: Decimal | None
    capaian_pct: Decimal | None
    kriteria: str | None


class NilaiSasaran(NamedTuple):
    """NPS of one sasaran in one month; ``jumlah_dinilai`` of its ``jumlah_indikator`` have a capaian."""

    bulan: int
    kode_sasaran: str
    nama_sasaran: str | None
    jumlah_indikator: int
    jumlah_dinilai: int
    nps: Decimal | None


class NilaiUnit(NamedTuple):
    """NKU of the unit in one month (not the official NKA); ``jumlah_dinilai`` of ``jumlah_sasaran`` have an NPS."""

    bulan: int
    jumlah_sasaran: int
    jumlah_dinilai: int
    nku: Decimal | None


class EfisiensiSasaran(NamedTuple):
    """Efficiency of one sasaran: ``capaian_pct`` is its NPS, ``serapan_pct`` realisasi of the RAK budget."""

    kode_sasaran: str
    nama_sasaran: str | None
    capaian_pct: Decimal | None
    serapan_pct: Decimal | None
    ie: Decimal | None
    se: Decimal | None
    te: Decimal | None
    kategori: str | None


class EfisiensiIndikator(NamedTuple):
    """Efficiency of one indicator, with the sasaran that it belongs to."""

    kode_sasaran: str
    kode_indikator: str
    indikator: str | None
    capaian_pct: Decimal | None
    serapan_pct: Decimal | None
    ie: Decimal | None
    se: Decimal | None
    te: Decimal | None
    kategori: str | None


class Serapan(NamedTuple):
    """Budget absorption of the whole satker in one month."""

    bulan: int
    pagu: int
    blokir: int | None
    realisasi_ini: int | None
    realisasi_sd: int
    sisa: int
    serapan_pct: Decimal | None


class SerapanJenisBelanja(NamedTuple):
    """Absorption of one jenis belanja; ``target_pct``: IKPA's cumulative target of the quarter (None: it has none)."""

    jenis_belanja: str
    nama_jenis_belanja: str | None
    pagu: int
    blokir: int | None
    realisasi_ini: int | None
    realisasi_sd: int
    sisa: int
    serapan_pct: Decimal | None
    target_pct: Decimal | None


class SerapanTingkat(NamedTuple):
    """One line of the budget tree, program to akun, in the order of the tree.

    ``kode`` is the full path; the lines of each level add up to the satker.
    """

    tingkat: str
    kode: str
    uraian: str | None
    jenis_belanja: str | None
    pagu: int
    realisasi_ini: int | None
    realisasi_sd: int
    sisa: int
    serapan_pct: Decimal | None
    file_id: str
    baris: int | None


class SerapanSasaran(NamedTuple):
    """Money of one sasaran; ``kode_sasaran`` None holds what no indicator claims. Rows add up to the satker.

    ``serapan_pct`` is ``realisasi_sd`` of ``anggaran`` (RAK), not of ``pagu``.
    """

    kode_sasaran: str | None
    nama_sasaran: str | None
    anggaran: int | None
    pagu: int
    realisasi_sd: int
    serapan_pct: Decimal | None


class SerapanIndikator(NamedTuple):
    """The same by indicator; the row without ``kode_indikator`` says why its money is unclaimed in the last four."""

    kode_indikator: str | None
    indikator: str | None
    anggaran: int | None
    pagu: int
    realisasi_sd: int
    serapan_pct: Decimal | None
    pagu_halaman_hilang: int | None
    pagu_tidak_di_rak: int | None
    realisasi_halaman_hilang: int | None
    realisasi_tidak_di_rak: int | None


class KurvaBulan(NamedTuple):
    """One of the twelve months of the S-curve: RPD and realisasi, of the month and from January on (``*_sd``).

    Realisasi stops at the reported month; ``rpd_sd`` is None from the first month without an RPD on; ``target_ikpa`` is
    what would be spent for an IKPA Penyerapan of 100, at the ends of quarters only. ``*_pct`` are of the pagu of
    that month as far as it was known in the reported month.
    """

    bulan: int
    rpd: int | None
    rpd_sd: int | None
    target_ikpa: int | None
    realisasi_ini: int | None
    realisasi_sd: int | None
    rpd_pct: Decimal | None
    target_ikpa_pct: Decimal | None


class RencanaAnggaran(NamedTuple):
    """RAK against SAKTI for one sub komponen, with the pagu of ``bulan``, the report's."""

    bulan: int
    kode_ro: str
    kode_komponen: str
    kode_subkomponen: str
    nama_subkomponen: str | None
    anggaran: int | None
    jumlah_kontribusi: int | None
    pagu: int | None
    realisasi_sd: int | None
    selisih: int
    status: str


class Ikpa(NamedTuple):
    """ESTIMATE of IKPA Penyerapan in one month; ``kekurangan_rupiah``: to be spent by the quarter's end for 100."""

    bulan: int
    triwulan: int
    pagu_dihitung: int | None
    realisasi_dihitung: int | None
    nilai_bulan: Decimal | None
    nilai_ikpa: Decimal | None
    predikat: str | None
    kekurangan_rupiah: int | None
    bulan_kurang: int | None


class Deviasi(NamedTuple):
    """ESTIMATE of IKPA Deviasi Halaman III DIPA in one month; ``kurang`` says what is missing when it has no value."""

    bulan: int
    rpd: int | None
    realisasi: int | None
    deviasi_pct: Decimal | None
    rata_rata_pct: Decimal | None
    nilai: Decimal | None
    kurang: str | None
    bulan_kurang: int | None


class Proyeksi(NamedTuple):
    """ESTIMATE of absorption at the end of the year, from the reported month; ``jenis_belanja`` None: the whole satker.

    ``galat_pct`` and ``jumlah_uji`` are of the back-test; ``keterangan`` says why there is no projection.
    """

    jenis_belanja: str | None
    nama_jenis_belanja: str | None
    pagu: int
    realisasi_sd: int
    proyeksi: int | None
    batas_bawah: int | None
    batas_atas: int | None
    proyeksi_pct: Decimal | None
    batas_bawah_pct: Decimal | None
    batas_atas_pct: Decimal | None
    galat_pct: Decimal | None
    jumlah_uji: int | None
    metode: str | None
    keterangan: str | None


class Kepatuhan(NamedTuple):
    """Whether one month was reported; ``waktu_lapor`` is WIB. ``jenis``: fa_detail or realisasi_kinerja."""

    bulan: int
    jenis: str
    tenggat: date
    status: str
    waktu_lapor: datetime | None
    hari_terlambat: int | None


class Temuan(NamedTuple):
    """One finding of a failed rule, of this year and no later month; ``rincian`` is in words."""

    tingkat: str
    aturan: str
    uraian: str
    bulan: int | None
    kode_indikator: str | None
    nama_berkas: str | None
    lembar: str | None
    baris: int | None
    sel: str | None
    kolom: str | None
    nilai: str | None
    rincian: str
    saran: str


class Karantina(NamedTuple):
    """One open entry of the quarantine, of this year and no later month; ``jenis``, ``bulan``: of its document."""

    file_id: str
    aturan: str
    nama_berkas: str
    lembar: str | None
    baris: int | None
    kolom: str | None
    nilai: str | None
    alasan: str
    saran: str
    jenis: str | None = None
    bulan: int | None = None


class Koreksi(NamedTuple):
    """One cell that the register of corrections changed in a document of this report."""

    id: str
    tindakan: str
    file_id: str
    nama_berkas: str | None
    lembar: str | None
    baris: int | None
    kolom: str | None
    nilai_salah: str | None
    nilai_benar: str | None
    alasan: str
    oleh: str
    tanggal: date


class Digantikan(NamedTuple):
    """A document of the reported month of which no row counts, because a newer one took its place."""

    nama: str


class Berkas(NamedTuple):
    """One sheet of a document that this report rests on; ``bulan`` None: of the whole year.

    ``waktu_sumber`` is WIB and when its maker made it, ``diterima_pada`` UTC; ``sintetis``: it says so itself.
    """

    file_id: str
    nama: str
    jenis: str
    lembar: str | None
    bulan: int | None
    waktu_sumber: datetime
    diterima_pada: datetime
    sintetis: bool
