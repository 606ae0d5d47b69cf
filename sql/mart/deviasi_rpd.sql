-- mart.deviasi_rpd: ESTIMASI nilai IKPA indikator Deviasi Halaman III DIPA setiap satker dan bulan (PER-5/PB/2024).
-- Estimasi, bukan nilai resmi: memakai RPD yang dikirim lewat templat, dan pagu snapshot bulan itu sebagai bobot.
-- Deviasi bulan = jumlah deviasi setiap jenis belanja (mart.deviasi_rpd_jenis_belanja) x porsi pagunya. Rata-rata = rata-rata
-- deviasi bulan Januari sampai bulan itu; nilainya 100 bila rata-rata tidak melebihi batas (ref.deviasi_rpd), selain itu
-- 100 - rata-rata. Rata-rata dan nilai Desember adalah rata-rata dan nilai November; deviasi Desember hanya untuk diketahui.
-- Satker dan tahun tanpa RPD tidak ada di sini. Bulan yang RPD atau realisasinya kurang tidak bernilai, dan sesudahnya juga.
-- grain: kode_satker, tahun, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   rpd | rupiah | Rencana penarikan dana semua jenis belanja bulan itu; kosong bila ada yang kurang
--   realisasi | rupiah | Realisasi semua jenis belanja yang dinilai bulan itu; kosong bila tidak diketahui
--   deviasi_pct | persen | Deviasi tertimbang bulan itu, 0-100; kosong bila ada yang kurang
--   rata_rata_pct | persen | Rata-rata deviasi bulan dari Januari, sampai November; kosong bila ada bulan yang kurang
--   nilai | nilai | Estimasi nilai indikator Deviasi Halaman III DIPA s.d. bulan itu, 0-100
--   kurang | teks | Yang tidak ada bulan itu, misalnya "RPD 51, 53" atau "realisasi" ("pagu" bila seluruh pagunya nol); kosong bila lengkap
--   bulan_kurang | bulan | Bulan pertama yang deviasinya tidak ada, penyebab rata_rata_pct kosong
with berbobot as (
    select
        j.kode_satker,
        j.tahun,
        j.bulan,
        j.jenis_belanja,
        j.rpd,
        j.realisasi,
        j.pagu,
        d.rata_rata_penuh_pct,
        -- Yang tidak berpagu berbobot nol, sehingga tidak menentukan lengkap atau tidaknya.
        cast(coalesce(j.deviasi_pct, 0) as decimal(9, 2)) * j.pagu as deviasi_berbobot,
        j.pagu is null or (j.pagu <> 0 and j.realisasi is null) as tanpa_realisasi,
        (j.pagu is null or j.pagu <> 0) and j.rpd is null as tanpa_rpd
    from mart.deviasi_rpd_jenis_belanja as j
    inner join ref.deviasi_rpd as d
        on j.jenis_belanja = d.jenis_belanja and j.tahun between d.tahun_mulai and d.tahun_sampai
),

bulanan as (
    select
        kode_satker,
        tahun,
        bulan,
        max(rata_rata_penuh_pct) as rata_rata_penuh_pct,
        case when max(case when tanpa_rpd then 1 else 0 end) = 0 then cast(sum(rpd) as decimal(18, 0)) end as rpd,
        case
            when max(case when tanpa_realisasi then 1 else 0 end) = 0 then cast(sum(realisasi) as decimal(18, 0))
        end as realisasi,
        case
            when max(case when tanpa_rpd or tanpa_realisasi then 1 else 0 end) = 0
                then dua_desimal(cast(sum(deviasi_berbobot) as double) / nullif(cast(sum(pagu) as double), 0))
        end as deviasi_pct,
        max(case when tanpa_realisasi then 'realisasi' end) as realisasi_kurang,
        coalesce(string_agg(case when tanpa_rpd then jenis_belanja end, ', ' order by jenis_belanja), '') as rpd_kurang
    from berbobot
    group by kode_satker, tahun, bulan
),

kumulatif as (
    select
        kode_satker,
        tahun,
        bulan,
        rata_rata_penuh_pct,
        rpd,
        realisasi,
        deviasi_pct,
        case
            when rpd_kurang = '' and realisasi_kurang is null and deviasi_pct is null then 'pagu'
            when rpd_kurang = '' then realisasi_kurang
            when realisasi_kurang is null then concat('RPD ', rpd_kurang)
            else concat('RPD ', rpd_kurang, ' dan realisasi')
        end as kurang,
        sum(case when bulan < 12 then deviasi_pct end) over (
            partition by kode_satker, tahun order by bulan rows between unbounded preceding and current row
        ) as jumlah_deviasi,
        min(case when bulan < 12 and deviasi_pct is null then bulan end) over (
            partition by kode_satker, tahun order by bulan rows between unbounded preceding and current row
        ) as bulan_kurang,
        case when bulan = 12 then 11 else bulan end as banyak_bulan
    from bulanan
),

dirata_rata as (
    select
        kode_satker,
        tahun,
        bulan,
        rata_rata_penuh_pct,
        rpd,
        realisasi,
        deviasi_pct,
        case
            when bulan_kurang is null
                then dua_desimal(cast(jumlah_deviasi as double) / cast(banyak_bulan as double))
        end as rata_rata_pct,
        kurang,
        bulan_kurang
    from kumulatif
)

select
    kode_satker,
    tahun,
    bulan,
    rpd,
    realisasi,
    deviasi_pct,
    rata_rata_pct,
    case
        when rata_rata_pct <= rata_rata_penuh_pct then cast(100 as decimal(28, 2))
        else cast(100 - rata_rata_pct as decimal(28, 2))
    end as nilai,
    kurang,
    bulan_kurang
from dirata_rata
