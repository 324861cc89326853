"""A household's card: it agrees when it is computed again, and holds what it says it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fangpin.errors import UseError
from fangpin.explain import card, text
from fangpin.explain.sheet import write_sheet
from fangpin.rules.clauses import sentences
from fangpin.run import Judged

from .city import DemoCity

HOUSEHOLDS = 15
ID = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)")


@pytest.fixture(scope="module")
def done(city: DemoCity) -> Iterator[Judged]:
    """The demo city, its database open."""
    with city.judged() as made:
        yield made


@pytest.fixture(scope="module")
def cards(done: Judged) -> list[card.Card]:
    """The cards of every so many households."""
    return cards_of(done, HOUSEHOLDS)


def cards_of(done: Judged, count: int) -> list[card.Card]:
    rows = done.connection.execute("select hh from household_fact order by household_id").fetchall()
    return [card.build(done, row[0]) for row in rows[:: max(1, len(rows) // count)]][:count]


def test_the_cards_agree_when_computed_again(done: Judged, cards: list[card.Card]) -> None:
    assert len(cards) == HOUSEHOLDS
    assert [c["household_id"] for c in cards if not card.recompute(done, c)] == []


@pytest.mark.slow
def test_so_do_those_of_other_households(done: Judged) -> None:
    many = cards_of(done, 80)
    assert len(many) == 80
    assert [c["household_id"] for c in many if not card.recompute(done, c)] == []


def test_a_card_that_was_changed_does_not_agree(done: Judged, cards: list[card.Card]) -> None:
    hit = next(c for c in cards if any(r["outcome"] == "hit" for r in c["rules"]))
    changed = {
        **hit,
        "rules": [
            {**r, "outcome": "nothing"} if r["outcome"] == "hit" else r for r in hit["rules"]
        ],
    }
    assert not card.recompute(done, changed)


def test_the_card_says_what_the_alerts_say(done: Judged, cards: list[card.Card]) -> None:
    rows = done.connection.execute(
        "select h.household_id, a.rule, a.hit from alert a join household_fact h on h.hh = a.hh"
    ).fetchall()
    alerts = {(home, rule): "hit" if hit else "check" for home, rule, hit in rows}
    for one in cards:
        for rule in one["rules"]:
            if rule["outcome"] != "not_evaluated":
                told = alerts.get((one["household_id"], rule["id"]), "nothing")
                assert rule["outcome"] == told


def test_a_card_has_every_rule_of_the_policy_with_its_clause(
    done: Judged, cards: list[card.Card]
) -> None:
    for one in cards[:5]:
        assert [rule["id"] for rule in one["rules"]] == list(done.states)
        for rule in one["rules"]:
            assert rule["clause"]
            assert rule["clause_text"] == sentences()[rule["id"]]


def test_a_card_is_json_and_each_part_has_its_shape(cards: list[card.Card]) -> None:
    for one in cards:
        assert json.loads(json.dumps(one, ensure_ascii=False)) == one
        assert set(one) == {
            "household_id", "as_of", "policy", "place", "head_name", "facts", "persons", "rules",
        }  # fmt: skip
        for fact in one["facts"]:
            assert set(fact) == {"name", "label", "value", "sources"}
            for source in fact["sources"]:
                assert {"file", "sheet", "row"} <= set(source)
        for rule in one["rules"]:
            check_rule(rule)


def check_rule(rule: dict[str, Any]) -> None:
    """The shape of one rule on a card."""
    assert rule["outcome"] in text.WORDS
    if rule["outcome"] == "not_evaluated":
        assert rule["missing"]
        return
    for parameter in rule["parameters"]:
        assert set(parameter) == {"name", "label", "unit", "value", "clause", "local"}
        assert parameter["clause"]
    for compared in rule.get("comparisons", []):
        assert compared["distance"] == pytest.approx(compared["left"] - compared["right"], abs=0.02)


def test_money_facts_name_their_rows(cards: list[card.Card]) -> None:
    for one in cards:
        for fact in one["facts"]:
            if fact["name"] in ("income_total", "cost_illness") and fact["value"]:
                assert fact["sources"], fact["name"]


def test_what_was_not_hit_tells_the_nearest_line(cards: list[card.Card]) -> None:
    g1 = [r for c in cards for r in c["rules"] if r["id"] == "G1" and r["outcome"] == "nothing"]
    told = [r["nearest"]["said"] for r in g1 if r["nearest"]]
    assert any("监测收入线" in said for said in told)


def test_a_check_tells_what_is_missing(cards: list[card.Card]) -> None:
    checks = [r for c in cards for r in c["rules"] if r["outcome"] == "check"]
    assert checks
    assert all(r["missing"] or r["in_scope"] is None for r in checks)


def test_the_text_says_the_clause_under_each_rule(cards: list[card.Card]) -> None:
    lines = list(text.lines(cards[0]))
    assert sum(line.strip().startswith("条款:") for line in lines) == len(cards[0]["rules"])


def test_the_sheet_is_one_page_without_any_id_number(
    cards: list[card.Card], tmp_path: Path
) -> None:
    for number, one in enumerate(cards[:10]):
        path = tmp_path / f"{number}.xlsx"
        write_sheet(one, path)
        book = openpyxl.load_workbook(path)
        (sheet,) = book.worksheets
        cells = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
        assert [cell for cell in cells if ID.search(cell)] == []
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight in (None, 1)  # one page is what is not written
        assert str(sheet["A1"].value) == "入户核实单"


def test_a_person_is_found_by_number(done: Judged) -> None:
    row = done.connection.execute(
        "select id_number, hh from person where hh is not null and not dead"
        " and id_number is not null order by id_number limit 1"
    ).fetchone()
    assert row is not None
    assert card.household_of(done.connection, row[0]) == row[1]


def test_an_unknown_number_is_not_told_back(done: Judged) -> None:
    number = "150121198001019990"
    with pytest.raises(UseError) as caught:
        card.household_of(done.connection, number)
    assert number not in caught.value.message + caught.value.hint
