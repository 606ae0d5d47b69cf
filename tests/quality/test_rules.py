"""Every rule is broken by a minimal change to a clean warehouse, and breaks alone or with the companions named here."""

from __future__ import annotations

import re
from typing import NamedTuple

import duckdb
import pytest

from pipelines.quality.checks import grain
from pipelines.quality.gate import MAX_EXAMPLES, run_gate
from pipelines.quality.rules import ALL_RULES, EMPTY_KEYS, KEYED_TABLES, Rule, rules_for
from pipelines.sql_models import load_models

from .conftest import NOON
