-- ref.bulan: dua belas bulan dan triwulannya.
-- grain: bulan
-- kolom:
--   bulan | bulan | Nomor bulan 1-12
--   nama_bulan | teks | Nama bulan
--   triwulan | angka | Triwulan 1-4
select bulan, nama_bulan, triwulan
from (
    values
        (1, 'Januari', 1), (2, 'Februari', 1), (3, 'Maret', 1),
        (4, 'April', 2), (5, 'Mei', 2), (6, 'Juni', 2),
        (7, 'Juli', 3), (8, 'Agustus', 3), (9, 'September', 3),
        (10, 'Oktober', 4), (11, 'November', 4), (12, 'Desember', 4)
) as b (bulan, nama_bulan, triwulan)
