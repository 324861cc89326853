"""`validate --against`: the slips of an earlier time, read as they were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin import record
from fangpin.errors import FileFault, UseError
from fangpin.slips.compare import COLUMNS, STATES, Side, compare

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.rosters.model import Checked


def slip_files(path: Path) -> list[Path]:
    """The slips that a path names: itself, or those of a folder that fangpin wrote.

    Raises UseError where there is none.
    """
    if path.is_file():
        return [path]
    found = [*path.glob("数据问题_*.xlsx"), *path.glob("send/数据问题_*.xlsx")]
    if not found:
        raise UseError(
            f"{path} 里没有更正表", "--against 后面写 数据问题_部门.xlsx,或上次的结果文件夹"
        )
    return sorted(found)


def compared(
    read: Rosters, kinds: Kinds, slips: Sequence[Path], as_of: date
) -> dict[str, list[dict[str, Any]]]:
    """Department -> what became of its faults (fangpin.slips.compare.COLUMNS).

    What came from departments without a slip is compared with those of which nothing came by
    name. Raises UseError for a file that is no slip.
    """
    before: dict[str, list[Side]] = {}
    for path in slips:
        for checked in _checked(path, kinds, as_of):
            before.setdefault(_department(checked, kinds), []).append(_side(checked))
    if not before:
        return {}
    after = _read_now(read, kinds)
    rest = [side for name in sorted(set(after) - set(before)) for side in after[name]]
    found = {}
    for department in sorted(before):
        now = after.get(department, rest)
        if now:
            rows = compare(before[department], now, kinds)
            found[department] = [{**one, "department": department} for one in rows]
    return found


def say(became: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The counts of each department in a line."""
    lines = []
    for department, rows in became.items():
        counts = {state: sum(one["state"] == state for one in rows) for state in STATES}
        told = "、".join(f"{STATES[state]} {n} 处" for state, n in counts.items() if n)
        lines.append(f"与上次对照 {department or '未分部门'}:{told or '没有变化'}")
    return "".join(line + "\n" for line in lines)


def deleted(became: Mapping[str, Sequence[Mapping[str, Any]]]) -> bool:
    """Whether a row was deleted to pass."""
    return any(one["state"] == "deleted" for rows in became.values() for one in rows)


def compared_table(became: Mapping[str, Sequence[Mapping[str, Any]]]) -> pa.Table:
    """All departments' comparisons as compared.csv has them."""
    import pyarrow as pa

    rows = [one for several in became.values() for one in several]
    numbers = ("row", "old_row")
    columns = {
        name: pa.array([one[name] for one in rows], pa.int64() if name in numbers else pa.string())
        for name in COLUMNS
    }
    return pa.table(columns)


def _checked(path: Path, kinds: Kinds, as_of: date) -> list[Checked]:
    from fangpin.io import read_file
    from fangpin.rosters import roster_tables

    try:
        tables = roster_tables(read_file(path), as_of, kinds=kinds)
    except FileFault as fault:
        raise UseError(f"更正表 {path} 读不出来:{fault.detail}", "请检查 --against") from None
    found = [one for one in tables if one.roster.mark is not None]
    if not found:
        raise UseError(
            f"{path} 不是 fangpin 写出的更正表", "--against 后面写上次的 数据问题_部门.xlsx"
        )
    return found


def _department(checked: Checked, kinds: Kinds) -> str:
    mark = checked.roster.mark
    assert mark is not None
    departments = kinds[mark.kind].departments
    return record.folder(mark.file) or (departments[0] if departments else "")


def _side(checked: Checked) -> Side:
    roster = checked.roster
    assert roster.kind is not None
    return Side(roster.kind.name, roster.file, roster.sheet, checked.frame, checked.problems)


def _read_now(read: Rosters, kinds: Kinds) -> Mapping[str, list[Side]]:
    found: dict[str, list[Side]] = {}
    frames = [frame for frame in read.problems if len(frame)]
    for one in read.sources:
        own = [f[(f["file"] == one.file) & (f["sheet"] == one.sheet)] for f in frames]
        problems = next((frame for frame in own if len(frame)), None)
        if problems is None:
            problems = _no_problems()
        side = Side(one.kind, one.file, one.sheet, one.frame, problems)
        found.setdefault(record.department(one, kinds), []).append(side)
    return found


def _no_problems() -> Any:
    import pandas as pd

    from fangpin.faults import PROBLEM_COLUMNS

    return pd.DataFrame(columns=list(PROBLEM_COLUMNS))
