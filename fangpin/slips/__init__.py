"""Correction slips: what is wrong in a department's own sheets, to mend and send back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.slips.model import Reread


def write_slips(
    read: Rosters,
    kinds: Kinds,
    problems: pa.Table,
    folder: Path,
    day: date,
    how: Reread,
    compared: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> list[Path]:
    """Write `数据问题_<部门>.xlsx` for every department with a fault into a folder; their paths.

    problems: as problems.csv has them. day: the as-of date, the workbooks' own date. compared:
    department -> what became of its last slip (fangpin.slips.compare). A slip holds the values of
    the department's own files and of no other. Raises OSError where a file can't be written.
    """
    from fangpin.slips.gather import gather
    from fangpin.slips.write import write_all

    slips = gather(read, kinds, problems, how)
    for slip in slips:
        slip.compared = (compared or {}).get(slip.department, ())
    return write_all(slips, folder, day)
