"""Read, label, clean and check every file: what the later stages start from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import FileFault
from fangpin.slips.replaced import drop_replaced

if TYPE_CHECKING:
    import pandas as pd

    from fangpin.io import InputFile
    from fangpin.io.table import RawFile
    from fangpin.rosters.kinds import Kinds
    from fangpin.rosters.marks import Mark
    from fangpin.rosters.model import Checked


@dataclass(frozen=True)
class Source:
    """One roster table that was read.

    source: its place in reading order; headers: field -> header; skipped: (row, why) of rows that
    are no data; frame: its typed rows; by_pair: how many of the accepted rows count only by a
    confirmed pair.
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
    mark: Mark | None = None
    by_pair: int = 0


@dataclass
class Rosters:
    """Everything that was read.

    problems: frames of faults in cells and rows; faults: (file, sheet, code, detail, row) of whole
    files and tables; skipped: (file, why); sheets: (file, sheet, why) of sheets left out; paths:
    where each file lies.
    """

    sources: list[Source] = field(default_factory=list)
    problems: list[pd.DataFrame] = field(default_factory=list)
    faults: list[tuple[str, str, str, str, int | None]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    paths: dict[str, Path] = field(default_factory=dict)

    def release(self) -> None:
        """Let go of the typed rows: the database has them now."""
        self.sources = [replace(one, frame=one.frame.iloc[:0].copy()) for one in self.sources]


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
    drop_replaced(made)
    return made


def read_one(file: InputFile, kinds: Kinds, options: ReadOptions, made: Rosters) -> None:
    """Read one file and add what came of it."""
    from fangpin.io import read_file

    made.paths[file.name] = file.path
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
        frame=with_lost_digits(checked),
        mark=roster.mark,
    )


def with_lost_digits(checked: Checked) -> pd.DataFrame:
    """The frame with `id_lost`: what is left of numbers whose last digits were lost."""
    import pandas as pd

    lost = checked.problems[checked.problems["code"] == "id.precision_lost"]
    if lost.empty:
        return checked.frame
    roster = checked.roster
    places: dict[int, list[int]] = {}
    for at, row in enumerate(roster.rows):
        places.setdefault(int(row), []).append(at)
    digits: list[str | None] = [None] * len(checked.frame)
    for row, name, column, value in zip(
        lost["row"], lost["field"], lost["column"], lost["value"], strict=True
    ):
        for at in places.get(int(row), []):
            if roster.header_at(name, at) == column:
                digits[at] = plain_digits(value)
    return checked.frame.assign(id_lost=pd.array(digits, dtype="string"))


def plain_digits(text: str) -> str:
    """A number as a spreadsheet wrote it, as plain digits: 1.50121E+17 is 150121000000000000."""
    try:
        return format(Decimal(text.strip().strip("'\"=")), "f").partition(".")[0]
    except InvalidOperation:
        return text
