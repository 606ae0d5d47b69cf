"""Settings: flags, then ``KINERJA_*`` variables, then ``kinerja.toml``, then defaults. No other configuration."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

FILE_NAME = "kinerja.toml"
# Said of one run only: where they lasted, every later document without a month would be taken for theirs.
OF_ONE_RUN = ("tahun", "bulan")


class SettingsError(Exception):
    """A setting is missing or wrong; the message (Indonesian) says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Settings of one installation.

    Attributes:
        inbox: folder whose files are landed, sub-folders too.
        warehouse: folder of ``kinerja.duckdb``, its history, build and archive.
        satker: CSV that maps unit names to satker codes (``nama,kode_satker[,mulai,sampai]``), or None.
        indikator: CSV that maps indicator spellings to codes (``nama,kode_indikator[,kode_satker,tahun]``), or None.
        corrections: folder of the corrections register (``*.yml``); where it does not exist nothing is corrected.
        templat_bab: Word template of the performance chapter, or None for the one that comes with Kinerja.
        keep_builds: how many published builds are kept.
        settle_seconds: a file younger than this is looked at twice, to leave one that is still growing.
        lock_wait_seconds: how long a refresh waits for another one to end.
        tahun, bulan: period of documents of which nothing else says theirs; flags only.
    """

    inbox: Path = Path("inbox")
    warehouse: Path = Path("warehouse")
    satker: Path | None = None
    indikator: Path | None = None
    corrections: Path = Path("corrections")
    templat_bab: Path | None = None
    keep_builds: int = 7
    settle_seconds: float = 1.0
    lock_wait_seconds: float = 600.0
    tahun: int | None = None
    bulan: int | None = None


def _settings_file(start: Path) -> Path | None:
    return next((folder / FILE_NAME for folder in (start, *start.parents) if (folder / FILE_NAME).is_file()), None)


def _convert(name: str, kind: str, value: Any, base: Path) -> Any:
    try:
        if kind.startswith("Path"):
            return (base / Path(str(value)).expanduser()).resolve()
        return int(value) if kind == "int" else float(value)
    except ValueError as error:
        raise SettingsError(f"Setelan {name} harus berupa angka, bukan '{value}'.") from error


def load_settings(
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    start: Path | None = None,
) -> Settings:
    """Settings for ``start`` (default: the working directory); relative paths are relative to who says them.

    Raises:
        SettingsError: ``kinerja.toml`` is broken, has an unknown key, or a value is not a number.
    """
    environment = os.environ if environment is None else environment
    start = (start or Path.cwd()).resolve()
    known = {field.name: str(field.type) for field in fields(Settings) if field.name not in OF_ONE_RUN}
    values: dict[str, Any] = {}
    path = _settings_file(start)
    if path:
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"Berkas setelan {path} tidak dapat dibaca: {error}.") from error
        if "alert_urls" in content:
            raise SettingsError(
                f"Setelan alert_urls tidak boleh ada di {path}, karena memuat kata sandi; hapus dari sana dan isi "
                "variabel lingkungan KINERJA_ALERT_URLS."
            )
        if unknown := sorted(set(content) - set(known)):
            raise SettingsError(
                f"Setelan '{unknown[0]}' di {path} tidak dikenal; yang dikenal: {', '.join(sorted(known))}."
            )
        values.update({name: _convert(name, known[name], value, path.parent) for name, value in content.items()})
    for name, kind in known.items():
        variable = f"KINERJA_{name.upper()}"
        if environment.get(variable):
            values[name] = _convert(variable, kind, environment[variable], start)
        if flags and flags.get(name) is not None:
            values[name] = _convert(f"--{name}", kind, flags[name], start)
    if values.get("keep_builds", 1) < 1:
        raise SettingsError("Setelan keep_builds harus 1 atau lebih: terbitan yang sedang dibaca tidak boleh dihapus.")
    settings = Settings(**values)
    return Settings(
        **{
            name: _convert(name, kind, getattr(settings, name), start)
            for name, kind in known.items()
            if getattr(settings, name) is not None
        }
    )
