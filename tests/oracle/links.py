"""Links: the household and the person that a row of any other roster is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from . import places
from .households import People
from .kinds import AFTER_DEATH, HOUSEHOLD, PERSON
from .model import Problem, Row
from .rows import Key, latest


@dataclass
class Links:
    """Rows by kind: of a person, of a household, of a village, and those that match no one."""

    person: dict[str, dict[str, list[Row]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    household: dict[str, dict[str, list[Row]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    village: dict[places.Place, Row] = field(default_factory=dict)
    unmatched: list[Row] = field(default_factory=list)

    def of_person(self, kind: str, person: str | None) -> list[Row]:
        """The rows of a living person in a roster."""
        return [] if person is None else self.person[kind].get(person, [])

    def of_household(self, kind: str, household: str) -> list[Row]:
        """The rows that count for a household."""
        return self.household[kind].get(household, [])


def is_village_row(row: Row) -> bool:
    """A water row about a village: no household number and no ID stands in it."""
    empty = all(row.get(n) is None for n in ("household_id", "id_number", "id_text", "id_digits"))
    return row.kind == "water" and empty and row.get("village") is not None


def link(people: People, rows: dict[str, list[Row]], problems: set[Problem]) -> Links:
    """Links of all accepted rows of all kinds but members, population and deaths."""
    links = Links()
    for kind, given in rows.items():
        if kind in ("members", "population", "deaths"):
            continue
        own = given
        homes: dict[Row, str | None] = {row: _home(people, row, problems) for row in own}
        if kind in PERSON:
            own = latest(own, _person_key, problems)
        elif kind in HOUSEHOLD and kind != "households":
            own = latest(own, _household_key(homes), problems)
        for row in own:
            _put(people, links, row, homes[row], problems)
    return links


def _home(people: People, row: Row, problems: set[Problem]) -> str | None:
    """The household of a row; "" for one that is gone, None where there is no link."""
    number, person = row.get("household_id"), row.id
    by_id = people.home.get(person) if person is not None else None
    if by_id is not None and person in people.dead and row.kind not in AFTER_DEATH:
        by_id = ""
    if number in people.households:
        if by_id in people.households and by_id != number:
            problems.add(row.problem("match.household_differs"))
        return str(number)
    if by_id in people.households:
        return by_id
    return "" if by_id == "" or {number, by_id} & people.gone else None


def _person_key(row: Row) -> Key:
    if row.id is None:
        return None
    return (row.id, row.get("year")) if row.kind == "insurance" else row.id


def _household_key(homes: dict[Row, str | None]) -> Any:
    def key(row: Row) -> Key:
        if is_village_row(row):
            return places.place(row.get("county"), row.get("town"), row.get("village"))
        return homes[row] or row.get("household_id") or row.id

    return key


def _other_name(people: People, row: Row) -> bool:
    """Whether the name on the row is not the ID's; head_name counts only beside the head's ID."""
    household = people.households.get(people.home.get(row.id or "", ""))
    if row.id is None or row.name is None or household is None:
        return False
    own = row.get("name") is not None or household.head.id == row.id
    return own and people.names.get(row.id, row.name) != row.name


def _put(people: People, links: Links, row: Row, home: str | None, problems: set[Problem]) -> None:
    if is_village_row(row):
        place = places.place(row.get("county"), row.get("town"), row.get("village"))
        links.village[place] = row
        return
    if home is None:
        problems.add(row.problem("match.unmatched"))
        links.unmatched.append(row)
        return
    if _other_name(people, row):
        problems.add(row.problem("match.name_differs"))
    if home == "":
        return
    links.household[row.kind][home].append(row)
    if row.id is not None and row.id not in people.dead and people.home.get(row.id) == home:
        links.person[row.kind][row.id].append(row)
