"""What the checks found, a row a check and key: evidence, and where the row stands."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

from fangpin.checks.evidence import Evidence

if TYPE_CHECKING:
    from fangpin.checks.audit import Judged
    from fangpin.checks.scope import Bound

KEYS = {"person": "pid", "row": "pid", "household": "hh", "village": "spot"}
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "check": pl.String,
    "key": pl.String,
    "severity": pl.String,
    "evidence": pl.List(pl.String),
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "facts": pl.String,
    "name": pl.String,
    "unit": pl.String,
    "county": pl.String,
    "town": pl.String,
    "village": pl.String,
    "household_id": pl.String,
    "who": pl.String,
}
MACHINE = ("check", "key", "severity", "evidence", "file", "sheet", "row")


def findings(judged: Judged) -> pl.DataFrame:
    """All findings by check and in the order of the rows; columns: SCHEMA."""
    evidence = Evidence(judged)
    parts = [one_check(bound, judged, evidence) for bound in judged.bound]
    parts = [part for part in parts if part.height]
    if not parts:
        return pl.DataFrame(schema=SCHEMA)
    whole = pl.concat(parts).sort("check", maintain_order=True)
    return with_facts(whole).select(list(SCHEMA))


def one_check(bound: Bound, judged: Judged, evidence: Evidence) -> pl.DataFrame:
    """The findings of one check: one a key (of a check of rows one a row)."""
    check = bound.check
    places = pl.Series(judged.found[check.id], dtype=pl.Int64)
    rows = evidence.rows[bound.table][places]
    key = pl.col(KEYS[check.unit])
    if check.unit == "row":
        key = pl.coalesce("pid", "hh", "spot")
    rows = rows.with_columns(key.fill_null("").alias("key"))
    if check.unit != "row":
        rows = rows.unique("key", keep="first", maintain_order=True)
    return (
        rows.with_columns(evidence.of(bound, rows).alias("evidence"))
        .join(sources(bound, judged), on="src", how="left", maintain_order="left")
        .select(
            pl.lit(check.id).alias("check"),
            "key",
            pl.lit(check.severity).alias("severity"),
            "evidence",
            "file",
            "sheet",
            "row",
            pl.lit(check.name).alias("name"),
            pl.lit(check.unit).alias("unit"),
            "county",
            "town",
            "village",
            pl.col("hh").alias("household_id"),
            "who",
        )
    )


def sources(bound: Bound, judged: Judged) -> pl.DataFrame:
    """The file and sheet of each roster of a check's table."""
    rosters = judged.prepared.tables[bound.table].rosters
    return pl.DataFrame(
        {
            "src": range(len(rosters)),
            "file": [one.file for one in rosters],
            "sheet": [one.sheet for one in rosters],
        },
        schema={"src": pl.Int32, "file": pl.String, "sheet": pl.String},
    )


def with_facts(found: pl.DataFrame) -> pl.DataFrame:
    """Each finding with the fingerprint of what it rests on: check, key and evidence."""
    texts = found.select(
        pl.concat_str("check", "key", pl.col("evidence").list.join("\x1e"), separator="\x1f")
    ).to_series()
    prints = [hashlib.sha256(one.encode()).hexdigest()[:16] for one in texts]
    return found.with_columns(pl.Series("facts", prints, dtype=pl.String))
