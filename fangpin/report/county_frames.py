"""What the sheets of county workbooks show, as frames in Chinese words, for the whole city at once.

Every frame has `place`: which workbook a row belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fangpin.report.county_lines import alert_lines, check_lines, source_lines
from fangpin.report.county_members import KEY, RANK, member_lines
from fangpin.report.machine import as_frame
from fangpin.report.model import Privacy, Results
from fangpin.report.run import exits
from fangpin.report.words import LEVEL_WORDS, NO_PLACE, Words

_LEVELS = list(LEVEL_WORDS.values())


@dataclass(frozen=True)
class Frames:
    """alerts, checks, exits: one row a household, ranked for visits; members: one row a person.

    sources: one row a household and rule, with the files and rows it rests on; rules: one row a
    workbook, rule and outcome, with its number of households and persons.
    """

    places: list[str]
    alerts: pl.DataFrame
    checks: pl.DataFrame
    members: pl.DataFrame
    sources: pl.DataFrame
    exits: pl.DataFrame
    rules: pl.DataFrame


def build(results: Results, privacy: Privacy, split: str = "county") -> Frames:
    """The frames of every workbook; split: county, town, or none for a single one."""
    names = {rule: text.name for rule, text in results.rules.items()}
    words = Words(results.names, names)
    homes = placed(as_frame(results.households), split)
    rows = placed(_with_rules(as_frame(results.alerts), results), split)
    hits, checks = (rows.filter(pl.col("outcome") == outcome) for outcome in ("hit", "check"))
    sizes = homes.select(KEY, "size")
    listed = homes.join(rows.select(KEY).unique(), on=KEY, how="semi")
    alerts = alert_lines(hits, checks, sizes, privacy)
    return Frames(
        places=sorted({*homes["place"].unique().to_list(), *rows["place"].unique().to_list()}),
        alerts=alerts,
        checks=check_lines(checks, hits, sizes, words, privacy),
        members=member_lines(as_frame(results.members), listed, privacy),
        sources=source_lines(hits, alerts.select(KEY, "number"), privacy),
        exits=_exit_lines(results, homes),
        rules=rows.join(sizes, on=KEY, how="left")
        .group_by("place", "rule", "outcome")
        .agg(households=pl.len(), persons=pl.col("size").sum()),
    )


def county_of(place: str) -> str:
    """The county of a workbook's place."""
    return place.partition("_")[0]


def placed(frame: pl.DataFrame, split: str) -> pl.DataFrame:
    """Add `place`, the workbook of a row, and say （未填） for a place that is not known."""
    known = frame.with_columns(
        pl.col("county", "town", "village").replace("", None).fill_null(NO_PLACE)
    )
    if split == "none":
        return known.with_columns(place=pl.lit("全市"))
    if split == "town":
        return known.with_columns(place=pl.concat_str("county", "town", separator="_"))
    return known.with_columns(place=pl.col("county"))


def _with_rules(alerts: pl.DataFrame, results: Results) -> pl.DataFrame:
    ids = sorted(results.rules)
    texts = pl.DataFrame(
        {
            "rule": ids,
            "rule_name": [results.rules[rule].name for rule in ids],
            "order": [results.rules[rule].order for rule in ids],
        },
        schema={"rule": pl.String, "rule_name": pl.String, "order": pl.Int64},
    )
    levels = pl.col("level").replace_strict(LEVEL_WORDS, default=None, return_dtype=pl.String)
    return (
        alerts.join(texts, on="rule", how="left")
        .with_columns(pl.col("rule_name").fill_null(pl.col("rule")), level_word=levels)
        .with_columns(level_rank=levels.replace_strict(_LEVELS, list(range(4)), default=4))
        .sort(KEY, "order", "rule", nulls_last=True)
    )


def _exit_lines(results: Results, homes: pl.DataFrame) -> pl.DataFrame:
    """Monitored households without any hit: candidates for exit, never a verdict."""
    found = pl.DataFrame(
        list(exits(results.run)), schema={KEY: pl.String, "state": pl.String}, orient="row"
    )
    lines = homes.select("place", *RANK, KEY, "head_name", "size").join(found, on=KEY)
    ranked = lines.sort("place", *RANK, KEY)
    return ranked.with_columns(number=pl.int_range(1, pl.len() + 1).over("place"))
