"""Rows that count: exact duplicates once, of two rows with one key the later one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any

from . import places
from .kinds import EVENT, EVENT_DATE, LATER_BY, VILLAGE
from .model import Problem, Row, Table

Key = Hashable | None
Fields = frozenset[str]
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
    """Accepted rows of one kind, in the order of reading, without exact duplicates.

    Reports `row.duplicate` for the later of two, `row.maybe_duplicate` for the later of two equal
    events without a date, which both count.
    """
    earlier = _Earlier()
    dropped: set[Row] = set()
    for row in rows:
        fields, dated = earlier.equal_over(row), EVENT_DATE.get(row.kind)
        if any(_is_certain(row, common, dated) for common in fields):
            dropped.add(row)
            problems.add(row.problem("row.duplicate"))
        elif fields:
            problems.add(row.problem("row.maybe_duplicate"))
        earlier.add(row)
    return [row for row in rows if row not in dropped]


def _is_certain(row: Row, common: Fields, dated: str | None) -> bool:
    """An event is the same one only where its own date is equal too."""
    return row.kind not in EVENT or (dated in common and row.get(dated or "") is not None)


class _Earlier:
    """The rows read so far, those of tables with the same fields together."""

    def __init__(self) -> None:
        self.rows: dict[Fields, list[Row]] = {}
        self.seen: dict[tuple[Fields, Fields], tuple[set[Key], int]] = {}

    def add(self, row: Row) -> None:
        self.rows.setdefault(row.table.fields, []).append(row)

    def equal_over(self, row: Row) -> list[Fields]:
        """The sets of fields, common to both tables, over which an earlier row is equal."""
        found = []
        for fields in self.rows:
            common = fields & row.table.fields
            if _has_key(row.kind, common) and _values(row, common) in self._keys(fields, common):
                found.append(common)
        return found

    def _keys(self, fields: Fields, common: Fields) -> set[Key]:
        keys, known = self.seen.get((fields, common), (set(), 0))
        keys |= {_values(row, common) for row in self.rows[fields][known:]}
        self.seen[fields, common] = (keys, len(self.rows[fields]))
        return keys


def _has_key(kind: str, common: Fields) -> bool:
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


def _values(row: Row, common: Fields) -> Key:
    """What must be equal: every common field, places under any name; a bad ID by its text."""
    text = row.data.get("id_text") if row.id is None else None
    return (text, *(SAME_PLACE.get(name, _as_it_is)(row.get(name)) for name in sorted(common)))


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
