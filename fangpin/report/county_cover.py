"""The cover of a county workbook: what this is, how many, how to fill it in, what is not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from fangpin.report import exempted
from fangpin.report.county_frames import Frames, county_of
from fangpin.report.grid import print_on_a4
from fangpin.report.layout import LINE, width
from fangpin.report.model import Privacy, Results
from fangpin.report.run import as_of, outdated, policy_title, rule_state
from fangpin.report.styles import Book
from fangpin.report.words import GROUP_WORDS, LEVEL_WORDS, Words, sentences

_WIDTHS = (12, 30, 18, 13, 13, 13, 36)


class _Page:
    """Lines going down a sheet."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book, self.sheet, self.row = book, sheet, 0

    def line(self, text: str, look: str, points: float | None = None) -> None:
        last = len(_WIDTHS) - 1
        self.book.across(self.sheet, self.row, (0, last), text, look)
        wraps = 1 + int(width(text) // (sum(_WIDTHS) - 4))
        self.sheet.set_row(self.row, points or LINE * wraps + 5)
        self.row += 1

    def cells(self, values: Sequence[str | int | None], looks: Sequence[str]) -> None:
        lines = 1
        for place, (value, look) in enumerate(zip(values, looks, strict=True)):
            style = self.book.style(look)
            if value is None:
                self.sheet.write_blank(self.row, place, None, style)
            elif isinstance(value, int):
                self.sheet.write_number(self.row, place, value, style)
            else:
                self.sheet.write_string(self.row, place, value, style)
                lines = max(lines, -(-int(width(value)) // (_WIDTHS[place] - 2)))
        self.sheet.set_row(self.row, LINE * lines + 5)
        self.row += 1


def write_cover(book: Book, place: str, results: Results, own: Frames, privacy: Privacy) -> None:
    """The first sheet of a county's workbook; `own` holds the rows of this workbook only."""
    sheet = book.workbook.add_worksheet("说明")
    for column, room in enumerate(_WIDTHS):
        sheet.set_column(column, column, room)
    page = _Page(book, sheet)
    run = results.run
    page.line(f"{place}防返贫致贫监测预警清单", "title", 34)
    version = run.get("version", "")
    source = f"依据：{policy_title(run)}　　数据截止：{as_of(run)}　　程序版本：{version}"
    page.line(source, "plain")
    if sentence := outdated(run):
        page.line(sentence, "warning")
    page.line(sentences("privacy")[privacy], "warning")
    page.line("一、总数", "section", 24)
    page.line(_totals(own), "plain")
    if sentence := exempted.sentence(results, county_of(place)):
        page.line(sentence, "plain")
    page.line("二、怎么填", "section", 24)
    for sentence in sentences("how").values():
        page.line(sentence, "plain")
    page.line("三、各项预警（一户可有几项，户数不能相加）", "section", 24)
    _rule_table(page, place, results, own)
    page.line("四、这次没有评估或没有评估全的规则", "section", 24)
    _gaps(page, place, results)
    print_on_a4(sheet, f"{place}防返贫致贫监测预警清单（{as_of(run)}）")


def _totals(own: Frames) -> str:
    alerts, checks = own.alerts, own.checks
    levels = dict(alerts.group_by("level_word").len().iter_rows())
    each = "、".join(f"{word} {levels.get(word, 0)} 户" for word in LEVEL_WORDS.values())
    persons = int(alerts["size"].sum() or 0)
    text = f"预警 {alerts.height} 户、{persons} 人（{each}）；待核 {checks.height} 户"
    both = checks["listed"].is_not_null().sum()
    text += f"，其中 {both} 户同时在预警清单" if both else ""
    new = (alerts["monitored"] == "应纳未纳").sum()
    text += f"；应纳未纳 {new} 户" if new else ""
    none = "" if alerts.height or checks.height else "本次没有预警户，也没有待核户。"
    return f"{text}。{none}"


def _rule_table(page: _Page, place: str, results: Results, own: Frames) -> None:
    page.cells(
        ("类别", "规则", "依据条款", "预警户数", "预警人数", "待核户数", "牵头部门"), ["header"] * 7
    )
    counts = {
        (rule, outcome): (households, persons)
        for rule, outcome, households, persons in own.rules.select(
            "rule", "outcome", "households", "persons"
        ).iter_rows()
    }
    looks = ("centre", "text", "text", "count", "count", "count", "text")
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        if _evaluated(results, rule, place):
            households, persons = counts.get((rule, "hit"), (0, 0))
            check, _ = counts.get((rule, "check"), (0, 0))
            group = GROUP_WORDS.get(rule[:1], "其他")
            row = (group, text.name, text.clause, households, persons, check, text.department)
            page.cells(row, looks)


def _evaluated(results: Results, rule: str, place: str) -> bool:
    state = rule_state(results.run, rule)
    return state.state != "not" and county_of(place) not in state.not_in


def _gaps(page: _Page, place: str, results: Results) -> None:
    rows = list(_gap_rows(place, results))
    if not rows:
        page.line("全部规则都已评估。", "plain")
        return
    page.line("清单里没有下列规则的户，不等于没有这类户；补齐名册后重新扫描。", "plain")
    _gap_line(page, ("类别", "规则", "状态", "原因"), ("header",) * 4)
    for row in rows:
        _gap_line(page, row, ("centre", "text", "centre", "text"))


def _gap_line(page: _Page, texts: Sequence[str], looks: Sequence[str]) -> None:
    """Four cells, the last over the rest of the width."""
    row = page.row
    page.cells(texts, looks)
    page.book.across(page.sheet, row, (3, 6), texts[3], looks[3])
    page.sheet.set_row(row, LINE * (1 + int(width(texts[3]) // (sum(_WIDTHS[3:]) - 4))) + 5)


def _gap_rows(place: str, results: Results) -> Iterator[tuple[str, str, str, str]]:
    """Group, name, state and reason of the rules that were not wholly evaluated in this county."""
    words = Words(results.names)
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        state = rule_state(results.run, rule)
        group = GROUP_WORDS.get(rule[:1], "其他")
        if county_of(place) in state.not_in:
            yield group, text.name, "未评估", "报来的名册没有覆盖本县"
        elif state.state == "not" or state.missing:
            yield group, text.name, state.word, state.lacked(words)
