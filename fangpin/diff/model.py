"""What a comparison of two runs holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

Key = tuple[str, str]  # household_id, rule
Outcomes = Mapping[Key, str]  # hit or check; what is not there is nothing
NOTHING = "nothing"
UNKNOWN_COUNTY = "未注明"
# The fixed order of the steps from the old run to the new one, and what each is called.
CAUSES: dict[str, str] = {
    "exempt": "豁免",
    "own": "自己的规则",
    "rerun": "重算与当时不同",
    "as_of": "基准日期",
    "parameter": "政策参数",
    "rule": "政策规则",
    "roster": "名册或覆盖",
    "person": "人员",
    "match": "身份比对",
    "value": "数据值",
    "unknown": "原因不能确定",
}
STATES = {"new": "新增", "continuing": "持续", "switched": "命中与待核互换", "ended": "结束"}


@dataclass(frozen=True)
class Why:
    """The cause of one change: its kind (CAUSES), in words, and the cells that it was found in."""

    cause: str
    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Home:
    """Where a household lives and whose it is."""

    head_name: str | None = None
    county: str | None = None
    town: str | None = None
    village: str | None = None


@dataclass(frozen=True)
class Change:
    """One household that one rule treats otherwise; before, after: hit, check or nothing."""

    household_id: str
    rule: str
    home: Home
    before: str
    after: str
    why: Why

    @property
    def state(self) -> str:
        """new, ended, or switched between hit and check."""
        if self.before == NOTHING:
            return "new"
        return "ended" if self.after == NOTHING else "switched"


@dataclass(frozen=True)
class Comparison:
    """Two runs held against each other.

    rerun: whether causes were found by running again, or only stored facts were compared; kept:
    (rule, county) -> alerts that are as they were; notes: what a reader must know, in Chinese.
    """

    old: Mapping[str, str]
    new: Mapping[str, str]
    rerun: bool
    changes: tuple[Change, ...]
    kept: Mapping[tuple[str, str], int]
    notes: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, dict[str, int]]]:
        """Rule -> county -> new, continuing, switched and ended alerts."""
        found = Counter({(r, c, "continuing"): n for (r, c), n in self.kept.items()})
        found.update((c.rule, c.home.county or UNKNOWN_COUNTY, c.state) for c in self.changes)
        made: dict[str, dict[str, dict[str, int]]] = {}
        for rule, county, state in sorted(found):
            cell = made.setdefault(rule, {}).setdefault(county, dict.fromkeys(STATES, 0))
            cell[state] = found[rule, county, state]
        return made

    def causes(self) -> dict[str, int]:
        """How many changes each cause has, in the order of the steps; they sum up to all."""
        found = Counter(change.why.cause for change in self.changes)
        return {cause: found[cause] for cause in CAUSES if found[cause]}


def changed(before: Outcomes, after: Outcomes) -> set[Key]:
    """The keys whose outcome differs."""
    return {k for k in {*before, *after} if before.get(k, NOTHING) != after.get(k, NOTHING)}
