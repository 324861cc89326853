"""The rows of each county's workbook, cut out of the city's tables.

So a workbook is made from its own rows alone: in another process, and not anew where only other
counties changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pyarrow as pa

from fangpin.report.county_frames import county_of, placed
from fangpin.report.county_members import KEY, MONEY, SAID
from fangpin.report.machine import as_frame
from fangpin.report.model import Results
from fangpin.report.run import Run, exits
from fangpin.report.words import NO_PLACE

# Keys of the run's record that every workbook reads; those by county are cut in `_run_of`.
KEYS = ("version", "policy", "as_of", "outdated", "policy.outdated")
ALERTS = (
    KEY, "rule", "outcome", "level", "head_name", "county", "town", "village", "evidence",
    "clause", "measures", "persons", "missing", "monitored", "change",
)  # fmt: skip
HOMES = (
    KEY, "county", "town", "village", "head_name", "size", "poverty_status", "phone", *MONEY,
    *(key for key, *_ in SAID),
)  # fmt: skip


def without_rows(results: Results) -> Results:
    """What workbooks say beside their own rows: the run's record, rules and names."""
    tables = ("alerts", "households", "members", "problems")
    none: dict[str, Any] = {name: getattr(results, name).slice(0, 0) for name in tables}
    return replace(results, **none, candidates=None, review=None, files={})


def parts(results: Results, split: str) -> dict[str, Results]:
    """The results of each workbook by its place; split: county, town, or none for a single one."""
    known = [name for name in HOMES if name in results.households.column_names]
    homes = placed(as_frame(results.households.select(known)), split)
    alerts = placed(as_frame(results.alerts.select(ALERTS)), split)
    idle = _idle(results.run, homes)
    wanted = pl.concat([alerts.select(KEY), idle.select(KEY)])
    listed = homes.join(wanted, on=KEY, how="semi", maintain_order="left")
    where = listed.select(KEY, "place")
    members = as_frame(results.members).join(where, on=KEY, maintain_order="left")
    tables = {"households": listed, "alerts": alerts, "members": members}
    cut = {name: _cut(frame) for name, frame in tables.items()}
    none = {name: _arrow(frame.drop("place").clear()) for name, frame in tables.items()}
    left = _cut(idle)
    rest = without_rows(results)
    made = {}
    for place in sorted({*homes["place"].unique(), *alerts["place"].unique()}):
        own: dict[str, Any] = {name: cut[name].get(place, none[name]) for name in tables}
        found = left[place].to_pylist() if place in left else []
        made[place] = replace(rest, **own, run=_run_of(results.run, place, found))
    return made


def _idle(run: Run, homes: pl.DataFrame) -> pl.DataFrame:
    """Monitored households without any hit, with their place."""
    schema = {KEY: pl.String, "state": pl.String}
    found = pl.DataFrame(list(exits(run)), schema=schema, orient="row")
    return found.join(homes.select(KEY, "place"), on=KEY, maintain_order="left")


def _cut(frame: pl.DataFrame) -> dict[str, pa.Table]:
    cut = frame.partition_by("place", as_dict=True, include_key=False)
    return {str(place): _arrow(part) for (place,), part in cut.items()}


def _arrow(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def _run_of(run: Run, place: str, idle: list[dict[str, Any]]) -> dict[str, Any]:
    """The record as this workbook reads it: nothing in it is of another county."""
    county = county_of(place)
    own = {key: run[key] for key in KEYS if key in run}
    if "rules" in run:
        own["rules"] = {name: _rule_in(rule, county) for name, rule in run["rules"].items()}
    own["exempted_counts"] = {
        rule: {county: counts[county]}
        for rule, counts in run.get("exempted_counts", {}).items()
        if county in counts
    }
    return own | {"monitored_without_hit": idle}


def _rule_in(rule: Mapping[str, Any], county: str) -> dict[str, Any]:
    not_in = [one for one in rule.get("not_in") or () if (one or NO_PLACE) == county]
    return {**rule, "not_in": not_in}
