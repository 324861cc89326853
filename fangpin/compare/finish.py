"""The last step of a run: how rows were linked, and what the run before tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fangpin import results
from fangpin.compare import against, carry, linkage
from fangpin.rules.given import ACCUSING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from fangpin.compare.against import Present
    from fangpin.compare.previous import Previous
    from fangpin.report.model import Results
    from fangpin.run import Judged


def finish(
    done: Judged, made: Results, previous: Previous | None, limits: linkage.Limits
) -> Results:
    """The results with the link report, the files of the next comparison, and `change`."""
    present = presence(done)
    run = dict(made.run) | link_report(done, made.run, present)
    connection, alerts = done.connection, made.alerts
    against.count_rows(connection, present, previous)
    if previous is not None:
        against.find_reasons(connection, present, previous)
        alerts = carried(connection, made, present, previous)
        run["previous"] = told(connection, alerts, previous) | {
            "linkage": {kind: dict(cells) for kind, cells in previous.linkage.items()},
            "flags": linkage.fallen(run["linkage"], previous, limits),
        }
        outside = carry.outside_scope(connection, present.judgement)
        carry.add_counts(run, carry.written(connection), outside)
    files = {**made.files, **against.kept(connection, previous is not None)}
    members = made.members
    if alerts.num_rows > made.alerts.num_rows:  # some were carried over
        members = results.members(connection, alerts["household_id"])
    return replace(made, run=run, alerts=alerts, members=members, files=files)


def presence(done: Judged) -> Present:
    """What the run knows of itself."""
    covered = done.connection.sql("select * from county_covered").to_arrow_table().to_pylist()
    return against.Present(
        kinds=done.kinds,
        setting=done.setting,
        states=done.states,
        judgement=done.judgement,
        values=done.values,
        not_covered=not_covered(covered, done.setting.given.names),
    )


def link_report(done: Judged, run: Mapping[str, Any], present: Present) -> dict[str, Any]:
    """What run.json tells of links and coverage, and what the next run asks of this one."""
    given = {one.kind for one in done.read.sources}
    kinds = [kind for kind in done.kinds if kind.name in given]
    measured, tables = linkage.measure(done.connection, kinds)
    entries = [
        entry | dict(zip(("linked", "unmatched"), tables.get(one.source, (0, 0)), strict=True))
        for entry, one in zip(run["inputs"], done.read.sources, strict=True)
    ]
    return {
        "inputs": entries,
        "given": sorted(present.setting.given.names),
        "not_covered": dict(present.not_covered),
        "without_rows": linkage.without_rows(run["coverage"], done.kinds),
        "linkage": measured,
    }


def carried(
    connection: duckdb.DuckDBPyConnection, made: Results, present: Present, previous: Previous
) -> pa.Table:
    """The alerts with `change` and with what went missing."""
    lost = connection.sql("select * from carried order by alert_id").to_arrow_table()
    order = {rule.id: rule.order for rule in present.setting.book.rules.values()}
    return carry.with_change(made.alerts, made.households, lost, previous, order)


def told(
    connection: duckdb.DuckDBPyConnection, alerts: pa.Table, previous: Previous
) -> dict[str, Any]:
    """What run.json tells of the comparison."""
    changes = alerts["change"].value_counts().to_pylist()
    numbers = {one["values"]: one["counts"] for one in changes}
    return {
        "as_of": previous.run["as_of"],
        "version": previous.run["version"],
        "sha256": previous.digest,
        "new": numbers.get("new", 0),
        "continuing": numbers.get("continuing", 0),
        "ended": carry.ended(connection),
        "carried": carry.written(connection),
    }


def not_covered(covered: list[dict[str, Any]], given: frozenset[str]) -> Mapping[str, list[str]]:
    """Accusing roster that was given -> the counties that it does not cover, '' for none."""
    made = {
        kind: sorted(str(row["county"] or "") for row in covered if not row[kind])
        for kind in ACCUSING
        if kind in given
    }
    return {kind: counties for kind, counties in made.items() if counties}
