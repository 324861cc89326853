"""`数据问题_<部门>.xlsx`: one workbook a department, faulty cells marked, to mend and return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.leaving.listing import DEPARTMENT
from fangpin.reading.one import kinds_of
from fangpin.report.jobs import Job
from fangpin.report.private import open_private
from fangpin.slips.book import SlipBook
from fangpin.slips.fill import filled
from fangpin.slips.gather import gather
from fangpin.slips.model import Order, Sheet, Slip
from fangpin.slips.names import file_name
from fangpin.slips.sheet import write_sheet
from fangpin.slips.summary import (
    write_bad_rows,
    write_causes,
    write_compared,
    write_contents,
    write_listed,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds

_BIG = 1_000_000  # cells that are written one by one beyond which they are not kept in memory


def slip_jobs(
    read: Rosters, kinds: Kinds, problems: pa.Table, folder: Path, order: Order
) -> list[Job]:
    """The jobs that write the slips into a folder; departments that share a file are one job."""
    jobs = []
    for slips in _together(gather(read, kinds, problems, order)):
        files = {one.file: read.paths[one.file] for slip in slips for one in slip.wanted}
        jobs.append(
            Job(
                task=f"{__name__}:write_together",
                arguments=(slips, order.day),
                paths=tuple(folder / file_name(slip.department) for slip in slips),
                size=sum(map(_size, slips)),
                aids=(kinds if order.own is None else order.own, files, order.passwords),
                rests_on=order.own,
            )
        )
    return jobs


def _together(slips: Sequence[Slip]) -> list[list[Slip]]:
    """Slips in groups that share no file, neither one that is read nor one that is written."""
    groups: list[tuple[set[str], list[Slip]]] = []
    for slip in slips:
        names = {file_name(slip.department), *(one.file for one in slip.wanted)}
        own = [slip]
        for group in [one for one in groups if one[0] & names]:
            groups.remove(group)
            names |= group[0]
            own = [*group[1], *own]
        groups.append((names, own))
    return [own for _, own in groups]


def _size(slip: Slip) -> int:
    """Lines: rows written again, faults in lists."""
    faults = sum(len(one.faults) for one in slip.listed) + sum(len(w.problems) for w in slip.wanted)
    return faults + sum(one.counts[0] for one in slip.wanted)


def write_together(
    slips: Sequence[Slip],
    day: date,
    kinds: Kinds | str,
    files: Mapping[str, Path],
    passwords: Sequence[str],
    *paths: Path,
) -> None:
    """Write slips, their sheets made here; files: where each lies that is read once more.

    kinds: or what they are made from (fangpin.reading.one), which is sooner sent to a child.
    Raises UseError for a file that changed since, OSError where a slip can't be written.
    """
    known = kinds_of(kinds) if isinstance(kinds, str) else kinds
    for slip, path in zip(filled(slips, known, files, passwords), paths, strict=True):
        with open_private(path) as file:
            big = sum(map(single_cells, slip.sheets)) > _BIG
            book = SlipBook(file, day=day, big=big, beside=path.parent)
            if slip.department:
                book.workbook.set_custom_property(DEPARTMENT, slip.department, "text")
            _write(book, slip)


def single_cells(sheet: Sheet) -> int:
    """How many cells of a sheet are written one by one: those with looks, and the bad rows'."""
    rows = len(sheet.rows) + (len(sheet.table) if sheet.look else 0)
    return rows * len(sheet.table.columns)


def _write(book: SlipBook, slip: Slip) -> None:
    write_contents(book, slip)
    write_causes(book, slip)
    for sheet in slip.sheets:
        if sheet.whole:
            write_sheet(book, sheet)
    for sheet in slip.sheets:
        if sheet.rows:
            write_bad_rows(book, sheet)
    for listed in slip.listed:
        if listed.faults:
            write_listed(book, listed)
    if slip.compared:
        write_compared(book, slip)
    book.close()
