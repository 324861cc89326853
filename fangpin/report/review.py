"""配对复核.xlsx: rows that match no one beside the persons they may be, to be answered.

It holds full ID numbers and stays in the office. The sheets are not protected: Excel sorts no
protected sheet. The tokens refuse typing, and a line whose values were changed is told when the
workbook comes back (fangpin.pairs.forms).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fangpin.pairs.decision import ANSWERS, UNSURE
from fangpin.pairs.forms import HEADERS
from fangpin.report.grid import Field, set_page, write_head
from fangpin.report.jobs import Job
from fangpin.report.layout import heights
from fangpin.report.machine import as_frame
from fangpin.report.model import Results
from fangpin.report.private import open_private
from fangpin.report.run import as_of
from fangpin.report.styles import FONT, Book

ROW, PERSON, TOLD, FILL, KEEP = "名册中的一行", "可能是这个人", "比对", "请填写", "勿改"
FIELDS = (
    Field("file", "名册文件", 15, wrapped=True, group=ROW),
    Field("sheet", "工作表", 8, wrapped=True, group=ROW),
    Field("row", "行", 6, "count", group=ROW),
    Field("kind", HEADERS["kind"], 10, wrapped=True, group=ROW),
    Field("row_name", HEADERS["row_name"], 9, wrapped=True, group=ROW),
    Field("row_id", HEADERS["row_id"], 20, group=ROW),
    Field("born_on", HEADERS["born_on"], 11, group=ROW),
    Field("row_place", HEADERS["row_place"], 14, wrapped=True, group=ROW),
    Field("person_name", HEADERS["person_name"], 9, wrapped=True, group=PERSON),
    Field("person_id", HEADERS["person_id"], 20, group=PERSON),
    Field("household_id", "户编号", 14, wrapped=True, group=PERSON),
    Field("person_place", "此人住址", 14, wrapped=True, group=PERSON),
    Field("relation", "与户主关系", 8, wrapped=True, group=PERSON),
    Field("reason", "为什么像", 17, wrapped=True, group=TOLD),
    Field("score", "把握", 7, "rate", group=TOLD),
    Field("conflicts", "请注意", 24, wrapped=True, group=TOLD),
    Field("answer", HEADERS["answer"], 8, "fill", group=FILL),
    Field("by", HEADERS["by"], 9, "fill", group=FILL),
    Field("decided_on", HEADERS["decided_on"], 11, "fill_date", group=FILL),
    Field("token", HEADERS["token"], 4, "token", group=KEEP),
)
FROZEN = 6  # up to the row's number
NOTE = (
    "一行是一对:左边是名册中找不到人的一行,右边是可能的人,号码不同的位用红字标出。核实后在“是否同一人”"
    "选 是、否 或 不确定;没有把握就留空或选 不确定。可以排序、筛选,不要改动其他内容和“标记”。"
    "填好后用 fangpin scan … --links 配对复核.xlsx 交回。本表有完整证件号,不得带出办公室。"
)
_LINES_A_PAIR = 6  # of a county's workbook that take as long
UNSURE_NOTE = "以前答“不确定”的对,核实后可以在这里改答。" + NOTE


def review_jobs(results: Results, folder: Path) -> list[Job]:
    """The job that writes 配对复核.xlsx into a folder, if there is any pair to ask about."""
    pairs = results.review
    if pairs is None or not pairs.num_rows:
        return []
    path, size = folder / "配对复核.xlsx", pairs.num_rows * _LINES_A_PAIR
    task = "fangpin.report.review:write_review"
    return [Job(task, (pairs, as_of(results.run)), (path,), size)]


def write_review(pairs: pa.Table, day: str, path: Path) -> None:
    """Write the open pairs on one sheet and, if there are any, the undecided ones on another."""
    lines = as_frame(pairs)
    undecided = pl.col("answer") == UNSURE
    with open_private(path) as file:
        book = Book(file, title="配对复核", day=day)
        write_sheet(book, "配对复核", NOTE, lines.filter(~undecided))
        if lines.filter(undecided).height:
            write_sheet(book, "不确定", UNSURE_NOTE, lines.filter(undecided))
        book.close()


def write_sheet(book: Book, name: str, note: str, lines: pl.DataFrame) -> None:
    """One sheet of pairs."""
    sheet = book.workbook.add_worksheet(name)
    first = write_head(book, sheet, name, note, FIELDS)
    last = max(first + lines.height - 1, first)
    pen = Pen(book, sheet)
    for row, line in enumerate(lines.iter_rows(named=True), start=first):
        pen.line(row, line)
    rooms = {f.key: f.width for f in FIELDS if f.wrapped}
    for row, points in enumerate(heights(lines, rooms, 2), start=first):
        sheet.set_row(row, points)
    set_page(sheet, name, FIELDS, (first, last), FROZEN)
    ask(sheet, first, last)


def ask(sheet: Worksheet, first: int, last: int) -> None:
    """The drop-down of answers; a token can't be typed over."""
    place = {one.key: at for at, one in enumerate(FIELDS)}
    answers, token = place["answer"], place["token"]
    sheet.data_validation(
        first,
        answers,
        last,
        answers,
        {
            "validate": "list",
            "source": list(ANSWERS),
            "error_title": "请选择",
            "error_message": "请选 是、否 或 不确定",
        },
    )
    sheet.data_validation(
        first,
        token,
        last,
        token,
        {
            "validate": "custom",
            "value": "=FALSE",
            "ignore_blank": False,
            "error_title": "请勿改动",
            "error_message": "标记用来认出这一对,请不要改动",
        },
    )


class Pen:
    """Writes lines; the digits in which two numbers differ are red and bold."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book, self.sheet = book, sheet
        plain: dict[str, Any] = {"font_name": FONT, "font_size": 10}
        self.plain: Format = book.workbook.add_format(plain)
        red = {**plain, "bold": True, "font_color": "#C00000"}
        self.red: Format = book.workbook.add_format(red)
        grey = {**plain, "font_color": "#A6A6A6", "border": 1, "border_color": "#A6A6A6"}
        self.token: Format = book.workbook.add_format(
            {**grey, "num_format": "@", "align": "fill", "valign": "vcenter"}
        )

    def line(self, row: int, line: dict[str, Any]) -> None:
        """One pair."""
        on_row, on_person = marked(line["row_id"], line["person_id"])
        marks = {"row_id": on_row, "person_id": on_person}
        for place, column in enumerate(FIELDS):
            value = line[column.key]
            style = self.token if column.look == "token" else self.book.style(column.look)
            if value is None or value == "":
                self.sheet.write_blank(row, place, None, style)
            elif column.look in ("count", "rate"):
                self.sheet.write_number(row, place, value, style)
            elif column.key in marks:
                self.number(row, place, value, marks[column.key])
            else:
                self.sheet.write_string(row, place, value, style)

    def number(self, row: int, place: int, text: str, marks: set[int]) -> None:
        """An ID number with some digits marked."""
        style = self.book.style("text")
        runs: list[Any] = []
        for red, run in pieces(text, marks):
            runs += [self.red if red else self.plain, run]
        if len(runs) > 2:
            self.sheet.write_rich_string(row, place, *runs, style)
        else:
            self.sheet.write_string(row, place, text, style)


def pieces(text: str, marks: set[int]) -> Iterator[tuple[bool, str]]:
    """A text in runs that are marked or not."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (end in marks) != (start in marks):
            yield start in marks, text[start:end]
            start = end


def marked(text: str | None, number: str) -> tuple[set[int], set[int]]:
    """The places in which a row's number and a person's differ, in each of them.

    Of one length: every place; else what is left between their common beginning and end.
    """
    text = text or ""
    if len(text) == len(number):
        places = {i for i, (a, b) in enumerate(zip(text, number, strict=True)) if a != b}
        return places, places
    if not text:
        return set(), set()
    short = min(len(text), len(number))
    head = next((i for i in range(short) if text[i] != number[i]), short)
    most = short - head
    tail = next((i for i in range(most) if text[-1 - i] != number[-1 - i]), most)
    return set(range(head, len(text) - tail)), set(range(head, len(number) - tail))
