"""Saves FA Detail files again through LibreOffice, as people do by hand. What the rows must be is the tests' business.

``python -m tests.resave.resave`` makes the fixtures beside this file again, from the synthetic report below.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pipelines.samples.fa_detail_writer import MARK, Line, Snapshot, write_fa_detail

FIXTURES = Path(__file__).parent / "fixtures"
NATIVE = "fa_detail"

INDONESIA, INGGRIS = "id-ID", "en-US"
UTF_8, CP1252 = 76, 1
_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop>
</item>
</oor:items>
"""


class Form(NamedTuple):
    """How a file is saved: the suffix, LibreOffice's filter and its options, and the country of the computer.

    ``via`` is the form it is saved in first, to be opened and saved again; ``reopen`` the options of that opening.
    """

    suffix: str
    filter: str
    locale: str = INDONESIA
    via: str = ""
    reopen: str = ""


def _csv(separator: str, charset: int, locale: str, *, as_shown: bool, quoted: bool = False) -> Form:
    texts = "true" if quoted else "false"
    shown = "true" if as_shown else "false"
    options = f"{ord(separator)},34,{charset},1,,0,{texts},true,{shown}"
    return Form("csv", f"csv:Text - txt - csv (StarCalc):{options}", locale)


# Opened as Excel opens a CSV with a double click: every cell that looks like a number becomes one.
_REOPEN = f"CSV:{ord(';')},34,{UTF_8},1,,0,false,true"
FORMS = {
    "xlsx": Form("xlsx", "xlsx:Calc MS Excel 2007 XML"),
    "xls": Form("xls", "xls:MS Excel 97"),
    "ods": Form("ods", "ods:calc8"),
    "csv_titik_koma": _csv(";", UTF_8, INDONESIA, as_shown=True),
    "csv_koma": _csv(",", UTF_8, INGGRIS, as_shown=True),
    "csv_tab": _csv("\t", UTF_8, INGGRIS, as_shown=True),
    "csv_cp1252": _csv(";", CP1252, INDONESIA, as_shown=True),
    "csv_polos": _csv(",", UTF_8, INDONESIA, as_shown=False, quoted=True),
    "xlsx_dari_csv": Form("xlsx", "xlsx:Calc MS Excel 2007 XML", via="csv_titik_koma", reopen=_REOPEN),
    "xls_dari_csv": Form("xls", "xls:MS Excel 97", via="csv_titik_koma", reopen=_REOPEN),
    "ods_dari_csv": Form("ods", "ods:calc8", via="csv_titik_koma", reopen=_REOPEN),
    "csv_dari_csv": _csv(";", UTF_8, INDONESIA, as_shown=True)._replace(via="csv_titik_koma", reopen=_REOPEN),
}


def resave(files: Sequence[Path], name: str, folder: Path) -> list[Path]:
    """The files in the form of this name, in their order, each form in a folder of its own and made once.

    Raises:
        RuntimeError: LibreOffice left a file out.
    """
    form, outputs = FORMS[name], folder / name
    made = [outputs / f"{file.stem}.{form.suffix}" for file in files]
    if all(file.is_file() for file in made):
        return made
    sources = resave(files, form.via, folder) if form.via else files
    profile = folder / f"profil {form.locale}"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_LOCALE.format(form.locale), encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += [f"--infilter={form.reopen}"] if form.reopen else []
    command += ["--convert-to", form.filter, "--outdir", str(outputs), *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    if not all(file.is_file() for file in made):
        raise RuntimeError(f"LibreOffice saved not all of {made}: {done.stdout}{done.stderr}")
    return made


# Komponen, sub komponen, akun, the akun's pagu, lalu and ini; items are halves of their akun.
_AKUN = (
    ("001", "A", "511111", 1_234_567_890, 411_522_630, 102_880_657),
    ("001", "A", "511119", 19_003, 7_112, -12),
    ("001", "A", "511121", 98_760_000, 32_920_000, 8_230_000),
    ("051", "A", "521211", 720_000, 0, 720_000),
    ("051", "A", "524113", 3_000_000, -200_000, 200_000),
    ("051", "AB", "521211", 999, 0, 0),
    ("051", "AB", "522151", 45_600_000, 15_200_000, 0),
    ("126", "A", "521811", 5_335_000, 5_335_000, 0),
    ("ZZ1", "A", "521213", 720_000, 0, 0),
    ("ZZ1", "A", "532111", 500_000_000, 0, 0),
)
_NAMES = (
    "Belanja Gaji Pokok PNS; termasuk tunjangan, rapel, dan kekurangan gaji bulan lalu yang belum dibayarkan kepada "
    "pegawai",
    'Belanja "Pembulatan" Gaji PNS',
    "Belanja Tunj. Suami/Istri PNS D.K.I.  JAKARTA",
    "Belanja Bahan\nuntuk rapat di Café Nusantara – tahap satu",
)


def report() -> Snapshot:
    """Three printed pages with a line cut at the end of one, codes with leading zeros, and texts with marks of CSV."""
    lines = list(_lines())
    return Snapshot("009998", f"SATKER UJI {MARK}", 2025, 3, True, lines, datetime(2025, 4, 3, 8))


def _lines() -> Iterator[Line]:
    top = ("WA", "3165", "EBA", "WA.3165.EBA.956")
    for depth in range(1, 5):
        yield _line(top[:depth], f"Baris tingkat {depth}")
    above: tuple[str, ...] = ()
    for number, (komponen, sub, akun, *_) in enumerate(_AKUN):
        for path in ((komponen,), (komponen, sub)):
            if above[: len(path)] != path:
                yield _line((*top, *path), f"Tingkat {len(path) + 4} {_NAMES[number % 4]}")
        above = (komponen, sub)
        yield _line((*top, *above, akun), _NAMES[number % 4])
        for item in range(2):
            yield _line((*top, *above, akun, f"{2 * number + item:06}"), f"{_NAMES[(number + item) % 4]} {2025 + item}")


def _line(path: tuple[str, ...], uraian: str) -> Line:
    below = [akun for akun in _AKUN if akun[: len(path[4:7])] == path[4:7]]
    pagu, lalu, ini = (sum(akun[measure] for akun in below) for measure in (3, 4, 5))  # type: ignore[misc]
    if len(path) == 8:
        pagu, lalu, ini = pagu - pagu // 2, lalu // 2, ini // 2
    sd = lalu + ini
    return Line(len(path), (*path, *[None] * (8 - len(path))), uraian, (pagu, 0, lalu, ini, sd, pagu - sd))


def main() -> None:
    """Make every fixture again."""
    shutil.rmtree(FIXTURES, ignore_errors=True)
    FIXTURES.mkdir()
    with tempfile.TemporaryDirectory() as name:
        native = Path(name, f"{NATIVE}.xlsx")
        native.write_bytes(write_fa_detail(report()))
        for form in FORMS:
            (made,) = resave([native], form, Path(name))
            shutil.copyfile(made, FIXTURES / f"{form}{made.suffix}")
            sys.stdout.write(f"{form}{made.suffix}\n")


if __name__ == "__main__":
    main()
