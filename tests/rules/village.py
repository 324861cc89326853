"""Cases as one tiny city: a county and a household a case, written as files and judged for real."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fangpin.pipeline import judged
from fangpin.reading import FileRead
from fangpin.reading.one import read_one
from fangpin.rosters.clean.id_number import check_character
from fangpin.rosters.kinds import load_kinds
from fangpin.run import Judged, ScanOptions
from fangpin.timing import Clock

from .casefile import Case, Given

BY_HOUSEHOLD = frozenset(
    {"households", "housing", "water", "relocation", "losses", "industry_support"}
)
FORMING = ("members", "population")
HINTS = frozenset({"born", "of", "wrong", "unidentified", "place"})
BORN = date(1980, 1, 1)
Row = dict[str, Any]


@dataclass(frozen=True)
class Village:
    """Judged cases; households: number -> case."""

    done: Judged
    households: Mapping[str, Case]

    def outcomes(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Case -> outcome and level of its own rule."""
        rows = self.done.connection.execute(
            "select h.household_id, a.rule, a.hit, a.level from alert a"
            " join household_fact h on h.hh = a.hh"
        ).fetchall()
        told = {(home, rule): ("hit" if hit else "check", lv) for home, rule, hit, lv in rows}
        found = {}
        for home, case in self.households.items():
            off = self.done.states[case.rule].state == "not"
            found[case.key] = ("not", "") if off else told.get((home, case.rule), ("nothing", ""))
        return found


class Here:
    """Stands for a child process and reads in this one: a hundred tiny cities need no processes."""

    def __init__(self, *_: Any) -> None:
        pass

    def call(self, *arguments: Any) -> FileRead:
        """What the child would send back."""
        return read_one(*arguments)

    def close(self) -> None:
        """Nothing to end."""


@contextmanager
def village(cases: Sequence[Case], given: Given, folder: Path) -> Iterator[Village]:
    """Judge cases that share a setting; the rosters are written to a new folder."""
    as_of, policy, without = cases[0].setting
    forced = write_rosters(cases, given, without, folder)
    options = ScanOptions([folder], as_of, policy, forced=forced)
    homes = {home(place, case): case for place, case in enumerate(cases)}
    with judged(options, Clock()) as done:
        yield Village(done, homes)


def write_rosters(
    cases: Sequence[Case], given: Given, without: Sequence[str], folder: Path
) -> dict[str, str]:
    """One CSV file a roster; returns what kind each is."""
    folder.mkdir()
    rosters = [case_rosters(place, case) for place, case in enumerate(cases)]
    forced = {}
    for kind, columns in sorted(given.items()):
        if kind in without:
            continue
        rows = [row for one in rosters for row in one.get(kind, ())]
        gone = {w.partition(".")[2] for w in without if w.startswith(kind + ".")}
        write_roster(folder / f"{kind}.csv", kind, rows, columns - HINTS - gone)
        forced[f"{kind}.csv"] = kind
    return forced


def write_roster(path: Path, kind: str, rows: Sequence[Row], columns: set[str]) -> None:
    """A roster with the columns that its rows use and those that are given."""
    keys = ["household_id"] if kind in BY_HOUSEHOLD | {"members"} else []
    keys += {"population": ["hukou_id"], "water": ["county", "town", "village"]}.get(kind, [])
    keys += ["name", "county", "town", "village"] if kind in FORMING else []
    used = [key for row in rows for key in row if key in columns]
    fields = list(dict.fromkeys([*keys, "id_number", *sorted(columns), *used]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([header(kind, field) for field in fields])
        writer.writerows([[cell(row.get(field)) for field in fields] for row in rows])


def header(kind: str, field: str) -> str:
    """The header of a field as a template of the kind writes it."""
    kinds = load_kinds()
    return kinds[kind].labels.get(field) or kinds.fields[field].label


def cell(value: Any) -> str:
    """A value as a department writes it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def home(place: int, case: Case) -> str:
    """The household number of a case; a general household's where nobody is in members."""
    return f"H{place:03}" if case.rows.get("members") else f"HJ-K{place:03}"


def number(case: int, person: int, born: date) -> str:
    """The ID number of nobody: sequence 950 and up, right check digit."""
    first = f"{150100 + case}{born:%Y%m%d}{950 + person}"
    return first + check_character(first)


def spoilt(good: str) -> str:
    """The number with one digit changed, so that its check digit fails."""
    return good[:16] + str((int(good[16]) + 1) % 10) + good[17]


def case_rosters(place: int, case: Case) -> dict[str, list[Row]]:
    """The rows of a case by roster, with their keys and numbers."""
    people: list[str] = []
    made: dict[str, list[Row]] = {}
    where = {"county": f"测试{place}旗", "town": "甲镇", "village": "甲村"}
    for kind in FORMING:
        key = "household_id" if kind == "members" else "hukou_id"
        code = f"H{place:03}" if kind == "members" else f"K{place:03}"
        for row in case.rows.get(kind, ()):
            people.append(number(place, len(people), row.get("born", BORN)))
            own = {**where, key: code, "name": f"甲{len(people)}", **plain(row)}
            made.setdefault(kind, []).append(own | identity(people[-1], row))
    for kind in case.rows:
        if kind not in FORMING:
            rows = case.rows[kind]
            own = {**where, "household_id": f"H{place:03}"}
            made[kind] = [other_row(kind, row, case, people, own) for row in rows]
    return made


def other_row(
    kind: str, row: Mapping[str, Any], case: Case, people: Sequence[str], own: Row
) -> Row:
    """A row of a roster that forms no household; own: its household's number and place."""
    if row.get("place"):
        return {key: own[key] for key in ("county", "town", "village")} | plain(row)
    if kind in BY_HOUSEHOLD and "of" not in row and case.rows.get("members"):
        return {"household_id": own["household_id"], **plain(row)}
    return plain(row) | identity(people[row.get("of", 1) - 1], row)


def plain(row: Mapping[str, Any]) -> Row:
    """A row without what only says how to make it."""
    return {key: value for key, value in row.items() if key not in HINTS}


def identity(good: str, row: Mapping[str, Any]) -> Row:
    """The ID number of a row: right, with a wrong digit, or none."""
    if row.get("unidentified"):
        return {}
    return {"id_number": spoilt(good) if row.get("wrong") else good}
