"""A scan that takes tables from earlier ones gives what it gives without."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fangpin import engine
from fangpin.demo import AS_OF
from fangpin.demo.city import make
from fangpin.kept import tables
from fangpin.kept.files import KeptFiles
from fangpin.pipeline import scan
from fangpin.run import ScanOptions
from fangpin.timing import Clock

POLICY = "hohhot-2020"


@pytest.fixture(autouse=True)
def everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tables of a small city too."""
    monkeypatch.setattr(tables, "SECONDS", 0.0)
    monkeypatch.setattr(engine, "FEW", 0)


def city(folder: Path, households: int = 250) -> list[Path]:
    make(folder, seed=5, households=households, faults=True, as_of=AS_OF, layout="csv", big=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def judged(tmp_path: Path, as_of: date, policy: str) -> dict[str, Any]:
    """Everything that reports are made of."""
    made = scan(
        ScanOptions(
            paths=[tmp_path / "rosters"], as_of=as_of, policy=policy, cache=tmp_path / "cache"
        ),
        Clock(),
    ).results
    return {one.name: getattr(made, one.name) for one in fields(made)}


def compared(tmp_path: Path, as_of: date = AS_OF, policy: str = POLICY) -> None:
    """Two scans of the rosters as they lie there: with what is kept, and without."""
    kept = judged(tmp_path, as_of, policy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "FEW", engine.MANY)
        plain = judged(tmp_path, as_of, policy)
    assert [name for name in plain if kept[name] != plain[name]] == []
    assert plain["alerts"].num_rows > 20


def mend(file: Path) -> None:
    """The last row goes."""
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))


def swapped(file: Path) -> None:
    """The last row comes before the one above it."""
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:-2], lines[-1].rstrip(b"\r\n") + b"\r\n", lines[-2]]))


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each table that was asked for was there."""
    asked: list[bool] = []
    plain = KeptFiles.find

    def find(self: KeptFiles, key: str) -> object:
        answer = plain(self, key)
        asked.append(answer is not None)
        return answer

    monkeypatch.setattr(KeptFiles, "find", find)
    return asked


@pytest.mark.parametrize(
    "name", ["花名册_武川县", pytest.param("学生资助", marks=pytest.mark.slow)]
)
def test_a_roster_mended(name: str, tmp_path: Path, found: list[bool]) -> None:
    files = city(tmp_path / "rosters")
    judged(tmp_path, AS_OF, POLICY)
    found.clear()
    judged(tmp_path, AS_OF, POLICY)
    assert all(found)
    found.clear()
    mend(next(file for file in files if name in file.name))
    compared(tmp_path)
    assert 20 < sum(found) < len(found)


@pytest.mark.slow
def test_another_day_and_policy(tmp_path: Path) -> None:
    city(tmp_path / "rosters")
    compared(tmp_path)
    compared(tmp_path, date(2020, 9, 1))
    compared(tmp_path, date(2021, 6, 30), "national-2021")
    compared(tmp_path)


@pytest.mark.slow
def test_a_roster_comes_and_goes(tmp_path: Path) -> None:
    files = city(tmp_path / "rosters")
    compared(tmp_path)
    away = files[len(files) // 2]
    away.rename(tmp_path / away.name)
    compared(tmp_path)
    (tmp_path / away.name).rename(away)
    compared(tmp_path)


@pytest.mark.slow
def test_rosters_mended_in_turn(tmp_path: Path) -> None:
    files = city(tmp_path / "rosters")
    judged(tmp_path, AS_OF, POLICY)
    for file in files[::7]:
        mend(file)
        swapped(file)
        compared(tmp_path)
