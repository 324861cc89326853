"""Candidates: who a row that matches no one may be about (rules.md, Candidates)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

from . import places
from .days import birth_of
from .households import People
from .model import Row

SIGNS = "0123456789X"


def edits(text: str) -> set[str]:
    """All texts one edit away: a digit changed, dropped, added, or two neighbours swapped."""
    n = len(text)
    changed = {text[:i] + s + text[i + 1 :] for i in range(n) for s in SIGNS}
    dropped = {text[:i] + text[i + 1 :] for i in range(n)}
    added = {text[:i] + s + text[i:] for i in range(n + 1) for s in SIGNS}
    swapped = {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(n - 1)}
    return (changed | dropped | added | swapped) - {text}


def sound(name: str) -> tuple[str, ...]:
    """pypinyin's first reading of each character, without tones."""
    return tuple(lazy_pinyin(character, style=Style.NORMAL)[0] for character in name)


def one_character_apart(a: str, b: str) -> bool:
    """One character replaced, dropped or added."""
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def alike(a: str, b: str) -> bool:
    """Equal names, names that sound alike, names that differ in one character."""
    return a == b or sound(a) == sound(b) or one_character_apart(a, b)


class Finder:
    """Finds the persons that a row may be about."""

    def __init__(self, people: People) -> None:
        self.known = people.known
        self.by_digits: dict[str, list[str]] = defaultdict(list)
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for person, rows in people.known.items():
            self.by_digits[person[:15]].append(person)
            for row in rows:
                if row.name is not None:
                    self.by_name[row.name].add(person)

    def names(self, person: str) -> set[str]:
        """The names under which a person is known."""
        return {row.name for row in self.known[person] if row.name is not None}

    def of(self, row: Row) -> set[str]:
        """The candidates of a row that matches no one."""
        found = self._near(row) | self._lost(row)
        return found | self._same_name(row) if row.id is None else found

    def _near(self, row: Row) -> set[str]:
        text = row.get("id_text")
        if text is None:
            return set()
        near = {person for person in edits(text) if person in self.known}
        name = row.name
        if name is None:
            return near if len(near) == 1 else set()
        return {p for p in near if any(alike(name, other) for other in self.names(p))}

    def _lost(self, row: Row) -> set[str]:
        digits = row.get("id_digits")
        if digits is None or len(digits) < 15 or row.name is None:
            return set()
        return {p for p in self.by_digits[digits[:15]] if row.name in self.names(p)}

    def _same_name(self, row: Row) -> set[str]:
        if row.name is None:
            return set()
        same = self.by_name.get(row.name, set())
        born = row.get("born_on") or birth_of(row.get("id_text") or row.get("id_digits"))
        place = places.place(row.get("county"), row.get("town"), None)
        by_birth = {p for p in same if born is not None and birth_of(p) == born}
        by_town = {p for p in same if None not in place[:2] and self._lives(p, row.name, place)}
        return _alone(by_birth) | _alone(by_town)

    def _lives(self, person: str, name: str, place: places.Place) -> bool:
        """Whether a row of that name has the person in the town."""
        return any(
            row.name == name and places.place(row.get("county"), row.get("town"), None) == place
            for row in self.known[person]
        )


def _alone(persons: set[str]) -> set[str]:
    return persons if len(persons) == 1 else set()


def lost_rows(
    rows: Iterable[Row], kept: set[Row], unmatched: set[Row], people: People
) -> list[Row]:
    """The rows that match no one: rejected for their ID, unmatched, or an unidentified member."""
    found = []
    for row in rows:
        if row.id in people.known and row.id is not None:
            continue
        if row.kind != "members" and row.get("household_id") in people.households:
            continue
        unidentified = row.kind == "members" and row in kept
        of_the_gone = row in kept and row.id is None and row.get("household_id") in people.gone
        if not row.accepted or row in unmatched or unidentified or of_the_gone:
            found.append(row)
    return found


Perhaps = dict[str, dict[str, list[Row]]]


def find(rows: list[Row], people: People) -> Perhaps:
    """For each kind and person the rows that may be about that person."""
    finder = Finder(people)
    perhaps: Perhaps = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for person in sorted(finder.of(row)):
            perhaps[row.kind][person].append(row)
    return perhaps


__all__ = ["Finder", "Perhaps", "alike", "edits", "find", "lost_rows", "sound"]
