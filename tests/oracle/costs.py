"""What the last twelve months cost a household."""

from __future__ import annotations

from fractions import Fraction

from .days import in_window
from .kinds import EVENT_DATE
from .model import Household, Row
from .world import World

LOSSES = {"cost_disaster": "灾害", "cost_accident": "意外", "cost_business_failure": "产业失败"}
FOUR = ("cost_illness", "cost_schooling", "cost_losses", "cost_disability")


def _in_window(w: World, household: Household, kind: str) -> list[Row]:
    months, name = w.policy.get("costs.window_months"), EVENT_DATE[kind]
    rows = w.house_rows(kind, household)
    return [row for row in rows if in_window(row.get(name), w.as_of, months)]


def self_paid(row: Row) -> Fraction | None:
    """What the patient paid: as given, else the bill less what others paid; None: no amount."""
    if row.get("self_paid") is not None:
        return Fraction(row.get("self_paid"))
    if row.get("total_cost") is None:
        return None
    bill = Fraction(row.get("total_cost"))
    others = ("fund_paid", "critical_illness_paid", "medical_aid_paid")
    rest = bill - sum(Fraction(row.get(name) or 0) for name in others)
    return min(rest, Fraction(0)) if bill < 0 else max(rest, Fraction(0))


def costs(w: World, household: Household) -> dict[str, Fraction]:
    """The six costs and their sum."""
    found: dict[str, Fraction] = {}
    found["cost_illness"] = Fraction(0)
    for row in _in_window(w, household, "medical"):
        paid = self_paid(row)
        if paid is None:
            w.problems.add(row.problem("medical.no_amount"))
        found["cost_illness"] += paid or 0
    found["cost_schooling"] = _amount(_in_window(w, household, "education_costs"))
    losses = _in_window(w, household, "losses")
    for name, loss_type in LOSSES.items():
        found[name] = _amount([row for row in losses if row.get("loss_type") == loss_type])
    care = [row.get("rehabilitation_cost") or 0 for row in w.house_rows("disability", household)]
    found["cost_disability"] = sum((Fraction(cost) for cost in care), Fraction(0))
    found["rigid_costs"] = sum(found.values(), Fraction(0))
    return found


def _amount(rows: list[Row]) -> Fraction:
    return sum((Fraction(row.get("amount")) for row in rows), Fraction(0))
