"""Queries of the failing rows of the rules that compare cash plans (RPD) with the pagu. No rule here."""

from __future__ import annotations

from pipelines.quality.places import location

# The plan of the year by expense type beside the pagu of the newest month that has one. The row to look at is the one
# that the newest month of the plan comes from.
_YEARS = """
    with rencana as (
        select
            kode_satker, tahun, jenis_belanja, sum(rpd) as rpd, count(*) as jumlah_bulan,
            max_by(file_id, bulan) as file_id, arg_max_null(lembar, bulan) as lembar, max_by(baris, bulan) as baris,
            max_by(satuan, bulan) as satuan
        from core.rpd
        group by kode_satker, tahun, jenis_belanja
    ),
    terbaru as (
        select r.kode_satker, r.tahun, max(r.bulan) as bulan
        from core.realisasi_anggaran as r
        semi join rencana as p on r.kode_satker = p.kode_satker and r.tahun = p.tahun
        group by r.kode_satker, r.tahun
    ),
    anggaran as (
        select r.kode_satker, r.tahun, r.jenis_belanja, sum(r.pagu) as pagu
        from core.realisasi_anggaran as r
        inner join terbaru as t on r.kode_satker = t.kode_satker and r.tahun = t.tahun and r.bulan = t.bulan
        group by r.kode_satker, r.tahun, r.jenis_belanja
    ),
    sebanding as (
        select
            r.*, t.bulan, coalesce(p.pagu, 0) as pagu,
            r.rpd >= p.pagu * a.nilai
            or (r.jumlah_bulan = 12 and r.rpd > 0 and r.rpd * a.nilai <= p.pagu) as salah_satuan
        from rencana as r
        inner join terbaru as t on r.kode_satker = t.kode_satker and r.tahun = t.tahun
        left join anggaran as p
            on r.kode_satker = p.kode_satker and r.tahun = p.tahun and r.jenis_belanja = p.jenis_belanja
        inner join ref.ambang as a on a.nama = 'rpd_salah_satuan'
    )
"""
_SHOWN = "t.kode_satker, t.tahun, t.bulan, t.jenis_belanja, t.rpd as rpd_setahun, t.pagu"
_ITS_ROW = location("t.file_id", "t.lembar", "t.baris", "jenis_belanja", "t.jenis_belanja")

# Only a plan of all twelve months is the plan of the year.
FAR_FROM_PAGU = f"""
    {_YEARS}
    select {_SHOWN}, t.rpd - t.pagu as selisih, {_ITS_ROW}
    from sebanding as t
    inner join ref.ambang as b on b.nama = 'beda_rpd_pagu'
    where t.jumlah_bulan = 12 and t.pagu > 0 and not t.salah_satuan and abs(t.rpd - t.pagu) > t.pagu * b.nilai
"""

WRONG_UNIT = f"""
    {_YEARS}
    select {_SHOWN}, {location("t.file_id", "t.lembar", "t.baris", "satuan", "t.satuan")}
    from sebanding as t
    where t.pagu > 0 and t.salah_satuan
"""

WITHOUT_PAGU = f"""
    {_YEARS}
    select {_SHOWN}, {_ITS_ROW}
    from sebanding as t
    where t.pagu = 0 and t.rpd > 0
"""
