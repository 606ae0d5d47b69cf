-- mart.deviasi_rpd_jenis_belanja: deviasi realisasi terhadap RPD setiap satker, bulan, dan jenis belanja (PER-5/PB/2024).
-- Dua belas bulan untuk setiap satker dan tahun yang mempunyai RPD, dan setiap jenis belanja yang di tahun itu direncanakan
-- atau mempunyai anggaran; jenis belanja selain 51, 52, 53, 57 tidak dinilai.
-- Deviasi = |realisasi - RPD| / RPD x 100, dibulatkan dua desimal, paling besar 100. RPD nol: 0 bila realisasinya nol, selain itu 100.
-- Bulan tanpa RPD atau tanpa realisasi tidak dinilai; yang kurang disebut, tidak dikira-kira.
-- grain: kode_satker, tahun, bulan, jenis_belanja
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan rencana
--   jenis_belanja | kode | Dua digit pertama akun
--   nama_jenis_belanja | teks | Nama jenis belanja
--   rpd | rupiah | Rencana penarikan dana bulan itu; kosong bila tidak ada
--   realisasi | rupiah | Realisasi bulan itu dari snapshot yang berlaku; dapat negatif; kosong bila tidak diketahui
--   deviasi_pct | persen | Deviasi, 0-100; kosong bila RPD atau realisasinya tidak ada
--   pagu | rupiah | Pagu jenis belanja itu di snapshot bulan itu; kosong bila bulan itu belum dilaporkan
--   bobot | angka | Bagian pagu itu dari pagu semua jenis belanja yang dinilai, 0-1
--   kurang | kode | Yang tidak ada: RPD, realisasi, atau RPD dan realisasi; kosong bila lengkap
--   file_id | kode | Berkas asal RPD
--   lembar | teks | Lembar kerja asal RPD
--   baris | angka | Baris asal RPD
with satker_tahun as (
    select distinct kode_satker, tahun
    from core.rpd
),

anggaran as (
    select
        r.kode_satker,
        r.tahun,
        r.bulan,
        r.jenis_belanja,
        cast(sum(r.pagu) as decimal(18, 0)) as pagu,
        case when count(r.realisasi_ini) = count(*) then cast(sum(r.realisasi_ini) as decimal(18, 0)) end as realisasi
    from core.realisasi_anggaran as r
    inner join satker_tahun as s on r.kode_satker = s.kode_satker and r.tahun = s.tahun
    group by r.kode_satker, r.tahun, r.bulan, r.jenis_belanja
),

terlapor as (
    select distinct kode_satker, tahun, bulan
    from anggaran
),

jenis as (
    select kode_satker, tahun, jenis_belanja
    from core.rpd
    union
    select kode_satker, tahun, jenis_belanja
    from anggaran
),

-- Snapshot memuat seluruh anggaran satker: jenis belanja yang tidak ada di dalamnya tidak mempunyai pagu maupun realisasi.
disandingkan as (
    select
        j.kode_satker,
        j.tahun,
        b.bulan,
        j.jenis_belanja,
        d.deviasi_maks_pct,
        p.rpd,
        case
            when a.kode_satker is not null then a.realisasi
            when t.kode_satker is not null then cast(0 as decimal(18, 0))
        end as realisasi,
        case when t.kode_satker is not null then coalesce(a.pagu, cast(0 as decimal(18, 0))) end as pagu,
        p.file_id,
        p.lembar,
        p.baris
    from jenis as j
    inner join ref.deviasi_rpd as d
        on j.jenis_belanja = d.jenis_belanja and j.tahun between d.tahun_mulai and d.tahun_sampai
    cross join ref.bulan as b
    left join core.rpd as p
        on j.kode_satker = p.kode_satker and j.tahun = p.tahun and b.bulan = p.bulan and j.jenis_belanja = p.jenis_belanja
    left join anggaran as a
        on j.kode_satker = a.kode_satker and j.tahun = a.tahun and b.bulan = a.bulan and j.jenis_belanja = a.jenis_belanja
    left join terlapor as t on j.kode_satker = t.kode_satker and j.tahun = t.tahun and b.bulan = t.bulan
),

dinilai as (
    select
        kode_satker,
        tahun,
        bulan,
        jenis_belanja,
        rpd,
        realisasi,
        case
            when rpd is null or realisasi is null then cast(null as decimal(5, 2))
            when rpd = 0 and realisasi = 0 then cast(0 as decimal(5, 2))
            when rpd = 0 then deviasi_maks_pct
            else
                cast(
                    least(
                        cast(deviasi_maks_pct as decimal(28, 2)),
                        dua_desimal(cast(abs(realisasi - rpd) as double) / cast(rpd as double) * 100)
                    ) as decimal(5, 2)
                )
        end as deviasi_pct,
        pagu,
        sum(pagu) over (partition by kode_satker, tahun, bulan) as pagu_semua,
        file_id,
        lembar,
        baris
    from disandingkan
)

select
    d.kode_satker,
    d.tahun,
    d.bulan,
    d.jenis_belanja,
    n.nama_jenis_belanja,
    d.rpd,
    d.realisasi,
    d.deviasi_pct,
    d.pagu,
    cast(
        round(cast(cast(d.pagu as double) / nullif(cast(d.pagu_semua as double), 0) as decimal(38, 10)), 8)
        as decimal(28, 8)
    ) as bobot,
    case
        when d.rpd is null and d.realisasi is null then 'RPD dan realisasi'
        when d.rpd is null then 'RPD'
        when d.realisasi is null then 'realisasi'
    end as kurang,
    d.file_id,
    d.lembar,
    d.baris
from dinilai as d
left join ref.jenis_belanja as n on d.jenis_belanja = n.jenis_belanja
