-- mart.serapan_sasaran: anggaran dan realisasi setiap sasaran dan bulan, yaitu jumlah indikatornya di mart.serapan_indikator.
-- Baris dengan kode_sasaran kosong menampung yang tidak diklaim indikator mana pun, sehingga jumlah pagu dan realisasi_sd semua
-- baris sama dengan mart.serapan_satker.
-- grain: kode_satker, tahun, bulan, kode_sasaran
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   kode_sasaran | kode | Kode sasaran dua digit; kosong untuk yang tidak diklaim
--   nama_sasaran | teks | Nama sasaran; kosong bila barisnya tidak terbaca
--   anggaran | rupiah | Jumlah anggaran indikatornya di RAK; kosong bila salah satunya tidak terbaca
--   pagu | rupiah | Bagian pagu revisi bulan itu
--   realisasi_sd | rupiah | Bagian realisasi s.d. bulan itu
--   serapan_pct | persen | realisasi_sd dibagi anggaran (bukan dibagi pagu), seperti setiap indikatornya; kosong bila anggaran kosong atau nol
with jumlah as (
    select
        a.kode_satker,
        a.tahun,
        a.bulan,
        i.kode_sasaran,
        case when count(a.anggaran) = count(*) then cast(sum(a.anggaran) as decimal(28, 0)) end as anggaran,
        cast(sum(a.pagu) as decimal(18, 0)) as pagu,
        cast(sum(a.realisasi_sd) as decimal(18, 0)) as realisasi_sd
    from mart.serapan_indikator as a
    left join core.indikator as i
        on a.kode_satker = i.kode_satker and a.tahun = i.tahun and a.kode_indikator = i.kode_indikator
    group by a.kode_satker, a.tahun, a.bulan, i.kode_sasaran
)

select
    j.kode_satker,
    j.tahun,
    j.bulan,
    j.kode_sasaran,
    s.nama_sasaran,
    j.anggaran,
    j.pagu,
    j.realisasi_sd,
    dua_desimal(cast(j.realisasi_sd as double) / nullif(cast(j.anggaran as double), 0) * 100) as serapan_pct
from jumlah as j
left join core.sasaran as s
    on j.kode_satker = s.kode_satker and j.tahun = s.tahun and j.kode_sasaran = s.kode_sasaran
