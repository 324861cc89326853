"""What an office counts for itself, as sheets: stated totals beside the data, its own rates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from fangpin.report import masks
from fangpin.report.grid import Field
from fangpin.report.lists import Cell, write_list
from fangpin.report.model import Privacy, Results
from fangpin.report.run import as_of
from fangpin.report.statistics_counts import HIDDEN, NOT_EVALUATED
from fangpin.report.styles import Book
from fangpin.report.suppress import SMALL
from fangpin.report.words import NO_PLACE, Words

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 31 - 2  # characters of a sheet's name, less 口径
_UNITS = {"household": "户", "person": "人"}
_DEPTHS = {"county": 1, "town": 2, "village": 3}
_CITY = "全市"
Path = tuple[str, ...]
Counts = tuple[int, int, int]  # of, met, unmet


def write_totals(book: Book, results: Results, privacy: Privacy) -> None:
    """The totals that the notice states beside what the data say, and what may explain it."""
    told: Sequence[Mapping[str, Any]] = results.run.get("totals") or ()
    if not told:
        return
    fields = (
        Field("clause", "条款", 8, "centre"),
        Field("quote", "通知原文", 34, wrapped=True),
        Field("name", "数的是什么", 22, wrapped=True),
        Field("unit", "单位", 6, "centre"),
        Field("stated", "通知数", 10, "int"),
        Field("found", "本次数据", 10, "int"),
        Field("difference", "数据－通知", 11, "int"),
        Field("parts", "差在哪里（可以核对的数）", 52, wrapped=True),
        Field("note", "口径", 40, wrapped=True),
    )
    rows = [_total_row(one, privacy) for one in told]
    title = f"通知所列数字与名册对账（{as_of(results.run)}）"
    note = (
        "通知数是发文时的数，名册数是数据截止日的数；“其中”已计在本次数据内，“另有”没有计入。"
        "名册没有报全的旗县区、退回的行、没有对上的行都会使数据偏少，见“数据质量”“未匹配”。"
    )
    write_list(book, "通知数对账", title=title, note=note, fields=fields, rows=rows, frozen=3)


def _total_row(one: Mapping[str, Any], privacy: Privacy) -> list[Cell]:
    found, masked = one["found"], one["mask"] and privacy != "work"
    head: list[Cell] = [one["clause"], one["quote"], one["name"], one["unit"], one["stated"]]
    if found is None:
        missing = "、".join(one["missing"])
        why = f"没有对账：未提供{missing}" if missing else "没有对账：名册里没有"
        return [*head, NOT_EVALUATED, NOT_EVALUATED, why, one["note"]]
    lines = []
    for say, within, number in one["parts"]:
        shown = "1至2" if masked and number in SMALL else number
        if number:
            lines.append(f"{'其中' if within else '另有'}{say}：{shown} {one['unit']}")
    numbers: list[Cell] = [found, found - one["stated"]]
    told: list[Cell] = [HIDDEN, HIDDEN] if masked and found in SMALL else numbers
    return [*head, *told, "\n".join(lines) or None, one["note"]]


def write_tables(book: Book, results: Results, privacy: Privacy) -> None:
    """A sheet a table of the office's own, and one that says how its rates are counted."""
    taken = {sheet.get_name().lower() for sheet in book.workbook.worksheets()}
    for table in results.run.get("tables") or ():
        name = _free(str(table["title"]), taken)
        _write_rates(book, results, table, name, privacy)
        _write_meaning(book, results, table, f"{name}口径")


def _free(title: str, taken: set[str]) -> str:
    """A sheet name that Excel takes and that is not there yet, nor with 口径 behind it."""
    base = _FORBIDDEN.sub(" ", title).strip().strip("'") or "指标"
    tails = ("", *(f"({n})" for n in range(2, 1000)))
    short = (_cut(base, _LONGEST - len(tail)) + tail for tail in tails)
    name = next(s for s in short if s.lower() not in taken and f"{s}口径".lower() not in taken)
    taken.update({name.lower(), f"{name}口径".lower()})
    return name


def _cut(text: str, units: int) -> str:
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text.rstrip("' ")


def _write_rates(
    book: Book, results: Results, table: Mapping[str, Any], name: str, privacy: Privacy
) -> None:
    depth = _DEPTHS[table["by"]]
    places = (Field("county", "旗县区", 22), Field("town", "乡镇", 18), Field("village", "村", 18))
    fields = list(places[:depth])
    for rate in table["rates"]:
        unit = _UNITS[rate["per"]]
        group = f"{rate['name']}（{unit}）"
        fields += [Field("of", "应达", 7, "int", group=group), Field("met", "已达", 7, "int",
                   group=group), Field("unmet", "未达", 7, "int", group=group),
                   Field("open", "待核", 7, "int", group=group),
                   Field("rate", "达标率", 8, "rate", group=group)]  # fmt: skip
    sums = [_sums(rate["cells"], depth) for rate in table["rates"]]
    paths = sorted({(c, t, v)[:n] for c, t, v in _homes(results) for n in range(1, depth + 1)})
    whole = [_cells(r, s.get((), (0, 0, 0)), (), _sensitive(r, results, privacy))
             for r, s in zip(table["rates"], sums, strict=True)]  # fmt: skip
    rows: list[list[Cell]] = []
    for path in paths:
        line: list[Cell] = [*path, *["小计"] * (len(path) < depth)]
        line += [None] * (depth - len(line))
        for rate, own in zip(table["rates"], sums, strict=True):
            told = _sensitive(rate, results, privacy)
            line += _cells(rate, own.get(path, (0, 0, 0)), path, told)
        rows.append(line)
    total: list[Cell] = [
        "全市",
        *[None] * (depth - 1),
        *(cell for cells in whole for cell in cells),
    ]
    title = f"{table['title']}（{as_of(results.run)}）"
    note = (
        "达标率 = 已达 ÷（已达 + 未达），待核（名册不全、判断不了）不计在内；"
        "应达 = 已达 + 未达 + 待核。"
        f"“{NOT_EVALUATED}”：名册未提供或未覆盖，或没有应达的户、人。"
        f"“{HIDDEN}”：涉及疾病、残疾的指标只列全市。"
    )
    write_list(
        book, name, title=title, note=note, fields=fields, rows=rows, total=total, frozen=depth
    )


def _homes(results: Results) -> list[Path]:
    """The places that households live in."""
    columns = (results.households[place].to_pylist() for place in ("county", "town", "village"))
    return [tuple(str(p or NO_PLACE) for p in home) for home in zip(*columns, strict=True)]


def _sums(cells: Sequence[Sequence[Any]], depth: int) -> dict[Path, Counts]:
    """Counts of every place, the city () first."""
    sums: dict[Path, Counts] = {}
    for *place, of, met, unmet in cells:
        names = [str(p or NO_PLACE) for p in place[:depth]]
        for path in accumulate(((name,) for name in names), initial=()):
            old = sums.get(path, (0, 0, 0))
            sums[path] = (old[0] + of, old[1] + met, old[2] + unmet)
    return sums


def _cells(rate: Mapping[str, Any], counts: Counts, path: Path, told: bool) -> list[Cell]:
    """应达, 已达, 未达, 待核, 达标率 of a place as they are shown."""
    left_out = {county or NO_PLACE for county in rate["not_in"]}
    if rate["state"] in ("not", "off") or (path and path[0] in left_out):
        return [NOT_EVALUATED] * 5
    of, met, unmet = counts
    if told and (path or SMALL & {of, met, unmet, of - met - unmet}):
        return [HIDDEN] * 5
    share: Cell = met / (met + unmet) if met + unmet else NOT_EVALUATED
    return [of, met, unmet, of - met - unmet, share]


def _sensitive(rate: Mapping[str, Any], results: Results, privacy: Privacy) -> bool:
    """Whether a rate tells of illness: by its name, a fact, a rule, or a word in it."""
    if privacy == "work":
        return False
    words = Words(results.names)
    rules = [results.rules[name] for name in rate["facts"] if name in results.rules]
    if any(masks.tells_of_illness(rule.name, rule.cause) for rule in rules):
        return True
    facts = [words.name(name) for name in rate["facts"] if name not in results.rules]
    hinting = {"cost_illness", "health", "untreated", "cost_disability"} & set(rate["facts"])
    return bool(hinting) or masks.tells_of_illness(rate["name"], rate["of"], rate["met"], *facts)


def _write_meaning(book: Book, results: Results, table: Mapping[str, Any], name: str) -> None:
    words = Words(results.names)
    fields = (
        Field("name", "指标", 30, wrapped=True),
        Field("unit", "单位", 7, "centre"),
        Field("of", "应达（分母）", 50, wrapped=True),
        Field("met", "已达（分子）", 50, wrapped=True),
        Field("state", "状态", 34, wrapped=True),
    )
    rows = [_meaning(rate, results, words) for rate in table["rates"]]
    title = f"{table['title']}：各项指标怎样算（{as_of(results.run)}）"
    note = "口径由本办在 fangpin.toml 的 [tables] 中写明；用的是事实和规则的名称，写法同规则。"
    write_list(book, name, title=title, note=note, fields=fields, rows=rows)


def _meaning(rate: Mapping[str, Any], results: Results, words: Words) -> list[Cell]:
    of, met = rate["of"], rate["met"]
    if rate["rule"]:
        text = results.rules.get(rate["rule"])
        named = f"{rate['rule']} {text.name}" if text else rate["rule"]
        of, met = f"规则 {named} 适用的户", f"其中没有命中规则 {named} 的户"
    missing = "、".join(words.name(one) for one in rate["why"])
    state = {"off": "本政策不用这条规则", "not": f"未评估：未提供{missing}"}.get(
        rate["state"], "已计算"
    )
    if rate["not_in"]:
        state += f"；名册未覆盖：{'、'.join(c or NO_PLACE for c in rate['not_in'])}"
    return [rate["name"], _UNITS[rate["per"]], of, met, state]
