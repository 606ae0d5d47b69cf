"""Queries of the failing rows of the rules about names. Which rule uses which is in ``rules_codes``."""

from __future__ import annotations

# One name, also with its abbreviations spelt out, for two codes on the same day.
OVERLAPPING_NAMES = """
    with peta as (
        select
            nama, coalesce(ejaan, kunci_nama) as ejaan, kode_satker, mulai, sampai, baris as baris_peta,
            coalesce(mulai, date '0001-01-01') as awal, coalesce(sampai, date '9999-12-31') as akhir
        from raw.nama_satker
    )
    select
        a.kode_satker, a.nama, a.mulai, a.sampai, a.baris_peta,
        b.kode_satker as kode_satker_lain, b.nama as nama_lain, b.baris_peta as baris_peta_lain
    from peta as a
    inner join peta as b
        on a.ejaan = b.ejaan and a.kode_satker < b.kode_satker and a.awal <= b.akhir and b.awal <= a.akhir
"""

# As in dq.karantina: a sheet of which nothing could be used is nobody's task once it has left the inbox.
_HELD_ROWS = """
    select
        s.kode_satker, s.tahun, s.bulan, s.file_id, s.lembar, s.baris_sumber as baris, s.kolom, s.sebutan as nilai,
        s.kode_indikator, s.bertentangan_dengan
    from core.sebutan_indikator as s
    inner join core.status_berkas as b on s.file_id = b.file_id and b.status = 'diterima'
    where (s.berkas_dikenali or s.file_id in (select file_id from raw.kotak_masuk))
"""
UNKNOWN_INDICATORS = f"{_HELD_ROWS} and s.kode_indikator is null"
CONTRADICTING_ROWS = f"{_HELD_ROWS} and s.bertentangan_dengan is not null"
