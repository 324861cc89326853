"""Read, label, clean and check every file: what the later stages start from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import FileFault

if TYPE_CHECKING:
    import pandas as pd

    from fangpin.io import InputFile
    from fangpin.io.table import RawFile
    from fangpin.rosters.kinds import Kinds
    from fangpin.rosters.model import Checked


@dataclass(frozen=True)
class Source:
    """One roster table that was read.

    source: its place in reading order; headers: field -> header; skipped: (row, why) of rows that
    are no data; frame: its typed rows.
    """

    source: int
    file: str
    sheet: str
    sha256: str
    kind: str
    headers: Mapping[str, str]
    rows: int
    accepted: int
    skipped: tuple[tuple[int, str], ...]
    alleviated: bool
    frame: pd.DataFrame = field(repr=False)


@dataclass
class Rosters:
    """Everything that was read.

    problems: frames of faults in cells and rows; faults: (file, sheet, code, detail, row) of whole
    files and tables; skipped: (file, why); sheets: (file, sheet, why) of sheets left out.
    """

    sources: list[Source] = field(default_factory=list)
    problems: list[pd.DataFrame] = field(default_factory=list)
    faults: list[tuple[str, str, str, str, int | None]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    sheets: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ReadOptions:
    """How files are read. forced: file name -> kind; columns: file name -> {header: field}."""

    as_of: date
    passwords: Sequence[str] = ()
    forced: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_rosters(
    files: Iterable[InputFile],
    kinds: Kinds,
    options: ReadOptions,
    progress: Callable[[str], None] | None = None,
) -> Rosters:
    """Read every file in order; a file or table that can't be used is a fault, the rest go on."""
    made = Rosters()
    for file in files:
        if progress is not None:
            progress(f"读取 {file.name}")
        read_one(file, kinds, options, made)
    return made


def read_one(file: InputFile, kinds: Kinds, options: ReadOptions, made: Rosters) -> None:
    """Read one file and add what came of it."""
    from fangpin.io import read_file

    try:
        raw = read_file(file.path, name=file.name, password=options.passwords)
    except FileFault as fault:
        made.faults.append((file.name, "", fault.code, fault.detail, fault.row))
        return
    made.sheets += [(file.name, sheet, why) for sheet, why in raw.skipped_sheets]
    add_tables(raw, kinds, options, made)


def add_tables(raw: RawFile, kinds: Kinds, options: ReadOptions, made: Rosters) -> None:
    """Label and check the tables of one file."""
    from fangpin.rosters.check import check
    from fangpin.rosters.label import label

    name = Path(raw.path).name
    labelled = label(
        raw,
        kinds,
        forced_kind=options.forced.get(raw.path, options.forced.get(name)),
        forced_columns=options.columns.get(raw.path, options.columns.get(name, {})),
    )
    made.sheets += [(raw.path, sheet, why) for sheet, why in labelled.no_table]
    made.faults += [(raw.path, r.sheet, r.code, r.detail, None) for r in labelled.refused]
    for roster in labelled.rosters:
        checked = check(roster, options.as_of, kinds)
        made.problems.append(checked.problems)
        made.sources.append(source(raw, checked, len(made.sources)))


def source(raw: RawFile, checked: Checked, number: int) -> Source:
    """What later stages need of a checked table."""
    roster = checked.roster
    assert roster.kind is not None
    headers = dict(roster.headers)
    headers.update({f: several[0] for f, several in roster.slot_headers.items() if several})
    return Source(
        source=number,
        file=roster.file,
        sheet=roster.sheet,
        sha256=raw.sha256,
        kind=roster.kind.name,
        headers=headers,
        rows=len(checked.frame),
        accepted=checked.accepted,
        skipped=roster.skipped,
        alleviated=roster.title_says_alleviated,
        frame=checked.frame,
    )
