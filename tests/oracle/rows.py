"""Rows that count: exact duplicates once, of two rows with one key the later one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any

from . import places
from .kinds import EVENT, EVENT_DATE, LATER_BY, VILLAGE
from .model import Problem, Row, Table

Key = Hashable | None
SAME_PLACE: dict[str, Callable[[Any], Any]] = {
    "county": places.county,
    "village": places.village,
}


def all_rows(tables: Iterable[Table]) -> list[Row]:
    """Every row in the order of reading, rejected ones too."""
    rows: list[Row] = []
    for table in tables:
        for data in table.rows:
            rows.append(Row(table, len(rows), data))
    return rows


def drop_duplicates(rows: list[Row], problems: set[Problem]) -> list[Row]:
    """Accepted rows of one kind without exact duplicates.

    Reports `row.duplicate` for the later of two, `row.maybe_duplicate` for the later of two equal
    events without a date, which both count.
    """
    by_table: dict[Table, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    dropped: set[Row] = set()
    doubtful: set[Row] = set()
    tables = list(by_table)
    for i, first in enumerate(tables):
        for second in tables[i:]:
            _compare(by_table[first], by_table[second], dropped, doubtful)
    problems |= {row.problem("row.duplicate") for row in dropped}
    problems |= {row.problem("row.maybe_duplicate") for row in doubtful - dropped}
    return [row for row in rows if row not in dropped]


def _compare(earlier: list[Row], later: list[Row], dropped: set[Row], doubtful: set[Row]) -> None:
    kind = earlier[0].kind
    common = sorted(earlier[0].table.fields & later[0].table.fields)
    if not _has_key(kind, set(common)):
        return
    seen: dict[Key, Row] = {}
    if earlier[0].table is not later[0].table:
        seen = {_values(row, common): row for row in reversed(earlier)}
    for row in later:
        values = _values(row, common)
        if values not in seen:
            if earlier[0].table is later[0].table:
                seen[values] = row
            continue
        dated = EVENT_DATE.get(kind) in common and row.get(EVENT_DATE[kind]) is not None
        (dropped if kind not in EVENT or dated else doubtful).add(row)


def _has_key(kind: str, common: set[str]) -> bool:
    has_id = bool(common & {"id_number", "disability_certificate"})
    has_household = "household_id" in common
    if kind == "members":
        return has_household
    if kind == "households":
        return (has_household or has_id) and "year" in common
    if kind in ("housing", "relocation", "losses", "industry_support"):
        return has_household or has_id
    if kind == "water":
        return has_household or has_id or set(VILLAGE) <= common
    return has_id


def _values(row: Row, common: list[str]) -> Key:
    """What must be equal: every common field, places under any name; a bad ID by its text."""
    text = row.data.get("id_text") if row.id is None else None
    return (text, *(SAME_PLACE.get(name, _as_it_is)(row.get(name)) for name in common))


def _as_it_is(value: Any) -> Any:
    return value


def latest(rows: list[Row], key: Callable[[Row], Key], problems: set[Problem]) -> list[Row]:
    """Of the rows of a P or H kind with the same key the later one; the others are superseded.

    A dated row wins over an undated one, a later date over an earlier one, then the file order.
    A row whose key is None stands for itself.
    """
    best: dict[Key, Row] = {}
    kept: list[Row] = []
    for row in rows:
        k = key(row)
        if k is None:
            kept.append(row)
            continue
        old = best.get(k)
        if old is None:
            best[k] = row
            continue
        lost = old if _rank(row) >= _rank(old) else row
        best[k] = row if lost is old else old
        problems.add(lost.problem("row.superseded"))
    kept += best.values()
    return sorted(kept, key=lambda row: row.order)


def _rank(row: Row) -> tuple[bool, date]:
    name = LATER_BY.get(row.kind)
    day = row.get(name) if name else None
    return (day is not None, day or date.min)
