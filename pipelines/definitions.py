"""Everything Dagster sees of Kinerja. Thin: assets live in ``assets/``, the machine in ``pipelines/``."""

from __future__ import annotations

import dagster as dg

from assets import models, publication, quality, raw, reports
from pipelines.jobs import inbox_sensor, nightly, refresh_job
from pipelines.resources import RefreshResource
from pipelines.settings import Settings, load_settings


def build_definitions(settings: Settings) -> dg.Definitions:
    """Definitions for one installation."""
    return dg.Definitions(
        assets=[raw.landing, models.core, models.mart, publication.publication, reports.site],
        asset_checks=quality.audits,
        jobs=[refresh_job],
        schedules=[nightly],
        sensors=[inbox_sensor(settings.inbox)],
        resources={"refresh": RefreshResource.of(settings)},
        # One process per run: every step works on the same open build, and a second process would be a second lock.
        executor=dg.in_process_executor,
    )


defs = build_definitions(load_settings())
