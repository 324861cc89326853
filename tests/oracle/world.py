"""The world: persons, households and links with what was given, on a day, under a policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .candidates import Perhaps
from .given import Given
from .households import People
from .links import Links
from .model import Household, Problem, Row
from .policy import Policy


@dataclass
class World:
    """All that facts and rules read.

    inline: by household id the flat rows' household part. certificates: by ID the disability
    grades of certificates that stood in ID columns. everyone: by household all whose rows may link
    to it, the dead too.
    """

    people: People
    links: Links
    perhaps: Perhaps
    given: Given
    policy: Policy
    as_of: date
    uncovered: dict[str, set[str | None]]
    inline: dict[str, list[Row]]
    certificates: dict[str, set[str]]
    problems: set[Problem]
    everyone: dict[str, list[str]]

    @property
    def last_year(self) -> int:
        return self.as_of.year - 1

    def has(self, kind: str, household: Household) -> bool:
        """Whether the roster was given, and covers the household's county."""
        covered = household.county not in self.uncovered.get(kind, set())
        return self.given.kind(kind) and covered

    def rows(self, kind: str, person: str | None) -> list[Row]:
        """The rows of a living person."""
        return self.links.of_person(kind, person)

    def house_rows(self, kind: str, household: Household) -> list[Row]:
        """The rows that count for a household."""
        return self.links.of_household(kind, household.id)

    def maybe(self, kind: str, person: str | None) -> list[Row]:
        """Rows that may be the person's, when none in that roster is."""
        if person is None or self.rows(kind, person):
            return []
        return self.perhaps.get(kind, {}).get(person, [])
