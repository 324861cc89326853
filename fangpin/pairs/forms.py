"""Read answers back: a filled review workbook, whatever program saved it, or a decisions file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fangpin.errors import FileFault, UseError
from fangpin.io import read_file
from fangpin.io.table import RawTable
from fangpin.pairs.decision import ANSWERS, COLUMNS, NUMBER, TOKEN, Decision, Values

# The headers of the review workbook by which a line is read back.
HEADERS: Mapping[str, str] = {
    "kind": "名册",
    "row_name": "所填姓名",
    "row_id": "所填证件号",
    "born_on": "所填出生日期",
    "row_place": "所填住址",
    "person_name": "此人姓名",
    "person_id": "此人证件号",
    "answer": "是否同一人",
    "by": "核实人",
    "decided_on": "核实日期",
    "token": "标记",
}
HEADER_ROWS = 10  # a header stands among the first rows of its sheet
DAY = re.compile(r"(\d{4})(?:\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?|(\d{2})(\d{2}))")


@dataclass
class Form:
    """What a file holds: answers, lines that can't be used as they are, and what is wrong."""

    name: str
    decisions: list[Decision] = field(default_factory=list)
    unusable: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_form(path: Path, titles: Mapping[str, str]) -> Form:
    """The answers of a review workbook or a decisions file; blank answers are none.

    titles: a kind's Chinese name -> its name. Raises UseError for a file that is neither or that
    can't be read.
    """
    if not path.is_file():
        raise UseError(f"找不到文件:{path}", "请检查文件名是否写对")
    try:
        raw = read_file(path, name=path.name)
    except FileFault as fault:
        from fangpin.faults import describe_file

        said, hint = describe_file(fault.code, fault.detail)
        raise UseError(f"{path.name}:{said}", hint) from None
    form = Form(path.name)
    read = [read_table(table, form, titles) for table in raw.tables]
    if not any(read):
        raise UseError(
            f"{path.name} 不是配对复核表,也不是配对决定文件",
            "请给出填好的 配对复核.xlsx(表头不要删改)或 配对决定.csv",
        )
    return form


def read_table(table: RawTable, form: Form, titles: Mapping[str, str]) -> bool:
    """Add one sheet's lines; whether it is one of ours."""
    columns = [column.values() for column in table.columns]
    for at in range(min(HEADER_ROWS, len(table))):
        heads = {(column[at] or "").strip(): place for place, column in enumerate(columns)}
        book = set(HEADERS.values()) <= heads.keys()
        if not book and not set(COLUMNS) <= heads.keys():
            continue
        names = HEADERS if book else {name: name for name in COLUMNS}
        for row in range(at + 1, len(table)):
            cells = {n: text(columns[heads[header]][row]) for n, header in names.items()}
            where = f"{form.name}{f'[{table.sheet}]' if book else ''} 第 {table.first_row + row} 行"
            if book:
                add_line(cells, where, form, titles)
            else:
                add_remembered(cells, where, form)
        return True
    return False


def text(cell: str | None) -> str:
    """A cell's text; the apostrophe that keeps a formula from running is no part of it."""
    value = (cell or "").strip()
    return value[1:] if re.match(r"'[=+\-@]", value) else value


def add_line(cells: dict[str, str], where: str, form: Form, titles: Mapping[str, str]) -> None:
    """One line of a review workbook: its token must be that of the values beside it."""
    if not cells["answer"]:
        return
    values = Values(
        kind=titles.get(cells["kind"], cells["kind"]),
        row_name=cells["row_name"],
        row_id=cells["row_id"],
        born_on=cells["born_on"],
        place=cells["row_place"],
        person_name=cells["person_name"],
        person_id=cells["person_id"],
    )
    if cells["answer"] not in ANSWERS:
        form.faults.append(f"{where}:“是否同一人”只能填 是、否 或 不确定,这一行没有采用")
    elif cells["token"] != values.token:
        form.faults.append(
            f"{where}:标记与这一行的内容对不上(内容或标记被改动过),这一行没有采用,请重新导出后再填"
        )
    else:
        day = day_of(cells["decided_on"])
        if cells["decided_on"] and not day:
            form.faults.append(f"{where}:核实日期读不出来,答案采用,日期留空")
        form.decisions.append(
            Decision(
                values.token, cells["answer"], values.kind, values.row_name, values.row_id,
                values.person_id, day, cells["by"], where,
            )
        )  # fmt: skip


def add_remembered(cells: dict[str, str], where: str, form: Form) -> None:
    """One line of a decisions file; one that a spreadsheet spoilt is told and kept apart."""
    if not any(cells.values()):
        return
    wrong = ""
    if not TOKEN.fullmatch(cells["token"]):
        wrong = "标记不是 fangpin 写的"
    elif cells["answer"] not in ANSWERS:
        wrong = "answer 只能填 是、否 或 不确定"
    elif not NUMBER.fullmatch(cells["person_id"]):
        wrong = "person_id 不是 18 位证件号(可能被表格软件改成了数字)"
    if wrong:
        form.faults.append(f"{where}:{wrong},这一行没有采用")
        form.unusable.append(cells)
        return
    form.decisions.append(Decision(**{name: cells[name] for name in COLUMNS}))


def day_of(written: str) -> str:
    """A date as people write it, as ISO text; empty where it is none."""
    found = DAY.match(written)
    if not found:
        return ""
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
