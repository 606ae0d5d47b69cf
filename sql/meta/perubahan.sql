-- meta.perubahan: apa yang berubah antara terbitan yang terakhir dilihat pembaca dan terbitan ini, setiap satker.
-- Hanya nilai yang berbeda; satu sisi kosong berarti nilai itu belum atau tidak lagi ada (hitungan: nol). Terbitan pertama: tanpa baris.
-- Temuan aturan yang melampaui batas simpan dq.temuan tidak dibandingkan; temuan yang tidak menyangkut satu satker juga tidak.
-- Ukuran yang belum dikenal terbitan sebelumnya (buatan versi Kinerja yang lebih lama) tidak dibandingkan.
-- grain: kode_satker, tahun, bulan, ukuran, kode
-- kolom:
--   terbitan_sebelum | kode | Nomor terbitan yang dibandingkan
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran; kosong untuk temuan yang tidak menyangkut satu tahun
--   bulan | bulan | Bulan 1-12; kosong untuk ukuran yang bukan bulanan (indikator, berkas, temuan)
--   ukuran | kode | pagu, realisasi_sd, serapan, nku, target, realisasi, capaian, indikator (1 bila ada di RAK), berkas (diterima atau digantikan), berkas_digantikan, temuan (dq.temuan), atau karantina_terbuka
--   kode | kode | Kode indikator; kosong untuk ukuran yang bukan dari satu indikator
--   sebelum | angka | Nilai di terbitan sebelumnya
--   sesudah | angka | Nilai di terbitan ini
--   selisih | angka | sesudah dikurangi sebelum; kosong bila salah satunya kosong
--   satuan | teks | Satuan nilai: rupiah, persen, satuan indikator itu, indikator, berkas, temuan, atau catatan
create table meta.perubahan (
    terbitan_sebelum varchar not null,
    kode_satker varchar not null,
    tahun integer,
    bulan integer,
    ukuran varchar not null,
    kode varchar,
    sebelum decimal(28, 4),
    sesudah decimal(28, 4),
    selisih decimal(28, 4),
    satuan varchar not null
)
