"""Persons and households: who lives with whom (rules.md, Households)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from . import places
from .model import Household, Member, Problem, Row


@dataclass
class People:
    """All persons and households.

    home: the household of an ID, of the living (recorded or not) and of the dead.
    names: of an ID the name on the row that counts, of `members` else of `population`.
    gone: ids of dropped households.
    """

    households: dict[str, Household] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    known: dict[str, list[Row]] = field(default_factory=dict)  # members' and population's rows
    population: dict[str, Row] = field(default_factory=dict)

    def everyone_by_home(self) -> dict[str, list[str]]:
        """By household all whose rows may link to it, the dead too."""
        found: dict[str, list[str]] = defaultdict(list)
        for person, home in self.home.items():
            found[home].append(person)
        return found


def build(
    members: list[Row], population: list[Row], deaths: list[Row], as_of: date,
    problems: set[Problem],
) -> People:  # fmt: skip
    """People from the rows of the three rosters, duplicates already taken out."""
    people = People()
    people.dead = {row.id for row in deaths if row.id is not None}
    for row in [*members, *population]:
        if row.id is not None:
            people.known.setdefault(row.id, []).append(row)
    people.population = {row.id: row for row in population if row.id is not None}
    kept = _one_household_each(members, as_of.year - 1, problems)
    for row in [*kept, *population]:
        if row.id is not None and row.name is not None:
            people.names.setdefault(row.id, row.name)
    _recorded(people, kept, problems)
    _groups(people, population, problems)
    for row in deaths:
        known = row.id in people.known
        problems.add(row.problem("match.deceased" if known else "match.unmatched"))
        if row.name is not None and row.name != people.names.get(row.id or "", row.name):
            problems.add(row.problem("match.name_differs"))
    for household in people.households.values():
        row = household.head.row
        household.county, household.town = places.county(row.get("county")), row.get("town")
        household.village = places.village(row.get("village"))
    return people


def _one_household_each(rows: list[Row], last_year: int, problems: set[Problem]) -> list[Row]:
    """One row a person: the later year, then the later row; between households the first read."""

    def year(row: Row) -> int:
        found = row.get("year")
        return last_year if found is None else int(found)

    kept = [row for row in rows if row.id is None]
    persons: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.id is not None:
            persons[row.id][row.get("household_id")].append(row)
    for homes in persons.values():
        best = []
        for same in homes.values():
            winner = max(same, key=lambda row: (year(row), row.order))
            problems |= {row.problem("row.superseded") for row in same if row is not winner}
            best.append(winner)
        home = max(best, key=year)  # the first of equal ones
        for row in best:
            if row is not home:
                same_year = year(row) == year(home)
                code = "match.two_households" if same_year else "match.moved_household"
                problems.add(row.problem(code))
        kept.append(home)
    return sorted(kept, key=lambda row: row.order)


def _recorded(people: People, rows: list[Row], problems: set[Problem]) -> None:
    by_household: dict[str, list[Row]] = {}
    for row in rows:
        by_household.setdefault(row.get("household_id"), []).append(row)
    for hid, own in by_household.items():
        living = [Member(row.id, row) for row in own if row.id not in people.dead]
        household = Household(hid, False, own, living)
        for row in own:
            if row.id is not None:
                people.home[row.id] = hid
        if living:
            people.households[hid] = household
        else:
            people.gone.add(hid)
            household.recorded = [Member(row.id, row) for row in own]
            problems.add(household.head.row.problem("match.household_gone"))


def _groups(people: People, population: list[Row], problems: set[Problem]) -> None:
    groups: dict[str, list[Row]] = {}
    for row in population:
        groups.setdefault(row.get("hukou_id"), []).append(row)
    recorded = {m.id for h in people.households.values() for m in h.recorded}
    for hukou, rows in groups.items():
        living = [row for row in rows if row.id not in people.dead]
        homes = {people.home[row.id] for row in living if row.id in recorded and row.id}
        others = [row for row in rows if row.id not in people.home]
        living_others = [row for row in others if row.id not in people.dead]
        if len(homes) == 1:
            household = people.households[homes.pop()]
            for row in others:
                _settle(people, row, household.id)
            household.unrecorded += [str(row.id) for row in living_others]
            problems |= {row.problem("match.unrecorded_member") for row in living_others}
        elif homes:
            problems |= {row.problem("match.ambiguous_group") for row in living_others}
        elif living_others:
            hid = f"HJ-{hukou}"
            general = Household(hid, True, others, [Member(row.id, row) for row in living_others])
            people.households[hid] = general
            for row in others:
                _settle(people, row, hid)
        else:
            _all_dead(people, rows, others, problems)


def _all_dead(people: People, rows: list[Row], others: list[Row], problems: set[Problem]) -> None:
    """A hukou whose people are all dead: said where nobody of it is in `members`."""
    gone = f"HJ-{rows[0].get('hukou_id')}"
    people.gone.add(gone)
    for row in others:
        _settle(people, row, gone)
    if len(others) == len(rows):
        head = Household(gone, True, rows, [Member(row.id, row) for row in rows]).head
        problems.add(head.row.problem("match.household_gone"))


def _settle(people: People, row: Row, hid: str) -> None:
    if row.id is not None:
        people.home.setdefault(row.id, hid)
