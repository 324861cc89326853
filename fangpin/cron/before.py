"""The run before: --previous auto, and whether its alerts were the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import UseError

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.compare.previous import Previous

AUTO = "auto"
_SAME = ("alert_id", "outcome", "level")


def find_previous(
    asked: str | None, out: Path, as_of: date
) -> tuple[Previous | None, Path | None, list[str]]:
    """The run to compare with, where it lies, and what to say of runs that were passed over.

    asked: a folder, or auto: the newest fangpin-* run beside `out` of an earlier as-of date that
    can be compared with; none is no fault then. Raises UseError as read_previous does.
    """
    from fangpin.compare.previous import read_previous

    if not asked:
        return None, None, []
    if asked != AUTO:
        return read_previous(Path(asked), as_of), Path(asked), []
    said: list[str] = []
    for folder in earlier(out, as_of):
        try:
            return read_previous(folder, as_of), folder, said
        except UseError as error:
            said.append(f"--previous auto 略过 {folder.name}:{error.message}")
    return None, None, said


def earlier(out: Path, as_of: date) -> Iterator[Path]:
    """The scans beside `out` of an earlier day, newest first."""
    found = []
    for folder in out.resolve().parent.glob("fangpin-*"):
        try:
            run = json.loads((folder / "run.json").read_text("utf-8"))
            day = date.fromisoformat(run["as_of"])
            scanned = run["policy"] is not None  # validate leaves none
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if scanned and day < as_of and folder != out.resolve():
            found.append((day, folder.name, folder))
    yield from (folder for _, _, folder in sorted(found, reverse=True))


def read_alerts(out: Path) -> pa.Table | None:
    """The alerts that a folder holds now, before it is replaced; None where it holds none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader((out / "alerts.parquet").read_bytes()))
    except (OSError, pa.ArrowInvalid):
        return None
    return table if set(_SAME) <= set(table.column_names) else None


def same_alerts(one: pa.Table, other: pa.Table) -> bool:
    """Whether two runs found the same: household and rule, outcome, level."""

    def told(table: pa.Table) -> list[tuple[str, ...]]:
        return sorted(zip(*(table[name].to_pylist() for name in _SAME), strict=True))

    return one.num_rows == other.num_rows and told(one) == told(other)
