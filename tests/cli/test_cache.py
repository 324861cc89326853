"""`fangpin cache`, and a scan that takes from it what an earlier one wrote."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from fangpin.cli import run
from fangpin.reading import cache as kept
from fangpin.report import jobs

DAY = ["--as-of", "2020-04-18", "-q", "--force"]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache") / "名册"
    assert run(["demo", str(folder), "--seed", "6", "--households", "10"], True) == 0
    return folder


@pytest.fixture
def rosters(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(jobs, "MANY", 0)
    monkeypatch.setenv("FANGPIN_CACHE", str(tmp_path / "cache"))
    return Path(shutil.copytree(city, tmp_path / "名册"))


def scan(rosters: Path, out: Path, *more: str) -> int:
    memory = ["--decisions", str(out.with_name(out.name + ".csv"))]
    return run(["scan", str(rosters), *DAY, "--out", str(out), *memory, *more], True)


def content(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "timing.json")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def mend(rosters: Path) -> None:
    """One row less in a roster of the schools."""
    file = rosters / "教育" / "教育支出.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))


def test_after_a_mended_file_the_rest_is_taken_and_nothing_differs(
    rosters: Path, tmp_path: Path
) -> None:
    books = tmp_path / "cache" / "books"
    assert scan(rosters, tmp_path / "one", "--workers", "2") in (0, 1)
    first = {path.name for path in books.iterdir()}
    slips = [one.name for one in (tmp_path / "one" / "send").glob("数据问题_*")]
    assert len(slips) > 2
    mend(rosters)
    scan(rosters, tmp_path / "two", "--workers", "2")
    added = {path.name for path in books.iterdir()} - first
    assert 0 < len(added) < len(first) / 2
    scan(rosters, tmp_path / "new", "--workers", "1", "--no-cache")
    assert content(tmp_path / "two") == content(tmp_path / "new")
    assert {path.name for path in books.iterdir()} == first | added


def test_kept_books_are_listed_bounded_and_cleared(
    rosters: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = tmp_path / "cache"
    scan(rosters, tmp_path / "one", "--workers", "1")
    capsys.readouterr()
    assert run(["cache", "list"], True) == 0
    told = capsys.readouterr().out
    assert "预警清单_武川县.xlsx" in told and "统计汇总.xlsx、report.html" in told
    (cache / "books" / ".left.1.0.part").write_text("half")
    (cache / ".new-left").mkdir()
    assert run(["cache", "clear"], True) == 0
    assert [path for path in cache.rglob("*") if path.is_file()] == []
    assert not (cache / ".new-left").exists()
    assert list(kept.entries(cache)) == []


def entry(cache: Path, room: str, stem: str, age: int, size: int = 100) -> None:
    """An entry of one room, unused for some seconds."""
    (cache / room).mkdir(parents=True, exist_ok=True)
    (cache / room / f"{stem}.0").write_bytes(b"x" * size)
    meta = cache / room / f"{stem}.json"
    meta.write_text(f'{{"file": "{stem}"}}')
    os.utime(meta, (time.time() - age,) * 2)


def test_the_longest_unused_goes_first_of_all_rooms(tmp_path: Path) -> None:
    for age, (room, stem) in enumerate([("books", "a"), ("tables", "b"), ("books", "c")]):
        entry(tmp_path, room, stem, 100 * age)
    old, new = tmp_path / "books" / ".k.1.0.part", tmp_path / "books" / ".k.2.0.part"
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (time.time() - 2 * 24 * 3600,) * 2)
    assert [one.file for one in kept.entries(tmp_path)] == ["c", "b", "a"]
    kept.shrink(tmp_path, 250)
    assert [one.file for one in kept.entries(tmp_path)] == ["b", "a"]
    assert new.exists() and not old.exists()


def test_a_damaged_entry_is_listed_and_cleared(tmp_path: Path) -> None:
    entry(tmp_path, "books", "a", 1)
    (tmp_path / "books" / "a.json").write_text("{")
    entry(tmp_path, "books", "b", 1)
    (tmp_path / "books" / "b.json").unlink()
    assert [one.file for one in kept.entries(tmp_path)] == ["(写好的文件)"] * 2
    assert kept.clear(tmp_path) == 2
    assert list((tmp_path / "books").iterdir()) == []


def test_a_child_that_cannot_write_ends_the_run(
    rosters: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = "fangpin.report.county.file_names"
    monkeypatch.setattr(names, lambda places: dict.fromkeys(places, "长" * 100))
    assert scan(rosters, tmp_path / "out", "--workers", "2") == 4
    assert "名称太长" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
