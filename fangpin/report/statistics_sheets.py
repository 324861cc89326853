"""The sheets of the statistics workbook by place, by level, and of the guarantees."""

from __future__ import annotations

from collections.abc import Sequence

from fangpin.report import masks
from fangpin.report.grid import Field
from fangpin.report.lists import Cell, Sheet, write_list
from fangpin.report.model import Privacy, Results
from fangpin.report.run import as_of, count, rule_state
from fangpin.report.run import counties as counties_of
from fangpin.report.statistics_counts import HIDDEN, NOT_EVALUATED, Figure, Table
from fangpin.report.styles import Book
from fangpin.report.words import LEVEL_WORDS, sentences

_PLACES = (
    Field("county", "旗县区", 23, wrapped=True),
    Field("town", "乡镇", 16, wrapped=True),
    Field("village", "村", 18, wrapped=True),
)
_SIGNS = (
    f"“{HIDDEN}”：涉及疾病、残疾的 1、2 户以及由合计、去重能推算出它们的数，不列出；"
    f"“{NOT_EVALUATED}”：名册未提供或未覆盖，没有评估。"
)


def write_places(book: Book, name: str, depth: int, table: Table, day: str) -> Sheet:
    """Counts by county, town or village, the city's total below."""
    fields = (*_PLACES[:depth], *(_field(figure) for figure in table.columns))
    rows = [[*path, *table.row(path)] for path in table.cells if len(path) == depth]
    total: list[Cell] = ["合计", *[None] * (depth - 1), *table.row(())]
    note = f"一户可同属几类，各类户数不能相加；“去重”为不重复的户数、人数，人数为户内人口。{_SIGNS}"
    title = f"防返贫致贫监测统计：按{name}（{day}）"
    return write_list(
        book, name, title=title, note=note, fields=fields, rows=rows, total=total, frozen=depth
    )


def _field(figure: Figure) -> Field:
    return Field(figure.flag, figure.header, 6.6, "int", group=figure.group)


def write_levels(book: Book, rows: Sequence[Sequence[Cell]], day: str) -> Sheet:
    """Warnings by cause, county and level."""
    fields = (
        Field("cause", "预警", 28),
        Field("county", "旗县区", 24),
        *(Field(level, f"{word}色", 12, "int") for level, word in LEVEL_WORDS.items()),
        Field("all", "合计（户）", 12, "int"),
    )
    title = f"各类预警按级别（{day}）"
    return write_list(
        book, "原因级别", title=title, note=_SIGNS, fields=fields, rows=rows, frozen=2
    )


def write_guarantees(book: Book, results: Results, privacy: Privacy) -> None:
    """Coverage rates of the guarantees: a matrix of counties, and every number behind it."""
    names = sentences("guarantees")
    rules = [
        (rule, names.get(rule, f"无“{text.name}”"))
        for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order)
        if rule[0] == "S"
        and (privacy == "work" or not masks.tells_of_illness(text.name, text.cause))
    ]
    if not rules:
        return
    counties = counties_of(results.run.get("counts", {}))
    day = as_of(results.run)
    note = "达标率 = 已达标户 ÷（已达标户 + 未达标户），待核户不计在内；“—”为没有评估或没有适用户。"
    matrix = (
        Field("county", "旗县区", 24),
        *(Field(rule, name, 11, "rate") for rule, name in rules),
    )
    rates = [[c, *(_rate(guarantee(results, rule, [c])) for rule, _ in rules)] for c in counties]
    city: list[Cell] = ["全市", *(_rate(guarantee(results, rule, counties)) for rule, _ in rules)]
    title = f"各项保障达标率（{day}）"
    write_list(
        book, "保障达标率", title=title, note=note, fields=matrix, rows=rates, total=city, frozen=1
    )
    _guarantee_details(book, results, rules, f"各项保障户数（{day}）", note)


def _guarantee_details(
    book: Book, results: Results, rules: Sequence[tuple[str, str]], title: str, note: str
) -> None:
    fields = (
        Field("rule", "保障", 24),
        Field("county", "旗县区", 24),
        Field("scope", "适用户数", 12, "int"),
        Field("met", "已达标", 12, "int"),
        Field("hit", "未达标", 12, "int"),
        Field("check", "待核", 12, "int"),
        Field("rate", "达标率", 12, "rate"),
    )
    counties = counties_of(results.run.get("counts", {}))
    rows: list[list[Cell]] = []
    for rule, name in rules:
        for label, places in [("全市", counties), *((county, [county]) for county in counties)]:
            numbers = guarantee(results, rule, places)
            shown: list[Cell] = [*numbers] if numbers else [NOT_EVALUATED] * 4
            rows.append([name, label, *shown, _rate(numbers)])
    write_list(book, "保障户数", title=title, note=note, fields=fields, rows=rows, frozen=2)


def guarantee(results: Results, rule: str, counties: Sequence[str]) -> list[int] | None:
    """Households in scope, met, hit and check over counties where it was evaluated, else null."""
    state = rule_state(results.run, rule)
    places = [county for county in counties if county not in state.not_in]
    scopes = [count(results.run, rule, county, "scope") for county in places]
    if state.state == "not" or not places or None in scopes:
        return None
    scope = sum(number or 0 for number in scopes)
    hit = sum(count(results.run, rule, county, "hit") or 0 for county in places)
    check = sum(count(results.run, rule, county, "check") or 0 for county in places)
    return [scope, scope - hit - check, hit, check]


def _rate(numbers: Sequence[int] | None) -> Cell:
    if numbers is None or numbers[1] + numbers[2] == 0:
        return NOT_EVALUATED
    return numbers[1] / (numbers[1] + numbers[2])
