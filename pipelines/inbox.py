"""What lies in the inbox: every document by name and content, also those in zips. Reads none, knows no warehouse."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pipelines import archives, keterangan
from pipelines.readers.limits import MAX_FILE_BYTES
from pipelines.readers.period import UNSTATED, Period
from pipelines.readers.reading import Reject, Unreadable
from pipelines.settings import SettingsError
from pipelines.wording import WIB, number

# Characters that would move the cursor of a terminal, turn the text around, or break the line.
_UNSHOWABLE = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Before this no member of a zip was changed: the clock that wrote it was not set.
_FIRST_SANE_YEAR = 2000


class InboxFile(NamedTuple):
    """One document in the inbox.

    Attributes:
        path: where its bytes are: itself, or the zip that it is in.
        name: its place below the inbox, with ``/``; of a member of a zip ``kiriman.zip/folder/berkas.xlsx``.
        file_id: SHA-256 of its bytes; of what is known of it where it is refused unread.
        modified: time it was last changed (UTC, naive).
        size: its bytes.
        member: its position in the zip at ``path``; None outside of a zip, or where it is refused unread.
        stated: what ``keterangan.csv`` says of its period.
        refused: why it is refused before it is read.
        disputed: why it is refused if its content does not say its month.
    """

    path: Path
    name: str
    file_id: str
    modified: datetime
    size: int = 0
    member: int | None = None
    stated: Period = UNSTATED
    refused: tuple[Reject, ...] = ()
    disputed: tuple[Reject, ...] = ()


class Inbox(NamedTuple):
    """What a scan saw: complete files by name, names of files still being written, places that cannot be read."""

    files: list[InboxFile]
    unsettled: list[str]
    unreadable: list[str]


def scan(inbox: Path, settle_seconds: float, warehouse: Path | None = None) -> Inbox:
    """Every document below ``inbox``, hashed, in order of name; a ``warehouse`` below it is passed over.

    A zip of documents is taken apart; each ``keterangan.csv`` is read, and is a document, refused, only where a line of
    it is of no use. A file that changes while it is looked at, or changed within the last ``settle_seconds`` and again
    after that time, is still being written and is left for the next run.

    Raises:
        SettingsError: the inbox does not exist.
    """
    if not inbox.is_dir():
        raise SettingsError(
            f"Kotak masuk {inbox} tidak ada; buat foldernya atau tunjukkan folder lain dengan --inbox FOLDER."
        )
    seen, unreadable = _walk(inbox, warehouse)
    return _look_at_all(inbox, seen, unreadable, settle_seconds)


def scan_one(path: Path) -> Inbox:
    """What ``scan`` would say of the file at ``path``, with the ``keterangan.csv`` beside it, if it lay in an inbox.

    Raises:
        OSError: nothing can be known of it.
    """
    seen = {} if archives.LITTER.search(path.name) else {path: path.stat()}
    beside = path.with_name(keterangan.NAME)
    if beside.is_file() and not keterangan.is_sidecar(path.name):
        seen[beside] = beside.stat()
    return _look_at_all(path.parent, seen, [], 0.0)


def _look_at_all(inbox: Path, seen: dict[Path, os.stat_result], unreadable: list[str], settle_seconds: float) -> Inbox:
    now = time.time()
    if any(now - status.st_mtime < settle_seconds for status in seen.values()):
        time.sleep(settle_seconds)
    files: list[InboxFile] = []
    unsettled: list[str] = []
    paths = sorted(seen, key=lambda path: path.relative_to(inbox).as_posix())
    names = _names(inbox, paths)
    with ThreadPoolExecutor() as pool:
        for path, found in zip(paths, pool.map(partial(_look, names, seen), paths), strict=True):
            if found is None:
                unreadable.append(_shown(str(path)))
            elif not _same(seen[path], path):
                unsettled.append(names[path])
            else:
                files += found
    return Inbox(_with_statements(files, unsettled), unsettled, unreadable)


def _walk(inbox: Path, warehouse: Path | None) -> tuple[dict[Path, os.stat_result], list[str]]:
    seen: dict[Path, os.stat_result] = {}
    unreadable: list[str] = []

    def unopened(error: OSError) -> None:
        unreadable.append(_shown(str(error.filename)))

    for folder, folders, names in os.walk(inbox, onerror=unopened):
        below = [name for name in sorted(folders) if not name.startswith(".") and Path(folder, name) != warehouse]
        # A link, to a folder or a file, could lead in circles or out of the inbox: it is told, not followed.
        unreadable += [_shown(str(Path(folder, name))) for name in below if Path(folder, name).is_symlink()]
        folders[:] = below
        for name in names:
            path = Path(folder, name)
            if archives.LITTER.search(name):
                continue
            try:
                status = path.lstat()
            except OSError:
                unreadable.append(_shown(str(path)))
            else:
                if stat.S_ISLNK(status.st_mode):
                    unreadable.append(_shown(str(path)))
                elif stat.S_ISREG(status.st_mode):
                    seen[path] = status
    return seen, unreadable


def _look(names: dict[Path, str], seen: dict[Path, os.stat_result], path: Path) -> list[InboxFile] | None:
    """The documents at ``path``: itself, or the members of a zip of documents; None when it cannot be read."""
    status, name = seen[path], names[path]
    changed = datetime.fromtimestamp(int(status.st_mtime), UTC)
    refused: tuple[Reject, ...] = ()
    try:
        members = archives.members(path)
        if members is not None:
            return [_of_member(path, name, member, changed) for member in members]
    except Unreadable as refusal:
        refused = tuple(refusal.rejects)
    except OSError:
        return None
    if status.st_size > MAX_FILE_BYTES:
        # Neither hashed nor read: a file with holes can claim more bytes than the disk has.
        refused = refused or (_too_large(status.st_size),)
        digest = hashlib.sha256(repr((name, status.st_size, status.st_mtime_ns)).encode()).hexdigest()
        return [InboxFile(path, name, digest, changed.replace(tzinfo=None), status.st_size, refused=refused)]
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
    return [InboxFile(path, name, digest, changed.replace(tzinfo=None), status.st_size, refused=refused)]


def _too_large(size: int) -> Reject:
    limit = MAX_FILE_BYTES // 1_000_000
    alasan = f"Berkas ini {number(size // 1_000_000)} MB, melebihi {number(limit)} MB, tidak wajar untuk laporan."
    return Reject(None, None, None, None, archives.TOO_LARGE, alasan, "Unduh ulang berkas aslinya, lalu kirim lagi.")


def _of_member(path: Path, name: str, member: archives.Member, zipped: datetime) -> InboxFile:
    """A member of the zip at ``path``, which was changed when it says so, unless that cannot be."""
    changed = zipped
    if member.modified is not None and member.modified.year >= _FIRST_SANE_YEAR:
        changed = min(zipped, member.modified.replace(tzinfo=WIB).astimezone(UTC))
    return InboxFile(
        path,
        f"{name}/{member.name}",
        member.file_id,
        changed.replace(tzinfo=None),
        member.size,
        None if member.refusal else member.position,
        refused=(member.refusal,) if member.refusal else (),
    )


def _with_statements(files: list[InboxFile], unsettled: list[str]) -> list[InboxFile]:
    """The files in order of name, with what each ``keterangan.csv`` says of them, which is itself no document."""
    told = [file for file in files if keterangan.is_sidecar(file.name) and not file.refused]
    files = sorted((file for file in files if file not in told), key=lambda file: file.name)
    if not told:
        return files
    readable = {file.name: data for file, data in contents([f for f in told if f.size <= keterangan.MAX_BYTES])}
    sidecars = [keterangan.Sidecar(file.name, readable.get(file.name)) for file in told]
    stated, faults = keterangan.stated_periods(sidecars, [*(file.name for file in files), *unsettled])
    files = [file._replace(stated=stated.get(file.name, UNSTATED)) for file in files]
    for file in told:
        if rejects := tuple(faults.get(file.name, ())):
            # Whether a line is of use depends on the files beside it: other faults are another version.
            digest = hashlib.sha256(repr((file.file_id, rejects)).encode()).hexdigest()
            files.append(file._replace(file_id=digest, member=None, refused=rejects))
    return sorted(files, key=lambda file: file.name)


def contents(files: Sequence[InboxFile]) -> Iterator[tuple[InboxFile, bytes | None]]:
    """Each file with its bytes, one at a time; None where they are not, or no longer, those that were hashed.

    Neighbours that are in one zip are read from it as it is opened once. What is refused unread has no bytes here.
    """
    for (path, zipped), group in groupby(files, key=lambda file: (file.path, file.member is not None)):
        together = list(group)
        if zipped:
            found = archives.contents(path, [file.member for file in together if file.member is not None])
        else:
            found = (b"" if file.refused else _bytes_of(path) for file in together)
        for file, data in zip(together, found, strict=True):
            changed = data is None or (not file.refused and hashlib.sha256(data).hexdigest() != file.file_id)
            yield file, None if changed else data


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _names(inbox: Path, paths: Sequence[Path]) -> dict[Path, str]:
    """The name of each path as text, no two alike: what cannot be shown may be all in which two files differ."""
    names: dict[Path, str] = {}
    used: set[str] = set()
    for path in paths:
        shown = only = _shown(path.relative_to(inbox).as_posix())
        copies = 1
        while only in used:
            copies += 1
            only = f"{shown} ({copies})"
        used.add(only)
        names[path] = only
    return names


def _shown(name: str) -> str:
    """A name as one line of text: bytes in it that are no UTF-8 stand for nothing, and no database takes them."""
    return _UNSHOWABLE.sub("?", name)


def _same(before: os.stat_result, path: Path) -> bool:
    try:
        after = path.stat()
    except OSError:
        return False
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
