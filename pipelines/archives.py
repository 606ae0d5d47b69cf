"""Zips in the inbox that hold documents: their members by name and content. Writes nothing, reads no document.

A member's name is only ever shown: nothing is opened, made or looked up under it.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, NoReturn

from pipelines.readers.limits import MAX_FILE_BYTES, inflates_absurdly
from pipelines.readers.reading import Reject, Unreadable
from pipelines.wording import number, printable

MAX_MEMBERS = 5_000
MAX_TOTAL_BYTES = 2_000_000_000
# What the directory of a zip says of each member, with a long name.
MAX_DIRECTORY_BYTES = MAX_MEMBERS * 400
MAX_NAME = 200
MAX_TOLD = 3
CHUNK = 1 << 20

EMPTY, ENCRYPTED, UNSUPPORTED, DAMAGED, TOO_LARGE = "BERKAS-01", "BERKAS-02", "BERKAS-04", "BERKAS-05", "BERKAS-06"
MAKE_AGAIN = "Buat ulang zip dari berkas aslinya, lalu kirim lagi."
IN_PARTS = "Bagi isinya menjadi beberapa zip, lalu kirim lagi."

SIGNATURES = (b"PK\3\4", b"PK\5\6")
# What makes a zip itself a document: the main part of a workbook or text document, which readers go by; of any other
# Microsoft document its list of parts and a way to them; of an open document the first member, stored, with its type.
_MAIN_PART = re.compile(r"xl/workbook\.(xml|bin)|word/document[0-9]*\.xml")
_PARTS = "[Content_Types].xml"
_WAYS_TO_PARTS = frozenset({"_rels/.rels", "ppt/presentation.xml"})
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
# What offices and their machines leave beside documents, and what is still being downloaded.
LITTER = re.compile(r"^(\.|~\$|Thumbs\.db$|desktop\.ini$)|\.(part|crdownload|tmp)$", re.IGNORECASE)
# Decompressors of other methods hand out at once what they find, however much it is.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError)
_ENCRYPTED_FLAGS = 0x1 | 0x40
_UTF8_FLAG = 0x800


class Member(NamedTuple):
    """One file in a zip.

    Attributes:
        position: its place in the directory of the zip.
        name: its name as text, with ``/``; fit to be shown, and the only one of this name.
        file_id: SHA-256 of its bytes; of what the directory says of it where those cannot be had.
        modified: when it was last changed (Jakarta time, as the zip has no zone); None where it does not say.
        size: its bytes.
        refusal: why it cannot be had.
    """

    position: int
    name: str
    file_id: str
    modified: datetime | None
    size: int
    refusal: Reject | None = None


class _Directory(io.BufferedReader):
    """A zip whose directory is read at once, and so must not be beyond measure."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAX_DIRECTORY_BYTES:
            _refuse_too_many()
        return super().read(size)


def members(path: Path) -> list[Member] | None:
    """Every document in the zip at ``path``, hashed, in order of name; None when it is no zip, or a document itself.

    Folders and what offices and their machines leave beside documents are passed over. One member that is locked or
    damaged does not stop the others.

    Raises:
        Unreadable: the zip as a whole is refused: it is empty, has too many members or inflates beyond measure.
        OSError: the file cannot be read.
    """
    with _opened(path) as archive:
        infos = archive.infolist() if archive else []
        if archive is None or _is_document(archive, infos):
            return None
        named = [(at, name) for at, info in enumerate(infos) if (name := _document_name(info)) is not None]
        if not named:
            _refuse(EMPTY, _nothing_in(infos), "Masukkan dokumennya, lalu kirim lagi.")
        if len(named) > MAX_MEMBERS:
            _refuse_too_many()
        total = sum(infos[at].file_size for at, _ in named if infos[at].file_size <= MAX_FILE_BYTES)
        if total > MAX_TOTAL_BYTES:
            _refuse(
                TOO_LARGE,
                f"Isi arsip zip ini mengembang menjadi {number(total // 1_000_000)} MB,"
                f" lebih dari {number(MAX_TOTAL_BYTES // 1_000_000)} MB.",
                IN_PARTS,
            )
        copies: Counter[str] = Counter()
        found: dict[str, Member] = {}
        for at, name in named:
            only = name
            while only in found:
                copies[name] += 1
                only = f"{name} ({copies[name] + 1})"
            found[only] = _member(archive, infos[at], at, only)
        return [found[name] for name in sorted(found)]


def contents(path: Path, positions: Iterable[int]) -> Iterator[bytes | None]:
    """The bytes of these members of the zip at ``path``, one at a time; None for one that is not there any more."""
    left = list(positions)
    try:
        with _opened(path) as archive:
            while archive and left:
                yield _bytes_of(archive, left.pop(0))
    except (Unreadable, OSError):
        pass
    yield from (None for _ in left)


def _bytes_of(archive: zipfile.ZipFile, position: int) -> bytes | None:
    try:
        info = archive.infolist()[position]
        return None if _problem(info) else b"".join(_chunks(archive, info))
    except (*_DAMAGE, IndexError):
        return None


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    # Never at once: only a bounded read is bounded by what the directory says of its size.
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile | None]:
    """The zip at ``path``; None where it is none, or is cut off: perhaps a workbook, which is told so as one file."""
    with _Directory(io.FileIO(path)) as stream:
        archive = None
        if stream.peek(4)[:4] in SIGNATURES:
            try:
                archive = zipfile.ZipFile(stream)
            except (zipfile.BadZipFile, struct.error, EOFError, ValueError, NotImplementedError):
                archive = None
        yield archive


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, position: int, name: str) -> Member:
    refusal = _problem(info)
    digest = hashlib.sha256()
    if refusal is None:
        try:
            for chunk in _chunks(archive, info):
                digest.update(chunk)
        except _DAMAGE:
            refusal = _reject(DAMAGED, "Berkas ini rusak di dalam arsip zip.", MAKE_AGAIN)
    if refusal is not None:
        known = (name, info.CRC, info.compress_size, info.file_size, refusal)
        digest = hashlib.sha256(repr(known).encode())
    return Member(position, name, digest.hexdigest(), _time(info), info.file_size, refusal)


def _problem(info: zipfile.ZipInfo) -> Reject | None:
    """Why a member is not opened, told by the directory of the zip alone."""
    if info.flag_bits & _ENCRYPTED_FLAGS:
        alasan = "Berkas ini terkunci kata sandi di dalam arsip zip."
        return _reject(ENCRYPTED, alasan, "Buat ulang zip tanpa kata sandi, lalu kirim lagi.")
    if info.compress_type not in _METHODS:
        alasan = "Berkas ini dipadatkan di dalam arsip zip dengan cara yang tidak dibaca."
        return _reject(UNSUPPORTED, alasan, "Buat ulang zip dengan pemadatan biasa (Deflate), lalu kirim lagi.")
    if info.file_size > MAX_FILE_BYTES or inflates_absurdly(info.file_size, info.compress_size):
        alasan = f"Berkas ini mengembang menjadi {number(info.file_size // 1_000_000)} MB, tidak wajar untuk laporan."
        return _reject(TOO_LARGE, alasan, "Unduh ulang berkas aslinya dan buat ulang zip-nya, lalu kirim lagi.")
    return None


def _is_document(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether the zip is itself an office document, told by its own marks and not by a folder that is named alike."""
    names = {info.filename for info in infos}
    if any(map(_MAIN_PART.fullmatch, names)) or (_PARTS in names and not names.isdisjoint(_WAYS_TO_PARTS)):
        return True
    first = min(infos, key=lambda info: info.header_offset, default=None)
    if first is None or first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        return False
    try:
        with archive.open(first) as stream:
            return stream.read(len(_OPEN_DOCUMENT)) == _OPEN_DOCUMENT
    except _DAMAGE:
        return False


def _nothing_in(infos: Sequence[zipfile.ZipInfo]) -> str:
    passed_over = [_shown(parts) for info in infos if (parts := _parts(info))]
    if not passed_over:
        return "Arsip zip ini kosong: tidak ada dokumen di dalamnya."
    more = f", dan {number(len(passed_over) - MAX_TOLD)} lagi" if len(passed_over) > MAX_TOLD else ""
    return (
        "Tidak ada dokumen di arsip zip ini selain berkas tersembunyi atau sementara yang dilewati:"
        f" {', '.join(passed_over[:MAX_TOLD])}{more}."
    )


def _document_name(info: zipfile.ZipInfo) -> str | None:
    """The name of a member as text, None for a folder and for what is passed over."""
    parts = _parts(info)
    if not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts[:-1]) or LITTER.search(parts[-1]):
        return None
    return _shown(parts)


def _parts(info: zipfile.ZipInfo) -> list[str]:
    """The name of a member, folder by folder, of which none leads anywhere; nothing for a folder."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        # Macs write UTF-8 without saying so.
        with suppress(ValueError):
            name = name.encode("cp437").decode("utf-8")
    if name.endswith(("/", "\\")):
        return []
    return [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]


def _shown(parts: Sequence[str]) -> str:
    shown = printable("/".join(parts))
    return shown if len(shown) <= MAX_NAME else "…" + shown[1 - MAX_NAME :]


def _time(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time)
    except ValueError:
        return None


def _refuse_too_many() -> NoReturn:
    _refuse(TOO_LARGE, f"Arsip zip ini memuat lebih dari {number(MAX_MEMBERS)} berkas.", IN_PARTS)


def _refuse(aturan: str, alasan: str, saran: str) -> NoReturn:
    raise Unreadable([_reject(aturan, alasan, saran)])


def _reject(aturan: str, alasan: str, saran: str) -> Reject:
    return Reject(None, None, None, None, aturan, alasan, saran)
