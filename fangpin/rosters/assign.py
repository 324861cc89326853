"""Which column a field is read from where several mean it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from fangpin.errors import UseError
from fangpin.io.table import Column
from fangpin.rosters.fields import Meaning
from fangpin.rosters.headers import normal
from fangpin.rosters.kinds import Kind, Kinds
from fangpin.rosters.model import HeaderColumn
from fangpin.rosters.wide import Named

_GROUP = (0, 0, 1, 2)  # tiers that compete with each other


@dataclass(frozen=True)
class Assigned:
    """The columns of a table as they are used.

    columns: all of them, each with its field. used: (field, slot) -> column. ambiguous: headers
    that claim the same needed field with different contents (the first is used to show the table).
    """

    columns: tuple[HeaderColumn, ...]
    used: Mapping[tuple[str, int], HeaderColumn]
    ambiguous: tuple[str, ...] = ()


def assign(
    columns: Sequence[HeaderColumn],
    named: Sequence[Named],
    kind: Kind,
    contents: Callable[[int], Column],
) -> Assigned:
    """One column a field (and person of a wide row); the others are kept out and say why.

    contents: the data rows' cells of a column. Columns with the same contents are one; else a
    needed field is ambiguous, any other is read from its exact canonical name or the leftmost.
    """
    claims: dict[tuple[str, int], list[Named]] = {}
    for one in named:
        claims.setdefault((one.meaning.field, one.slot), []).append(one)
    used: dict[tuple[str, int], HeaderColumn] = {}
    told = {column.index: column for column in columns}
    ambiguous: tuple[str, ...] = ()
    for (field, slot), claim in claims.items():
        first, settled = _first(claim, contents)
        if not settled and field in kind.deciding:
            ambiguous = ambiguous or _headers(claim)
        for one in claim:
            if one is first:
                told[one.column.index] = used[field, slot] = _taken(one)
            else:
                why = f"“{first.column.header}”已用作{kind.labels[field]}"
                told[one.column.index] = replace(one.column, why=why)
    return Assigned(tuple(told[column.index] for column in columns), used, ambiguous)


def _taken(one: Named) -> HeaderColumn:
    meaning = one.meaning
    return replace(one.column, field=meaning.field, inverse=meaning.inverse, slot=one.slot)


def _headers(claim: Sequence[Named]) -> tuple[str, ...]:
    best = min(_GROUP[one.meaning.tier] for one in claim)
    return tuple(one.column.header for one in claim if _GROUP[one.meaning.tier] == best)


def _first(claim: Sequence[Named], contents: Callable[[int], Column]) -> tuple[Named, bool]:
    """The column that a field is read from, and whether nothing speaks for another."""
    best = min(_GROUP[one.meaning.tier] for one in claim)
    rivals = [one for one in claim if _GROUP[one.meaning.tier] == best]
    if len(rivals) == 1:
        return rivals[0], True
    cells = {one.column.index: contents(one.column.index) for one in rivals}
    full = [one for one in rivals if _has_any(cells[one.column.index])] or rivals
    exact = [one for one in full if one.meaning.tier == 0]
    first = (exact or full)[0]
    same = all(_equal(cells[one.column.index], cells[first.column.index]) for one in full)
    return first, same


def _has_any(column: Column) -> bool:
    return bool(column.text.null_count < len(column.text))


def _equal(left: Column, right: Column) -> bool:
    if left.text.null_count != right.text.null_count:
        return False
    return bool(left.text.equals(right.text)) or bool(
        pc.all(pc.fill_null(pc.equal(left.text, right.text), True)).as_py()
        and left.text.is_valid().equals(right.text.is_valid())
    )


def with_forced(
    columns: Sequence[HeaderColumn], named: Sequence[Named], kind: Kind, forced: Mapping[str, str]
) -> list[Named]:
    """The columns as the user says they are to be read: header -> field, "" for none.

    Of several columns with the header the leftmost is meant. Fields that the kind has not don't
    count.
    """
    if not forced:
        return list(named)
    told = {normal(header): field for header, field in forced.items()}
    chosen: dict[str, HeaderColumn] = {}
    for column in columns:
        for text in (column.header, *column.parts[-1:]):
            field = told.get(normal(text))
            if field is not None and (not field or field in kind.fields):
                chosen.setdefault(normal(text), column)
    taken = {column.index for column in chosen.values()}
    fields = {told[header] for header in chosen}
    kept = [
        one for one in named if one.column.index not in taken and one.meaning.field not in fields
    ]
    own = [
        Named(column, Meaning(told[header], 0)) for header, column in chosen.items() if told[header]
    ]
    return kept + own


def check_forced(forced: Mapping[str, str], kinds: Kinds) -> None:
    """Raises UseError where a column is to be read as a field that does not exist."""
    for header, field in forced.items():
        if field and field not in kinds.fields:
            raise UseError(
                f"没有名为 {field} 的字段(列“{header}”)", "用 fangpin inspect 看各列对应的字段"
            )
