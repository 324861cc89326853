"""A card as one printed page for the visit: who lives there, why we come, what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.explain.text import WORDS, said
from fangpin.report.words import Words
from fangpin.rules.evidence import fact_names

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

COLUMNS = (10, 8, 8, 16, 14, 14, 18)
SHOWN = (
    "size", "poverty_status", "income_total", "income_per_capita", "income_per_capita_before",
    "subsidy_income", "rigid_costs", "net_after_costs", "unsafe_housing", "unsafe_water",
    "has_worker", "in_subsistence",
)  # fmt: skip
MEMBER = ("name", "relation", "age", "labour", "health", "schooling")
MEMBER_WORDS = ("姓名", "关系", "年龄", "劳动能力", "健康状况", "在校情况", "核对(对/错)")
WIDTH = 88  # characters of half width that a line of the page holds


def write_sheet(card: Mapping[str, Any], path: Path) -> None:
    """Write a workbook of one A4 page; it holds no ID number."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2020, 1, 1)})
        sheet = book.add_worksheet("入户核实单")
        Page(book, sheet).fill(card)


class Page:
    """Writes line after line of one page."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 0
        plain = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "vcenter"}
        self.text = book.add_format(plain)
        self.cell = book.add_format({**plain, "border": 1})
        self.head = book.add_format({**plain, "border": 1, "bold": True, "bg_color": "#E7EEF7"})
        self.part = book.add_format({**plain, "bold": True, "font_size": 11})
        self.title = book.add_format({**plain, "bold": True, "font_size": 16, "align": "center"})
        sheet.set_paper(9)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.set_margins(0.5, 0.5, 0.5, 0.5)
        for number, width in enumerate(COLUMNS):
            sheet.set_column(number, number, width)

    def line(self, text: str, look: Any) -> None:
        """A line over the whole width, as high as its text needs."""
        last = len(COLUMNS) - 1
        self.sheet.merge_range(self.row, 0, self.row, last, "", look)
        self.sheet.write_string(self.row, 0, text, look)
        width = sum(2 if ord(c) > 255 else 1 for c in text)
        self.sheet.set_row(self.row, 24 if look is self.title else 15 * max(1, -(-width // WIDTH)))
        self.row += 1

    def cells(self, texts: list[str], look: Any) -> None:
        """A row of cells."""
        for column, text in enumerate(texts):
            self.sheet.write_string(self.row, column, text, look)
        self.row += 1

    def fill(self, card: Mapping[str, Any]) -> None:
        """The whole page."""
        place = "".join(p for p in card["place"] if p)
        self.line("入户核实单", self.title)
        self.line(
            f"户编号:{card['household_id']}    户主:{card['head_name']}    住址:{place}    "
            f"数据基准日期:{card['as_of']}",
            self.text,
        )
        self.line("一、家庭成员(请逐人核对)", self.part)
        self.cells(list(MEMBER_WORDS), self.head)
        for person in card["persons"]:
            self.cells([said_cell(person[name]) for name in MEMBER] + [""], self.cell)
        self.facts(card)
        self.reasons(card)
        self.asked(card)
        self.line("五、核实结果:□属实  □部分属实  □不属实    核实人:            日期:", self.part)

    def facts(self, card: Mapping[str, Any]) -> None:
        """What the rosters say of the household."""
        self.line("二、名册上的情况", self.part)
        known = {f["name"]: f for f in card["facts"]}
        for name in SHOWN:
            one = known[name]
            value = "不明" if one["value"] is None else said(one["value"])
            self.line(f"{one['label']}:{value}", self.text)

    def reasons(self, card: Mapping[str, Any]) -> None:
        """Why somebody comes."""
        self.line("三、为什么上门", self.part)
        for rule in card["rules"]:
            if rule["outcome"] not in ("hit", "check"):
                continue
            names = [p["name"] for p in rule.get("persons", []) if p["outcome"] == rule["outcome"]]
            why = rule.get("sentence") or ("涉及:" + "、".join(names))
            self.line(f"{WORDS[rule['outcome']]} {rule['name']}({rule['clause']}):{why}", self.text)

    def asked(self, card: Mapping[str, Any]) -> None:
        """What the data cannot answer and the visit can."""
        self.line("四、要问清的问题", self.part)
        wanted = [name for r in card["rules"] if r["outcome"] == "check" for name in r["missing"]]
        if not wanted:
            self.line("名册上没有缺少的情况,请当面核对以上内容是否属实。", self.text)
        words = Words({k: v["label"] for k, v in fact_names().items()})
        texts = (q for name in dict.fromkeys(wanted) if (q := words.question(name)))
        for number, text in enumerate(dict.fromkeys(texts), 1):
            self.line(f"{number}. {text}  答:____________", self.text)


def said_cell(value: Any) -> str:
    """A value in a cell; unknown is left open to be filled in."""
    return "" if value is None else said(value)
