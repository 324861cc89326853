from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from io_build import inline, saved, xlsx_parts, zipped

from fangpin.child import USED, Child, each
from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.reading import PRELOAD
from fangpin.reading.model import FileRead, ReadOptions


def reader(limits: Limits) -> Child:
    return Child("fangpin.reading.one:read_one", limits, PRELOAD)


def read(child: Child, path: Path) -> FileRead:
    made: FileRead = child.call(path, path.name, ReadOptions(date(2020, 4, 18)), path.parent)
    return made


def workbook(folder: Path, rows: str, name: str) -> Path:
    return saved(folder, zipped(xlsx_parts(f"<sheetData>{rows}</sheetData>")), name)


def small(folder: Path) -> Path:
    return workbook(folder, f'<row r="1">{inline("A1", "姓名")}</row>', "小.xlsx")


def test_a_file_that_takes_too_long_is_a_fault_and_the_next_one_is_read(tmp_path: Path) -> None:
    rows = f"<row>{'<c><v>1.5</v></c>' * 20}</row>" * 200_000
    big, child = workbook(tmp_path, rows, "大.xlsx"), reader(Limits(seconds=0.4))
    try:
        with pytest.raises(FileFault) as caught:
            read(child, big)
        assert caught.value.code == "file.unreadable"
        child.limits = Limits()  # a busy machine may need longer than that for any file
        assert read(child, small(tmp_path)).file == "小.xlsx"
    finally:
        child.close()


@pytest.mark.parametrize(
    "harm",
    [
        "__import__('os')._exit(3)",
        pytest.param(
            "bytearray(6 << 30)",
            marks=pytest.mark.skipif(
                sys.platform != "linux", reason="only Linux holds a process to its memory"
            ),
        ),
    ],
)
def test_a_child_that_dies_or_wants_too_much_is_a_fault_and_works_again(harm: str) -> None:
    child = Child("builtins:eval", Limits(memory_bytes=5 << 30))
    try:
        with pytest.raises(FileFault) as caught:
            child.call(harm)
        assert caught.value.code == "file.unreadable"
        assert child.call("1 + 1") == 2
    finally:
        child.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells and holds")
def test_memory_is_counted_from_what_the_child_starts_with() -> None:
    child = Child("builtins:eval", Limits(memory_bytes=512 << 20), PRELOAD)
    try:
        assert child.call("len(bytearray(256 << 20))") == 256 << 20
        with pytest.raises(FileFault):
            child.call("len(bytearray(1024 << 20))")
    finally:
        child.close()


def test_what_children_use_is_counted(tmp_path: Path) -> None:
    before, child = USED.cpu, reader(Limits())
    try:
        read(child, small(tmp_path))
    finally:
        child.close()
    assert USED.cpu > before
    assert max(USED.peaks.values()) > 10 << 20


def test_the_largest_begin_first_and_what_came_of_them_is_given_in_order() -> None:
    begun: list[int] = []

    def run(_: Child, item: int) -> str:
        begun.append(item)
        return str(item)

    made = each(lambda: Child("nothing:runs"), [2, 5, 3], run, 1, lambda item: item)
    assert list(made) == ["2", "5", "3"]
    assert begun == [5, 3, 2]
