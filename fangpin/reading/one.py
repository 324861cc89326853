"""Read, label, clean and check one file, in whatever process; its rows go to disk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import FileFault
from fangpin.reading.model import FileRead, ReadOptions, Source

if TYPE_CHECKING:
    import pandas as pd

    from fangpin.io.table import RawFile
    from fangpin.rosters.kinds import Kinds
    from fangpin.rosters.model import Checked, Labelled


def read_one(path: Path, name: str, options: ReadOptions, folder: Path) -> FileRead:
    """One file's rosters, their typed rows as Parquet files in `folder`; faults are told."""
    from fangpin.io import read_file

    try:
        raw = read_file(path, name=name, password=options.passwords, limits=options.limits)
    except FileFault as fault:
        return refused(name, fault)
    return typed(raw, options, folder)


def refused(name: str, fault: FileFault) -> FileRead:
    """A file that can't be read at all."""
    return FileRead(name, faults=((name, "", fault.code, fault.detail, fault.row),))


@lru_cache(maxsize=4)
def kinds_of(config: str) -> Kinds:
    """The kinds of a run; config: what the user adds, as JSON."""
    import json

    from fangpin.rosters.kinds import load_kinds

    return load_kinds(json.loads(config))


def kinds_config(options: ReadOptions) -> str:
    """What a configuration adds to the kinds, as JSON."""
    import json

    own = {k: options.config[k] for k in ("synonyms", "fields", "kinds") if k in options.config}
    return json.dumps(own, ensure_ascii=False, sort_keys=True)


def typed(raw: RawFile, options: ReadOptions, folder: Path) -> FileRead:
    """Label and check the tables of one file."""
    from fangpin.rosters.check import check

    kinds = kinds_of(kinds_config(options))
    labelled = as_told(raw, options, kinds)
    sources, problems, days = [], [], []
    for number, roster in enumerate(labelled.rosters):
        checked = check(roster, options.as_of, kinds)
        problems.append(checked.problems)
        days.append(latest_day(checked, kinds))
        sources.append(source(raw, checked, number, folder / f"{number}.parquet"))
    return FileRead(
        file=raw.path,
        sources=tuple(sources),
        problems=tuple(problems),
        faults=tuple((raw.path, r.sheet, r.code, r.detail, None) for r in labelled.refused),
        sheets=(
            *((raw.path, sheet, why) for sheet, why in raw.skipped_sheets),
            *((raw.path, sheet, why) for sheet, why in labelled.no_table),
        ),
        latest=max((day for day in days if day is not None), default=None),
    )


def as_told(raw: RawFile, options: ReadOptions, kinds: Kinds) -> Labelled:
    """The tables of a file labelled, with what the user says of its kind and columns."""
    from fangpin.rosters.label import label

    name = Path(raw.path).name
    return label(
        raw,
        kinds,
        forced_kind=options.forced.get(raw.path, options.forced.get(name)),
        forced_columns=options.columns.get(raw.path, options.columns.get(name, {})),
    )


def latest_day(checked: Checked, kinds: Kinds) -> date | None:
    """The latest date that may not lie ahead; the last day of all where one does."""
    if (checked.problems["code"] == "date.future").any():
        return date.max
    days = [
        checked.frame[name].max()
        for name in checked.frame.columns
        if name in kinds.fields
        and kinds.fields[name].type == "date"
        and not kinds.fields[name].future
    ]
    return max((day for day in days if isinstance(day, date)), default=None)


def source(raw: RawFile, checked: Checked, number: int, path: Path) -> Source:
    """What later stages need of a checked table; its rows are written to `path`."""
    roster = checked.roster
    assert roster.kind is not None
    headers = dict(roster.headers)
    headers.update({f: several[0] for f, several in roster.slot_headers.items() if several})
    frame = with_lost_digits(checked)
    write_rows(frame, path)
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
        path=path,
        years=years_of(frame),
        mark=roster.mark,
    )


def write_rows(frame: pd.DataFrame, path: Path) -> None:
    """Write typed rows in their order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="lz4", write_statistics=False)


def years_of(frame: pd.DataFrame) -> tuple[int | None, ...]:
    """The years of the rows that count, None for rows without one."""
    counted = frame[frame["accepted"]]
    if "year" not in frame.columns:
        return (None,) if len(counted) else ()
    years = sorted(int(year) for year in counted["year"].dropna().unique())
    return (*years, *((None,) if counted["year"].isna().any() else ()))


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
        number = Decimal(text.strip().strip("'\"="))
    except InvalidOperation:
        return text
    # 1E808189575 would be a text of 800 MB
    return format(number, "f").partition(".")[0] if abs(number.adjusted()) < 40 else text
