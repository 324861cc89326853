"""Synthetic cities: rosters of invented persons in the real layouts of departments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

AS_OF = date(2020, 4, 18)


def make_city(
    folder: Path,
    *,
    seed: int,
    households: int,
    faults: bool = True,
    as_of: date = AS_OF,
    layout: str = "mixed",
) -> None:
    """Write the rosters of all departments of an invented city below `folder`.

    The same arguments give the same files, byte for byte. faults: plant what real files suffer
    from, and list it in .demo/faults.csv (file, sheet, row, code, severity, true_id); without,
    every value is written in one plain form. layout: "mixed" as departments export them, or
    "csv" or "xlsx" for all files. Raises UseError for arguments that make no city.
    """
    from fangpin.demo.city import make

    make(folder, seed=seed, households=households, faults=faults, as_of=as_of, layout=layout)
