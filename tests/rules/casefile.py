"""Case files: the cases of one rule as TOML, read into tiny rosters.

A file has `[file]` (as_of, policy, given: rosters and columns that are there beside those in use),
`[base]` (rows of rosters that every case has unless it gives its own) and a table a case: `outcome`
(hit, check, nothing, not), `level`, perhaps `policy`, `as_of`, `without` (rosters or columns that
were not given), and rows by roster. In a row `born` makes the ID number of a member, `of` names the
member (from 1) whose number it has, `wrong` spoils a digit of it, `unidentified` leaves it out,
`place` names the village instead of the household. The cases `day_before` and `day_of` are judged
under the policy of CHANGES, on the day before its new figures and on their first.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
POLICIES = Path(__file__).parent / "policies"
AS_OF = date(2020, 4, 18)
OWN = frozenset({"outcome", "level", "policy", "as_of", "without"})
NEEDED = ("hit", "clear", "line", "unknown")
DATED = ("day_before", "day_of")
# policy of a file -> the one with new figures, and their first day
CHANGES = {
    "hohhot-2020": ("change", date(2020, 5, 1)),
    "figures": ("figures", date(2020, 5, 1)),
    "national-2021": ("national-change", date(2021, 9, 1)),
}
Rows = Mapping[str, list[dict[str, Any]]]
Given = dict[str, set[str]]
Setting = tuple[date, str, tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """One case: what goes in and what must come out (level: "" where none is expected)."""

    rule: str
    name: str
    rows: Rows
    as_of: date
    policy: str
    without: tuple[str, ...]
    outcome: str
    level: str

    @property
    def key(self) -> tuple[str, str]:
        """What names the case among all."""
        return self.rule, self.name

    @property
    def setting(self) -> Setting:
        """What cases must share to be judged in one run."""
        return self.as_of, self.policy, self.without


@dataclass(frozen=True)
class CaseFile:
    """The cases of one rule; given: the rosters and columns that are there besides."""

    rule: str
    cases: tuple[Case, ...]
    given: tuple[str, ...]


def read_file(path: Path) -> CaseFile:
    """One file of cases, named after its rule."""
    raw = tomllib.loads(path.read_text("utf-8"))
    file, base = raw.pop("file", {}), raw.pop("base", {})
    cases = tuple(make_case(path.stem, name, table, file, base) for name, table in raw.items())
    return CaseFile(path.stem, cases, tuple(file.get("given", ())))


def make_case(
    rule: str, name: str, table: Mapping[str, Any], file: Mapping[str, Any], base: Rows
) -> Case:
    """One case with what its file says of all."""
    own = {k: v for k, v in table.items() if k not in OWN}
    day, policy = file.get("as_of", AS_OF), file.get("policy", "hohhot-2020")
    if name in DATED:
        policy, first = CHANGES[policy]
        day = first - timedelta(days=name == "day_before")
    policy = table.get("policy", policy)
    shipped = not (POLICIES / f"{policy}.toml").exists()
    return Case(
        rule=rule,
        name=name,
        rows={**base, **own},
        as_of=table.get("as_of", day),
        policy=policy if shipped else str(POLICIES / f"{policy}.toml"),
        without=tuple(table.get("without", ())),
        outcome=table["outcome"],
        level=table.get("level", ""),
    )


def case_files(folder: Path = FOLDER) -> Iterator[CaseFile]:
    """Every file of cases, by name."""
    for path in sorted(folder.glob("*.toml")):
        yield read_file(path)


def columns_of(files: list[CaseFile]) -> Given:
    """Roster -> every column that some case uses or some file gives."""
    given: Given = defaultdict(set)
    for file in files:
        for name in file.given:
            kind, _, column = name.partition(".")
            given[kind].update([column] if column else [])
        for case in file.cases:
            for kind, rows in case.rows.items():
                given[kind].update(key for row in rows for key in row)
    return given


def by_setting(files: list[CaseFile]) -> dict[Setting, list[Case]]:
    """The cases of all files that can be judged in one run."""
    found: dict[Setting, list[Case]] = defaultdict(list)
    for file in files:
        for case in file.cases:
            found[case.setting].append(case)
    return dict(sorted(found.items()))
