-- dq.hasil: hasil setiap aturan mutu pada setiap penyegaran.
-- grain: run_id, aturan, tabel
-- kolom:
--   run_id | kode | Penyegaran yang memeriksa
--   waktu | waktu | Waktu pemeriksaan (UTC)
--   aturan | kode | Kode aturan
--   tabel | kode | Tabel yang diperiksa
--   tingkat | kode | kritis, peringatan, atau info
--   menahan | ya/tidak | Bila tidak lulus, hasil tidak diterbitkan
--   lulus | ya/tidak | Aturan terpenuhi
--   jumlah_diperiksa | jumlah | Banyaknya baris tabel
--   jumlah_gagal | jumlah | Banyaknya temuan yang melanggar aturan
--   contoh | teks | Daftar JSON paling banyak lima temuan beserta kuncinya
--   uraian | teks | Apa yang harus terpenuhi
--   saran | teks | Apa yang harus dilakukan bila tidak lulus
create table dq.hasil (
    run_id varchar not null,
    waktu timestamp not null,
    aturan varchar not null,
    tabel varchar not null,
    tingkat varchar not null,
    menahan boolean not null,
    lulus boolean not null,
    jumlah_diperiksa bigint not null,
    jumlah_gagal bigint not null,
    contoh varchar not null,
    uraian varchar not null,
    saran varchar not null
)
