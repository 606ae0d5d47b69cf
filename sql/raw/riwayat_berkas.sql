-- raw.riwayat_berkas: keadaan setiap berkas sejak setiap penyegaran yang menemukannya berubah; untuk melihat gudang data per tanggal.
-- grain: sejak, file_id
-- kolom:
--   sejak | waktu | Penyegaran yang pertama kali menemukan keadaan ini (UTC)
--   file_id | kode | Berkas
--   letak | teks | Letaknya di kotak masuk; lebih dari satu bila ada salinannya, tidak ada bila sudah dikeluarkan
--   waktu_berkas | waktu | Waktu ubah berkas yang paling awal diketahui saat itu (UTC)
--   tahun | tahun | Tahun anggarannya menurut yang diketahui saat itu
--   bulan | bulan | Bulan laporannya menurut yang diketahui saat itu
--   periode_dari | kode | Dari mana tahun dan bulan itu, seperti di raw.berkas
--   alasan | teks | Alasan penolakan yang berlaku saat itu; kosong bila diterima
--   diganti_oleh | kode | Versi yang menempati nama yang sama dan menggantikan seluruh isinya saat itu
create table raw.riwayat_berkas (
    sejak timestamp not null,
    file_id varchar not null,
    letak varchar [] not null,
    waktu_berkas timestamp not null,
    tahun integer,
    bulan integer,
    periode_dari varchar,
    alasan varchar,
    diganti_oleh varchar
)
