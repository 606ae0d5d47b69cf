"""Queries of the failing rows of those rules on plans and deliveries that compare rows or tables. No rule here."""

from __future__ import annotations

from pipelines.quality.places import NOWHERE, as_text, location, plan_sheet

# What is held for the sake of a file is nobody's task any more once the file has left the inbox.
IN_INBOX = "file_id in (select file_id from raw.kotak_masuk)"

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


def _in_plan(alias: str, table: str, kolom: str, value: str) -> str:
    """The location columns of a finding in a plan; ``alias`` has ``file_id`` and ``baris_sumber``."""
    file_id, baris = f"{alias}.file_id", f"{alias}.baris_sumber"
    return location(file_id, plan_sheet(table, file_id, baris), baris, kolom, value)


INDICATOR_SUMS = f"""
    with terkumpul as (
        select kode_satker, tahun, kode_indikator, sum(kontribusi) as kontribusi
        from core.kontribusi
        where kode_indikator is not null
        group by kode_satker, tahun, kode_indikator
    )
    select
        i.kode_satker, i.tahun, i.kode_indikator,
        coalesce(t.kontribusi, 0) as jumlah_kontribusi,
        coalesce(t.kontribusi, 0) - i.anggaran as selisih,
        {_in_plan("i", "rak_indikator", "anggaran", "i.anggaran")}
    from core.indikator as i
    left join terkumpul as t
        on i.kode_satker = t.kode_satker and i.tahun = t.tahun and i.kode_indikator = t.kode_indikator
    where i.anggaran <> coalesce(t.kontribusi, 0)
"""

# The row to look at is the first that differs from the first.
REPEATED_AMOUNTS = f"""
    with berbeda as (
        select
            kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen,
            min(anggaran) as anggaran_terkecil, max(anggaran) as anggaran_terbesar,
            min(baris_sumber) as baris_pertama, min_by(anggaran, baris_sumber) as anggaran_pertama
        from core.kontribusi
        group by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
        having min(anggaran) <> max(anggaran)
    ),
    lain as (
        select
            kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen,
            anggaran_terkecil, anggaran_terbesar, baris_pertama,
            any_value(file_id) as file_id, min(baris_sumber) as baris_sumber, min_by(anggaran, baris_sumber) as anggaran
        from core.kontribusi
        inner join berbeda using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)
        where anggaran <> anggaran_pertama
        group by all
    )
    select
        l.kode_satker, l.tahun, l.kode_ro, l.kode_komponen, l.kode_subkomponen,
        l.anggaran_terkecil, l.anggaran_terbesar, l.baris_pertama,
        {_in_plan("l", "rak_kontribusi", "anggaran", "l.anggaran")}
    from lain as l
"""

# The row to look at is the first.
SHARES = f"""
    with bagian as (
        select
            kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen,
            max(anggaran) as anggaran, sum(kontribusi) as jumlah_kontribusi, any_value(file_id) as file_id,
            min(baris_sumber) as baris_sumber, min_by(kontribusi, (baris_sumber, urutan)) as kontribusi
        from core.kontribusi
        group by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
        having sum(kontribusi) <> max(anggaran)
    )
    select
        b.kode_satker, b.tahun, b.kode_ro, b.kode_komponen, b.kode_subkomponen,
        b.anggaran, b.jumlah_kontribusi, b.jumlah_kontribusi - b.anggaran as selisih,
        {_in_plan("b", "rak_kontribusi", "kontribusi", "b.kontribusi")}
    from bagian as b
"""

# The row to look at is the first; the rest of the name stands further up, if at all.
FRAGMENTS = f"""
    with potongan as (
        select
            kode_satker, tahun, fragmen, count(*) as jumlah_baris, sum(kontribusi) as jumlah_kontribusi,
            any_value(file_id) as file_id, min(baris_sumber) as baris_sumber, max(potongan_nama) as potongan_nama,
            min_by(kontribusi, (baris_sumber, urutan)) as kontribusi
        from core.kontribusi
        where kode_indikator is null
        group by kode_satker, tahun, fragmen
    )
    select
        p.kode_satker, p.tahun, p.fragmen, p.jumlah_baris, p.jumlah_kontribusi, p.potongan_nama,
        {_in_plan("p", "rak_kontribusi", "kontribusi", "p.kontribusi")}
    from potongan as p
"""

# A cumulative target rises; it may fall where smaller is better, or where December counts in another unit.
FALLING_TARGETS = f"""
    with berurutan as (
        select
            t.kode_satker, t.tahun, t.kode_indikator, t.bulan, t.target, t.file_id, t.baris_sumber,
            lag(t.target) over (partition by t.kode_satker, t.tahun, t.kode_indikator order by t.bulan) as sebelumnya
        from core.target_indikator as t
        inner join core.indikator as i
            on t.kode_satker = i.kode_satker and t.tahun = i.tahun and t.kode_indikator = i.kode_indikator
        where
            t.target is not null
            and i.polaritas = 'maksimum'
            and not (i.satuan_campuran and t.bulan = 12)
    )
    select
        kode_satker, tahun, kode_indikator, bulan, {as_text("sebelumnya")} as target_sebelumnya,
        {_in_plan("b", "rak_target", "target", "b.target")}
    from berurutan as b
    where target < sebelumnya
"""

NO_DECEMBER_TARGET = f"""
    select
        i.kode_satker, i.tahun, i.kode_indikator, i.nama,
        {_in_plan("i", "rak_indikator", "target", NOWHERE)}
    from core.indikator as i
    where not exists (
        select 1
        from core.target_indikator as t
        where
            t.kode_satker = i.kode_satker and t.tahun = i.tahun and t.kode_indikator = i.kode_indikator
            and t.bulan = 12 and t.target is not null
    )
"""

# A percentage may be counted otherwise in December where its unit is mixed. Negative targets are RAK-06's.
PERCENT_ABOVE_100 = f"""
    select
        t.kode_satker, t.tahun, t.kode_indikator, t.bulan, i.nama,
        {_in_plan("t", "rak_target", "target", "t.target")}
    from core.target_indikator as t
    inner join core.indikator as i
        on t.kode_satker = i.kode_satker and t.tahun = i.tahun and t.kode_indikator = i.kode_indikator
    where
        t.target > 100
        and regexp_matches(upper(trim(i.nama)), '^PERSEN(TASE)?([^A-Z]|$)')
        and not (i.satuan_campuran and t.bulan = 12)
"""

# One finding for each name, at its first row.
UNKNOWN_UNITS_OF_LINES = f"""
    select
        file_id, tahun, bulan, count(*) as jumlah_baris, min(lembar) as lembar, min_by(baris, (lembar, baris)) as baris,
        'nama_satker' as kolom, nama_satker as nilai
    from core.realisasi_datar
    where masalah = 'satker tidak dikenal' and {IN_INBOX}
    group by file_id, tahun, bulan, nama_satker
"""

UNKNOWN_UNITS = f"""
    select
        file_id, tahun, waktu_sumber, cast(null as varchar) as lembar, cast(null as integer) as baris,
        'nama_unit' as kolom, nama_unit as nilai
    from core.dokumen_rak
    where kode_satker is null and {IN_INBOX}
"""

# The day (WIB) on which each satker last sent an accepted file that was new.
LAST_ARRIVALS = """
    select kode_satker, cast(max(diterima_pada) + interval 7 hour as date) as tanggal
    from (
        select kode_satker, diterima_pada
        from raw.berkas
        where kode_satker is not null and status <> 'ditolak'
        union all
        select d.kode_satker, b.diterima_pada
        from core.dokumen_rak as d
        inner join raw.berkas as b on d.file_id = b.file_id
        where d.kode_satker is not null
        union all
        select r.kode_satker, b.diterima_pada
        from raw.realisasi_kinerja as r
        inner join raw.berkas as b on r.file_id = b.file_id
        where b.status <> 'ditolak'
        union all
        select s.kode_satker, b.diterima_pada
        from core.snapshot_anggaran as s
        inner join raw.berkas as b on s.file_id = b.file_id
        where s.jenis = 'realisasi_datar'
        union all
        select r.kode_satker, b.diterima_pada
        from raw.rpd as r
        inner join raw.berkas as b on r.file_id = b.file_id
        where b.status <> 'ditolak'
    ) as kiriman
    group by kode_satker
"""

# A satker that never sent anything is LAPOR-01's.
SILENT_UNITS = f"""
    with terakhir as ({LAST_ARRIVALS})
    select s.kode_satker, s.nama_satker, t.tanggal as kiriman_terakhir, r.tanggal - t.tanggal as hari
    from core.satker as s
    inner join terakhir as t on s.kode_satker = t.kode_satker
    cross join raw.acuan as r
    inner join ref.ambang as a on a.nama = 'segar_hari'
    where
        r.tanggal - t.tanggal > a.nilai
        and (
            not exists (select 1 from raw.nama_satker)
            or exists (
                select 1
                from raw.nama_satker as m
                where m.kode_satker = s.kode_satker and (m.sampai is null or m.sampai >= r.tanggal)
            )
        )
"""

FROM_THE_FUTURE = """
    select
        b.kode_satker, b.tahun, b.bulan, b.nama, b.file_id, cast(null as varchar) as lembar,
        cast(null as integer) as baris, 'waktu_sumber' as kolom, cast(b.waktu_sumber as varchar) as nilai
    from raw.berkas as b
    cross join raw.acuan as r
    where
        (b.status = 'diterima' or b.status = 'digantikan' and b.file_id in (select file_id from raw.kotak_masuk))
        and cast(b.waktu_sumber as date) > r.tanggal + 1
"""

# A sheet may hold many months. What keterangan.csv or a cell says counts; a name that says otherwise was hardly meant
# to.
OTHER_MONTH_IN_NAME = """
    with isi as (
        select file_id, kode_satker, tahun, bulan
        from terkoreksi.berkas
        where jenis in ('fa_detail', 'realisasi_datar')
        union all
        select file_id, kode_satker, tahun, bulan
        from terkoreksi.realisasi_kinerja
    )
    select
        min(i.kode_satker) as kode_satker, min(i.tahun) as tahun, min(i.bulan) as bulan, b.bulan_di_nama, b.file_id,
        cast(null as varchar) as lembar, cast(null as integer) as baris, 'bulan' as kolom,
        array_to_string(list_sort(list(distinct i.bulan)), ', ') as nilai
    from raw.berkas as b
    inner join isi as i on b.file_id = i.file_id
    inner join core.status_berkas as s on b.file_id = s.file_id
    where s.status = 'diterima' or s.status = 'digantikan' and b.file_id in (select file_id from raw.kotak_masuk)
    group by b.file_id, b.bulan_di_nama
    having count(*) filter (where i.bulan = b.bulan_di_nama) = 0 and b.bulan_di_nama is not null
"""

# Months of a satker that went with a version whose place another took (landing.mark_mended): of a performance sheet, or
# of an expense type of a cash plan. Of several such versions the newest. An indikator struck out of a month that stayed
# is not missed. One finding for each satker, year and version.
OVERWRITTEN_UNITS = f"""
    with diganti as (
        select file_id, diganti_oleh, waktu_sumber
        from terkoreksi.berkas
        where diganti_oleh is not null
    ),
    isi as (
        select 'realisasi_kinerja' as jenis, file_id, kode_satker, tahun, bulan, null as jenis_belanja, lembar, baris
        from terkoreksi.realisasi_kinerja
        union all
        select 'rpd', file_id, kode_satker, tahun, bulan, jenis_belanja, lembar, baris
        from terkoreksi.rpd
    ),
    hilang as (
        select i.*, d.diganti_oleh
        from isi as i
        inner join diganti as d on i.file_id = d.file_id
        where not exists (
            select 1
            from isi as k
            where
                k.jenis = i.jenis and k.kode_satker = i.kode_satker and k.tahun = i.tahun and k.bulan = i.bulan
                and k.jenis_belanja is not distinct from i.jenis_belanja
                and k.file_id not in (select file_id from diganti)
        )
        qualify
            rank() over (
                partition by i.jenis, i.kode_satker, i.tahun, i.bulan, i.jenis_belanja
                order by d.waktu_sumber desc, i.file_id desc
            ) = 1
    ),
    datang as (
        select d.file_id, i.tahun, min(i.kode_satker) as kode_satker
        from diganti as d
        inner join isi as i on d.diganti_oleh = i.file_id
        where not exists (select 1 from isi as l where l.file_id = d.file_id and l.kode_satker = i.kode_satker)
        group by all
    )
    select
        h.kode_satker, h.tahun, case when min(h.bulan) = max(h.bulan) then min(h.bulan) end as bulan, h.jenis,
        array_to_string(list_sort(list(distinct h.bulan)), ', ') as bulan_hilang,
        array_to_string(list_sort(list(distinct h.jenis_belanja)), ', ') as jenis_belanja_hilang,
        case
            when not exists (
                select 1 from isi as k
                where k.file_id = h.diganti_oleh and k.kode_satker = h.kode_satker and k.tahun = h.tahun
            ) then min(n.kode_satker)
        end as kode_satker_pengganti,
        h.diganti_oleh as file_id_pengganti,
        case
            when h.kode_satker not in (select kode_satker from core.satker)
                then 'tidak ada di peta satker atau dokumen lain, mungkin salah ketik'
        end as kode_satker_itu,
        {location("h.file_id", "min(h.lembar)", "min_by(h.baris, (h.lembar, h.baris))", "kode_satker", "h.kode_satker")}
    from hilang as h
    left join datang as n on h.file_id = n.file_id and h.tahun = n.tahun
    group by h.kode_satker, h.tahun, h.jenis, h.file_id, h.diganti_oleh
"""
