"""Bars as SVG: places in per cent of the width, text in pixels, so that a phone shows them too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fangpin.report import masks
from fangpin.report.model import Results
from fangpin.report.page.tables import Cell
from fangpin.report.run import counties as counties_of
from fangpin.report.statistics_counts import Table
from fangpin.report.words import sentences

_ROOM = 0.10  # the share of the width that a number inside its bar needs
_WIDEST = 100.0


@dataclass(frozen=True)
class Bar:
    """A piece of a line: where it begins and its width in per cent, its colour, what it says."""

    start: float
    width: float
    look: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line of a chart: its name, what stands at the right of it, its bars."""

    name: str
    text: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Chart:
    """A chart; told: the same in one sentence, for those who do not see it."""

    key: str
    title: str
    legend: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    told: str


def stacked(
    key: str,
    title: str,
    table: Table,
    paths: Sequence[tuple[str, ...]],
    series: Sequence[tuple[str, int]],
) -> Chart | None:
    """A line a place, its columns one after the other; counts that are hidden are not drawn."""
    sums = {path: sum(table.cells[path][place] for _, place in series) for path in paths}
    most = max(sums.values(), default=0)
    if not most:
        return None
    lines = []
    for path in paths:
        start, bars = 0.0, []
        for number, (_, place) in enumerate(series):
            value = table.cells[path][place]
            share = value / most
            text = str(value) if share >= _ROOM else ""
            if value:
                bars.append(Bar(start, share * _WIDEST, f"{key}-{number}", text))
            start += share * _WIDEST
        lines.append(Line(path[0], f"{sums[path]} 户", bars))
    legend = [(f"{key}-{number}", name) for number, (name, _) in enumerate(series)]
    return Chart(key, title, legend, lines, _told(lines))


def bars(key: str, title: str, values: Sequence[tuple[str, Cell]]) -> Chart | None:
    """A line a value; what is hidden or was not evaluated has no bar, and says so."""
    most = max((value for _, value in values if isinstance(value, int)), default=0)
    if not most:
        return None
    lines = [Line(name, _said(value), _one(value, most, key)) for name, value in values]
    return Chart(key, title, [], lines, _told(lines))


def _one(value: Cell, most: int, key: str) -> list[Bar]:
    if not isinstance(value, int) or not value:
        return []
    return [Bar(0.0, value / most * _WIDEST, f"{key}-0", "")]


def _said(value: Cell) -> str:
    if isinstance(value, int):
        return f"{value} 户"
    return "不列出" if value == "*" else "未评估"


def rates(results: Results) -> Chart | None:
    """How far the guarantees are met in the city, as in the statistics."""
    names = sentences("guarantees")
    lines = []
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        if rule[0] != "S" or masks.tells_of_illness(text.name, text.cause):
            continue
        share = _share(results, rule)
        name = names.get(rule, f"无“{text.name}”")
        if share is not None:
            bar = Bar(0.0, share * _WIDEST, "rate-0", "")
            lines.append(Line(name, f"{share:.1%}", [bar] if share else []))
    if not lines:
        return None
    return Chart("rate", "各项保障达标率（待核户不计在内）", [], lines, _told(lines))


def _share(results: Results, rule: str) -> float | None:
    """Households in order, of those that were decided, over counties where it was evaluated."""
    from fangpin.report.statistics_sheets import guarantee

    numbers = guarantee(results, rule, counties_of(results.run.get("counts", {})))
    if numbers is None or numbers[1] + numbers[2] == 0:
        return None
    return numbers[1] / (numbers[1] + numbers[2])


def _told(lines: Sequence[Line]) -> str:
    return "；".join(f"{line.name} {line.text}" for line in lines)
