"""What the command line shows, in Indonesian: progress, summaries, tables. Changes nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines import progress
from pipelines.console_changes import change_lines, changes_report
from pipelines.corrections.applying import summary
from pipelines.publishing import Build, Warehouse, open_published, time_of
from pipelines.wording import AWAITED, day, number, wib

if TYPE_CHECKING:
    import duckdb

    from pipelines.alerts.outbox import Look
    from pipelines.planning import Plan

# Piped output has no width of its own; 80 would fold every table.
_PIPED_WIDTH = None if sys.stdout.isatty() else 160


class _Screen(Console):
    """Falls silent when nobody reads on, as after ``| head``: the command still ends with its own status."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


screen = _Screen(highlight=False, width=_PIPED_WIDTH)
_err = Console(stderr=True, highlight=False)


@dataclass
class Check:
    """One rule's result in a run."""

    rule: str
    severity: str
    table: str
    passed: bool
    blocking: bool
    failed: int
    expected: str
    advice: str
    example: str
    place: str


class Arrivals(NamedTuple):
    """What became of the files that a run took in.

    Attributes:
        notes: open notes in quarantine that readers did not see until then; None where the build before cannot say.
        replaced: names of files that count no more since this build, each with the one that counts.
        copies: names in the inbox whose content stands there under another name too, each with that one.
    """

    notes: int | None
    replaced: list[tuple[str, str | None]]
    copies: list[tuple[str, str]]


@dataclass
class Outcome:
    """What one run of the job did.

    Attributes:
        open_items: open notes in quarantine of what was published.
        arrivals: what became of the files of this run.
        site, site_problem: the first page of the site that was written; why none was.
    """

    success: bool
    landing: dict[str, Any] | None = None
    published: str | None = None
    open_items: int = 0
    arrivals: Arrivals | None = None
    checks: list[Check] = field(default_factory=list)
    error: str = ""
    site: str = ""
    site_problem: str = ""


@contextmanager
def progress_bar() -> Iterator[None]:
    """Show ``pipelines.progress`` on stderr while the block runs."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def listen(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        with progress.listening(listen):
            yield


def show_nothing_new(warehouse: Warehouse, plan: Plan) -> None:
    """Tell that nothing was published, and what readers see."""
    published = warehouse.published()
    screen.print("[bold]Tidak ada yang baru[/bold]; tidak ada yang diterbitkan.")
    if published:
        screen.print(f"Terbitan {published.id} ({wib(published.time)}) tetap di {warehouse.link}", soft_wrap=True)
    show_rollback(warehouse)
    _show_stale_site(warehouse)
    _show_open_items(plan.open_items)
    _show_waiting(plan.inbox.unsettled, plan.inbox.unreadable)


def show_rollback(warehouse: Warehouse) -> None:
    """Say so when an earlier build was put back."""
    if warehouse.is_rolled_back():
        screen.print("Catatan: yang terbit adalah hasil pengembalian (kinerja rollback), bukan bangunan terbaru.")


def _show_stale_site(warehouse: Warehouse) -> None:
    """Say so when the site is not of what is published: its run was cut off, or could not write it."""
    published, index = warehouse.published(), warehouse.site_folder / "index.html"
    if published and not (index.is_file() and published.id in index.read_text(encoding="utf-8")):
        screen.print("Situs belum ditulis untuk terbitan itu; jalankan kinerja site.")


def _show_open_items(count: int) -> None:
    if count:
        screen.print(f"{number(count)} catatan karantina terbuka; letak dan cara memperbaikinya: kinerja quarantine")


def _show_waiting(unsettled: Sequence[str], unreadable: Sequence[str]) -> None:
    for name in unsettled:
        screen.print(
            f"Menunggu: {name} masih ditulis; diambil pada penyegaran berikutnya.", markup=False, soft_wrap=True
        )
    for name in unreadable:
        screen.print(
            f"Tidak dibaca: {name}; periksa izinnya, dan salin isinya bila itu tautan.", markup=False, soft_wrap=True
        )


def _show_corrections(corrections: dict[str, Any]) -> None:
    applied, void = corrections["diterapkan"], corrections["tidak_berlaku"]
    if applied:
        screen.print(f"[bold]Koreksi[/bold]     {number(applied)} diterapkan; rinciannya di dq.koreksi")
    if void:
        named = escape(", ".join(void))
        heading = f"[bold]Koreksi[/bold]     {number(len(void))} tidak berlaku"
        screen.print(f"{heading}, sebabnya di dq.koreksi: {named}", soft_wrap=True)


def show_flag_unused(bulan: int) -> None:
    """Say that no file took the month of the command line."""
    screen.print(
        f"--bulan {bulan} tidak dipakai: tidak ada berkas yang baru, atau tertahan, karena bulannya tidak diketahui.",
        highlight=False,
        soft_wrap=True,
    )


def show_outcome(outcome: Outcome, warehouse: Warehouse) -> int:
    """Print the summary of a run; the exit status of ``kinerja refresh``."""
    landing = outcome.landing
    if landing is not None:
        accepted, refused = landing["accepted"], landing["refused"]
        # What is held, and what is mended by a newer file, is known only of a build that was completed.
        notes = (
            f"{number(outcome.arrivals.notes)} catatan karantina baru"
            if outcome.arrivals and outcome.arrivals.notes is not None
            else f"{number(landing['rejects'])} isian atau berkas ditolak pembaca"
        )
        screen.print(
            f"[bold]Berkas[/bold]      {number(len(accepted))} diterima, "
            f"{number(len({name for name, _ in refused}))} ditolak; "
            f"{number(landing['rows'])} baris diambil, {notes}"
        )
        for name, reason in refused[:20]:
            screen.print(f"  ditolak: {name}: {reason}", markup=False, soft_wrap=True)
        if len(refused) > 20:
            screen.print(f"  dan {number(len(refused) - 20)} penolakan lain; lihat kinerja quarantine")
        if outcome.arrivals:
            _show_arrivals(outcome.arrivals)
        _show_waiting(landing["unsettled"], landing["unreadable"])
        for name in landing["kept"]:
            screen.print(f"Tidak dapat dibaca ulang: {name}; datanya yang lama dipertahankan.", markup=False)
        _show_corrections(landing["corrections"])
    if outcome.checks:
        failed = [check for check in outcome.checks if not check.passed]
        screen.print(
            f"[bold]Pemeriksaan[/bold] {len(outcome.checks) - len(failed)} lulus, {len(failed)} tidak lulus"
            + (":" if failed else "")
        )
        _show_failed(failed)
    if outcome.published:
        screen.print(
            f"[bold green]Terbit[/bold green]      {outcome.published} ({wib(time_of(outcome.published))}) "
            f"di {warehouse.link}",
            soft_wrap=True,
        )
        if outcome.site:
            screen.print(f"[bold]Situs[/bold]       {escape(outcome.site)}", soft_wrap=True)
        elif outcome.site_problem:
            screen.print(
                f"Situs tidak ditulis: {outcome.site_problem.rstrip('.')}. Data tetap terbit, dan situs yang "
                "lama tetap; coba kinerja site.",
                markup=False,
                soft_wrap=True,
            )
        else:
            _show_stale_site(warehouse)
        if any(not check.passed for check in outcome.checks):
            screen.print("Semua letak, sejak kapan, dan trennya: kinerja checks")
        _show_open_items(outcome.open_items)
        return 0
    if outcome.success:
        published = warehouse.published()
        screen.print("[bold]Tidak ada yang baru[/bold]; tidak ada yang diterbitkan.")
        if published:
            screen.print(f"Terbitan {published.id} tetap di {warehouse.link}", soft_wrap=True)
        return 0
    blocked = [check for check in outcome.checks if not check.passed and check.blocking]
    reason = f"pemeriksaan {', '.join(check.rule for check in blocked)} menahan terbitan" if blocked else outcome.error
    kept = warehouse.published()
    stays = f"Terbitan {kept.id} tetap berlaku." if kept else "Belum ada terbitan sebelumnya."
    _err.print(f"Gagal: {reason.rstrip('.')}. {stays}", markup=False, soft_wrap=True)
    return 1


_NAMED = 5


def _show_arrivals(arrivals: Arrivals) -> None:
    for old, new in arrivals.replaced[:_NAMED]:
        by = "" if not new else " oleh versi barunya" if new == old else f" oleh {new}"
        screen.print(f"  digantikan: {old}{by}; versi lama tetap disimpan", markup=False, soft_wrap=True)
    for copy, first in arrivals.copies[:_NAMED]:
        screen.print(
            f"  salinan persis: {copy} sama isinya dengan {first}; dihitung sekali", markup=False, soft_wrap=True
        )
    rest = len(arrivals.replaced[_NAMED:]) + len(arrivals.copies[_NAMED:])
    if rest:
        screen.print(f"  dan {number(rest)} berkas lain yang digantikan atau salinan; lihat Berkas sumber di situs")


def _show_failed(failed: Sequence[Check]) -> None:
    order = {"kritis": 0, "peringatan": 1, "info": 2}
    for check in sorted(failed, key=lambda check: (order[check.severity], check.rule)):
        heading = f"{check.rule} ({check.severity}), {number(check.failed)} temuan: {check.expected}"
        screen.print(Padding(Text(heading, style="bold"), (0, 0, 0, 2)))
        where = f"Letak: {check.place}" if check.place else f"Contoh: {check.example}"
        for line in (where, f"Saran: {check.advice}"):
            screen.print(Padding(Text(line), (0, 0, 0, 4)))


_NOTE = "select file_id, lembar, baris, kolom, nilai, aturan from {}dq.karantina where status = 'terbuka'"
_NOTES = f"select count(*) from ({_NOTE.format('')})"
_NEW_NOTES = f"select count(*) from ({_NOTE.format('')} except all {_NOTE.format('sebelum.')})"
# A budget export is replaced by the one in force for its satker and month.
_REPLACED = """
    select n.nama, p.nama
    from core.status_berkas as s
    inner join dq.nama_berkas as n on s.file_id = n.file_id
    inner join raw.berkas as b on s.file_id = b.file_id
    left join (
        select kode_satker, tahun, bulan, max(file_id) as file_id
        from core.snapshot_anggaran where berlaku group by kode_satker, tahun, bulan
    ) as a on b.kode_satker = a.kode_satker and b.tahun = a.tahun and b.bulan = a.bulan
    left join dq.nama_berkas as p on coalesce(b.diganti_oleh, a.file_id) = p.file_id
    where s.status = 'digantikan'{}
    order by n.nama
"""
_NOT_BEFORE = " and s.file_id not in (select file_id from sebelum.core.status_berkas where status = 'digantikan')"
_COPIES = """
    select k.nama, f.nama
    from raw.kotak_masuk as k
    inner join (select file_id, min(nama) as nama from raw.kotak_masuk group by file_id) as f on k.file_id = f.file_id
    where k.nama <> f.nama
    order by k.nama
"""


def arrivals(build: Build, before: Build | None) -> Arrivals:
    """What became of the files that the run of ``build`` took in; ``before`` is what readers saw until then."""
    with open_published(build.path, threads=1) as con:
        copies = con.execute(_COPIES).fetchall()
        replaced: list[tuple[str, str | None]] = []
        if before is None:
            (notes,) = con.execute(_NOTES).fetchone() or (0,)
            return Arrivals(notes, con.execute(_REPLACED.format("")).fetchall(), copies)
        notes = None
        if before.path.is_file():
            con.execute(f"attach '{str(before.path).replace(chr(39), chr(39) * 2)}' as sebelum (read_only)")
            # A build of an earlier version may lack what is asked; the publication stands without it.
            with suppress(duckdb.CatalogException, duckdb.BinderException):
                (notes,) = con.execute(_NEW_NOTES).fetchone() or (0,)
            with suppress(duckdb.CatalogException, duckdb.BinderException):
                replaced = con.execute(_REPLACED.format(_NOT_BEFORE)).fetchall()
    return Arrivals(notes, replaced, copies)


def status_report(con: duckdb.DuckDBPyConnection, build_id: str) -> dict[str, Any]:
    """What is published, from which files, and which satker have not reported which month."""
    published = rows_of(con, "select * exclude (sidik, sidik_pembaca) from meta.publikasi where id = ?", [build_id])[0]
    files = rows_of(
        con,
        "select coalesce(jenis, 'tidak dikenali') as jenis, status, count(*) as jumlah, max(waktu_sumber) as terbaru"
        " from raw.berkas group by all order by all",
    )
    missing = rows_of(
        con,
        "select k.kode_satker, s.nama_satker, k.tahun, k.jenis, list(k.bulan order by k.bulan) as bulan"
        " from mart.kepatuhan as k left join core.satker as s using (kode_satker)"
        " where k.status = 'belum lapor' group by all order by all",
    )
    years = rows_of(con, "select distinct tahun from mart.kepatuhan order by tahun")
    open_items = con.execute("select count(*) from dq.karantina where status = 'terbuka'").fetchone()
    return {
        "terbitan": published,
        "berkas": files,
        "belum_lapor": missing,
        "tahun_dinilai": [row["tahun"] for row in years],
        "karantina_terbuka": open_items[0] if open_items else 0,
        "koreksi": summary(con),
        "perubahan": changes_report(con),
    }


def look_report(look: Look | None) -> dict[str, Any] | None:
    """How the newest run ended, for programs; None where none is recorded."""
    if look is None:
        return None
    return {"mulai": look.started.isoformat(), "hasil": look.outcome, "keterangan": look.note}


def show_status(report: dict[str, Any], folder: Path) -> None:
    """Print ``status_report`` for people."""
    from pipelines.console_inspect import KINDS

    published = report["terbitan"]
    screen.print(
        f"Terbitan [bold]{published['id']}[/bold] ({wib(time_of(published['id']))}) di {folder / 'kinerja.duckdb'}",
        soft_wrap=True,
    )
    screen.print(
        f"{number(published['jumlah_berkas'])} berkas, {number(published['jumlah_baris'])} baris; "
        f"{published['lulus']} pemeriksaan lulus, {published['peringatan']} tidak lulus; "
        f"{number(report['karantina_terbuka'])} catatan karantina terbuka"
    )
    _show_corrections(report["koreksi"])
    for line in change_lines(report["perubahan"]):
        screen.print(line, markup=False, soft_wrap=True)
    table = Table(box=None, padding=(0, 2))
    for heading in ("Jenis berkas", "Status", "Jumlah", "Dokumen terbaru"):
        table.add_column(heading, justify="right" if heading == "Jumlah" else "left")
    for row in report["berkas"]:
        table.add_row(KINDS.get(row["jenis"], row["jenis"]), row["status"], number(row["jumlah"]), day(row["terbaru"]))
    screen.print(table)
    if not report["belum_lapor"]:
        years = ", ".join(map(str, report["tahun_dinilai"]))
        screen.print(
            f"Tidak ada yang belum lapor untuk tahun {years} (tahun yang sudah mempunyai dokumen)."
            if years
            else "Belum ada yang dinilai lapor atau belum: belum ada dokumen yang diterima."
        )
        return
    table = Table(box=None, padding=(0, 2), title="Belum lapor", title_justify="left")
    for heading in ("Satker", "Nama", "Tahun", "Jenis", "Bulan"):
        table.add_column(heading)
    for row in report["belum_lapor"]:
        months = ", ".join(map(str, row["bulan"]))
        kind = AWAITED[row["jenis"]].capitalize()
        table.add_row(row["kode_satker"], row["nama_satker"] or "", str(row["tahun"]), kind, months)
    screen.print(table)


def show_query(con: duckdb.DuckDBPyConnection, sql: str, form: str, out: Path | None) -> None:
    """Run ``sql`` and print or write its rows.

    Raises:
        duckdb.Error: the statement is wrong or would write.
        OSError: ``out`` cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Read-only means the whole machine: a query may write nowhere but where its result is put together.
        con.execute(f"set allowed_directories = ['{folder}']")
        con.execute("set enable_external_access = false")
        relation = con.sql(sql)
        if relation is None:
            return
        if form == "table":
            text = Console(file=out.open("w", encoding="utf-8"), highlight=False) if out else screen
            rows = relation.fetchall()
            if _fits(relation.columns, rows, text.width):
                text.print(_as_table(relation.columns, rows))
            else:
                _print_records(text, relation.columns, rows)
            return
        path = Path(folder, "hasil")
        if form == "csv":
            _harmless(relation).write_csv(str(path))
        elif form == "parquet":
            relation.write_parquet(str(path))
        else:
            relation.query("hasil", f"copy (select * from hasil) to '{path}' (format json, array true)")
        data = path.read_bytes()
    if out:
        out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _harmless(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The relation with an apostrophe before texts that a spreadsheet would run as a formula; a number is none."""
    columns = []
    for name, kind in zip(relation.columns, relation.types, strict=True):
        column = '"' + name.replace('"', '""') + '"'
        if str(kind) == "VARCHAR":
            formula = rf"regexp_matches({column}, '^(\s*[=+\-@＝＋－＠]|[\t\r\n])')"
            figure = rf"regexp_full_match({column}, '[-+]?[0-9][0-9.,]*')"
            column = f"case when {formula} and not {figure} then chr(39) else '' end || {column} as {column}"
        columns.append(column)
    return relation.project(", ".join(columns))


_NARROW, _FRAME = 14, 3
"""Letters that a column of a readable table has at least, where its content has so many; and what frames one."""


def _fits(columns: Sequence[str], rows: Sequence[Sequence[Any]], width: int) -> bool:
    needed = 1
    for position, name in enumerate(columns):
        longest = max((len(str(row[position])) for row in rows if row[position] is not None), default=0)
        needed += min(max(len(name), longest), _NARROW) + _FRAME
    return needed <= width


def _print_records(text: Console, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A row under the other, each as lines ``name  value``: for more columns than fit side by side."""
    longest = max(map(len, columns), default=0)
    if not rows:
        text.print(f"0 baris; kolomnya: {', '.join(columns)}", markup=False, soft_wrap=True)
    for at, row in enumerate(rows, 1):
        text.print(f"--- baris {number(at)}", style="bold")
        for name, value in zip(columns, row, strict=True):
            if value is not None:
                text.print(f"{name.ljust(longest)}  {value}", markup=False, soft_wrap=True)


def _as_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table()
    for position, name in enumerate(columns):
        numeric = any(isinstance(row[position], (int, float, Decimal)) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value).replace("[", "\\[") for value in row))
    return table


def show_history(warehouse: Warehouse) -> None:
    """Print the builds kept, newest first."""
    builds = warehouse.history()
    if not builds:
        screen.print(f"Belum ada terbitan di {warehouse.folder}.", soft_wrap=True)
        return
    published = warehouse.published()
    table = Table(box=None, padding=(0, 2))
    for heading in ("Nomor", "Waktu", "Berkas", "Baris", "Lulus", "Peringatan", "Ukuran", ""):
        table.add_column(heading, justify="left" if heading in ("Nomor", "Waktu", "") else "right", no_wrap=True)
    for build in builds:
        with open_published(build.path) as con:
            row = rows_of(con, "select * from meta.publikasi where id = ?", [build.id])[0]
        table.add_row(
            build.id,
            wib(build.time),
            number(row["jumlah_berkas"]),
            number(row["jumlah_baris"]),
            str(row["lulus"]),
            str(row["peringatan"]),
            f"{number(Decimal(build.path.stat().st_size) / 10**6, places=1)} MB",
            "<- terbit" if build == published else "",
        )
    screen.print(table)


def rows_of(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
) -> list[dict[str, Any]]:
    """Rows of a query by column name."""
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
