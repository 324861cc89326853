"""Own rules tried out on no data: what would fail later is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin.checks.own_names import fact_types
from fangpin.errors import UseError
from fangpin.rules.book import LEVELS, Rule
from fangpin.rules.evidence import sentence, text_columns
from fangpin.rules.expression import Context
from fangpin.rules.given import Given
from fangpin.rules.judge import Compiled, compile_rule, layers
from fangpin.rules.states import State

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from fangpin.checks.own import Own
    from fangpin.checks.own_book import OwnRule

TYPES = {"number": "DOUBLE", "text": "VARCHAR", "bool": "BOOLEAN"}


def try_out(own: Own, written: tuple[OwnRule, ...], day: date) -> None:
    """Bind and run every own rule on one row of nulls.

    Raises UseError: the file, the line and what does not fit.
    """
    from fangpin.checks.judge import connect

    connection = connect()
    try:
        make_tables(connection, own)
        contexts = contexts_of(own, day)
        compiled = {}
        for one in written:
            compiled[one.id] = tried(connection, own.book.rules[one.id], one, contexts)
        refuse_circles(own, compiled, written)
    finally:
        connection.close()


def make_tables(connection: duckdb.DuckDBPyConnection, own: Own) -> None:
    """Facts, own facts and rules as tables of one row in which nothing is known."""
    for unit in ("household", "person"):
        columns = dict(fact_types(unit))
        columns |= {fact.name: TYPES[fact.type] for fact in own.facts if fact.unit == unit}
        listed = ", ".join(f"{name} {type_name}" for name, type_name in columns.items())
        connection.execute(f"create table {unit}_fact ({listed})")
        connection.execute(f"insert into {unit}_fact (hh) values (1)")
    rules = "".join(f", null::boolean as {name}" for name in own.book.rules)
    connection.execute(f"create table judged as select f.*{rules} from household_fact f")


def contexts_of(own: Own, day: date) -> tuple[Context, Context]:
    """What rules of households and of persons may name."""
    facts = {unit: dict.fromkeys(fact_types(unit), unit[0]) for unit in ("household", "person")}
    for fact in own.facts:
        facts[fact.unit][fact.name] = fact.unit[0]
    home = Context(
        facts=facts["household"],
        rules=frozenset(own.book.rules),
        definitions=own.book.definitions,
        policy=own.policy,
        day=day,
        given=Given(frozenset(), own.book.given),
    )
    one = Context(
        facts=facts["household"] | facts["person"],
        rules=frozenset(),
        definitions=own.book.definitions,
        policy=own.policy,
        day=day,
        given=home.given,
    )
    return home, one


def tried(
    connection: duckdb.DuckDBPyConnection,
    rule: Rule,
    one: OwnRule,
    contexts: tuple[Context, Context],
) -> Compiled:
    """One rule, bound and run."""
    home, own = contexts[0], contexts[rule.per == "person"]
    compiled = compile_rule(rule, home, contexts[1], State("evaluated"))
    people = " join person_fact p on p.hh = h.hh" if rule.per == "person" else ""
    run(connection, compiled.when.sql, people, one, key="when", wanted="BOOLEAN")
    if compiled.scope is not None:
        run(connection, compiled.scope.sql, "", one, key="scope", wanted="BOOLEAN")
    if compiled.level is not None:
        run(connection, compiled.level.sql, "", one, key="level", wanted="VARCHAR")
    said = sentence(rule.evidence, own, text_columns(connection), rule.id)
    run(connection, said, people, one, key="evidence", wanted="VARCHAR")
    return compiled


def run(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    people: str,
    one: OwnRule,
    *,
    key: str,
    wanted: str,
) -> None:
    """Raise UseError where an expression does not run, or gives something else than is wanted."""
    import duckdb

    written = getattr(one, key) or one.when
    try:
        answer = connection.execute(f"select {sql} as made from judged h{people}")
        found = str(answer.description[0][1])
        answer.fetchall()
    except duckdb.Error as error:
        raise written.fail(
            f"{key} 里有比较或计算的两边不合:{plain(error)}",
            "文字同文字比,数字同数字比,是否直接写(如 insured、not insured)",
        ) from None
    if found not in (wanted, "STRING" if wanted == "VARCHAR" else "bool", "NULL", '"NULL"'):
        what = "条件" if wanted == "BOOLEAN" else "、".join(LEVELS)
        raise written.fail(f"{key} 里要写{what},得到的是别的", "请检查式子")


def plain(error: Exception) -> str:
    """What the database says, in a few words of our own."""
    text = str(error)
    if "convert" in text.lower() or "Cannot compare" in text or "cast" in text.lower():
        return "类型不同"
    return "写法不能用"


def refuse_circles(own: Own, compiled: dict[str, Compiled], written: tuple[OwnRule, ...]) -> None:
    """Raise UseError where own rules rest on each other in a circle."""
    try:
        layers(compiled)
    except UseError as error:
        one = next(one for one in written if one.id in error.message)
        raise one.when.fail(error.message, error.hint) from None
