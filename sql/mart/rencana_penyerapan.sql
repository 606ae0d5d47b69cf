-- mart.rencana_penyerapan: rencana penyerapan kumulatif setiap satker, untuk disandingkan dengan realisasinya (kurva S).
-- Dua rencana: RPD (jumlah dari Januari), dan target penyerapan IKPA di akhir setiap triwulan (PER-5/PB/2024). Dua belas bulan
-- untuk setiap bulan laporan yang mempunyai realisasi anggaran; hanya memakai pagu yang diketahui sampai bulan laporan itu.
-- grain: kode_satker, tahun, bulan_laporan, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan_laporan | bulan | Bulan laporan; pagu bulan-bulan sesudahnya tidak dipakai
--   bulan | bulan | Bulan 1-12 yang direncanakan
--   pagu | rupiah | Pagu revisi bulan itu, atau bulan terdekat sebelumnya yang dilaporkan (bila tidak ada, yang pertama); pembagi kedua persentase
--   rpd_sd | rupiah | RPD dari Januari s.d. bulan itu; kosong bila tidak ada, atau salah satu bulannya kurang
--   rpd_pct | persen | rpd_sd dibagi pagu
--   target_ikpa | rupiah | Realisasi s.d. akhir triwulan agar nilai bulan itu 100, dari pagu netto jenis belanja yang bertarget; hanya di bulan 3, 6, 9, 12
--   target_ikpa_pct | persen | target_ikpa dibagi pagu
with rentang as (
    select
        l.kode_satker,
        l.tahun,
        l.bulan as bulan_laporan,
        b.bulan,
        coalesce(max(case when p.bulan <= b.bulan then p.bulan end), min(p.bulan)) as bulan_pagu
    from mart.serapan_satker as l
    cross join ref.bulan as b
    inner join mart.serapan_satker as p
        on l.kode_satker = p.kode_satker and l.tahun = p.tahun and l.bulan >= p.bulan
    group by l.kode_satker, l.tahun, l.bulan, b.bulan
),

target as (
    select
        j.kode_satker,
        j.tahun,
        j.bulan as bulan_pagu,
        k.triwulan * 3 as bulan,
        cast(
            sum(ceil(cast(greatest(j.pagu - coalesce(j.blokir, 0), 0) as decimal(28, 0)) * k.target_pct * 0.01)) as decimal(18, 0)
        ) as target_ikpa
    from mart.serapan_jenis_belanja as j
    inner join ref.target_penyerapan_ikpa as k
        on j.jenis_belanja = k.jenis_belanja and j.tahun between k.tahun_mulai and k.tahun_sampai
    group by j.kode_satker, j.tahun, j.bulan, k.triwulan
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
    a.kode_satker,
    a.tahun,
    a.bulan_laporan,
    a.bulan,
    p.pagu,
    r.rpd_sd,
    dua_desimal(cast(r.rpd_sd as double) / nullif(cast(p.pagu as double), 0) * 100) as rpd_pct,
    t.target_ikpa,
    dua_desimal(cast(t.target_ikpa as double) / nullif(cast(p.pagu as double), 0) * 100) as target_ikpa_pct
from rentang as a
inner join mart.serapan_satker as p
    on a.kode_satker = p.kode_satker and a.tahun = p.tahun and a.bulan_pagu = p.bulan
left join rpd as r
    on a.kode_satker = r.kode_satker and a.tahun = r.tahun and a.bulan = r.bulan and r.bulan_terisi = a.bulan
left join target as t
    on a.kode_satker = t.kode_satker and a.tahun = t.tahun and a.bulan_pagu = t.bulan_pagu and a.bulan = t.bulan
