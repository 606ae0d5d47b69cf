-- terkoreksi.rak_target: target bulanan RAK dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id, kode_indikator, bulan
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Halaman PDF ('halaman 3') atau nama lembar kerja; kosong untuk teks dan Word
--   baris | angka | Nomor baris dihitung dari awal dokumen (lembar kerja: dari awal lembar)
--   kode_indikator | kode | Kode indikator SS.II
--   bulan | bulan | Bulan 1-12
--   target | angka | Target s.d. bulan itu
with sel as (
    select
        file_id,
        lembar,
        baris,
        bagian,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'kode_indikator' then coalesce(nilai_benar, '') end) as kode_indikator,
        max(case when kolom = 'target' then coalesce(nilai_benar, '') end) as target
    from raw.koreksi_sel
    where tabel = 'rak_target'
    group by file_id, lembar, baris, bagian
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'rak_target' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.lembar,
    r.baris,
    r.kode_indikator,
    r.bulan,
    r.target
from raw.rak_target as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.lembar,
    r.baris,
    case when s.kode_indikator is null then r.kode_indikator else nullif(s.kode_indikator, '') end as kode_indikator,
    r.bulan,
    case when s.target is null then r.target else nullif(s.target, '') end as target
from raw.rak_target as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s
    on
        r.file_id = s.file_id
        and coalesce(r.lembar, '') = coalesce(s.lembar, '')
        and r.baris = s.baris
        and r.bulan = s.bagian
where t.ditarik is null and s.dibuang is null
