"""The alerts of a run with what the run before tells: new, continuing, or not known to be over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from fangpin.compare.previous import Previous
    from fangpin.rules.judge import Judgement

PLACE = ("head_name", "head_id", "county", "town", "village")
BEFORE, UNKNOWN = "上次：", "待核：上次命中"
NOT_REPEATED = r"^(来源：|未提供：|待核：上次命中)"
Counts = dict[str, dict[str, int]]  # rule -> county -> households


def frame(table: pa.Table) -> pl.DataFrame:
    """An Arrow table as a polars frame."""
    made = pl.from_arrow(table)
    assert isinstance(made, pl.DataFrame)
    return made


def with_change(
    alerts: pa.Table,
    households: pa.Table,
    carried: pa.Table,
    previous: Previous,
    order: Mapping[str, int],
) -> pa.Table:
    """The alerts with `change`, and a check for every hit that went with a row or a roster.

    carried: alert_id, since, gone, checked (a check of this run), texts and titles of what is
    missing. order: rule -> its place among the rules.
    """
    now, before, lost = frame(alerts), frame(previous.alerts), said(frame(carried))
    known = now.join(before.select("alert_id", old=pl.lit(True)), on="alert_id", how="left")
    limited = previous.run.get("counties")
    unseen = pl.lit(False) if not limited else ~pl.col("county").is_in(limited).fill_null(False)
    known = known.with_columns(
        change=pl.when(pl.col("old").fill_null(False))
        .then(pl.lit("continuing"))
        .when(unseen)
        .then(pl.lit(""))
        .otherwise(pl.lit("new"))
    )
    told = tell(known, lost.filter("checked"))
    written = write(before, frame(households), lost.filter(~pl.col("checked")))
    every = pl.concat([told.select(now.columns), written.select(now.columns)], how="vertical")
    rank = pl.col("rule").replace_strict(dict(order), default=len(order), return_dtype=pl.Int64)
    ranked = every.sort("household_id", rank, "rule")
    return ranked.to_arrow().cast(alerts.schema)


def said(carried: pl.DataFrame) -> pl.DataFrame:
    """Add `sentence`: since when, and what is missing."""
    lacks = pl.lit("缺少") + pl.col("texts").list.join("、")
    what = pl.when("gone").then(pl.col("texts").list.join("、")).otherwise(lacks)
    return carried.with_columns(
        sentence=pl.format(UNKNOWN + "（{}），本次{}，不能认定已消除", "since", what)
    )


def tell(known: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """Checks of this run that were hits say so, and what went missing since."""
    joined = known.join(lost.select("alert_id", "sentence", "titles"), on="alert_id", how="left")
    found = pl.col("sentence").is_not_null()
    both = pl.concat_list("missing", "titles").list.unique().list.sort()
    evidence = pl.concat_list("evidence", pl.concat_list("sentence"))
    return joined.with_columns(
        evidence=pl.when(found).then(evidence).otherwise("evidence"),
        missing=pl.when(found).then(both).otherwise("missing"),
    )


def write(before: pl.DataFrame, households: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """Rows of the run before, written again as checks, where the household lives now."""
    now = [pl.col(name).alias(f"{name}_now") for name in PLACE]
    places = households.select("household_id", *now, here=pl.lit(True))
    rows = before.join(lost.select("alert_id", "sentence", "titles"), on="alert_id").join(
        places, on="household_id", how="left"
    )
    old = pl.col("evidence").list.eval(
        BEFORE
        + pl.element().filter(~pl.element().str.contains(NOT_REPEATED)).str.strip_prefix(BEFORE)
    )
    return rows.with_columns(
        *(
            pl.when(pl.col("here").fill_null(False)).then(f"{name}_now").otherwise(name).alias(name)
            for name in PLACE
        ),
        outcome=pl.lit("check"),
        evidence=pl.concat_list(pl.concat_list("sentence"), old),
        measures=pl.lit([], dtype=pl.List(pl.String)),
        missing=pl.col("titles"),
        monitored=pl.lit(""),
        change=pl.lit("continuing"),
    )


def add_counts(run: dict[str, Any], written: Counts, outside: Counts) -> None:
    """Put the checks that were written into run["counts"].

    outside: those of them that are not in the rule's scope now, where the rule was judged.
    """
    counts = run["counts"]
    for outcome, several in (("check", written), ("scope", outside)):
        for rule, counties in several.items():
            for county, number in counties.items():
                cell = counts.setdefault(rule, {}).setdefault(county, {})
                cell[outcome] = cell.get(outcome, 0) + number


def outside_scope(connection: duckdb.DuckDBPyConnection, judgement: Judgement) -> Counts:
    """Of the checks that were written: households that the rule does not apply to now."""
    made: Counts = {}
    for rule, compiled in judgement.compiled.items():
        inside = f"j.scope_{rule} is true" if compiled.scope is not None else "j.hh is not null"
        rows = connection.execute(
            f"""
            select c.county, count(*) from carried c
            left join household h on h.household_id = c.household_id
            left join judged j on j.hh = h.hh
            where c.rule = $rule and not c.checked and ({inside}) is not true
            group by c.county order by c.county
            """,
            {"rule": rule},
        ).fetchall()
        judged = [(c, n) for c, n in rows if c not in {x or "" for x in compiled.not_in}]
        if judged:
            made[rule] = dict(judged)
    return made


def tally(connection: duckdb.DuckDBPyConnection, query: str) -> Counts:
    """Counts by rule and county of a query that gives rule, county, number."""
    made: Counts = {}
    for rule, county, number in connection.execute(query).fetchall():
        made.setdefault(rule, {})[county] = number
    return made


def ended(connection: duckdb.DuckDBPyConnection) -> Counts:
    """Hits of earlier runs that this run shows to be over, by rule and the county they were in."""
    return tally(
        connection,
        """
        select f.rule, f.county, count(*)
        from former f
        left join now_alert n on n.household_id = f.household_id and n.rule = f.rule
        where n.rule is null and f.alert_id not in (select alert_id from carried)
        group by all order by all
        """,
    )


def written(connection: duckdb.DuckDBPyConnection) -> Counts:
    """Checks that were written for hits of earlier runs, by rule and county."""
    return tally(
        connection,
        "select rule, county, count(*) from carried where not checked group by all order by all",
    )
