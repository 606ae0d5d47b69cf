-- dua_desimal(nilai): angka seperti dicetak BPOM, dibulatkan ke dua desimal, setengah ke atas (menjauhi nol). Satu-satunya tempat
-- pembulatan itu; ikut di gudang data, sehingga kueri di luar tabel membulatkan dengan cara yang sama. Sepuluh desimal dulu: bunyi
-- biner sebuah hasil bagi hilang. Tepat untuk penyebut sampai dua triliun; di atasnya angka yang tepat di bawah setengah dapat
-- terangkat satu angka terakhir.
create or replace macro dua_desimal(nilai) as cast(round(cast(nilai as decimal(38, 10)), 2) as decimal(30, 2))
