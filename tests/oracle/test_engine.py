"""The fast engine against the oracle on random little worlds: every alert, state, fault and fact.

FANGPIN_WORLDS=FROM:TO runs other seeds than the usual few; beyond FEW they are slow.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fangpin.cli import run

from . import judge
from .load import tables_of
from .outputs import differences
from .tables import AS_OF
from .worlds import write_world

FEW = 4
FIRST, LAST = (int(n) for n in os.environ.get("FANGPIN_WORLDS", "0:10").split(":"))


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(n, marks=[pytest.mark.slow] if n - FIRST >= FEW else [])
        for n in range(FIRST, LAST)
    ],
)
def test_the_engine_says_what_the_oracle_says(seed: int, tmp_path: Path) -> None:
    rosters, out = tmp_path / "rosters", tmp_path / "out"
    write_world(seed, rosters)
    run(["scan", str(rosters), "--as-of", AS_OF.isoformat(), "--out", str(out), "-q"], debug=True)
    verdict = judge(tables_of(rosters, AS_OF), AS_OF)
    assert differences(verdict, out, facts=True) == []
