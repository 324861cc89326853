"""The oracle against the truth of whole cities, where a folder of them is at hand.

Set FANGPIN_CASES to a folder that holds cities (each with `rosters` and `truth`).
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from . import judge
from .compare import compare
from .load import tables_of
from .tables import AS_OF

CASES = Path(os.environ.get("FANGPIN_CASES", "cases"))


@pytest.mark.parametrize("city", ["city-small", "city"])
def test_the_oracle_is_exact_on_a_city(city: str, as_of: date = AS_OF) -> None:
    if not (CASES / city / "truth").is_dir():
        pytest.skip("no such city")
    verdict = judge(tables_of(CASES / city / "rosters", as_of), as_of)
    lines = compare(verdict, CASES / city / "truth").lines
    assert [line for line in lines if not line[0].startswith("soft")] == []
