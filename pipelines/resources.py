"""The refresh as a Dagster resource: one per run, under the warehouse's lock. No logic of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from pipelines.refresh import Refresh
from pipelines.settings import Settings


class RefreshResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Settings of the installation; while a run lasts, its ``Refresh``.

    Needs an in-process executor: every step of a run works on the same open build.
    """

    inbox: str
    warehouse: str
    satker: str | None = None
    indikator: str | None = None
    corrections: str
    keep_builds: int
    settle_seconds: float
    lock_wait_seconds: float
    tahun: int | None = None
    bulan: int | None = None

    _refresh: Refresh | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, settings: Settings) -> RefreshResource:
        """The resource for these settings."""
        return cls(
            inbox=str(settings.inbox),
            warehouse=str(settings.warehouse),
            satker=str(settings.satker) if settings.satker else None,
            indikator=str(settings.indikator) if settings.indikator else None,
            corrections=str(settings.corrections),
            keep_builds=settings.keep_builds,
            settle_seconds=settings.settle_seconds,
            lock_wait_seconds=settings.lock_wait_seconds,
            tahun=settings.tahun,
            bulan=settings.bulan,
        )

    @property
    def settings(self) -> Settings:
        return Settings(
            inbox=Path(self.inbox),
            warehouse=Path(self.warehouse),
            satker=Path(self.satker) if self.satker else None,
            indikator=Path(self.indikator) if self.indikator else None,
            corrections=Path(self.corrections),
            keep_builds=self.keep_builds,
            settle_seconds=self.settle_seconds,
            lock_wait_seconds=self.lock_wait_seconds,
            tahun=self.tahun,
            bulan=self.bulan,
        )

    @property
    def run(self) -> Refresh:
        """The refresh of the run in progress."""
        if self._refresh is None:
            raise RuntimeError("the refresh exists only while a run lasts")
        return self._refresh

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[RefreshResource]:
        with Refresh.running(self.settings) as refresh:
            self._refresh = refresh
            try:
                yield self
            finally:
                self._refresh = None
