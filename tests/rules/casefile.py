"""Case files: the cases of one rule as TOML, read into tiny rosters.

A file has `[file]` (as_of, policy, given: columns that are there beside those in use, title),
`[base]` (rows of rosters that every case has unless it gives its own) and a table a case: `outcome`
(hit, check, nothing, not), `level`, perhaps `as_of`, `policy` (a name, or the text of a policy),
`without` (rosters or columns that were not given) and rows by roster. In a row `born` makes the ID
number of a member, `of` names the member (from 1) whose number it has, `wrong` spoils a digit of
it, `unidentified` leaves it out, `place` names the village instead of the household. `[file]` may
name the change of a parameter (parameter, from, value) that `day_before` and `day_of` are about.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
AS_OF = date(2020, 4, 18)
OWN = frozenset({"outcome", "level", "why", "as_of", "policy", "without"})
NEEDED = ("hit", "clear", "line", "unknown")
DATED = ("day_before", "day_of")
Rows = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """One case: what goes in and what must come out.

    name: of the case in its file; level: "" where none is expected.
    """

    rule: str
    name: str
    rows: Rows
    as_of: date
    policy: str
    without: tuple[str, ...]
    outcome: str
    level: str

    @property
    def setting(self) -> tuple[date, str, tuple[str, ...]]:
        """What cases must share to be judged in one run."""
        return self.as_of, self.policy, self.without


@dataclass(frozen=True)
class CaseFile:
    """The cases of one rule; given: roster -> columns that are there in every case."""

    rule: str
    cases: tuple[Case, ...]
    given: Mapping[str, frozenset[str]]
    title: str


def read_file(path: Path) -> CaseFile:
    """One file of cases, named after its rule."""
    raw = tomllib.loads(path.read_text("utf-8"))
    file, base = raw.pop("file", {}), raw.pop("base", {})
    cases = tuple(make_case(path.stem, name, table, file, base) for name, table in raw.items())
    given: dict[str, set[str]] = {}
    for name in file.get("given", ()):
        kind, _, column = name.partition(".")
        given.setdefault(kind, set()).update([column] if column else [])
    for case in cases:
        for kind, rows in case.rows.items():
            given.setdefault(kind, set()).update(key for row in rows for key in row)
    fixed = {kind: frozenset(columns) for kind, columns in sorted(given.items())}
    return CaseFile(path.stem, cases, fixed, file.get("title", ""))


def make_case(
    rule: str, name: str, table: Mapping[str, Any], file: Mapping[str, Any], base: Rows
) -> Case:
    """One case with what its file says of all."""
    own = {k: v for k, v in table.items() if k not in OWN}
    day, policy = file.get("as_of", AS_OF), file.get("policy", "hohhot-2020")
    if name in DATED:
        day = file["change"]["from"] - timedelta(days=name == "day_before")
        policy = changed(policy, file["change"])
    return Case(
        rule=rule,
        name=name,
        rows={**base, **own},
        as_of=table.get("as_of", day),
        policy=table.get("policy", policy),
        without=tuple(table.get("without", ())),
        outcome=table["outcome"],
        level=table.get("level", ""),
    )


def changed(policy: str, change: Mapping[str, Any]) -> str:
    """The text of a policy with a new value of a parameter from a day on."""
    if "parameter" not in change:
        return policy
    return (
        f'extends = "{policy}"\n[parameters."{change["parameter"]}"]\n'
        f'values = [{{ from = {change["from"]}, value = {change["value"]}, clause = "试" }}]\n'
    )


def case_files(folder: Path = FOLDER) -> Iterator[CaseFile]:
    """Every file of cases, by name."""
    for path in sorted(folder.glob("*.toml")):
        yield read_file(path)
