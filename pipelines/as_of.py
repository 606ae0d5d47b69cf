"""The warehouse as it was known at the end of a day, made anew in memory by the models in ``sql/``. Reads no document.

What is known of the past stands in the published build: when each file was received, and how its state changed.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
from sqlglot import TokenType, tokenize

from pipelines import landing
from pipelines.corrections import applying
from pipelines.corrections.register import Correction
from pipelines.sql_models import OF_ONE_BUILD, ROUNDING, SCHEMAS, Model, load_models
from pipelines.wording import WIB, in_wib
from pipelines.wording import day as day_text

# When a row of these was written; what is not here and not of a file is as it is now.
_WRITTEN = {"dq.hasil": "waktu", "meta.publikasi": "waktu", "raw.riwayat_berkas": "sejak"}
# What a later statement, or a later reading, says otherwise of a file.
_STATED = ("tahun", "bulan", "periode_dari", "alasan")
_CORRECTIONS = ("raw.koreksi", "raw.koreksi_sel")
_UNKEPT = frozenset(OF_ONE_BUILD).difference(_CORRECTIONS)
_PUBLISHED = "terbit"
# Queries that ask which tables there are.
_CATALOGUE = re.compile(r"\binformation_schema\b|\bduckdb_(tables|columns|views)\b|^\s*show\b", re.IGNORECASE)


class Unknowable(Exception):
    """What was asked for is not known as of that day; the message (Indonesian) says why and what to do."""


class AsOf:
    """A warehouse as it was known at the end of ``day`` (WIB). Tables are made when they are asked for.

    Names of units and indicators, reference tables and the SQL itself are as they are now.

    Attributes:
        con: connection to it; ``raw.berkas`` is there from the beginning.
        day: the reference date.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, day: date) -> None:
        self.con = con
        self.day = day
        end = datetime.combine(day + timedelta(days=1), time(), WIB).astimezone(UTC).replace(tzinfo=None)
        self._end = f"timestamp '{end}'"
        self._made: set[str] = set()
        self._judged = False
        for schema in SCHEMAS:
            con.execute(f"create schema {schema}")
        con.execute(ROUNDING.read_text(encoding="utf-8"))
        self._know_files()

    def need(self, tables: Iterable[str]) -> None:
        """Make ``tables`` (``schema.table``) and what they are made from, unless they are there.

        Raises:
            Unknowable: one of them is not kept for earlier days.
        """
        asked = set(tables)
        wanted = _with_upstream(asked)
        for name in sorted(wanted):
            if name in _UNKEPT:
                instead = "untuk tanggal lampau pakai dq.hasil, atau " if name == "dq.temuan" else ""
                raise Unknowable(
                    f"Tabel {name} hanya ada untuk terbitan yang sekarang; {instead}jalankan kueri itu tanpa --as-of."
                )
        # Core decides the status of files; what comes after it, and who looks at files, sees it.
        if not self._judged and ("raw.berkas" in asked or any(map(_reads_files_after_core, wanted))):
            self._make_all(_with_upstream(["core.status_berkas"]))
            landing.mark_status(self.con)
            self._judged = True
        self._make_all(wanted)

    def _make_all(self, wanted: set[str]) -> None:
        if wanted.intersection(_CORRECTIONS):
            self._correct()
        for name, model in load_models().items():
            if name in wanted and name not in self._made:
                self._make(model)

    def tables_read_by(self, sql: str) -> set[str]:
        """Names of the tables that the query ``sql`` names; all, where it asks which tables there are.

        DuckDB's own ``get_table_names`` gives a name together with its alias, and binds columns that are not there yet.

        Raises:
            Unknowable: it is no query.
            duckdb.Error: it cannot be parsed.
        """
        statements = self.con.extract_statements(sql)
        if any(
            statement.type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
            for statement in statements
        ):
            raise Unknowable("Dengan --as-of hanya dapat bertanya: pakai SELECT, FROM, DESCRIBE, atau SUMMARIZE.")
        tokens = tokenize(sql, read="duckdb")
        names = {
            f"{schema.text}.{table.text}".lower()
            for schema, dot, table in zip(tokens, tokens[1:], tokens[2:], strict=False)
            if dot.token_type == TokenType.DOT
        }
        if _CATALOGUE.search(sql):
            names |= set(load_models()).difference(OF_ONE_BUILD)
        return names

    def _know_files(self) -> None:
        """Fill ``raw.berkas``, ``raw.kotak_masuk`` and ``raw.acuan`` with what was known."""
        (known, first, last) = self.con.execute(
            f"select count(*) filter (diterima_pada < {self._end}), min(diterima_pada), max(diterima_pada)"
            f" from {_PUBLISHED}.raw.berkas"
        ).fetchone() or (0, None, None)
        if not known:
            began = f"; yang pertama diterima {day_text(in_wib(first))}" if first else ""
            raise Unknowable(f"Sampai {day_text(self.day)} belum ada berkas yang diterima{began}.")
        if self.day > max(datetime.now(WIB), in_wib(last)).date():
            raise Unknowable(f"Tanggal {day_text(self.day)} belum tiba; sebutkan tanggal hari ini atau sebelumnya.")
        self.con.execute(
            f"""
            create temp table keadaan as
            select *
            from {_PUBLISHED}.raw.riwayat_berkas
            where sejak < {self._end}
            qualify row_number() over (partition by file_id order by sejak desc, rowid desc) = 1
            """
        )
        # What was received before its state was noted had not been replaced.
        self.con.execute(
            f"""
            create temp table dikenal as
            select
                b.file_id, coalesce(k.waktu_berkas, b.waktu_berkas) as waktu_berkas, k.diganti_oleh,
                {", ".join(f"case when k.file_id is null then b.{n} else k.{n} end as {n}" for n in _STATED)}
            from {_PUBLISHED}.raw.berkas as b
            left join keadaan as k on b.file_id = k.file_id
            where b.diterima_pada < {self._end}
            """
        )
        # A document that says no time of its own has that of its file (WIB). The status is decided after core.
        self.con.execute(
            f"""
            create table raw.berkas as
            select
                b.* replace (
                    case when k.alasan is null then 'diterima' else 'ditolak' end as status,
                    case
                        when b.waktu_sumber = b.waktu_berkas + interval 7 hour then k.waktu_berkas + interval 7 hour
                        else b.waktu_sumber
                    end as waktu_sumber,
                    case when k.alasan is null then b.jumlah_baris else 0 end as jumlah_baris,
                    {", ".join(f"k.{name} as {name}" for name in ("waktu_berkas", "diganti_oleh", *_STATED))}
                )
            from {_PUBLISHED}.raw.berkas as b
            inner join dikenal as k on b.file_id = k.file_id
            """
        )
        # A file that was refused then had no rows, even if a later reading took some.
        self.con.execute(
            "create temp table terbaca as select r.file_id from raw.berkas as r"
            f" inner join {_PUBLISHED}.raw.berkas as b on r.file_id = b.file_id"
            " where r.alasan is null or b.alasan is not null"
        )
        models = load_models()
        for name in ("raw.kotak_masuk", "raw.acuan", *_CORRECTIONS):
            models[name].build(self.con)
        self.con.execute("insert into raw.kotak_masuk select unnest(letak), file_id from keadaan")
        self.con.execute("insert into raw.acuan values (?)", [self.day])
        self._made.update(("raw.berkas", "raw.kotak_masuk", "raw.acuan"))

    def _correct(self) -> None:
        """Apply the entries of the register that were decided by then."""
        if self._made.issuperset(_CORRECTIONS):
            return
        columns = ", ".join("baris_register" if name == "baris" else name for name in Correction._fields)
        rows = self.con.execute(
            f"select {columns} from {_PUBLISHED}.raw.koreksi where tanggal <= ?", [self.day]
        ).fetchall()
        entries = [Correction._make(row) for row in rows]
        entries = [entry._replace(di=tuple(json.loads(str(entry.di)).items())) for entry in entries]
        if entries:
            # Applying looks at documents of every kind, and at the models that say which of them count.
            for model in load_models().values():
                if model.name not in self._made and model.schema in ("raw", "ref") and model.name not in _CORRECTIONS:
                    self._make(model)
            applying.apply(self.con, entries)
        self._made.update(_CORRECTIONS)

    def _make(self, model: Model) -> None:
        self._made.add(model.name)
        if model.is_derived:
            model.build(self.con)
            return
        source = f"{_PUBLISHED}.{model.name}"
        if model.columns[0].name == "file_id":
            condition = "where file_id in (select file_id from terbaca)"
        else:
            condition = f"where {_WRITTEN[model.name]} < {self._end}" if model.name in _WRITTEN else ""
        columns = ", ".join(column.name for column in model.columns)
        self.con.execute(f"create view {model.name} as select {columns} from {source} {condition}")


@contextmanager
def open_as_of(path: Path, day: date) -> Iterator[AsOf]:
    """The published build at ``path`` as it would have been on ``day``.

    Raises:
        Unknowable: nothing had been received by then, or the day is yet to come.
        duckdb.CatalogException: another version of Kinerja made the build.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Large tables are put aside there; without it DuckDB would use the working directory.
        con = duckdb.connect(config={"temp_directory": folder})
        try:
            con.execute("set TimeZone = 'UTC'")
            con.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {_PUBLISHED} (read_only)")
            yield AsOf(con, day)
        finally:
            con.close()


def is_kept(name: str) -> bool:
    """Whether the table ``name`` (``schema.table``) can be made as of an earlier day."""
    return _UNKEPT.isdisjoint(_with_upstream([name]))


def _with_upstream(tables: Iterable[str]) -> set[str]:
    """Those of ``tables`` that there are, and all that they are made from."""
    models = load_models()
    wanted: set[str] = set()
    pending = [name for name in tables if name in models]
    while pending:
        name = pending.pop()
        if name not in wanted:
            wanted.add(name)
            pending += models[name].upstream
    return wanted


def _reads_files_after_core(name: str) -> bool:
    model = load_models()[name]
    return model.schema in ("mart", "dq") and "raw.berkas" in model.upstream
