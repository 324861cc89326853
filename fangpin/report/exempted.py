"""What a register of exemptions hid, in words and as a sheet: counts, never whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fangpin.report import masks
from fangpin.report.grid import Field
from fangpin.report.lists import Cell, write_list
from fangpin.report.model import Privacy, Results
from fangpin.report.run import Run, as_of
from fangpin.report.statistics_counts import HIDDEN
from fangpin.report.styles import Book
from fangpin.report.words import NO_PLACE

_SHOWN = 10  # entries that hide nothing, told one by one
_FIELDS = (
    Field("rule", "规则", 10, "centre"),
    Field("name", "名称", 30, wrapped=True),
    Field("county", "旗县区", 22),
    Field("count", "已豁免（户）", 14, "int"),
)


def lines(run: Run) -> Iterator[str]:
    """How many alerts are hidden, which entries hide nothing and why, which rows are wrong."""
    if "exempted" not in run:
        return
    yield f"已豁免：{sum(run['exempted'].values())} 处，见 exempted.csv"
    lapsed = run["lapsed"]
    for rule, _, where, why, _ in lapsed[:_SHOWN]:
        yield f"豁免不生效：{where}（{rule}），{why}"
    if len(lapsed) > _SHOWN:
        yield f"豁免不生效：另有 {len(lapsed) - _SHOWN} 条，见 exempted.csv"
    for fault in run["exempt_faults"]:
        yield f"豁免登记：{fault}"


def sentence(results: Results, place: str) -> str:
    """What a county's cover says of the alerts that are left out of it, empty where none are."""
    counts = _counts(results.run)
    number = sum(several.get(place, 0) for several in counts.values())
    if not number:
        return ""
    return f"另有 {number} 处已由本级登记豁免，不在本表；登记到期或依据的事实有变时重新列出。"


def write_sheet(book: Book, results: Results, privacy: Privacy) -> None:
    """By rule and county; rules that tell of illness without their number."""
    if "exempted" not in results.run:
        return
    rows: list[list[Cell]] = []
    for rule, several in _counts(results.run).items():
        text = results.rules[rule]
        open_ = privacy == "work" or not masks.tells_of_illness(text.name, text.cause)
        for county, number in several.items():
            rows.append([rule, text.name, county or NO_PLACE, number if open_ else HIDDEN])
    why: dict[str, int] = {}
    for _, _, _, reason, _ in results.run["lapsed"]:
        why[reason] = why.get(reason, 0) + 1
    told = "；".join(f"{reason} {number} 条" for reason, number in sorted(why.items()))
    note = "登记豁免的户不计入各项预警，也不计入达标率的适用户。"
    note += f"登记了但不生效的：{told}。" if told else ""
    title = f"豁免情况（{as_of(results.run)}）"
    write_list(book, "豁免", title=title, note=note, fields=_FIELDS, rows=rows, frozen=1)


def _counts(run: Run) -> Mapping[str, Mapping[str, int]]:
    told: Any = run.get("exempted_counts", {})
    return told  # type: ignore[no-any-return]
