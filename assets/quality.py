"""The quality gate as asset checks: one check per rule, blocking where a broken whole must not be published."""

from collections.abc import Iterator

import dagster as dg

from assets.specs import OWNER, asset_key
from pipelines.quality.rules import ALL_RULES, Rule
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


def _audit_of(schema: str) -> dg.AssetChecksDefinition:
    """The gate over one layer; a failed blocking check keeps the next layer and the publication from running."""
    rules = [rule for rule in ALL_RULES if rule.tabel.startswith(f"{schema}.")]

    @dg.multi_asset_check(name=f"audit_{schema}", specs=[_spec(rule) for rule in rules])
    def audit(refresh: RefreshResource) -> Iterator[dg.AssetCheckResult]:
        run = refresh.run
        for result in run.audit(rules):
            rule = result.rule
            yield dg.AssetCheckResult(
                asset_key=asset_key(rule.tabel),
                check_name=check_name(rule),
                passed=result.lulus,
                severity=_severity(rule),
                description=None if result.lulus else f"{rule.uraian} {rule.saran}",
                metadata={
                    "rule": rule.id,
                    "severity": rule.tingkat,
                    "blocks_publication": rule.menahan,
                    "checked": result.jumlah_diperiksa,
                    "failed": result.jumlah_gagal,
                    "examples": result.contoh,
                    "example": result.first_example(),
                    "place": run.places.get((rule.id, rule.tabel), ""),
                    "expected": rule.uraian,
                    "advice": rule.saran,
                },
            )

    return audit


audits = [_audit_of(schema) for schema in sorted({rule.tabel.split(".")[0] for rule in ALL_RULES})]
