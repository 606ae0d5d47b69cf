-- raw.usulan_satker: nama unit di RAK dan lembar POK yang tidak ada di peta satker, dengan nama-nama terdekat.
-- grain: kunci_nama
-- kolom:
--   kunci_nama | teks | Nama unit dalam huruf besar dengan spasi tunggal
--   usulan | teks | Nama terdekat di peta satker
create table raw.usulan_satker (
    kunci_nama varchar not null,
    usulan varchar not null
)
