"""The guarantees of a household as a whole, and the clues: S5, S6, S8, S10 to S12, C1 to C3."""

from __future__ import annotations

from fractions import Fraction

from . import persons
from .facts import Facts, in_industry
from .model import Household
from .three import Truth, and_, any_, known, not_, or_
from .world import World


def should_have_subsistence(w: World, household: Household, facts: Facts) -> Truth:
    """S8."""
    if household.general:
        return False
    lost = any_(persons.labour_in(w, m, "丧失劳动力") for m in household.recorded)
    weak = any_(persons.labour_in(w, m, "弱劳动力或半劳动力") for m in household.recorded)
    unsupported = and_(not_(facts["has_worker"]), not_(in_industry(w, household)))
    return and_(not_(facts["in_subsistence"]), or_(lost, and_(weak, unsupported)))


def guarantees(w: World, household: Household, facts: Facts) -> dict[str, Truth]:
    """Without their scope."""
    idle = not_(facts["has_worker"])
    moved = bool(w.house_rows("relocation", household))
    labour = False if household.general else facts["has_labour"]
    return {
        "S5": facts["unsafe_housing"],
        "S6": facts["unsafe_water"],
        "S8": should_have_subsistence(w, household, facts),
        "S10": and_(labour, idle),
        "S11": and_(labour, not_(in_industry(w, household))),
        "S12": and_(moved, idle),
    }


def scope(facts: Facts, groups: dict[str, Truth]) -> Truth:
    """Registered, or a hit of the group of general households."""
    return or_(facts["registered"], any(groups.get(g) is True for g in ("G2", "N2", "N3")))


def housing_scope(w: World, facts: Facts, usual: Truth) -> Truth:
    """S5: also households in subsistence, and disabled ones of low income."""
    income, line = facts["income_per_capita"], w.policy.amount("income_line")
    poor = income is not None and line is not None and income <= line
    return or_(usual, facts["in_subsistence"], and_(poor, facts["disabled"]))


def clues(w: World, household: Household, facts: Facts) -> dict[str, Truth]:
    """C1 to C3."""
    owns: list[Truth] = [
        None if m.id is None else bool(w.rows("property", m.id)) for m in household.recorded
    ]
    line = w.policy.by_county("subsistence_line", household.county)
    twice = known(lambda income, base: income > base * Fraction(3, 2),
                  facts["income_per_capita"], line)  # fmt: skip
    return {
        "C1": and_(or_(facts["registered"], facts["in_subsistence"]), any_(owns)),
        "C2": and_(facts["in_subsistence"], twice),
        "C3": any_(_over(w, m.id, line) for m in household.recorded),
    }


def _over(w: World, person: str | None, line: Fraction | None) -> Truth:
    """A top-up over a tenth of the county's standard; `subsistence_line` is a year's."""
    share = Fraction(w.policy.get("top_up.share"))
    amounts = [row.get("top_up_amount") for row in w.rows("subsistence", person)]
    return any(
        line is not None and amount is not None and Fraction(amount) * 12 > line * share
        for amount in amounts
    )
