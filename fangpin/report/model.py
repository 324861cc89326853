"""What the report stage is given: finished tables, and the Chinese words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

Privacy = Literal["work", "review", "public"]

ALERT_COLUMNS: tuple[str, ...] = (
    "alert_id",
    "household_id",
    "rule",
    "outcome",
    "level",
    "head_name",
    "head_id",
    "county",
    "town",
    "village",
    "cause",
    "department",
    "evidence",
    "clause",
    "measures",
    "persons",
    "missing",
    "monitored",
    "change",
)

PROBLEM_COLUMNS: tuple[str, ...] = (
    "file",
    "sheet",
    "row",
    "column",
    "field",
    "value",
    "code",
    "message",
    "suggestion",
    "severity",
)


@dataclass(frozen=True)
class RuleText:
    """A rule in Chinese words for people; the first letter of its id is its group (G, N, W, S, C).

    per: "household" or "person"; order: where it stands among the others, from 0.
    """

    name: str
    clause: str
    clause_text: str
    cause: str
    department: str
    per: str
    order: int


@dataclass(frozen=True)
class Results:
    """A finished scan.

    run: what run.json holds (see `fangpin.report.run` for the keys that are read).
    rules: rule id -> its words; every rule that the policy switches on, evaluated or not.
    alerts: ALERT_COLUMNS, one row a household and rule, sorted by both; evidence, measures,
        persons and missing are list<string>.
    households: one row a household with every fact (household_id, head_name, county, town,
        village, size, ...); money in yuan, null = unknown.
    members: one row a living person of a household with an alert: household_id, name, id_number,
        relation, age (full years), labour, health, schooling, recorded (bool; false: not on the
        household's roster).
    problems: PROBLEM_COLUMNS and `department`.
    names: Chinese names of kinds, fields and facts by id; they go before the built-in ones.
    candidates: who rows that match no one may be, as candidates.csv has them.
    review: the pairs that people are asked about (fangpin.pairs.review.COLUMNS).
    files: further machine files by name, each a table that is written as Parquet.
    """

    run: dict[str, Any]
    rules: Mapping[str, RuleText]
    alerts: pa.Table
    households: pa.Table
    members: pa.Table
    problems: pa.Table
    names: Mapping[str, str] = field(default_factory=dict)
    candidates: pa.Table | None = None
    review: pa.Table | None = None
    files: Mapping[str, pa.Table] = field(default_factory=dict)
