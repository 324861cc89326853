"""Every change between two runs has one cause, and the causes add up to the whole change."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from fangpin.cli import run
from fangpin.diff.model import Comparison
from fangpin.diff.text import as_json, lines

from . import city

SEED = 3
ID_NUMBER = re.compile(r"\d{17}[\dXx]")


def alerts(out: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(household, rule) -> outcome and county, as a run wrote them."""
    rows = pq.read_table(out / "alerts.parquet").to_pylist()
    return {(r["household_id"], r["rule"]): (r["outcome"], r["county"]) for r in rows}


def adds_up(made: Comparison, old: Path, new: Path) -> None:
    """Held against the written alerts, not against what the comparison says of itself."""
    was, now = alerts(old), alerts(new)
    differ = {k for k in {*was, *now} if was.get(k, ("nothing",))[0] != now.get(k, ("nothing",))[0]}
    keys = [(c.household_id, c.rule) for c in made.changes]
    assert sorted(keys) == sorted(differ)
    assert sum(made.causes().values()) == len(differ)
    for change in made.changes:
        key = change.household_id, change.rule
        assert change.before == was.get(key, ("nothing",))[0]
        assert change.after == now.get(key, ("nothing",))[0]
        assert change.why.text
    totals = Counter[str]()
    for counties in made.counts().values():
        for cell in counties.values():
            totals.update(cell)
    assert totals["new"] + totals["continuing"] + totals["switched"] == len(now)
    assert totals["ended"] + totals["continuing"] + totals["switched"] == len(was)
    assert not ID_NUMBER.search(json.dumps(as_json(made), ensure_ascii=False))


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[city.Edits, Path]:
    """A city whose first run all single edits start from."""
    folder = tmp_path_factory.mktemp("month")
    edits = city.city(folder, SEED)
    return edits, city.run(folder / "a", folder / "old")


def again(month: tuple[city.Edits, Path], folder: Path) -> tuple[city.Edits, Path]:
    """The city and its first run in a folder of their own."""
    shutil.copytree(month[1].parent, folder, dirs_exist_ok=True)
    called = folder / "old" / "timing.json"
    text = called.read_text("utf-8").replace(str(month[1].parent), str(folder))
    called.write_text(text, "utf-8")
    first = month[0]
    return city.Edits(folder / "b", first.insured, first.poor, first.leaver), folder / "old"


@pytest.mark.parametrize("seed", [SEED, pytest.param(5, marks=pytest.mark.slow)])
def test_the_causes_of_many_edits_add_up(
    seed: int, month: tuple[city.Edits, Path], tmp_path: Path
) -> None:
    if seed == SEED:
        edits, old = again(month, tmp_path)
    else:
        edits = city.city(tmp_path, seed)
        old = city.run(tmp_path / "a", tmp_path / "old")
    edits.pair(old)
    edits.value()
    edits.person(edits.leaver)
    edits.roster()
    policy = edits.parameter(tmp_path / "测试.toml")
    new = city.run(tmp_path / "b", tmp_path / "new", policy)
    made = city.difference(old, new)
    adds_up(made, old, new)
    assert made.rerun
    assert set(made.causes()) <= {"parameter", "roster", "person", "match", "value"}
    assert {"match", "value"} <= set(made.causes())
    assert "\n".join(lines(made))


@pytest.mark.parametrize("what", ["person", "roster", "parameter", "mended", "as_of"])
def test_one_edit_is_the_cause_of_all(
    what: str, month: tuple[city.Edits, Path], tmp_path: Path
) -> None:
    edits, old = again(month, tmp_path)
    policy, day = "hohhot-2020", city.DAY
    if what == "parameter":
        policy = edits.parameter(tmp_path / "测试.toml")
    elif what == "person":
        edits.person(edits.insured)
    elif what == "as_of":
        day = date(2020, 12, 31)
    else:
        getattr(edits, what)()
    new = city.run(tmp_path / "b", tmp_path / "new", policy, day)
    made = city.difference(old, new)
    adds_up(made, old, new)
    assert set(made.causes()) == {{"mended": "match"}.get(what, what)}
    if what == "parameter":
        assert all("(income_line)" in change.why.text for change in made.changes)
    if what == "person":
        assert "不再在名册中" in made.changes[0].why.text
        back = city.difference(new, old)
        adds_up(back, new, old)
        assert set(back.causes()) == {"person"}
        assert "新进名册" in back.changes[0].why.text


def test_a_hit_that_only_lost_its_roster_says_which(
    month: tuple[city.Edits, Path], tmp_path: Path
) -> None:
    edits, old = again(month, tmp_path)
    edits.roster()
    new = city.run(tmp_path / "b", tmp_path / "new", previous=old)
    made = city.difference(old, new)
    adds_up(made, old, new)
    assert set(made.causes()) == {"roster"}
    assert all("医疗费用" in change.why.text for change in made.changes)


def test_a_changed_value_is_told_with_its_cell_by_the_command(
    month: tuple[city.Edits, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits, old = again(month, tmp_path)
    edits.value()
    new = city.run(tmp_path / "b", tmp_path / "new")
    words = ["diff", str(old), str(new), "--no-cache", "--json", "--out", str(tmp_path / "变.xlsx")]
    assert run(words, debug=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["mode"] == "rerun"
    assert told["causes"] == {"value": len(told["changes"])}
    change = told["changes"][0]
    assert change["household_id"] == edits.poor
    assert "→" in change["why"]
    assert any("11_户表2019" in cell and "“工资性收入”" in cell for cell in change["cells"])
    book = openpyxl.load_workbook(tmp_path / "变.xlsx")
    cells = [str(c) for sheet in book for row in sheet.values for c in row if c is not None]
    assert edits.poor in cells
    assert "数据值" in cells
    assert not [cell for cell in cells if ID_NUMBER.search(cell)]
    shutil.rmtree(tmp_path / "a")
    made = city.difference(old, new)
    adds_up(made, old, new)
    assert not made.rerun
    assert "不能重新运行" in made.notes[0]
    assert made.causes() == {"value": len(made.changes)}


def test_a_run_against_itself_has_no_change(month: tuple[city.Edits, Path]) -> None:
    made = city.difference(month[1], month[1])
    assert made.changes == ()
    assert sum(made.kept.values()) == len(alerts(month[1]))
