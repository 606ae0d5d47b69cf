-- terkoreksi.rak_dokumen: kepala dan kaki dokumen RAK dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas asal
--   nama_unit | teks | Nama unit seperti tercetak
--   kunci_nama | teks | Nama unit dalam huruf besar dengan spasi tunggal, untuk dicocokkan
--   tahun | tahun | Tahun anggaran
--   total_deklarasi | rupiah | Total anggaran yang tercetak di kaki dokumen
--   baris_total | angka | Nomor baris tempat Total tercetak
--   tempat | teks | Tempat penandatanganan
--   tanggal | tanggal | Tanggal penandatanganan (TTTT-BB-HH)
--   penandatangan | teks | Nama penandatangan
--   jabatan | teks | Jabatan penandatangan
with sel as (
    select
        file_id,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'tahun' then coalesce(nilai_benar, '') end) as tahun,
        max(case when kolom = 'total_deklarasi' then coalesce(nilai_benar, '') end) as total_deklarasi,
        max(case when kolom = 'tempat' then coalesce(nilai_benar, '') end) as tempat,
        max(case when kolom = 'tanggal' then coalesce(nilai_benar, '') end) as tanggal,
        max(case when kolom = 'penandatangan' then coalesce(nilai_benar, '') end) as penandatangan,
        max(case when kolom = 'jabatan' then coalesce(nilai_benar, '') end) as jabatan
    from raw.koreksi_sel
    where tabel = 'rak_dokumen'
    group by file_id
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'rak_dokumen' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.nama_unit,
    r.kunci_nama,
    r.tahun,
    r.total_deklarasi,
    r.baris_total,
    r.tempat,
    r.tanggal,
    r.penandatangan,
    r.jabatan
from raw.rak_dokumen as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.nama_unit,
    r.kunci_nama,
    case when s.tahun is null then r.tahun else cast(nullif(s.tahun, '') as integer) end as tahun,
    case when s.total_deklarasi is null then r.total_deklarasi else nullif(s.total_deklarasi, '') end as total_deklarasi,
    r.baris_total,
    case when s.tempat is null then r.tempat else nullif(s.tempat, '') end as tempat,
    case when s.tanggal is null then r.tanggal else nullif(s.tanggal, '') end as tanggal,
    case when s.penandatangan is null then r.penandatangan else nullif(s.penandatangan, '') end as penandatangan,
    case when s.jabatan is null then r.jabatan else nullif(s.jabatan, '') end as jabatan
from raw.rak_dokumen as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s
    on r.file_id = s.file_id
where t.ditarik is null and s.dibuang is null
