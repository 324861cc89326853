"""The data rows of a table by field: merged cells filled down, wide rows one row a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fangpin.io.table import Column, RawTable
from fangpin.rosters.assign import Assigned
from fangpin.rosters.merged import Merged, taken
from fangpin.rosters.model import Positions
from fangpin.rosters.wide import exploded, of_slots

_PERSON = ("id_number", "disability_certificate", "name", "head_name")


@dataclass(frozen=True)
class Body:
    """The cells of the data rows by field; positions: the row of the table each lies in."""

    cells: Mapping[str, Column]
    headers: Mapping[str, str]
    positions: Positions
    slots: Positions | None = None
    slot_headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def body_of(table: RawTable, positions: Positions, assigned: Assigned) -> Body:
    """The data rows at `positions` by field."""
    merged = Merged(table)
    cells = {key: merged.column(column.index, positions) for key, column in assigned.used.items()}
    headers = {name: column.header for (name, _), column in assigned.used.items()}
    if all(slot < 0 for _, slot in cells):
        return Body({name: column for (name, _), column in cells.items()}, headers, positions)
    return _wide(cells, headers, positions, assigned)


def _wide(
    cells: Mapping[tuple[str, int], Column],
    headers: Mapping[str, str],
    positions: Positions,
    assigned: Assigned,
) -> Body:
    persons = 1 + max(slot for _, slot in cells)
    own = dict.fromkeys(name for name, slot in cells if slot >= 0)
    by_slot = {name: [cells.get((name, slot)) for slot in range(persons)] for name in own}
    who = {name: columns for name, columns in by_slot.items() if name in _PERSON}
    rows, slots = exploded(who, len(positions))
    shared = {name: taken(column, rows) for (name, slot), column in cells.items() if slot < 0}
    told = {
        name: tuple(
            assigned.used[name, slot].header if (name, slot) in assigned.used else headers[name]
            for slot in range(persons)
        )
        for name in own
    }
    spread = {name: of_slots(columns, rows, slots) for name, columns in by_slot.items()}
    return Body(shared | spread, headers, positions[rows], slots, told)
