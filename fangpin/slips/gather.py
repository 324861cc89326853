"""From what was read to a department's slip: which cells of which sheets have which faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin import record
from fangpin.errors import UseError
from fangpin.rosters.label import label
from fangpin.rosters.marks import Mark
from fangpin.rosters.model import Roster
from fangpin.slips.days import from_1900
from fangpin.slips.look import looks
from fangpin.slips.model import Listed, Note, Order, Sheet, Slip
from fangpin.slips.names import SheetNames, sheet_name

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.io.table import RawFile
    from fangpin.reading import Rosters, Source
    from fangpin.rosters.kinds import Kinds

# What matching found that is the sender's own to mend. The rest would tell a department what
# another one's roster says of a person.
_OWN_MATCH = (
    "match.household_differs",
    "match.moved_household",
    "match.name_differs",
    "match.size_differs",
    "match.two_households",
)
_COLUMNS = (
    "file", "sheet", "row", "column", "field", "value", "code", "severity", "message", "suggestion",
)  # fmt: skip
Problem = dict[str, Any]
Key = tuple[str, str]


def gather(read: Rosters, kinds: Kinds, problems: pa.Table, order: Order) -> list[Slip]:
    """The slips of all departments that have a fault, by name; sheets in reading order.

    problems: as problems.csv has them. Every roster of a faulty file is there, in full or, of a
    file that is longer than asked for, as a list of its faults.
    """
    told = _by_table(problems)
    sources: dict[str, list[Source]] = {}
    for one in read.sources:
        sources.setdefault(one.file, []).append(one)
    slips: dict[str, Slip] = {}
    for file in sorted({file for file, _ in told}):
        own = sources.get(file, [])
        if any((file, one.sheet) in told for one in own):
            _add_tables(slips, own, told, (read.paths[file], kinds, order))
        here = {one.sheet for one in own}
        department = record.department(own[0], kinds) if own else record.folder(file)
        for sheet_of, several in _elsewhere(told, file, here):
            slip = slips.setdefault(department, Slip(department))
            slip.whole += [(file, sheet_of, _note(one)) for one in several]
    for slip in slips.values():
        _name(slip)
    return [slips[name] for name in sorted(slips)]


def _add_tables(
    slips: dict[str, Slip],
    own: Sequence[Source],
    told: dict[Key, list[Problem]],
    how: tuple[Path, Kinds, Order],
) -> None:
    """Put the tables of one file on the slips of their departments."""
    path, kinds, order = how
    if order.most_rows is not None and sum(one.rows for one in own) > order.most_rows:
        for one in own:
            department = record.department(one, kinds)
            faults = _listed(told.get((one.file, one.sheet), []))
            title, counts = kinds[one.kind].title, (one.rows, one.accepted)
            sheet = Listed(one.file, one.sheet, title, counts, faults)
            slips.setdefault(department, Slip(department)).listed.append(sheet)
        return
    for department, whole in _sheets(own, path, kinds, order):
        _mark(whole, told.get((whole.file, whole.sheet), []))
        slips.setdefault(department, Slip(department)).sheets.append(whole)


def _listed(problems: Sequence[Problem]) -> list[tuple[int, str, Note]]:
    found = [
        (int(one["row"]), _own_value(one), _note(one)) for one in problems if one["row"] is not None
    ]
    return sorted(found, key=lambda one: one[0])


def _own_value(problem: Problem) -> str:
    """The cell as it was sent; what matching tells may be somebody else's."""
    return (problem["value"] or "") if problem["column"] else ""


def _by_table(problems: pa.Table) -> dict[Key, list[Problem]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not problems.num_rows:
        return {}
    code = problems["code"]
    own = pc.is_in(code, value_set=pa.array(_OWN_MATCH))
    wanted = problems.filter(pc.or_(pc.invert(pc.starts_with(code, "match.")), own))
    told: dict[Key, list[Problem]] = {}
    for one in wanted.select(_COLUMNS).to_pylist():
        told.setdefault((one["file"], one["sheet"] or ""), []).append(one)
    return told


def _elsewhere(
    told: dict[Key, list[Problem]], file: str, here: set[str]
) -> Iterator[tuple[str, list[Problem]]]:
    """The faults of a file that lie in none of its rosters."""
    for (other, sheet), several in sorted(told.items()):
        if other == file and sheet not in here:
            yield sheet, several


def _note(problem: Problem) -> Note:
    must = problem["severity"] == "reject"
    return Note(
        must, problem["message"], problem["suggestion"], problem["column"] or "", problem["code"]
    )


def _sheets(
    own: Sequence[Source], path: Path, kinds: Kinds, how: Order
) -> Iterator[tuple[str, Sheet]]:
    """Every roster of one file as a sheet to mend, with its department; the file is read anew."""
    from fangpin.io import read_file

    file = own[0].file
    raw = read_file(path, name=file, password=how.passwords)
    if raw.sha256 != own[0].sha256:
        raise UseError(f"{file} 在读取期间被改动", "请关闭正在编辑它的程序后再运行一次")
    name = path.name
    labelled = label(
        raw,
        kinds,
        forced_kind=how.forced.get(file, how.forced.get(name)),
        forced_columns=how.columns.get(file, how.columns.get(name, {})),
    )
    rosters = {roster.sheet: roster for roster in labelled.rosters}
    look = looks(path, raw)
    for one in own:
        roster = from_1900(rosters[one.sheet], kinds)
        sheet = Sheet(
            file=file,
            sheet=one.sheet,
            title=kinds[one.kind].title,
            roster=roster,
            mark=_made_from(raw, one),
            counts=(one.rows, one.accepted),
            look=look.get(one.sheet),
        )
        yield record.department(one, kinds), sheet


def _made_from(raw: RawFile, one: Source) -> Mark:
    """What the slip's sheet will say that it comes from; of a slip's slip the first names stay."""
    here = (raw.sha256, one.sheet)
    if one.mark is None:
        return Mark((here,), one.file, one.sheet, one.kind)
    return Mark((here, *one.mark.origins), one.mark.file, one.mark.sheet, one.kind)


def _mark(sheet: Sheet, problems: Sequence[Problem]) -> None:
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
        note = _note(problem)
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
