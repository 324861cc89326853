"""Rows too many: sent twice, outdated, of strangers, of persons listed elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fangpin.demo.names import misheard
from fangpin.demo.roll import KNOWN_STATUS
from fangpin.demo.sheet import Book, Sheet
from fangpin.demo.traits import is_
from fangpin.io.table import Cell

if TYPE_CHECKING:
    from fangpin.demo.faults import Planter

TWICE, STRANGERS, OUTDATED, OTHER_NAME, OTHER_HOME = 15.0, 22.0, 8.0, 4.0, 150.0
OWN_DATE = {  # of an event; an equal event without a date is only perhaps the same
    "subsidies": "paid_on", "education_costs": "paid_on", "applications": "applied_on",
    "enrolment": "entered_on", "medical": "settled_on", "employment": "started_on",
    "losses": "happened_on", "industry_support": "started_on", "property": "acquired_on",
    "student_aid": "", "illness": "",
}  # fmt: skip
LATER_WINS = {  # by which date the later row of a person or household counts
    "housing": "assessed_on", "family_doctor": "last_visit_on", "disability": "issued_on",
    "enrolment": "entered_on", "relocation": "moved_on",
}  # fmt: skip
LAST_WINS = {"insurance": "premium_paid_by_government", "pension": "premium_paid_by_government"}
NO_STRANGERS = ("members", "households", "population", "deaths")
BAD_DEATHS = (("2019-13-45", "date.format"), ("待定", "date.format"), ("", "date.future"))
LATE_BOOK = "08_人表补录"


def plant(planter: Planter, sheet: Sheet) -> None:
    """Add rows too many at the end of a sheet, and change what links a few rows."""
    if not len(sheet):
        return
    _outdated(planter, sheet)
    _twice(planter, sheet)
    if sheet.kind not in NO_STRANGERS and sheet.numbers is not None:
        _strangers(planter, sheet)
        _other_name(planter, sheet)
    if sheet.kind in ("losses", "relocation"):
        _other_home(planter, sheet)
    if sheet.kind == "deaths":
        _bad_deaths(planter, sheet)


def _twice(planter: Planter, sheet: Sheet) -> None:
    """The same row once more."""
    if sheet.kind == "water" and sheet.column("id") is None:
        return
    rows = planter.take("twice", TWICE, sheet).tolist()
    if not rows:
        return
    date = sheet.column(OWN_DATE.get(sheet.kind, ""))
    first = sheet.again(rows)
    for place, row in enumerate(rows):
        sheet.free[row] = False
        dated = date is not None and date.cells.text[row] is not None
        sure = sheet.kind not in OWN_DATE or dated
        sheet.mark(first + place, "row.duplicate" if sure else "row.maybe_duplicate", "remark")


def _outdated(planter: Planter, sheet: Sheet) -> None:
    """An older row for a person or household that has a newer one, or a corrected one."""
    field = LATER_WINS.get(sheet.kind) or LAST_WINS.get(sheet.kind, "")
    column = sheet.column(field)
    if column is None:
        return
    rows = [
        int(row)
        for row in planter.take("outdated", OUTDATED, sheet)
        if column.cells.text[int(row)] is not None
    ]
    if not rows:
        return
    first = sheet.again(rows)
    changes: list[tuple[int, str | None, Cell]] = []
    for place, row in enumerate(rows):
        sheet.free[row] = False
        if sheet.kind in LAST_WINS:
            yes = str(column.cells.text[row]) in ("是", "√", "✓", "有", "Y", "1", "true")
            changes.append((first + place, "否" if yes else "是", Cell.TEXT))
            sheet.mark(row, "row.superseded", "remark")
        else:
            old = planter.city.as_of - timedelta(days=1500 + 7 * place)
            changes.append((first + place, old.isoformat(), Cell.TEXT))
            sheet.mark(first + place, "row.superseded", "remark")
    column.cells.put(changes)


def _strangers(planter: Planter, sheet: Sheet) -> None:
    """Rows of persons whom no household knows."""
    rows = planter.take("strangers", STRANGERS, sheet).tolist()
    number = next((c for c in sheet.columns if c.form == "id"), None)
    if not rows or number is None or number.field == "certificate":
        return
    first = sheet.again(rows)
    known = planter.city.strangers
    chosen = planter.next_strangers(len(rows))
    at = [first + place for place in range(len(rows))]
    for field, texts in (
        ("name", known["name"]),
        ("head_name", known["name"]),
        ("id", known["id"]),
    ):
        column = sheet.column(field)
        if column is not None:
            named = [str(texts[int(i)]) for i in chosen]
            column.cells.put([(r, t, Cell.TEXT) for r, t in zip(at, named, strict=True)])
    household = sheet.column("household_id")
    if household is not None:
        household.cells.put([(row, None, Cell.TEXT) for row in at])
    for row in at:
        sheet.mark(row, "match.unmatched", "remark")


def _other_name(planter: Planter, sheet: Sheet) -> None:
    """The right number with a name that only sounds right."""
    column = sheet.column("name")
    if column is None:
        return
    for row in planter.take("other name", OTHER_NAME, sheet):
        name = column.cells.text[int(row)]
        other = misheard(str(name)) if name else None
        if other is None:
            planter.give_back("other name", 1)
            continue
        column.cells.put([(int(row), other, Cell.TEXT)])
        sheet.mark(int(row), "match.name_differs", "remark")


def _other_home(planter: Planter, sheet: Sheet) -> None:
    """The number of another household beside the right ID."""
    column = sheet.column("household_id")
    assert column is not None
    city = planter.city
    able = is_(city, "home", "status", *KNOWN_STATUS) & ~city.homes["scene"]
    known = city.homes["household_id"].filter(able)
    others = known.filter(~known.is_in(column.cells.text.drop_nulls().to_list()))
    for row in planter.take("other home", OTHER_HOME, sheet):
        if column.cells.text[int(row)] is None or not len(others):
            planter.give_back("other home", 1)
            continue
        other = str(others[int(planter.rng.integers(len(others)))])
        column.cells.put([(int(row), other, Cell.TEXT)])
        sheet.mark(int(row), "match.household_differs", "remark")


def _bad_deaths(planter: Planter, sheet: Sheet) -> None:
    """Deaths that cannot be: unreadable dates and dates still to come."""
    number, name, date = (sheet.column(field) for field in ("id", "name", "died_on"))
    assert number is not None
    assert name is not None
    assert date is not None
    people = planter.city.people
    living = planter.rng.choice(len(people["id"]), len(BAD_DEATHS), replace=False)
    first = sheet.again([0] * len(BAD_DEATHS))
    for place, ((text, code), person) in enumerate(zip(BAD_DEATHS, living, strict=True)):
        ahead = (planter.city.as_of + timedelta(days=200)).isoformat()
        number.cells.put([(first + place, str(people["id"][int(person)]), Cell.TEXT)])
        name.cells.put([(first + place, str(people["name"][int(person)]), Cell.TEXT)])
        date.cells.put([(first + place, text or ahead, Cell.TEXT)])
        sheet.mark(first + place, code, "reject")


def between(planter: Planter, books: list[Book]) -> None:
    """Persons of one household written in another one too, in the late roster of members."""
    late = next((book for book in books if LATE_BOOK in book.path), None)
    if late is None or not late.sheets or not len(late.sheets[0]):
        return
    target = late.sheets[0]
    for source in _donors(books, late):
        rows = source.free.nonzero()[0]
        second = source.column("relation")
        assert second is not None
        spouses = [int(r) for r in rows if second.cells.text[int(r)] == "配偶"]
        for row, back, code in zip(
            spouses[:2], (1, 0), ("moved_household", "two_households"), strict=False
        ):
            _copy_person(planter, source, row, target, back=back, code=f"match.{code}")
        return


def _donors(books: list[Book], late: Book) -> list[Sheet]:
    """Sheets of members of the same columns as the late one, that are read before it."""
    fields = [column.field for column in late.sheets[0].columns if column.field != "poverty_status"]
    return [
        sheet
        for book in books
        if book.path < late.path
        for sheet in book.sheets
        if sheet.kind == "members"
        and len(sheet)
        and [c.field for c in sheet.columns if c.field not in ("standard", "poverty_status")]
        == fields
    ]


def _copy_person(
    planter: Planter, source: Sheet, row: int, target: Sheet, *, back: int, code: str
) -> None:
    """A row for this person in another household, of last year or `back` years before."""
    able = target.free.nonzero()[0]
    if not len(able):
        return
    first = target.again([int(able[0])])
    source.free[row] = False
    for field in ("name", "id_or_certificate", "relation"):
        here, there = source.column(field), target.column(field)
        assert here is not None
        assert there is not None
        there.cells.put([(first, here.cells.text[row], Cell.TEXT)])
    year = target.column("year")
    assert year is not None
    year.cells.put([(first, str(planter.city.last_year - back), Cell.NUMBER)])
    target.mark(first, code, "remark")
