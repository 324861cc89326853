"""The guarantees, person by person: S1 to S4, S7, S9, S13 to S16."""

from __future__ import annotations

from . import persons
from .coverage import of_working_age
from .days import add_months, birth_of, full_years, school_year
from .model import Household, Member, Row
from .three import Truth, and_, any_, not_, or_
from .world import World

AIDED_STATUS = ("在读", "随班就读", "特殊教育", "送教上门")
AIDED_STAGE = ("小学", "初中", "普高", "中职", "大专", "本科")


def _in(value: str | None, values: tuple[str, ...]) -> Truth:
    return None if value is None else value in values


def _absent(member: Member, counts: list[bool], perhaps: list[bool]) -> Truth:
    """Without a row that counts; where one perhaps is the person's: not known."""
    if member.id is None:
        return None
    if any(counts):
        return False
    return None if any(perhaps) else True


def without_aid(w: World, member: Member) -> Truth:
    """S2: in school at a stage that is aided, and without aid of the school year."""
    if member.id is None:
        return None

    def this_year(row: Row) -> bool:
        return row.get("school_year") in (None, school_year(w.as_of))

    studies = any_(
        and_(_in(row.get("enrolment_status"), AIDED_STATUS), _in(row.get("stage"), AIDED_STAGE))
        for row in w.rows("enrolment", member.id)
    )
    aided = [this_year(row) for row in w.rows("student_aid", member.id)]
    perhaps = [this_year(row) for row in w.maybe("student_aid", member.id)]
    return and_(studies, _absent(member, aided, perhaps))


def _is_insured(w: World, row: Row) -> bool:
    return row.get("year") in (None, w.as_of.year) and persons.says_yes(row, "insured")


def past_newborn(w: World, member: Member) -> Truth:
    """Aged 90 days or more."""
    born = member.born
    days = w.policy.get("insurance.newborn_days")
    return None if born is None else (w.as_of - born).days >= days


def without_insurance(w: World, member: Member) -> Truth:
    """S3."""
    rows = [_is_insured(w, row) for row in w.rows("insurance", member.id)]
    perhaps = [_is_insured(w, row) for row in w.maybe("insurance", member.id)]
    return and_(past_newborn(w, member), _absent(member, rows, perhaps))


def premium_unpaid(rows: list[Row]) -> Truth:
    """The government pays for none of it: a row says so; missing: not known."""
    return any_(not_(row.get("premium_paid_by_government")) for row in rows)


def premium_not_paid(w: World, member: Member) -> Truth:
    """S4."""
    if member.id is None:
        return None
    rows = [row for row in w.rows("insurance", member.id) if _is_insured(w, row)]
    return premium_unpaid(rows)


def without_doctor(w: World, member: Member) -> Truth:
    """S7."""
    rows = [persons.says_yes(row, "signed") for row in w.rows("family_doctor", member.id)]
    perhaps = [persons.says_yes(row, "signed") for row in w.maybe("family_doctor", member.id)]
    return and_(past_newborn(w, member), _absent(member, rows, perhaps))


def could_top_up(w: World, member: Member) -> Truth:
    """S9: on 低保 without the top-up, and young, old, severely disabled or seriously ill."""
    if member.id is None:
        return None
    born = birth_of(member.id)
    age = None if born is None else full_years(born, w.as_of)
    group = or_(
        None if age is None else age < 18 or age >= 60,
        persons.disabled(w, member.id, *persons.GRADES),
        persons.seriously_ill(w, member, member.id),
    )
    return any_(
        and_(_in(row.get("scheme"), ("低保",)), not_(row.get("top_up")), group)
        for row in w.rows("subsistence", member.id)
        if persons.not_ended(row, w.as_of)
    )


def without_pension(w: World, household: Household, member: Member) -> Truth:
    """S13."""
    rows = [r for r in w.rows("pension", member.id) if persons.says_yes(r, "insured")]
    perhaps = [persons.says_yes(row, "insured") for row in w.maybe("pension", member.id)]
    absent = _absent(member, [bool(rows)], perhaps)
    return and_(
        of_working_age(member.born, w.as_of),
        persons.not_in_school(w, household, member),
        or_(absent, premium_unpaid(rows) if rows else False),
    )


def not_visited(w: World, member: Member) -> Truth:
    """S15."""
    if member.id is None:
        return None
    earliest = add_months(w.as_of, -w.policy.get("doctor.visit_months"))
    visits = [
        row.get("last_visit_on")
        for row in w.rows("family_doctor", member.id)
        if persons.says_yes(row, "signed")
    ]
    return any(visit is None or visit < earliest for visit in visits)


def not_treated(w: World, member: Member) -> Truth:
    """S16."""
    if member.id is None:
        return None
    return any(
        row.get("illness_type") == "大病" and row.get("treated") is False
        for row in w.rows("illness", member.id)
    )


def able(w: World, member: Member) -> Truth:
    """S14's person: 普通劳动力 aged 16 to 59."""
    return and_(persons.labour_in(w, member, "普通劳动力"), persons.aged(member, w.as_of, 16, 59))


def nobody_trained(w: World, household: Household) -> Truth:
    """Nobody in the household with skill_trained = 是; perhaps: not known."""
    if any(row.get("skill_trained") is True for row in w.house_rows("industry_support", household)):
        return False
    if w.house_rows("industry_support", household):
        return True
    maybe = [row for p in w.everyone[household.id] for row in w.maybe("industry_support", p)]
    return None if any(row.get("skill_trained") is True for row in maybe) else True


def fold(w: World, household: Household) -> dict[str, Truth]:
    """The person-wise rules: any true, else any not known, else false; without their scope."""
    members = household.recorded
    return {
        "S1": any_(persons.out_of_school(w, household, m) for m in members),
        "S2": any_(without_aid(w, m) for m in members),
        "S3": any_(without_insurance(w, m) for m in members),
        "S4": any_(premium_not_paid(w, m) for m in members),
        "S7": any_(without_doctor(w, m) for m in members),
        "S9": any_(could_top_up(w, m) for m in members),
        "S13": any_(without_pension(w, household, m) for m in members),
        "S14": False
        if household.general
        else and_(any_(able(w, m) for m in members), nobody_trained(w, household)),
        "S15": any_(not_visited(w, m) for m in members),
        "S16": any_(not_treated(w, m) for m in members),
    }
