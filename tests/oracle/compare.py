"""Compares a verdict with the truth of a city (`python -m oracle.compare CITY` in tests/)."""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .judge import judge
from .load import tables_of
from .model import Verdict

SOFT = {"income.differs", "income.partial", "income.gross"}


@dataclass
class Differences:
    """Where a verdict differs from the truth, each as (what, truth, oracle)."""

    lines: list[tuple[str, object, object]] = field(default_factory=list)

    def add(self, what: str, truth: object, oracle: object) -> None:
        self.lines.append((what, truth, oracle))


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one file of the truth."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def compare(verdict: Verdict, truth: Path) -> Differences:
    """All differences in alerts, states, faults, candidates and idle monitored households."""
    found = Differences()
    _alerts(verdict, truth, found)
    for row in read(truth, "rules_state.csv"):
        state, not_in = verdict.states[row["rule"]]
        if state not in row["state"].split("|") or not_in != frozenset(
            filter(None, row["not_in"].split(";"))
        ):
            found.add(f"state {row['rule']}", row, (state, not_in))
    _problems(verdict, truth, found)
    _candidates(verdict, truth, found)
    idle = {row["household_id"] for row in read(truth, "monitored_without_hit.csv")}
    for household in sorted(idle ^ verdict.monitored_without_hit):
        known = household in verdict.monitored_without_hit
        found.add(f"monitored without hit {household}", not known, known)
    return found


def _alerts(verdict: Verdict, truth: Path, found: Differences) -> None:
    want = {(row["household_id"], row["rule"]): row for row in read(truth, "alerts.csv")}
    for key in sorted(want.keys() | verdict.alerts.keys()):
        alert, row = verdict.alerts.get(key), want.get(key)
        if row is None or alert is None:
            if row is None or "none" not in row["outcome"].split("|"):
                found.add(f"alert {key}", row and row["outcome"], alert)
            continue
        monitored = row["monitored"] if key[1][0] in "GN" and alert.outcome == "hit" else ""
        right = alert.outcome in row["outcome"].split("|") and alert.level == row["level"]
        if not right or alert.monitored != monitored:
            found.add(f"alert {key}", (row["outcome"], row["level"], row["monitored"]), alert)


def _problems(verdict: Verdict, truth: Path, found: Differences) -> None:
    ours = ("match.", "row.", "medical.", "income.")
    sheets: dict[str, set[str]] = {}
    for row in read(truth, "rows.csv"):
        sheets.setdefault(row["file"], set()).add(row["sheet"])

    def key(file: str, sheet: str, row: str | int, code: str) -> tuple[str, str, int, str]:
        return (file, sheet if len(sheets.get(file, ())) > 1 else "", int(row), code)

    rows = [r for r in read(truth, "problems.csv") if r["code"].startswith(ours)]
    want = {key(r["file"], r["sheet"], r["row"], r["code"]) for r in rows}
    may = {(*k[:3], k[3][:-1]) for k in want if k[3].endswith("?")}
    want = {k for k in want if not k[3].endswith("?")}
    got = {key(*problem) for problem in verdict.problems if problem[3].startswith(ours)}
    for k in sorted(want ^ (got - (may - want))):
        soft = "soft " if k[3] in SOFT else ""
        found.add(f"{soft}problem {k}", k in want, k in got)


def _candidates(verdict: Verdict, truth: Path, found: Differences) -> None:
    rows = read(truth, "candidates.csv")
    want = {(r["file"], r["sheet"], int(r["row"]), r["id"]): r["sure"] for r in rows}
    got = verdict.candidates
    bare = {(file, row, person) for file, _, row, person in want}
    for file, sheet, row, person in sorted(got):
        if (file, row, person) not in bare:
            found.add(f"candidate {file} {sheet} {row} {person}", False, True)
    listed = {(file, row, person) for file, _, row, person in got}
    for (file, sheet, row, person), sure in sorted(want.items()):
        if sure == "1" and (file, row, person) not in listed:
            found.add(f"candidate {file} {sheet} {row} {person}", True, False)


def main(arguments: list[str]) -> int:
    """Prints the differences; 1 when there are any that are not soft."""
    city = Path(arguments[0])
    as_of = date.fromisoformat(arguments[1]) if len(arguments) > 1 else date(2020, 4, 18)
    verdict = judge(tables_of(city / "rosters", as_of), as_of)
    differences = compare(verdict, city / "truth").lines
    for what, truth, oracle in differences:
        sys.stdout.write(f"{what}: true {truth} oracle {oracle}\n")
    return int(any(not what.startswith("soft") for what, _, _ in differences))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
