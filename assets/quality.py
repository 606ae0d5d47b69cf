"""The quality gate as asset checks: one check per rule, blocking where a broken whole must not be published."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
from pipelines.quality.rules import ALL_RULES, Rule

from assets.specs import OWNER, asset_key
from pipelines.resources import RefreshResource


def check_name(rule: Rule) -> str:
    """Dagster's name for a rule: letters, digits and underscores only."""
    return rule.id.replace("-", "_")


def _severity(rule: Rule) -> dg.AssetCheckSeverity:
    return dg.AssetCheckSeverity.ERROR if rule.tingkat == "kritis" else dg.AssetCheckSeverity.WARN


def _spec(rule: Rule) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name=check_name(rule),
        asset=asset_key(rule.tabel),
        description=f"{rule.uraian} {rule.saran}",
        blocking=rule.menahan,
        metadata={
            "rule": rule.id,
            "severity": rule.tingkat,
            "blocks_publication": rule.menahan,
            "owner": OWNER,
            "source": rule.sumber,
        },
    )


@dg.multi_asset_check(name="audit", specs=[_spec(rule) for rule in ALL_RULES])
def audit(refresh: RefreshResource) -> Iterator[dg.AssetCheckResult]:
    """Run every rule over the finished build; a failed blocking check keeps the publication from running."""
    for result in refresh.run.audit():
        yield dg.AssetCheckResult(
            asset_key=asset_key(result.rule.tabel),
            check_name=check_name(result.rule),
            passed=result.lulus,
            severity=_severity(result.rule),
            description=None if result.lulus else f"{result.rule.uraian} {result.rule.saran}",
            metadata={
                "rule": result.rule.id,
                "severity": result.rule.tingkat,
                "checked": result.jumlah_diperiksa,
                "failed": result.jumlah_gagal,
                "examples": result.contoh,
            },
        )
