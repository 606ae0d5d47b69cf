"""The hundred rules of ``quality_rules`` for GX's pandas engine. Importing this module imports Great Expectations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from great_expectations import expectations
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from pipelines.quality.duckdb_engine import ExpectNoRowsWhere
from pipelines.quality.rules import Rule

TYPES = {"DECIMAL": "float64", "VARCHAR": "str", "INTEGER": "int32"}


class FrameRowsWhere(TableMetricProvider):
    """How many rows of a frame meet a condition of ours; GX has no expectation for a condition on pandas."""

    metric_name = "table.rows_where"
    value_keys = ("sql",)

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        *,
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> int:
        frame, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        return int(frame.eval(metric_value_kwargs["sql"]).sum())


def expectation(rule: Rule, parents: Mapping[str, Sequence[str]], key: Sequence[str]) -> Any:
    """The nearest expectation for a rule; None for a query, which pandas answers without GX (``QUERIES``)."""
    meta, check = {"aturan": rule.id}, rule.check
    kind, _, subject = rule.id.partition(" ")
    if check.native is not None:
        options = dict(check.native.options)
        if kind == "jenis":
            options = {"type_": TYPES[str(options["type_"])]}
        return getattr(expectations, check.native.name)(column=check.native.column, meta=meta, **options)
    if check.condition is not None:
        text = re.sub(r"(?<![<>])=", "==", check.condition).replace("<>", "!=")
        return ExpectNoRowsWhere(sql=text, meta=meta)
    if kind == "kunci":
        return expectations.ExpectCompoundColumnsToBeUnique(column_list=list(key), ignore_row_if="never", meta=meta)
    if kind == "acuan":
        return expectations.ExpectColumnValuesToBeInSet(column=subject, value_set=list(parents[subject]), meta=meta)
    return None


def _over_pagu(frame: pd.DataFrame) -> bool:
    sums = frame.groupby(["kode_satker", "tahun", "bulan"])[["pagu", "realisasi_sd"]].sum()
    return bool((sums.realisasi_sd > sums.pagu).any())


def _several_satker(frame: pd.DataFrame) -> bool:
    codes = frame.groupby("file_id").kode_satker.agg(["min", "max"])
    return bool((codes["min"] != codes["max"]).any())


QUERIES: dict[str, Callable[[pd.DataFrame], bool]] = {
    "pagu satker dan bulan": _over_pagu,
    "satu berkas setiap satker dan bulan": lambda f: bool(
        (f.groupby(["kode_satker", "bulan"]).file_id.nunique() > 1).any()
    ),
    "dua belas bulan": lambda f: bool((f.groupby("kode_satker").bulan.nunique() != 12).any()),
    "satu satker setiap berkas": _several_satker,
}
