-- mart.serapan_indikator: anggaran dan realisasi setiap indikator dan bulan menurut porsi kontribusi di RAK.
-- Pagu dan realisasi setiap sub komponen dibagi ke indikatornya sebanding kontribusi, dengan pembulatan kumulatif
-- menurut urutan kode indikator, sehingga setiap bagian rupiah bulat dan jumlahnya tepat sama dengan yang dibagi.
-- Pembaginya anggaran sub komponen di RAK, atau jumlah kontribusinya bila lebih besar; sisanya milik halaman yang hilang.
-- Kontribusi negatif tidak mengklaim apa pun.
-- Baris dengan kode_indikator kosong menampung yang tidak diklaim indikator mana pun, sehingga jumlah pagu dan
-- realisasi_sd semua baris sama dengan mart.serapan_satker.
-- grain: kode_satker, tahun, bulan, kode_indikator
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   kode_indikator | kode | Kode indikator SS.II; kosong untuk yang tidak diklaim
--   indikator | teks | Nama indikator
--   anggaran | rupiah | Anggaran indikator yang tercetak di RAK; kosong bila tidak terbaca
--   pagu | rupiah | Bagian pagu revisi bulan itu
--   realisasi_sd | rupiah | Bagian realisasi s.d. bulan itu
--   serapan_pct | persen | realisasi_sd dibagi anggaran (bukan dibagi pagu); kosong bila anggaran kosong atau nol
--   pagu_halaman_hilang | rupiah | Bagian pagu baris tak diklaim: sub komponen di RAK, tetapi indikatornya hilang
--   pagu_tidak_di_rak | rupiah | Bagian pagu baris tak diklaim: sub komponen tidak ada di RAK
--   realisasi_halaman_hilang | rupiah | Bagian realisasi_sd baris tak diklaim: sub komponen di RAK, tetapi indikatornya hilang
--   realisasi_tidak_di_rak | rupiah | Bagian realisasi_sd baris tak diklaim: sub komponen tidak ada di RAK
with klaim as (
    select
        k.kode_satker,
        k.tahun,
        k.kode_ro,
        k.kode_komponen,
        k.kode_subkomponen,
        i.kode_indikator,
        max(k.anggaran) as anggaran,
        sum(greatest(k.kontribusi, 0)) as kontribusi
    from core.kontribusi as k
    left join core.indikator as i
        on k.kode_satker = i.kode_satker and k.tahun = i.tahun and k.kode_indikator = i.kode_indikator
    group by k.kode_satker, k.tahun, k.kode_ro, k.kode_komponen, k.kode_subkomponen, i.kode_indikator
),

kumulatif as (
    select
        kode_satker,
        tahun,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        kode_indikator,
        kontribusi,
        sum(kontribusi) over (
            partition by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
            order by kode_indikator nulls last
            rows between unbounded preceding and current row
        ) as sampai,
        sum(kontribusi) over (
            partition by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
        ) as jumlah_kontribusi,
        max(anggaran) over (
            partition by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
        ) as anggaran
    from klaim
),

-- Setiap sub komponen adalah ruas 0..dasar; setiap indikator memegang satu potong, sisanya potong tanpa indikator.
potong_indikator as (
    select
        kode_satker,
        tahun,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        kode_indikator,
        cast(sampai - kontribusi as double) as dari,
        cast(sampai as double) as sampai,
        cast(greatest(anggaran, jumlah_kontribusi, 1) as double) as dasar
    from kumulatif
    where kode_indikator is not null
),

potong_hilang as (
    select
        kode_satker,
        tahun,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        '' as kode_indikator,
        cast(coalesce(sum(case when kode_indikator is not null then kontribusi end), 0) as double) as dari,
        cast(greatest(max(anggaran), max(jumlah_kontribusi), 1) as double) as sampai,
        cast(greatest(max(anggaran), max(jumlah_kontribusi), 1) as double) as dasar
    from kumulatif
    group by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
),

potong as (
    select kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen, kode_indikator, dari, sampai, dasar
    from potong_indikator
    union all
    select kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen, kode_indikator, dari, sampai, dasar
    from potong_hilang
    where dari < sampai
),

bagian as (
    select
        s.kode_satker,
        s.tahun,
        s.bulan,
        coalesce(p.kode_indikator, '') as kode_indikator,
        p.dasar is null as tidak_di_rak,
        case
            when p.dasar is null then s.pagu
            else
                cast(round(cast(s.pagu as double) * p.sampai / p.dasar) as decimal(18, 0))
                - cast(round(cast(s.pagu as double) * p.dari / p.dasar) as decimal(18, 0))
        end as pagu,
        case
            when p.dasar is null then s.realisasi_sd
            else
                cast(round(cast(s.realisasi_sd as double) * p.sampai / p.dasar) as decimal(18, 0))
                - cast(round(cast(s.realisasi_sd as double) * p.dari / p.dasar) as decimal(18, 0))
        end as realisasi_sd
    from mart.serapan_subkomponen as s
    left join potong as p
        on
            s.kode_satker = p.kode_satker
            and s.tahun = p.tahun
            and s.kode_ro = p.kode_ro
            and s.kode_komponen = p.kode_komponen
            and s.kode_subkomponen = p.kode_subkomponen
),

jumlah as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_indikator,
        sum(pagu) as pagu,
        sum(realisasi_sd) as realisasi_sd,
        sum(case when tidak_di_rak then pagu else 0 end) as pagu_tidak_di_rak,
        sum(case when tidak_di_rak then realisasi_sd else 0 end) as realisasi_tidak_di_rak
    from bagian
    group by kode_satker, tahun, bulan, kode_indikator
),

baris as (
    select s.kode_satker, s.tahun, s.bulan, i.kode_indikator, i.nama, i.anggaran
    from mart.serapan_satker as s
    inner join core.indikator as i on s.kode_satker = i.kode_satker and s.tahun = i.tahun
    union all
    select kode_satker, tahun, bulan, '' as kode_indikator, null as nama, null as anggaran
    from mart.serapan_satker
)

select
    b.kode_satker,
    b.tahun,
    b.bulan,
    nullif(b.kode_indikator, '') as kode_indikator,
    b.nama as indikator,
    b.anggaran,
    cast(coalesce(j.pagu, 0) as decimal(18, 0)) as pagu,
    cast(coalesce(j.realisasi_sd, 0) as decimal(18, 0)) as realisasi_sd,
    dua_desimal(
        cast(coalesce(j.realisasi_sd, 0) as double) / nullif(cast(b.anggaran as double), 0) * 100
    ) as serapan_pct,
    case
        when b.kode_indikator = '' then cast(coalesce(j.pagu - j.pagu_tidak_di_rak, 0) as decimal(18, 0))
    end as pagu_halaman_hilang,
    case when b.kode_indikator = '' then cast(coalesce(j.pagu_tidak_di_rak, 0) as decimal(18, 0)) end as pagu_tidak_di_rak,
    case
        when b.kode_indikator = '' then cast(coalesce(j.realisasi_sd - j.realisasi_tidak_di_rak, 0) as decimal(18, 0))
    end as realisasi_halaman_hilang,
    case
        when b.kode_indikator = '' then cast(coalesce(j.realisasi_tidak_di_rak, 0) as decimal(18, 0))
    end as realisasi_tidak_di_rak
from baris as b
left join jumlah as j
    on
        b.kode_satker = j.kode_satker
        and b.tahun = j.tahun
        and b.bulan = j.bulan
        and b.kode_indikator = j.kode_indikator
