"""The big city: the same for the same seed, the same in both formats, no number given out twice."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import city_write
import openpyxl
import polars as pl
import pytest
from city_rosters import ROSTERS

CITY = Path(__file__).resolve().parents[2] / "benchmarks" / "city.py"


def make(folder: Path, *options: str) -> Path:
    command = [sys.executable, str(CITY), str(folder), "--persons", "1500", *options]
    assert subprocess.run(command, check=False).returncode == 0
    return folder


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
    }


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    first, again = make(tmp_path / "a"), make(tmp_path / "b")
    assert digest(first) == digest(again)
    assert len(digest(first)) == 12
    assert digest(first) != digest(make(tmp_path / "c", "--seed", "2"))


def test_by_county_there_is_a_file_a_roster_and_county(tmp_path: Path) -> None:
    files = digest(make(tmp_path, "--by-county"))
    assert "扶贫/11_户表_武川县.csv" in files
    assert len([name for name in files if name.startswith("扶贫/11_户表_")]) == 10


def test_no_id_number_is_given_out_twice(tmp_path: Path) -> None:
    file = make(tmp_path) / "扶贫" / "01_农户家庭成员信息表.csv"
    numbers = pl.read_csv(file, infer_schema=False)["公民身份号码*"].drop_nulls()
    assert numbers.is_duplicated().sum() == 0
    assert numbers.str.slice(14, 1).is_in(["9"]).mean() > 0.98  # nobody's real number


def test_a_workbook_has_the_cells_of_the_text_file(tmp_path: Path) -> None:
    text, book = make(tmp_path / "t"), make(tmp_path / "x", "--format", "xlsx")
    for name in ("medical", "water"):
        file = ROSTERS[name].file
        data = (text / f"{file}.csv").read_bytes().decode(ROSTERS[name].encoding)
        told = [line.split(",") for line in data.splitlines()]
        rows = openpyxl.load_workbook(book / f"{file}.xlsx", read_only=True).active
        rows.reset_dimensions()
        cells = list(rows.iter_rows(values_only=True))
        assert len(cells) == len(told)
        for given, row in zip(cells[1:50], told[1:50], strict=True):
            for value, written in zip(given, row, strict=True):
                if isinstance(value, float | int):
                    assert float(written) == value
                elif hasattr(value, "year"):
                    assert written == value.strftime(ROSTERS[name].dates)
                else:
                    assert (value or "") == written.strip('"')


def test_a_full_sheet_is_continued_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(city_write, "MOST_ROWS", 10)
    writer = city_write.Workbook(tmp_path / "book", ROSTERS["student_aid"])
    writer.add(pl.DataFrame({"姓名": [f"云{n}" for n in range(25)]}))
    writer.close()
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert [sheet.max_row for sheet in book.worksheets] == [10, 10, 8]
    assert all(sheet["A1"].value == "姓名" for sheet in book.worksheets)
