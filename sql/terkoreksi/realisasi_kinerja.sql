-- terkoreksi.realisasi_kinerja: realisasi indikator dari lembar kinerja dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id, lembar, baris
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja; kosong untuk CSV
--   baris | angka | Nomor baris di berkas
--   tahun | tahun | Tahun anggaran
--   kode_satker | kode | Kode satuan kerja enam digit
--   bulan | bulan | Bulan 1-12
--   kode_indikator | kode | Kode indikator SS.II; kosong bila tidak tertulis atau bukan SS.II
--   indikator | teks | Nama indikator
--   satuan | teks | Satuan ukuran, misalnya persen, nilai, indeks
--   target_sd_bulan | angka | Target s.d. bulan menurut lembar
--   pembilang | angka | Pembilang
--   penyebut | angka | Penyebut
--   realisasi | angka | Realisasi s.d. bulan seperti dilaporkan
--   hambatan | teks | Hambatan
--   rencana_tindak_lanjut | teks | Rencana tindak lanjut
--   bukti_dukung | teks | Bukti dukung
--   kode_tertulis | teks | Isi kolom kode indikator bila bukan SS.II, persis seperti di berkas
with sel as (
    select
        file_id,
        lembar,
        baris,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'tahun' then coalesce(nilai_benar, '') end) as tahun,
        max(case when kolom = 'kode_satker' then coalesce(nilai_benar, '') end) as kode_satker,
        max(case when kolom = 'bulan' then coalesce(nilai_benar, '') end) as bulan,
        max(case when kolom = 'kode_indikator' then coalesce(nilai_benar, '') end) as kode_indikator,
        max(case when kolom = 'indikator' then coalesce(nilai_benar, '') end) as indikator,
        max(case when kolom = 'satuan' then coalesce(nilai_benar, '') end) as satuan,
        max(case when kolom = 'target_sd_bulan' then coalesce(nilai_benar, '') end) as target_sd_bulan,
        max(case when kolom = 'pembilang' then coalesce(nilai_benar, '') end) as pembilang,
        max(case when kolom = 'penyebut' then coalesce(nilai_benar, '') end) as penyebut,
        max(case when kolom = 'realisasi' then coalesce(nilai_benar, '') end) as realisasi,
        max(case when kolom = 'hambatan' then coalesce(nilai_benar, '') end) as hambatan,
        max(case when kolom = 'rencana_tindak_lanjut' then coalesce(nilai_benar, '') end) as rencana_tindak_lanjut,
        max(case when kolom = 'bukti_dukung' then coalesce(nilai_benar, '') end) as bukti_dukung
    from raw.koreksi_sel
    where tabel = 'realisasi_kinerja'
    group by file_id, lembar, baris
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'realisasi_kinerja' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.lembar,
    r.baris,
    r.tahun,
    r.kode_satker,
    r.bulan,
    r.kode_indikator,
    r.indikator,
    r.satuan,
    r.target_sd_bulan,
    r.pembilang,
    r.penyebut,
    r.realisasi,
    r.hambatan,
    r.rencana_tindak_lanjut,
    r.bukti_dukung,
    r.kode_tertulis
from raw.realisasi_kinerja as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.lembar,
    r.baris,
    case when s.tahun is null then r.tahun else cast(nullif(s.tahun, '') as integer) end as tahun,
    case when s.kode_satker is null then r.kode_satker else nullif(s.kode_satker, '') end as kode_satker,
    case when s.bulan is null then r.bulan else cast(nullif(s.bulan, '') as integer) end as bulan,
    case when s.kode_indikator is null then r.kode_indikator else nullif(s.kode_indikator, '') end as kode_indikator,
    case when s.indikator is null then r.indikator else nullif(s.indikator, '') end as indikator,
    case when s.satuan is null then r.satuan else nullif(s.satuan, '') end as satuan,
    case when s.target_sd_bulan is null then r.target_sd_bulan else nullif(s.target_sd_bulan, '') end as target_sd_bulan,
    case when s.pembilang is null then r.pembilang else nullif(s.pembilang, '') end as pembilang,
    case when s.penyebut is null then r.penyebut else nullif(s.penyebut, '') end as penyebut,
    case when s.realisasi is null then r.realisasi else nullif(s.realisasi, '') end as realisasi,
    case when s.hambatan is null then r.hambatan else nullif(s.hambatan, '') end as hambatan,
    case when s.rencana_tindak_lanjut is null then r.rencana_tindak_lanjut else nullif(s.rencana_tindak_lanjut, '') end as rencana_tindak_lanjut,
    case when s.bukti_dukung is null then r.bukti_dukung else nullif(s.bukti_dukung, '') end as bukti_dukung,
    r.kode_tertulis
from raw.realisasi_kinerja as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s
    on
        r.file_id = s.file_id
        and coalesce(r.lembar, '') = coalesce(s.lembar, '')
        and r.baris = s.baris
where t.ditarik is null and s.dibuang is null
