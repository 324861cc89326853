"""The link report, what the folder of the run before must be, and what people are told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest
from click.testing import CliRunner
from sqlglot import exp

from fangpin.cli import cli
from fangpin.compare.linkage import Limits, fallen, limits
from fangpin.compare.previous import Previous, read_previous
from fangpin.compare.rests import fact_sources, kinds_of
from fangpin.errors import UseError
from fangpin.report.statistics import write_statistics
from fangpin.report.terminal import render
from fangpin.rosters.kinds import load_kinds
from fangpin.rules.book import LEVELS, Rule, rule_book
from fangpin.rules.expression import expanded

from .conftest import Base
from .town import DAY, Office, alerts, changed, number, write


def test_rows_are_counted_by_county(base: Base, office: Office) -> None:
    rosters = changed(base.rosters)
    stranger = number("19630303", 971)
    rosters["insurance"] += [
        {"id_number": stranger, "insured": "是", "county": "武川县"},
        {"id_number": "15012519630303", "insured": "是"},
    ]
    run = office.scan(rosters).run
    assert run["linkage"]["insurance"] == {
        "武川县": {"rows": 5, "linked": 4},
        "未注明": {"rows": 1, "linked": 0},
    }
    (entry,) = [one for one in run["inputs"] if one["kind"] == "insurance"]
    assert (entry["rows"], entry["accepted"], entry["linked"], entry["unmatched"]) == (6, 5, 4, 1)
    assert run["without_rows"]["property"] == ["托克托县"]
    assert "insurance" not in run["without_rows"]  # small counties count as covered


def previous(linkage: dict[str, dict[str, dict[str, int]]]) -> Previous:
    return Previous({"linkage": linkage}, "", None, None, None)


def cell(rows: int, linked: int) -> dict[str, int]:
    return {"rows": rows, "linked": linked}


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (cell(100, 100), cell(90, 90), []),  # just ten in a hundred rows less
        (cell(100, 100), cell(89, 89), ["rows"]),
        (cell(100, 100), cell(100, 95), []),
        (cell(100, 100), cell(100, 94), ["share"]),
        (cell(100, 100), cell(50, 40), ["rows", "share"]),
        (cell(100, 50), cell(120, 110), []),
        (cell(19, 19), cell(2, 0), ["rows", "share"]),
        (cell(0, 0), cell(0, 0), []),
    ],
)
def test_a_fall_is_told_from_the_limit_on(
    before: dict[str, int], now: dict[str, int], found: list[str]
) -> None:
    # In the county only from twenty rows on: of a few rows one is much.
    flags = fallen(
        {"medical": {"武川县": now}}, previous({"medical": {"武川县": before}}), Limits()
    )
    places = ["", "武川县"] if before["rows"] >= 20 else [""]
    assert [(one["county"], one["what"]) for one in flags] == [
        (p, w) for p in places for w in found
    ]


def test_limits_are_the_offices_own() -> None:
    assert limits({}) == Limits(0.05, 0.1)
    assert limits({"linkage": {"row_drop": 0.5}}) == Limits(0.05, 0.5)
    for wrong in ({"row_drop": 5}, {"rows": 0.1}, {"share_drop": "5%"}, {"share_drop": True}):
        with pytest.raises(UseError, match="linkage"):
            limits({"linkage": wrong})


def test_only_a_result_folder_will_do(base: Base, tmp_path: Path) -> None:
    with pytest.raises(UseError, match="找不到"):
        read_previous(tmp_path / "none", DAY)
    with pytest.raises(UseError, match=r"run\.json"):
        read_previous(tmp_path, DAY)
    with pytest.raises(UseError, match="晚于"):
        read_previous(base.out, date(2020, 4, 17))
    for name in ("alerts.parquet", "links.parquet", "unsettled.parquet"):
        place = tmp_path / name
        copytree(base.out, place)
        (place / name).write_bytes(b"PAR1")
        with pytest.raises(UseError, match=name):
            read_previous(place, DAY)
    old = tmp_path / "old"
    copytree(base.out, old)
    run = json.loads((old / "run.json").read_text("utf-8"))
    del run["linkage"]
    (old / "run.json").write_text(json.dumps(run), "utf-8")
    with pytest.raises(UseError, match="名册比对情况"):
        read_previous(old, DAY)


def test_people_are_told(base: Base, office: Office, tmp_path: Path) -> None:
    less = changed(base.rosters)
    del less["medical"]
    results = office.scan(less, base.out)
    text = render(results)
    assert "名册下降：医疗费用（本次没有提供，上次 3 行）" in text
    assert "与上次（2020-04-18）相比：新增 " in text
    assert "转为待核 " in text
    assert "名册中一行也没有的旗县区" in text
    write_statistics(results, tmp_path / "s.xlsx", "work")
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    rows = [[c.value for c in row] for row in book["匹配情况"].iter_rows()]
    (line,) = [row for row in rows if row[:2] == ["医疗费用", "全市"]]
    assert line[2:] == [0, 0, None, 3, 1, None]
    total = [[c.value for c in row] for row in book["未匹配"].iter_rows()][-1]
    assert total[3] == sum(one["unmatched"] for one in results.run["inputs"])
    write_statistics(results, tmp_path / "r.xlsx", "review")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    rows = [[c.value for c in row] for row in book["匹配情况"].iter_rows()]
    assert [row[2:5] for row in rows if row[0] == "残疾人证"] == [["*", "*", "*"]] * 2


def test_the_command_line(base: Base, tmp_path: Path, office: Office) -> None:
    less = {kind: rows for kind, rows in base.rosters.items() if kind != "medical"}
    forced = write(less, tmp_path / "in")
    call = ["scan", str(tmp_path / "in"), "--as-of", DAY.isoformat(), "-q"]
    call += [word for name, kind in forced.items() for word in ("--kind", f"{name}={kind}")]
    with_previous = [*call, "--out", str(tmp_path / "out"), "--previous", str(base.out)]
    # A roster fell away: somebody must look.
    assert CliRunner().invoke(cli, with_previous, standalone_mode=False).return_value == 1
    alone = [*call, "--out", str(tmp_path / "alone")]
    assert CliRunner().invoke(cli, alone, standalone_mode=False).return_value == 0
    written = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert written["previous"]["as_of"] == DAY.isoformat()
    assert (tmp_path / "out" / "links.parquet").stat().st_mode & 0o777 == 0o600


def test_a_run_of_some_counties_says_nothing_of_the_others(base: Base, office: Office) -> None:
    office.scan(base.rosters, counties=["托克托县"])
    now = alerts(office.scan(base.rosters, office.last))
    assert {row["change"] for row in now.values() if row["county"] == "托克托县"} == {"continuing"}
    assert {row["change"] for row in now.values() if row["county"] == "武川县"} == {""}


def named(rule: Rule) -> set[str]:
    """The facts that a rule's expressions name, whatever policy switches it on."""
    book = rule_book()
    texts = [rule.when, rule.scope, "" if rule.level in LEVELS else rule.level]
    trees = [expanded(text, book.definitions, rule.id) for text in texts if text]
    columns = [column for tree in trees for column in tree.find_all(exp.Column)]
    return {column.name for column in columns if not column.table} - set(book.rules)


def test_every_fact_of_every_rule_rests_on_something_known() -> None:
    known, book = {kind.name for kind in load_kinds()}, rule_book()
    for rule in book.rules.values():
        assert named(rule) <= set(fact_sources())
    for names in fact_sources().values():
        for name in names:
            assert kinds_of(name, book.given) <= known
