"""The sheet of the statistics workbook by clause: what serves it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from fangpin.report import masks
from fangpin.report.grid import Field
from fangpin.report.lists import Cell, write_list
from fangpin.report.model import Privacy, Results
from fangpin.report.run import as_of, count, counties, rule_state
from fangpin.report.statistics_counts import HIDDEN, NOT_EVALUATED, Table
from fangpin.report.styles import Book
from fangpin.report.suppress import SMALL
from fangpin.report.words import Words
from fangpin.rules.clauses import Clause, clauses

NAME = "条款对照"
NOT_SERVED = "未实现"
FIELDS = (
    Field("number", "编号", 7, "centre"),
    Field("clause", "条款", 9, "centre"),
    Field("quote", "原文", 34, wrapped=True),
    Field("core", "类别", 7, "centre"),
    Field("by", "规则或输出", 30, wrapped=True),
    Field("rosters", "所用名册", 30, wrapped=True),
    Field("judged", "研判户数", 10, "int"),
    Field("hit", "命中", 9, "int"),
    Field("check", "待核", 9, "int"),
    Field("state", "状态", 10, "centre"),
    Field("why", "没有评估的和原因、没有覆盖的", 46, wrapped=True),
)


def write_clauses(book: Book, results: Results, whole: Table, privacy: Privacy) -> None:
    """Each clause that data can serve, a line a rule of it."""
    rows = [row for one in clauses() for row in clause_rows(one, results, whole, privacy)]
    title = f"通知条款与规则、输出对照（{as_of(results.run)}）"
    note = (
        "研判户数：规则适用的户；一户可同属几条。“延伸”：通知提到而非必须的。"
        f"“{NOT_SERVED}”：还没有规则或输出，写明等什么。"
    )
    write_list(book, NAME, title=title, note=note, fields=FIELDS, rows=rows, frozen=3)


def clause_rows(
    one: Clause, results: Results, whole: Table, privacy: Privacy
) -> Iterator[list[Cell]]:
    """The lines of a clause: its output, then each rule that the policy switches on."""
    words = Words(results.names)
    rosters = "、".join(words.name(kind) for kind in one.rosters)
    head: list[Cell] = [one.number, one.clause, one.quote, "核心" if one.core else "延伸"]
    short = f"没有覆盖：{one.short}" if one.short else ""
    chosen = [rule for rule in one.rules if rule in results.rules]
    if one.output:
        yield [*head, f"输出：{one.output}", rosters, None, None, None, "已提供", short]
    elif not one.rules:
        yield [*head, None, rosters, None, None, None, NOT_SERVED, f"等：{one.waits}"]
    elif not chosen:
        off = f"本政策不用规则 {'、'.join(one.rules)}"
        yield [*head, None, rosters, None, None, None, "未评估", off]
    for rule in chosen:
        state = rule_state(results.run, rule)
        name = f"{rule} {results.rules[rule].name}"
        why = "；".join(part for part in (state.why(words), short) if part)
        numbers = rule_numbers(rule, results, whole, privacy)
        yield [*head, name, rosters, *numbers, state.word, why]


def rule_numbers(rule: str, results: Results, whole: Table, privacy: Privacy) -> list[Cell]:
    """Households judged, hit and to check in the whole city, hidden as on the other sheets."""
    state = rule_state(results.run, rule)
    if state.state == "not":
        return [NOT_EVALUATED] * 3
    places = [c for c in counties(results.run.get("counts", {})) if c not in state.not_in]
    judged, hit, check = (
        sum(count(results.run, rule, county, outcome) or 0 for county in places)
        for outcome in ("scope", "hit", "check")
    )
    text = results.rules[rule]
    if privacy == "work" or not masks.tells_of_illness(text.name, text.cause):
        return [judged, hit, check]
    return [judged, shown_hits(rule, whole), HIDDEN if check in SMALL else check]


def shown_hits(rule: str, whole: Table) -> Cell:
    """The hits of a rule that tells of illness: as the sheets by place show them, else hidden."""
    for figure, cell in zip(whole.columns, whole.row(()), strict=True):
        if figure.rule == rule and not figure.persons:
            return cell
    return HIDDEN
