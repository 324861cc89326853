"""Reading the run record, the one place that knows its keys.

Keys read (all but `as_of` may be missing): version; policy: a name or {name, title}; as_of: ISO
text; outdated: a sentence, or true; rules: {id: {state, missing, not_in}}; counts: {id: {county:
{scope, hit, check}}} in households, scope being the households that the rule applies to; inputs:
[{name, sheet, kind, department, rows, accepted, rejected, skipped}]; coverage: {kind: {county:
share from 0 to 1, or rows}}; monitored_without_hit: household ids, or {household_id, state}.
`fangpin.report.linkage` reads linkage, not_covered, without_rows, previous, inputs' unmatched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangpin.report.words import NO_PLACE, STATE_WORDS, Words, sentences

Run = Mapping[str, Any]
NO_HIT = "监测无命中"


@dataclass(frozen=True)
class RuleState:
    """How far a rule was evaluated: state (evaluated, partly, not), what it lacked, where not."""

    state: str
    missing: tuple[str, ...]
    not_in: tuple[str, ...]

    @property
    def word(self) -> str:
        """The state in Chinese."""
        return STATE_WORDS.get(self.state, self.state)

    def lacked(self, words: Words) -> str:
        """The rosters and columns that it lacked, in Chinese; empty where it lacked none."""
        named = "、".join(words.name(item) for item in self.missing)
        return f"未提供：{named}" if named else ""

    def why(self, words: Words) -> str:
        """What it lacked and where, in one Chinese sentence; empty where it lacked nothing."""
        where = f"名册未覆盖：{'、'.join(self.not_in)}" if self.not_in else ""
        return "；".join(part for part in (self.lacked(words), where) if part)


def rule_state(run: Run, rule: str) -> RuleState:
    """A rule's state; one that the record does not name was not evaluated."""
    entry = run.get("rules", {}).get(rule)
    if entry is None:
        return RuleState("not", (), ())
    missing, not_in = entry.get("missing") or (), entry.get("not_in") or ()
    return RuleState(
        entry.get("state", "not"), tuple(missing), tuple(sorted(c or NO_PLACE for c in not_in))
    )


def policy_title(run: Run) -> str:
    """The policy's title, else its name."""
    policy = run.get("policy", "")
    if isinstance(policy, Mapping):
        return str(policy.get("title") or policy.get("name") or "")
    return str(policy)


def as_of(run: Run) -> str:
    """The as-of date as ISO text."""
    return str(run["as_of"])[:10]


def outdated(run: Run) -> str | None:
    """The sentence that warns of an outdated policy, or null."""
    value = run.get("outdated") or run.get("policy.outdated")
    if not value:
        return None
    return value if isinstance(value, str) else sentences("policy")["outdated"]


def count(run: Run, rule: str, county: str, outcome: str) -> int | None:
    """Households of a rule in a county by outcome (scope, hit, check); null where not said."""
    counties = run.get("counts", {}).get(rule)
    if counties is None:
        return None
    cell = counties.get("" if county == NO_PLACE else county, {})
    if outcome in cell:
        return int(cell[outcome])
    return None if outcome == "scope" else 0


def counties(table: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The counties of a table by rule or kind; one without a name is （未填）."""
    return sorted({county or NO_PLACE for cells in table.values() for county in cells})


def exits(run: Run) -> Iterator[tuple[str, str]]:
    """Monitored households without any hit: (household_id, what was found)."""
    for item in run.get("monitored_without_hit") or ():
        if isinstance(item, Mapping):
            yield str(item["household_id"]), str(item.get("state") or NO_HIT)
        else:
            yield str(item), NO_HIT
