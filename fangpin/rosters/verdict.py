"""Which rows of a roster count, and which faults are no more than remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fangpin.faults import is_remark
from fangpin.rosters.faulty import Faults
from fangpin.rosters.kinds import Kind
from fangpin.rosters.model import Roster
from fangpin.rosters.schema import missing_code

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Verdict:
    """accepted: one flag a row. faults: all of them, `severities` (reject, remark) one each."""

    accepted: _Flags
    faults: Faults
    severities: npt.NDArray[np.object_]


def judge(roster: Roster, frame: pd.DataFrame, cells: Faults, broken: Faults) -> Verdict:
    """What the faults of the cells and of the schema come to.

    frame: the typed fields, faulty values null. A fault rejects its row where the row can't do
    without the field: a needed one, the last of a group of which one is needed, a strict one.
    """
    if roster.kind is None:
        faults = cells.and_then(broken)
        return Verdict(np.ones(len(roster), np.bool_), faults, _severities(faults, None))
    unsatisfied = _unsatisfied(roster.kind, frame, len(roster))
    faults = cells.and_then(_unsaid(broken, cells))
    faults = faults.and_then(_missing_groups(roster, frame, unsatisfied, faults))
    rejecting = _rejecting(roster.kind, frame, faults, unsatisfied)
    accepted = np.ones(len(roster), np.bool_)
    accepted[faults.rows[rejecting]] = False
    return Verdict(accepted, faults, _severities(faults, rejecting))


def _severities(faults: Faults, rejecting: _Flags | None) -> npt.NDArray[np.object_]:
    severities = np.full(len(faults), "remark", object)
    if rejecting is not None:
        severities[rejecting] = "reject"
    return severities


def _hard(faults: Faults) -> _Flags:
    hard = {code: not is_remark(code) for code in set(faults.codes)}
    return np.array([hard[code] for code in faults.codes], np.bool_)


def _unsaid(broken: Faults, cells: Faults) -> Faults:
    """The schema's faults without the missing values whose cell has a fault of its own."""
    if not len(broken):
        return broken
    said = set(zip(cells.fields.tolist(), cells.rows.tolist(), strict=True))
    pairs = zip(broken.fields.tolist(), broken.rows.tolist(), broken.codes.tolist(), strict=True)
    keep = [(field, row) not in said or not code.endswith(".missing") for field, row, code in pairs]
    return broken.take(np.array(keep, np.bool_))


def _there(frame: pd.DataFrame, field: str, count: int) -> _Flags:
    if field not in frame:
        return np.zeros(count, np.bool_)
    return frame[field].notna().to_numpy(np.bool_)


def _all_there(frame: pd.DataFrame, fields: Sequence[str], count: int) -> _Flags:
    there = np.ones(count, np.bool_)
    for field in fields:
        there &= _there(frame, field, count)
    return there


def _unsatisfied(kind: Kind, frame: pd.DataFrame, count: int) -> _Flags:
    """Rows in which no group of which one is needed is filled."""
    if not kind.one_of:
        return np.zeros(count, np.bool_)
    found = np.zeros(count, np.bool_)
    for group in kind.one_of:
        found |= _all_there(frame, group, count)
    return ~found


def _missing_groups(
    roster: Roster, frame: pd.DataFrame, unsatisfied: _Flags, faults: Faults
) -> Faults:
    """One missing value for each row that lacks every group and has no faulty cell in any."""
    kind = roster.kind
    if kind is None or not unsatisfied.any():
        return Faults.none()
    of_groups = {field for group in kind.one_of for field in group}
    told = _hard(faults) & np.isin(faults.fields, sorted(of_groups))
    silent = unsatisfied.copy()
    silent[faults.rows[told]] = False
    group = next(group for group in kind.one_of if all(field in roster.cells for field in group))
    found = Faults.none()
    for field in group:
        rows = np.flatnonzero(silent & ~_there(frame, field, len(roster)))
        silent[rows] = False
        found = found.and_then(Faults.of(field, rows, missing_code(field)))
    return found


def _rejecting(kind: Kind, frame: pd.DataFrame, faults: Faults, unsatisfied: _Flags) -> _Flags:
    """Which faults reject their row."""
    hard = _hard(faults)
    needed = np.isin(faults.fields, sorted({*kind.needed, *kind.strict}))
    for field, instead in kind.spare.items():
        spared = _all_there(frame, instead, len(unsatisfied))
        needed &= ~((faults.fields == field) & spared[faults.rows])
    of_groups = {field for group in kind.one_of for field in group}
    grouped = np.isin(faults.fields, sorted(of_groups)) & unsatisfied[faults.rows]
    return hard & (needed | grouped)
