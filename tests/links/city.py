"""A village of two households and an insurance roster with wrong numbers, as files."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from fangpin.cli import run
from fangpin.rosters.clean.id_number import check_character

AS_OF = "2020-04-18"
PLACE = ["土默特左旗", "察素齐镇", "甲村", "已脱贫"]


def person(number: int, born: str = "19800101") -> str:
    """An ID number of nobody: sequence 950 and up, right check digit."""
    first = f"150121{born}{950 + number}"
    return first + check_character(first)


def wrong(number: str, at: int = 9) -> str:
    """The number with one digit changed, so that its check digit fails."""
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]


A, B, C = person(1), person(2, "19820202"), person(3, "19750505")
MEMBERS = [
    ["150121001", "白雪莲", A, "户主"],
    ["150121001", "高建国", B, "配偶"],
    ["150121002", "赵铁柱", C, "户主"],
]
INSURED = [["白雪莲", wrong(A)], ["高建国", B], ["赵铁柱", wrong(C)]]


def write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def village(
    folder: Path,
    insured: Sequence[Sequence[str]] = INSURED,
    members: Sequence[Sequence[str]] = MEMBERS,
    name: str = "医保.csv",
) -> Path:
    """The rosters of members and insurance in a new folder."""
    head = ["户编号", "姓名", "证件号码", "与户主关系", "旗县区", "乡镇", "行政村", "脱贫属性"]
    write(folder / "扶贫/成员.csv", [head, *([*row, *PLACE] for row in members)])
    insurance = [["姓名", "证件号码", "参保年度", "参保状态"]]
    insurance += [[*row[:2], "2020", *(row[2:] or ["正常参保"])] for row in insured]
    write(folder / f"医保/{name}", insurance)
    return folder


def scan(folder: Path, out: Path, *more: str) -> int:
    """`fangpin scan`; the exit status."""
    words = ["scan", str(folder), "--as-of", AS_OF, "--out", str(out), "--force", "-q", *more]
    return run(words, debug=True)


def record(out: Path) -> dict[str, Any]:
    """What run.json says."""
    made: dict[str, Any] = json.loads((out / "run.json").read_text("utf-8"))
    return made


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def alerts(out: Path, rule: str = "S3") -> dict[str, str]:
    """Household -> outcome of one rule."""
    return {
        row["household_id"]: row["outcome"]
        for row in rows(out / "alerts.csv")
        if row["rule"] == rule
    }


class Review:
    """A review workbook in the hands of an analyst."""

    HEADER = 4

    def __init__(self, path: Path, sheet: str = "配对复核") -> None:
        self.book = openpyxl.load_workbook(path, rich_text=True)
        self.sheet = self.book[sheet]
        heads = self.sheet[self.HEADER]
        self.place = {str(cell.value): cell.column for cell in heads}

    def lines(self) -> list[dict[str, str]]:
        """What each line says."""
        found = []
        for row in range(self.HEADER + 1, self.sheet.max_row + 1):
            cells = {h: self.sheet.cell(row, at).value for h, at in self.place.items()}
            if cells["标记"]:
                found.append({h: "" if v is None else str(v) for h, v in cells.items()})
        return found

    def put(self, line: int, header: str, value: str) -> None:
        """Fill in a cell of a line (from 0)."""
        self.sheet.cell(self.HEADER + 1 + line, self.place[header]).value = value

    def answer(self, answers: dict[str, str]) -> None:
        """Answer each line by the name on its row."""
        for number, line in enumerate(self.lines()):
            if line["所填姓名"] in answers:
                self.put(number, "是否同一人", answers[line["所填姓名"]])
                self.put(number, "核实人", "乌兰")

    def turn_round(self) -> None:
        """Sort the lines the other way."""
        values = [
            [self.sheet.cell(row, at).value for at in self.place.values()]
            for row in range(self.HEADER + 1, self.sheet.max_row + 1)
        ]
        for row, line in enumerate(reversed(values), self.HEADER + 1):
            for at, value in zip(self.place.values(), line, strict=True):
                self.sheet.cell(row, at).value = value

    def save(self, path: Path) -> Path:
        """Save it as a spreadsheet program would."""
        self.book.save(path)
        return path
