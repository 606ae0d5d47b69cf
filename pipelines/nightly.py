"""Runs the Dagster job from the command line and tells what it did. The same job runs from the schedule and the UI."""

from __future__ import annotations

import gc
import logging
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import console, progress
from pipelines.alerts import outbox, telling
from pipelines.planning import make_plan
from pipelines.publishing import PublicationError, Warehouse
from pipelines.settings import Settings, SettingsError

if TYPE_CHECKING:
    import dagster as dg

_DAGSTER_YAML = """\
telemetry:
  enabled: false
retention:
  schedule: {purge_after_days: 30}
  sensor: {purge_after_days: 7}
"""


def run(settings: Settings) -> int:
    """Refresh once and print a summary; the exit status of ``kinerja refresh``.

    Raises:
        SettingsError: the inbox or the satker map is missing or wrong.
    """
    warehouse = Warehouse(settings.warehouse)
    # Before Dagster is imported: a night with nothing new should cost no more than looking.
    started = datetime.now(UTC)
    try:
        plan = make_plan(replace(settings, settle_seconds=0), started)
    except (SettingsError, PublicationError, OSError) as error:
        telling.note_failure(warehouse, started, error)
        telling.deliver(warehouse)
        telling.say_undelivered(warehouse)
        raise
    if settings.bulan and not plan.flagged:
        console.show_flag_unused(settings.bulan)
    if not plan.changed and (warehouse.is_rolled_back() or warehouse.published() == warehouse.newest()):
        console.show_nothing_new(warehouse, plan)
        telling.note_good(warehouse, outbox.Look(None, started, datetime.now(UTC), outbox.TIDAK_ADA_YANG_BARU))
        telling.deliver(warehouse)
        telling.say_undelivered(warehouse)
        return 0
    before = warehouse.published()
    with console.progress_bar():
        outcome = _execute(settings)
    published = warehouse.published()
    if outcome.published and published:
        outcome.arrivals = console.arrivals(published, before)
    status = console.show_outcome(outcome, warehouse)
    telling.say_undelivered(warehouse)
    return status


def _execute(settings: Settings) -> console.Outcome:
    progress.report("Menyiapkan", 0, 1)
    # Dagster tells on stderr, in English, of checks that a run with nothing new skips.
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    # Importing makes millions of objects that live until the end; looking for garbage among them is a tenth of it.
    gc.set_threshold(100_000, 50, 50)
    from pipelines.definitions import build_definitions

    job = build_definitions(settings).resolve_job_def("refresh")
    progress.report("Menyiapkan", 1, 1)
    with _unrecorded_instance() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return _outcome(result)


def _unrecorded_instance() -> dg.DagsterInstance:
    """An instance in memory that stores no events; the run's result holds them all the same.

    What a run did is recorded in the warehouse (dq.hasil, meta.publikasi). Dagster's own records of some hundred
    assets and checks would cost as much as the work of a small office; runs of the UI and its schedule keep them.
    """
    import dagster as dg

    instance = dg.DagsterInstance.ephemeral()
    storage = instance.event_log_storage
    storage.store_event = lambda event: None  # type: ignore[method-assign]
    storage.store_event_batch = lambda events: None  # type: ignore[method-assign]
    return instance


def _outcome(result: dg.ExecuteInProcessResult) -> console.Outcome:
    outcome = console.Outcome(success=result.success)
    for event in result.all_events:
        if event.is_step_materialization:
            materialization = event.step_materialization_data.materialization
            metadata = {name: value.value for name, value in materialization.metadata.items()}
            if materialization.asset_key.path == ["raw", "berkas"]:
                outcome.landing = metadata
            elif materialization.asset_key.path == ["meta", "publikasi"]:
                outcome.published = str(metadata["build"])
                outcome.open_items = metadata["open_quarantine"]  # type: ignore[assignment]
            elif materialization.asset_key.path == ["laporan", "situs"]:
                outcome.site = str(metadata["index"])
        elif event.is_asset_observation:
            observed = event.asset_observation_data.asset_observation.metadata
            outcome.site_problem = str(observed["problem"].value)
    for evaluation in result.get_asset_check_evaluations():
        facts: dict[str, Any] = {name: value.value for name, value in evaluation.metadata.items()}
        outcome.checks.append(
            console.Check(
                rule=facts["rule"],
                severity=facts["severity"],
                table=".".join(evaluation.asset_key.path),
                passed=evaluation.passed,
                blocking=facts["blocks_publication"],
                failed=facts["failed"],
                expected=facts["expected"],
                advice=facts["advice"],
                example=facts["example"],
                place=facts["place"],
            )
        )
    if not result.success:
        outcome.error = _root_message(result)
    return outcome


def _root_message(result: Any) -> str:
    """The innermost error of the first failure; one that nobody foresaw is said to be so."""
    for event in result.all_events:
        data = event.event_specific_data
        error = getattr(data, "error", None)
        if error is not None:
            while error.cause is not None:
                error = error.cause
            name, _, message = str(error.message).strip().partition(": ")
            name = name.rpartition(".")[2]
            if name in ("DagsterExecutionInterruptedError", "KeyboardInterrupt"):
                return "dihentikan sebelum selesai"
            return telling.failure_sentence(name, message)
    return "penyebab tidak tercatat"


def serve_ui(settings: Settings, port: int) -> None:
    """Replace this process by Dagster's web server and daemon, on loopback only."""
    project = Path(__file__).resolve().parents[1]
    home = Warehouse(settings.warehouse).dagster_home
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(_DAGSTER_YAML, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.update({f"KINERJA_{name.upper()}": str(value) for name, value in vars(settings).items() if value})
    dagster = str(Path(sys.executable).with_name("dagster"))
    os.execv(  # noqa: S606
        dagster, [dagster, "dev", "-w", str(project / "workspace.yaml"), "-h", "127.0.0.1", "-p", str(port)]
    )
