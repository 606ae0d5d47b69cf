"""Queries of the failing rows of the rules on the levels of ``mart.serapan_tingkat``. No rule here."""

from __future__ import annotations

from pipelines.quality.queries_budget import LEVELS

_LEVELS = ", ".join(f"('{level}')" for level in LEVELS[1:])

LEVELS_UNLIKE_THEIR_SATKER = f"""
    with tingkat as (
        select kode_satker, tahun, bulan, tingkat, sum(pagu) as pagu, sum(realisasi_sd) as realisasi_sd
        from mart.serapan_tingkat
        group by kode_satker, tahun, bulan, tingkat
    ),
    satker as (
        select s.kode_satker, s.tahun, s.bulan, t.tingkat, s.pagu, s.realisasi_sd
        from mart.serapan_satker as s
        cross join (values {_LEVELS}) as t (tingkat)
    )
    select
        coalesce(s.kode_satker, t.kode_satker) as kode_satker,
        coalesce(s.tahun, t.tahun) as tahun,
        coalesce(s.bulan, t.bulan) as bulan,
        coalesce(s.tingkat, t.tingkat) as tingkat,
        s.pagu, t.pagu as jumlah_pagu, s.realisasi_sd, t.realisasi_sd as jumlah_realisasi_sd
    from satker as s
    full outer join tingkat as t
        on s.kode_satker = t.kode_satker and s.tahun = t.tahun and s.bulan = t.bulan and s.tingkat = t.tingkat
    where s.pagu is distinct from t.pagu or s.realisasi_sd is distinct from t.realisasi_sd
"""

ROWS_UNLIKE_THEIR_PARTS = """
    with bagian as (
        select kode_satker, tahun, bulan, kode_induk, sum(pagu) as pagu, sum(realisasi_sd) as realisasi_sd
        from mart.serapan_tingkat
        where kode_induk is not null
        group by kode_satker, tahun, bulan, kode_induk
    ),
    induk as (
        select kode_satker, tahun, bulan, kode, pagu, realisasi_sd
        from mart.serapan_tingkat
        where tingkat <> 'akun'
    )
    select
        coalesce(i.kode_satker, b.kode_satker) as kode_satker,
        coalesce(i.tahun, b.tahun) as tahun,
        coalesce(i.bulan, b.bulan) as bulan,
        coalesce(i.kode, b.kode_induk) as kode,
        i.pagu, b.pagu as jumlah_pagu, i.realisasi_sd, b.realisasi_sd as jumlah_realisasi_sd
    from induk as i
    full outer join bagian as b
        on i.kode_satker = b.kode_satker and i.tahun = b.tahun and i.bulan = b.bulan and i.kode = b.kode_induk
    where i.pagu is distinct from b.pagu or i.realisasi_sd is distinct from b.realisasi_sd
"""
