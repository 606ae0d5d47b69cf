-- dua_desimal(nilai): angka seperti dicetak BPOM, dibulatkan ke dua desimal, setengah ke atas (menjauhi nol). Satu-satunya tempat
-- pembulatan itu. Sepuluh desimal dulu: bunyi biner sebuah hasil bagi hilang, tanpa ada setengah yang terangkat.
create or replace temp macro dua_desimal(nilai) as cast(round(cast(nilai as decimal(38, 10)), 2) as decimal(30, 2))
