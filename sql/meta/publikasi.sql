-- meta.publikasi: setiap hasil bangun gudang data yang pernah diterbitkan.
-- grain: id
-- kolom:
--   id | kode | Nomor terbitan: waktu mulai bangun (UTC), TTTTBBHH-jjmmdd
--   waktu | waktu | Waktu pemeriksaan mutu selesai (UTC)
--   versi | teks | Versi Kinerja
--   jumlah_berkas | jumlah | Berkas diterima yang berlaku atau digantikan
--   jumlah_baris | jumlah | Baris data di lapisan raw
--   lulus | jumlah | Pemeriksaan yang lulus
--   peringatan | jumlah | Pemeriksaan tidak lulus yang tidak menahan terbitan
--   sidik | kode | Sidik masukan: berkas, peta satker, aturan dan kode; sama berarti tidak ada yang baru
--   sidik_pembaca | kode | Sidik pembaca dan tabel raw; berubah berarti berkas dibaca ulang
create table meta.publikasi (
    id varchar not null,
    waktu timestamp not null,
    versi varchar not null,
    jumlah_berkas bigint not null,
    jumlah_baris bigint not null,
    lulus bigint not null,
    peringatan bigint not null,
    sidik varchar not null,
    sidik_pembaca varchar not null
)
