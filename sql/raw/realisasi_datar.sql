-- raw.realisasi_datar: baris data mentah SAKTI (38 kolom) dan lembar unggah POK, semua tingkat, satu snapshot per berkas.
-- Bulannya tidak tertulis di dalam berkas; raw.berkas memuatnya. Hanya tingkat 7 (akun) yang dijumlahkan.
-- grain: file_id, lembar, baris
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja
--   baris | angka | Nomor baris di lembar kerja
--   bentuk | kode | dump (data mentah 38 kolom) atau pok (lembar unggah POK)
--   tingkat | kode | Tingkat baris menurut kolom level, 1 sampai 7; lembar POK selalu 7
--   tahun | teks | Tahun anggaran menurut baris (thang); kosong di lembar POK
--   kode_satker | kode | Kode satuan kerja; kosong di lembar POK
--   nama_satker | teks | Nama satuan kerja; hanya di lembar POK
--   kode_kementerian | kode | Kode kementerian atau lembaga (kddept), misalnya 063
--   kode_unit | kode | Kode unit eselon I (kdunit)
--   kode_kewenangan | kode | Kode kewenangan (kddekon), misalnya KD
--   kode_program | kode | Kode program, misalnya DR
--   kode_kegiatan | kode | Kode kegiatan empat digit (kdgiat)
--   kode_kro | kode | Kode KRO tiga huruf (kdoutput)
--   nomor_ro | kode | Nomor RO di bawah KRO (kdsoutput), misalnya 001
--   kode_komponen | kode | Kode komponen (kdkmpnen)
--   kode_subkomponen | kode | Huruf sub komponen tanpa nol di depan (kdskmpnen)
--   kode_akun | kode | Kode akun enam digit (jnsbel)
--   kode_lokasi | kode | Kode provinsi (kdlokasi)
--   kode_kabkota | kode | Kode kabupaten atau kota (kdkabkota)
--   kode_kppn | kode | Kode KPPN (kdkppn)
--   kode_beban | kode | Kode sumber dana (kdbeban), misalnya A rupiah murni, D PNBP; lembar POK menulis RM atau PNBP
--   kode_jenis_bantuan | kode | Kode jenis bantuan (kdjnsban)
--   kode_cara_tarik | kode | Kode cara penarikan (kdctarik)
--   register | kode | Nomor register
--   uraian | teks | Keterangan baris (ket)
--   volume | angka | Volume; hanya di lembar POK
--   harga_satuan | rupiah | Harga satuan; hanya di lembar POK
--   pagu_akhir | rupiah | Pagu akhir (paguakhir)
--   skpa_terima | rupiah | Pagu yang diterima lewat SKPA (trmskpa)
--   skpa_kembali | rupiah | Pagu SKPA yang dikembalikan (kembel)
--   skpa_keluar | rupiah | Pagu yang diberikan lewat SKPA (klrskpa)
--   blokir | rupiah | Pagu yang diblokir (nilblokir)
--   pagu | rupiah | Pagu; di lembar POK kolom total
--   realisasi_sd | rupiah | Realisasi s.d. bulan berkas (realisasi)
--   sisa | rupiah | Sisa pagu
--   realisasi_spm_gu | rupiah | Realisasi SPM GU (realspmgu)
--   realisasi_non_gu | rupiah | Realisasi bukan GU (realnongu)
--   realisasi_kuitansi | rupiah | Realisasi kuitansi (realkwt)
--   realisasi_gu | rupiah | Realisasi GU (realgu)
create table raw.realisasi_datar (
    file_id varchar not null,
    lembar varchar not null,
    baris integer not null,
    bentuk varchar not null,
    tingkat varchar not null,
    tahun varchar,
    kode_satker varchar,
    nama_satker varchar,
    kode_kementerian varchar,
    kode_unit varchar,
    kode_kewenangan varchar,
    kode_program varchar,
    kode_kegiatan varchar,
    kode_kro varchar,
    nomor_ro varchar,
    kode_komponen varchar,
    kode_subkomponen varchar,
    kode_akun varchar,
    kode_lokasi varchar,
    kode_kabkota varchar,
    kode_kppn varchar,
    kode_beban varchar,
    kode_jenis_bantuan varchar,
    kode_cara_tarik varchar,
    register varchar,
    uraian varchar,
    volume varchar,
    harga_satuan varchar,
    pagu_akhir varchar,
    skpa_terima varchar,
    skpa_kembali varchar,
    skpa_keluar varchar,
    blokir varchar,
    pagu varchar,
    realisasi_sd varchar,
    sisa varchar,
    realisasi_spm_gu varchar,
    realisasi_non_gu varchar,
    realisasi_kuitansi varchar,
    realisasi_gu varchar
)
