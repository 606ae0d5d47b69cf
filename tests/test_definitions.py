"""Every definition is described, owned and graded; the job runs whole, blocks when it must, and is the only one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_definitions
from pipelines.jobs import inbox_state
from pipelines.publishing import Warehouse
from pipelines.quality.rules import ALL_RULES
from pipelines.resources import RefreshResource
from pipelines.settings import Settings
from pipelines.sql_models import load_models
from tests.conftest import PROJECT, read_warehouse

SITE = "laporan.situs"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture
def definitions(settings: Settings) -> dg.Definitions:
    return build_definitions(settings)


def test_every_table_is_an_asset_and_every_asset_is_described(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert {".".join(key.path) for key in graph.get_all_asset_keys()} == {*load_models(), SITE}
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.group_name == key.path[0], key
        assert node.kinds, key
        if ".".join(key.path) == SITE:
            continue
        schema = node.metadata["dagster/column_schema"]
        assert isinstance(schema, dg.TableSchema | dg.TableSchemaMetadataValue), key
        columns = (schema.schema if isinstance(schema, dg.TableSchemaMetadataValue) else schema).columns
        assert columns, key
        assert all(column.description and column.type for column in columns), key


def test_every_rule_is_a_check_and_every_check_is_graded(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    specs = [graph.get_check_spec(key) for key in graph.asset_check_keys]
    assert {spec.metadata["rule"] for spec in specs} == {rule.id for rule in ALL_RULES}
    for spec in specs:
        assert spec.description, spec.name
        assert spec.metadata["severity"] in ("kritis", "peringatan", "info"), spec.name
        assert spec.metadata["owner"], spec.name
        assert spec.metadata["source"], spec.name
        assert spec.blocking == spec.metadata["blocks_publication"], spec.name
        assert not spec.blocking or spec.metadata["severity"] == "kritis", spec.name


def test_there_is_one_job_with_a_nightly_schedule_and_a_sensor(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    jobs = {job.name for job in repository.get_all_jobs()} - {"__ASSET_JOB"}
    (schedule,) = repository.schedule_defs
    (sensor,) = repository.sensor_defs
    assert jobs == {schedule.job_name, sensor.job_name} == {"refresh"}
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 1 * * *", "Asia/Jakarta")


def test_the_job_publishes_and_a_second_run_skips_everything(
    definitions: dg.Definitions, settings: Settings, rak_dumai: bytes
) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    job = definitions.resolve_job_def("refresh")
    result = job.execute_in_process(run_config=QUIET)
    assert result.success
    evaluations = result.get_asset_check_evaluations()
    assert {evaluation.metadata["rule"].value for evaluation in evaluations} == {rule.id for rule in ALL_RULES}
    assert read_warehouse(settings, "select count(*) from core.indikator") == [(15,)]
    rows = {
        ".".join(event.asset_key.path): event.metadata.get("dagster/row_count")
        for event in result.get_asset_materialization_events()
        for event in [event.step_materialization_data.materialization]
    }
    assert rows["core.indikator"] == dg.IntMetadataValue(15)
    assert set(rows) == {*load_models(), SITE}
    assert {table for table, count in rows.items() if count is None} == {
        SITE,
        *(model.name for model in load_models().values() if model.kind == "view"),
    }

    again = job.execute_in_process(run_config=QUIET)
    assert again.success
    assert again.get_asset_materialization_events() == []
    assert len(Warehouse(settings.warehouse).history()) == 1


def test_a_blocking_check_keeps_yesterday(
    definitions: dg.Definitions, settings: Settings, rak_dumai: bytes, tmp_path: Path
) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    job = definitions.resolve_job_def("refresh")
    assert job.execute_in_process(run_config=QUIET).success
    before = Warehouse(settings.warehouse).published()
    # Every target twice: a broken key that no document can cause, only a fault of ours.
    (settings.inbox / "lain.txt").write_text("bukan dokumen")
    model = load_models()["core.target_indikator"]
    broken = f"select * from ({model.sql}) union all select * from ({model.sql})"
    object.__setattr__(model, "sql", broken)
    try:
        result = job.execute_in_process(run_config=QUIET, raise_on_error=False)
    finally:
        object.__setattr__(model, "sql", broken.split(") union all")[0].removeprefix("select * from ("))
    assert not result.success
    failed = [e for e in result.get_asset_check_evaluations() if not e.passed and e.blocking]
    assert {".".join(evaluation.asset_key.path) for evaluation in failed} >= {"core.target_indikator"}
    assert Warehouse(settings.warehouse).published() == before


def test_a_run_waits_for_another_and_says_so_when_it_does_not_end(settings: Settings) -> None:
    settings.warehouse.mkdir()
    hold = (
        "import sys, time\nfrom filelock import FileLock\n"
        "with FileLock(sys.argv[1]):\n    print('held', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", hold, str(Warehouse(settings.warehouse).lock_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        impatient = RefreshResource.of(settings).settings
        job = build_definitions(Settings(**{**vars(impatient), "lock_wait_seconds": 0.1})).resolve_job_def("refresh")
        result = job.execute_in_process(run_config=QUIET, raise_on_error=False)
        holder.kill()
    assert not result.success
    assert any("Penyegaran lain" in str(event.event_specific_data) for event in result.all_events)


def test_the_sensor_starts_the_job_once_a_change_has_settled(definitions: dg.Definitions, settings: Settings) -> None:
    sensor = definitions.resolve_sensor_def("inbox_changed")
    cursor: str | None = None
    started = []
    for step in ("", "x", "xy", "", "", ""):
        if step:
            (settings.inbox / "baru.txt").write_text(step)
        context = dg.build_sensor_context(cursor=cursor)
        data = sensor.evaluate_tick(context)
        cursor = data.cursor
        started.append(len(data.run_requests or ()))
    assert started == [0, 0, 0, 1, 0, 0]


def test_inbox_state_sees_names_and_changes(settings: Settings) -> None:
    states = [inbox_state(settings.inbox)]
    file = settings.inbox / "a.txt"
    for content in ("satu", "dua dua"):
        file.write_text(content)
        states.append(inbox_state(settings.inbox))
    file.rename(settings.inbox / "b.txt")
    states.append(inbox_state(settings.inbox))
    assert len(set(states)) == len(states)


def test_definitions_load_without_great_expectations() -> None:
    code = "import sys, pipelines.definitions; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=os.environ, check=False).returncode == 0
