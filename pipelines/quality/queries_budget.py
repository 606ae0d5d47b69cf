"""Queries of the failing rows of the rules that compare exports, their levels, or their months. No rule here."""

from __future__ import annotations

from itertools import pairwise

from pipelines.quality.places import location
from pipelines.quality.queries import IN_INBOX

AMOUNTS = ("pagu", "lock_pagu", "realisasi_lalu", "realisasi_ini", "realisasi_sd", "sisa")
LEVELS = ("total", "program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun")
ROW = "left join raw.fa_detail as f on t.file_id = f.file_id and t.baris = f.baris"


def _pyramid() -> str:
    """Every row counts once for itself and once, negatively, for the row above it: each sum must be nothing.

    The row to look at is the upper one; its wrong amount, the first that differs.
    """
    codes = [f"kode_{level}" for level in LEVELS[1:]]
    above = " ".join(f"when '{low}' then '{high}'" for high, low in pairwise(LEVELS))
    codes_above = [f"case when tingkat <> '{level}' then kode_{level} end" for level in LEVELS[1:]]
    keys = ", ".join(("kode_satker", "tahun", "bulan", "tingkat", *codes))
    sums = ", ".join(f"sum({amount}) as selisih_{amount}" for amount in AMOUNTS)
    first_wrong = " ".join(f"when selisih_{amount} <> 0 then '{amount}'" for amount in AMOUNTS)
    its_value = " ".join(f"when selisih_{amount} <> 0 then f.{amount}" for amount in AMOUNTS)
    return f"""
        with beda as (
            select {keys}, {sums}, min(baris) as baris
            from (
                select {keys}, {", ".join(AMOUNTS)}, baris
                from core.realisasi_tingkat
                where tingkat <> 'akun'
                union all
                select
                    kode_satker, tahun, bulan, case tingkat {above} end, {", ".join(codes_above)},
                    {", ".join(f"-{amount}" for amount in AMOUNTS)}, null
                from core.realisasi_tingkat
                where tingkat <> 'total'
            ) as baris
            group by {keys}
            having {" or ".join(f"sum({amount}) <> 0" for amount in AMOUNTS)}
        )
        select
            {", ".join(f"b.{key}" for key in keys.split(", "))}, {", ".join(f"selisih_{amount}" for amount in AMOUNTS)},
            s.file_id, f.lembar, b.baris, case {first_wrong} end as kolom, case {its_value} end as nilai
        from beda as b
        left join core.snapshot_anggaran as s
            on b.kode_satker = s.kode_satker and b.tahun = s.tahun and b.bulan = s.bulan and s.berlaku
        left join raw.fa_detail as f on s.file_id = f.file_id and b.baris = f.baris
    """


PYRAMID = _pyramid()


# A flat file's line of the month before that is no longer in it is kept with nothing left (core.akun_datar).
def _in_the_file(row: str) -> str:
    return f"not ({row}.jenis = 'realisasi_datar' and {row}.pagu = 0 and {row}.realisasi_sd = 0)"


# Each month's total beside that of the nearest earlier month of the same year, and whether the export looks filtered:
# its RO are only a part of the earlier month's, and with them most of the pagu is gone.
_MONTHS = f"""
    with berurutan as (
        select
            kode_satker, tahun, bulan, jenis, pagu, realisasi_lalu, realisasi_ini, realisasi_sd, file_id, baris,
            case when jenis = 'fa_detail' then realisasi_lalu end as lalu_tertulis,
            lag(bulan) over satker_tahun as bulan_sebelumnya,
            lag(jenis) over satker_tahun as jenis_sebelumnya,
            lag(pagu) over satker_tahun as pagu_sebelumnya,
            lag(realisasi_sd) over satker_tahun as realisasi_sd_sebelumnya,
            lag(file_id) over satker_tahun as file_id_sebelumnya
        from core.realisasi_tingkat
        where tingkat = 'total'
        window satker_tahun as (partition by kode_satker, tahun order by bulan)
    ),
    jauh_turun as (
        select b.kode_satker, b.tahun, b.bulan, b.bulan_sebelumnya
        from berurutan as b
        inner join ref.ambang as a on a.nama = 'ekspor_parsial'
        where cast(b.pagu as double) < cast(b.pagu_sebelumnya as double) * a.nilai
    ),
    ro as (
        select j.kode_satker, j.tahun, j.bulan, bool_or(r.bulan = j.bulan) as kini, bool_or(r.bulan <> j.bulan) as dulu
        from jauh_turun as j
        inner join core.realisasi_tingkat as r
            on j.kode_satker = r.kode_satker and j.tahun = r.tahun and r.bulan in (j.bulan, j.bulan_sebelumnya)
        where r.tingkat = 'ro' and {_in_the_file("r")}
        group by j.kode_satker, j.tahun, j.bulan, r.kode_ro
    ),
    tersaring as (
        select kode_satker, tahun, bulan, count(*) filter (where not kini) as jumlah_ro_hilang
        from ro
        group by kode_satker, tahun, bulan
        having bool_and(dulu) and not bool_and(kini)
    ),
    sebanding as (
        select b.*
        from berurutan as b
        where
            b.bulan_sebelumnya is not null
            and not exists (
                select 1
                from tersaring as s
                where
                    s.kode_satker = b.kode_satker and s.tahun = b.tahun and s.bulan in (b.bulan, b.bulan_sebelumnya)
            )
    )
"""

PROBABLY_FILTERED = f"""
    {_MONTHS}
    select
        t.kode_satker, t.tahun, t.bulan, s.jumlah_ro_hilang, t.bulan_sebelumnya, t.pagu_sebelumnya,
        t.file_id_sebelumnya, {location("t.file_id", "f.lembar", "t.baris", "pagu", "t.pagu")}
    from tersaring as s
    inner join berurutan as t on s.kode_satker = t.kode_satker and s.tahun = t.tahun and s.bulan = t.bulan
    {ROW}
"""

# One finding where the total changed; where it did not, one for each sub komponen whose pagu did. A sub komponen that
# is gone is seen by those that got its pagu.
CHANGED_PAGU = f"""
    {_MONTHS},
    pindah as (
        select
            k.kode_satker, k.tahun, k.bulan, k.kode_ro, k.kode_komponen, k.kode_subkomponen, b.bulan_sebelumnya,
            coalesce(l.pagu, 0) as pagu_sebelumnya, k.pagu, k.file_id, k.baris
        from sebanding as b
        inner join core.realisasi_tingkat as k
            on b.kode_satker = k.kode_satker and b.tahun = k.tahun and b.bulan = k.bulan and k.tingkat = 'subkomponen'
        left join core.realisasi_tingkat as l
            on b.kode_satker = l.kode_satker and b.tahun = l.tahun and b.bulan_sebelumnya = l.bulan
            and l.tingkat = 'subkomponen' and k.kode_ro = l.kode_ro and k.kode_komponen = l.kode_komponen
            and k.kode_subkomponen = l.kode_subkomponen
        where b.pagu = b.pagu_sebelumnya and k.pagu <> coalesce(l.pagu, 0) and {_in_the_file("k")}
    ),
    berubah as (
        select
            kode_satker, tahun, bulan, null as kode_ro, null as kode_komponen, null as kode_subkomponen,
            bulan_sebelumnya, pagu_sebelumnya, pagu, file_id, baris
        from sebanding
        where pagu <> pagu_sebelumnya
        union all
        select *
        from pindah
    )
    select
        t.kode_satker, t.tahun, t.bulan, t.kode_ro, t.kode_komponen, t.kode_subkomponen, t.bulan_sebelumnya,
        t.pagu_sebelumnya, t.pagu - t.pagu_sebelumnya as selisih,
        {location("t.file_id", "f.lembar", "t.baris", "pagu", "t.pagu")}
    from berubah as t
    {ROW}
"""

# A refund of this month stands in Periode Ini. What Periode Lalu has lost is explained by nothing in the export.
# A flat file says neither.
_BACKWARDS = (
    "t.realisasi_sd < t.realisasi_sd_sebelumnya"
    " and coalesce(t.lalu_tertulis, t.realisasi_sd) < t.realisasi_sd_sebelumnya"
)

BACKWARDS = f"""
    {_MONTHS}
    select
        t.kode_satker, t.tahun, t.bulan, t.bulan_sebelumnya, t.realisasi_sd_sebelumnya, t.realisasi_ini,
        t.realisasi_sd - t.realisasi_sd_sebelumnya as selisih, t.file_id_sebelumnya,
        {location("t.file_id", "f.lembar", "t.baris", "realisasi_sd", "t.realisasi_sd")}
    from sebanding as t
    {ROW}
    where {_BACKWARDS}
"""

LATE_POSTINGS = f"""
    {_MONTHS}
    select
        t.kode_satker, t.tahun, t.bulan, t.realisasi_sd_sebelumnya,
        t.realisasi_lalu - t.realisasi_sd_sebelumnya as susulan,
        {location("t.file_id", "f.lembar", "t.baris", "realisasi_lalu", "t.realisasi_lalu")}
    from sebanding as t
    {ROW}
    where
        t.bulan = t.bulan_sebelumnya + 1
        and t.lalu_tertulis <> t.realisasi_sd_sebelumnya
        and not ({_BACKWARDS})
"""

# Whether the money of a vanished line is gone from the satker, or is still in its total under other codes.
_GONE = "coalesce(b.lalu_tertulis, b.realisasi_sd) < b.realisasi_sd_sebelumnya"


def _vanished(condition: str) -> str:
    codes = ("kode_ro", "kode_komponen", "kode_subkomponen", "kode_akun")
    # Only flat files tell the funding source: where the form has changed, it is not compared.
    same_source = "t.sumber_dana = case when b.jenis = b.jenis_sebelumnya then k.sumber_dana else t.sumber_dana end"
    return f"""
        {_MONTHS}
        select
            t.kode_satker, t.tahun, b.bulan, {", ".join(f"t.{code}" for code in codes)}, t.sumber_dana,
            b.bulan_sebelumnya, b.file_id as file_id_bulan_ini,
            {location("t.file_id", "coalesce(t.lembar, f.lembar)", "t.baris", "realisasi_sd", "t.realisasi_sd")}
        from sebanding as b
        inner join core.realisasi_anggaran as t
            on b.kode_satker = t.kode_satker and b.tahun = t.tahun and b.bulan_sebelumnya = t.bulan
        anti join core.realisasi_anggaran as k
            on b.kode_satker = k.kode_satker and b.tahun = k.tahun and b.bulan = k.bulan
            and {" and ".join(f"t.{code} = k.{code}" for code in codes)} and {same_source}
            and (k.baris is not null or b.jenis = 'fa_detail')
        {ROW}
        where t.realisasi_sd <> 0 and {condition}
    """


VANISHED_LINES = _vanished(_GONE)
MOVED_LINES = _vanished(f"not ({_GONE})")

# The export in use beside the newest earlier one of the same month that was neither filtered nor saved anew.
EXPORTED_AGAIN_WITH_LESS = f"""
    with berurutan as (
        select
            kode_satker, tahun, bulan, file_id, realisasi_sd, berlaku,
            lead(file_id) over bulan_ini as file_id_sebelumnya,
            lead(realisasi_sd) over bulan_ini as realisasi_sd_sebelumnya
        from core.snapshot_anggaran
        where not parsial and not tertahan and (berlaku or file_id_sama is null)
        window bulan_ini as (
            partition by kode_satker, tahun, bulan order by berlaku desc, waktu_sumber desc, file_id desc
        )
    )
    select
        t.kode_satker, t.tahun, t.bulan, t.realisasi_sd_sebelumnya,
        t.realisasi_sd - t.realisasi_sd_sebelumnya as selisih, t.file_id_sebelumnya,
        {location("t.file_id", "f.lembar", "f.baris", "realisasi_sd", "t.realisasi_sd")}
    from berurutan as t
    left join raw.fa_detail as f on t.file_id = f.file_id and f.tingkat = 'total'
    where t.berlaku and t.realisasi_sd < t.realisasi_sd_sebelumnya
"""

# Newer than the export in use by the time of its file only, which is why somebody may believe that it counts.
OLD_EXPORT_SAVED_ANEW = f"""
    select
        t.kode_satker, t.tahun, t.bulan, s.nama as sama_dengan, k.nama as yang_berlaku,
        b.realisasi_sd as realisasi_sd_berlaku,
        {location("t.file_id", "f.lembar", "f.baris", "realisasi_sd", "t.realisasi_sd")}
    from core.snapshot_anggaran as t
    inner join core.snapshot_anggaran as b
        on t.kode_satker = b.kode_satker and t.tahun = b.tahun and t.bulan = b.bulan and b.berlaku
    inner join raw.berkas as s on t.file_id_sama = s.file_id
    inner join raw.berkas as k on b.file_id = k.file_id
    left join raw.fa_detail as f on t.file_id = f.file_id and f.tingkat = 'total'
    where b.waktu_sumber < t.waktu_sumber and not t.parsial and not t.kurang_baris and t.{IN_INBOX}
"""

# A month that is still going on is exported early as a matter of course.
EXPORTED_BEFORE_THE_MONTH_ENDED = f"""
    select
        s.kode_satker, s.tahun, s.bulan,
        {location("s.file_id", "cast(null as varchar)", "cast(null as integer)", "waktu_sumber", "s.waktu_sumber")}
    from core.snapshot_anggaran as s
    cross join raw.acuan as r
    where
        s.berlaku
        and cast(s.waktu_sumber as date) < last_day(make_date(s.tahun, s.bulan, 1))
        and r.tanggal > last_day(make_date(s.tahun, s.bulan, 1))
"""

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
