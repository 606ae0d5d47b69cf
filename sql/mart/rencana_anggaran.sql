-- mart.rencana_anggaran: RAK terhadap SAKTI dua arah, setiap sub komponen dan bulan laporan SAKTI.
-- Hanya satker dan tahun yang mempunyai RAK dan realisasi anggaran.
-- grain: kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan SAKTI yang dibandingkan; yang terbesar adalah keadaan terbaru
--   kode_ro | kode | Kode RO lengkap
--   kode_komponen | kode | Kode komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   nama_subkomponen | teks | Nama sub komponen di SAKTI bulan itu; bila tidak ada, di RAK
--   anggaran | rupiah | Anggaran sub komponen di RAK, yang terbesar bila tercetak berbeda; kosong bila tidak ada di RAK
--   jumlah_kontribusi | rupiah | Jumlah kontribusinya di semua indikator, termasuk yang halamannya hilang
--   pagu | rupiah | Pagu revisi bulan itu; kosong bila tidak ada di SAKTI
--   realisasi_sd | rupiah | Realisasi s.d. bulan itu; kosong bila tidak ada di SAKTI
--   selisih | rupiah | Pagu dikurangi anggaran; yang tidak ada dihitung nol
--   status | kode | sesuai, beda pagu, tanpa anggaran di SAKTI, atau tidak ada di RAK
with pasangan as (
    select b.kode_satker, b.tahun, b.bulan
    from mart.serapan_satker as b
    inner join core.dokumen_rak as d on b.kode_satker = d.kode_satker and b.tahun = d.tahun
    where d.berlaku
),

sakti as (
    select
        s.kode_satker,
        s.tahun,
        s.bulan,
        s.kode_ro,
        s.kode_komponen,
        s.kode_subkomponen,
        s.nama_subkomponen,
        s.pagu,
        s.realisasi_sd
    from mart.serapan_subkomponen as s
    inner join pasangan as p on s.kode_satker = p.kode_satker and s.tahun = p.tahun and s.bulan = p.bulan
),

rak as (
    select
        k.kode_satker,
        k.tahun,
        p.bulan,
        k.kode_ro,
        k.kode_komponen,
        k.kode_subkomponen,
        max(k.nama_subkomponen) as nama_subkomponen,
        max(k.anggaran) as anggaran,
        cast(sum(k.kontribusi) as decimal(28, 0)) as jumlah_kontribusi
    from core.kontribusi as k
    inner join pasangan as p on k.kode_satker = p.kode_satker and k.tahun = p.tahun
    group by k.kode_satker, k.tahun, p.bulan, k.kode_ro, k.kode_komponen, k.kode_subkomponen
),

berdampingan as (
    select
        coalesce(s.kode_satker, r.kode_satker) as kode_satker,
        coalesce(s.tahun, r.tahun) as tahun,
        coalesce(s.bulan, r.bulan) as bulan,
        coalesce(s.kode_ro, r.kode_ro) as kode_ro,
        coalesce(s.kode_komponen, r.kode_komponen) as kode_komponen,
        coalesce(s.kode_subkomponen, r.kode_subkomponen) as kode_subkomponen,
        coalesce(s.nama_subkomponen, r.nama_subkomponen) as nama_subkomponen,
        r.anggaran,
        r.jumlah_kontribusi,
        s.pagu,
        s.realisasi_sd
    from sakti as s
    full outer join rak as r
        on
            s.kode_satker = r.kode_satker
            and s.tahun = r.tahun
            and s.bulan = r.bulan
            and s.kode_ro = r.kode_ro
            and s.kode_komponen = r.kode_komponen
            and s.kode_subkomponen = r.kode_subkomponen
)

select
    b.kode_satker,
    b.tahun,
    b.bulan,
    b.kode_ro,
    b.kode_komponen,
    b.kode_subkomponen,
    b.nama_subkomponen,
    b.anggaran,
    b.jumlah_kontribusi,
    b.pagu,
    b.realisasi_sd,
    cast(coalesce(b.pagu, 0) - coalesce(b.anggaran, 0) as decimal(18, 0)) as selisih,
    case
        when b.anggaran is null then 'tidak ada di RAK'
        when b.pagu is null then 'tanpa anggaran di SAKTI'
        when b.pagu = b.anggaran then 'sesuai'
        else 'beda pagu'
    end as status
from berdampingan as b
