"""The engine against the oracle on demo cities: alerts with level and monitored, states, facts."""

from __future__ import annotations

from pathlib import Path

import pytest
from oracle import judge
from oracle.load import tables_of
from oracle.outputs import differences

from fangpin.cli import run
from fangpin.demo import AS_OF, make_city

OTHERS = ("problem", "candidate")  # what reading and matching found: tests/oracle


def compared(folder: Path, seed: int, households: int) -> list[object]:
    """Where the two differ on a city with faults."""
    rosters, out = folder / "rosters", folder / "out"
    make_city(rosters, seed=seed, households=households)
    words = ["scan", str(rosters), "--as-of", AS_OF.isoformat(), "--out", str(out)]
    run([*words, "-q", "--no-cache"], debug=True)
    found = differences(judge(tables_of(rosters, AS_OF), AS_OF), out, facts=True)
    return [one for one in found if not one[0].startswith(OTHERS)]


@pytest.mark.parametrize("seed", [21, *(pytest.param(n, marks=pytest.mark.slow) for n in (22, 23))])
def test_no_wrong_verdict_in_a_city(seed: int, tmp_path: Path) -> None:
    assert compared(tmp_path, seed, 400) == []


@pytest.mark.slow
def test_no_wrong_verdict_in_twenty_thousand_households(tmp_path: Path) -> None:
    assert compared(tmp_path, 24, 20_000) == []
