"""What holds for every city: more income, rosters taken away, sums, the order of files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fangpin.cli import run
from fangpin.demo import AS_OF
from fangpin.rules.judge import judge
from fangpin.rules.states import State
from fangpin.run import Judged

from .city import DemoCity, outcomes

MONOTONE = ("G1", "G2", "G4", "W1", "W2", "W3", "W4", "W5")
# Rosters that make the households, or whose absence makes no rule partly evaluated (rules.md);
# incomes stand beside members too, and of a household without one only a large cost is a check.
FORMING = {"members", "population", "deaths", "households"}
# Another roster stands in for one that is gone, and the rule is evaluated on that (rules.md).
STANDS_IN = {
    ("G3", "subsidies"), ("S1", "enrolment"), ("S5", "housing"), ("S6", "water"),
    ("S10", "employment"), ("S12", "employment"),
}  # fmt: skip
# Whom S5 is for rests on these, and its `reads` in rules.md does not say so.
SCOPE_OF_S5 = {"subsistence", "disability"}


@pytest.mark.parametrize(
    "more",
    [0.01, 2500, 1_000_000, *(pytest.param(n, marks=pytest.mark.slow) for n in (100, 10_000))],
)
def test_more_income_never_adds_an_alert(more: float, city: DemoCity) -> None:
    with city.judged() as done:
        before = outcomes(done)
        add_income(done, more)
        judge(done.connection, done.judgement)
        after = outcomes(done)
    warned = {home for (home, rule), found in before.items() if rule[0] == "W" and found == "hit"}
    new = {k for k, v in after.items() if v == "hit" and before.get(k) != "hit"}
    # W5 is for where no single cost is a warning: it may come where W1 to W4 goes, never else
    moved = {(home, "W5") for home in warned}
    assert {k for k in new if k[1] in MONOTONE} - moved == set()


def add_income(done: Judged, more: float) -> None:
    """Give every household more of last year's income; odd ones twice as much."""
    own = f"(case when hh % 2 = 0 then {more} else {2 * more} end)"
    done.connection.execute(f"""
        update household_fact set
            income_total = income_total + {own},
            income_per_capita = income_per_capita + {own} / size,
            net_after_costs = net_after_costs + {own} / size
    """)


def kinds_to_lose() -> list[str]:
    from fangpin.rosters.kinds import load_kinds

    return sorted({kind.name for kind in load_kinds()} - FORMING - {"verdicts"})


@pytest.mark.parametrize("kind", kinds_to_lose())
def test_a_roster_taken_away_never_ends_a_hit_in_silence(
    kind: str, city: DemoCity, whole: Whole
) -> None:
    if kind not in city.present():
        pytest.skip("the city has no such roster")
    with city.judged(kind) as done:
        after, states = outcomes(done), done.states
        places = dict(
            done.connection.execute("select household_id, county from household_fact").fetchall()
        )
    silent = [
        (home, rule)
        for (home, rule), found in whole.outcomes.items()
        if found == "hit"
        and (home, rule) not in after
        and states[rule].state == "evaluated"
        and places[home] not in states[rule].not_in
        and not stands_in(rule, kind)
        and not (rule[0] == "S" and home not in whole.registered and rests_on_g2(states))
    ]
    assert silent == []


def stands_in(rule: str, kind: str) -> bool:
    """Whether the rule goes by something else without the roster."""
    return (rule, kind) in STANDS_IN or (rule == "S5" and kind in SCOPE_OF_S5)


def rests_on_g2(states: Mapping[str, State]) -> bool:
    """Whether the run says that G2, whose hits the guarantees are for, was not fully evaluated."""
    return states["G2"].state != "evaluated"


class Whole:
    """The city with all its rosters."""

    def __init__(self, city: DemoCity) -> None:
        with city.judged() as done:
            self.outcomes = outcomes(done)
            rows = done.connection.execute(
                "select household_id from household_fact where registered"
            ).fetchall()
            self.registered = {row[0] for row in rows}


@pytest.fixture(scope="session")
def whole(city: DemoCity) -> Whole:
    """The city judged as it is."""
    return Whole(city)


def test_every_household_has_one_outcome_by_each_rule(city: DemoCity) -> None:
    with city.judged() as done:
        (every,) = done.connection.execute("select count(*) from household").fetchone() or (0,)
        found = Counter(done.connection.execute("select rule, hit is true from alert").fetchall())
        for rule, compiled in done.judgement.compiled.items():
            scope = f"scope_{rule}" if compiled.scope is not None else "true"
            rows = done.connection.execute(
                f"select count(*) filter (where {scope} is false),"
                f" count(*) filter (where {scope} is not false and {rule} is false) from judged"
            ).fetchone()
            assert rows is not None
            assert sum(rows) + found[rule, True] + found[rule, False] == every, rule
        twice = done.connection.execute("select 1 from alert group by hh, rule having count(*) > 1")
        assert twice.fetchall() == []


def machine_files(paths: list[Path], out: Path) -> dict[str, bytes]:
    """What a scan of these paths writes for machines."""
    words = ["scan", *map(str, paths), "--as-of", AS_OF.isoformat(), "--out", str(out)]
    run([*words, "-q", "--no-cache"], debug=True)
    return {
        path.name: path.read_bytes()
        for path in sorted(out.iterdir())
        if path.is_file() and path.suffix in (".csv", ".json", ".parquet")
        and path.name != "timing.json"
    }  # fmt: skip


def test_the_order_of_arguments_and_of_directory_listings_changes_nothing(
    city: DemoCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = sorted(p for p in city.folder.iterdir() if not p.name.startswith("."))
    first = machine_files(paths, tmp_path / "one")
    assert {"run.json", "alerts.csv", "problems.csv", "households.parquet"} <= set(first)
    walk = os.walk

    def backwards(*arguments: Any, **options: Any) -> Iterator[Any]:
        for top, folders, files in walk(*arguments, **options):
            folders.sort(reverse=True)
            yield top, folders, sorted(files, reverse=True)

    monkeypatch.setattr(os, "walk", backwards)
    assert machine_files(paths[::-1], tmp_path / "two") == first
