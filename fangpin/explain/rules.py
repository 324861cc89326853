"""Every rule on a household's card: outcome, numbers, parameters, how far from the line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fangpin.rules.book import Rule
from fangpin.rules.clauses import sentences
from fangpin.rules.compare import OPPOSITE, Comparison, comparisons
from fangpin.rules.evidence import sentence, text_columns
from fangpin.rules.expression import compile_expression

if TYPE_CHECKING:
    from fangpin.rules.judge import Compiled
    from fangpin.run import Judged

OUTCOMES: dict[bool | None, str] = {True: "hit", None: "check", False: "nothing"}


def rule_cards(done: Judged, hh: int) -> list[dict[str, Any]]:
    """One entry a rule of the policy, in the book's order."""
    county = ask(done, hh, ["h.county"])[0]
    chosen = (r for r in done.setting.book.rules.values() if r.id in done.states)
    return [rule_card(done, hh, rule, county) for rule in chosen]


def rule_card(done: Judged, hh: int, rule: Rule, county: str | None) -> dict[str, Any]:
    """One rule: not evaluated and why, or its outcome with everything that it rests on."""
    state = done.states[rule.id]
    base: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "clause": rule.clause,
        "clause_text": sentences().get(rule.id, ""),
        "state": state.state,
    }
    if state.state == "not":
        return base | {"outcome": "not_evaluated", "missing": list(state.missing)}
    if county in state.not_in:
        why = f"{county or '未注明旗县区'}的名册未覆盖"
        return base | {"outcome": "not_evaluated", "missing": [why]}
    compiled = done.judgement.compiled[rule.id]
    scope, raw = ask(done, hh, [scope_sql(compiled), f"h.{rule.id}"])
    outcome = OUTCOMES[both(scope, raw)]
    base |= {
        "outcome": outcome,
        "in_scope": scope,
        "not_given": list(state.missing),
        "parameters": parameters(done, hh, compiled),
    }
    if rule.per == "person":
        persons = person_cards(done, hh, compiled)
        lacking = {m for p in persons if p["outcome"] == "check" for m in p["missing"]}
        return base | {"persons": persons, "missing": sorted(lacking)}
    return base | household_part(done, hh, compiled, outcome)


def both(scope: bool | None, raw: bool | None) -> bool | None:
    """`scope and raw`, three-valued."""
    if scope is False or raw is False:
        return False
    return None if scope is None or raw is None else True


def scope_sql(compiled: Compiled) -> str:
    """The scope's column, true where the rule has none."""
    return "true" if compiled.scope is None else f"h.scope_{compiled.rule.id}"


def ask(done: Judged, hh: int, expressions: Iterable[str]) -> tuple[Any, ...]:
    """The values of expressions for one household."""
    listed = ", ".join(expressions)
    row = done.connection.execute(
        f"select {listed} from judged h where h.hh = $hh", {"hh": hh}
    ).fetchone()
    assert row is not None
    return tuple(row)


def parameters(done: Judged, hh: int, compiled: Compiled) -> list[dict[str, Any]]:
    """The parameters of a rule as they are for this household, each with its source."""
    used: set[str] = set()
    for one in (compiled.when, compiled.scope, compiled.level):
        used |= one.parameters if one is not None else set()
    made = []
    for name in sorted(used):
        known = done.setting.policy.parameters[name]
        bound = compile_expression(f"${name}", done.judgement.household, name)
        (value,) = ask(done, hh, [bound.sql])
        source = next(
            (v for v in known.in_force(done.setting.day) if v.value == float(value)), None
        )
        made.append(
            {
                "name": name,
                "label": known.title,
                "unit": known.unit,
                "value": float(value),
                "clause": source.clause if source is not None else "",
                "local": source is not None and source.local,
            }
        )
    return made


def household_part(done: Judged, hh: int, compiled: Compiled, outcome: str) -> dict[str, Any]:
    """What a household rule rests on: numbers, comparisons, the sentence, what is missing."""
    rule, context = compiled.rule, done.judgement.household
    names = sorted(compiled.when.facts | compiled.when.rules)
    values = (
        dict(zip(names, ask(done, hh, [f"h.{n}" for n in names]), strict=True)) if names else {}
    )
    said = sentence(rule.evidence, context, text_columns(done.connection), rule.id)
    compared = [
        entry
        for one in comparisons(rule.when, context, say(done), rule.id)
        if (entry := held(one, ask(done, hh, [one.left, one.right, one.holds, one.guard])))
    ]
    missing = sorted(done.label(n) for n, v in values.items() if v is None)
    return {
        "sentence": ask(done, hh, [said])[0],
        "risks": risks(done, hh, compiled),
        "numbers": [
            {"name": n, "label": done.label(n), "value": number(v)} for n, v in values.items()
        ],
        "comparisons": compared,
        "nearest": nearest(compared) if outcome == "nothing" else None,
        "missing": missing if outcome == "check" else [],
        "unknown": missing,
    }


def risks(done: Judged, hh: int, compiled: Compiled) -> list[str]:
    """The sentences of the rule's terms that are so."""
    context, texts = done.judgement.household, text_columns(done.connection)
    rule = compiled.rule
    parts = [
        f"case when {compile_expression(one.when, context, rule.id).sql} then "
        f"{sentence(one.say, context, texts, rule.id)} end"
        for one in rule.risks
    ]
    return [said for said in ask(done, hh, parts) if said] if parts else []


def person_cards(done: Judged, hh: int, compiled: Compiled) -> list[dict[str, Any]]:
    """The verdict on each recorded living person of a person rule."""
    rule, context = compiled.rule, done.judgement.person
    names = sorted(compiled.when.facts)
    compared = list(comparisons(rule.when, context, say(done), rule.id))
    parts = [x for c in compared for x in (c.left, c.right, c.holds, c.guard)]
    listed = ", ".join(
        [f"r.{rule.id}", "p.name", *[f"{context.facts[n]}.{n}" for n in names], *parts]
    )
    rows = done.connection.execute(
        f"select {listed} from person_rule r join person_fact p on p.pid = r.pid"
        " join household_fact h on h.hh = r.hh where r.hh = $hh order by r.pid",
        {"hh": hh},
    ).fetchall()
    made = []
    for verdict, name, *rest in rows:
        values = dict(zip(names, rest[: len(names)], strict=True))
        tail = rest[len(names) :]
        entries = [held(c, tuple(tail[4 * i : 4 * i + 4])) for i, c in enumerate(compared)]
        made.append(
            {
                "name": name,
                "outcome": OUTCOMES[verdict],
                "numbers": [
                    {"name": n, "label": done.label(n), "value": number(v)}
                    for n, v in values.items()
                ],
                "comparisons": [e for e in entries if e is not None],
                "missing": sorted(done.label(n) for n, v in values.items() if v is None)
                if verdict is None
                else [],
            }
        )
    return made


def held(one: Comparison, values: tuple[Any, ...]) -> dict[str, Any] | None:
    """A comparison with its numbers; None where the rule's branches do not lead to it."""
    left, right, holds, guard = values
    if guard is not True or left is None or right is None:
        return None
    sign = one.sign if holds else OPPOSITE[one.sign]
    return {
        "said": f"{side(one.said[0], left)} {sign} {side(one.said[1], right)}",
        "by_policy": one.by_policy,
        "wanted": one.sign,
        "holds": holds,
        "left": number(left),
        "right": number(right),
        "distance": number(left - right),
    }


def side(words: str, value: Any) -> str:
    """One side of a comparison: what it is and its figure; a bare figure is said once."""
    figure = str(number(value))
    return figure if words.lstrip("-").replace(".", "").isdigit() else f"{words} {figure}"


def nearest(compared: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Of the comparisons that do not hold the nearest to its line, a policy's line before 0."""
    failed = [c for c in compared if not c["holds"]]
    failed = [c for c in failed if c["by_policy"]] or failed
    return min(failed, key=lambda c: abs(c["distance"]) / max(abs(c["right"]), 1), default=None)


def say(done: Judged) -> Any:
    """Names of facts and `$parameters` in words."""
    known = done.setting.policy.parameters

    def one(name: str) -> str:
        return known[name[1:]].title if name.startswith("$") else done.label(name)

    return one


def number(value: Any) -> Any:
    """A value for people and JSON: at most two decimals."""
    from fangpin.explain.card import plain

    made = plain(value)
    if isinstance(made, float):
        made = round(made, 2)
        return int(made) if made.is_integer() else made
    return made
