-- mart.rencana_penyerapan: rencana penyerapan kumulatif setiap satker dan bulan, untuk disandingkan dengan realisasinya (kurva S).
-- Dua rencana: RPD (jumlah dari Januari), dan target penyerapan IKPA di akhir setiap triwulan (PER-5/PB/2024) atas pagu bulan
-- terakhir yang dilaporkan. Dua belas bulan untuk setiap satker dan tahun yang mempunyai realisasi anggaran.
-- grain: kode_satker, tahun, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   pagu | rupiah | Pagu revisi bulan terakhir yang dilaporkan, pembagi kedua persentase
--   rpd_sd | rupiah | RPD dari Januari s.d. bulan itu; kosong bila tidak ada, atau salah satu bulannya kurang
--   rpd_pct | persen | rpd_sd dibagi pagu
--   target_ikpa | rupiah | Realisasi s.d. akhir triwulan agar nilai bulan itu 100, dari pagu netto jenis belanja yang bertarget; hanya di bulan 3, 6, 9, 12
--   target_ikpa_pct | persen | target_ikpa dibagi pagu
with terakhir as (
    select kode_satker, tahun, max(bulan) as bulan
    from mart.serapan_satker
    group by kode_satker, tahun
),

pagu_terakhir as (
    select s.kode_satker, s.tahun, s.pagu
    from mart.serapan_satker as s
    inner join terakhir as t on s.kode_satker = t.kode_satker and s.tahun = t.tahun and s.bulan = t.bulan
),

target as (
    select
        j.kode_satker,
        j.tahun,
        k.triwulan * 3 as bulan,
        cast(
            sum(ceil(cast(j.pagu - coalesce(j.blokir, 0) as decimal(28, 0)) * k.target_pct * 0.01)) as decimal(18, 0)
        ) as target_ikpa
    from mart.serapan_jenis_belanja as j
    inner join terakhir as t on j.kode_satker = t.kode_satker and j.tahun = t.tahun and j.bulan = t.bulan
    inner join ref.target_penyerapan_ikpa as k
        on j.jenis_belanja = k.jenis_belanja and j.tahun between k.tahun_mulai and k.tahun_sampai
    group by j.kode_satker, j.tahun, k.triwulan
),

rpd as (
    select
        kode_satker,
        tahun,
        bulan,
        count(rpd) over (partition by kode_satker, tahun order by bulan) as bulan_terisi,
        cast(sum(rpd) over (partition by kode_satker, tahun order by bulan) as decimal(18, 0)) as rpd_sd
    from mart.deviasi_rpd
)

select
    p.kode_satker,
    p.tahun,
    b.bulan,
    p.pagu,
    r.rpd_sd,
    cast(
        round(cast(cast(r.rpd_sd as double) / nullif(cast(p.pagu as double), 0) * 100 as decimal(38, 10)), 2)
        as decimal(28, 2)
    ) as rpd_pct,
    t.target_ikpa,
    cast(
        round(cast(cast(t.target_ikpa as double) / nullif(cast(p.pagu as double), 0) * 100 as decimal(38, 10)), 2)
        as decimal(28, 2)
    ) as target_ikpa_pct
from pagu_terakhir as p
cross join ref.bulan as b
left join rpd as r
    on p.kode_satker = r.kode_satker and p.tahun = r.tahun and b.bulan = r.bulan and r.bulan_terisi = b.bulan
left join target as t on p.kode_satker = t.kode_satker and p.tahun = t.tahun and b.bulan = t.bulan
