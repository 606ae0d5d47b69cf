-- terkoreksi.rpd: rencana penarikan dana dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id, lembar, baris, bulan
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja; kosong untuk CSV
--   baris | angka | Nomor baris di berkas
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   jenis_belanja | kode | Dua digit pertama akun: 51, 52, 53, atau 57
--   kode_akun | kode | Akun enam digit bila rencananya ditulis per akun; kosong bila per jenis belanja
--   bulan | bulan | Bulan rencana
--   satuan | kode | Satuan yang dinyatakan berkas: rupiah atau ribuan
--   tertulis | angka | Angka seperti tertulis, dalam satuan itu
--   rpd | rupiah | Rencana penarikan dana dalam rupiah
with sel as (
    select
        file_id,
        lembar,
        baris,
        bagian,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'kode_satker' then coalesce(nilai_benar, '') end) as kode_satker,
        max(case when kolom = 'tahun' then coalesce(nilai_benar, '') end) as tahun,
        max(case when kolom = 'jenis_belanja' then coalesce(nilai_benar, '') end) as jenis_belanja,
        max(case when kolom = 'rpd' then coalesce(nilai_benar, '') end) as rpd
    from raw.koreksi_sel
    where tabel = 'rpd'
    group by file_id, lembar, baris, bagian
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'rpd' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.lembar,
    r.baris,
    r.kode_satker,
    r.tahun,
    r.jenis_belanja,
    r.kode_akun,
    r.bulan,
    r.satuan,
    r.tertulis,
    r.rpd
from raw.rpd as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.lembar,
    r.baris,
    case when s.kode_satker is null then r.kode_satker else nullif(s.kode_satker, '') end as kode_satker,
    case when s.tahun is null then r.tahun else cast(nullif(s.tahun, '') as integer) end as tahun,
    case when s.jenis_belanja is null then r.jenis_belanja else nullif(s.jenis_belanja, '') end as jenis_belanja,
    r.kode_akun,
    r.bulan,
    r.satuan,
    r.tertulis,
    case when s.rpd is null then r.rpd else nullif(s.rpd, '') end as rpd
from raw.rpd as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s
    on
        r.file_id = s.file_id
        and coalesce(r.lembar, '') = coalesce(s.lembar, '')
        and r.baris = s.baris
        and r.bulan = s.bagian
where t.ditarik is null and s.dibuang is null
