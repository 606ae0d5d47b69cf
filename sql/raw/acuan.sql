-- raw.acuan: tanggal acuan penyegaran terakhir, satu baris, dimuat ulang setiap kali.
-- grain: tanggal
-- kolom:
--   tanggal | tanggal | Hari penyegaran; tenggat laporan dinilai terhadap tanggal ini
create table raw.acuan (
    tanggal date not null
)
