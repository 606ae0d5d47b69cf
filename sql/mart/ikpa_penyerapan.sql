-- mart.ikpa_penyerapan: ESTIMASI nilai IKPA indikator Penyerapan Anggaran setiap satker dan bulan (PER-5/PB/2024).
-- Estimasi, bukan nilai resmi: memakai pagu bulan itu dikurangi blokir bila dokumennya memuatnya (data mentah SAKTI; FA Detail
-- tidak), karena pagu pada tanggal penguncian tidak ada di dokumen masukan. Jenis belanja tanpa target
-- (ref.target_penyerapan_ikpa) tidak ikut dihitung maupun ditimbang.
-- Nilai bulan = jumlah setiap jenis belanja dari min(1, realisasi / (pagu netto x target triwulan)) x 100 x porsi pagu netto,
-- masing-masing dibulatkan dua desimal, tidak di bawah nol, dan seluruhnya tidak di atas 100. Nilai IKPA = rata-rata nilai
-- bulan 3, 6, 9 yang sudah lewat triwulannya dan nilai bulan itu; kosong bila salah satu bulan akhir triwulan itu tidak ada ekspornya (lihat bulan_kurang).
-- grain: kode_satker, tahun, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   triwulan | angka | Triwulan 1-4 yang targetnya dipakai
--   pagu_dihitung | rupiah | Pagu netto (dikurangi blokir bila diketahui) jenis belanja yang mempunyai target
--   blokir_dihitung | rupiah | Blokir yang sudah dikurangkan dari pagu_dihitung; kosong bila tidak diketahui
--   realisasi_dihitung | rupiah | Realisasi s.d. bulan itu dari jenis belanja yang mempunyai target
--   nilai_bulan | nilai | Estimasi nilai bulan itu, 0-100
--   nilai_ikpa | nilai | Estimasi nilai indikator Penyerapan Anggaran s.d. bulan itu, 0-100
--   predikat | teks | Predikat nilai_ikpa
--   kekurangan_rupiah | rupiah | Yang masih harus direalisasikan sampai akhir triwulan agar nilai_bulan 100
--   bulan_kurang | bulan | Bulan akhir triwulan pertama yang nilainya tidak ada, penyebab nilai_ikpa kosong
with netto as (
    select
        kode_satker,
        tahun,
        bulan,
        jenis_belanja,
        cast(greatest(pagu - coalesce(blokir, 0), 0) as decimal(18, 0)) as pagu,
        blokir,
        realisasi_sd
    from mart.serapan_jenis_belanja
),

jenis as (
    select
        s.kode_satker,
        s.tahun,
        s.bulan,
        b.triwulan,
        s.pagu,
        s.blokir,
        s.realisasi_sd,
        t.target_pct,
        sum(s.pagu) over (partition by s.kode_satker, s.tahun, s.bulan) as pagu_dihitung,
        ceil(cast(s.pagu as decimal(28, 0)) * t.target_pct * 0.01) as pagu_target
    from netto as s
    inner join ref.bulan as b on s.bulan = b.bulan
    inner join ref.target_penyerapan_ikpa as t
        on
            s.jenis_belanja = t.jenis_belanja
            and b.triwulan = t.triwulan
            and s.tahun between t.tahun_mulai and t.tahun_sampai
),

nilai_jenis as (
    select
        kode_satker,
        tahun,
        bulan,
        triwulan,
        pagu,
        blokir,
        realisasi_sd,
        dua_desimal(
            greatest(
                0,
                least(
                    1,
                    coalesce(
                        cast(realisasi_sd as double)
                        / nullif(cast(pagu as double) * cast(target_pct as double) / 100, 0),
                        0
                    )
                )
            )
            * 100
            * cast(pagu as double)
            / nullif(cast(pagu_dihitung as double), 0)
        ) as nilai,
        greatest(pagu_target - realisasi_sd, 0) as kekurangan
    from jenis
),

nilai_bulan as (
    select
        kode_satker,
        tahun,
        bulan,
        triwulan,
        cast(sum(pagu) as decimal(18, 0)) as pagu_dihitung,
        case when count(blokir) = count(*) then cast(sum(blokir) as decimal(18, 0)) end as blokir_dihitung,
        cast(sum(realisasi_sd) as decimal(18, 0)) as realisasi_dihitung,
        cast(least(sum(nilai), 100) as decimal(28, 2)) as nilai_bulan,
        cast(sum(kekurangan) as decimal(18, 0)) as kekurangan_rupiah
    from nilai_jenis
    group by kode_satker, tahun, bulan, triwulan
),

akhir_triwulan as (
    select
        kode_satker,
        tahun,
        bulan,
        triwulan,
        pagu_dihitung,
        blokir_dihitung,
        realisasi_dihitung,
        nilai_bulan,
        kekurangan_rupiah,
        max(case when bulan = 3 then nilai_bulan end) over (partition by kode_satker, tahun) as nilai_maret,
        max(case when bulan = 6 then nilai_bulan end) over (partition by kode_satker, tahun) as nilai_juni,
        max(case when bulan = 9 then nilai_bulan end) over (partition by kode_satker, tahun) as nilai_september
    from nilai_bulan
),

nilai as (
    select
        kode_satker,
        tahun,
        bulan,
        triwulan,
        pagu_dihitung,
        blokir_dihitung,
        realisasi_dihitung,
        nilai_bulan,
        kekurangan_rupiah,
        dua_desimal(
            cast(
                nilai_bulan
                + case when triwulan > 1 then nilai_maret else 0 end
                + case when triwulan > 2 then nilai_juni else 0 end
                + case when triwulan > 3 then nilai_september else 0 end
                as double
            )
            / triwulan
        ) as nilai_ikpa,
        case
            when triwulan > 1 and nilai_maret is null then 3
            when triwulan > 2 and nilai_juni is null then 6
            when triwulan > 3 and nilai_september is null then 9
        end as bulan_kurang
    from akhir_triwulan
)

select
    n.kode_satker,
    n.tahun,
    n.bulan,
    n.triwulan,
    n.pagu_dihitung,
    n.blokir_dihitung,
    n.realisasi_dihitung,
    n.nilai_bulan,
    n.nilai_ikpa,
    p.predikat,
    n.kekurangan_rupiah,
    n.bulan_kurang
from nilai as n
left join ref.predikat_ikpa as p
    on
        n.tahun between p.tahun_mulai and p.tahun_sampai
        and (p.batas_bawah is null or n.nilai_ikpa >= p.batas_bawah)
        and (p.batas_atas is null or n.nilai_ikpa <= p.batas_atas)
