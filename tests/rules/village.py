"""Cases as one tiny city: a county and a household a case, judged by the real stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from fangpin import database, record
from fangpin.faults import PROBLEM_COLUMNS
from fangpin.pipeline import Judged, judge_stage
from fangpin.reading import Rosters, Source
from fangpin.rosters.clean.id_number import check_character
from fangpin.rosters.kinds import Kinds, load_kinds
from fangpin.rules.book import Book, rule_book
from fangpin.rules.policy import Policy, build, load_policy
from fangpin.rules.states import Setting
from fangpin.timing import Clock

from .casefile import Case, CaseFile

BY_HOUSEHOLD = frozenset(
    {"households", "housing", "water", "relocation", "losses", "industry_support"}
)
FORMING = ("members", "population")
HINTS = frozenset({"born", "of", "wrong", "unidentified", "place"})
BORN = date(1980, 1, 1)
KEYS = ("household_id", "hukou_id", "name", "id_number", "county", "town", "village")


@dataclass(frozen=True)
class Village:
    """Judged cases with the household of each."""

    done: Judged
    households: Mapping[str, str]

    def outcomes(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(case, rule) -> outcome and level; a rule that was not evaluated: not."""
        names = {household: case for case, household in self.households.items()}
        rows = self.done.connection.execute(
            "select h.household_id, a.rule, a.hit, a.level from alert a"
            " join household_fact h on h.hh = a.hh"
        ).fetchall()
        found = {
            (names[home], rule): ("hit" if hit else "check", level)
            for home, rule, hit, level in rows
        }
        for rule, state in self.done.states.items():
            if state.state == "not":
                found |= {(case, rule): ("not", "") for case in self.households}
        return found


def number(case: int, person: int, born: date) -> str:
    """The ID number of nobody: sequence 950 and up, right check digit."""
    first = f"{150100 + case}{born:%Y%m%d}{950 + person}"
    return first + check_character(first)


def spoilt(good: str) -> str:
    """The number with one digit changed, so that its check digit fails."""
    return good[:16] + str((int(good[16]) + 1) % 10) + good[17]


def found_village(cases: Sequence[Case], file: CaseFile, book: Book | None = None) -> Village:
    """Judge cases that share a setting; `done.connection` stays open.

    book: other rules than those that come with fangpin.
    """
    kinds, first = load_kinds(), cases[0]
    book = book or rule_book()
    rosters = [case_rosters(place, case) for place, case in enumerate(cases)]
    read = Rosters()
    for kind, columns in file.given.items():
        if kind not in first.without:
            gone = {w.partition(".")[2] for w in first.without if w.startswith(kind + ".")}
            rows = [row for one in rosters for row in one.get(kind, ())]
            add_source(read, kinds, kind, rows, (columns - HINTS) - gone, file.title)
    policy = policy_of(first.policy)
    given = database.given(read, kinds, first.as_of.year - 1, dict(book.given))
    setting = Setting(book, policy, first.as_of, given, record.say_given(kinds))
    connection = database.connect("1GB")
    database.load(connection, read, kinds, {})
    done = judge_stage(connection, read, kinds, setting, Clock())
    return Village(done, {case.name: home(place, case) for place, case in enumerate(cases)})


def policy_of(text: str) -> Policy:
    """A policy by its name, or from the text of its file."""
    return build("own", text, "own.toml") if "\n" in text else load_policy(text)


def home(place: int, case: Case) -> str:
    """The household number of a case; a general household's where nobody is in members."""
    return f"H{place:03}" if case.rows.get("members") else f"HJ-K{place:03}"


def case_rosters(place: int, case: Case) -> dict[str, list[dict[str, Any]]]:
    """The rows of a case by roster, with their keys and numbers."""
    people: list[str] = []
    made: dict[str, list[dict[str, Any]]] = {}
    where = {"county": f"测试{place}旗", "town": "甲镇", "village": "甲村"}
    for kind in FORMING:
        for row in case.rows.get(kind, ()):
            again = row.get("of")
            own = (
                people[again - 1]
                if again
                else number(place, len(people), row.get("born", BORN))
            )
            if not again:
                people.append(own)
            key = {"members": ("household_id", f"H{place:03}")}.get(
                kind, ("hukou_id", f"K{place:03}")
            )
            full = {**where, key[0]: key[1], "name": f"甲{len(people)}", **plain(row)}
            made.setdefault(kind, []).append(full | identity(own, row))
    for kind in case.rows:
        if kind not in FORMING:
            made[kind] = [
                other_row(kind, row, place, people, where, case) for row in case.rows[kind]
            ]
    return made


def other_row(
    kind: str,
    row: Mapping[str, Any],
    place: int,
    people: Sequence[str],
    where: Mapping[str, str],
    case: Case,
) -> dict[str, Any]:
    """A row of a roster that forms no household."""
    by_household = kind in BY_HOUSEHOLD and "of" not in row and bool(case.rows.get("members"))
    if row.get("place"):
        return {**where, **plain(row), "accepted": True}
    if by_household:
        return {"household_id": f"H{place:03}", **plain(row), "accepted": True}
    return plain(row) | identity(people[row.get("of", 1) - 1], row)


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what only says how to make it."""
    return {key: value for key, value in row.items() if key not in HINTS}


def identity(good: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of an ID number as cleaning leaves them."""
    if row.get("unidentified"):
        return {"id_number": None, "id_text": None, "accepted": True}
    if row.get("wrong"):
        return {"id_number": None, "id_text": spoilt(good), "accepted": False}
    return {"id_number": good, "id_text": good, "accepted": True}


def add_source(
    read: Rosters,
    kinds: Kinds,
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    columns: Iterable[str],
    title: str,
) -> None:
    """One roster as the reader would hand it on."""
    known = kinds[kind].fields
    fields = [c for c in dict.fromkeys([*KEYS, *sorted(columns)]) if c in known]
    fields = [c for c in fields if c not in KEYS[:4] or any(c in row for row in rows)]
    inline = set(kinds[kinds[kind].inline].fields) if kinds[kind].inline else set()
    fields += [c for c in sorted(set(columns) & inline) if c not in fields]
    frame = pd.DataFrame(
        {
            name: pd.Series(
                [cell(row.get(name), kinds, name) for row in rows], dtype="object"
            )
            for name in [*fields, "id_text"]
        }
    )
    frame["row"] = pd.Series(range(2, len(rows) + 2), dtype="int64")
    frame["accepted"] = pd.Series([row["accepted"] for row in rows], dtype="bool")
    read.sources.append(
        Source(
            source=len(read.sources),
            file=f"{kind}.csv",
            sheet="",
            sha256="",
            kind=kind,
            headers={name: name for name in fields},
            rows=len(rows),
            accepted=int(frame["accepted"].sum()),
            skipped=(),
            alleviated="脱贫户" in title and kind == "members",
            frame=frame,
        )
    )
    read.problems.append(pd.DataFrame(columns=list(PROBLEM_COLUMNS)))


def cell(value: Any, kinds: Kinds, field: str) -> Any:
    """A value as cleaning types it: money to the fen, "" for missing."""
    if value is None or value == "":
        return None
    known = kinds.fields.get(field)
    if known is not None and known.type == "money":
        return Decimal(str(value)).quantize(Decimal("0.01"))
    return value
