"""Wide rows: a household a row with its members side by side become one row a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from fangpin.io.table import Column
from fangpin.rosters.fields import Meaning
from fangpin.rosters.headers import joined, resolve_numbered
from fangpin.rosters.kinds import Kind, Kinds
from fangpin.rosters.model import HeaderColumn, Positions

_IDS = ("id_number", "disability_certificate")


@dataclass(frozen=True)
class Named:
    """A column that means a field, and which person of a wide row it is of (-1: the row's)."""

    column: HeaderColumn
    meaning: Meaning
    slot: int = -1
    number: str = ""


def named_columns(columns: Sequence[HeaderColumn], kind: Kind, kinds: Kinds) -> list[Named]:
    """The columns that mean a field of the kind; in wide tables numbered ones (身份证号2) too."""
    plain, numbered = [], []
    for column in columns:
        found = resolve_numbered(column.parts, kind.meaning, kinds.foreign)
        if found is not None and found[1]:
            numbered.append(Named(column, found[0], number=found[1]))
        elif found is not None:
            plain.append(Named(column, found[0]))
    slots = _by_number(plain, numbered) or _by_turn(plain)
    return slots if slots is not None else plain


def _by_number(plain: list[Named], numbered: list[Named]) -> list[Named] | None:
    """Slots by the numbers of the headers; the unnumbered person (or the head) comes first."""
    ids = [one for one in numbered if one.meaning.field in _IDS]
    first = [one for one in plain if one.meaning.field in _IDS]
    if not ids:
        return None
    persons = {one.meaning.field for one in numbered}
    order = {number: n for n, number in enumerate(dict.fromkeys(one.number for one in numbered))}
    later = 1 if first else 0
    slots = [
        replace(one, slot=0) if first and one.meaning.field in persons else one for one in plain
    ]
    return slots + [replace(one, slot=order[one.number] + later) for one in numbered]


def _by_turn(plain: list[Named]) -> list[Named] | None:
    """Slots by the turn of headers that come again and again: 姓名 身份证号 姓名 身份证号."""
    turns: dict[str, list[Named]] = {}
    for one in plain:
        turns.setdefault(joined(one.column.parts), []).append(one)
    ids = [same for same in turns.values() if same[0].meaning.field in _IDS and len(same) > 1]
    names = [same for same in turns.values() if same[0].meaning.field.endswith("name")]
    if not ids or all(len(same) != len(ids[0]) for same in names):
        return None
    persons = len(ids[0])
    found = []
    for same in turns.values():
        several = len(same) == persons
        found += [replace(one, slot=n if several else -1) for n, one in enumerate(same)]
    return found


def exploded(
    cells: Mapping[str, Sequence[Column | None]], count: int
) -> tuple[Positions, Positions]:
    """(row, slot) of every person: each slot of a row with a name or an ID.

    A row with nobody in it stays as its first slot, so that it is not lost.
    cells: the name and ID columns of each slot.
    """
    slots = max(len(columns) for columns in cells.values())
    there = np.zeros((count, slots), np.bool_)
    for columns in cells.values():
        for slot, column in enumerate(columns):
            if column is not None:
                there[:, slot] |= np.asarray(column.text.is_valid())
    there[:, 0] |= ~there.any(axis=1)
    rows, persons = np.nonzero(there)
    return rows.astype(np.int64), persons.astype(np.int64)


def of_slots(columns: Sequence[Column | None], rows: Positions, slots: Positions) -> Column:
    """One column of all persons from the columns of the slots."""
    count = max(len(column) for column in columns if column is not None)
    texts = [_texts(column, count) for column in columns]
    at = slots * count + rows
    text = pa.concat_arrays(texts).take(pa.array(at))
    if all(column is None or column.kind is None for column in columns):
        return Column(text)
    kinds = [_kinds(column, count) for column in columns]
    return Column(text, np.concatenate(kinds)[at])


def _texts(column: Column | None, count: int) -> pa.Array:
    return pa.nulls(count, pa.string()) if column is None else column.text.cast(pa.string())


def _kinds(column: Column | None, count: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    if column is not None and column.kind is not None:
        return column.kind
    if column is None:
        return np.zeros(count, np.uint8)
    return np.asarray(column.text.is_valid()).astype(np.uint8)  # TEXT is 1, EMPTY 0
