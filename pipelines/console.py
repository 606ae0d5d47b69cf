"""What the command line shows, in Indonesian: progress, summaries, tables. Changes nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines import progress
from pipelines.console_changes import change_lines, changes_report
from pipelines.corrections.applying import summary
from pipelines.publishing import Build, Warehouse, open_published, time_of
from pipelines.wording import day, number, wib

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


@dataclass
class Outcome:
    """What one run of the job did.

    Attributes:
        open_items, new_items: open notes in quarantine of what was published; of those, the ones about new files.
        site, site_problem: the first page of the site that was written; why none was.
    """

    success: bool
    landing: dict[str, Any] | None = None
    published: str | None = None
    open_items: int = 0
    new_items: int = 0
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
    if warehouse.is_rolled_back():
        screen.print("Catatan: yang terbit adalah hasil pengembalian (kinerja rollback), bukan bangunan terbaru.")
    _show_open_items(plan.open_items)
    _show_waiting(plan.inbox.unsettled, plan.inbox.unreadable)


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
            f"{number(outcome.new_items)} catatan karantina baru"
            if outcome.published
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
        if outcome.site_problem:
            screen.print(
                f"Situs tidak ditulis: {outcome.site_problem.rstrip('.')}. Data tetap terbit, dan situs yang "
                "lama tetap; coba kinerja site.",
                markup=False,
                soft_wrap=True,
            )
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


def _show_failed(failed: Sequence[Check]) -> None:
    order = {"kritis": 0, "peringatan": 1, "info": 2}
    for check in sorted(failed, key=lambda check: (order[check.severity], check.rule)):
        heading = f"{check.rule} ({check.severity}), {number(check.failed)} temuan: {check.expected}"
        screen.print(Padding(Text(heading, style="bold"), (0, 0, 0, 2)))
        where = f"Letak: {check.place}" if check.place else f"Contoh: {check.example}"
        for line in (where, f"Saran: {check.advice}"):
            screen.print(Padding(Text(line), (0, 0, 0, 4)))


def new_items(build: Build) -> int:
    """How many open notes in quarantine of a build are about files that it saw first."""
    with open_published(build.path, threads=1) as con:
        row = con.execute(
            "select count(*) from dq.karantina where status = 'terbuka'"
            " and diterima_pada = (select waktu from meta.publikasi where id = ?)",
            [build.id],
        ).fetchone()
    return int(row[0]) if row else 0


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
        table.add_row(row["jenis"], row["status"], number(row["jumlah"]), day(row["terbaru"]))
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
        table.add_row(row["kode_satker"], row["nama_satker"] or "", str(row["tahun"]), row["jenis"], months)
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
            text.print(_as_table(relation.columns, relation.fetchall()))
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
