"""What-if: a line moved up takes in more, and every difference has its household."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fangpin.errors import UseError
from fangpin.rules.policy import load_policy
from fangpin.run import Judged
from fangpin.whatif import Variant, near_lines, parse_settings, try_out

from .city import DemoCity, outcomes


@pytest.fixture(scope="module")
def done(city: DemoCity) -> Iterator[Judged]:
    """The demo city, its database open."""
    with city.judged() as made:
        yield made


def tried(done: Judged, *settings: str) -> list[Variant]:
    return list(try_out(done, parse_settings(settings, done.setting.policy)))


def test_hits_of_g1_grow_with_the_income_line(done: Judged) -> None:
    variants = tried(done, "income_line=1000:20000:1000")
    hits = [v.counts.get("G1", (0, 0))[0] for v in variants]
    assert hits == sorted(hits)
    assert hits[0] < hits[-1]


def test_the_value_in_force_changes_nothing(done: Judged) -> None:
    (variant,) = tried(done, "income_line=5000")
    assert variant.changes == ()


def test_entering_and_leaving_make_up_the_difference(done: Judged) -> None:
    before = outcomes(done)
    for variant in tried(done, "income_line=3000:9000:2000"):
        for rule in done.states:
            old = sum(k[1] == rule and v == "hit" for k, v in before.items())
            entered = sum(c.rule == rule and c.after == "hit" for c in variant.changes)
            left = sum(c.rule == rule and c.before == "hit" for c in variant.changes)
            assert variant.counts.get(rule, (0, 0))[0] == old + entered - left


def test_a_parameter_of_the_facts_is_folded_again(done: Judged) -> None:
    (variant,) = tried(done, "costs.window_months=1")
    assert any(c.rule[0] in "GW" for c in variant.changes)
    left = [c for c in variant.changes if c.rule == "W1" and c.before == "hit"]
    assert left
    assert not any(c.rule == "W1" and c.before == "nothing" for c in variant.changes)


def test_the_run_is_as_before_afterwards(done: Judged) -> None:
    before = outcomes(done)
    tried(done, "costs.window_months=1", "income_line=9000")
    assert outcomes(done) == before


def test_near_households_are_near(done: Judged) -> None:
    near = near_lines(done, 0.1)
    assert near
    assert all(one.share <= 0.1 for one in near)
    assert [n for n in near if abs(n.left - n.right) > 0.1 * abs(n.right) + 1e-9] == []


@pytest.mark.parametrize(
    "setting",
    ["no_such=1", "income_line", "income_line=many", "income_line=1:2", "income_line=9:1:1",
     "income_line=1000:50000:1"],
)  # fmt: skip
def test_a_wrong_setting_is_told(setting: str) -> None:
    with pytest.raises(UseError):
        parse_settings([setting], load_policy("hohhot-2020"))


def test_a_value_out_of_range_is_told(done: Judged) -> None:
    with pytest.raises(UseError, match="超出允许范围"):
        tried(done, "income_line=10")
