-- raw.keterangan: bulan dan tahun yang dinyatakan orang untuk sebuah berkas saat berkas itu terakhir dibaca; tetap berlaku bila keterangan.csv sudah tidak ada.
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas yang diterangkan
--   tahun | tahun | Tahun anggaran yang dinyatakan; kosong bila tidak disebut
--   bulan | bulan | Bulan 1-12 yang dinyatakan; kosong bila hanya tahunnya yang disebut
--   dari | kode | keterangan (keterangan.csv) atau perintah (--bulan, --tahun)
create table raw.keterangan (
    file_id varchar not null,
    tahun integer,
    bulan integer,
    dari varchar not null
)
