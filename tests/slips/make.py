"""Departments' files with known faults, and what a sender does with a slip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from fangpin import cli
from fangpin.reading import ReadOptions, Rosters, read_rosters
from tests.rosters.make import AS_OF, person

HEAD = ("序号", "姓名", "身份证号", "救助类别", "月保障金额", "起始保障年月")
WRONG = person(3)[:-1] + ("1" if person(3)[-1] != "1" else "2")
Rows = list[list[object]]


def rows(count: int = 10) -> Rows:
    """Clean rows of 低保."""
    return [
        [n + 1, f"王{'甲乙丙丁戊己庚辛壬癸'[n % 10]}", person(n), "低保", 300 + n, date(2019, 1, 1)]
        for n in range(count)
    ]


def faulty_rows() -> Rows:
    """Ten rows: a wrong check digit, lost digits, an amount in words, no number."""
    made = rows()
    made[3][2] = WRONG
    made[5][2] = float(person(5)[:15] + "000")
    made[6][4] = "三百"
    made[8][2] = None
    return made


def workbook(path: Path, body: Rows, head: Sequence[str] = HEAD, sheet: str = "农村低保") -> Path:
    """An xlsx with a title, looks and a comment: title in row 1, header in 2, data from 3."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    page.append(["某旗农村低保花名册"])
    page.merge_cells("A1:F1")
    page.append(list(head))
    for row in body:
        page.append(row)
    page["A1"].font = Font(name="黑体", size=18, bold=True)
    for cell in page[2]:
        cell.fill = PatternFill("solid", fgColor="FFC6E0B4")
    page["B4"].comment = Comment("此人外出", "王五")
    page.column_dimensions["C"].width = 24
    page.row_dimensions[5].height = 40
    page.freeze_panes = "A3"
    book.save(path)
    return path


def text_file(path: Path, lines: Sequence[Sequence[str]], encoding: str = "gb18030") -> Path:
    """A CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(",".join(line) + "\r\n" for line in lines), encoding, newline="")
    return path


def validate(path: Path, out: Path, *more: str) -> int:
    """Run the command; the exit status."""
    words = ["validate", str(path), "--out", str(out), "--as-of", AS_OF.isoformat(), "-q", *more]
    return cli.run(words, debug=True)


def slip(out: Path, department: str = "民政") -> Path:
    """Where a department's slip lies."""
    return out / "send" / f"数据问题_{department}.xlsx"


def correct(slip: Path, to: Path, cells: Mapping[str, object], sheet: str = "农村低保") -> Path:
    """What the sender does: type into cells, save."""
    book = openpyxl.load_workbook(slip)
    for place, value in cells.items():
        book[sheet][place] = value
    to.parent.mkdir(parents=True, exist_ok=True)
    book.save(to)
    return to


def page(path: Path, sheet: str = "农村低保") -> Worksheet:
    """One sheet of a slip."""
    return openpyxl.load_workbook(path)[sheet]


def read(*paths: Path) -> Rosters:
    """What fangpin reads of files or folders."""
    from fangpin.io import find_files

    files, _ = find_files(list(paths))
    return read_rosters(files, ReadOptions(AS_OF))


def problems(read: Rosters) -> list[tuple[int, str]]:
    """(row, code) of all faults."""
    return [
        (int(row), code)
        for frame in read.problems
        for row, code in zip(frame["row"], frame["code"], strict=True)
    ]


MENDED = {"C6": person(3), "C8": person(5), "E9": 306, "C11": person(8)}
