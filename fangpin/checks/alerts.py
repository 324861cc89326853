"""Exemptions of a scan's alerts: what the register hides, by rule and household."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from fangpin.checks.exempt import Exempted, Memory, Register, apply
from fangpin.checks.pack import shipped
from fangpin.checks.register import known, read_registers
from fangpin.checks.remembered import recall
from fangpin.rules.book import rule_book

if TYPE_CHECKING:
    from fangpin.report.model import Results

_MOVES = "来源："  # lines of the evidence that say in which row a fact stands
_AGE = re.compile(r"\d+岁")  # a birthday is no change of what an entry rests on
_RESTS_ON = ("outcome", "level", "evidence", "persons", "missing")


@dataclass(frozen=True)
class Exemptions:
    """What a scan was told to leave out, and what is remembered of it; checks: the office's own."""

    register: Register = field(default_factory=Register)
    memory: Memory = field(default_factory=dict)
    checks: Collection[str] = ()

    def of_rules(self, made: Results) -> Register:
        """The entries of rules; with --county those of its households."""
        every = {*rule_book().rules, *made.rules, *shipped().checks, *self.checks}
        own = known(self.register, every, {*rule_book().rules, *made.rules})
        if "counties" not in made.run:
            return own
        homes = set(made.households["household_id"].to_pylist())
        return replace(own, entries=tuple(one for one in own.entries if one.key in homes))

    def of_checks(self) -> Register:
        """The entries of the office's own checks; faults are told with those of rules."""
        mine = tuple(one for one in self.register.entries if one.check in set(self.checks))
        return Register(mine)


def exemptions(files: Sequence[Path], memory: Path | None, checks: Collection[str]) -> Exemptions:
    """What registers say. Raises UseError for a file that can't be read."""
    if not files:
        return Exemptions()
    return Exemptions(read_registers(files), recall(memory), checks)


def exempt_scan(made: Results, told: Exemptions, as_of: date) -> tuple[Results, Exempted | None]:
    """The results without what the registers hide; as they are where none was given."""
    if told == Exemptions():
        return made, None
    return exempt_alerts(made, told.of_rules(made), as_of, told.memory)


def exempt_alerts(
    made: Results, register: Register, as_of: date, memory: Memory
) -> tuple[Results, Exempted]:
    """The results without what the register hides; what it hides is counted in the record.

    An entry's `check` is a rule, its `key` a household_id. run gains `exempted` (rule -> number),
    `hidden` (rule, household and entry of each), `lapsed` (entries that hide nothing, with why)
    and `exempt_faults`.
    """
    found = concerned(made, register)
    judged = {name for name, state in made.run["rules"].items() if state["state"] != "not"}
    done = apply(found, register, as_of, memory, judged)
    hidden = found.join(done.shown.select("row"), on="row", how="anti", maintain_order="left")
    counts = without(made.run["counts"], hidden)
    run = made.run | {"counts": counts, "exempted_counts": by_county(hidden)} | done.record()
    if "previous" in run:
        run["previous"] = run["previous"] | changes(made, hidden)
    kept = pl.Series(range(made.alerts.num_rows)).is_in(hidden["row"].implode())
    return replace(made, run=run, alerts=made.alerts.filter((~kept).to_arrow())), done


def concerned(made: Results, register: Register) -> pl.DataFrame:
    """The alerts that entries speak of, as findings: check, key, facts, evidence and their row."""
    names = [one for one in ("rule", "household_id", "county", "change", *_RESTS_ON)
             if one in made.alerts.column_names]  # fmt: skip
    frame = pl.from_arrow(made.alerts.select(names))
    assert isinstance(frame, pl.DataFrame)
    texts = pl.col("rule", "household_id", "county", "outcome").cast(pl.String)
    frame = frame.with_row_index("row").with_columns(texts)
    wanted = pl.DataFrame(
        list({(one.check, one.key) for one in register.entries}),
        schema={"rule": pl.String, "household_id": pl.String},
        orient="row",
    )
    mine = frame.join(wanted, on=["rule", "household_id"], how="semi", maintain_order="left")
    facts = [fingerprint(alert) for alert in mine.iter_rows(named=True)]
    return mine.with_columns(pl.Series("facts", facts, dtype=pl.String)).rename(
        {"rule": "check", "household_id": "key"}
    )


def fingerprint(alert: dict[str, Any]) -> str:
    """What an alert rests on: outcome, level, sentences, persons; neither rows nor ages."""
    told = [str(alert.get("rule")), str(alert.get("household_id"))]
    for name in _RESTS_ON:
        value = alert.get(name)
        lines = list(value) if isinstance(value, list) else [str(value)]
        told += ["\x1e", *(_AGE.sub("", one) for one in lines if not one.startswith(_MOVES))]
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


def without(counts: dict[str, Any], hidden: pl.DataFrame) -> dict[str, Any]:
    """The counts by rule, county and outcome without the alerts that are hidden."""
    made = {rule: {c: dict(n) for c, n in several.items()} for rule, several in counts.items()}
    for rule, county, outcome in hidden.select("check", "county", "outcome").iter_rows():
        number = made.get(rule, {}).get(county or "", {})
        for name in {outcome, "scope"} & number.keys():  # answered for: neither met nor unmet
            number[name] -= 1
    return made


def by_county(hidden: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Rule -> county -> how many are hidden there."""
    made: dict[str, dict[str, int]] = {}
    for rule, county in hidden.select("check", "county").sort("check", "county").iter_rows():
        told = made.setdefault(rule, {})
        told[county or ""] = told.get(county or "", 0) + 1
    return made


def changes(made: Results, hidden: pl.DataFrame) -> dict[str, int]:
    """How many of the shown alerts are new and continuing."""
    told = made.run["previous"]
    return {
        word: told[word] - int((hidden["change"] == word).sum()) for word in ("new", "continuing")
    }
