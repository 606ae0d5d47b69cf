"""The queries of a report that are more than one table and its key. They follow ``select <fields of the row>``."""

KNOWN_MONTHS = """
    select tahun, bulan from mart.serapan_satker where kode_satker = $satker
    union
    select tahun, bulan from core.realisasi_indikator where kode_satker = $satker
    order by tahun, bulan
"""

# The name on the last day of the reported month.
UNIT_NAME = """
    select nama_satker, 0 as urutan
    from core.nama_satker
    where
        kode_satker = $satker
        and (mulai is null or mulai <= last_day(make_date($tahun, $bulan, 1)))
        and (sampai is null or sampai >= last_day(make_date($tahun, $bulan, 1)))
    union all
    select nama_satker, 1 from core.satker where kode_satker = $satker
    order by urutan
"""

# What the sheets up to the reported month said last of each indicator; later ones do not reach back.
_REPORTED = """
    (
        select kode_indikator, max_by(satuan, bulan) as satuan, max_by(nama, bulan) as nama
        from core.realisasi_indikator
        where kode_satker = $satker and tahun = $tahun and bulan <= $bulan
        group by kode_indikator
    )
"""

AGREEMENT = f"""
    from (
        select
            i.*, i.nama as indikator, s.nama_sasaran, c.target_tahunan,
            case
                when not i.satuan_campuran then u.satuan
                when $bulan = 12 then c.satuan
            end as satuan
        from core.indikator as i
        left join core.sasaran as s
            on i.kode_satker = s.kode_satker and i.tahun = s.tahun and i.kode_sasaran = s.kode_sasaran
        left join mart.capaian_triwulan as c
            on
                i.kode_satker = c.kode_satker
                and i.tahun = c.tahun
                and i.kode_indikator = c.kode_indikator
                and c.triwulan = 4
        left join {_REPORTED} as u on i.kode_indikator = u.kode_indikator
        where i.kode_satker = $satker and i.tahun = $tahun
    )
    order by kode_indikator
"""

# Every indicator of the plan or a sheet so far, as it stood in the month; the mart says why a quarter has no value.
ACHIEVED = f"""
    from (
        select
            t.triwulan, cast($bulan as integer) as bulan, t.kode_sasaran, t.nama_sasaran, t.kode_indikator,
            case when t.polaritas is null then coalesce(u.nama, t.indikator) else t.indikator end as indikator,
            case when t.satuan_campuran and $bulan = 12 then c.satuan else u.satuan end as satuan,
            t.polaritas, c.target, c.pembilang, c.penyebut, c.realisasi,
            c.capaian_pct, c.kriteria, t.target_tahunan, c.capaian_tahunan_pct, c.kriteria_tahunan,
            case when c.kode_indikator is null then t.keterangan else c.keterangan end as keterangan,
            t.satuan_campuran,
            c.hambatan, c.rencana_tindak_lanjut, c.bukti_dukung,
            case when c.target is not null then c.file_id_target end as file_id_target,
            case when c.target is not null then c.baris_target end as baris_target, c.file_id, c.lembar,
            c.baris_sumber
        from mart.capaian_triwulan as t
        left join mart.capaian_indikator as c
            on
                t.kode_satker = c.kode_satker
                and t.tahun = c.tahun
                and t.kode_indikator = c.kode_indikator
                and c.bulan = $bulan
        left join {_REPORTED} as u on t.kode_indikator = u.kode_indikator
        where
            t.kode_satker = $satker
            and t.tahun = $tahun
            and t.triwulan = ($bulan + 2) // 3
            and (t.polaritas is not null or u.kode_indikator is not null)
    )
    order by kode_indikator
"""

QUARTERS = f"""
    from mart.capaian_triwulan
    where
        kode_satker = $satker
        and tahun = $tahun
        and bulan <= $bulan
        and (polaritas is not null or kode_indikator in (select u.kode_indikator from {_REPORTED} as u))
    order by kode_indikator, triwulan
"""

BY_TYPE = """
    from (
        select s.*, t.target_pct
        from mart.serapan_jenis_belanja as s
        inner join ref.bulan as b on s.bulan = b.bulan
        left join ref.target_penyerapan_ikpa as t
            on
                s.jenis_belanja = t.jenis_belanja
                and b.triwulan = t.triwulan
                and s.tahun between t.tahun_mulai and t.tahun_sampai
        where s.kode_satker = $satker and s.tahun = $tahun and s.bulan = $bulan
    )
    order by jenis_belanja
"""

# The plan is that of the reported month, or of the last one before it with an export; realisation stops there too.
CURVE = """
    from (
        select
            p.bulan, d.rpd, p.rpd_sd, p.target_ikpa, s.realisasi_ini, s.realisasi_sd, p.rpd_pct, p.target_ikpa_pct
        from mart.rencana_penyerapan as p
        left join mart.deviasi_rpd as d
            on p.kode_satker = d.kode_satker and p.tahun = d.tahun and p.bulan = d.bulan
        left join mart.serapan_satker as s
            on p.kode_satker = s.kode_satker and p.tahun = s.tahun and p.bulan = s.bulan and s.bulan <= $bulan
        where
            p.kode_satker = $satker
            and p.tahun = $tahun
            and p.bulan_laporan = (
                select max(bulan)
                from mart.serapan_satker
                where kode_satker = $satker and tahun = $tahun and bulan <= $bulan
            )
    )
    order by bulan
"""

REPLACED = """
    from (
        select distinct n.nama
        from (
            select file_id
            from core.snapshot_anggaran
            where kode_satker = $satker and tahun = $tahun and bulan = $bulan
            union all
            select file_id
            from raw.realisasi_kinerja
            where kode_satker = $satker and tahun = $tahun and bulan = $bulan
        ) as d
        inner join core.status_berkas as s on d.file_id = s.file_id and s.status = 'digantikan'
        inner join dq.nama_berkas as n on d.file_id = n.file_id
    ) order by nama
"""

DOCUMENTS = """
    from (
        select
            d.file_id, n.nama, b.jenis, d.lembar, min(d.bulan) as bulan, b.waktu_sumber, b.diterima_pada,
            contains(upper(concat(n.nama, ' ', b.nama_satker)), 'SINTETIS') as sintetis
        from (
            select file_id, cast(null as varchar) as lembar, cast(null as integer) as bulan
            from core.dokumen_rak
            where kode_satker = $satker and tahun = $tahun and berlaku
            union
            select r.file_id, coalesce(r.lembar, k.lembar), r.bulan
            from core.realisasi_anggaran as r
            left join raw.kolom as k on r.file_id = k.file_id and r.lembar is null
            where r.kode_satker = $satker and r.tahun = $tahun and r.bulan <= $bulan
            union
            select file_id, lembar, bulan
            from core.realisasi_indikator
            where kode_satker = $satker and tahun = $tahun and bulan <= $bulan
            union
            select file_id, lembar, null
            from core.rpd
            where kode_satker = $satker and tahun = $tahun
        ) as d
        inner join raw.berkas as b on d.file_id = b.file_id
        inner join dq.nama_berkas as n on d.file_id = n.file_id
        group by d.file_id, n.nama, b.jenis, d.lembar, b.waktu_sumber, b.diterima_pada, b.nama_satker
    )
    order by jenis, bulan nulls first, nama, lembar
"""

EFFICIENCY = """
    from (
        select e.*, k.nilai as se{more}
        from mart.efisiensi_{table} as e
        left join ref.ketentuan as k
            on k.nama = 'standar_efisiensi' and e.tahun between k.tahun_mulai and k.tahun_sampai
        where e.kode_satker = $satker and e.tahun = $tahun and e.bulan = $bulan
    )
    order by kode_{table}
"""

RULES = """
    from (
        select nama, nilai, sumber from ref.ketentuan where $tahun between tahun_mulai and tahun_sampai
        union all
        select 'ikpa_penyerapan', null, max(sumber) from ref.target_penyerapan_ikpa
        where $tahun between tahun_mulai and tahun_sampai having count(*) > 0
        union all
        select 'deviasi_rpd', null, max(sumber) from ref.deviasi_rpd
        where $tahun between tahun_mulai and tahun_sampai having count(*) > 0
    )
    order by nama
"""


def scale(table: str, name: str) -> str:
    """The kriteria or predikat of the year, the lowest first."""
    return f"""
        from (
            select {name} as nama, batas_bawah, batas_atas
            from {table}
            where $tahun between tahun_mulai and tahun_sampai
        )
        order by batas_bawah nulls first
    """


PLAN = """
    from (
        select d.*, p.jumlah_potongan, p.jumlah_baris
        from core.dokumen_rak as d
        cross join (
            select count(distinct fragmen) as jumlah_potongan, count(*) as jumlah_baris
            from core.kontribusi
            where kode_satker = $satker and tahun = $tahun and kode_indikator is null
        ) as p
        where d.kode_satker = $satker and d.tahun = $tahun and d.berlaku
    )
"""
