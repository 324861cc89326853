"""Correction slips: what is wrong in a department's own sheets, to mend and send back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.slips.model import Order


def write_slips(
    read: Rosters, kinds: Kinds, problems: pa.Table, folder: Path, order: Order
) -> list[Path]:
    """Write `数据问题_<部门>.xlsx` for every department with a fault into a folder; their paths.

    problems: as problems.csv has them. A slip holds the values of the department's own files and
    of no other. Raises OSError where a file can't be written.
    """
    from fangpin.report.jobs import written
    from fangpin.slips.write import slip_jobs

    jobs = slip_jobs(read, kinds, problems, folder, order)
    with written(jobs):
        pass
    return sorted(path for job in jobs for path in job.paths)
