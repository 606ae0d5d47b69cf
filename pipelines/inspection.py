"""What a file is and what would be said of it, found by landing it in a throw-away warehouse. Printing is not here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import choosing, landing, names, progress, sql_models
from pipelines.inbox import Inbox, InboxFile, scan_one
from pipelines.keterangan import is_sidecar
from pipelines.quality import findings
from pipelines.quality.gate import RuleResult
from pipelines.quality.rules import ALL_RULES, Rule
from pipelines.readers.period import NAMA_BERKAS, Period, period_in_name
from pipelines.wording import in_wib, os_reason

# Rules that hold a document against others, against the calendar or against the maps: of one document alone they
# would only say that the others are missing.
ABOUT_OTHERS = frozenset(
    {
        *("LAPOR-01", "SEGAR-01", "KOREKSI-01", "SATKER-02"),
        *("BANDING-01", "BANDING-02", "BANDING-03", "DATAR-22", "DATAR-23"),
        *("KIN-03", "KIN-04", "KIN-09", "KIN-30", "KIN-31", "KIN-32"),
        *("RPD-20", "RPD-21", "RPD-22", "RPD-23"),
    }
)
# Told from dq.karantina, which says more: what is held for these rules.
HELD = frozenset({"SATKER-01", "IND-01", "IND-02", "FA-20", "RAK-20"})
# How the code of a unit that the map lacks begins, so that its money can be judged all the same; no satker has one.
_STAND_IN = "0000"

# What a document of each kind holds, from the rows that were read; amounts exact.
_CONTENT = {
    "fa_detail": """
        select tingkat, count(*) as baris, sum(cast(pagu as decimal(18, 0))) as pagu,
            sum(cast(realisasi_sd as decimal(18, 0))) as realisasi_sd, sum(cast(sisa as decimal(18, 0))) as sisa
        from raw.fa_detail
        group by tingkat
        order by list_position(
            ['total', 'program', 'kegiatan', 'kro', 'ro', 'komponen', 'subkomponen', 'akun', 'item'], tingkat
        )
    """,
    "realisasi_datar": """
        select lembar, tingkat, kode_beban as sumber_dana, count(*) as baris,
            sum(cast(pagu as decimal(18, 0))) as pagu, sum(cast(realisasi_sd as decimal(18, 0))) as realisasi_sd,
            sum(cast(sisa as decimal(18, 0))) as sisa
        from raw.realisasi_datar
        group by lembar, tingkat, kode_beban
        order by all
    """,
    "rak": """
        with subkomponen as (
            select max(cast(anggaran as decimal(18, 0))) as anggaran
            from raw.rak_kontribusi
            group by kode_ro, kode_komponen, kode_subkomponen
        )
        select 'sasaran' as bagian, count(distinct kode_sasaran) as jumlah, cast(null as decimal(38, 0)) as rupiah
        from raw.rak_indikator
        union all
        select 'indikator', count(*), sum(cast(anggaran as decimal(18, 0))) from raw.rak_indikator
        union all
        select 'target bulanan', count(*), null from raw.rak_target
        union all
        select 'baris kontribusi', count(*), sum(cast(kontribusi as decimal(18, 0))) from raw.rak_kontribusi
        union all
        select 'baris kontribusi yang indikatornya hilang', count(*), sum(cast(kontribusi as decimal(18, 0)))
        from raw.rak_kontribusi where kode_indikator is null
        union all
        select 'sub komponen', count(*), sum(anggaran) from subkomponen
        union all
        select 'Total yang tercetak', count(total_deklarasi), sum(cast(total_deklarasi as decimal(18, 0)))
        from raw.rak_dokumen
    """,
    "realisasi_kinerja": """
        select kode_satker, tahun, bulan, count(distinct coalesce(kode_indikator, indikator)) as indikator,
            count(*) as baris, count(realisasi) as berisi_realisasi,
            count(*) filter (kode_indikator is null and kode_tertulis is null) as tanpa_kode
        from raw.realisasi_kinerja
        group by kode_satker, tahun, bulan
        order by all
    """,
    "rpd": """
        select kode_satker, tahun, jenis_belanja, count(*) as bulan, sum(cast(rpd as decimal(18, 0))) as rpd
        from raw.rpd
        group by kode_satker, tahun, jenis_belanja
        order by all
    """,
}


class NothingToRead(Exception):
    """There is no document at a path; the message (Indonesian) says why and what to do."""


class Inspected:
    """One document in a warehouse of its own.

    Attributes:
        document: its row of ``raw.berkas``; ``tahun_dari`` says of the year what ``periode_dari`` says of the month.
        content: what it holds, by level or part; columns differ by kind.
        rejects: what the reader did not take, as in ``raw.tolakan``.
        needs: options without which it is refused, since nobody says its period; what else is told of it then is what
            they would give.
        held: whether all of it would wait in quarantine for the map of units; known after ``audit``.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, file: InboxFile, now: datetime) -> None:
        self._con = con
        self._file = file
        self._now = now
        self.document = _rows(con, "select * exclude (file_id, status, diterima_pada, diganti_oleh) from raw.berkas")[0]
        plan = _rows(con, "select nama_unit as nama_satker, tahun from raw.rak_dokumen")
        self.document |= plan[0] if plan else {}
        self.document["tahun_dari"] = self._source_of_year()
        sql = _CONTENT.get(self.document["jenis"]) if self.accepted else None
        self.content = _rows(con, sql) if sql else []
        self.rejects = _rows(
            con, "select lembar, baris, kolom, nilai, aturan, alasan, saran from raw.tolakan order by rowid"
        )
        self.needs = ""
        self.held = False

    def refuse_as(self, undated: Inspected, tahun: int | None) -> None:
        """Be refused as ``undated`` was, of which nobody said the month: the one it was read for was made up."""
        self.document |= {
            "alasan": undated.document["alasan"],
            "tahun": tahun,
            "bulan": None,
            "periode_dari": None,
            "tahun_dari": None,
        }
        self.rejects = undated.rejects + self.rejects
        self.needs = f"--bulan {period_in_name(self._file.name).bulan or 'N'}" + ("" if tahun else " --tahun T")

    def _source_of_year(self) -> str | None:
        """The year that the content says comes before that of a statement, and this before that of a name."""
        source: str | None = self.document["periode_dari"]
        if source not in landing.OUTSIDE:
            return source
        if _rows(self._con, "select 1 from raw.realisasi_datar where tahun is not null limit 1"):
            return "isi"
        return self._file.stated.dari if self._file.stated.tahun else NAMA_BERKAS

    @property
    def accepted(self) -> bool:
        """Whether a refresh would take it, if not every line of it."""
        return self.document["alasan"] is None

    def audit(self, maps: names.Names) -> list[dict[str, Any]]:
        """What a refresh would say of this document alone: lines it would hold, and findings of rules.

        One entry for each rule and table, by severity, with ``temuan`` as ``findings.read_findings`` gives them, and
        ``ditahan`` where the lines would be held in quarantine.
        """
        con = self._con
        landing.refresh_references(con, Inbox([self._file], [], []), in_wib(self._now).date())
        names.load(con, maps)
        _build(con, ("ref", "terkoreksi", "core", "mart", "dq"))
        held = self._held()
        self.held = bool(
            _rows(
                con,
                "select 1 from core.dokumen_rak having count(*) > 0 and count(kode_satker) = 0 union all"
                " select 1 from core.realisasi_datar having count(*) > 0 and count(kode_satker) = 0",
            )
        )
        unknown = {row["nilai"] for row in held if row["aturan"] == "SATKER-01" and row["nilai"]}
        if unknown:
            units = [
                names.NamedUnit(name, names.name_key(name), "", f"{_STAND_IN}{at:02}", None, None, None, 0)
                for at, name in enumerate(sorted(unknown))
            ]
            names.load(con, maps._replace(units=units))
            _build(con, ("terkoreksi", "core", "mart"))
        return [*_by_rule(held), *self._findings([rule for rule in ALL_RULES if rule.id not in ABOUT_OTHERS | HELD])]

    def _held(self) -> list[dict[str, Any]]:
        """Lines and files that would be held in quarantine, other than for want of a plan."""
        return _rows(
            self._con,
            """
            select q.aturan, q.lembar, q.baris, q.kolom, q.nilai, q.alasan, q.saran
            from dq.karantina as q
            left join core.sebutan_indikator as s
                on q.file_id = s.file_id and q.lembar is not distinct from s.lembar and q.baris = s.baris_sumber
            where
                q.aturan not in (select aturan from raw.tolakan)
                and not (q.aturan = 'IND-01' and coalesce(s.kolom, '') = 'indikator')
            order by all
            """,
        )

    def _findings(self, rules: Sequence[Rule]) -> list[dict[str, Any]]:
        failed = []
        for done, rule in enumerate(rules, start=1):
            (count,) = self._con.execute(f"select count(*) from ({rule.check.failing_rows})").fetchone() or (0,)
            if count:
                failed.append(RuleResult(rule, False, 0, count, []))
            progress.report("Memeriksa mutu", done, len(rules))
        findings.record(self._con, failed)
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in findings.read_findings(self._con):
            found.setdefault((row["aturan"], row["tabel"]), []).append(row)
        order = {"kritis": 0, "peringatan": 1, "info": 2}
        return [
            {
                "aturan": result.rule.id,
                "tingkat": result.rule.tingkat,
                "ditahan": False,
                "uraian": result.rule.uraian,
                "saran": result.rule.saran,
                "jumlah": result.jumlah_gagal,
                "temuan": [
                    {
                        **{name: row[name] for name in ("lembar", "baris", "kolom", "sel", "nilai")},
                        "letak": findings.spot(row),
                        "keterangan": findings.details(row),
                    }
                    for row in found[result.rule.id, result.rule.tabel]
                ],
            }
            for result in sorted(failed, key=lambda result: (order[result.rule.tingkat], result.rule.id))
        ]


def documents(path: Path, stated: Period, now: datetime | None = None) -> Iterator[Inspected]:
    """The document at ``path``, or one after the other the documents of a zip; each is gone when the next one comes.

    ``keterangan.csv`` beside it counts as in an inbox. Nothing is left behind.

    Raises:
        NothingToRead: the path is none, is a folder, cannot be read, or is nothing that a refresh would look at.
    """
    now = now or datetime.now(UTC)
    if path.is_dir():
        raise NothingToRead(f"{path} adalah folder; sebutkan berkas di dalamnya, misalnya {path / 'berkas.xlsx'}.")
    if not path.is_file():
        raise NothingToRead(f"Berkas {path} tidak ada; periksa nama dan letaknya.")
    with tempfile.TemporaryDirectory() as folder:
        # Where it lies, not as a copy: it may be larger than the disk that a copy would go to.
        try:
            inbox = scan_one(path)
        except OSError as error:
            raise NothingToRead(f"Berkas {path} tidak dapat dibaca ({os_reason(error)}); periksa izinnya.") from error
        if inbox.unreadable:
            raise NothingToRead(f"{inbox.unreadable[0]} tidak dapat dibaca; periksa izinnya.")
        if inbox.unsettled:
            raise NothingToRead(f"Berkas {path} masih ditulis; periksa lagi sesudah selesai.")
        files = choosing.choose(inbox, {}, stated).read
        # What the keterangan.csv beside it says of other files is not asked for; one in a zip is.
        files = [file for file in files if file.path == path]
        if not files:
            raise NothingToRead(f"{path} bukan dokumen yang dibaca Kinerja: {_why_passed_over(path)}.")
        for file in files:
            with closing(duckdb.connect()) as con:
                con.execute("set TimeZone = 'UTC'")
                sql_models.create_schemas(con)
                yield _read(con, file, Path(folder, "arsip"), now)


def _read(con: duckdb.DuckDBPyConnection, file: InboxFile, archive: Path, now: datetime) -> Inspected:
    """The file landed; one of which nobody says the month is read as if somebody did, and refused all the same."""

    def land(said: InboxFile) -> Inspected:
        landing.land(con, [said], archive, {}, now.astimezone(UTC).replace(tzinfo=None, microsecond=0))
        return Inspected(con, file, now)

    found = land(file)
    if [reject["aturan"] for reject in found.rejects] != [choosing.NO_MONTH]:
        return found
    # A year that the content says may not be contradicted.
    for tahun in (None, now.year):
        preview = land(file._replace(stated=Period(tahun, 1, landing.PERINTAH)))
        if preview.accepted:
            preview.refuse_as(found, None if tahun else preview.document["tahun"])
            return preview
    return found


def _why_passed_over(path: Path) -> str:
    if is_sidecar(path.name):
        return "ia hanya menerangkan bulan berkas di sebelahnya"
    return "nama seperti ini dipakai berkas sementara atau tersembunyi, yang dilewati"


def _build(con: duckdb.DuckDBPyConnection, schemas: Sequence[str]) -> None:
    """Make the derived tables of ``schemas``, core before what looks at the status that it gives to files."""
    models = [m for m in sql_models.load_models().values() if m.schema in schemas and m.is_derived]
    to_core = [model for model in models if model.schema not in ("mart", "dq")]
    after = [model for model in models if model.schema in ("mart", "dq")]
    for done, model in enumerate([*to_core, *after], start=1):
        if model is after[0]:
            landing.mark_status(con)
        model.build(con)
        progress.report("Menyusun tabel", done, len(models))


def _by_rule(held: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    grouped: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in held:
        grouped.setdefault((row["aturan"], row["alasan"], row["saran"]), []).append(row)
    return [
        {
            "aturan": rule,
            "tingkat": "peringatan",
            "ditahan": True,
            "uraian": alasan,
            "saran": saran,
            "jumlah": len(rows),
            "temuan": [
                {name: row[name] for name in ("lembar", "baris", "kolom", "nilai")}
                | {"sel": None, "letak": "", "keterangan": ""}
                for row in rows
            ],
        }
        for (rule, alasan, saran), rows in grouped.items()
    ]


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
