"""The small tables that lie inside the packages installed here are read or refused by a reason."""

from __future__ import annotations

import csv
import sysconfig
from pathlib import Path

import pytest

from fangpin.errors import FileFault
from fangpin.io import read
from fangpin.io.find import ENDINGS

_SITE = Path(sysconfig.get_paths()["purelib"])
_SMALL = 300_000


def _files() -> list[Path]:
    found = (p for p in _SITE.rglob("*") if p.suffix.lower() in ENDINGS - {".txt"} and p.is_file())
    return sorted(path for path in found if path.stat().st_size <= _SMALL)


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.name)
def test_a_table_of_a_package(path: Path) -> None:
    try:
        sheets = read(path)
    except FileFault as fault:
        assert fault.code != "file.unreadable"
        return
    assert any(cell is not None for _, rows in sheets for row in rows for cell in row)
    if path.suffix == ".csv":
        plain = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        (_, rows), width = sheets[0], max(map(len, plain))
        padded = [[*row, *[""] * (width - len(row))] for row in plain]
        ours = [[cell or "" for cell in [*row, *[None] * (width - len(row))]] for row in rows]
        while padded and not any(padded[-1]):
            padded.pop()
        assert ours == padded
