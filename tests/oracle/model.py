"""What goes in, what comes out, and the words for what lies between."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .days import birth_of

Problem = tuple[str, str, int, str]  # file, sheet, row, code
OF_HEADS = ("households", "housing", "water", "relocation", "losses", "industry_support")
Candidate = tuple[str, str, int, str]  # file, sheet, row, ID number of the person it may be


@dataclass(frozen=True, eq=False)
class Table:
    """One roster table as read and cleaned.

    rows: one dict a row: `row` (the sheet's number), `accepted`, `id_text` (the cleaned text, even
    where its checks fail), optionally `id_digits` (what can still be read of an ID whose precision
    was lost), `id_disability_type`, `id_disability_grade` (of a certificate in an ID column), and
    the fields; a missing value is None or not there.
    """

    file: str
    sheet: str
    kind: str
    fields: frozenset[str]
    alleviated: bool  # the title, sheet or file name says 脱贫户
    rows: list[dict[str, Any]]


@dataclass(eq=False)
class Row:
    """One row of a table, with its place in the order of reading."""

    table: Table
    order: int
    data: dict[str, Any]

    def get(self, name: str) -> Any:
        """The value of a field, None where missing."""
        return self.data.get(name)

    @property
    def kind(self) -> str:
        return self.table.kind

    @property
    def accepted(self) -> bool:
        return bool(self.data["accepted"])

    @property
    def id(self) -> str | None:
        """The good ID number of the row, be it from a disability certificate."""
        found = self.get("id_number") or self.get("disability_certificate")
        return None if found is None else str(found)[:18]

    @property
    def name(self) -> str | None:
        """The name that goes with the ID; where the ID is the head's, head_name is it."""
        found = self.get("name") or (self.get("head_name") if self.kind in OF_HEADS else None)
        return None if found is None else str(found)

    def problem(self, code: str) -> Problem:
        """This row as a fault of that code."""
        return (self.table.file, self.table.sheet, int(self.data["row"]), code)


@dataclass(eq=False)
class Member:
    """One person of a household; id None: an unidentified member."""

    id: str | None
    row: Row

    @property
    def born(self) -> date | None:
        return birth_of(self.id)


@dataclass(eq=False)
class Household:
    """One household: who lives in it, and where.

    recorded: living recorded members. unrecorded: IDs of its unrecorded members. rows: the rows of
    `members` that count, the dead among them (of a general household the rows of `population`).
    """

    id: str
    general: bool
    rows: list[Row]
    recorded: list[Member]
    unrecorded: list[str] = field(default_factory=list)
    county: str | None = None
    town: str | None = None
    village: str | None = None

    @property
    def head(self) -> Member:
        """The member whose relation is 户主, else the first row."""
        for member in self.recorded:
            if member.row.get("relation") == "户主":
                return member
        return self.recorded[0]

    @property
    def size(self) -> int:
        return len(self.recorded)

    @property
    def identified(self) -> list[str]:
        """IDs of all living persons, unrecorded members too."""
        return [m.id for m in self.recorded if m.id is not None] + self.unrecorded

    @property
    def unidentified(self) -> list[Member]:
        return [m for m in self.recorded if m.id is None]


@dataclass(frozen=True)
class Alert:
    """One rule's answer for one household."""

    outcome: str  # hit, check
    level: str  # red, orange, yellow, blue
    monitored: str = ""  # 已在监测, 应纳未纳 or nothing


@dataclass
class Verdict:
    """All that the oracle says of a set of rosters."""

    alerts: dict[tuple[str, str], Alert] = field(default_factory=dict)
    states: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    problems: set[Problem] = field(default_factory=set)
    candidates: set[Candidate] = field(default_factory=set)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    monitored_without_hit: set[str] = field(default_factory=set)
