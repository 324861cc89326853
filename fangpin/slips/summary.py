"""The sheets of a slip that only tell: contents, causes, the bad rows, what became of the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from fangpin.io.table import Cell
from fangpin.report.layout import LINE, width
from fangpin.slips.book import MAY_COLOUR, MUST_COLOUR, SlipBook, link
from fangpin.slips.cells import LONGEST, format_of_day, is_date, put
from fangpin.slips.compare import STATES
from fangpin.slips.model import MAY, MUST, Listed, Note, Sheet, Slip

CONTENTS, CAUSES, COMPARED = "目录", "问题汇总", "与上次对照"
_MOST_LINKS = 60_000  # a sheet of Excel holds 65,530
_MOST_LISTED = 100_000
_ROWS_TOLD = 12
_EXPLAIN = (
    "1. 各表与报来时一样,行号不变。标红的格子须改正,否则这一行不能采用;标黄的请核对。",
    "2. 最后一列“问题与改法”逐行说明;格子上的批注内容相同。可在该列筛选非空的行。",
    "3. 直接在原格改正后保存,把本工作簿整个报回即可,不必删除颜色、批注和最后一列。",
    "4. 请改正,不要删行:删掉的行会在下次对照中列出。一时查不清的保留原样并说明。",
    "5. 本页、问题汇总和“_问题行”各表只供查看,不会读入,改在那里无效。",
)


def write_contents(book: SlipBook, slip: Slip) -> None:
    """What is in the slip and how to mend it."""
    page = book.aside(CONTENTS, 9)
    for column, wide in enumerate((6, 24, 34, 16, 20, 9, 9, 9, 9)):
        page.set_column(column, column, wide)
    page.set_row(0, 30)
    page.write_string(
        0, 0, f"数据问题更正表 - {slip.department or '未分部门'}", book.look("heading")
    )
    for row, text in enumerate(_EXPLAIN, start=1):
        page.write_string(row, 0, text, book.look("general"))
    top = len(_EXPLAIN) + 2
    heads = (
        "序号",
        "本册工作表",
        "来源文件",
        "原工作表",
        "名册",
        "数据行",
        "接收",
        "退回",
        "问题行",
    )
    _header(book, page, top, heads)
    lines = [_line(sheet) for sheet in slip.sheets]
    lines += [
        (one.name, one.name, one.file, one.sheet, one.title, one.counts, _different(one))
        for one in slip.listed
    ]
    for row, line in enumerate(lines, start=top + 1):
        _contents_line(book, page, row, (row - top, *line))
    _not_read(book, page, top + len(lines) + 2, slip)
    page.set_landscape()
    page.fit_to_pages(1, 0)


Line = tuple[str, str, str, str, str, tuple[int, int], int]


def _line(sheet: Sheet) -> Line:
    """Of one sheet: where it is, how that is called, where it is from, its rows."""
    name = sheet.name if sheet.whole else sheet.bad_name
    rows = len(sheet.rows)
    return name, sheet.name, sheet.file, sheet.sheet, sheet.title, sheet.counts, rows


def _different(listed: Listed) -> int:
    return len({row for row, _, _ in listed.faults})


def _contents_line(book: SlipBook, page: Worksheet, row: int, line: tuple[int, *Line]) -> None:
    number, name, shown, file, sheet, title, (rows, accepted), faulty = line
    page.write_number(row, 0, number, book.look("count"))
    if faulty or name == shown:
        page.write_url(row, 1, link(name), book.look("link"), shown)
    else:
        page.write_string(row, 1, shown, book.look("cell"))
    for column, text in enumerate((file, sheet, title), start=2):
        page.write_string(row, column, text, book.look("cell"))
    for column, count in enumerate((rows, accepted, rows - accepted, faulty), start=5):
        page.write_number(row, column, count, book.look("count"))


def write_listed(book: SlipBook, listed: Listed) -> None:
    """The faults of a sheet that is too long to be written again, a line each."""
    page = book.aside(listed.name, 7)
    for column, wide in enumerate((9, 8, 18, 26, 46, 46)):
        page.set_column(column, column, wide)
    told = "本表太长,这里只列问题;请在原表中按行号改正,或请发来的人用 fangpin validate 写出整表。"
    page.write_string(0, 0, told, book.look("general"))
    _header(book, page, 1, ("行号", "性质", "栏目", "填写的内容", "问题", "改法"))
    for line, (row, value, note) in enumerate(listed.faults[:_MOST_LISTED], start=2):
        page.write_number(line, 0, row, book.look("count"))
        look = book.look("must" if note.must else "may")
        page.write_string(line, 1, MUST if note.must else MAY, look)
        for column, text in enumerate((note.column, value, note.message, note.suggestion), 2):
            page.write_string(line, column, text[:LONGEST], book.look("cell"))
    left = len(listed.faults) - _MOST_LISTED
    if left > 0:
        page.write_string(_MOST_LISTED + 2, 0, f"另有 {left} 处未列。", book.look("general"))
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _not_read(book: SlipBook, page: Worksheet, top: int, slip: Slip) -> None:
    """Files and tables that could not be used at all."""
    if not slip.whole:
        return
    page.write_string(top, 0, "下列文件或工作表没有能够使用:", book.look("general", bold=True))
    for row, (file, sheet, note) in enumerate(slip.whole, start=top + 1):
        told = f"{file}[{sheet}]" if sheet else file
        page.write_string(row, 1, told, book.look("general"))
        page.write_string(row, 3, f"{note.message}。{note.suggestion}", book.look("general"))


@dataclass
class Cause:
    """One cause in one column of one sheet: how often, in which rows."""

    file: str
    sheet: str
    note: Note
    name: str = ""
    rows: list[int] = field(default_factory=list)

    def places(self) -> str:
        """The first rows by number, and how many there are."""
        first = "、".join(str(row) for row in self.rows[:_ROWS_TOLD])
        more = f"……共 {len(self.rows)} 行" if len(self.rows) > _ROWS_TOLD else ""
        return f"第 {first}{more}" + ("" if more else " 行") if self.rows else ""


def causes(slip: Slip) -> list[Cause]:
    """What is wrong by cause, what rejects rows first, then the most frequent."""
    found: dict[tuple[str, str, str, str, bool], Cause] = {}
    for sheet in slip.sheets:
        for at, notes in sorted(sheet.rows.items()):
            for note in notes:
                key = (sheet.file, sheet.sheet, note.column, note.code, note.must)
                cause = found.setdefault(key, Cause(sheet.file, sheet.sheet, note, sheet.name))
                cause.rows.append(sheet.table.first_row + at)
    for listed in slip.listed:
        for row, _, note in listed.faults:
            key = (listed.file, listed.sheet, note.column, note.code, note.must)
            cause = found.setdefault(key, Cause(listed.file, listed.sheet, note, listed.name))
            cause.rows.append(row)
    for file, sheet_of, note in slip.whole:
        found[file, sheet_of, "", note.code, True] = Cause(file, sheet_of, note)
    return sorted(found.values(), key=lambda one: (not one.note.must, -len(one.rows)))


def write_causes(book: SlipBook, slip: Slip) -> None:
    """One line a cause: 412 rows of one cause are one line."""
    page = book.aside(CAUSES, 9)
    heads = ("性质", "处数", "栏目", "问题", "改法", "行号", "本册工作表", "来源文件")
    for column, wide in enumerate((8, 8, 18, 40, 44, 34, 20, 34)):
        page.set_column(column, column, wide)
    _header(book, page, 0, heads)
    for row, cause in enumerate(causes(slip), start=1):
        note = cause.note
        message = note.message if len(cause.rows) < 2 else _without_value(note, cause)
        texts = (note.column, message, note.suggestion, cause.places(), cause.name, cause.file)
        lines = max(-(-width(t) // w) for t, w in zip(texts, (16, 38, 42, 32, 18, 32), strict=True))
        page.set_row(row, LINE * max(lines, 1) + 4)
        page.write_string(
            row, 0, MUST if note.must else MAY, book.look("must" if note.must else "may")
        )
        page.write_number(row, 1, max(len(cause.rows), 1), book.look("count"))
        for column, text in enumerate(texts, start=2):
            page.write_string(row, column, text, book.look("cell"))
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _without_value(note: Note, cause: Cause) -> str:
    """The message as it is true of every row of a cause: without the first one's value."""
    from fangpin.faults import fault

    return fault(note.code).told(note.column, "(各行不同)")[0]


def write_bad_rows(book: SlipBook, sheet: Sheet) -> None:
    """Only the rows with a fault, each with a link to its place."""
    width_of = len(sheet.table.columns)
    page = book.aside(sheet.bad_name, width_of + 3)
    page.set_column(0, 0, 8)
    page.set_column(1, 1, 60)
    page.set_column(2, width_of + 1, 21)
    headers = {one.index: one.header for one in sheet.roster.columns}
    heads = ("行号", "问题与改法", *(headers.get(n, "") for n in range(width_of)))
    _header(book, page, 0, heads)
    first: dict[int, int] = {}
    for at, column in sheet.cells:
        first[at] = min(first.get(at, column), column)
    for line, at in enumerate(sorted(sheet.rows), start=1):
        _bad_row(book, page, line, sheet, (at, first.get(at, 0)))
    page.freeze_panes(1, 2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), width_of + 1)


def _bad_row(
    book: SlipBook, page: Worksheet, line: int, sheet: Sheet, place: tuple[int, int]
) -> None:
    at, column = place
    number = sheet.table.first_row + at
    notes = sheet.rows[at]
    told = "\n".join(note.text() for note in notes)
    page.set_row(line, LINE * sum(-(-width(n.text()) // 56) for n in notes) + 4)
    if sheet.whole and line < _MOST_LINKS:
        cell = xl_rowcol_to_cell(number - 1, column)
        page.write_url(line, 0, link(sheet.name, cell), book.look("link"), str(number))
    else:
        page.write_number(line, 0, number, book.look("count"))
    page.write_string(line, 1, told, book.look("advice"))
    for index, (text, kind) in enumerate(_cells(sheet, at)):
        marked = sheet.cells.get((at, index))
        more = {}
        if marked:
            must = any(note.must for note in marked)
            more["bg_color"] = MUST_COLOUR if must else MAY_COLOUR
        if text is None:
            page.write_blank(line, index + 2, None, book.look("cell", **more))
        elif is_date(text, kind):
            day = book.look("plain_cell", num_format=format_of_day(text), **more)
            put(page, line, index + 2, (text, kind), day)
        else:
            look = "cell" if kind == Cell.TEXT else "plain_cell"
            put(page, line, index + 2, (text, kind), book.look(look, **more))


def _cells(sheet: Sheet, at: int) -> Iterator[tuple[str | None, int]]:
    for column in sheet.table.columns:
        text = column.text[at].as_py()
        kind = int(text is not None) if column.kind is None else int(column.kind[at])
        yield text, kind


def write_compared(book: SlipBook, slip: Slip) -> None:
    """What became of each fault that the earlier slip told."""
    page = book.aside(COMPARED, 8)
    heads = ("结果", "上次行号", "这次行号", "栏目", "问题", "名册", "来源文件")
    for column, wide in enumerate((14, 10, 10, 20, 50, 20, 34)):
        page.set_column(column, column, wide)
    _header(book, page, 0, heads)
    for row, one in enumerate(slip.compared, start=1):
        keys = ("old_row", "row", "column", "message", "kind", "file")
        texts = (STATES[str(one["state"])], *(one[key] for key in keys))
        for column, text in enumerate(texts):
            page.write_string(row, column, "" if text is None else str(text), book.look("cell"))
    page.freeze_panes(1, 0)


def _header(book: SlipBook, page: Worksheet, row: int, heads: Sequence[str]) -> None:
    for column, text in enumerate(heads):
        page.write_string(row, column, text, book.look("header"))
