"""What a scan wrote (OUT/) against a verdict: every difference in what both can say."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .model import Verdict

OURS = ("match.", "row.", "medical.", "income.")
SOFT = ("income.",)
Difference = tuple[str, Any, Any]  # what, the oracle's, the scan's


def read(out: Path, name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of a scan."""
    with (out / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def differences(verdict: Verdict, out: Path, facts: bool = False) -> list[Difference]:
    """All differences between a verdict and a scan's machine files, sorted by what they are about.

    facts: also the facts of households.parquet, by the names that both know.
    """
    found = list(_alerts(verdict, out))
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    for rule, (state, not_in) in verdict.states.items():
        told = run["rules"].get(rule, {})
        theirs = (told.get("state"), frozenset(told.get("not_in") or ()))
        if theirs != (state, not_in):
            found.append((f"state {rule}", (state, sorted(not_in)), (theirs[0], sorted(theirs[1]))))
    found += _sets("problem", _problems(verdict), _told(out))
    if (out / "candidates.csv").exists():
        rows = read(out, "candidates.csv")
        told_ids = {(r["file"], r["sheet"], int(r["row"]), r["candidate_id"]) for r in rows}
        found += _sets(
            "candidate", verdict.candidates, told_ids - _of_duplicates(verdict, told_ids)
        )
    idle = {
        one if isinstance(one, str) else one["household_id"]
        for one in run.get("monitored_without_hit") or ()
    }
    found += _sets("monitored without hit", verdict.monitored_without_hit, idle)
    return found + (list(_facts(verdict, out)) if facts else [])


def _of_duplicates(verdict: Verdict, candidates: set[Any]) -> set[Any]:
    """Candidates of rows that are exact duplicates: rules.md does not say whether to list them."""
    twice = {p[:3] for p in verdict.problems if p[3] == "row.duplicate"}
    return {one for one in candidates if one[:3] in twice}


def _sets(what: str, ours: set[Any], theirs: set[Any]) -> list[Difference]:
    return [(f"{what} {one}", one in ours, one in theirs) for one in sorted(ours ^ theirs)]


def _alerts(verdict: Verdict, out: Path) -> Iterable[Difference]:
    theirs = {
        (row["household_id"], row["rule"]): (row["outcome"], row["level"], row["monitored"])
        for row in read(out, "alerts.csv")
    }
    ours = {key: (a.outcome, a.level, a.monitored) for key, a in verdict.alerts.items()}
    for key in sorted(ours.keys() | theirs.keys()):
        if ours.get(key) != theirs.get(key):
            yield (f"alert {key}", ours.get(key), theirs.get(key))


def _problems(verdict: Verdict) -> set[Any]:
    return {p for p in verdict.problems if not p[3].startswith(SOFT)}


def _told(out: Path) -> set[Any]:
    rows = [r for r in read(out, "problems.csv") if r["code"].startswith(OURS)]
    rows = [r for r in rows if not r["code"].startswith(SOFT)]
    return {(r["file"], r["sheet"], int(r["row"]), r["code"]) for r in rows}


def _facts(verdict: Verdict, out: Path) -> Iterable[Difference]:
    import pyarrow.parquet as pq

    rows = {
        row["household_id"]: row for row in pq.read_table(out / "households.parquet").to_pylist()
    }
    yield from _sets("household", set(verdict.facts), set(rows))
    for household in sorted(set(verdict.facts) & set(rows)):
        for name, value in verdict.facts[household].items():
            if name in rows[household] and not _same(value, rows[household][name]):
                yield (f"fact {household} {name}", value, rows[household][name])


def _same(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None or isinstance(ours, bool | str):
        return bool(ours == theirs)
    return abs(float(ours) - float(theirs)) < 0.006
