-- meta.kamus: kamus data, satu baris untuk setiap kolom di gudang data.
-- grain: skema, tabel, kolom
-- kolom:
--   skema | kode | Lapisan: raw, ref, terkoreksi, core, mart, dq, atau meta
--   tabel | kode | Nama tabel
--   kolom | kode | Nama kolom
--   urutan | angka | Urutan kolom di tabel
--   tipe | kode | Tipe data DuckDB
--   satuan | teks | Satuan nilai
--   keterangan | teks | Arti kolom
--   asal | teks | Kolom hulu langsung, dipisahkan koma; kosong bila berasal dari pembaca berkas atau tertulis di SQL-nya
create table meta.kamus (
    skema varchar not null,
    tabel varchar not null,
    kolom varchar not null,
    urutan integer not null,
    tipe varchar not null,
    satuan varchar not null,
    keterangan varchar not null,
    asal varchar not null
)
