"""Public reference words (programs, outputs, accounts) from which synthetic budgets are put together. No figures."""

from __future__ import annotations

PROGRAMS = {"DR": "Program Pengawasan Obat dan Makanan", "WA": "Program Dukungan Manajemen"}
KEGIATAN = {
    "3165": "Pengawasan Obat dan Makanan di Seluruh Indonesia",
    "6384": "Pengelolaan Sarana dan Prasarana serta Dukungan Manajemen di Lingkungan Badan Pengawas Obat dan Makanan",
}
KRO = {
    "AEA": "Koordinasi",
    "BAH": "Pelayanan Publik Lainnya",
    "BDC": "Fasilitasi dan Pembinaan Masyarakat",
    "BKB": "Pemantauan produk",
    "BMB": "Komunikasi Publik",
    "CAB": "Sarana Bidang Kesehatan",
    "CAN": "Sarana Bidang Teknologi Informasi dan Komunikasi",
    "EBA": "Layanan Dukungan Manajemen Internal",
    "QCD": "Penanganan Perkara",
    "QDB": "Fasilitasi dan Pembinaan Lembaga",
    "QDG": "Fasilitasi dan Pembinaan UMKM",
    "QIA": "Pengawasan dan Pengendalian Produk",
    "QIC": "Pengawasan dan Pengendalian Lembaga",
}
# (RO, name, ((komponen, name), ...)) of an invented unit.
OUTPUTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("WA.6384.EBA.994", "Layanan Perkantoran", (("001", "Gaji dan Tunjangan"), ("002", "Operasional Kantor"))),
    (
        "DR.3165.QIA.002",
        "Sampel Obat, Obat Tradisional, Kosmetik dan Suplemen Kesehatan yang Diperiksa Sesuai Standar oleh UPT",
        (("052", "Pengujian sampel"), ("053", "Pengadaan sampel obat, obat bahan alam, kosmetika, suplemen kesehatan")),
    ),
    ("DR.3165.QIC.004", "Sarana Distribusi yang Diperiksa oleh UPT", (("053", "Pengawasan sarana distribusi"),)),
    (
        "DR.3165.QDB.002",
        "Desa Pangan Aman",
        (("051", "Perkuatan kapasitas desa"), ("053", "Pengawasan keamanan pangan desa")),
    ),
    ("DR.3165.BDC.001", "Masyarakat yang ditingkatkan pengetahuannya melalui KIE", (("051", "KIE oleh UPT"),)),
    ("DR.3165.CAN.001", "Perangkat pengolah data dan komunikasi", (("051", "Pengadaan perangkat pengolah data"),)),
    ("WA.6384.EBA.956", "Layanan BMN", (("054", "Penatausahaan BMN"),)),
    ("DR.3165.QCD.U22", "Perkara di Bidang Penyidikan Obat dan Makanan", (("055", "Pemberkasan"), ("ZZ1", "Gelar"))),
)
SUBKOMPONEN = (
    "Pelaksanaan Kegiatan",
    "Koordinasi dan Evaluasi Pelaksanaan Kegiatan Bersama Lintas Sektor di Wilayah Pengawasan",
    "Bimbingan Teknis Petugas dalam rangka Peningkatan Kompetensi Pengawasan Obat dan Makanan di Daerah",
    "Monitoring dan Evaluasi",
    "Forum Komunikasi",
    "Penguatan Aksi dan Strategi Pengawasan Melalui Kolaborasi dengan Pelaku Usaha, Tenaga Medis, Sekolah, dan "
    "Masyarakat di Daerah Perbatasan dan Kepulauan",
)
UNPLANNED = ("Penanganan Pengaduan dan Pelayanan Informasi Masyarakat", "Penyusunan Bahan Rapat Pimpinan")
AKUN = {
    "511111": "Belanja Gaji Pokok PNS",
    "511121": "Belanja Tunj. Suami/Istri PNS",
    "511129": "Belanja Uang Makan PNS",
    "512411": "Belanja Pegawai (Tunjangan Khusus/Kegiatan/Kinerja)",
    "521111": "Belanja Keperluan Perkantoran",
    "521115": "Belanja Honor Operasional Satuan Kerja",
    "521211": "Belanja Bahan",
    "521213": "Belanja Honor Output Kegiatan",
    "522111": "Belanja Langganan Listrik",
    "522141": "Belanja Sewa",
    "522151": "Belanja Jasa Profesi",
    "523111": "Belanja Pemeliharaan Gedung dan Bangunan",
    "523121": "Belanja Pemeliharaan Peralatan dan Mesin",
    "524111": "Belanja Perjalanan Dinas Biasa",
    "524113": "Belanja Perjalanan Dinas Dalam Kota",
    "524114": "Belanja Perjalanan Dinas Paket Meeting Dalam Kota",
    "524119": "Belanja Perjalanan Dinas Paket Meeting Luar Kota",
    "532111": "Belanja Modal Peralatan dan Mesin",
    "537112": "Belanja Modal Peralatan dan Mesin - BLU",
}
AKUN_GAJI = ("511111", "511121", "511129", "512411")
AKUN_OPERASIONAL = ("521111", "521115", "522111", "522141", "523111", "523121")
AKUN_MODAL = ("532111", "537112")
AKUN_KEGIATAN = ("521211", "521213", "522151", "524111", "524113", "524114", "524119")
ITEMS = (
    "ATK dan Bahan Komputer",
    "Konsumsi Rapat",
    "Honorarium Narasumber",
    "Biaya Paket Kegiatan Rapat/Pertemuan Fullday di Luar Kantor bagi Peserta, Panitia, dan Narasumber dari Daerah",
    "Uang Harian",
    "Transport Pegawai",
)

# (code, name, target of December).
INDICATORS = (
    ("01.01", "Persentase sampel Sediaan Farmasi yang ditindaklanjuti sesuai ketentuan", "85"),
    ("01.02", "Persentase sampel Pangan Olahan yang ditindaklanjuti sesuai ketentuan", "84"),
    ("02.01", "Persentase sarana distribusi yang diperiksa dan ditindaklanjuti", "88"),
    ("03.01", "Tingkat efektivitas KIE di wilayah kerja UPT", "90"),
    ("04.01", "Persentase UMKM yang didampingi dan memperoleh rekomendasi", "80"),
    ("05.01", "Indeks Pelayanan Publik UPT", "4"),
    ("06.01", "Nilai AKIP UPT", "80"),
    ("06.02", "Nilai Kinerja Anggaran UPT", "95"),
)
