"""The next file against the slip: mended, not mended, newly broken, rows deleted to pass."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fangpin import cli
from fangpin.errors import UseError
from fangpin.slips.against import slip_files
from tests.rosters.make import person
from tests.slips import make
from tests.slips.make import Rows, faulty_rows, rows, slip, validate, workbook


def compared(tmp_path: Path, body: Rows, where: str = "新/民政/低保.xlsx") -> dict[str, list[str]]:
    """State -> `field@old row` of what the next file brings."""
    workbook(tmp_path / "名册" / "民政" / "低保.xlsx", faulty_rows())
    validate(tmp_path / "名册", tmp_path / "查")
    new = workbook(tmp_path / where, body)
    path = new if where.count("/") < 2 else tmp_path / where.partition("/")[0]
    validate(path, tmp_path / "再查", "--against", str(tmp_path / "查"))
    text = (tmp_path / "再查" / "compared.csv").read_text("utf-8-sig")
    found: dict[str, list[str]] = {}
    for line in csv.DictReader(text.splitlines()):
        told = f"{line['field']}@{line['old_row'] or line['row']}"
        found.setdefault(line["state"], []).append(told)
    return found


ALL = ["id_number@6", "id_number@8", "monthly_amount@9", "id_number@11"]


def test_all_mended(tmp_path: Path) -> None:
    assert compared(tmp_path, rows()) == {"mended": ALL}


def test_nothing_mended(tmp_path: Path) -> None:
    assert compared(tmp_path, faulty_rows()) == {"not_mended": ALL}


def test_rows_in_another_order_are_found_again(tmp_path: Path) -> None:
    assert compared(tmp_path, rows()[::-1]) == {"mended": ALL}


def test_each_fate_is_told_apart(tmp_path: Path) -> None:
    body = faulty_rows()
    body[3][2] = person(3)  # mended
    body[6][4] = "四百"  # changed, still wrong
    body[0][2] = "12"  # newly broken
    del body[5]  # deleted to pass
    assert compared(tmp_path, body) == {
        "mended": ["id_number@6"],
        "deleted": ["id_number@8"],
        "changed": ["monthly_amount@9"],
        "not_mended": ["id_number@11"],
        "new": ["id_number@3"],
    }


def test_a_row_with_another_cell_changed_is_found_by_who_it_is_of(tmp_path: Path) -> None:
    body = rows()
    body[6][4] = 306
    body[6][3] = "特困"
    body[3][4] = 999  # the wrong number's row: its place and half of its cells tell
    assert compared(tmp_path, body) == {"mended": ALL}


def test_a_file_in_no_folder_is_compared_with_the_only_slip(tmp_path: Path) -> None:
    assert compared(tmp_path, rows(), "低保新.xlsx") == {"mended": ALL}


def test_deleted_rows_make_it_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook(tmp_path / "名册" / "民政" / "低保.xlsx", faulty_rows())
    validate(tmp_path / "名册", tmp_path / "查")
    body = rows()
    del body[8]
    new = workbook(tmp_path / "新" / "民政" / "低保.xlsx", body)
    words = ["validate", str(new), "--as-of", "2020-04-18", "--out", str(tmp_path / "再查")]
    assert cli.run([*words, "--against", str(slip(tmp_path / "查"))], debug=True) == 1
    assert "已改正 3 处、整行被删 1 处" in capsys.readouterr().out


def test_the_new_slip_tells_what_became_of_the_last(tmp_path: Path) -> None:
    compared(tmp_path, faulty_rows())
    lines = list(make.page(slip(tmp_path / "再查"), "与上次对照").values)
    assert [line[0] for line in lines] == ["结果", *["未改正"] * 4]


def test_what_is_no_slip_is_a_wrong_call(tmp_path: Path) -> None:
    new = workbook(tmp_path / "低保.xlsx", rows())
    assert validate(new, tmp_path / "查", "--against", str(new)) == 2
    with pytest.raises(UseError):
        slip_files(tmp_path)
