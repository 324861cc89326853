"""Causes from what two runs stored, where their inputs are gone.

Facts of households, figures of parameters, states of rules: nothing is judged again,
the first of these that differs is the cause, in the order of the steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fangpin.diff.look import PARTS, said
from fangpin.diff.model import Key, Why, changed
from fangpin.diff.runs import figures, policy_of, say_figures
from fangpin.rules.book import rule_book
from fangpin.rules.evidence import label
from fangpin.rules.expression import Context, compile_expression
from fangpin.rules.given import Given

if TYPE_CHECKING:
    from fangpin.diff.runs import Run
    from fangpin.rules.policy import Policy

Facts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Stored:
    """Two runs with the stored facts of the households that changed, and their policies."""

    old: Run
    new: Run
    was: Facts
    now: Facts
    policies: tuple[Policy, Policy]


def compare_stored(old: Run, new: Run) -> dict[Key, Why]:
    """One cause for each key that differs between two runs."""
    keys = changed(old.outcomes, new.outcomes)
    homes = {home for home, _ in keys}
    facts = [facts_of(run, homes) for run in (old, new)]
    policies = policy_of(old, new), policy_of(new, old)
    used = {rule: uses(rule, policies[1], new) for rule in sorted({rule for _, rule in keys})}
    stored = Stored(old, new, facts[0], facts[1], policies)
    return {key: next(causes(key, stored, *used[key[1]])) for key in sorted(keys)}


def facts_of(run: Run, homes: set[str]) -> Facts:
    """Household -> stored facts, of these households."""
    import pyarrow as pa
    import pyarrow.compute as pc

    chosen = pa.array(sorted(homes), pa.string())
    rows = run.households.filter(pc.is_in(run.households["household_id"], chosen)).to_pylist()
    return {row["household_id"]: row for row in rows}


def uses(rule: str, policy: Policy, run: Run) -> tuple[set[str], set[str]]:
    """The stored facts and the parameters that a rule names, with those of rules that it names."""
    book = rule_book()
    known = dict.fromkeys(run.households.column_names, "h")
    names, parameters, waiting, seen = set(), set(), [rule], set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in book.rules:
            continue
        seen.add(name)
        found, used, others = terms(book.rules[name], known, policy, run)
        names |= found
        parameters |= used
        waiting += sorted(others)
    return names | {p for n in names for p in PARTS.get(n, ())}, parameters


def terms(
    rule: Any, known: Mapping[str, str], policy: Policy, run: Run
) -> tuple[set[str], set[str], set[str]]:
    """The stored facts, the parameters and the rules that one rule's expressions name."""
    from fangpin.facts import PARAMETERS
    from fangpin.rules.evidence import fact_names

    book = rule_book()
    given = Given(frozenset(run.record.get("given", ())), dict(book.given))
    facts = {**dict.fromkeys(fact_names(), "p"), **known}
    context = Context(facts, frozenset(book.rules), book.definitions, policy, run.day, given)
    found, used, others = set[str](), set(PARAMETERS), set[str]()
    for text in (rule.when, rule.scope):
        if text:
            bound = compile_expression(text, context, rule.id)
            found |= set(bound.facts) & set(known)
            used |= set(bound.parameters)
            others |= set(bound.rules)
    return found, used, others


def causes(key: Key, kept: Stored, names: set[str], parameters: set[str]) -> Iterator[Why]:
    """What may be the cause, the most certain first."""
    old, new, was, now = kept.old, kept.new, kept.was, kept.now
    home, rule = key
    for run, verb in ((old, "上次"), (new, "本次")):
        if key in run.carried:
            yield Why("roster", f"{verb}:{run.carried[key]}")
    yield from persons(home, was, now)
    yield from states(rule, old, new, (now.get(home) or {}).get("county"))
    facts = [
        f"{label(n)} {said(was[home][n])}→{said(now[home][n])}"
        for n in sorted(names)
        if n in was[home] and n in now[home] and was[home][n] != now[home][n]
    ]
    figure = list(differing(kept.policies, parameters))
    if figure and not facts:
        yield Why("parameter", ";".join(figure))
    if facts:
        only_size = all(n.startswith(label("size")) for n in facts)
        yield Why("person" if only_size else "value", ";".join([*facts, *figure]))
    if old.day != new.day:
        yield Why("as_of", f"基准日期 {old.day}→{new.day};户级数据没有变化")
    yield Why("unknown", "户级数据没有变化;个人数据没有保存,不能确定原因")


def persons(home: str, was: Facts, now: Facts) -> Iterator[Why]:
    """A household that only one run knows."""
    if home not in was:
        yield Why("person", "新的户")
    if home not in now:
        yield Why("person", "本次没有这一户")


def states(rule: str, old: Run, new: Run, county: str | None) -> Iterator[Why]:
    """A rule that only one run judged, or judged in the county."""
    before, after = (run.record["rules"].get(rule) for run in (old, new))
    if before is None or after is None:
        verb = "新用" if before is None else "不用"
        yield Why("rule", f"本次政策{verb}这条规则")
        return
    if (before["state"] == "not") != (after["state"] == "not"):
        verb, gone = ("本次没有", after) if after["state"] == "not" else ("本次新有", before)
        yield Why("roster", f"{verb}:" + "、".join(gone["missing"]))
    if ((county or "") in before["not_in"]) != ((county or "") in after["not_in"]):
        verb = "不再覆盖" if (county or "") in after["not_in"] else "已经覆盖"
        yield Why("roster", f"{county or '未注明旗县区'}的名册{verb}这条规则所需的人")


def differing(policies: tuple[Policy, Policy], names: set[str]) -> Iterator[str]:
    """The parameters of these whose figures differ, in words."""
    for name in sorted(names):
        one, other = (policy.parameters.get(name) for policy in policies)
        if one is not None and other is not None and figures(one) != figures(other):
            yield f"{other.title}({name}) {say_figures(one)}→{say_figures(other)}"
