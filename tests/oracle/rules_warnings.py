"""Warnings W1 to W8: costs clearly above last year's income, applications, falls of income."""

from __future__ import annotations

from fractions import Fraction

from .days import in_window
from .facts import Facts
from .model import Household
from .three import Truth
from .world import World

COSTS = {
    "W1": ("cost_illness",),
    "W2": ("cost_schooling",),
    "W3": ("cost_disaster", "cost_accident", "cost_business_failure"),
    "W4": ("cost_disability",),
    "W5": ("rigid_costs",),
}


def cost(facts: Facts, rule: str) -> Fraction:
    """The cost that a warning is about."""
    return sum((facts[name] for name in COSTS[rule]), Fraction(0))


def above_floor(w: World, facts: Facts, amount: Fraction) -> Truth:
    """What a cost says while the income is not known: to be checked, or nothing."""
    floor = w.policy.amount("warning.unknown_income_floor", facts["registered"])
    return None if floor is not None and amount >= floor else False


def exceeds(w: World, facts: Facts, rule: str) -> Truth:
    """Whether the cost is clearly above the income."""
    amount, income = cost(facts, rule), facts["income_total"]
    if income is None:
        return above_floor(w, facts, amount)
    if amount <= 0:
        return False
    return bool(income <= 0 or amount > Fraction(w.policy.get("warning.excess")) * income)


def level(w: World, facts: Facts, rule: str) -> str:
    """The level by cost over income; an income that is not known: yellow."""
    income = facts["income_total"]
    if income is None:
        return "yellow"
    orange, red = w.policy.get("warning.levels")
    amount = cost(facts, rule)
    if income <= 0 or amount > red * income:
        return "red"
    return "orange" if amount > orange * income else "yellow"


def several(w: World, facts: Facts) -> Truth:
    """W5: several costs that only together exceed the income."""
    rules = ("W1", "W2", "W3", "W4")
    if any(exceeds(w, facts, rule) is True for rule in rules):
        return False
    if sum(cost(facts, rule) > 0 for rule in rules) < 2:
        return False
    return exceeds(w, facts, "W5")


def applied(w: World, household: Household) -> Truth:
    """W6: an application within the window that is not 办结 or 撤回."""
    months = w.policy.get("costs.window_months")
    return any(
        row.get("application_status") not in ("办结", "撤回")
        and in_window(row.get("applied_on"), w.as_of, months)
        for row in w.house_rows("applications", household)
    )


def over_threshold(w: World, facts: Facts) -> Truth:
    """W7: self-paid medical cost at the office's own threshold."""
    line = w.policy.amount("warning.medical_self_paid", facts["registered"])
    return None if line is None else bool(facts["cost_illness"] >= line)


def fell(w: World, facts: Facts) -> Truth:
    """W8: income per head fell by the share or more; not known: nothing."""
    now, before = facts["income_per_capita"], facts["income_per_capita_before"]
    if now is None or before is None or now < 0 or before <= 0:
        return False
    return bool((before - now) / before >= Fraction(w.policy.get("warning.income_drop")))
