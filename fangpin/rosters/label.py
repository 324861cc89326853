"""Raw tables to rosters: header, kind, columns and data rows of every sheet of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fangpin.errors import UseError
from fangpin.io.table import RawFile, RawTable
from fangpin.rosters.assign import Assigned, assign, check_forced
from fangpin.rosters.body import Layout, blank_rows, data_rows
from fangpin.rosters.choose import Choice, Forced, Match, Names, choose, match_kind
from fangpin.rosters.grid import Grid, Header, find_header, top_of
from fangpin.rosters.headers import forms, joined, normal
from fangpin.rosters.kinds import Kinds, load_kinds
from fangpin.rosters.marks import unmarked
from fangpin.rosters.merged import taken
from fangpin.rosters.model import HeaderColumn, Labelled, Refused, Roster
from fangpin.rosters.rows import Body, body_of
from fangpin.rosters.stacked import stacked
from fangpin.rosters.unit import header_unit, stated_unit

_ALLEVIATED = re.compile("(?<![未非])脱贫户")
_PLACES = frozenset(("county", "town", "village"))
_WHO = frozenset(
    ("household_id", "hukou_id", "name", "head_name", "id_number", "disability_certificate")
)


def label(
    raw: RawFile,
    kinds: Kinds | None = None,
    *,
    forced_kind: str | None = None,
    forced_columns: Mapping[str, str] | None = None,
) -> Labelled:
    """The rosters in one file.

    Sheets without a table, and sheets that name nobody beside one that is a roster, are no fault;
    a file without any table is. Raises UseError for a forced kind, field or column that is not
    there.
    """
    kinds = kinds or load_kinds()
    forced = Forced(forced_kind, forced_columns or {})
    check_forced(forced.columns, kinds)
    done = [one for table in raw.tables for one in _label_sheet(raw, table, kinds, forced)]
    check_found(forced.columns, [one for _, one in done if one is not None])
    rosters = [one for _, one in done if isinstance(one, Roster)]
    refused = [one for _, one in done if isinstance(one, Refused)]
    no_table = [(sheet, "没有表头") for sheet, one in done if one is None]
    if rosters:
        aside = [one for one in refused if not _names_somebody(one)]
        refused = [one for one in refused if one not in aside]
        no_table += [(one.sheet, "不是花名册") for one in aside]
    elif not refused:
        refused = [Refused("", "file.not_a_table", "没有找到带表头的表")]
    return Labelled(tuple(rosters), tuple(refused), tuple(no_table))


def check_found(forced: Mapping[str, str], done: Sequence[Roster | Refused]) -> None:
    """Raises UseError for a column that the user named and no table has."""
    rosters = [one if isinstance(one, Roster) else one.roster for one in done]
    columns = [column for roster in rosters if roster for column in roster.columns]
    there = {normal(text) for one in columns for text in (one.header, *one.parts[-1:])}
    for header in forced:
        if normal(header) not in there:
            raise UseError(f"文件里没有“{header}”这一列", "用 fangpin inspect 看各列的名字")


def _names_somebody(refused: Refused) -> bool:
    roster = refused.roster
    return roster is None or any(column.field in _WHO for column in roster.columns)


@dataclass(frozen=True)
class _Draft:
    """A table on its way to a roster."""

    table: RawTable
    grid: Grid
    header: Header
    title: str
    names: Names
    match: Match
    assigned: Assigned
    body: Body
    skipped: tuple[tuple[int, str], ...]


_Done = Roster | Refused | None


def _label_sheet(
    raw: RawFile, sheet: RawTable, kinds: Kinds, forced: Forced
) -> list[tuple[str, _Done]]:
    """(name, result) of the tables of one sheet without fangpin's own marks; None: no table.

    A correction slip is read as what it was made from: by its names and as its kind.
    """
    bare = unmarked(sheet)
    if bare.table is None:
        return [(sheet.sheet, None)]
    mark = bare.mark
    if mark is None:
        called = (raw.path, sheet.sheet)
        parts = stacked(bare.table, kinds)
        done = [(one.sheet, _label_table(raw, one, kinds, forced, called)) for one in parts]
        return [_with_preface(done[0], bare.table.first_row, parts[0].first_row), *done[1:]]
    if forced.kind is None and mark.kind in kinds.kinds:
        forced = replace(forced, kind=mark.kind)
    slip = _label_table(raw, bare.table, kinds, forced, (mark.file, mark.sheet))
    return [(sheet.sheet, replace(slip, mark=mark) if isinstance(slip, Roster) else slip)]


def _with_preface(done: tuple[str, _Done], top: int, first: int) -> tuple[str, _Done]:
    """A table far below the sheet's top, with the rows above that were not read along with it."""
    name, roster = done
    if first == top or not isinstance(roster, Roster):
        return done
    above = tuple((row, "标题、说明") for row in range(top, first))
    return name, replace(roster, above=above + roster.above)


def _label_table(
    raw: RawFile, table: RawTable, kinds: Kinds, forced: Forced, called: tuple[str, str]
) -> Roster | Refused | None:
    """called: the names of file and sheet that may tell the kind."""
    grid = top_of(table)
    header = find_header(grid, kinds)
    if header is None:
        return None
    columns, title = _columns(header), _title(grid, header)
    names = Names.of(*called, title)
    choice = choose(columns, kinds, names, forced)
    match = choice.match or match_kind(columns, kinds.anything, kinds, forced.columns)
    positions, skipped = data_rows(table, _layout(grid, header, match, kinds))
    assigned = assign(
        columns, match.named, match.kind, lambda index: taken(table.columns[index], positions)
    )
    body = body_of(table, positions, assigned)
    draft = _Draft(table, grid, header, title, names, match, assigned, body, skipped)
    return _judged(_roster(raw.path, draft, kinds), choice, assigned)


def _judged(roster: Roster, choice: Choice, assigned: Assigned) -> Roster | Refused:
    if choice.match is None:
        return Refused(roster.sheet, choice.code, choice.detail, roster)
    if assigned.ambiguous:
        told = "、".join(f"“{header}”" for header in assigned.ambiguous)
        return Refused(roster.sheet, "file.column_ambiguous", f"{told}内容不同", roster)
    return roster


def _columns(header: Header) -> tuple[HeaderColumn, ...]:
    return tuple(
        HeaderColumn(joined(parts), None, index, parts) for index, parts in enumerate(header.parts)
    )


def _title(grid: Grid, header: Header) -> str:
    """The texts above the header, a line a row; a merged title is there once."""
    rows = (dict.fromkeys(text for text in row if text) for row in grid.cells[: header.top])
    return "\n".join(" ".join(text.strip() for text in row) for row in rows if row)


def _layout(grid: Grid, header: Header, match: Match, kinds: Kinds) -> Layout:
    named = {one.column.index: one.meaning.field for one in match.named}
    rows = grid.cells[header.top : header.end]
    above = [text for row in grid.cells[: header.top] for text in row if text]
    return Layout(
        start=grid.first + header.end,
        header=tuple({n: text for n, text in enumerate(row) if text} for row in rows),
        above=frozenset(above),
        keys=tuple(index for index, field in named.items() if field in _WHO),
        places=tuple(index for index, field in named.items() if field in _PLACES),
        ids=tuple(
            index
            for index, field in named.items()
            if field in ("id_number", "disability_certificate")
        ),
        serial=frozenset(
            index
            for index, parts in enumerate(header.parts)
            if parts and not kinds.serial.isdisjoint(forms(parts[-1]))
        ),
    )


def _above(table: RawTable, grid: Grid, header: Header) -> tuple[tuple[int, str], ...]:
    """The rows over the header and why each is no data."""
    blank = list(blank_rows(np.arange(grid.first)).items())
    texts = [
        (grid.first + n, "标题、说明" if grid.filled(n) else "空行") for n in range(header.top)
    ]
    return tuple((table.first_row + row, why) for row, why in blank + texts)


def _units(columns: Sequence[HeaderColumn], kinds: Kinds, stated: int | None) -> dict[str, int]:
    """Yuan in one unit of each money field; a header's own unit wins over the one above."""
    units: dict[str, int] = {}
    for column in columns:
        if column.field and kinds.fields[column.field].type == "money":
            own = header_unit(column.parts)
            units.setdefault(column.field, own if own is not None else stated or 1)
    return units


def _roster(path: str, draft: _Draft, kinds: Kinds) -> Roster:
    table, header, body = draft.table, draft.header, draft.body
    columns = draft.assigned.columns
    used = [(column.field, column) for column in columns if column.field]
    top = table.first_row + draft.grid.first + header.top
    names = draft.names
    told = bool(draft.match.kind.name)
    return Roster(
        file=path,
        sheet=table.sheet,
        kind=draft.match.kind if told else None,
        score=draft.match.score if told else 0,
        header_rows=tuple(range(top, top + header.depth + header.notes)),
        columns=columns,
        cells=body.cells,
        headers=body.headers,
        units=_units(columns, kinds, stated_unit(draft.title.split("\n"))),
        by_month=frozenset(name for name, one in used if kinds.is_by_month(one.parts[-1])),
        inverse=frozenset(name for name, one in used if one.inverse),
        rows=body.positions + table.first_row,
        skipped=draft.skipped,
        above=_above(table, draft.grid, header),
        title=draft.title,
        title_says_alleviated=bool(_ALLEVIATED.search(f"{names.sheet} {names.file}")),
        date1904=table.date1904,
        source=table,
        positions=body.positions,
        slots=body.slots,
        slot_headers=body.slot_headers,
        hidden_rows=table.hidden_rows,
    )
