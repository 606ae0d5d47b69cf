-- terkoreksi.fa_detail: baris FA Detail dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id, baris
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja
--   baris | angka | Nomor baris di lembar kerja
--   tingkat | kode | total, program, kegiatan, kro, ro, komponen, subkomponen, akun, atau item
--   kode_program | kode | Kode program, misalnya DR
--   kode_kegiatan | kode | Kode kegiatan empat digit, misalnya 3165
--   kode_kro | kode | Kode KRO tiga huruf, misalnya QIA
--   kode_ro | kode | Kode RO lengkap, misalnya DR.3165.QIA.002
--   kode_komponen | kode | Kode komponen tiga digit
--   kode_subkomponen | kode | Huruf sub komponen tanpa nol di depan (0A menjadi A)
--   kode_akun | kode | Kode akun enam digit
--   kode_item | kode | Nomor item enam digit
--   uraian | teks | Uraian baris; sambungan setelah ganti halaman sudah disatukan
--   pagu | rupiah | Pagu revisi
--   lock_pagu | rupiah | Pagu yang sedang dalam usulan revisi
--   realisasi_lalu | rupiah | Realisasi s.d. periode sebelumnya
--   realisasi_ini | rupiah | Realisasi periode ini; dapat negatif
--   realisasi_sd | rupiah | Realisasi s.d. periode ini
--   sisa | rupiah | Sisa pagu
with sel as (
    select
        file_id,
        baris,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'tingkat' then coalesce(nilai_benar, '') end) as tingkat,
        max(case when kolom = 'kode_program' then coalesce(nilai_benar, '') end) as kode_program,
        max(case when kolom = 'kode_kegiatan' then coalesce(nilai_benar, '') end) as kode_kegiatan,
        max(case when kolom = 'kode_kro' then coalesce(nilai_benar, '') end) as kode_kro,
        max(case when kolom = 'kode_ro' then coalesce(nilai_benar, '') end) as kode_ro,
        max(case when kolom = 'kode_komponen' then coalesce(nilai_benar, '') end) as kode_komponen,
        max(case when kolom = 'kode_subkomponen' then coalesce(nilai_benar, '') end) as kode_subkomponen,
        max(case when kolom = 'kode_akun' then coalesce(nilai_benar, '') end) as kode_akun,
        max(case when kolom = 'kode_item' then coalesce(nilai_benar, '') end) as kode_item,
        max(case when kolom = 'uraian' then coalesce(nilai_benar, '') end) as uraian,
        max(case when kolom = 'pagu' then coalesce(nilai_benar, '') end) as pagu,
        max(case when kolom = 'lock_pagu' then coalesce(nilai_benar, '') end) as lock_pagu,
        max(case when kolom = 'realisasi_lalu' then coalesce(nilai_benar, '') end) as realisasi_lalu,
        max(case when kolom = 'realisasi_ini' then coalesce(nilai_benar, '') end) as realisasi_ini,
        max(case when kolom = 'realisasi_sd' then coalesce(nilai_benar, '') end) as realisasi_sd,
        max(case when kolom = 'sisa' then coalesce(nilai_benar, '') end) as sisa
    from raw.koreksi_sel
    where tabel = 'fa_detail'
    group by file_id, baris
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'fa_detail' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.lembar,
    r.baris,
    r.tingkat,
    r.kode_program,
    r.kode_kegiatan,
    r.kode_kro,
    r.kode_ro,
    r.kode_komponen,
    r.kode_subkomponen,
    r.kode_akun,
    r.kode_item,
    r.uraian,
    r.pagu,
    r.lock_pagu,
    r.realisasi_lalu,
    r.realisasi_ini,
    r.realisasi_sd,
    r.sisa
from raw.fa_detail as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.lembar,
    r.baris,
    case when s.tingkat is null then r.tingkat else nullif(s.tingkat, '') end as tingkat,
    case when s.kode_program is null then r.kode_program else nullif(s.kode_program, '') end as kode_program,
    case when s.kode_kegiatan is null then r.kode_kegiatan else nullif(s.kode_kegiatan, '') end as kode_kegiatan,
    case when s.kode_kro is null then r.kode_kro else nullif(s.kode_kro, '') end as kode_kro,
    case when s.kode_ro is null then r.kode_ro else nullif(s.kode_ro, '') end as kode_ro,
    case when s.kode_komponen is null then r.kode_komponen else nullif(s.kode_komponen, '') end as kode_komponen,
    case when s.kode_subkomponen is null then r.kode_subkomponen else nullif(s.kode_subkomponen, '') end as kode_subkomponen,
    case when s.kode_akun is null then r.kode_akun else nullif(s.kode_akun, '') end as kode_akun,
    case when s.kode_item is null then r.kode_item else nullif(s.kode_item, '') end as kode_item,
    case when s.uraian is null then r.uraian else nullif(s.uraian, '') end as uraian,
    case when s.pagu is null then r.pagu else nullif(s.pagu, '') end as pagu,
    case when s.lock_pagu is null then r.lock_pagu else nullif(s.lock_pagu, '') end as lock_pagu,
    case when s.realisasi_lalu is null then r.realisasi_lalu else nullif(s.realisasi_lalu, '') end as realisasi_lalu,
    case when s.realisasi_ini is null then r.realisasi_ini else nullif(s.realisasi_ini, '') end as realisasi_ini,
    case when s.realisasi_sd is null then r.realisasi_sd else nullif(s.realisasi_sd, '') end as realisasi_sd,
    case when s.sisa is null then r.sisa else nullif(s.sisa, '') end as sisa
from raw.fa_detail as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s
    on
        r.file_id = s.file_id
        and r.baris = s.baris
where t.ditarik is null and s.dibuang is null
