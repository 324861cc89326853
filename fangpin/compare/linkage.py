"""How many rows of each roster found their household, by county and table, and what fell since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fangpin.errors import UseError
from fangpin.match.links import NOT_LINKED
from fangpin.rules.given import ACCUSING

if TYPE_CHECKING:
    import duckdb

    from fangpin.compare.previous import Previous
    from fangpin.rosters.kinds import Kind, Kinds

UNKNOWN = "未注明"
SHARE_DROP = 0.05  # five points of the share that is linked
ROW_DROP = 0.1
FEWEST = 20  # rows of a county below which a fall says nothing
Linkage = dict[str, dict[str, dict[str, int]]]


@dataclass(frozen=True)
class Limits:
    """By how much a roster may fall. share: of its rows that are linked; rows: of their number."""

    share: float = SHARE_DROP
    rows: float = ROW_DROP


def limits(config: Mapping[str, Any]) -> Limits:
    """The limits of the config's table `linkage` (share_drop, row_drop, both from 0 to 1).

    Raises UseError for an unknown key or a value that is no share.
    """
    table = config.get("linkage", {})
    known = {"share_drop": SHARE_DROP, "row_drop": ROW_DROP}
    for key, value in table.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if key not in known or not number or not 0 <= value <= 1:
            raise UseError(
                f"fangpin.toml 中 [linkage] 的 {key} 写得不对",
                "可用的是 share_drop 和 row_drop,取 0 到 1 之间的数,如 0.05",
            )
        known[key] = float(value)
    return Limits(known["share_drop"], known["row_drop"])


def measure(
    connection: duckdb.DuckDBPyConnection, kinds: Iterable[Kind]
) -> tuple[Linkage, dict[int, tuple[int, int]]]:
    """Rows and linked rows by roster and county, and (linked, unmatched) by table.

    An exact duplicate is no row. A linked row belongs to its household's county, another to the
    one it names where that is one that somebody lives in, else to 未注明.
    """
    linkage: Linkage = {}
    tables: dict[int, tuple[int, int]] = {}
    found = connection.execute("select distinct county from household_place").fetchall()
    lived_in = {county for (county,) in found} - {None}
    for kind in kinds:
        cells: dict[str, dict[str, int]] = {}
        query = f"""
            select source, home, named, linked, unmatched, count(*) from ({states(kind)})
            group by all
        """
        for source, home, named, linked, unmatched, rows in connection.execute(query).fetchall():
            county = home if home is not None else named if named in lived_in else UNKNOWN
            cell = cells.setdefault(county, {"rows": 0, "linked": 0})
            cell["rows"] += rows
            cell["linked"] += rows if linked else 0
            before = tables.get(source, (0, 0))
            more = (rows if linked else 0, rows if unmatched else 0)
            tables[source] = (before[0] + more[0], before[1] + more[1])
        linkage[kind.name] = dict(sorted(cells.items()))
    return linkage, tables


def states(kind: Kind) -> str:
    """SQL: source, home, named, linked, unmatched of each row of a roster.

    home: the county of the household that it is linked to; named: where that is not known, the one
    that the row names.
    """
    named = "a.county" if "county" in kind.fields else "null::varchar"
    found = f"""
        left join (
            select distinct ord from finding
            where kind = '{kind.name}' and code in ('match.unmatched', 'match.ambiguous_group')
        ) f on f.ord = a.ord
    """
    twice = f"a.ord in (select ord from duplicate where kind = '{kind.name}' and not counts)"
    if kind.name in NOT_LINKED:
        return f"""
            select a.source, null::varchar as home, {named} as named,
                a.accepted and f.ord is null as linked, f.ord is not null as unmatched
            from all_{kind.name} a {found} where not {twice}
        """
    return f"""
        select r.source, p.county as home, null::varchar as named, true as linked,
            false as unmatched
        from rows_{kind.name} r
        join household_place p on p.hh = r.hh
        where p.county is not null
        union all
        select a.source, null, {named}, f.ord is null, f.ord is not null
        from rows_{kind.name} r
        left join household_place p on p.hh = r.hh
        join all_{kind.name} a on a.ord = r.ord {found}
        where p.county is null
        union all
        select a.source, null, {named}, false, false
        from all_{kind.name} a where not a.accepted and not {twice}
    """


def without_rows(coverage: Mapping[str, Mapping[str, int]], kinds: Kinds) -> dict[str, list[str]]:
    """Closed roster whose absence accuses nobody -> the counties without a single row in it."""
    made = {
        kind: sorted(county for county, rows in counties.items() if not rows)
        for kind, counties in sorted(coverage.items())
        if kinds[kind].cover == "closed" and kind not in ACCUSING
    }
    return {kind: counties for kind, counties in made.items() if counties}


def total(counties: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The rows of a roster in all counties."""
    return {key: sum(cell[key] for cell in counties.values()) for key in ("rows", "linked")}


def fallen(linkage: Linkage, previous: Previous, limit: Limits) -> list[dict[str, Any]]:
    """Rosters whose share of linked rows fell or whose rows shrank, whole ('') or in a county.

    Each: kind, county, what (roster: it did not come; rows; share), before, now.
    """
    found: list[dict[str, Any]] = []
    for kind, old in previous.linkage.items():
        new = linkage.get(kind, {})
        before, now = total(old), total(new)
        if not now["rows"] and before["rows"]:
            found.append(flag(kind, "", "roster", before["rows"], 0))
            continue
        found += compare(kind, "", before, now, limit)
        for county, cell in sorted(old.items()):
            if cell["rows"] >= FEWEST and county != UNKNOWN:
                here = new.get(county, {"rows": 0, "linked": 0})
                found += compare(kind, county, cell, here, limit)
    return found


def compare(
    kind: str, county: str, before: Mapping[str, int], now: Mapping[str, int], limit: Limits
) -> list[dict[str, Any]]:
    """What fell between two counts of the same rows."""
    found = []
    if before["rows"] and before["rows"] - now["rows"] > limit.rows * before["rows"]:
        found.append(flag(kind, county, "rows", before["rows"], now["rows"]))
    if before["rows"] and now["rows"]:
        old, new = (cell["linked"] / cell["rows"] for cell in (before, now))
        if round(old - new, 6) > limit.share:
            found.append(flag(kind, county, "share", round(old, 4), round(new, 4)))
    return found


def flag(kind: str, county: str, what: str, before: float, now: float) -> dict[str, Any]:
    """One fall."""
    return {"kind": kind, "county": county, "what": what, "before": before, "now": now}
