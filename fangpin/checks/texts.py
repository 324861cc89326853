"""One file's rosters as texts, read in a process of its own: every column by its header."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.errors import FileFault
from fangpin.rosters.model import HeaderColumn

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.io.table import Column, RawFile
    from fangpin.reading import ReadOptions
    from fangpin.rosters.kinds import Kind
    from fangpin.rosters.model import Roster


@dataclass(frozen=True)
class Texts:
    """One roster whose cells are trimmed texts, null where nothing is left.

    fields: what the kind's fields are read from; place: the Parquet file of its columns (`row`,
    `id18`, `f_<field>`, `h<column>`), "" where `held` has them. kind: None where none is known.
    """

    file: str
    sheet: str
    kind_name: str
    columns: tuple[HeaderColumn, ...]
    fields: frozenset[str]
    count: int
    skipped: int
    place: str = ""
    kind: Kind | None = None
    held: pa.Table | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return self.count

    @cached_property
    def names(self) -> frozenset[str]:
        """The columns that there are."""
        import pyarrow.parquet as pq

        names = self.held.column_names if self.held else pq.read_schema(self.place).names
        return frozenset(names)

    def column(self, name: str) -> pa.Array:
        """One column as one array."""
        import pyarrow.parquet as pq

        table = self.held
        if table is None:
            table = pq.read_table(self.place, columns=[name])
        return table[name].combine_chunks()


@dataclass(frozen=True)
class FileTexts:
    """What became of one file; faults: (file, sheet, code, detail), sheets: (file, sheet, why)."""

    file: str
    sha256: str = ""
    rosters: tuple[Texts, ...] = ()
    faults: tuple[tuple[str, str, str, str], ...] = ()
    sheets: tuple[tuple[str, str, str], ...] = ()


def read_texts(path: Path, name: str, options: ReadOptions, folder: Path) -> FileTexts:
    """Read and label one file; its columns as Parquet files in `folder`."""
    from fangpin.io import read_file

    try:
        raw = read_file(path, name=name, password=options.passwords, limits=options.limits)
    except FileFault as fault:
        return FileTexts(name, faults=((name, "", fault.code, fault.detail),))
    return labelled_texts(raw, options, folder)


def labelled_texts(raw: RawFile, options: ReadOptions, folder: Path) -> FileTexts:
    """The rosters of a file that was opened."""
    import pyarrow.parquet as pq

    from fangpin.reading.one import kinds_config, kinds_of
    from fangpin.rosters.label import label

    name = Path(raw.path).name
    labelled = label(
        raw,
        kinds_of(kinds_config(options)),
        forced_kind=options.forced.get(raw.path, options.forced.get(name)),
        forced_columns=options.columns.get(raw.path, options.columns.get(name, {})),
    )
    made = []
    for number, roster in enumerate(labelled.rosters):
        place = folder / f"{number}.texts.parquet"
        one = texts_of(roster)
        pq.write_table(one.held, place, compression="lz4", write_statistics=False)
        made.append(replace(one, place=str(place), held=None, kind=None))
    return FileTexts(
        raw.path,
        raw.sha256,
        tuple(made),
        tuple((raw.path, r.sheet, r.code, r.detail) for r in labelled.refused),
        (
            *((raw.path, sheet, why) for sheet, why in raw.skipped_sheets),
            *((raw.path, sheet, why) for sheet, why in labelled.no_table),
        ),
    )


def texts_of(roster: Roster) -> Texts:
    """A labelled roster as texts, in memory."""
    import pyarrow as pa

    from fangpin.rosters.merged import Merged

    merged = Merged(roster.source)
    made: dict[str, pa.Array] = {
        "row": pa.array(roster.rows, pa.int64()),
        "id18": key_of(roster),
    }
    made |= {f"f_{name}": trimmed(column) for name, column in roster.cells.items()}
    for one in roster.columns:
        if f"h{one.index}" not in made:
            made[f"h{one.index}"] = trimmed(merged.column(one.index, roster.positions))
    return Texts(
        file=roster.file,
        sheet=roster.sheet,
        kind_name=roster.kind.name if roster.kind else "",
        columns=tuple(roster.columns),
        fields=frozenset(roster.cells),
        count=len(roster),
        skipped=len(roster.skipped),
        kind=roster.kind,
        held=pa.table(made),
    )


def trimmed(column: Column) -> pa.Array:
    """Texts without the white space around them; what is empty then is null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(column.text)
    made = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def key_of(roster: Roster) -> pa.Array:
    """The ID numbers by which rosters are joined: 18 characters, else what is readable."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from fangpin.rosters.clean import Context, FieldType, clean_column

    if "id_number" not in roster.cells:
        return pa.nulls(len(roster), pa.string())
    cleaned = clean_column(roster.cells["id_number"], FieldType("id_number", ""), Context())
    text = cleaned.companions.get("id_text")
    return cleaned.values if text is None else pc.coalesce(cleaned.values, text)


def as_json(read: FileTexts) -> str:
    """What is kept of a file beside its Parquet files."""
    told = asdict(replace(read, rosters=()))
    told["rosters"] = [
        {
            "file": one.file,
            "sheet": one.sheet,
            "kind_name": one.kind_name,
            "columns": [asdict(column) for column in one.columns],
            "fields": sorted(one.fields),
            "count": one.count,
            "skipped": one.skipped,
            "place": Path(one.place).name,
        }
        for one in read.rosters
    ]
    return json.dumps(told, ensure_ascii=False)


def from_json(kept: Mapping[str, Any], folder: Path) -> FileTexts:
    """A file as it was kept in a folder."""
    rosters = tuple(
        Texts(
            **one
            | {
                "columns": tuple(
                    HeaderColumn(**column | {"parts": tuple(column["parts"])})
                    for column in one["columns"]
                ),
                "fields": frozenset(one["fields"]),
                "place": str(folder / one["place"]),
            }
        )
        for one in kept["rosters"]
    )
    faults = tuple((f[0], f[1], f[2], f[3]) for f in kept["faults"])
    sheets = tuple((s[0], s[1], s[2]) for s in kept["sheets"])
    return FileTexts(kept["file"], kept["sha256"], rosters, faults, sheets)
