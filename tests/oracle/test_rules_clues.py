"""C1 to C3: clues, never a verdict."""

from __future__ import annotations

from . import judge
from .tables import ADULT, AS_OF, WIFE, family, income, of, roster, table

HIT = "hit"


def test_c1_of_registered_households_and_those_in_subsistence() -> None:
    car = roster("property", WIFE)
    assert of("C1", family(ADULT, WIFE), car) == (HIT, "blue")
    members = family(ADULT, WIFE, poverty_status="一般农户")
    assert of("C1", members, car)[0] is None
    assert of("C1", members, car, roster("subsistence", ADULT))[0] == HIT


def test_c2_and_c3_need_the_countys_standard() -> None:
    subsistence = roster("subsistence", ADULT, top_up_amount=51)
    tables = [family(ADULT), subsistence, table("households", income(9001))]
    for rule in ("C2", "C3"):
        assert judge(tables, AS_OF).states[rule] == ("not", frozenset())
    line = {"subsistence_line": {"武川县": 6000}}
    assert of("C2", *tables, **line) == (HIT, "blue")
    assert of("C3", *tables, **line) == (HIT, "blue")
    assert (
        of("C2", family(ADULT), subsistence, table("households", income(9000)), **line)[0] is None
    )
    assert (
        of("C3", family(ADULT), roster("subsistence", ADULT, top_up_amount=50), **line)[0] is None
    )
