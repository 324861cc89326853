"""Nobody who is ill is found by arithmetic from everything that leaves: workbook and page at once.

A reader knows more than the sums: the union of the causes, households with any alert, levels, and
that costs over a year's income put a household into G4. All of it is written as linear
constraints and the bounds of what is hidden are narrowed until nothing moves.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from fangpin.report.model import ALERT_COLUMNS, Results
from fangpin.report.page import write_page
from fangpin.report.statistics import write_statistics

from .build import RULES, alert_table, results

ILL = ("W1", "W4", "W7")
CAUSES = ("W1", "W2", "W3", "W4", "W7")
LEVELS = {"红": "red", "橙": "orange", "黄": "yellow"}
WORDS = {"红": 0, "橙": 1, "黄": 2}
FLAGS = {"去重": "U", "预警户合计": "H", "户": "all"}
Place = tuple[str, ...]
Key = tuple[Any, ...]


@dataclass
class Reader:
    """What is known: the least and the most of every figure, and what holds between them."""

    low: dict[Key, int] = field(default_factory=dict)
    high: dict[Key, int] = field(default_factory=dict)
    rules: list[tuple[list[Key], list[Key]]] = field(default_factory=list)

    def knows(self, key: Key, cell: Any) -> None:
        """A cell as it is published."""
        number = 0 if cell == "—" else cell
        low, high = (0, 10**6) if cell == "*" else (int(number), int(number))
        self.low[key] = max(self.low.get(key, 0), low)
        self.high[key] = min(self.high.get(key, 10**6), high)
        assert self.low[key] <= self.high[key], f"{key} is published twice and differs"

    def at_most(self, left: Iterable[Key], right: Iterable[Key]) -> None:
        """The sum of the left is no more than that of the right."""
        self.rules.append((list(left), list(right)))

    def same(self, left: list[Key], right: list[Key]) -> None:
        self.at_most(left, right)
        self.at_most(right, left)

    def think(self) -> None:
        """Narrow until nothing moves."""
        moved = True
        while moved:
            moved = False
            for left, right in self.rules:
                least = sum(self.low[k] for k in left)
                most = sum(self.high[k] for k in right)
                for key in left:
                    top = most - (least - self.low[key])
                    if top < self.high[key]:
                        self.high[key], moved = top, True
                for key in right:
                    bottom = least - (most - self.high[key])
                    if bottom > self.low[key]:
                        self.low[key], moved = bottom, True


def town(seed: int, counties: int, homes_each: int) -> Results:
    """A small city; whoever has a cause is in G4 too, and some households only elsewhere."""
    dice = random.Random(seed)
    homes, alerts = [], []
    for c in range(counties):
        for t in range(dice.randint(1, 3)):
            for v in range(dice.randint(1, 4)):
                for _ in range(dice.randint(1, homes_each)):
                    number = len(homes) + 1
                    home = {"household_id": f"1501{number:08}", "head_name": "张测", "size": 2,
                            "head_id": None, "county": f"县{c}", "town": f"镇{t}",
                            "village": f"村{v}"}  # fmt: skip
                    homes.append(home)
                    alerts += _alerts(home, dice)
    counts: dict[str, Any] = {rule: {} for rule in RULES}
    for alert in alerts:
        cell = counts[alert["rule"]].setdefault(alert["county"], {"hit": 0, "check": 0})
        cell[alert["outcome"]] += 1
    made = results()
    rules = {rule: {"state": "evaluated", "missing": [], "not_in": []} for rule in RULES}
    if dice.random() < 0.3:
        rules["W7"] = {"state": "not", "missing": [], "not_in": []}
        alerts = [alert for alert in alerts if alert["rule"] != "W7"]
    return results(
        households=pa.Table.from_pylist(homes),
        alerts=alert_table(alerts),
        run={**made.run, "rules": rules, "counts": counts, "coverage": {}},
    )


def _alerts(home: dict[str, Any], dice: random.Random) -> list[dict[str, Any]]:
    causes = [rule for rule in CAUSES if dice.random() < 0.18]
    chosen = causes + (["G4"] if causes or dice.random() < 0.1 else [])
    chosen += [rule for rule in ("G1", "S5") if dice.random() < 0.12]
    return [
        {column: home.get(column) for column in ALERT_COLUMNS}
        | {"alert_id": f"{home['household_id']}-{rule}", "rule": rule, "outcome": "hit",
           "level": dice.choice(list(LEVELS.values())), "evidence": [], "measures": [],
           "persons": [], "missing": []}
        for rule in chosen
    ]  # fmt: skip


def published(made: Results, folder: Path) -> Reader:
    """Everything that is read off the two files."""
    write_statistics(made, folder / "统计汇总.xlsx")
    write_page(made, folder / "report.html")
    reader = Reader()
    book = openpyxl.load_workbook(folder / "统计汇总.xlsx")
    for sheet, depth in (("旗县区", 1), ("乡镇", 2), ("村", 3)):
        groups, headers, *rows = list(book[sheet].iter_rows(min_row=3, values_only=True))
        keys = _columns(made, groups, headers)
        for row in rows:
            path = () if row[0] == "合计" else tuple(map(str, row[:depth]))
            for column, cell in zip(keys[depth:], row[depth:], strict=True):
                if column:
                    reader.knows((path, column), cell)
    names = {text.name: rule for rule, text in made.rules.items()}
    for cause, county, *cells in book["原因级别"].iter_rows(min_row=4, values_only=True):
        path = () if county == "全市" else (str(county),)
        for level, cell in zip("红橙黄蓝", cells, strict=False):
            reader.knows((path, names[str(cause)], level), cell)
        reader.knows((path, names[str(cause)]), cells[4])
    for row in book["总览"].iter_rows(values_only=True):
        if row[1] in names and names[str(row[1])] in CAUSES:
            reader.knows(((), names[str(row[1])]), row[2])
    for row in book["条款对照"].iter_rows(min_row=4, values_only=True):
        rule = str(row[4]).partition(" ")[0]
        if rule in CAUSES and row[7] is not None:
            reader.knows(((), rule), row[7])
    _page(made, folder / "report.html", reader)
    return reader


def _columns(made: Results, groups: Any, headers: Any) -> list[Any]:
    names = {text.name: rule for rule, text in made.rules.items()}
    keys, group = [], ""
    for above, header in zip(groups, headers, strict=True):
        group = above or group
        key: Any = names.get(header) or FLAGS.get(header)
        if header == "户":
            key = {"全部农户": "all"}.get(group) or names.get(group)
        elif header in WORDS and "级别" in group:
            key = ("level", header)
        keys.append(key)
    return keys


def _page(made: Results, path: Path, reader: Reader) -> None:
    tree = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    names = {text.name: rule for rule, text in made.rules.items()}
    for table in tree.xpath("//section[@id='counties']//table"):
        caption = table.xpath("caption")[0].text_content()
        county = next((f"县{n}" for n in range(9) if caption.startswith(f"县{n}")), None)
        heads = _heads(table)
        for row in table.xpath(".//tbody/tr|.//tfoot/tr"):
            name = row.xpath("th")[0].text_content().strip()
            above = (county,) if county else ()
            place = above if name == "合计" else (*above, name)
            for (group, header), cell in zip(heads, row.xpath("td"), strict=True):
                key: Any = names.get(header)
                key = "all" if header == "全部农户" else key
                key = "H" if (group, header) == ("预警（户）", "合计") else key
                key = ("level", header) if header in WORDS else key
                if key:
                    text = cell.text_content().strip()
                    reader.knows((place, key), text if text in "*—" else int(text))
    for line in tree.xpath("//figure[figcaption[@id='chart-cause']]//desc")[0:1]:
        for part in line.text.split("；"):
            name, _, said = part.rpartition(" ")
            name, said = (name.rpartition(" ")[0], name.rpartition(" ")[2]) if said == "户" else (
                name, "*")  # fmt: skip
            if name in names and said.isdigit():
                reader.knows(((), names[name]), int(said))


def _heads(table: Any) -> list[tuple[str, str]]:
    first, second = (list(row) for row in table.xpath(".//thead/tr"))
    below, made = iter(second), []
    for head in first[1:]:
        text = head.text_content().strip()
        if head.get("scope") == "colgroup":
            many = int(head.get("colspan"))
            made += [(text, next(below).text_content().strip()) for _ in range(many)]
        else:
            made.append(("", text))
    return made


def reason_about(reader: Reader) -> None:
    """What holds between the figures."""
    paths = sorted({key[0] for key in reader.low if len(key) == 2})
    columns = {key[1] for key in reader.low if len(key) == 2}
    for path in paths:
        parts = [p for p in paths if len(p) == len(path) + 1 and p[: len(path)] == path]
        for column in columns if parts else ():
            reader.same([(path, column)], [(part, column) for part in parts])
        causes = [(path, cause) for cause in CAUSES if (path, cause) in reader.low]
        union, hit = (path, "U"), (path, "H")
        reader.at_most([union], causes)
        reader.at_most([union], [hit])
        reader.same([hit], [(path, ("level", word)) for word in WORDS])
        for cause in causes:
            reader.at_most([cause], [union])
            reader.at_most([cause], [(path, "G4")])
    _levels(reader, paths)


def _levels(reader: Reader, paths: list[Place]) -> None:
    for path in [path for path in paths if len(path) < 2]:
        for cause in [c for c in CAUSES if (path, c, "红") in reader.low]:
            cells = [(path, cause, level) for level in "红橙黄蓝"]
            reader.same(cells, [(path, cause)])
            for many in (1, 2):  # a household's own level is no less than a cause's
                heads = [(path, ("level", word)) for word in list(WORDS)[:many]]
                reader.at_most(cells[:many], heads)
            if not path:
                counties = [p for p in paths if len(p) == 1]
                for level in "红橙黄蓝":
                    parts = [(p, cause, level) for p in counties]
                    reader.same([((), cause, level)], parts)


def truth(made: Results) -> Counter[Key]:
    """The figures as they are."""
    found: Counter[Key] = Counter()
    words = {level: word for word, level in LEVELS.items()}
    for alert in made.alerts.to_pylist():
        places = (alert["county"], alert["town"], alert["village"])
        for depth in range(4):
            found[places[:depth], alert["rule"]] += 1
            if depth < 2:
                found[places[:depth], alert["rule"], words[alert["level"]]] += 1
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 7))
def test_no_small_number_of_the_ill_can_be_worked_out(seed: int, counties: int, each: int) -> None:
    made = town(seed, counties, each)
    with tempfile.TemporaryDirectory() as folder:
        reader = published(made, Path(folder))
    reason_about(reader)
    reader.think()
    for key, number in truth(made).items():
        if key[1] in ILL and number in (1, 2):
            assert reader.low[key] < reader.high[key], f"{key} is {number}, and known"
        if key in reader.low:
            assert reader.low[key] <= number <= reader.high[key]


def test_the_reader_does_find_what_is_given_away() -> None:
    """The test's own test: three counties of which one is hidden alone."""
    reader = Reader()
    for place, cell in (((), 9), (("a",), "*"), (("b",), 5), (("c",), 3)):
        reader.knows((place, "W1"), cell)
    reader.same([((), "W1")], [((name,), "W1") for name in "abc"])
    reader.think()
    assert reader.low[("a",), "W1"] == reader.high[("a",), "W1"] == 1


@pytest.mark.parametrize("kind", ["illness", "disability"])
def test_the_rosters_of_the_ill_give_no_county_away(kind: str, tmp_path: Path) -> None:
    """The same rows are counted on three sheets: covered, matched, not matched."""
    rows = {"县0": 2, "县1": 7, "县2": 4, "县3": 0}
    made = town(1, 4, 3)
    run = {
        **made.run,
        "coverage": {kind: rows},
        "linkage": {kind: {c: {"rows": n, "linked": n} for c, n in rows.items()}},
        "inputs": [
            {"name": "a.csv", "sheet": "", "kind": kind, "department": "残联", "rows": 13,
             "accepted": 13, "rejected": 0, "skipped": 0, "unmatched": 0},
            {"name": "b.csv", "sheet": "", "kind": "members", "department": "扶贫", "rows": 9,
             "accepted": 9, "rejected": 0, "skipped": 0, "unmatched": 0},
        ],
    }  # fmt: skip
    write_statistics(results(run=run), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    reader = Reader()
    headers, *lines = list(book["名册覆盖"].iter_rows(min_row=3, values_only=True))
    for county, cell in zip(headers[1:-1], lines[0][1:-1], strict=True):
        reader.knows((str(county),), cell)
    for _, county, told, *_ in book["匹配情况"].iter_rows(min_row=4, values_only=True):
        reader.knows((str(county),), told)
    reader.same([("全市",)], [(county,) for county in rows])
    reader.think()
    assert reader.low[("县0",)] < reader.high[("县0",)]


def test_a_roster_of_one_row_is_not_told_as_what_is_left_of_the_total(tmp_path: Path) -> None:
    made = town(1, 2, 3)
    inputs = [
        {"name": f"{n}.csv", "sheet": "", "kind": kind, "department": "卫健", "rows": rows,
         "accepted": rows, "rejected": 0, "skipped": 0, "unmatched": 0}
        for n, (kind, rows) in enumerate({"illness": 1, "members": 40, "population": 30}.items())
    ]  # fmt: skip
    linkage = {"illness": {"县0": {"rows": 1, "linked": 1}}}
    write_statistics(
        results(run={**made.run, "inputs": inputs, "linkage": linkage}), tmp_path / "a.xlsx"
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    *rows, total = list(book["未匹配"].iter_rows(min_row=4, values_only=True))
    hidden = [row for row in rows if row[2] == "*"]
    assert len(hidden) > 1 or total[2] == "*"
