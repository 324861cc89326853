"""Judge every household by every rule of a policy: one query for persons, one for households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fangpin.errors import UseError
from fangpin.rules.book import LEVELS, Rule
from fangpin.rules.expression import Context, Expression, compile_expression
from fangpin.rules.states import Setting, State

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Compiled:
    """A rule with its expressions bound."""

    rule: Rule
    when: Expression
    scope: Expression | None
    level: Expression | None  # None: the same level for every household
    not_in: tuple[str | None, ...]

    @property
    def raw(self) -> str:
        """`when` as SQL, null in the counties where the rule is not judged."""
        if not self.not_in:
            return self.when.sql
        return f"case when {outside(self.not_in)} then {self.when.sql} end"


def outside(counties: tuple[str | None, ...], column: str = "h.county") -> str:
    """SQL: the household lives in none of these counties."""
    texts = ", ".join("'" + c.replace("'", "''") + "'" for c in counties if c is not None)
    terms = [f"coalesce({column}, '') not in ({texts})"] if texts else []
    if None in counties:
        terms.append(f"{column} is not null")
    return " and ".join(terms)


@dataclass(frozen=True)
class Judgement:
    """The bound rules of one run, in the order in which they can be computed."""

    compiled: Mapping[str, Compiled]
    layers: tuple[tuple[str, ...], ...]
    household: Context
    person: Context

    def parameters(self) -> set[str]:
        """Every parameter that some rule used."""
        return {
            name
            for c in self.compiled.values()
            for e in (c.when, c.scope, c.level)
            if e is not None
            for name in e.parameters
        }


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a table, in order."""
    return [row[0] for row in connection.execute(f"describe {table}").fetchall()]


def prepare(
    connection: duckdb.DuckDBPyConnection, setting: Setting, states: Mapping[str, State]
) -> Judgement:
    """Bind the rules that can be judged against the facts that there are."""
    household = dict.fromkeys(columns(connection, "household_fact"), "h")
    person = household | dict.fromkeys(columns(connection, "person_fact"), "p")
    names = frozenset(setting.book.rules)
    home = context(setting, household, names)
    one = context(setting, person, frozenset())
    compiled = {}
    for rule in setting.book.rules.values():
        state = states.get(rule.id)
        if state is not None and state.state != "not":
            compiled[rule.id] = compile_rule(rule, home, one, state)
    return Judgement(compiled, layers(compiled), home, one)


def context(setting: Setting, known: Mapping[str, str], rules: frozenset[str]) -> Context:
    """What the expressions of one unit may name."""
    return Context(
        facts=known,
        rules=rules,
        definitions=setting.book.definitions,
        policy=setting.policy,
        day=setting.day,
        given=setting.given,
    )


def compile_rule(rule: Rule, home: Context, one: Context, state: State) -> Compiled:
    """Bind one rule's expressions."""
    own = one if rule.per == "person" else home
    constant = rule.level in LEVELS
    return Compiled(
        rule,
        compile_expression(rule.when, own, f"{rule.id}.when"),
        compile_expression(rule.scope, home, f"{rule.id}.scope") if rule.scope else None,
        None if constant else compile_expression(rule.level, home, f"{rule.id}.level"),
        state.not_in,
    )


def layers(compiled: Mapping[str, Compiled]) -> tuple[tuple[str, ...], ...]:
    """Household rules by depth: each layer rests on the ones before it."""
    left = {c.rule.id: set(c.when.rules) for c in compiled.values() if c.rule.per == "household"}
    done = set(compiled) - set(left)
    made: list[tuple[str, ...]] = []
    while left:
        ready = tuple(name for name, rests in left.items() if not (rests & set(left)) - done)
        if not ready:
            raise UseError("规则互相引用成环:" + "、".join(left), "请检查 when 中的规则名")
        made.append(ready)
        done |= set(ready)
        for name in ready:
            del left[name]
    return tuple(made)


def judge(connection: duckdb.DuckDBPyConnection, judgement: Judgement) -> None:
    """Make person_rule, judged (facts, rules and scopes a household) and alert.

    alert: hh, rule, rule_order, hit (true, or null for a check), level.
    """
    judge_persons(connection, judgement)
    judge_households(connection, judgement)
    parts = [alert_query(c) for c in judgement.compiled.values()]
    empty = (
        "select null::bigint as hh, '' as rule, 0 as rule_order, null::boolean as hit, "
        "'' as level where false"
    )
    connection.execute("create or replace table alert as " + "\nunion all\n".join([empty, *parts]))


def person_rules(judgement: Judgement) -> list[Compiled]:
    """The rules that are judged for each person."""
    return [c for c in judgement.compiled.values() if c.rule.per == "person"]


def judge_persons(connection: duckdb.DuckDBPyConnection, judgement: Judgement) -> None:
    """Judge the person rules and fold them: any true, else any null, else false."""
    rules = person_rules(judgement)
    each = "".join(f", {c.raw} as {c.rule.id}" for c in rules)
    connection.execute(f"""
        create or replace table person_rule as
        select p.pid, p.hh{each}
        from person_fact p join household_fact h on h.hh = p.hh
        where p.recorded
    """)
    fold = "".join(
        f", case when bool_or({c.rule.id}) then true"
        f" when bool_or({c.rule.id} is null) then null else false end as {c.rule.id}"
        for c in rules
    )
    connection.execute(
        f"create or replace table person_fold as select hh{fold} from person_rule group by hh"
    )


def judge_households(connection: duckdb.DuckDBPyConnection, judgement: Judgement) -> None:
    """Judge the household rules layer by layer, a rule named by another being a column.

    A rule that was not judged reads as null.
    """
    facts = list(judgement.household.facts)
    persons = [c.rule.id for c in person_rules(judgement)]
    absent = sorted(judgement.household.rules - set(judgement.compiled))
    known = [*facts, *persons, *absent]
    first = ", ".join(
        [f"b.{f}" for f in facts]
        + [f"f.{p}" for p in persons]
        + [f"null::boolean as {name}" for name in absent]
    )
    steps = [f"layer0 as (select {first} from household_fact b join person_fold f on f.hh = b.hh)"]
    for number, layer in enumerate(judgement.layers, 1):
        made = [f"{judgement.compiled[r].raw} as {r}" for r in layer]
        chosen = ", ".join([f"h.{k}" for k in known] + made)
        steps.append(f"layer{number} as (select {chosen} from layer{number - 1} h)")
        known += layer
    chosen = ", ".join([f"h.{k}" for k in known] + scope_columns(judgement))
    last = f"layer{len(judgement.layers)}"
    connection.execute(
        f"create or replace table judged as with {', '.join(steps)} select {chosen} from {last} h"
    )


def scope_columns(judgement: Judgement) -> list[str]:
    """The scope of each rule that has one, as a column."""
    return [
        f"{c.scope.sql} as scope_{c.rule.id}"
        for c in judgement.compiled.values()
        if c.scope is not None
    ]


def alert_query(compiled: Compiled) -> str:
    """The hits and checks of one rule: where scope and rule are not false."""
    rule = compiled.rule
    outcome = f"h.{rule.id}"
    if compiled.scope is not None:
        outcome = f"(h.scope_{rule.id} and h.{rule.id})"
    level = f"'{rule.level}'" if compiled.level is None else compiled.level.sql
    where = f"{outcome} is not false"
    if compiled.not_in:
        where += f" and {outside(compiled.not_in)}"
    return (
        f"select h.hh, '{rule.id}' as rule, {rule.order} as rule_order,"
        f" {outcome} as hit, {level} as level from judged h where {where}"
    )
