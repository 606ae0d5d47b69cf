-- raw.koreksi: register koreksi seperti dimuat pada penyegaran terakhir, dan apa yang terjadi dengan setiap entrinya.
-- grain: id
-- kolom:
--   id | kode | Nomor koreksi di register
--   tindakan | kode | ganti (nilai sel), buang (baris, atau seluruh berkas), atau petakan (nilai salah di mana pun ia muncul)
--   tabel | kode | Tabel raw yang dikoreksi
--   di | teks | Baris yang dimaksud: objek JSON kolom dan nilainya; {} berarti semua baris
--   kolom | kode | Kolom yang dikoreksi; untuk buang: kolom yang nilainya dicocokkan
--   nilai_salah | teks | Nilai salah yang seharusnya masih ada di sumbernya
--   nilai_benar | teks | Nilai penggantinya; kosong berarti dikosongkan, atau barisnya dibuang
--   alasan | teks | Mengapa dikoreksi
--   oleh | teks | Siapa yang memutuskan
--   tanggal | tanggal | Kapan diputuskan
--   register | teks | Berkas register, di bawah folder koreksi
--   baris_register | angka | Nomor baris entri di berkas register
--   status | kode | diterapkan atau tidak berlaku
--   jumlah_baris | jumlah | Banyaknya baris yang dikoreksi; nol bila tidak berlaku
--   nilai_ditemukan | teks | Yang ditemukan sebagai ganti nilai_salah; kosong bila diterapkan atau tidak ada baris yang cocok
--   keterangan | teks | Apa yang terjadi, satu kalimat
--   file_id | kode | Berkas tempat nilai_ditemukan berada, atau yang menahan koreksi ini; kosong bila diterapkan
--   lembar | teks | Lembar kerja atau halaman PDF tempat nilai_ditemukan berada
--   baris | angka | Nomor baris tempat nilai_ditemukan berada
create table raw.koreksi (
    id varchar not null,
    tindakan varchar not null,
    tabel varchar not null,
    di varchar not null,
    kolom varchar not null,
    nilai_salah varchar,
    nilai_benar varchar,
    alasan varchar not null,
    oleh varchar not null,
    tanggal date not null,
    register varchar not null,
    baris_register integer not null,
    status varchar not null,
    jumlah_baris bigint not null,
    nilai_ditemukan varchar,
    keterangan varchar not null,
    file_id varchar,
    lembar varchar,
    baris integer
)
