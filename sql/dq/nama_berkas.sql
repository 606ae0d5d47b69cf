-- dq.nama_berkas: nama setiap berkas bagi orang yang mencarinya di kotak masuk.
-- grain: file_id
-- kolom:
--   file_id | kode | SHA-256 isi berkas
--   nama | teks | Letak berkas saat pertama dilihat; bila kini hanya ada di letak lain, letak yang lain itu
--   di_kotak_masuk | ya/tidak | Ada di kotak masuk pada penyegaran terakhir
select
    b.file_id,
    coalesce(max(case when m.nama = b.nama then m.nama end), min(m.nama), b.nama) as nama,
    count(m.nama) > 0 as di_kotak_masuk
from raw.berkas as b
left join raw.kotak_masuk as m on b.file_id = m.file_id
group by b.file_id, b.nama
