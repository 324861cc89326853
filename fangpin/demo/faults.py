"""Planting faults in the sheets of a city, and the list of what was planted."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fangpin.demo import blemishes, numbers, rows
from fangpin.demo.people import City
from fangpin.demo.sheet import Book, Cells, Column, Sheet

LEDGER = ".demo/faults.csv"
CUT = "医保/传输中断.xlsx"
CUT_FROM, CUT_AT = "人社/务工就业.xlsx", 2048
LITTER = {"医保/~$医疗费用结算.xlsx": b"\x05user", "医保/.缓存.csv": b"\x05user"}
DRAFT, DRAFT_KIND, DRAFT_ROWS = "草稿", "illness", 20
REPEATED = ("enrolment", "relocation", "water")


@dataclass
class Planter:
    """Plants faults at their rates, evenly over the whole city.

    share: 1 for the rates of a bad year; due: how much of each fault is still owed; met: how many
    strangers are in a roster.
    """

    city: City
    share: float
    due: dict[str, float] = field(default_factory=dict)
    met: int = 0

    def __post_init__(self) -> None:
        self.rng: np.random.Generator = self.city.dice.of("faults")

    def take(self, fault: str, rate: float, sheet: Sheet) -> npt.NDArray[np.int64]:
        """Free rows for a fault that stands `rate` times in 10,000 rows."""
        owed = self.due.setdefault(fault, float(self.rng.uniform(0.75, 1.0)))
        owed += rate * self.share * len(sheet) / 10_000
        able = np.flatnonzero(sheet.free)
        wanted = min(int(owed), len(able))
        self.due[fault] = owed - wanted
        chosen: npt.NDArray[np.int64] = np.sort(self.rng.choice(able, wanted, replace=False))
        return chosen

    def give_back(self, fault: str, count: int) -> None:
        """Rows that were taken for a fault but could not bear it."""
        self.due[fault] += count

    def next_strangers(self, count: int) -> list[int]:
        """Strangers who are in no roster yet, while there are any."""
        first, all_of_them = self.met, len(self.city.strangers["id"])
        self.met += count
        return [(first + i) % all_of_them for i in range(count)]

    def spoil(self, books: list[Book]) -> None:
        """Plant faults in all sheets of a department, and what else lies in its folder."""
        for book in books:
            for sheet in book.sheets:
                if sheet.line is None:
                    rows.plant(self, sheet)
                numbers.plant(self, sheet)
                blemishes.plant(self, sheet)
                if sheet.kind in REPEATED and len(sheet) > 20 and book.format == "text":
                    sheet.repeat = len(sheet) // 2
            _draft(book)
        rows.between(self, books)

    def finish(self, books: list[Book], folder: Path) -> None:
        """Write the files that are none, and the list of what was planted."""
        for name, content in LITTER.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        listed = [
            (book.path, sheet.name if book.format not in ("text", "html") else "", sheet, mark)
            for book in books
            for sheet in book.sheets
            for mark in sheet.marks
        ]
        lines = [
            (path, name, sheet.row_number(mark.row), mark.code, mark.severity, mark.true_id)
            for path, name, sheet, mark in listed
        ]
        source = folder / CUT_FROM
        if source.exists():
            (folder / CUT).write_bytes(source.read_bytes()[:CUT_AT])
            lines.append((CUT, "", 0, "file.*", "reject", ""))
        _write(folder / LEDGER, sorted(lines))


def _draft(book: Book) -> None:
    """A hidden sheet with the first rows of the sheet before it."""
    sheet = book.sheets[0] if book.sheets else None
    if sheet is None or sheet.kind != DRAFT_KIND or book.format != "xlsx":
        return
    columns = [
        Column(
            c.header,
            c.field,
            c.form,
            Cells(c.cells.text.head(DRAFT_ROWS), c.cells.kind[:DRAFT_ROWS]),
        )
        for c in sheet.columns
    ]
    book.sheets.append(Sheet(sheet.kind, DRAFT, columns, hidden=True))


def _write(path: Path, lines: list[tuple[str, str, int, str, str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "sheet", "row", "code", "severity", "true_id"])
    writer.writerows((path, name, row or "", *rest) for path, name, row, *rest in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
