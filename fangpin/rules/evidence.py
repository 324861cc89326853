"""Say why: sentences with the numbers, source rows, causes, measures, what is missing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from fangpin import sql
from fangpin.rules.expression import Context, compile_expression
from fangpin.rules.judge import Compiled, Judgement
from fangpin.rules.states import State

if TYPE_CHECKING:
    import duckdb

HOLE = re.compile(r"\{([^{}]+)\}(元|岁|个月|倍)?")  # with its unit: 未知, not 未知元
Rows = tuple[str, str]  # a table, and SQL of rows for it
ROWS_SHOWN = 5  # source rows that one alert lists before it only counts them


@cache
def fact_names() -> dict[str, dict[str, str]]:
    """Facts in words, and the group of rows that each comes from."""
    text = resources.files("fangpin.facts").joinpath("names.toml").read_text("utf-8")
    return tomllib.loads(text)


def label(fact: str) -> str:
    """A fact in words."""
    return fact_names().get(fact, {}).get("label", fact)


def quote(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def sentence(template: str, context: Context, texts: frozenset[str], where: str) -> str:
    """SQL of a sentence: `{expression}` is its value, a number without needless zeros."""
    parts = []
    position = 0
    for hole in HOLE.finditer(template):
        parts.append(quote(template[position : hole.start()]))
        bound = compile_expression(hole[1], context, where)
        value = f"{bound.sql}::varchar" if hole[1].strip() in texts else number(bound.sql)
        unit = f" || '{hole[2]}'" if hole[2] else ""
        parts.append(f"coalesce({value}{unit}, '未知')")
        position = hole.end()
    parts.append(quote(template[position:]))
    return "(" + " || ".join(parts) + ")"


def number(expression: str) -> str:
    """SQL: a number as text, at most two decimals, without needless zeros."""
    return f"regexp_replace(cast(round({expression}, 2) as decimal(28, 2))::varchar, '\\.?0+$', '')"


def text_columns(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The facts that are text."""
    rows = connection.execute("describe household_fact").fetchall()
    rows += connection.execute("describe person_fact").fetchall()
    return frozenset(row[0] for row in rows if row[1] == "VARCHAR")


def explain(
    connection: duckdb.DuckDBPyConnection,
    judgement: Judgement,
    states: Mapping[str, State],
    measures: Mapping[str, Iterable[str]],
    values: Mapping[str, Any],
) -> None:
    """Make said (hh, rule, place, text), concerned, lacking and cause_of for every alert."""
    connection.execute("create table asked as select distinct hh from alert")
    sql.run(connection, "fangpin.facts", "origins.sql", values)
    connection.execute("create table said (hh bigint, rule varchar, place bigint, text varchar)")
    connection.execute("create table concerned (hh bigint, rule varchar, pid bigint, name varchar)")
    connection.execute("create table lacking (hh bigint, rule varchar, name varchar)")
    connection.execute("create table cause_of (hh bigint, rule varchar, place int, cause varchar)")
    texts = text_columns(connection)
    told: dict[str, list[str]] = {}
    for compiled in judgement.compiled.values():
        person = compiled.rule.per == "person"
        context = judgement.person if person else judgement.household
        explained = (explain_persons if person else explain_household)(compiled, context, texts)
        for table, rows in (
            *explained,
            say_causes(compiled, judgement.household),
            *say_origins(compiled),
            *say_partly(compiled, states[compiled.rule.id]),
        ):
            told.setdefault(table, []).append(rows)
    for table, several in told.items():  # together: they take no time each, and many threads
        connection.execute(f"insert into {table} " + " union all ".join(several))
    connection.execute("create table measure (cause varchar, place int, measure varchar)")
    listed = [
        [cause, place, measure]
        for cause, several in measures.items()
        for place, measure in enumerate(several)
    ]
    if listed:
        connection.executemany("insert into measure values (?, ?, ?)", listed)


def explain_household(
    compiled: Compiled, context: Context, texts: frozenset[str]
) -> Iterator[Rows]:
    """The rule's sentence and its risks' sentences; for a check what is not known."""
    rule = compiled.rule
    main = sentence(rule.evidence, context, texts, f"{rule.id}.evidence")
    said = [f"case when a.hit then '' else '待核：' end || {main}"]
    for risk in rule.risks:
        when = compile_expression(risk.when, context, f"{rule.id}.risks").sql
        say = sentence(risk.say, context, texts, f"{rule.id}.risks")
        said.append(f"case when {when} then {say} end")
    source = f"from alert a join judged h on h.hh = a.hh where a.rule = '{rule.id}'"
    yield (
        "said",
        f"""
        select hh, rule, place, text from (
            select a.hh, a.rule, unnest({list(range(len(said)))}) as place,
                unnest([{", ".join(said)}]) as text {source}
        ) where text is not null
    """,
    )
    yield from say_lacking({name: f"h.{name}" for name in names_of(compiled)}, source)


def say_lacking(columns: Mapping[str, str], source: str) -> Iterator[Rows]:
    """What is not known of the alerts to check; columns: fact -> its column in `source`."""
    if not columns:
        return
    listed = ", ".join(
        f"case when {column} is null then {quote(label(name))} end"
        for name, column in columns.items()
    )
    yield (
        "lacking",
        f"""
        select distinct hh, rule, name from (
            select a.hh, a.rule, unnest([{listed}]) as name {source} and a.hit is null
        ) where name is not null
    """,
    )


def names_of(compiled: Compiled) -> list[str]:
    """The facts and rules that a household rule and its scope rest on."""
    used = compiled.when.facts | compiled.when.rules
    if compiled.scope is not None:
        used |= compiled.scope.facts | compiled.scope.rules
    return sorted(used)


def explain_persons(compiled: Compiled, context: Context, texts: frozenset[str]) -> Iterator[Rows]:
    """A sentence for each person who is the reason, and what is not known of those to check."""
    rule = compiled.rule
    said = sentence(rule.evidence, context, texts, f"{rule.id}.evidence")
    source = (
        f"from alert a join person_rule r on r.hh = a.hh and r.{rule.id} is not distinct from a.hit"
        f" join person_fact p on p.pid = r.pid join household_fact h on h.hh = a.hh"
        f" where a.rule = '{rule.id}'"
    )
    yield (
        "said",
        f"select a.hh, a.rule, p.pid, case when a.hit then '' else '待核：' end || {said} {source}",
    )
    yield "concerned", f"select a.hh, a.rule, p.pid, p.name {source}"
    columns = {name: f"{context.facts[name]}.{name}" for name in sorted(compiled.when.facts)}
    yield from say_lacking(columns, source)


def say_causes(compiled: Compiled, context: Context) -> Rows:
    """The causes of an alert: those of its risks that are so, else the rule's own."""
    rule = compiled.rule
    source = f"from alert a join judged h on h.hh = a.hh where a.rule = '{rule.id}'"
    own = quote(rule.cause)
    if rule.cause.startswith("case "):
        own = compile_expression(rule.cause, context, f"{rule.id}.cause").sql
    whens = [compile_expression(risk.when, context, f"{rule.id}.risks").sql for risk in rule.risks]
    some = " or ".join(f"({when}) is true" for when in whens) or "false"
    causes = [
        f"case when {when} then {quote(risk.cause)} end"
        for when, risk in zip(whens, rule.risks, strict=True)
    ]
    causes.append(f"case when not ({some}) then {own} end")
    rows = f"""
        select hh, rule, place, cause from (
            select a.hh, a.rule, unnest({[*range(len(whens)), 99]}) as place,
                unnest([{", ".join(causes)}]) as cause {source}
        ) where cause is not null
    """
    return "cause_of", rows


def say_origins(compiled: Compiled) -> Iterator[Rows]:
    """The rows that the facts of the rule came from, at most so many of each group."""
    facts = compiled.when.facts
    groups = {fact_names().get(f, {}).get("origin", "") for f in facts} - {""}
    if "costs" in groups:
        groups = (groups - {"costs"}) | {"medical", "schooling", "loss", "rehabilitation"}
    if "subsidy" in groups:
        groups |= {"income"}
    if not groups:
        return
    listed = ", ".join(quote(g) for g in sorted(groups))
    yield (
        "said",
        f"""
        select hh, '{compiled.rule.id}', 1000000000 + place, case when place <= {ROWS_SHOWN}
            then '来源：' || file || case when sheet = '' then '' else '［' || sheet || '］' end
                || '第' || row || '行' || headers
            else '来源：另有' || (total - {ROWS_SHOWN}) || '行' end
        from (
            select o.hh, o.row, s.file, s.sheet,
                row_number() over (partition by o.hh order by o.origin, o.source, o.row) as place,
                count(*) over (partition by o.hh) as total,
                coalesce((
                    select '“' || string_agg(f.header, '、' order by f.header) || '”'
                    from source_field f
                    where f.source = o.source and list_contains(o.fields, f.field)
                ), '') as headers
            from origin o
            join alert a on a.hh = o.hh and a.rule = '{compiled.rule.id}'
            join source s on s.source = o.source
            where o.origin in ({listed})
        ) where place <= {ROWS_SHOWN} + 1
    """,
    )


def say_partly(compiled: Compiled, state: State) -> Iterator[Rows]:
    """What the rule reads and was not given stands in every explanation."""
    if state.state != "partly":
        return
    text = quote("未提供：" + "、".join(state.missing))
    rule = compiled.rule.id
    yield "said", f"select hh, rule, 2000000000, {text} from alert where rule = '{rule}'"
    for name in state.missing:
        yield (
            "lacking",
            f"select hh, rule, {quote(name)} from alert where rule = '{rule}' and hit is null",
        )
