-- raw.berkas: daftar setiap versi berkas yang pernah diterima atau ditolak.
-- grain: file_id
-- kolom:
--   file_id | kode | SHA-256 isi berkas; untuk yang ditolak sebelum dibaca (isi zip yang rusak, baris keterangan.csv), SHA-256 sebab penolakannya
--   nama | teks | Letak berkas di kotak masuk saat pertama dilihat
--   jenis | kode | rak, fa_detail, realisasi_datar, realisasi_kinerja, atau rpd; kosong bila tidak dikenali
--   kode_satker | kode | Kode satuan kerja menurut isi berkas; kosong bila tidak tertulis atau memuat banyak satker
--   nama_satker | teks | Nama satuan kerja menurut isi berkas
--   tahun | tahun | Tahun anggaran menurut isi berkas
--   bulan | bulan | Bulan laporan 1-12 menurut isi berkas, atau menurut periode_dari; kosong bila memuat banyak bulan
--   bulan_di_nama | bulan | Bulan yang disebut nama atau folder berkas; kosong bila tidak menyebut
--   periode_dari | kode | Dari mana tahun dan bulannya: isi, nama berkas, keterangan (keterangan.csv), atau perintah (--bulan, --tahun); kosong bila tidak memuat satu bulan
--   status | kode | diterima, ditolak, atau digantikan (ada versi yang lebih baru untuk satker dan periode yang sama)
--   alasan | teks | Alasan penolakan
--   jumlah_baris | jumlah | Banyaknya baris yang diambil
--   ukuran | byte | Besar berkas
--   waktu_sumber | waktu | Waktu dokumen dibuat oleh sumbernya menurut isi berkas, atau waktu ubah berkas (WIB)
--   waktu_asli | ya/tidak | Waktu sumber ditulis SAKTI sendiri saat mengekspor, bukan oleh program yang menyimpannya ulang
--   waktu_berkas | waktu | Waktu ubah berkas di kotak masuk (UTC)
--   diterima_pada | waktu | Waktu berkas pertama kali didaftarkan (UTC)
--   kurang_baris | ya/tidak | Berkas datar yang baris akunnya ada yang ditolak, sehingga jumlahnya kurang
--   diganti_oleh | kode | Versi lembar kinerja atau RPD yang menempati nama yang sama dan menggantikan seluruh isinya (landing.mark_mended)
create table raw.berkas (
    file_id varchar not null,
    nama varchar not null,
    jenis varchar,
    kode_satker varchar,
    nama_satker varchar,
    tahun integer,
    bulan integer,
    bulan_di_nama integer,
    periode_dari varchar,
    status varchar not null,
    alasan varchar,
    jumlah_baris bigint not null,
    ukuran bigint not null,
    waktu_sumber timestamp not null,
    waktu_asli boolean,
    waktu_berkas timestamp not null,
    diterima_pada timestamp not null,
    kurang_baris boolean,
    diganti_oleh varchar
)
