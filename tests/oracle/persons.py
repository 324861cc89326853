"""Facts of one person; None where they depend on an ID that is not known."""

from __future__ import annotations

from datetime import date

from .coverage import of_school_age
from .days import full_years, in_window
from .model import Household, Member, Row
from .three import Truth, and_, any_, not_
from .world import World

NOT_YET_SCHOOL = ("非在校生", "学龄前儿童", "学前教育")
GRADES = ("一级", "二级")


def not_ended(row: Row, as_of: date) -> bool:
    """ended_on missing or on or after the as-of date."""
    ended = row.get("ended_on")
    return ended is None or ended >= as_of


def says_yes(row: Row, flag: str) -> bool:
    """A missing flag in a roster of those who have the thing says yes."""
    return row.get(flag) is not False


def aged(member: Member, as_of: date, low: int, high: int) -> Truth:
    """Aged low to high, both included."""
    born = member.born
    return None if born is None else low <= full_years(born, as_of) <= high


def labour_in(w: World, member: Member, *values: str) -> Truth:
    """Labour is one of these; under 16 a missing labour is 无劳动力."""
    labour = member.row.get("labour")
    if labour is None and member.born is not None and full_years(member.born, w.as_of) < 16:
        labour = "无劳动力"
    return None if labour is None else labour in values


def works(w: World, member: Member | None, person: str | None) -> Truth:
    """Has an employment row, employed not 否, not ended; or months_worked above 0."""
    months = member.row.get("months_worked") if member is not None else None
    if months is not None and months > 0:
        return True
    if not w.given.kind("employment"):
        return None if months is None else False
    if person is None:
        return None
    if any(_is_job(w, row) for row in w.rows("employment", person)):
        return True
    return None if any(_is_job(w, row) for row in w.maybe("employment", person)) else False


def _is_job(w: World, row: Row) -> bool:
    return says_yes(row, "employed") and not_ended(row, w.as_of)


def job_ended(w: World, person: str) -> bool:
    """Has an employment row ended within the window."""
    months = w.policy.get("costs.window_months")
    ends = [row.get("ended_on") for row in w.rows("employment", person)]
    return any(e is not None and e < w.as_of and in_window(e, w.as_of, months) for e in ends)


def on_subsistence(w: World, member: Member) -> Truth:
    """Has a subsistence row not ended; perhaps in it: not known."""
    if not w.given.kind("subsistence"):
        return False
    if member.id is None:
        return None
    if any(not_ended(row, w.as_of) for row in w.rows("subsistence", member.id)):
        return True
    perhaps = any(not_ended(row, w.as_of) for row in w.maybe("subsistence", member.id))
    return None if perhaps else False


def seriously_ill(w: World, member: Member | None, person: str | None) -> Truth:
    """In `illness` as 大病, or health has 患有大病."""
    health = (member.row.get("health") or "") if member is not None else ""
    if "患有大病" in health.split(","):
        return True
    if person is None:
        return None if w.given.kind("illness") else False
    return any(row.get("illness_type") == "大病" for row in w.rows("illness", person))


def disability_grades(w: World, person: str) -> set[str]:
    """The grades a person is known by: the roster's, else those of certificates."""
    graded = [row.get("disability_grade") for row in w.rows("disability", person)]
    return {grade for grade in graded if grade is not None} or w.certificates.get(person, set())


def disabled(w: World, person: str | None, *grades: str) -> Truth:
    """Of one of the grades (none named: any); in the roster without a grade: not known."""
    if person is None:
        return None if w.given.kind("disability") else False
    known = disability_grades(w, person)
    in_roster = bool(w.rows("disability", person))
    if not known or not grades:
        return bool(known) or (None if in_roster and grades else in_roster)
    return bool(known & set(grades))


def not_in_school(w: World, household: Household, member: Member) -> Truth:
    """Not in `enrolment` with a status that counts; without that roster by schooling."""
    schooling = member.row.get("schooling")
    if not w.has("enrolment", household):
        if schooling is not None:
            return bool(schooling == "非在校生")
        return True if member.row.get("education") is not None else None
    if member.id is None:
        return None
    rows = w.rows("enrolment", member.id)
    if rows:
        return not_(any_(counts_as_in_school(w, row) for row in rows))
    if any(counts_as_in_school(w, row) for row in w.maybe("enrolment", member.id)):
        return None
    elsewhere = schooling is not None and schooling not in NOT_YET_SCHOOL
    return None if elsewhere else True


def counts_as_in_school(w: World, row: Row) -> Truth:
    """The status counts as in school; missing: not known."""
    status = row.get("enrolment_status")
    return None if status is None else status in w.policy.get("enrolment.counts")


def out_of_school(w: World, household: Household, member: Member) -> Truth:
    """S1's person: of school age and not in school."""
    return and_(of_school_age(member.born, w.as_of), not_in_school(w, household, member))
