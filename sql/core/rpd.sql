-- core.rpd: rencana penarikan dana (halaman III DIPA) setiap satker, bulan, dan jenis belanja, dari berkas terbaru yang memuatnya.
-- RPD yang direvisi menggantikan yang lama hanya untuk jenis belanja dan bulan yang terisi di dalamnya; bulan yang dikosongkan
-- tetap memakai RPD sebelumnya, juga bila berkasnya disimpan dengan nama yang sama. Rencana yang batal ditulis nol.
-- RPD yang kode satkernya diperbaiki di berkas yang sama (raw.berkas diganti_oleh) tidak dipakai lagi seluruhnya, juga untuk
-- satker lain di berkas itu; bulan yang dengan itu tidak lagi mempunyai rencana diberitahukan (BERKAS-25).
-- Baris per akun dari satu berkas dijumlahkan; karena itu revisi per akun harus memuat semua akun jenis belanja itu.
-- grain: kode_satker, tahun, bulan, jenis_belanja
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan rencana
--   jenis_belanja | kode | Dua digit pertama akun: 51 pegawai, 52 barang, 53 modal, 57 bantuan sosial
--   rpd | rupiah | Rencana penarikan dana bulan itu
--   jumlah_baris | jumlah | Banyaknya baris yang dijumlahkan; lebih dari satu bila ditulis per akun
--   satuan | kode | Satuan yang dinyatakan berkas: rupiah atau ribuan
--   tertulis | angka | Angka seperti tertulis di baris asal pertama, dalam satuan itu
--   file_id | kode | Berkas asal
--   lembar | teks | Lembar kerja asal
--   baris | angka | Baris asal pertama
with diurutkan as (
    select
        r.kode_satker,
        r.tahun,
        r.bulan,
        r.jenis_belanja,
        cast(r.rpd as decimal(18, 0)) as rpd,
        r.satuan,
        cast(r.tertulis as decimal(28, 4)) as tertulis,
        r.file_id,
        r.lembar,
        r.baris,
        rank() over (
            partition by r.kode_satker, r.tahun, r.bulan, r.jenis_belanja
            order by b.waktu_sumber desc, b.waktu_berkas desc, r.file_id desc
        ) as urutan_berkas,
        row_number() over (
            partition by r.file_id, r.kode_satker, r.tahun, r.bulan, r.jenis_belanja
            order by coalesce(r.lembar, ''), r.baris
        ) as urutan_baris
    from terkoreksi.rpd as r
    inner join terkoreksi.berkas as b on r.file_id = b.file_id
    where b.diganti_oleh is null
)

select
    kode_satker,
    tahun,
    bulan,
    jenis_belanja,
    cast(sum(rpd) as decimal(18, 0)) as rpd,
    count(file_id) as jumlah_baris,
    max(case when urutan_baris = 1 then satuan end) as satuan,
    max(case when urutan_baris = 1 then tertulis end) as tertulis,
    file_id,
    max(case when urutan_baris = 1 then lembar end) as lembar,
    max(case when urutan_baris = 1 then baris end) as baris
from diurutkan
where urutan_berkas = 1
group by kode_satker, tahun, bulan, jenis_belanja, file_id
