"""Reading: a path to raw tables of cells, which know nothing of rosters or rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.io.find import InputFile, find_files

if TYPE_CHECKING:
    from fangpin.io.limits import Limits
    from fangpin.io.table import RawFile

__all__ = ["InputFile", "find_files", "read", "read_file"]


def read_file(
    path: str | Path,
    *,
    name: str | None = None,
    password: Sequence[str] = (),
    limits: Limits | None = None,
) -> RawFile:
    """Every table of one file; see fangpin.io.reader.read_file."""
    from fangpin.io.reader import read_file as implementation

    return implementation(path, name=name, password=password, limits=limits)


def read(path: str | Path, password: Sequence[str] = ()) -> list[tuple[str, list[list[object]]]]:
    """Every visible sheet that holds a cell as (name, rows of Python cells from A1)."""
    from fangpin.io.plain import plain_rows

    return plain_rows(read_file(path, password=password))
