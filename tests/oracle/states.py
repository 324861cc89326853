"""Which rules were evaluated, partly evaluated or not, and in which counties not."""

from __future__ import annotations

from .rules_groups import COST_ROSTERS
from .world import World

RULES = [
    "G1", "G2", "G3", "G4", "N1", "N2", "N3",
    "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8",
    *(f"S{i}" for i in range(1, 17)), "C1", "C2", "C3",
]  # fmt: skip
RISK_ROSTERS = (
    "medical", "education_costs", "losses", "disability", "applications", "illness",
    "housing", "water", "employment", "enrolment",
)  # fmt: skip
READS: dict[str, tuple[str, ...]] = {
    "G2": RISK_ROSTERS,
    "N1": RISK_ROSTERS,
    "N2": RISK_ROSTERS,
    "N3": COST_ROSTERS,
    "G4": COST_ROSTERS,
    "W5": COST_ROSTERS,
    "S8": ("employment", "industry_support"),
    "S9": ("disability", "illness"),
    "S13": ("enrolment",),
    "C1": ("subsistence",),
}
ABSENCE = {  # rules that a roster's absence from a county leaves without an answer
    "S2": "enrolment",
    "S3": "insurance",
    "S4": "insurance",
    "S7": "family_doctor",
    "S13": "pension",
    "S15": "family_doctor",
}


def required(w: World) -> dict[str, bool]:
    """By rule whether what it requires was given."""
    g = w.given
    income, labour = g.income(), g.column("members", "labour")
    costs = sum(g.cost(kind) for kind in COST_ROSTERS)
    work = g.kind("employment") or g.column("members", "months_worked")
    parts = g.household_column(
        "family_planning_allowance", "subsistence_allowance", "destitute_allowance",
        "ecological_compensation", "other_transfer",
    )  # fmt: skip
    line = w.policy.get("subsistence_line") is not None
    return {
        "G1": g.status() and income,
        "G2": (g.kind("members") or g.kind("population")) and income,
        "G3": income and (parts or g.kind("subsidies")),
        "G4": income and costs >= 1,
        "N1": g.status() and income,
        "N2": income,
        "N3": income,
        "W1": income and g.kind("medical"),
        "W2": income and g.kind("education_costs"),
        "W3": income and g.kind("losses"),
        "W4": income and g.column("disability", "rehabilitation_cost"),
        "W5": income and costs >= 2,
        "W6": g.kind("applications"),
        "W7": g.kind("medical") and w.policy.get("warning.medical_self_paid") is not None,
        "W8": income and g.income(w.last_year - 1),
        "S1": g.kind("enrolment") or g.column("members", "schooling"),
        "S2": g.kind("enrolment", "student_aid"),
        "S3": g.kind("insurance"),
        "S4": g.column("insurance", "premium_paid_by_government"),
        "S5": g.kind("housing") or g.household_column("danger_grade", "unsafe_house"),
        "S6": g.kind("water") or g.household_column("safe_water"),
        "S7": g.kind("family_doctor"),
        "S8": labour and g.kind("subsistence"),
        "S9": g.column("subsistence", "top_up"),
        "S10": labour and work,
        "S11": labour and g.kind("industry_support"),
        "S12": g.kind("relocation") and work,
        "S13": g.kind("pension"),
        "S14": labour and g.kind("industry_support"),
        "S15": g.column("family_doctor", "last_visit_on"),
        "S16": g.column("illness", "treated"),
        "C1": g.kind("property"),
        "C2": g.kind("subsistence") and income and line,
        "C3": g.column("subsistence", "top_up_amount") and line,
    }


def states(w: World) -> dict[str, tuple[str, frozenset[str]]]:
    """By rule its state, and the counties in which it was not evaluated."""
    found = {}
    for rule, given in required(w).items():
        if rule[0] in "GN" and rule not in w.policy.groups:
            continue
        if not given:
            found[rule] = ("not", frozenset[str]())
            continue
        missing = any(not w.given.kind(kind) for kind in READS.get(rule, ()))
        found[rule] = ("partly" if missing else "evaluated", _not_in(w, rule))
    return found


def _not_in(w: World, rule: str) -> frozenset[str]:
    kind = ABSENCE.get(rule)
    if rule == "S1" and not w.given.column("members", "schooling"):
        kind = "enrolment"
    counties = w.uncovered.get(kind, set()) if kind is not None else set()
    return frozenset(county or "" for county in counties)
