"""Coverage: counties for which a roster that accuses by absence was not given."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

from .days import full_years, school_year
from .households import People
from .kinds import ACCUSING
from .links import Links
from .model import Member
from .policy import Policy
from .three import Truth


def of_school_age(born: date | None, as_of: date) -> Truth:
    """Born from 1 September (Y-15) to 31 August (Y-6), Y the school year's first year."""
    if born is None:
        return None
    year = school_year(as_of)
    return date(year - 15, 9, 1) <= born <= date(year - 6, 8, 31)


def of_working_age(born: date | None, as_of: date) -> Truth:
    """Aged 16 to 59."""
    return None if born is None else 16 <= full_years(born, as_of) <= 59


def should_list(kind: str, member: Member, as_of: date) -> bool:
    """Whether a roster should have the person."""
    if kind == "enrolment":
        return of_school_age(member.born, as_of) is True
    if kind == "pension":
        return of_working_age(member.born, as_of) is True
    return True


def uncovered(
    people: People, links: Links, policy: Policy, as_of: date
) -> dict[str, set[str | None]]:
    """By kind the counties where too few of those whom it should list have a row in it."""
    found: dict[str, set[str | None]] = {}
    share = Fraction(policy.get("roster.min_share"))
    for kind in ACCUSING:
        total: dict[str | None, int] = defaultdict(int)
        listed: dict[str | None, int] = defaultdict(int)
        for household in people.households.values():
            for member in household.recorded:
                if should_list(kind, member, as_of):
                    total[household.county] += 1
                    listed[household.county] += bool(links.of_person(kind, member.id))
        found[kind] = {
            county
            for county, count in total.items()
            if count >= policy.get("roster.min_members") and listed[county] < share * count
        }
    return found
