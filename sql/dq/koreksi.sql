-- dq.koreksi: setiap koreksi di register dan setiap sel yang disentuhnya; satu baris saja bila tidak ada yang disentuh.
-- Pada koreksi uang FA Detail, realisasi s.d., sisa, dan baris induk yang ikut berubah juga dimuat.
-- grain: id, file_id, lembar, baris, bagian, kolom
-- kolom:
--   id | kode | Nomor koreksi di register
--   tindakan | kode | ganti, buang, atau petakan
--   status | kode | diterapkan atau tidak berlaku
--   tabel | kode | Tabel raw yang dikoreksi
--   file_id | kode | Berkas asal, atau tempat nilai_ditemukan berada; kosong bila tidak ada yang disentuh dan ditemukan
--   nama_berkas | teks | Nama berkas menurut dq.nama_berkas
--   lembar | teks | Nama lembar kerja atau halaman PDF; kosong untuk berkas teks
--   baris | angka | Nomor baris di berkas; kosong bila seluruh berkas
--   bagian | angka | Kunci ketiga: urutan kontribusi RAK atau bulan target RAK; selain itu kosong
--   kolom | kode | Kolom yang diubah; untuk buang: kolom yang nilainya dicocokkan
--   nilai_salah | teks | Nilai menurut berkas; bila tidak ada yang disentuh, nilai salah menurut register
--   nilai_benar | teks | Nilai penggantinya; kosong berarti dikosongkan, atau barisnya dibuang
--   nilai_ditemukan | teks | Yang ditemukan sebagai ganti nilai salah, bila tidak berlaku
--   keterangan | teks | Apa yang terjadi, satu kalimat
--   alasan | teks | Mengapa dikoreksi
--   oleh | teks | Siapa yang memutuskan
--   tanggal | tanggal | Kapan diputuskan
--   register | teks | Berkas register, di bawah folder koreksi
select
    k.id,
    k.tindakan,
    k.status,
    k.tabel,
    coalesce(s.file_id, k.file_id) as file_id,
    b.nama as nama_berkas,
    case when s.koreksi is null then k.lembar else s.lembar end as lembar,
    case when s.koreksi is null then k.baris else s.baris end as baris,
    s.bagian,
    case when s.kolom is null or s.kolom = '*' then k.kolom else s.kolom end as kolom,
    case when s.kolom is null then k.nilai_salah else s.nilai_salah end as nilai_salah,
    case when s.kolom is null then k.nilai_benar else s.nilai_benar end as nilai_benar,
    k.nilai_ditemukan,
    k.keterangan,
    k.alasan,
    k.oleh,
    k.tanggal,
    k.register
from raw.koreksi as k
left join raw.koreksi_sel as s on k.id = s.koreksi
left join dq.nama_berkas as b on coalesce(s.file_id, k.file_id) = b.file_id
