"""Which files are to be read, under which name and as about which month. Compares what is known; reads no file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.inbox import Inbox, InboxFile
from pipelines.landing import OUTSIDE, PERINTAH, archive_path
from pipelines.readers.period import UNSTATED, Period, period_in_name
from pipelines.readers.reading import Reject
from pipelines.wording import MONTHS

NO_MONTH = "BERKAS-22"
SAME_CONTENT = "BERKAS-24"
SARAN_SAMA = (
    "Bila isinya memang tidak berubah, simpan ulang berkas ini di Excel sebagai .xlsx lalu kirim lagi; "
    "bila bulan yang tercatat yang salah, tulis bulan yang benar di keterangan.csv."
)
_SIMPAN_SALAH_SATU = (
    "bila kedua bulan memang sama isinya, simpan ulang salah satunya di Excel sebagai .xlsx lalu kirim lagi."
)
SARAN_BERTENTANGAN = (
    "Tulis bulan yang benar di keterangan.csv, atau jalankan kinerja refresh --bulan N dengan bulan itu; "
    + _SIMPAN_SALAH_SATU
)
SARAN_KETERANGAN_BERTENTANGAN = f"Perbaiki bulannya di keterangan.csv; {_SIMPAN_SALAH_SATU}"


class Recorded(NamedTuple):
    """What a build knows of one file.

    Attributes:
        name: the name that it was read under.
        modified: earliest change time seen of it (UTC, naive).
        first_seen: when it was registered (UTC, naive).
        tahun, bulan, dari: its period and what said so, as in ``raw.berkas``.
        refused: whether the reader refused it.
        undated: whether it did because nobody says the month.
        disputed: whether it did because its names say different months.
        stated: what people stated of it when it was last read.
    """

    name: str
    modified: datetime
    first_seen: datetime
    tahun: int | None
    bulan: int | None
    dari: str | None
    refused: bool
    undated: bool
    disputed: bool
    stated: Period


class Choice(NamedTuple):
    """What there is to do about the files of an inbox.

    Attributes:
        inbox: the inbox, in which a copy of a known file that is said to be about another month is a refused file.
        read: files to be read, one per content; of a known one under the name that it is registered by.
        earlier: other known files that lie there with an earlier change time than recorded, and that time.
        flagged: names of the files to be read that the period of the command line is for.
    """

    inbox: Inbox
    read: list[InboxFile]
    earlier: dict[str, datetime]
    flagged: list[str]


def recorded(con: duckdb.DuckDBPyConnection) -> dict[str, Recorded]:
    """Every registered file of an open build by id; of a build by an earlier version what it has."""
    columns = set(
        con.execute(
            "select table_name, column_name from duckdb_columns()"
            " where schema_name = 'raw' and database_name = current_database()"
        ).fetchall()
    )
    dari = "b.periode_dari" if ("berkas", "periode_dari") in columns else "null"
    stated, join = "null, null, null", ""
    if ("keterangan", "dari") in columns:
        stated, join = "k.tahun, k.bulan, k.dari", "left join raw.keterangan as k on b.file_id = k.file_id"
    rows = con.execute(
        f"select b.file_id, b.nama, b.waktu_berkas, b.diterima_pada, b.tahun, b.bulan, {dari}, b.alasan is not null,"
        " b.alasan is not null and b.file_id in (select file_id from raw.tolakan where aturan = $1),"
        " b.alasan is not null and b.file_id in (select file_id from raw.tolakan where aturan = $2),"
        f" {stated} from raw.berkas as b {join} order by b.file_id",
        [NO_MONTH, SAME_CONTENT],
    ).fetchall()
    return {row[0]: Recorded._make((*row[1:10], Period(*row[10:]) if row[12] else UNSTATED)) for row in rows}


def choose(inbox: Inbox, known: Mapping[str, Recorded], flag: Period = UNSTATED) -> Choice:
    """What is new, and what is to be read anew since something else is said of its month.

    What is recorded of a known file stands until ``keterangan.csv`` says otherwise; one whose month nobody knew is also
    read anew under a name that tells more, or by the ``flag``, which never applies to a file that has a month. Where
    one content lies there under several names, the recorded month stands as long as one of the names keeps to it, or
    they do not agree on another one. Where none is recorded and they say different months, none is taken: each is to be
    refused if its content turns out not to say its month, until ``keterangan.csv`` or the ``flag`` picks one.

    Args:
        inbox: as scanned.
        known: files that the newest build has registered, by id.
        flag: the period of the command line.
    """
    together: dict[str, list[InboxFile]] = {}
    for file in inbox.files:
        together.setdefault(file.file_id, []).append(file)
    read: dict[str, InboxFile] = {}
    earlier: dict[str, datetime] = {}
    marked: dict[str, InboxFile] = {}
    copies: dict[str, InboxFile] = {}
    flagged = []
    for file_id, files in together.items():
        before = known.get(file_id)
        rivals = _rivals(files)
        if rivals and (before is None or before.refused):
            files = _told_apart(files, rivals, flag)
            marked |= {file.name: file for file in files}
        chosen = _new(files, flag) if before is None else _again(files, before, flag)
        modified = min(file.modified for file in files)
        if chosen:
            read[file_id] = chosen._replace(modified=min(modified, before.modified) if before else modified)
            if chosen.stated.dari == PERINTAH:
                flagged.append(chosen.name)
        elif before:
            if modified < before.modified:
                earlier[file_id] = modified
            copies |= {file.name: _copy(file, before) for file in files if _contradicts(file, before)}
    settled = inbox._replace(files=[(marked | copies).get(file.name, file) for file in inbox.files])
    read |= {copy.file_id: copy for copy in copies.values() if copy.file_id not in known}
    return Choice(settled, sorted(read.values(), key=lambda file: file.name), earlier, flagged)


def everything(choice: Choice, known: Mapping[str, Recorded], archive: Path) -> list[InboxFile]:
    """All files to read where the readers changed: those chosen, and all that are known and still to be had."""
    files = {file.file_id: file for file in choice.read}
    present = {file.file_id: file for file in reversed(choice.inbox.files)}
    for file_id, before in known.items():
        path = archive_path(archive, file_id)
        here = present.get(file_id)
        if file_id in files or not (here or path.is_file()):
            continue
        here = here or InboxFile(path, before.name, file_id, before.modified)
        modified = min(here.modified, before.modified)
        files[file_id] = here._replace(name=before.name, modified=modified, stated=before.stated)
    return sorted(files.values(), key=lambda file: file.name)


def _new(files: list[InboxFile], flag: Period) -> InboxFile:
    """One content under several names: one that ``keterangan.csv`` tells of, else one whose name tells most."""
    chosen = min(files, key=lambda file: (file.stated == UNSTATED, -_told_by(file.name)))
    return chosen if chosen.stated != UNSTATED else chosen._replace(stated=_flagged(chosen.name, flag))


def _again(files: list[InboxFile], before: Recorded, flag: Period) -> InboxFile | None:
    """The known file as it is to be read anew; None where there is no reason to."""
    entry = next((file.stated for file in files if file.stated != UNSTATED), UNSTATED)
    here = files[0]._replace(name=before.name, stated=entry)
    if not before.refused:
        dated_outside = before.dari in OUTSIDE
        keeps = entry == UNSTATED or any(_keeps(file, before) for file in files) or _rivals(files)
        return here if dated_outside and not keeps else None
    if before.disputed:
        if not files[0].disputed:
            return _new(files, flag)
        recorded_as = next((file for file in files if file.name == before.name), files[0])
        return recorded_as if recorded_as.stated != before.stated else None
    if entry != before.stated:
        return here
    if before.undated:
        renamed = max(files, key=lambda file: _told_by(file.name))
        if _told_by(renamed.name) > _told_by(before.name):
            return renamed._replace(stated=entry)
        if entry == UNSTATED and (stated := _flagged(before.name, flag)) != UNSTATED:
            return here._replace(stated=stated)
    return None


def _rivals(files: list[InboxFile]) -> list[InboxFile]:
    """Of one content, a file for each month that is said of it; none where it is one month only.

    What ``keterangan.csv`` says comes before the names. The year of a name does not count: contents mostly say theirs.
    """
    said = [file for file in files if file.stated != UNSTATED] or files
    rivals = {claim: file for file in reversed(said) if (claim := _claim(file))[0]}
    years = {tahun for _, tahun in rivals if tahun}
    months = {bulan for bulan, _ in rivals}
    return list(reversed(rivals.values())) if len(months) > 1 or len(years) > 1 else []


def _claim(file: InboxFile) -> tuple[int | None, int | None]:
    """The month that is said of a file, and the year where it counts."""
    if file.stated == UNSTATED:
        return period_in_name(file.name).bulan, None
    return file.stated.bulan, file.stated.tahun


def _told_apart(files: list[InboxFile], rivals: list[InboxFile], flag: Period) -> list[InboxFile]:
    """The files, of which the ``flag`` picks one whose name says its month; else each says why none can be taken."""
    for rival in rivals:
        if rival.stated == UNSTATED and flag.bulan and _claim(rival)[0] == flag.bulan:
            picked = rival._replace(stated=flag)
            return [picked, *(file for file in files if file.name != picked.name)]
    return [file._replace(disputed=(_dispute(file, rivals),)) for file in files]


def _dispute(file: InboxFile, rivals: list[InboxFile]) -> Reject:
    others = [f"{other.name} ({_said(other)})" for other in rivals if _claim(other) != _claim(file)]
    alasan = (
        f"Isi berkas ini ({_said(file)}) sama persis dengan {' dan '.join(others)},"
        " sehingga bulannya tidak pasti dan tidak satu pun dipakai."
    )
    # What keterangan.csv says, the flag does not overrule.
    saran = SARAN_BERTENTANGAN if file.stated == UNSTATED else SARAN_KETERANGAN_BERTENTANGAN
    return Reject(None, None, None, None, SAME_CONTENT, alasan, saran)


def _said(file: InboxFile) -> str:
    claim, by = _claimed(file)
    return f"{by} menyebut {_month(claim.bulan, claim.tahun)}"


def _claimed(file: InboxFile) -> tuple[Period, str]:
    """What is said of a file beside its content, and where."""
    return (file.stated, "keterangan.csv") if file.stated != UNSTATED else (period_in_name(file.name), "namanya")


def _flagged(name: str, flag: Period) -> Period:
    """What the command line says of a file whose name does not say it."""
    told = period_in_name(name)
    bulan = None if told.bulan else flag.bulan
    tahun = flag.tahun if bulan or not told.tahun else None
    return Period(tahun, bulan, PERINTAH) if bulan or tahun else UNSTATED


def _told_by(name: str) -> int:
    told = period_in_name(name)
    return (told.bulan is not None) + (told.tahun is not None)


def _keeps(file: InboxFile, before: Recorded) -> bool:
    """Whether what is said of a file is what is recorded. The content's own year comes before that of a name."""
    if file.stated == UNSTATED:
        return period_in_name(file.name).bulan == before.bulan
    same = file.stated.bulan == before.bulan and file.stated.tahun in (None, before.tahun)
    return same or file.stated == before.stated


def _contradicts(file: InboxFile, before: Recorded) -> bool:
    if before.disputed and file.disputed:
        # The name that it is recorded by stands for all that say the same.
        return file.name != before.name and _claim(file)[0] is not None
    if before.refused or before.dari not in OUTSIDE or _keeps(file, before):
        return False
    # The name that it was read under was weighed then.
    return file.stated != UNSTATED or (file.name != before.name and period_in_name(file.name).bulan is not None)


def _copy(file: InboxFile, before: Recorded) -> InboxFile:
    """A file that must not be lost without a word: the same content counts for one month only."""
    if file.disputed:
        (reject,) = file.disputed
    else:
        alasan = (
            f"Isi berkas ini sama persis dengan {before.name}, yang dipakai untuk {_month(before.bulan, before.tahun)},"
            f" padahal {_said(file)}."
        )
        reject = Reject(None, None, None, None, SAME_CONTENT, alasan, SARAN_SAMA)
    digest = hashlib.sha256(repr((file.file_id, file.name, reject)).encode()).hexdigest()
    return file._replace(file_id=digest, member=None, stated=UNSTATED, refused=(reject,), disputed=())


def _month(bulan: int | None, tahun: int | None) -> str:
    month = MONTHS[bulan - 1] if bulan else "bulan yang tidak disebut"
    return f"{month} {tahun}" if tahun else month
