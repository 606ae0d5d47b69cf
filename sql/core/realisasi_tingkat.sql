-- core.realisasi_tingkat: snapshot yang berlaku pada setiap tingkat pohon anggaran, dari total sampai akun.
-- grain: kode_satker, tahun, bulan, tingkat, kode_program, kode_kegiatan, kode_kro, kode_ro, kode_komponen, kode_subkomponen, kode_akun
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   tingkat | kode | total, program, kegiatan, kro, ro, komponen, subkomponen, atau akun
--   kode_program | kode | Kode program
--   kode_kegiatan | kode | Kode kegiatan
--   kode_kro | kode | Kode KRO
--   kode_ro | kode | Kode RO lengkap
--   kode_komponen | kode | Kode komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   kode_akun | kode | Kode akun
--   uraian | teks | Uraian baris
--   pagu | rupiah | Pagu revisi
--   lock_pagu | rupiah | Pagu dalam usulan revisi
--   realisasi_lalu | rupiah | Realisasi s.d. bulan sebelumnya
--   realisasi_ini | rupiah | Realisasi bulan ini
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Sisa pagu
--   file_id | kode | Berkas asal
--   baris | angka | Baris pertama di berkas asal
select
    s.kode_satker,
    s.tahun,
    s.bulan,
    f.tingkat,
    f.kode_program,
    f.kode_kegiatan,
    f.kode_kro,
    f.kode_ro,
    f.kode_komponen,
    f.kode_subkomponen,
    f.kode_akun,
    min(f.uraian) as uraian,
    cast(sum(cast(f.pagu as decimal(18, 0))) as decimal(18, 0)) as pagu,
    cast(sum(cast(f.lock_pagu as decimal(18, 0))) as decimal(18, 0)) as lock_pagu,
    cast(sum(cast(f.realisasi_lalu as decimal(18, 0))) as decimal(18, 0)) as realisasi_lalu,
    cast(sum(cast(f.realisasi_ini as decimal(18, 0))) as decimal(18, 0)) as realisasi_ini,
    cast(sum(cast(f.realisasi_sd as decimal(18, 0))) as decimal(18, 0)) as realisasi_sd,
    cast(sum(cast(f.sisa as decimal(18, 0))) as decimal(18, 0)) as sisa,
    s.file_id,
    min(f.baris) as baris
from core.snapshot_anggaran as s
inner join terkoreksi.fa_detail as f on s.file_id = f.file_id
where s.berlaku and f.tingkat <> 'item'
group by
    s.kode_satker,
    s.tahun,
    s.bulan,
    f.tingkat,
    f.kode_program,
    f.kode_kegiatan,
    f.kode_kro,
    f.kode_ro,
    f.kode_komponen,
    f.kode_subkomponen,
    f.kode_akun,
    s.file_id
