"""Queries of the failing rows of those rules that compare rows or tables. Which rule uses which is in ``rules``."""

from __future__ import annotations

from itertools import pairwise

DUPLICATE_CURRENT_PLAN = """
    select kode_satker, tahun, count(*) as jumlah_dokumen
    from core.dokumen_rak
    where berlaku
    group by kode_satker, tahun
    having count(*) > 1
"""

DUPLICATE_CURRENT_SNAPSHOT = """
    select kode_satker, tahun, bulan, count(*) as jumlah_ekspor
    from core.snapshot_anggaran
    where berlaku
    group by kode_satker, tahun, bulan
    having count(*) > 1
"""

OVERLAPPING_NAMES = """
    select a.kunci_nama, a.kode_satker, b.kode_satker as kode_satker_lain, a.mulai, a.sampai
    from raw.nama_satker as a
    inner join raw.nama_satker as b
        on
            a.kunci_nama = b.kunci_nama
            and a.kode_satker < b.kode_satker
            and coalesce(a.mulai, date '0001-01-01') <= coalesce(b.sampai, date '9999-12-31')
            and coalesce(b.mulai, date '0001-01-01') <= coalesce(a.sampai, date '9999-12-31')
"""

INDICATOR_SUMS = """
    with terkumpul as (
        select kode_satker, tahun, kode_indikator, sum(kontribusi) as kontribusi
        from core.kontribusi
        where kode_indikator is not null
        group by kode_satker, tahun, kode_indikator
    )
    select
        i.kode_satker, i.tahun, i.kode_indikator, i.baris_sumber, i.anggaran,
        coalesce(t.kontribusi, 0) as jumlah_kontribusi,
        coalesce(t.kontribusi, 0) - i.anggaran as selisih
    from core.indikator as i
    left join terkumpul as t
        on i.kode_satker = t.kode_satker and i.tahun = t.tahun and i.kode_indikator = t.kode_indikator
    where i.anggaran <> coalesce(t.kontribusi, 0)
"""

REPEATED_AMOUNTS = """
    select
        kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen,
        min(anggaran) as anggaran_terkecil, max(anggaran) as anggaran_terbesar, min(baris_sumber) as baris_pertama
    from core.kontribusi
    group by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
    having min(anggaran) <> max(anggaran)
"""

SHARES = """
    select
        kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen,
        max(anggaran) as anggaran, sum(kontribusi) as jumlah_kontribusi, sum(kontribusi) - max(anggaran) as selisih,
        min(baris_sumber) as baris_pertama
    from core.kontribusi
    group by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
    having sum(kontribusi) <> max(anggaran)
"""

FRAGMENTS = """
    select
        kode_satker, tahun, fragmen, min(baris_sumber) as baris_pertama, max(potongan_nama) as potongan_nama,
        count(*) as jumlah_baris, sum(kontribusi) as jumlah_kontribusi
    from core.kontribusi
    where kode_indikator is null
    group by kode_satker, tahun, fragmen
"""

# A cumulative target rises; it may fall where smaller is better, or where December counts in another unit.
FALLING_TARGETS = """
    with berurutan as (
        select
            t.kode_satker, t.tahun, t.kode_indikator, t.bulan, t.target, t.baris_sumber,
            lag(t.target) over (partition by t.kode_satker, t.tahun, t.kode_indikator order by t.bulan) as sebelumnya
        from core.target_indikator as t
        inner join core.indikator as i
            on t.kode_satker = i.kode_satker and t.tahun = i.tahun and t.kode_indikator = i.kode_indikator
        where
            t.target is not null
            and i.polaritas = 'maksimum'
            and not (i.satuan_campuran and t.bulan = 12)
    )
    select kode_satker, tahun, kode_indikator, bulan, sebelumnya, target, baris_sumber
    from berurutan
    where target < sebelumnya
"""

NO_DECEMBER_TARGET = """
    select i.kode_satker, i.tahun, i.kode_indikator, i.baris_sumber
    from core.indikator as i
    where not exists (
        select 1
        from core.target_indikator as t
        where
            t.kode_satker = i.kode_satker and t.tahun = i.tahun and t.kode_indikator = i.kode_indikator
            and t.bulan = 12 and t.target is not null
    )
"""

AMOUNTS = ("pagu", "lock_pagu", "realisasi_lalu", "realisasi_ini", "realisasi_sd", "sisa")
LEVELS = ("total", "program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun")


def _pyramid() -> str:
    """Every row counts once for itself and once, negatively, for the row above it: each sum must be nothing."""
    codes = [f"kode_{level}" for level in LEVELS[1:]]
    above = " ".join(f"when '{low}' then '{high}'" for high, low in pairwise(LEVELS))
    codes_above = [f"case when tingkat <> '{level}' then kode_{level} end" for level in LEVELS[1:]]
    keys = ", ".join(("kode_satker", "tahun", "bulan", "tingkat", *codes))
    sums = ", ".join(f"sum({amount}) as selisih_{amount}" for amount in AMOUNTS)
    return f"""
        select {keys}, {sums}
        from (
            select {keys}, {", ".join(AMOUNTS)}
            from core.realisasi_tingkat
            where tingkat <> 'akun'
            union all
            select
                kode_satker, tahun, bulan, case tingkat {above} end, {", ".join(codes_above)},
                {", ".join(f"-{amount}" for amount in AMOUNTS)}
            from core.realisasi_tingkat
            where tingkat <> 'total'
        ) as baris
        group by {keys}
        having {" or ".join(f"sum({amount}) <> 0" for amount in AMOUNTS)}
    """


PYRAMID = _pyramid()

LATE_POSTINGS = """
    select
        t.kode_satker, t.tahun, t.bulan, p.realisasi_sd as realisasi_sd_bulan_sebelumnya, t.realisasi_lalu,
        t.realisasi_lalu - p.realisasi_sd as susulan
    from core.realisasi_tingkat as t
    inner join core.realisasi_tingkat as p
        on t.kode_satker = p.kode_satker and t.tahun = p.tahun and t.bulan = p.bulan + 1
    where t.tingkat = 'total' and p.tingkat = 'total' and t.realisasi_lalu <> p.realisasi_sd
"""

_UNKNOWN_INDICATORS = f"""
    with rencana_kurang as (
        select kode_satker, tahun
        from core.dokumen_rak
        where berlaku and selisih_total > 0
        union
        select kode_satker, tahun
        from core.kontribusi
        where kode_indikator is null
        union
        select kode_satker, tahun
        from ({SHARES}) as bagian
        where selisih < 0
    ),
    rencana_lengkap as (
        select kode_satker, tahun
        from core.dokumen_rak
        where berlaku
        except
        select kode_satker, tahun
        from rencana_kurang
    )
    select r.kode_satker, r.tahun, r.bulan, r.kode_indikator, r.nama, r.file_id, r.baris_sumber
    from core.realisasi_indikator as r
    left join rencana_lengkap as p on r.kode_satker = p.kode_satker and r.tahun = p.tahun
    where
        not exists (
            select 1
            from core.indikator as i
            where i.kode_satker = r.kode_satker and i.tahun = r.tahun and i.kode_indikator = r.kode_indikator
        )
"""

NOT_IN_PLAN = f"{_UNKNOWN_INDICATORS} and p.kode_satker is not null"
NOT_IN_INCOMPLETE_PLAN = f"{_UNKNOWN_INDICATORS} and p.kode_satker is null"

MISSING_SNAPSHOTS = """
    select
        coalesce(e.kode_satker, s.kode_satker) as kode_satker,
        coalesce(e.tahun, s.tahun) as tahun,
        coalesce(e.bulan, s.bulan) as bulan,
        e.file_id
    from (select kode_satker, tahun, bulan, file_id from core.snapshot_anggaran where berlaku) as e
    full outer join mart.serapan_satker as s
        on e.kode_satker = s.kode_satker and e.tahun = s.tahun and e.bulan = s.bulan
    where e.kode_satker is null or s.kode_satker is null
"""

SNAPSHOT_TOTALS = """
    select
        s.kode_satker, s.tahun, s.bulan, s.pagu, e.pagu as pagu_ekspor,
        s.realisasi_sd, e.realisasi_sd as realisasi_sd_ekspor, e.file_id
    from core.snapshot_anggaran as e
    inner join mart.serapan_satker as s
        on e.kode_satker = s.kode_satker and e.tahun = s.tahun and e.bulan = s.bulan
    where e.berlaku and (s.pagu <> e.pagu or s.realisasi_sd <> e.realisasi_sd)
"""


def parts(table: str) -> str:
    """Satker and months whose rows in ``table`` do not add up to ``mart.serapan_satker``."""
    return f"""
        with bagian as (
            select kode_satker, tahun, bulan, sum(pagu) as pagu, sum(realisasi_sd) as realisasi_sd
            from {table}
            group by kode_satker, tahun, bulan
        )
        select
            coalesce(s.kode_satker, b.kode_satker) as kode_satker,
            coalesce(s.tahun, b.tahun) as tahun,
            coalesce(s.bulan, b.bulan) as bulan,
            s.pagu, b.pagu as jumlah_pagu, s.realisasi_sd, b.realisasi_sd as jumlah_realisasi_sd
        from mart.serapan_satker as s
        full outer join bagian as b
            on s.kode_satker = b.kode_satker and s.tahun = b.tahun and s.bulan = b.bulan
        where
            coalesce(s.pagu, 0) <> coalesce(b.pagu, 0)
            or coalesce(s.realisasi_sd, 0) <> coalesce(b.realisasi_sd, 0)
    """
