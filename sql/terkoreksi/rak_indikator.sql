-- terkoreksi.rak_indikator: indikator RAK dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id, kode_indikator
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Halaman PDF ('halaman 3') atau nama lembar kerja; kosong untuk teks dan Word
--   baris | angka | Nomor baris pertama indikator, dihitung dari awal dokumen (lembar kerja: dari awal lembar)
--   kode_sasaran | kode | Kode sasaran dua digit
--   nama_sasaran | teks | Nama sasaran; kosong bila barisnya tidak terbaca
--   kode_indikator | kode | Kode indikator SS.II
--   nama | teks | Nama indikator
--   anggaran | rupiah | Anggaran indikator yang tercetak; kosong bila tidak terbaca
with sel as (
    select
        file_id,
        lembar,
        baris,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'kode_sasaran' then coalesce(nilai_benar, '') end) as kode_sasaran,
        max(case when kolom = 'nama_sasaran' then coalesce(nilai_benar, '') end) as nama_sasaran,
        max(case when kolom = 'kode_indikator' then coalesce(nilai_benar, '') end) as kode_indikator,
        max(case when kolom = 'nama' then coalesce(nilai_benar, '') end) as nama,
        max(case when kolom = 'anggaran' then coalesce(nilai_benar, '') end) as anggaran
    from raw.koreksi_sel
    where tabel = 'rak_indikator'
    group by file_id, lembar, baris
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'rak_indikator' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.lembar,
    r.baris,
    r.kode_sasaran,
    r.nama_sasaran,
    r.kode_indikator,
    r.nama,
    r.anggaran
from raw.rak_indikator as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.lembar,
    r.baris,
    case when s.kode_sasaran is null then r.kode_sasaran else nullif(s.kode_sasaran, '') end as kode_sasaran,
    case when s.nama_sasaran is null then r.nama_sasaran else nullif(s.nama_sasaran, '') end as nama_sasaran,
    case when s.kode_indikator is null then r.kode_indikator else nullif(s.kode_indikator, '') end as kode_indikator,
    case when s.nama is null then r.nama else nullif(s.nama, '') end as nama,
    case when s.anggaran is null then r.anggaran else nullif(s.anggaran, '') end as anggaran
from raw.rak_indikator as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s
    on
        r.file_id = s.file_id
        and coalesce(r.lembar, '') = coalesce(s.lembar, '')
        and r.baris = s.baris
where t.ditarik is null and s.dibuang is null
