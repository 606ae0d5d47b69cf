-- dq.aturan: katalog aturan mutu yang dipakai terbitan ini: apa yang harus terpenuhi, untuk apa, dan apa yang harus dilakukan.
-- Memuat juga aturan yang diperiksa pembaca berkas; pelanggarannya ada di dq.karantina, bukan di dq.hasil.
-- grain: aturan, tabel
-- kolom:
--   aturan | kode | Kode aturan
--   tabel | kode | Tabel yang diperiksa; berkas bila diperiksa saat berkas dibaca
--   tingkat | kode | kritis, peringatan, atau info
--   menahan | ya/tidak | Bila tidak lulus, hasil tidak diterbitkan
--   uraian | teks | Apa yang harus terpenuhi
--   melindungi | teks | Apa yang dilindungi aturan ini
--   saran | teks | Apa yang harus dilakukan bila tidak lulus
--   sumber | teks | Peraturan atau dokumen yang menjadi dasarnya
create table dq.aturan (
    aturan varchar not null,
    tabel varchar not null,
    tingkat varchar not null,
    menahan boolean not null,
    uraian varchar not null,
    melindungi varchar not null,
    saran varchar not null,
    sumber varchar not null
)
