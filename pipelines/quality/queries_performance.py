"""Queries of the failing rows of the rules that compare performance sheets with the plan or with each other."""

from __future__ import annotations

from pipelines.quality.places import as_text, location, plan_sheet
from pipelines.quality.queries import SHARES


def _key(name: str) -> str:
    """A name without regard to case and spacing."""
    return f"upper(trim(regexp_replace({name}, '[[:space:]]+', ' ', 'g')))"


# The cap of NPS of the row's year.
CAP = (
    "(select k.nilai from ref.ketentuan as k where k.nama = 'batas_nps'"
    " and tahun between k.tahun_mulai and k.tahun_sampai)"
)

# Where the highest class of the row's year begins, the only one without an upper bound.
TOO_HIGH = (
    "(select k.batas_bawah from ref.kriteria_capaian as k where k.batas_atas is null"
    " and tahun between k.tahun_mulai and k.tahun_sampai)"
)

_REPORTED = location("r.file_id", "r.lembar", "r.baris_sumber", "kode_indikator", "r.kode_indikator")

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
    ),
    menurut_nama as (
        select kode_satker, tahun, {_key("nama")} as kunci, min(kode_indikator) as kode_indikator
        from core.indikator
        group by kode_satker, tahun, {_key("nama")}
    )
    select
        r.kode_satker, r.tahun, r.bulan, r.kode_indikator, r.nama,
        n.kode_indikator as kode_indikator_menurut_nama, {_REPORTED}
    from core.realisasi_indikator as r
    left join menurut_nama as n
        on r.kode_satker = n.kode_satker and r.tahun = n.tahun and {_key("r.nama")} = n.kunci
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

# A blank month means "no target yet" for as long as a later month has one. One finding for each indicator.
NO_TARGET_LEFT = f"""
    with terlapor as (
        select
            r.kode_satker, r.tahun, r.kode_indikator, r.bulan, r.file_id, r.lembar, r.baris_sumber,
            coalesce(r.realisasi_dilaporkan, r.realisasi) as dilaporkan,
            count(*) over (partition by r.kode_satker, r.tahun, r.kode_indikator) as jumlah_bulan,
            row_number() over (partition by r.kode_satker, r.tahun, r.kode_indikator order by r.bulan desc) as urutan
        from core.realisasi_indikator as r
        inner join (
            select kode_satker, tahun, kode_indikator, max(bulan) filter (where target is not null) as bulan_terakhir
            from core.target_indikator
            group by kode_satker, tahun, kode_indikator
        ) as t
            on r.kode_satker = t.kode_satker and r.tahun = t.tahun and r.kode_indikator = t.kode_indikator
        where r.realisasi is not null and r.bulan > coalesce(t.bulan_terakhir, 0)
    )
    select
        r.kode_satker, r.tahun, r.kode_indikator, r.bulan, r.jumlah_bulan,
        {location("r.file_id", "r.lembar", "r.baris_sumber", "realisasi", "r.dilaporkan")}
    from terlapor as r
    where r.urutan = 1
"""

_TARGET_SHEET = plan_sheet("rak_target", "c.file_id_target", "c.baris_target")

# Only months that the satker has reported at all: a month not reported yet is LAPOR-01's. Where a row of that month, or
# a row of unknown month in a sheet that reports it, is in quarantine, the quarantine tells what is missing.
NOT_REPORTED = f"""
    select
        c.kode_satker, c.tahun, c.bulan, c.kode_indikator, c.indikator,
        {location("c.file_id_target", _TARGET_SHEET, "c.baris_target", "target", "c.target")}
    from mart.capaian_indikator as c
    inner join (select distinct kode_satker, tahun, bulan from core.realisasi_indikator) as l
        on c.kode_satker = l.kode_satker and c.tahun = l.tahun and c.bulan = l.bulan
    where
        c.target is not null
        and c.realisasi is null
        and not exists (
            select 1
            from core.sebutan_indikator as s
            where
                s.kode_satker = c.kode_satker and s.tahun = c.tahun and s.bulan = c.bulan
                and (s.kode_indikator is null or s.bertentangan_dengan is not null)
        )
        and not exists (
            select 1
            from core.realisasi_indikator as r
            inner join raw.tolakan as x on r.file_id = x.file_id and x.baris is not null
            where r.kode_satker = c.kode_satker and r.tahun = c.tahun and r.bulan = c.bulan
        )
"""


def _factor(quotient: str, value: str) -> str:
    """Whether a quotient became the value as a percentage or as it is: what core.realisasi_indikator multiplied by."""
    value = f"cast({value} as double)"
    return f"case when abs({quotient} * 100 - {value}) < abs({quotient} - {value}) then 100 else 1 end"


_CHANGED_CELL = "case kolom when 'pembilang' then pembilang when 'penyebut' then penyebut else realisasi end"

# The figure used, recomputed or else reported, as it stood at the deadline (or was reported first, where that was
# later) against what stands now. A document comes when it is made or when it is received, whichever is earlier.
CHANGED_HISTORY = f"""
    with versi as (
        select
            r.kode_satker, r.tahun, r.bulan, r.kode_indikator, r.file_id, r.lembar, r.baris, b.nama,
            cast(r.pembilang as decimal(28, 4)) as pembilang, cast(r.penyebut as decimal(28, 4)) as penyebut,
            cast(r.realisasi as decimal(28, 4)) as realisasi,
            cast(r.pembilang as double) / nullif(cast(r.penyebut as double), 0) as hasil_bagi,
            least(b.waktu_sumber, b.diterima_pada + interval 7 hour) as waktu
        from terkoreksi.realisasi_kinerja as r
        inner join terkoreksi.berkas as b on r.file_id = b.file_id
    ),
    tenggat as (
        select y.tahun, b.bulan,
            make_date(y.tahun, b.bulan, 1) + interval 1 month + cast(a.nilai as integer) * interval 1 day as lewat
        from ref.bulan as b
        cross join (select distinct tahun from core.realisasi_indikator) as y
        inner join ref.ketentuan as a
            on a.nama = 'tenggat_lapor' and y.tahun between a.tahun_mulai and a.tahun_sampai
    ),
    perubahan as (
        select
            l.kode_satker, l.tahun, l.bulan, l.kode_indikator, l.nama as berkas_lama, n.nama as berkas_baru,
            case
                when l.hasil_bagi is null then l.realisasi
                when n.hasil_bagi <> 0 and t.realisasi_hitung is not null
                    then dua_desimal(l.hasil_bagi * {_factor("n.hasil_bagi", "t.realisasi_hitung")})
                else dua_desimal(l.hasil_bagi * {_factor("l.hasil_bagi", "coalesce(l.realisasi, t.realisasi)")})
            end as nilai_lama,
            t.realisasi as nilai_baru, n.waktu as waktu_perubahan, n.file_id, n.lembar, n.baris,
            case
                when t.realisasi_hitung is null then 'realisasi'
                when l.pembilang is distinct from n.pembilang then 'pembilang'
                else 'penyebut'
            end as kolom,
            n.pembilang, n.penyebut, n.realisasi,
            row_number() over (
                partition by l.kode_satker, l.tahun, l.bulan, l.kode_indikator
                order by
                    l.waktu >= g.lewat, case when l.waktu < g.lewat then l.waktu end desc, l.waktu, l.file_id, l.baris
            ) as urutan
        from core.realisasi_indikator as t
        inner join tenggat as g on t.tahun = g.tahun and t.bulan = g.bulan
        inner join versi as n
            on t.file_id = n.file_id and t.lembar is not distinct from n.lembar and t.baris_sumber = n.baris
        inner join versi as l
            on t.kode_satker = l.kode_satker and t.tahun = l.tahun and t.bulan = l.bulan
            and t.kode_indikator = l.kode_indikator and t.file_id <> l.file_id
        where
            n.waktu >= g.lewat and l.waktu < n.waktu
            and (l.realisasi is not null or l.hasil_bagi is not null)
    )
    select
        kode_satker, tahun, bulan, kode_indikator, {as_text("nilai_lama")} as nilai_lama,
        {as_text("nilai_baru")} as nilai_baru, berkas_lama, berkas_baru, waktu_perubahan, file_id, lembar, baris, kolom,
        {as_text(_CHANGED_CELL)} as nilai
    from perubahan
    where urutan = 1 and nilai_lama <> nilai_baru
"""


def _decimals(value: str) -> str:
    return f"length(rtrim(split_part(cast({value} as varchar), '.', 2), '0'))"


# A plan writes 8,3 where the sheet has 8,33, and the sheet 66,67 where the plan has 66,6667; but 3,8 is not 3,75.
_ROUNDED = f"""
    greatest(
        case when {_decimals("c.target")} >= 1 then 0.5 * power(10, -{_decimals("c.target")}) else 0 end,
        case
            when {_decimals("c.target_dilaporkan")} >= 2 then 0.5 * power(10, -{_decimals("c.target_dilaporkan")})
            else 0
        end
    )
"""

OTHER_TARGET = f"""
    select
        c.kode_satker, c.tahun, c.bulan, c.kode_indikator, {as_text("c.target")} as target_di_rak,
        {location("c.file_id", "c.lembar", "c.baris_sumber", "target_sd_bulan", "c.target_dilaporkan")}
    from mart.capaian_indikator as c
    where abs(c.target_dilaporkan - c.target) > {_ROUNDED}
"""

# A code that the plan lacks is KIN-03's or KIN-04's.
NAME_OF_ANOTHER = f"""
    with rencana as (
        select kode_satker, tahun, kode_indikator, nama, {_key("nama")} as kunci
        from core.indikator
    )
    select
        r.kode_satker, r.tahun, r.bulan, r.kode_indikator, s.nama as nama_di_rak,
        min(p.kode_indikator) as kode_indikator_menurut_nama,
        {location("r.file_id", "r.lembar", "r.baris_sumber", "indikator", "r.nama")}
    from core.realisasi_indikator as r
    inner join rencana as s
        on r.kode_satker = s.kode_satker and r.tahun = s.tahun and r.kode_indikator = s.kode_indikator
        and {_key("r.nama")} <> s.kunci
    inner join rencana as p
        on r.kode_satker = p.kode_satker and r.tahun = p.tahun and {_key("r.nama")} = p.kunci
    group by all
"""
