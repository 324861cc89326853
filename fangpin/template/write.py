"""The workbook of a template: the sheet to fill in, instructions, and hidden lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fangpin.report.layout import LINE, width
from fangpin.report.styles import FONT, HEADING_FONT
from fangpin.rosters.kinds import Kind, Kinds
from fangpin.rosters.marks import ASIDE
from fangpin.slips.names import SheetNames
from fangpin.template.columns import NEEDED, ONE_OF, Column, columns

_LAST_ROW = 100_000  # drop-downs and checks reach down to here
_HEADER, _EXAMPLE = 2, 3
_LISTS, _HELP = "可选项", "填表说明"
_WIDTHS = {"id_number": 22, "certificate": 24, "household_id": 18, "phone": 15, "date": 13}
_CREATED = datetime(2020, 1, 1)  # the same template every time
_BASE: Mapping[str, Any] = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
_EDGE: Mapping[str, Any] = {**_BASE, "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_name": HEADING_FONT, "font_size": 16, "align": "center", "valign": "vcenter"},
    "heading": {"font_name": HEADING_FONT, "font_size": 16, "valign": "vcenter"},
    "note": {**_BASE, "font_size": 10, "font_color": "#595959"},
    "header": {**_EDGE, "bold": True, "align": "center", "bg_color": "#DCE6F1"},
    "needed": {**_EDGE, "bold": True, "align": "center", "bg_color": "#FFE699"},
    "example": {**_EDGE, "italic": True, "font_color": "#8C8C8C", "bg_color": "#F2F2F2"},
    "cell": {**_EDGE, "valign": "top"},
    "fill": _BASE,
}
_NUMBERS = {"money": "0.00", "date": "yyyy-mm-dd", "int": "0", "year": "0", "measure": "General"}


class _Template:
    """One template being written."""

    def __init__(self, kind: Kind, kinds: Kinds, workbook: Workbook) -> None:
        self.kind, self.workbook = kind, workbook
        self.columns = columns(kind, kinds)
        self.formats: dict[tuple[str, str], Format] = {}
        names = SheetNames()
        names.take(_LISTS)
        names.take(_HELP)
        self.page: Worksheet = workbook.add_worksheet(names.take(kind.title))
        self.help: Worksheet = workbook.add_worksheet(_HELP)
        self.lists: Worksheet = workbook.add_worksheet(_LISTS)
        self.lists.hide()

    def look(self, name: str, number: str = "General") -> Format:
        """A format, made once."""
        if (name, number) not in self.formats:
            made = self.workbook.add_format({**_LOOKS[name], "num_format": number})
            self.formats[name, number] = made
        return self.formats[name, number]

    def write(self) -> None:
        """All sheets."""
        self._head()
        for place, column in enumerate(self.columns, start=1):
            self._column(place, column)
        self.page.freeze_panes(_EXAMPLE + 1, 0)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(_HEADER)
        self._instructions()

    def _head(self) -> None:
        last = len(self.columns)
        page = self.page
        page.merge_range(0, 0, 0, last, f"{self.kind.title}填报表", self.look("title"))
        page.set_row(0, 30)
        unit = "单位:元。" if any(one.type == "money" for one in self.columns) else ""
        group = "带☆的至少填一组。" if self.kind.one_of else ""
        note = f"{unit}带*的必填。{group}灰色的示例行不会读入。详见“{_HELP}”"
        page.merge_range(1, 0, 1, last, note, self.look("note"))
        page.set_column(0, 0, 7, self.look("fill"))
        page.write_string(_HEADER, 0, "序号", self.look("header"))
        page.set_row(_HEADER, 2 * LINE + 6)
        page.write_string(_EXAMPLE, 0, "示例", self.look("example"))

    def _column(self, place: int, column: Column) -> None:
        number = "@" if column.is_text else _NUMBERS.get(column.type, "General")
        wide = max(_WIDTHS.get(column.type, 12), min(width(column.header) + 2, 24))
        self.page.set_column(place, place, wide, self.look("fill", number))
        head = self.look("needed" if column.mark else "header")
        self.page.write_string(_HEADER, place, column.header, head)
        self._example(place, column, number)
        check = self._check(place, column)
        hint = {"input_title": column.label[:30], "input_message": column.hint[:250]}
        self.page.data_validation(_EXAMPLE + 1, place, _LAST_ROW, place, {**check, **hint})

    def _example(self, place: int, column: Column, number: str) -> None:
        look = self.look("example", number)
        if column.type == "date":
            day = datetime.fromisoformat(str(column.example))
            self.page.write_datetime(_EXAMPLE, place, day, look)
        elif isinstance(column.example, float):
            self.page.write_number(_EXAMPLE, place, column.example, look)
        else:
            self.page.write_string(_EXAMPLE, place, column.example, look)

    def _check(self, place: int, column: Column) -> dict[str, Any]:
        """What may be typed into a column; only where no other value can be right it is refused."""
        if column.choices:
            warn = {"error_type": "warning"} if column.type == "set" else {}
            return {"validate": "list", "source": self._choices(place, column.choices), **warn}
        wrong = {"error_title": "请检查", "error_message": column.hint[:250]}
        if column.type == "date":
            ends = {"minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
            return {"validate": "date", "criteria": "between", **ends, **wrong}
        if column.type in ("money", "measure"):
            ends_of = {"minimum": -1e12, "maximum": 1e12}
            return {"validate": "decimal", "criteria": "between", **ends_of, **wrong}
        if column.type in ("int", "year"):
            least, most = (1900, 2100) if column.type == "year" else (0, 10_000)
            whole = {"minimum": least, "maximum": most}
            return {"validate": "integer", "criteria": "between", **whole, **wrong}
        if column.type in ("id_number", "certificate"):
            long = {"minimum": 15, "maximum": 22, "error_type": "warning"}
            return {"validate": "length", "criteria": "between", **long, **wrong}
        return {"validate": "any"}

    def _choices(self, place: int, choices: Sequence[str]) -> str:
        """The values in the hidden sheet; a list in the cell's own check holds 255 characters."""
        self.lists.write_column(0, place, choices)
        letter = xl_col_to_name(place)
        return f"='{_LISTS}'!${letter}$1:${letter}${len(choices)}"

    def _instructions(self) -> None:
        page = self.help
        for place, wide in enumerate((20, 12, 60, 60, 22)):
            page.set_column(place, place, wide)
        page.set_column(6, 6, None, None, {"hidden": True})
        page.write_string(0, 6, ASIDE)
        page.write_string(0, 0, f"{self.kind.title}:填表说明", self.look("heading"))
        page.set_row(0, 30)
        lines = (
            "每人、每户或每笔一行,从示例行下面填起;示例行可以留着,也可以删去。",
            "不要改表头,不要合并数据单元格;没有的留空,不要填“无”以外的说明文字。",
            "证件号码、户编号和电话各列已设为文本;从别处粘贴时请选“只粘贴值”。",
        )
        for row, line in enumerate(lines, start=1):
            page.write_string(row, 0, line, self.look("note"))
        top = len(lines) + 2
        for place, text in enumerate(("栏目", "是否必填", "怎么填", "可选项", "示例")):
            page.write_string(top, place, text, self.look("header"))
        for row, column in enumerate(self.columns, start=top + 1):
            self._instruction(row, column)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)

    def _instruction(self, row: int, column: Column) -> None:
        needed = {NEEDED: "必填", ONE_OF: "至少填一组"}.get(column.mark, "")
        choices = "、".join(column.choices)
        example = f"{column.example:g}" if isinstance(column.example, float) else column.example
        texts = (column.label, needed, column.hint, choices, example)
        lines = max(-(-width(choices) // 56), -(-width(column.hint) // 56), 1)
        self.help.set_row(row, LINE * lines + 6)
        for place, text in enumerate(texts):
            self.help.write_string(row, place, text, self.look("cell", "@"))


def write(kind: Kind, kinds: Kinds, path: Path) -> None:
    """Write the blank workbook of a kind, the same bytes every time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        workbook = xlsxwriter.Workbook(file, {"in_memory": True})
        workbook.set_properties(
            {"title": f"{kind.title}填报表", "author": "fangpin", "created": _CREATED}
        )
        _Template(kind, kinds, workbook).write()
        workbook.close()
