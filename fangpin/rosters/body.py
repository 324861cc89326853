"""Which rows below a header are data, and why the others are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.table import RawTable
from fangpin.rosters.headers import normal
from fangpin.rosters.model import Positions

_Flags = npt.NDArray[np.bool_]
# RE2 and Python alike: blanks are spelled out because RE2 knows only ASCII ones.
_S = "[\\s\u3000\u00a0]*"
_TOTAL = (
    f"^{_S}[\u4e00-\u9fff0-9]{{0,10}}(合{_S}计|小{_S}计|总{_S}计|共{_S}计|累{_S}计|总{_S}[人户]?数)"
    f"{_S}([:：(（].*|[0-9].*)?{_S}$|^{_S}共{_S}[0-9]+{_S}[户人]"
)
_NOTE = "|".join(
    (
        f"^{_S}(注|备{_S}注|说{_S}明|附{_S}注|附|填表说明|填报说明|注意事项|注释)[0-9]?{_S}[:：]",
        f"^{_S}(填{_S}表|填{_S}报|制{_S}表|审{_S}核|复{_S}核|审{_S}批|经{_S}办|负{_S}责|校{_S}对)"
        "[^:：]{0,8}[:：]",
        f"^{_S}(分管|主管|联{_S}系|单{_S}位|村委会|村民委员会|盖{_S}章|签{_S}[字章]|日{_S}期|统计|录入)"
        "[^:：]{0,8}[:：]",
        f"^{_S}[（(]?{_S}(盖章|公章|签字|签章|此页无正文|以下空白|以下无正文|本页完|第[0-9]+页)",
        f"^{_S}(示例|样例|例|填写示例|例如){_S}[:：]?{_S}$",
    )
)
_EXAMPLE = re.compile(f"^{_S}(示例|样例|填写示例){_S}[:：]?{_S}$")
_TOTAL_TEXT, _NOTE_TEXT = re.compile(_TOTAL), re.compile(_NOTE)
_HAN = re.compile("[\u4e00-\u9fff]")
_LONG_NUMBER = re.compile(r"\d{14}")
_MANY_BLANK = 100  # blank rows in a row that are told as one
_LEADING = 3  # columns in which a total or a note may begin


@dataclass(frozen=True)
class Layout:
    """What is known of a table before its rows are told apart.

    start: the first row below the header. header: the texts of the header's rows, a dict
    column -> text each. above: the texts over the header. keys: columns that tell who a row is of
    (IDs, names, household numbers), places: county, town, village. serial: columns that number.
    """

    start: int
    header: tuple[dict[int, str], ...]
    above: frozenset[str]
    keys: tuple[int, ...]
    places: tuple[int, ...]
    ids: tuple[int, ...]
    serial: frozenset[int]


def data_rows(table: RawTable, layout: Layout) -> tuple[Positions, tuple[tuple[int, str], ...]]:
    """The positions of the data rows, and (row as the sheet numbers it, why) of the others."""
    why: dict[int, str] = {}
    filled = _filled_cells(table, layout.start)
    blank = filled == 0
    suspects = np.flatnonzero(_suspects(table, layout) & ~blank)
    for at in suspects.tolist():
        reason = _reason(_cells(table, layout.start + at), layout)
        if reason:
            why[at] = reason
    _trailing(table, layout, filled, why)
    why |= blank_rows(np.flatnonzero(blank))
    keep = ~blank
    keep[list(why)] = False
    skipped = tuple((table.first_row + layout.start + at, why[at]) for at in sorted(why))
    return np.flatnonzero(keep).astype(np.int64) + layout.start, skipped


def blank_rows(rows: Positions) -> dict[int, str]:
    """Each blank row with the word for it; a long run of them by its first alone."""
    found: dict[int, str] = {}
    for run in np.split(rows, np.flatnonzero(np.diff(rows) != 1) + 1):
        if len(run) > _MANY_BLANK:
            found[int(run[0])] = f"空行(连续 {len(run)} 行)"
        else:
            found |= dict.fromkeys(run.tolist(), "空行")
    return found


def _filled_cells(table: RawTable, start: int) -> npt.NDArray[np.int32]:
    filled = np.zeros(max(len(table) - start, 0), np.int32)
    for column in table.columns:
        filled += _flags(column.text.slice(start).is_valid())
    return filled


def _flags(array: pa.Array) -> _Flags:
    flags: _Flags = np.asarray(pc.fill_null(array, False))
    return flags.astype(np.bool_, copy=False)


def _suspects(table: RawTable, layout: Layout) -> _Flags:
    """Rows that may be no data: nobody's, beginning like a total or a note, or like the header."""
    count = max(len(table) - layout.start, 0)
    keyed, found = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for index in (*layout.keys, *layout.places):
        text = table.columns[index].text.slice(layout.start)
        keyed |= _flags(text.is_valid()) & ~_flags(pc.utf8_is_space(text))
    named = {*layout.keys, *layout.places} - set(layout.ids)
    for index in sorted({*range(min(_LEADING, len(table.columns)))} | named):
        text = table.columns[index].text.slice(layout.start)
        found |= _flags(pc.match_substring_regex(text, f"{_TOTAL}|{_NOTE}"))
        if layout.above:
            found |= _flags(pc.is_in(text, value_set=pa.array(sorted(layout.above))))
    for row in layout.header:
        for index in [i for i in (*layout.keys, *layout.places) if i in row][:2]:
            text = table.columns[index].text.slice(layout.start)
            found |= _flags(pc.equal(text, row[index]))
    return found | ~keyed


def _cells(table: RawTable, row: int) -> dict[int, str]:
    """Column -> text of one row's cells that hold more than blanks."""
    texts = ((n, column.text[row].as_py()) for n, column in enumerate(table.columns))
    return {n: text for n, text in texts if text is not None and text.strip()}


def _reason(cells: dict[int, str], layout: Layout) -> str:
    """Why a row is no data, "" where it is."""
    if not cells:
        return "空行"
    if cells.keys() <= layout.serial:
        return "只有序号的行"
    if _like_header(cells, layout.header):
        return "重复的表头"
    if len(cells) <= 3 and layout.above.issuperset(cells.values()):
        return "重复的标题"
    if min(cells) in layout.serial and _EXAMPLE.search(cells[min(cells)]):
        return "示例行"  # a template's, with an ID number of nobody
    return _footer(cells, layout)


def _like_header(cells: dict[int, str], header: Sequence[dict[int, str]]) -> bool:
    for row in header:
        same = sum(normal(cells[n]) == normal(text) for n, text in row.items() if n in cells)
        if same >= 2 and 3 * same >= 2 * len(cells):
            return True
    return False


def _footer(cells: dict[int, str], layout: Layout) -> str:
    if any(_LONG_NUMBER.search(cells[n]) for n in layout.ids if n in cells):
        return ""
    leading = [n for n in cells if n not in layout.serial or _HAN.search(cells[n])][:1]
    for n in {*leading, *(n for n in (*layout.keys, *layout.places) if n in cells)}:
        if _TOTAL_TEXT.search(cells[n]):
            return "合计行"
    first = cells[min(cells)]
    return "说明、签名" if _NOTE_TEXT.search(first) else ""


def _trailing(
    table: RawTable, layout: Layout, filled: npt.NDArray[np.int32], why: dict[int, str]
) -> None:
    """Lone texts after the last row of somebody: remarks without a word that tells them."""
    for at in range(len(filled) - 1, -1, -1):
        if at in why or filled[at] == 0:
            continue
        cells = _cells(table, layout.start + at)
        if len(cells) > 2 or not _remark(cells, (*layout.keys, *layout.places)):
            return
        why[at] = "说明、签名"


def _remark(cells: dict[int, str], keys: Collection[int]) -> bool:
    """Whether one or two cells are words about the table and no row of it."""
    if not cells.keys() & set(keys):
        return all(_HAN.search(text) for text in cells.values())
    return all(_HAN.search(t) and (len(t) > 8 or ":" in t or "：" in t) for t in cells.values())
