"""Exemptions of a scan's alerts: what the register hides, by rule and household."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from fangpin.checks.exempt import Exempted, Exemption, apply

if TYPE_CHECKING:
    from fangpin.report.model import Results

_SOURCES = "来源："  # lines of the evidence that say in which row a fact stands: they move


def exempt_alerts(made: Results, entries: Sequence[Exemption], as_of: date) -> Results:
    """The results without what the register hides; what it hides is counted in the record.

    An entry's `check` is a rule, its `key` a household_id, its `facts` the fingerprint of the
    alert's outcome and evidence. run gains `exempted` (rule -> number), `hidden` (the entries that
    hide something) and `lapsed` (entries that hide nothing, with why and the facts of now).
    """
    frame = with_facts(made)
    done = apply(frame, entries, as_of)
    kept = frame.select("row").with_columns(
        pl.col("row").is_in(done.shown["row"].implode()).alias("kept")
    )
    counts = without(made.run["counts"], frame.filter(~kept["kept"]))
    run = made.run | {"counts": counts, "exempted": done.counts()}
    run["hidden"] = done.hidden.select("check", "key", "reason", "who", "until").rows()
    run["lapsed"] = [list(one) for one in done.lapsed]
    return replace(made, run=run, alerts=made.alerts.filter(kept["kept"].to_arrow()))


def with_facts(made: Results) -> pl.DataFrame:
    """The alerts as findings: check, key, facts, evidence, with their row and county."""
    frame = pl.from_arrow(
        made.alerts.select(["rule", "household_id", "outcome", "evidence", "county"])
    )
    assert isinstance(frame, pl.DataFrame)
    return frame.with_row_index("row").select(
        "row",
        pl.col("rule").cast(pl.String).alias("check"),
        pl.col("household_id").cast(pl.String).alias("key"),
        "evidence",
        "outcome",
        pl.col("county").cast(pl.String),
        pl.struct("rule", "household_id", "outcome", "evidence")
        .map_elements(fingerprint, return_dtype=pl.String)
        .alias("facts"),
        pl.lit("").alias("who"),
    )


def fingerprint(alert: dict[str, Any]) -> str:
    """What an alert rests on: its outcome and its sentences, not the rows that they come from."""
    told = [line for line in alert["evidence"] or () if not line.startswith(_SOURCES)]
    text = "\x1f".join([alert["rule"], alert["household_id"] or "", alert["outcome"], *told])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def without(counts: dict[str, Any], hidden: pl.DataFrame) -> dict[str, Any]:
    """The counts by rule, county and outcome without the alerts that are hidden."""
    made = {rule: {c: dict(n) for c, n in several.items()} for rule, several in counts.items()}
    for rule, county, outcome in hidden.select("check", "county", "outcome").iter_rows():
        number = made.get(rule, {}).get(county or "", {})
        if outcome in number:
            number[outcome] -= 1
    return made


__all__ = ["Exempted", "exempt_alerts", "fingerprint", "with_facts"]
