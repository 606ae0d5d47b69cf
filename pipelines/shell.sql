-- Dijalankan kinerja shell di awal setiap sesi: tidak ada ekstensi yang diunduh, dan waktu dibaca sebagai UTC.
set autoinstall_known_extensions = false;
set TimeZone = 'UTC';
