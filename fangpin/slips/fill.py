"""The sheets of a slip: each faulty file read once more, its faults put on rows and cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.errors import UseError
from fangpin.rosters.label import label
from fangpin.rosters.marks import Mark
from fangpin.rosters.model import Roster
from fangpin.slips.days import from_1900
from fangpin.slips.gather import note_of
from fangpin.slips.look import looks
from fangpin.slips.model import Note, Sheet, Slip, Wanted
from fangpin.slips.names import SheetNames, sheet_name

if TYPE_CHECKING:
    from fangpin.rosters.kinds import Kinds


def filled(
    slips: Sequence[Slip], kinds: Kinds, paths: Mapping[str, Path], passwords: Sequence[str]
) -> list[Slip]:
    """The slips with their wanted sheets, in reading order; a file is read once for all of them.

    paths: where each file lies. Raises UseError for a file that changed since it was read.
    """
    made = [replace(slip, sheets=[]) for slip in slips]
    for file in sorted({one.file for slip in made for one in slip.wanted}):
        own = [(slip, one) for slip in made for one in slip.wanted if one.file == file]
        wanted = [one for _, one in own]
        for (slip, _), sheet in zip(
            own, _sheets(wanted, paths[file], kinds, passwords), strict=True
        ):
            slip.sheets.append(sheet)
    for slip in made:
        _name(slip)
    return made


def _sheets(
    own: Sequence[Wanted], path: Path, kinds: Kinds, passwords: Sequence[str]
) -> Iterator[Sheet]:
    """Rosters of one file as sheets to mend."""
    from fangpin.io import read_file

    first = own[0]
    raw = read_file(path, name=first.file, password=passwords)
    if raw.sha256 != first.sha256:
        raise UseError(f"{first.file} 在读取期间被改动", "请关闭正在编辑它的程序后再运行一次")
    labelled = label(raw, kinds, forced_kind=first.forced, forced_columns=first.columns)
    rosters = {roster.sheet: roster for roster in labelled.rosters}
    look = looks(path, raw)
    for one in own:
        sheet = Sheet(
            file=one.file,
            sheet=one.sheet,
            title=one.title,
            roster=from_1900(rosters[one.sheet], kinds),
            mark=_made_from(one),
            counts=one.counts,
            look=look.get(one.sheet),
        )
        _mark(sheet, one.problems)
        yield sheet


def _made_from(one: Wanted) -> Mark:
    """What the slip's sheet will say that it comes from; of a slip's slip the first names stay."""
    here = (one.sha256, one.sheet)
    if one.mark is None:
        return Mark((here,), one.file, one.sheet, one.kind)
    return Mark((here, *one.mark.origins), one.mark.file, one.mark.sheet, one.kind)


def _mark(sheet: Sheet, problems: Sequence[Mapping[str, Any]]) -> None:
    """Put each fault on its row and its cell."""
    columns: dict[tuple[str, str], list[int]] = {}
    for one in sheet.roster.columns:
        columns.setdefault((one.header, one.field or ""), []).append(one.index)
    merged = _merged(sheet.roster)
    for problem in problems:
        if problem["row"] is None:
            continue
        row = int(problem["row"]) - sheet.table.first_row
        if not 0 <= row < len(sheet.table):
            continue
        note = note_of(problem)
        found = columns.get((problem["column"] or "", problem["field"] or ""), [])
        column = _column(sheet, row, found, problem["value"] or "")
        if column is not None:
            _add(sheet.cells.setdefault(merged.get((row, column), (row, column)), []), note)
        _add(sheet.rows.setdefault(row, []), note)


def _add(notes: list[Note], note: Note) -> None:
    """Once each: a merged cell has the fault of every row that it spans."""
    if note not in notes:
        notes.append(note)


def _column(sheet: Sheet, row: int, found: Sequence[int], value: str) -> int | None:
    """Of several columns with one header (persons side by side) the one that holds the value."""
    if len(found) < 2:
        return found[0] if found else None
    columns = sheet.table.columns
    same = [at for at in found if (columns[at].text[row].as_py() or "") == value]
    return (same or list(found))[0]


def _merged(roster: Roster) -> dict[tuple[int, int], tuple[int, int]]:
    """Each place inside a merged cell -> the cell that is seen."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in roster.source.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def _name(slip: Slip) -> None:
    names = SheetNames()
    for own in ("目录", "问题汇总", "与上次对照"):
        names.take(own)
    for sheet in slip.sheets:
        sheet.name = names.take(sheet_name(sheet.file, sheet.sheet))
    for listed in slip.listed:
        listed.name = names.take(sheet_name(listed.file, listed.sheet), "_问题行")
    for sheet in slip.sheets:
        sheet.bad_name = names.take(sheet.name, "_问题行")
