"""The groups to watch: G1 to G4 of hohhot-2020, N1 to N3 of national-2021."""

from __future__ import annotations

from fractions import Fraction

from . import rules_warnings as warnings
from .facts import Facts, reference_per_capita
from .model import Household
from .persons import out_of_school
from .three import Truth, and_, any_, known, not_, or_, unless_true
from .world import World

COST_ROSTERS = ("medical", "education_costs", "losses", "disability")


def below(w: World, value: Fraction | None) -> Truth:
    """Below the income line."""
    return known(lambda v: v < w.policy.amount("income_line"), value)


def unstable(w: World, facts: Facts) -> Truth:
    """G1."""
    is_out = known(lambda status: status == "已脱贫", facts["poverty_status"])
    return and_(is_out, below(w, facts["income_per_capita"]))


def dependent(w: World, facts: Facts) -> Truth:
    """G3."""
    income, subsidy = facts["income_total"], facts["subsidy_income"]
    share = None if income is None or income <= 0 or subsidy is None else subsidy / income
    high = known(lambda s: s >= Fraction(w.policy.get("subsidy.share")), share)
    return and_(high, known(lambda amount: amount > 0, facts["expiring_subsidy"]))


def strained(w: World, facts: Facts) -> Truth:
    """G4."""
    if facts["income_total"] is None:
        return warnings.above_floor(w, facts, facts["rigid_costs"])
    line = w.policy.amount("poverty_line")
    return bool(facts["rigid_costs"] > 0 and facts["net_after_costs"] < line)


def risks(w: World, household: Household, facts: Facts, with_g4: bool) -> list[Truth]:
    """The terms of *at risk*; one whose roster was not given is not known unless seen."""

    def from_rosters(value: Truth, *kinds: str) -> Truth:
        return value if w.given.kind(*kinds) else unless_true(value)

    def from_costs(value: Truth, *kinds: str) -> Truth:
        return value if all(w.given.cost(kind) for kind in kinds) else unless_true(value)

    terms = [
        from_costs(warnings.exceeds(w, facts, "W1"), "medical"),
        from_costs(warnings.exceeds(w, facts, "W2"), "education_costs"),
        from_costs(warnings.exceeds(w, facts, "W3"), "losses"),
        from_costs(warnings.exceeds(w, facts, "W4"), "disability"),
        from_costs(warnings.several(w, facts), *COST_ROSTERS),
        from_rosters(warnings.applied(w, household), "applications"),
        warnings.fell(w, facts),
        from_rosters(facts["serious_illness"], "illness"),
        from_rosters(facts["severe_disability"], "disability"),
        facts["unsafe_housing"],
        facts["unsafe_water"],
        any_(out_of_school(w, household, m) for m in household.recorded),
        facts["lost_work"],
        facts["has_labour"] is False,
    ]
    if with_g4:
        terms.append(from_costs(strained(w, facts), *COST_ROSTERS))
    return terms


def at_risk(w: World, household: Household, facts: Facts, with_g4: bool = True) -> Truth:
    """At risk; while the income is not known a risk that is not known counts as none."""
    risk = any_(risks(w, household, facts, with_g4))
    return risk is True if facts["income_per_capita"] is None else risk


def low_income(w: World, household: Household, facts: Facts) -> Truth:
    """G2."""
    line = w.policy.amount("income_line")
    return and_(
        facts["rural"],
        not_(facts["registered"]),
        not_(facts["enjoys_policy"]),
        known(lambda income: income <= line, facts["income_per_capita"]),
        at_risk(w, household, facts),
    )


def national(w: World, household: Household, facts: Facts) -> dict[str, Truth]:
    """N1, N2 and N3."""
    reference = reference_per_capita(facts)
    low = below(w, reference)
    risk = at_risk(w, household, facts, with_g4=False)
    is_out = known(lambda status: status == "已脱贫", facts["poverty_status"])
    income_fine = not_(below(w, facts["income_per_capita"]))
    return {
        "N1": and_(is_out, low, risk),
        "N2": and_(facts["rural"], not_(facts["registered"]), low, risk),
        "N3": and_(facts["rural"], income_fine, or_(low, warnings.fell(w, facts))),
    }


def hohhot(w: World, household: Household, facts: Facts) -> dict[str, Truth]:
    """G1 to G4."""
    return {
        "G1": unstable(w, facts),
        "G2": low_income(w, household, facts),
        "G3": dependent(w, facts),
        "G4": strained(w, facts),
    }


LEVELS = {
    "G1": "yellow", "G2": "yellow", "G3": "yellow", "G4": "orange",
    "N1": "yellow", "N2": "yellow", "N3": "orange",
}  # fmt: skip
