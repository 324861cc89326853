"""The same rosters under other parameters: which households enter and leave each rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from fangpin import facts
from fangpin.errors import UseError
from fangpin.rules.compare import comparisons
from fangpin.rules.judge import judge, prepare
from fangpin.rules.policy import Parameter, Policy, Value
from fangpin.rules.states import rule_states, uncovered_counties

if TYPE_CHECKING:
    from fangpin.run import Judged

MOST = 50  # values of one range
ALERTS = """
    select h.household_id, a.rule, a.hit, h.head_name, h.county, h.town, h.village
    from alert a join household_fact h on h.hh = a.hh
"""


@dataclass(frozen=True)
class Change:
    """One household that a rule treats otherwise; before, after: hit, check or nothing."""

    rule: str
    household_id: str
    head_name: str | None
    place: tuple[str | None, str | None, str | None]
    before: str
    after: str


@dataclass(frozen=True)
class Variant:
    """One choice of parameters and what came of it; counts: rule -> (hits, checks)."""

    settings: Mapping[str, Any]
    counts: Mapping[str, tuple[int, int]]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Near:
    """A household near a line of the policy; share: how far, of the line."""

    rule: str
    household_id: str
    head_name: str | None
    county: str | None
    left: float
    right: float
    share: float


def parse_settings(texts: Sequence[str], policy: Policy) -> list[dict[str, Any]]:
    """NAME=VALUE and NAME=FROM:TO:STEP texts as the choices to try; one range at most.

    Raises UseError: an unknown parameter, a value that is no number, a range that does not end.
    """
    fixed: dict[str, Any] = {}
    swept: tuple[str, list[Any]] | None = None
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or name not in policy.parameters:
            near = "、".join(sorted(policy.parameters))
            raise UseError(f"政策中没有参数“{name}”", f"可用:{near}")
        parameter = policy.parameters[name]
        if ":" in value and not parameter.is_list:
            if swept is not None:
                raise UseError("一次只能给一个范围", "请把其余的 --set 写成单个数值")
            swept = (name, steps(name, value))
        elif parameter.is_list:
            fixed[name] = tuple(v for v in value.replace("，", ",").split(",") if v)
        else:
            fixed[name] = figure(name, value)
    if swept is None:
        return [fixed]
    return [fixed | {swept[0]: value} for value in swept[1]]


def figure(name: str, text: str) -> int | float:
    """A number of a setting."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UseError(f"{name} 的值“{text}”不是数字", f"写法:--set {name}=6000") from None
    return int(value) if value == value.to_integral_value() else float(value)


def steps(name: str, text: str) -> list[Any]:
    """The values of FROM:TO:STEP, both ends included."""
    parts = text.split(":")
    if len(parts) != 3:
        raise UseError(f"{name} 的范围“{text}”写法不对", f"写法:--set {name}=4000:8000:500")
    start, end, step = (Decimal(str(figure(name, p))) for p in parts)
    if step <= 0 or end < start or (end - start) / step > MOST:
        raise UseError(f"{name} 的范围“{text}”不对", f"步长要大于 0,最多 {MOST} 个值")
    count = int((end - start) / step) + 1
    return [figure(name, str(start + step * n)) for n in range(count)]


def with_settings(policy: Policy, settings: Mapping[str, Any]) -> Policy:
    """The policy with these figures for every county and group.

    Raises UseError: a figure out of the parameter's range.
    """
    changed = dict(policy.parameters)
    for name, value in settings.items():
        changed[name] = one_value(changed[name], value, policy)
    return replace(policy, parameters=changed)


def one_value(parameter: Parameter, value: Any, policy: Policy) -> Parameter:
    """A parameter with one figure from the beginning of the policy."""
    if not parameter.is_list and not (
        (parameter.low is None or value >= parameter.low)
        and (parameter.high is None or value <= parameter.high)
    ):
        raise UseError(
            f"{parameter.name}={value} 超出允许范围",
            f"应在 {parameter.low} 到 {parameter.high} 之间",
        )
    return replace(parameter, values=(Value(policy.start, value, "试算", local=True),))


def try_out(done: Judged, choices: Sequence[Mapping[str, Any]]) -> Iterator[Variant]:
    """Judge again under each choice and compare with the run as it is."""
    base = outcomes(done)
    refolded = False
    for settings in choices:
        policy = with_settings(done.setting.policy, settings)
        if refolded or set(settings) & set(facts.PARAMETERS):
            refold(done, policy)
            refolded = True
        again(done, policy)
        yield variant(settings, base, outcomes(done))
    if refolded:
        refold(done, done.setting.policy)
    again(done, done.setting.policy)


def refold(done: Judged, policy: Policy) -> None:
    """Make the facts again: a parameter that they rest on has changed."""
    setting = done.setting
    named = facts.values(policy, setting.day, setting.given, done.kinds)
    facts.fold(done.connection, named)
    if done.own is not None:
        done.own.add(done.connection)


def again(done: Judged, policy: Policy) -> None:
    """Judge again under a policy."""
    setting = replace(done.setting, policy=policy)
    covered = done.connection.sql("select * from county_covered").to_arrow_table().to_pylist()
    states = rule_states(setting, uncovered_counties(covered, setting.given))
    judge(done.connection, prepare(done.connection, setting, states))


def outcomes(done: Judged) -> dict[tuple[str, str], tuple[str, tuple[Any, ...]]]:
    """Every alert: (rule, household) -> (outcome, name and place)."""
    rows = done.connection.execute(ALERTS).fetchall()
    return {
        (rule, household): ("hit" if hit else "check", tuple(rest))
        for household, rule, hit, *rest in rows
    }


def variant(settings: Mapping[str, Any], base: Any, found: Any) -> Variant:
    """What is otherwise under a choice, in the order of rules and households."""
    counts: dict[str, tuple[int, int]] = {}
    for (rule, _), (outcome, _) in found.items():
        hits, checks = counts.get(rule, (0, 0))
        counts[rule] = (hits + 1, checks) if outcome == "hit" else (hits, checks + 1)
    changes = []
    for key in sorted(set(base) | set(found)):
        before, after = (side.get(key, ("nothing", ()))[0] for side in (base, found))
        if before != after:
            name, *place = (found.get(key) or base[key])[1]
            changes.append(Change(key[0], key[1], name, tuple(place), before, after))
    return Variant(settings, counts, tuple(changes))


def near_lines(done: Judged, share: float) -> list[Near]:
    """The households within a share of a line of the policy, in household rules, nearest first."""
    made = []
    for rule, compiled in done.judgement.compiled.items():
        if compiled.rule.per != "household":
            continue
        for one in comparisons(compiled.rule.when, done.judgement.household, str, rule):
            if not one.by_policy:
                continue
            rows = done.connection.execute(f"""
                select h.household_id, h.head_name, h.county, {one.left}, {one.right}
                from judged h where {one.guard} and {one.right} <> 0
                    and abs({one.left} - {one.right}) <= {share} * abs({one.right})
            """).fetchall()
            made += [
                Near(rule, household, head, county, float(left), float(right),
                     abs(float(left) - float(right)) / abs(float(right)))
                for household, head, county, left, right in rows
            ]  # fmt: skip
    return sorted(made, key=lambda n: (n.rule, n.share, n.household_id))
