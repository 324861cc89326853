"""What an office asks to be counted."""

from __future__ import annotations

from dataclasses import dataclass

PLACES = {"county": 1, "town": 2, "village": 3}


@dataclass(frozen=True)
class Rate:
    """One rate: of those for whom `of` is true, how many have `met` true.

    per: household or person (recorded living members); rule: in place of both, the households that
    a rule is for and those in which it finds nothing.
    """

    name: str
    per: str = "household"
    of: str = ""
    met: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Table:
    """Rates side by side. by: county, town or village, the finest place that gets a row."""

    title: str
    by: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True)
class Part:
    """A count that may explain a difference. within: of those counted, else of the others."""

    say: str
    of: str
    within: bool = False


@dataclass(frozen=True)
class Total:
    """A total that a notice states, and how the data count the same.

    of: empty where no roster tells of it; per: person, household, town or village; requires: names
    of what must have been given (rules.given); mask: a 1 or a 2 is not shown outside `work`.
    """

    key: str
    name: str
    stated: int
    unit: str
    per: str = "person"
    of: str = ""
    clause: str = ""
    quote: str = ""
    requires: str = ""
    note: str = ""
    mask: bool = False
    parts: tuple[Part, ...] = ()
