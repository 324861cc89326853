"""The analyst's script and fangpin find the same households on the rules that both judge."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
DAY = "2020-04-18"
PERSONS = 2000
Sets = dict[str, set[str]]


def run(*command: object) -> int:
    return subprocess.run([sys.executable, *map(str, command)], check=False).returncode


@pytest.fixture(scope="module", params=["csv", pytest.param("xlsx", marks=pytest.mark.slow)])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both results for one city."""
    place = tmp_path_factory.mktemp(request.param)
    form = ("--format", request.param, "--seed", 7)
    assert run(BENCHMARKS / "city.py", place / "city", "--persons", PERSONS, *form) == 0
    assert run(BENCHMARKS / "analyst.py", place / "city", place / "analyst", "--as-of", DAY) == 0
    scan = ("-m", "fangpin", "scan", place / "city", "--as-of", DAY, "-q", "--no-cache")
    assert run(*scan, "--out", place / "out", "--decisions", place / "decisions.csv") in (0, 1)
    return place


def ours(place: Path, outcome: str) -> Sets:
    """Households by rule."""
    made: Sets = defaultdict(set)
    with (place / "out" / "alerts.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["outcome"] == outcome:
                made[row["rule"]].add(row["household_id"])
    return made


def theirs(place: Path) -> Sets:
    made: Sets = defaultdict(set)
    with (place / "analyst" / "alerts.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            made[row["规则"]].add(row["household_id"])
    return made


def facts(place: Path, condition: str) -> set[str]:
    """Households of which a fact is true, or known for income."""
    table = pq.read_table(place / "out" / "households.parquet")
    known = table.column(condition).to_pylist()
    ids = table.column("household_id").to_pylist()
    return {one for one, value in zip(ids, known, strict=True) if value not in (None, False)}


@pytest.mark.parametrize("rule", ["G1", "G4", "W1", "W2"])
def test_rules_over_incomes_and_costs_hit_the_same_households(both: Path, rule: str) -> None:
    assert ours(both, "hit")[rule]
    assert ours(both, "hit")[rule] == theirs(both)[rule]


def test_the_income_part_of_g2_is_what_is_a_hit_or_waits_for_a_risk(both: Path) -> None:
    judged = ours(both, "hit")["G2"] | ours(both, "check")["G2"]
    assert judged & facts(both, "income_per_capita") == theirs(both)["G2"]


@pytest.mark.parametrize("rule", ["S1", "S3", "S5"])
def test_guarantees_of_registered_households_are_the_same_where_nothing_is_doubtful(
    both: Path, rule: str
) -> None:
    registered = facts(both, "registered")
    hits, checks = (ours(both, outcome)[rule] & registered for outcome in ("hit", "check"))
    assert hits <= theirs(both)[rule] <= hits | checks
