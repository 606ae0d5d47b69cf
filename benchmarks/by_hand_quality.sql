-- The hundred rules of quality_rules.py in one statement, as somebody who knows DuckDB writes it: every row is read once
-- for all rules about single rows, each group or reference has its own subquery. One column a rule: failing rows.
-- A pattern is matched once for each value of a column: half the price of matching every row.
with kolom as (
    select column_name as nama, data_type as jenis
    from duckdb_columns()
    where schema_name = 'core' and table_name = 'realisasi_anggaran'
)
select
    count(*) - count(kode_satker) as "terisi kode_satker",
    count(*) - count(kode_ro) as "terisi kode_ro",
    count(*) - count(kode_komponen) as "terisi kode_komponen",
    count(*) - count(kode_subkomponen) as "terisi kode_subkomponen",
    count(*) - count(kode_akun) as "terisi kode_akun",
    count(*) - count(jenis_belanja) as "terisi jenis_belanja",
    count(*) - count(file_id) as "terisi file_id",
    count(*) - count(sumber_dana) as "terisi sumber_dana",
    count(*) - count(tahun) as "terisi tahun",
    count(*) - count(bulan) as "terisi bulan",
    count(*) - count(pagu) as "terisi pagu",
    count(*) - count(lock_pagu) as "terisi lock_pagu",
    count(*) - count(realisasi_lalu) as "terisi realisasi_lalu",
    count(*) - count(realisasi_ini) as "terisi realisasi_ini",
    count(*) - count(realisasi_sd) as "terisi realisasi_sd",
    count(*) - count(sisa) as "terisi sisa",
    count(*) - count(baris) as "terisi baris",
    (select count_if(nama = 'pagu' and jenis not like 'DECIMAL%') from kolom) as "jenis pagu",
    (select count_if(nama = 'lock_pagu' and jenis not like 'DECIMAL%') from kolom) as "jenis lock_pagu",
    (select count_if(nama = 'realisasi_lalu' and jenis not like 'DECIMAL%') from kolom) as "jenis realisasi_lalu",
    (select count_if(nama = 'realisasi_ini' and jenis not like 'DECIMAL%') from kolom) as "jenis realisasi_ini",
    (select count_if(nama = 'realisasi_sd' and jenis not like 'DECIMAL%') from kolom) as "jenis realisasi_sd",
    (select count_if(nama = 'sisa' and jenis not like 'DECIMAL%') from kolom) as "jenis sisa",
    (select count_if(nama = 'kode_satker' and jenis not like 'VARCHAR%') from kolom) as "jenis kode_satker",
    (select count_if(nama = 'kode_ro' and jenis not like 'VARCHAR%') from kolom) as "jenis kode_ro",
    (select count_if(nama = 'kode_komponen' and jenis not like 'VARCHAR%') from kolom) as "jenis kode_komponen",
    (select count_if(nama = 'kode_akun' and jenis not like 'VARCHAR%') from kolom) as "jenis kode_akun",
    (select count_if(nama = 'jenis_belanja' and jenis not like 'VARCHAR%') from kolom) as "jenis jenis_belanja",
    (select count_if(nama = 'tahun' and jenis not like 'INTEGER%') from kolom) as "jenis tahun",
    (select count_if(nama = 'bulan' and jenis not like 'INTEGER%') from kolom) as "jenis bulan",
    (select count_if(nama = 'baris' and jenis not like 'INTEGER%') from kolom) as "jenis baris",
    (
        select coalesce(sum(jumlah), 0)
        from (select kode_satker, count(*) as jumlah from core.realisasi_anggaran group by kode_satker) as g
        where not regexp_full_match(kode_satker, '[0-9]{6}')
    ) as "bentuk kode_satker",
    (
        select coalesce(sum(jumlah), 0)
        from (select kode_ro, count(*) as jumlah from core.realisasi_anggaran group by kode_ro) as g
        where not regexp_full_match(kode_ro, '[A-Z]{2}\.[0-9]{4}\.[A-Z]{3}\.[0-9]{3}')
    ) as "bentuk kode_ro",
    (
        select coalesce(sum(jumlah), 0)
        from (select kode_komponen, count(*) as jumlah from core.realisasi_anggaran group by kode_komponen) as g
        where not regexp_full_match(kode_komponen, '[0-9]{3}')
    ) as "bentuk kode_komponen",
    (
        select coalesce(sum(jumlah), 0)
        from (select kode_subkomponen, count(*) as jumlah from core.realisasi_anggaran group by kode_subkomponen) as g
        where not regexp_full_match(kode_subkomponen, '[A-Z]{1,3}')
    ) as "bentuk kode_subkomponen",
    (
        select coalesce(sum(jumlah), 0)
        from (select kode_akun, count(*) as jumlah from core.realisasi_anggaran group by kode_akun) as g
        where not regexp_full_match(kode_akun, '5[1237][0-9]{4}')
    ) as "bentuk kode_akun",
    (
        select coalesce(sum(jumlah), 0)
        from (select jenis_belanja, count(*) as jumlah from core.realisasi_anggaran group by jenis_belanja) as g
        where not regexp_full_match(jenis_belanja, '5[1237]')
    ) as "bentuk jenis_belanja",
    (
        select coalesce(sum(jumlah), 0)
        from (select file_id, count(*) as jumlah from core.realisasi_anggaran group by file_id) as g
        where not regexp_full_match(file_id, 'fa-[0-9]+-[0-9]{1,2}')
    ) as "bentuk file_id",
    (
        select coalesce(sum(jumlah), 0)
        from (select sumber_dana, count(*) as jumlah from core.realisasi_anggaran group by sumber_dana) as g
        where not regexp_full_match(sumber_dana, '[a-z ]+')
    ) as "bentuk sumber_dana",
    count_if(kode_komponen not in ('051', '052', '053', '054', '055')) as "daftar kode_komponen",
    count_if(kode_subkomponen not in ('A', 'B', 'C')) as "daftar kode_subkomponen",
    count_if(kode_akun not in ('511111', '521111', '521211', '521811', '522111', '522151', '524111', '524113', '532111', '536111', '571111')) as "daftar kode_akun",
    count_if(jenis_belanja not in ('51', '52', '53', '57')) as "daftar jenis_belanja",
    count_if(sumber_dana not in ('tidak dirinci')) as "daftar sumber_dana",
    count_if(pagu < -1000000000000) as "batas pagu paling sedikit",
    count_if(lock_pagu < -1000000000000) as "batas lock_pagu paling sedikit",
    count_if(realisasi_lalu < -1000000000000) as "batas realisasi_lalu paling sedikit",
    count_if(realisasi_ini < -1000000000000) as "batas realisasi_ini paling sedikit",
    count_if(realisasi_sd < -1000000000000) as "batas realisasi_sd paling sedikit",
    count_if(sisa < -1000000000000) as "batas sisa paling sedikit",
    count_if(pagu > 1000000000000) as "batas pagu paling banyak",
    count_if(lock_pagu > 1000000000000) as "batas lock_pagu paling banyak",
    count_if(realisasi_lalu > 1000000000000) as "batas realisasi_lalu paling banyak",
    count_if(realisasi_ini > 1000000000000) as "batas realisasi_ini paling banyak",
    count_if(realisasi_sd > 1000000000000) as "batas realisasi_sd paling banyak",
    count_if(sisa > 1000000000000) as "batas sisa paling banyak",
    count_if(pagu < 1) as "batas pagu positif",
    count_if(lock_pagu < 0) as "batas lock_pagu tidak negatif",
    count_if(realisasi_sd < 0) as "batas realisasi_sd tidak negatif",
    count_if(realisasi_ini < 0) as "batas realisasi_ini tidak negatif",
    count_if(sisa < 0) as "batas sisa tidak negatif",
    count_if(tahun < 2020 or tahun > 2030) as "batas tahun",
    count_if(bulan < 1 or bulan > 12) as "batas bulan",
    count_if(baris < 1 or baris > 100000) as "batas baris",
    count_if(realisasi_lalu + realisasi_ini <> realisasi_sd) as "baris realisasi_lalu + realisasi_ini <> realisasi_sd",
    count_if(pagu - realisasi_sd <> sisa) as "baris pagu - realisasi_sd <> sisa",
    count_if(realisasi_sd > pagu) as "baris realisasi_sd > pagu",
    count_if(lock_pagu > pagu) as "baris lock_pagu > pagu",
    count_if(realisasi_lalu > realisasi_sd) as "baris realisasi_lalu > realisasi_sd",
    count_if(realisasi_ini > pagu) as "baris realisasi_ini > pagu",
    count_if(sisa > pagu) as "baris sisa > pagu",
    count_if(pagu = 0 and realisasi_sd <> 0) as "baris pagu = 0 and realisasi_sd <> 0",
    count_if(bulan = 1 and realisasi_lalu <> 0) as "baris bulan = 1 and realisasi_lalu <> 0",
    count_if(bulan = 1 and realisasi_ini <> realisasi_sd) as "baris bulan = 1 and realisasi_ini <> realisasi_sd",
    count_if(bulan > 1 and realisasi_lalu = 0 and realisasi_ini = 0 and realisasi_sd <> 0) as "baris bulan > 1 and realisasi_lalu = 0 and realisasi_ini = 0 and realisasi_sd <> 0",
    count_if(realisasi_lalu + realisasi_ini + sisa <> pagu) as "baris realisasi_lalu + realisasi_ini + sisa <> pagu",
    count_if(realisasi_sd + sisa <> pagu) as "baris realisasi_sd + sisa <> pagu",
    count_if(realisasi_lalu + realisasi_ini > pagu) as "baris realisasi_lalu + realisasi_ini > pagu",
    count_if(pagu % 1000 <> 0) as "baris pagu % 1000 <> 0",
    count_if(lock_pagu <> 0 and lock_pagu < pagu) as "baris lock_pagu <> 0 and lock_pagu < pagu",
    count_if(sisa = 0 and realisasi_sd < pagu) as "baris sisa = 0 and realisasi_sd < pagu",
    count_if(realisasi_ini * 12 > pagu * 6) as "baris realisasi_ini * 12 > pagu * 6",
    count_if(realisasi_sd * 12 > pagu * bulan * 2) as "baris realisasi_sd * 12 > pagu * bulan * 2",
    count_if(kode_akun >= '520000' and jenis_belanja = '51') as "baris kode_akun >= '520000' and jenis_belanja = '51'",
    count_if(kode_akun < '520000' and jenis_belanja <> '51') as "baris kode_akun < '520000' and jenis_belanja <> '51'",
    count_if(kode_akun >= '530000' and kode_akun < '540000' and jenis_belanja <> '53') as "baris kode_akun >= '530000' and kode_akun < '540000' and jenis_belanja <> '53'",
    count_if(jenis_belanja = '57' and kode_akun < '570000') as "baris jenis_belanja = '57' and kode_akun < '570000'",
    count_if(kode_komponen = '051' and kode_subkomponen = 'Z') as "baris kode_komponen = '051' and kode_subkomponen = 'Z'",
    count_if(tahun = 2025 and bulan > 12) as "baris tahun = 2025 and bulan > 12",
    count_if(bulan = 12 and sisa < 0) as "baris bulan = 12 and sisa < 0",
    count_if(realisasi_sd = 0 and realisasi_lalu <> 0) as "baris realisasi_sd = 0 and realisasi_lalu <> 0",
    (
        select count(*)
        from (
            select 1
            from core.realisasi_anggaran
            group by kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen, kode_akun, sumber_dana
            having count(*) > 1
        ) as g
    ) as "kunci",
    (
        select count(*)
        from (
            select distinct kode_satker
            from core.realisasi_anggaran
            where kode_satker not in (select kode_satker from core.satker)
        ) as g
    ) as "acuan kode_satker",
    (
        select count(*)
        from (
            select distinct jenis_belanja
            from core.realisasi_anggaran
            where jenis_belanja not in (select jenis_belanja from ref.jenis_belanja)
        ) as g
    ) as "acuan jenis_belanja",
    (
        select count(*)
        from (
            select distinct file_id
            from core.realisasi_anggaran
            where file_id not in (select file_id from raw.berkas)
        ) as g
    ) as "acuan file_id",
    (
        select count(*)
        from (
            select distinct kode_ro
            from core.realisasi_anggaran
            where kode_ro not in (select kode_ro from core.subkomponen)
        ) as g
    ) as "acuan kode_ro",
    (
        select count(*)
        from (
            select 1
            from core.realisasi_anggaran
            group by kode_satker, tahun, bulan
            having sum(realisasi_sd) > sum(pagu)
        ) as g
    ) as "kueri pagu satker dan bulan",
    (
        select count(*)
        from (
            select 1
            from core.realisasi_anggaran
            group by kode_satker, bulan
            having count(distinct file_id) > 1
        ) as g
    ) as "kueri satu berkas setiap satker dan bulan",
    (
        select count(*)
        from (
            select 1
            from core.realisasi_anggaran
            group by kode_satker
            having count(distinct bulan) <> 12
        ) as g
    ) as "kueri dua belas bulan",
    (
        select count(*)
        from (
            select 1
            from core.realisasi_anggaran
            group by file_id
            having min(kode_satker) <> max(kode_satker)
        ) as g
    ) as "kueri satu satker setiap berkas"
from core.realisasi_anggaran
