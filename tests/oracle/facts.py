"""The facts of one household, as rules.md names them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from . import costs, income, persons, safety
from .model import Household, Member, Row
from .three import Truth, and_, any_, known, not_
from .world import World

Facts = dict[str, Any]
REGISTERED = ("未脱贫", "已脱贫", "返贫")
GENERAL = ("边缘户", "边缘易致贫户", "普通农户", "一般农户", "一般户")
OUT_OF_POVERTY = ("脱贫户", "稳定脱贫")
BY_CATEGORY = {
    "脱贫监测户": "已脱贫",
    "脱贫不稳定户": "已脱贫",
    "边缘户": "一般农户",
    "边缘易致贫户": "一般农户",
}


def first(rows: list[Row], name: str) -> Any:
    """The first non-empty value of several rows."""
    return next((row.get(name) for row in rows if row.get(name) is not None), None)


def status_of(text: str | None) -> str | None:
    """The canonical poverty status."""
    if text is None:
        return None
    if text.startswith("已脱贫") or text in OUT_OF_POVERTY:
        return "已脱贫"
    if text == "预脱贫":
        return "未脱贫"
    return "一般农户" if text in GENERAL else BY_CATEGORY.get(text, text)


def poverty_status(household: Household, ledger: income.Ledger) -> str | None:
    """From the members' rows, else the household's, else the monitored category, else a title."""
    if household.general:
        return "一般农户"
    found = status_of(first(household.rows, "poverty_status"))
    found = found or status_of(ledger.current("poverty_status"))
    found = found or BY_CATEGORY.get(ledger.current("monitored") or "")
    if found is None and any(row.table.alleviated for row in household.rows):
        return "已脱贫"
    return found


def is_rural(w: World, household: Household) -> bool:
    """Not of an urban hukou, by the head's; missing: rural."""
    head = household.head
    hukou = head.row.get("hukou")
    if hukou is None and head.id in w.people.population and head.id is not None:
        hukou = w.people.population[head.id].get("hukou")
    return hukou is None or not ("非农业" in hukou or "城镇" in hukou)


def facts_of(w: World, household: Household) -> Facts:
    """All facts of a household."""
    ledger = income.Ledger(w, household)
    row, before = ledger.of(w.last_year), ledger.of(w.last_year - 1)
    size = household.size
    status = poverty_status(household, ledger)
    registered = None if status is None else status in REGISTERED
    enjoys = first(household.rows, "enjoys_policy")
    facts: Facts = {
        "size": size,
        "county": household.county,
        "poverty_status": status,
        "registered": registered,
        "rural": is_rural(w, household),
        "enjoys_policy": registered if enjoys is None else bool(enjoys),
        "income_total": income.total(row, size),
        "income_per_capita": income.per_capita(row, size),
        "income_per_capita_before": income.per_capita(before, size),
        "subsidy_income": income.subsidy_income(w, household, row),
        "expiring_subsidy": income.expiring_subsidy(w, household, row),
        **costs.costs(w, household),
    }
    facts["net_after_costs"] = known(
        lambda total, cost: (total - cost) / size, facts["income_total"], facts["rigid_costs"]
    )
    facts |= _of_persons(w, household)
    facts["unsafe_housing"], facts["danger_grade"] = safety.unsafe_housing(w, household, ledger)
    facts["unsafe_water"] = safety.unsafe_water(w, household, ledger)
    facts["insurance_paid"] = row.get("insurance_paid")
    facts["compliant_self_paid"] = row.get("compliant_self_paid")
    watched = ledger.current("monitored") is not None or ledger.current("is_monitored") is True
    facts["watched"] = watched and ledger.current("risk_removed") is not True
    _remarks(w, household, ledger)
    return facts


def _of_persons(w: World, household: Household) -> Facts:
    everyone: list[tuple[Member | None, str | None]] = [(m, m.id) for m in household.recorded]
    everyone += [(None, person) for person in household.unrecorded]
    facts: Facts = {"has_labour": has_labour(w, household)}
    facts["has_worker"] = has_worker(w, household)
    facts["lost_work"] = lost_work(w, household, facts["has_worker"])
    facts["in_subsistence"] = any_(persons.on_subsistence(w, m) for m in household.recorded)
    facts["serious_illness"] = any_(persons.seriously_ill(w, m, p) for m, p in everyone)
    severe = [persons.disabled(w, p, *persons.GRADES) for _, p in everyone]
    facts["severe_disability"] = any_(severe)
    facts["disabled"] = any_(persons.disabled(w, p) for _, p in everyone)
    return facts


def has_labour(w: World, household: Household) -> Truth:
    """A recorded member aged 16 to 59 able to work."""
    if household.general:
        return None
    able = ("普通劳动力", "技能劳动力")
    return any_(
        and_(persons.aged(m, w.as_of, 16, 59), persons.labour_in(w, m, *able))
        for m in household.recorded
    )


def has_worker(w: World, household: Household) -> Truth:
    """A member, recorded or not, at work."""
    terms = [persons.works(w, m, m.id) for m in household.recorded]
    terms += [persons.works(w, None, person) for person in household.unrecorded]
    if not w.given.kind("employment"):
        seen = [term for term in terms if term is not None]
        return any_(seen) if seen else None
    return any_(terms)


def lost_work(w: World, household: Household, has_worker: Truth) -> Truth:
    """A member's job ended within the window, and nobody works."""
    if not w.given.kind("employment"):
        return None
    terms: list[Truth] = [persons.job_ended(w, person) for person in household.identified]
    terms += [None for _ in household.unidentified]
    return and_(any_(terms), not_(has_worker))


def in_industry(w: World, household: Household) -> Truth:
    """Has an industry_support row; one of its people, dead or alive, perhaps in it: not known."""
    if w.house_rows("industry_support", household):
        return True
    perhaps = any(w.maybe("industry_support", person) for person in w.everyone[household.id])
    return None if perhaps else False


def _remarks(w: World, household: Household, ledger: income.Ledger) -> None:
    rows = w.house_rows("households", household)
    rows = [row for row in rows if row.get("year") in (None, w.last_year)]
    for row in rows[-1:]:
        for code in income.income_remarks(ledger.of(w.last_year), household.size):
            w.problems.add(row.problem(code))
    given = first(household.rows, "household_size")
    given = ledger.current("household_size") if given is None else given
    if given is not None and given != len(household.rows):
        w.problems.add(household.head.row.problem("match.size_differs"))


def reference_per_capita(facts: Facts) -> Fraction | None:
    """The income that national-2021 compares with its line."""
    if facts["income_total"] is None:
        return None
    paid = Fraction(facts["insurance_paid"] or 0)
    bills = facts["compliant_self_paid"]
    bills = facts["cost_illness"] if bills is None else Fraction(bills)
    others = facts["rigid_costs"] - facts["cost_illness"]
    result: Fraction = (facts["income_total"] + paid - bills - others) / facts["size"]
    return result


__all__ = ["facts_of", "in_industry", "reference_per_capita"]
