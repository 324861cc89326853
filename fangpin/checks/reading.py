"""Read and label files for checks: every cell stays the text that it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import FileFault

if TYPE_CHECKING:
    from fangpin.io import InputFile
    from fangpin.reading import ReadOptions
    from fangpin.rosters.kinds import Kinds
    from fangpin.rosters.model import Roster


@dataclass
class Read:
    """What was read. files: name -> sha256; faults: (file, sheet, code, detail) of what can't be
    used; skipped: (file, why); sheets: (file, sheet, why) of sheets left out."""

    rosters: list[Roster] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str, str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    sheets: list[tuple[str, str, str]] = field(default_factory=list)


def read(
    files: Iterable[InputFile],
    kinds: Kinds,
    options: ReadOptions,
    progress: Callable[[str], None] | None = None,
) -> Read:
    """Read every file in order; one that can't be used is a fault, the rest go on."""
    made = Read()
    for file in files:
        if progress is not None:
            progress(f"读取 {file.name}")
        read_one(file, kinds, options, made)
    return made


def read_one(file: InputFile, kinds: Kinds, options: ReadOptions, made: Read) -> None:
    """Read one file and add its rosters."""
    from fangpin.io import read_file
    from fangpin.rosters.label import label

    try:
        raw = read_file(file.path, name=file.name, password=options.passwords)
    except FileFault as fault:
        made.faults.append((file.name, "", fault.code, fault.detail))
        return
    name = Path(raw.path).name
    labelled = label(
        raw,
        kinds,
        forced_kind=options.forced.get(raw.path, options.forced.get(name)),
        forced_columns=options.columns.get(raw.path, options.columns.get(name, {})),
    )
    made.files[file.name] = raw.sha256
    made.sheets += [(raw.path, sheet, why) for sheet, why in raw.skipped_sheets]
    made.sheets += [(raw.path, sheet, why) for sheet, why in labelled.no_table]
    made.faults += [(raw.path, r.sheet, r.code, r.detail) for r in labelled.refused]
    made.rosters += labelled.rosters
