"""When the refresh runs: the job, its nightly schedule, and the sensor on the inbox."""

import hashlib
import os
from pathlib import Path

import dagster as dg

refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Land what is new in the inbox, build core and mart, audit, publish.",
    tags={"dagster/max_retries": "0"},
)

nightly = dg.ScheduleDefinition(
    name="nightly_refresh",
    job=refresh_job,
    cron_schedule="30 1 * * *",
    execution_timezone="Asia/Jakarta",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 01:30 in Jakarta.",
)


def inbox_state(inbox: Path) -> str:
    """Changes whenever a file below the inbox is added, removed or changed; reads no file."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(inbox):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            try:
                status = path.stat()
            except OSError:
                continue
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def inbox_sensor(inbox: Path) -> dg.SensorDefinition:
    """Starts the refresh when ``inbox`` changes. Takes a path: the refresh resource would lock."""

    @dg.sensor(
        name="inbox_changed",
        job=refresh_job,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts the refresh when the inbox changes.",
    )
    def inbox_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        # Two looks in a row must agree, so that a copy in progress does not start a run for every file.
        state = inbox_state(inbox)
        seen, _, acted = (context.cursor or ":").partition(":")
        if state == acted:
            return dg.SkipReason("the inbox has not changed")
        if state != seen:
            context.update_cursor(f"{state}:{acted}")
            return dg.SkipReason("the inbox is changing; looking again")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state)], cursor=f"{state}:{state}")

    return inbox_changed
