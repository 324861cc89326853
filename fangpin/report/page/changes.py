"""What changed since the run before, by county: sums over the rules that tell of no illness.

Over all rules the sums would tell: less what is shown of each of the others, what is left is ill.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fangpin.report import masks
from fangpin.report.linkage import fallen
from fangpin.report.model import Results
from fangpin.report.page.tables import Grid
from fangpin.report.words import NO_PLACE, Words

_HEADERS = ("新增", "持续", "消除", "转为待核")


@dataclass(frozen=True)
class Changes:
    """Since when, by county (in households and rules), and the rosters that fell."""

    since: str
    counties: Grid
    fallen: Sequence[str]


def changes(results: Results) -> Changes | None:
    """What the comparison found; null where there was none."""
    told: Mapping[str, Any] | None = results.run.get("previous")
    if not told:
        return None
    columns = [_found(results, word) for word in ("new", "continuing")]
    columns += [_summed(results, told.get(key) or {}) for key in ("ended", "carried")]
    homes = {str(county or NO_PLACE) for county in results.households["county"].to_pylist()}
    places = sorted(homes.union(*columns))
    rows = [(place, [column[place] for column in columns]) for place in places]
    total = [sum(column.values()) for column in columns]
    heads = [("", list(_HEADERS))]
    grid = Grid("与上次相比（户·规则）", "旗县区", heads, rows, ("合计", total))
    return Changes(str(told.get("as_of", "")), grid, _fallen(results))


def _found(results: Results, word: str) -> Counter[str]:
    names = ("rule", "county", "change")
    rows = zip(*(results.alerts[name].to_pylist() for name in names), strict=True)
    return Counter(
        county or NO_PLACE
        for rule, county, change in rows
        if change == word and not _told(results, rule)
    )


def _told(results: Results, rule: str) -> bool:
    """Whether a rule tells of illness; one that this policy has not is not known, and left out."""
    text = results.rules.get(rule)
    return text is None or masks.tells_of_illness(text.name, text.cause)


def _summed(results: Results, rules: Mapping[str, Mapping[str, int]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for rule, counties in rules.items():
        if _told(results, rule):
            continue
        for county, number in counties.items():
            sums[county or NO_PLACE] += number
    return sums


def _fallen(results: Results) -> list[str]:
    """The rosters that fell; of those that tell of illness only the name."""
    words = Words(results.names)
    flags = results.run.get("previous", {}).get("flags") or ()
    told = {f"名册下降：{words.name(one['kind'])}" for one in flags}
    quiet = {line for line in told if masks.tells_of_illness(line)}
    shown = [
        next((line for line in quiet if full.startswith(f"{line}（")), full)
        for full in fallen(results)
    ]
    return sorted(set(shown))
