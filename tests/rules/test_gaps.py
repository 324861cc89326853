"""Gaps: filling the roster that a gap names settles exactly the checks that it says."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fangpin.demo import AS_OF
from fangpin.gaps import Gap, find_gaps
from fangpin.pipeline import read_stage
from fangpin.run import Judged, ScanOptions
from fangpin.timing import Clock

from .city import DemoCity, outcomes
from .village import header

Pair = tuple[str, str]
Rows = Sequence[dict[str, object]]


@pytest.fixture(scope="module")
def done(city: DemoCity) -> Iterator[Judged]:
    """The demo city, its database open."""
    with city.judged() as made:
        yield made


def keys_where(done: Judged, condition: str) -> list[dict[str, object]]:
    """What links a row to each household with a fact: its number, or its head's."""
    rows = done.connection.execute(
        f"select household_id, general, head_id from household_fact where {condition}"
        " order by household_id"
    ).fetchall()
    return [{"id_number": n} if general else {"household_id": home} for home, general, n in rows]


def checks(done: Judged) -> set[Pair]:
    return {pair for pair, found in outcomes(done).items() if found == "check"}


def said(gaps: list[Gap], name: str) -> set[Pair]:
    """The checks that a gap says it settles."""
    gap = next(gap for gap in gaps if gap.name == name)
    return {(home, rule) for rule, several in gap.settles.items() for home in several}


def settled(
    city: DemoCity, folder: Path, kind: str, fills: Sequence[Rows], before: set[Pair], *without: str
) -> set[Pair]:
    """The checks that every fill settles."""
    left = set(before)
    for number, rows in enumerate(fills):
        place = folder / str(number)
        place.mkdir()
        fields = list(dict.fromkeys(["household_id", "id_number", *(k for r in rows for k in r)]))
        name = f"{kind}.csv"
        with (place / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([header(kind, field) for field in fields])
            writer.writerows([[row.get(field, "") for field in fields] for row in rows])
        more, _ = read_stage(ScanOptions([place], AS_OF, forced={name: kind}), Clock())
        assert [s.accepted for s in more.sources] == [len(rows)]
        with city.judged(*without, more=more) as filled:
            left -= checks(filled)
    return left


INCOMES = (-100_000, 0, 1_000, 4_900, 30_000, 90_000_000)


@pytest.mark.slow
def test_income(city: DemoCity, done: Judged, tmp_path: Path) -> None:
    keys = keys_where(done, "income_total is null")
    fills = [
        [{**key, "year": 2019, "net_income": n, "other_transfer": max(n, 0)} for key in keys]
        for n in INCOMES
    ]
    told = said(find_gaps(done), "income")
    assert told
    assert settled(city, tmp_path, "households", fills, checks(done)) == told


@pytest.mark.slow
def test_housing(city: DemoCity, done: Judged, tmp_path: Path) -> None:
    keys = keys_where(done, "unsafe_housing is null")
    fills = [
        [{**key, "danger_grade": grade, "assessed_on": AS_OF} for key in keys] for grade in "ABCD"
    ]
    told = said(find_gaps(done), "housing")
    assert told
    assert settled(city, tmp_path, "housing", fills, checks(done)) == told


@pytest.mark.slow
def test_medical(city: DemoCity, tmp_path: Path) -> None:
    with city.judged("medical") as without:
        told, before = said(find_gaps(without), "medical"), checks(without)
        heads = [
            {"id_number": row[0]}
            for row in without.connection.execute(
                "select head_id from household_fact where head_id is not null order by 1"
            ).fetchall()
        ]
    fills = [
        [{**heads[0], "self_paid": 0}],
        *([{**head, "self_paid": n} for head in heads] for n in (3_000, 90_000_000)),
    ]
    assert told
    assert settled(city, tmp_path, "medical", fills, before, "medical") == told


def test_no_gap_names_a_roster_that_was_given(done: Judged) -> None:
    given = done.setting.given.names
    assert not {gap.name for gap in find_gaps(done)} & {"medical", "losses"} & given


def test_the_run_is_as_before_afterwards(done: Judged) -> None:
    before = outcomes(done)
    find_gaps(done)
    assert outcomes(done) == before
