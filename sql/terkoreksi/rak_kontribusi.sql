-- terkoreksi.rak_kontribusi: baris anggaran RAK dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id, baris, urutan
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Halaman PDF ('halaman 3') atau nama lembar kerja; kosong untuk teks dan Word
--   baris | angka | Nomor baris dihitung dari awal dokumen (lembar kerja: dari awal lembar)
--   urutan | angka | Urutan baris kontribusi di dalam dokumen, mulai dari 1
--   kode_indikator | kode | Kode indikator SS.II; kosong bila halamannya hilang
--   fragmen | angka | Nomor potongan tabel yang indikatornya hilang, mulai dari 1; kosong bila indikator diketahui
--   potongan_nama | teks | Sisa nama indikator yang masih terbaca di atas fragmen
--   nomor | teks | Nomor urut yang tercetak
--   kode_ro | kode | Kode RO lengkap
--   nama_ro | teks | Nama RO
--   kode_komponen | kode | Kode komponen tiga digit
--   nama_komponen | teks | Nama komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   nama_subkomponen | teks | Nama sub komponen
--   anggaran | rupiah | Anggaran sub komponen
--   kontribusi | rupiah | Bagian anggaran sub komponen yang dihitung untuk indikator ini
with sel as (
    select
        file_id,
        lembar,
        baris,
        bagian,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'kode_indikator' then coalesce(nilai_benar, '') end) as kode_indikator,
        max(case when kolom = 'nomor' then coalesce(nilai_benar, '') end) as nomor,
        max(case when kolom = 'kode_ro' then coalesce(nilai_benar, '') end) as kode_ro,
        max(case when kolom = 'nama_ro' then coalesce(nilai_benar, '') end) as nama_ro,
        max(case when kolom = 'kode_komponen' then coalesce(nilai_benar, '') end) as kode_komponen,
        max(case when kolom = 'nama_komponen' then coalesce(nilai_benar, '') end) as nama_komponen,
        max(case when kolom = 'kode_subkomponen' then coalesce(nilai_benar, '') end) as kode_subkomponen,
        max(case when kolom = 'nama_subkomponen' then coalesce(nilai_benar, '') end) as nama_subkomponen,
        max(case when kolom = 'anggaran' then coalesce(nilai_benar, '') end) as anggaran,
        max(case when kolom = 'kontribusi' then coalesce(nilai_benar, '') end) as kontribusi
    from raw.koreksi_sel
    where tabel = 'rak_kontribusi'
    group by file_id, lembar, baris, bagian
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'rak_kontribusi' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.lembar,
    r.baris,
    r.urutan,
    r.kode_indikator,
    r.fragmen,
    r.potongan_nama,
    r.nomor,
    r.kode_ro,
    r.nama_ro,
    r.kode_komponen,
    r.nama_komponen,
    r.kode_subkomponen,
    r.nama_subkomponen,
    r.anggaran,
    r.kontribusi
from raw.rak_kontribusi as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.lembar,
    r.baris,
    r.urutan,
    case when s.kode_indikator is null then r.kode_indikator else nullif(s.kode_indikator, '') end as kode_indikator,
    r.fragmen,
    r.potongan_nama,
    case when s.nomor is null then r.nomor else nullif(s.nomor, '') end as nomor,
    case when s.kode_ro is null then r.kode_ro else nullif(s.kode_ro, '') end as kode_ro,
    case when s.nama_ro is null then r.nama_ro else nullif(s.nama_ro, '') end as nama_ro,
    case when s.kode_komponen is null then r.kode_komponen else nullif(s.kode_komponen, '') end as kode_komponen,
    case when s.nama_komponen is null then r.nama_komponen else nullif(s.nama_komponen, '') end as nama_komponen,
    case when s.kode_subkomponen is null then r.kode_subkomponen else nullif(s.kode_subkomponen, '') end as kode_subkomponen,
    case when s.nama_subkomponen is null then r.nama_subkomponen else nullif(s.nama_subkomponen, '') end as nama_subkomponen,
    case when s.anggaran is null then r.anggaran else nullif(s.anggaran, '') end as anggaran,
    case when s.kontribusi is null then r.kontribusi else nullif(s.kontribusi, '') end as kontribusi
from raw.rak_kontribusi as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s
    on
        r.file_id = s.file_id
        and coalesce(r.lembar, '') = coalesce(s.lembar, '')
        and r.baris = s.baris
        and r.urutan = s.bagian
where t.ditarik is null and s.dibuang is null
