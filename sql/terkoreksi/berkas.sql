-- terkoreksi.berkas: berkas yang dihitung: diterima pembaca dan tidak ditarik koreksi, dengan koreksi yang berlaku.
-- grain: file_id
-- kolom:
--   file_id | kode | SHA-256 isi berkas
--   nama | teks | Letak berkas di kotak masuk saat pertama dilihat
--   jenis | kode | rak, fa_detail, realisasi_datar, realisasi_kinerja, atau rpd
--   kode_satker | kode | Kode satuan kerja; kosong bila tidak tertulis
--   nama_satker | teks | Nama satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan 1-12; kosong bila memuat banyak bulan
--   periode_dari | kode | Dari mana tahun dan bulannya: isi, nama berkas, keterangan (keterangan.csv), atau perintah (--bulan, --tahun); kosong bila tidak memuat satu bulan
--   waktu_sumber | waktu | Waktu dokumen dibuat oleh sumbernya menurut isi berkas, atau waktu ubah berkas (WIB)
--   waktu_asli | ya/tidak | Waktu sumber ditulis SAKTI sendiri saat mengekspor, bukan oleh program yang menyimpannya ulang
--   waktu_berkas | waktu | Waktu ubah berkas di kotak masuk (UTC)
--   diterima_pada | waktu | Waktu berkas pertama kali didaftarkan (UTC)
--   kurang_baris | ya/tidak | Berkas datar yang baris akunnya ada yang ditolak, sehingga jumlahnya kurang
--   diganti_oleh | kode | Versi di nama yang sama yang menggantikan seluruh isinya; kosong bila versi itu ditarik koreksi
with sel as (
    select
        file_id,
        max(case when kolom = '*' then 'ya' end) as ditarik,
        max(case when kolom = 'kode_satker' then coalesce(nilai_benar, '') end) as kode_satker,
        max(case when kolom = 'nama_satker' then coalesce(nilai_benar, '') end) as nama_satker,
        max(case when kolom = 'tahun' then coalesce(nilai_benar, '') end) as tahun,
        max(case when kolom = 'bulan' then coalesce(nilai_benar, '') end) as bulan
    from raw.koreksi_sel
    where tabel = 'berkas'
    group by file_id
)

select
    b.file_id,
    b.nama,
    b.jenis,
    case when s.kode_satker is null then b.kode_satker else nullif(s.kode_satker, '') end as kode_satker,
    case when s.nama_satker is null then b.nama_satker else nullif(s.nama_satker, '') end as nama_satker,
    case when s.tahun is null then b.tahun else cast(nullif(s.tahun, '') as integer) end as tahun,
    case when s.bulan is null then b.bulan else cast(nullif(s.bulan, '') as integer) end as bulan,
    b.periode_dari,
    b.waktu_sumber,
    coalesce(b.waktu_asli, false) as waktu_asli,
    b.waktu_berkas,
    b.diterima_pada,
    coalesce(b.kurang_baris, false) as kurang_baris,
    case when p.ditarik is null then b.diganti_oleh end as diganti_oleh
from raw.berkas as b
left join sel as s on b.file_id = s.file_id
left join sel as p on b.diganti_oleh = p.file_id
where b.alasan is null and s.ditarik is null
