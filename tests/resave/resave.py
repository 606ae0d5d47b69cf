"""Saves files again through LibreOffice, as people do by hand. What the rows must be is the tests' business.

``python -m tests.resave.resave`` makes the fixtures beside this file again, from the documents of ``originals``.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.resave.originals import ORIGINALS

FIXTURES = Path(__file__).parent / "fixtures"

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
WORD_FORMS = {"docx": Form("docx", "docx:MS Word 2007 XML"), "pdf": Form("pdf", "pdf:writer_pdf_Export")}


def resave(files: Sequence[Path], name: str, folder: Path) -> list[Path]:
    """The files in the form of this name, in their order, each form in a folder of its own and made once.

    Raises:
        RuntimeError: LibreOffice left a file out.
    """
    form, outputs = (FORMS | WORD_FORMS)[name], folder / name
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


def fixture(original: str, name: str) -> bytes:
    """The document of ``ORIGINALS`` in the form of this name, as LibreOffice saved it."""
    with zipfile.ZipFile(FIXTURES / f"{original}.zip") as archive:
        return archive.read(f"{name}.{FORMS[name].suffix}")


def main() -> None:
    """Make every fixture again."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as archives:
        natives, zips = [], []
        for original, write in ORIGINALS.items():
            natives.append(Path(folder, f"{original}.xlsx"))
            natives[-1].write_bytes(write())
            archive = zipfile.ZipFile(FIXTURES / f"{original}.zip", "w", zipfile.ZIP_DEFLATED)
            zips.append(archives.enter_context(archive))
        for form in FORMS:
            for archive, made in zip(zips, resave(natives, form, Path(folder)), strict=True):
                archive.write(made, f"{form}{made.suffix}")


if __name__ == "__main__":
    main()
