"""No hit ends because a row or a roster went missing; evidence alone ends one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from .conftest import Base
from .town import (
    BABY,
    COUPLE,
    LONER,
    MOTHER,
    NEWCOMER,
    SON,
    Office,
    Rosters,
    alerts,
    changed,
    hits,
)

LOST = "上次命中（2020-04-18），本次"


def told(row: dict[str, Any]) -> str:
    """What the row says went missing; empty where it says nothing."""
    return next((text for text in row["evidence"] if LOST in text), "")


def all_there(base: Base, results: Any) -> None:
    """Every former hit is a hit, or a check that says why."""
    now = alerts(results)
    for key in hits(base.results):
        assert key in now, key
        assert now[key]["outcome"] == "hit" or told(now[key]), key
        assert now[key]["change"] == "continuing"


def test_an_unchanged_run_only_continues(base: Base, office: Office) -> None:
    again = office.scan(base.rosters, base.out)
    assert set(again.alerts["change"].to_pylist()) == {"continuing"}
    assert again.alerts.drop(["change"]).equals(base.results.alerts.drop(["change"]))
    told = again.run["previous"]
    assert (told["new"], told["ended"], told["carried"], told["flags"]) == (0, {}, {}, [])
    for name in ("links.parquet", "unsettled.parquet"):
        assert (office.last / name).read_bytes() == (base.out / name).read_bytes()


GONE = [
    ("households", "population"),
    ("medical", "subsistence", "enrolment"),
    ("education_costs", "disability", "insurance", "property"),
    ("subsidies", "applications", "housing", "water", "employment"),
]


@pytest.mark.parametrize("kinds", GONE, ids="-".join)
def test_a_roster_taken_away_ends_nothing(
    base: Base, office: Office, kinds: tuple[str, ...]
) -> None:
    less = {kind: rows for kind, rows in base.rosters.items() if kind not in kinds}
    results = office.scan(less, base.out)
    all_there(base, results)
    flags = results.run["previous"]["flags"]
    assert {(one["kind"], one["what"]) for one in flags} == {(kind, "roster") for kind in kinds}
    assert results.run["previous"]["ended"] == {}


@pytest.mark.parametrize("place", range(3))
def test_rows_taken_away_end_nothing(base: Base, office: Office, place: int) -> None:
    less = {
        kind: [row for n, row in enumerate(rows) if n % 3 != place or len(rows) < 2]
        for kind, rows in base.rosters.items()
    }
    results = office.scan(less, base.out)
    all_there(base, results)
    assert any(told(row) for row in results.alerts.to_pylist())


def test_what_is_missing_is_named(base: Base, office: Office) -> None:
    less = changed(base.rosters)
    del less["insurance"]
    less["medical"] = less["medical"][1:]
    less["members"] = [row for row in less["members"] if row["household_id"] != "D4"]
    now = alerts(office.scan(less, base.out))
    row = now["A1-W1"]
    assert row["outcome"] == "check"
    assert row["evidence"][0] == f"待核：{LOST}缺少本户医疗费用1行，不能认定已消除"
    assert row["evidence"][1].startswith("上次：近12个月个人自付医疗费23000元")
    assert (row["missing"], row["measures"], row["monitored"]) == (["医疗费用"], [], "")
    assert now["B2-S3"]["evidence"][0] == f"待核：{LOST}缺少基本医保参保，不能认定已消除"
    assert now["B2-S3"]["persons"] == ["李强"]
    gone = now["D4-W2"]
    assert gone["evidence"][0] == f"待核：{LOST}家庭名册中已无此户，不能认定已消除"
    assert (gone["missing"], gone["head_name"], gone["county"]) == (
        ["家庭成员"],
        "郑孤",
        "托克托县",
    )


def test_counts_have_the_checks_that_were_written(base: Base, office: Office) -> None:
    less = changed(base.rosters)
    del less["medical"]
    results = office.scan(less, base.out)
    cells = {"check": 0, "hit": 0}
    for row in results.alerts.to_pylist():
        cells[row["outcome"]] += 1
    counted = [c for several in results.run["counts"].values() for c in several.values()]
    for outcome, number in cells.items():
        assert sum(cell.get(outcome, 0) for cell in counted) == number
    assert results.run["previous"]["carried"]["W1"] == {"武川县": 1, "托克托县": 1}


def mend_cost(rosters: Rosters) -> None:
    rosters["medical"][0]["self_paid"] = 200


def find_insured(rosters: Rosters) -> None:
    rosters["insurance"].append({"id_number": SON, "insured": "是", "year": 2020})


def mend_number(rosters: Rosters) -> None:
    # The son's number was wrong in the roster of members; the insured one is his.
    rosters["members"][4]["id_number"] = NEWCOMER
    rosters["insurance"].append({"id_number": NEWCOMER, "insured": "是", "year": 2020})
    for kind in ("education_costs", "enrolment", "property"):
        rosters[kind][0]["id_number"] = NEWCOMER


def earn(rosters: Rosters) -> None:
    for row in rosters["households"]:
        row["net_income"] = 90000


def die(rosters: Rosters) -> None:
    # A household all of whose people died is gone, and so are its hits.
    for who in (LONER, BABY):
        rosters["deaths"].append({"id_number": who})


def marry(rosters: Rosters) -> None:
    # Both of C3 move to another household of the roster.
    for row in rosters["members"]:
        if row["id_number"] in COUPLE:
            row["household_id"] = "E5"


MENDED: list[tuple[Callable[[Rosters], None], set[str]]] = [
    (mend_cost, {"A1-W1"}),
    (find_insured, {"B2-S3"}),
    (mend_number, {"B2-S3"}),
    (earn, {"A1-G1", "A1-G4", "A1-W1", "A1-W8", "B2-G1", "B2-W2", "C3-W1", "D4-W2"}),
    (die, {"D4-W2", "D4-S3", "D4-S6", "D4-G4"}),
    (marry, {"C3-W1", "C3-S3", "C3-G4"}),
]


@pytest.mark.parametrize(("mend", "ended"), MENDED, ids=lambda one: getattr(one, "__name__", ""))
def test_evidence_ends_a_hit(
    base: Base, office: Office, mend: Callable[[Rosters], None], ended: set[str]
) -> None:
    rosters = changed(base.rosters)
    mend(rosters)
    results = office.scan(rosters, base.out)
    assert ended <= hits(base.results) - set(alerts(results))
    assert not any(told(row) for row in results.alerts.to_pylist())
    counts = results.run["previous"]["ended"]
    number = sum(n for counties in counts.values() for n in counties.values())
    assert number == len(hits(base.results) - set(alerts(results)))


def test_a_bill_that_grew_old_ends_a_hit_and_a_lost_one_does_not(
    base: Base, office: Office
) -> None:
    rosters = changed(base.rosters)
    rosters["medical"] = [row for row in rosters["medical"] if row["id_number"] == MOTHER]
    assert "C3-W1" not in alerts(office.scan(rosters, base.out, date(2020, 6, 1)))
    assert told(alerts(office.scan(rosters, base.out, date(2020, 4, 20)))["C3-W1"])


def test_what_is_missing_twice_is_not_forgotten(base: Base, office: Office) -> None:
    less = changed(base.rosters)
    less["medical"] = less["medical"][2:]
    less["members"] = [row for row in less["members"] if row["id_number"] != SON]
    del less["water"]
    first, out = office.scan(less, base.out), office.last
    second, out_again = office.scan(less, out), office.last
    assert second.alerts.drop(["change"]).equals(first.alerts.drop(["change"]))
    third = office.scan(base.rosters, out_again)
    assert third.alerts.drop(["change"]).equals(base.results.alerts.drop(["change"]))
    back = alerts(third)
    assert back["A1-W1"]["change"] == back["A1-S6"]["change"] == "continuing"
