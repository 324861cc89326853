"""A household's card: members, facts with their sources, and every rule with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fangpin.errors import UseError
from fangpin.explain.rules import rule_cards
from fangpin.explain.sources import Sources
from fangpin.rules.evidence import fact_names, label

if TYPE_CHECKING:
    import duckdb

    from fangpin.run import Judged

Card = dict[str, Any]
# What a card leaves out: keys of the database, and what stands elsewhere on it.
HIDDEN = ("hh", "pid")


def household_of(connection: duckdb.DuckDBPyConnection, key: str) -> int:
    """The household of a household number or of a person's ID number.

    Raises UseError where nobody has it; the message holds no number.
    """
    row = connection.execute(
        "select hh from household where household_id = $key"
        " union all select hh from person where id_number = upper($key) limit 1",
        {"key": key},
    ).fetchone()
    if row is None:
        raise UseError("没有这个户编号或证件号码的农户", "请核对号码;一般农户的编号是 HJ- 加户号")
    return int(row[0])


def build(done: Judged, hh: int) -> Card:
    """The card of one household, JSON values only."""
    connection = done.connection
    sources = Sources(connection, hh, done.values)
    facts = one_row(connection, "household_fact", hh)
    persons = many_rows(connection, "person_fact", hh)
    return {
        "household_id": facts["household_id"],
        "as_of": done.setting.day.isoformat(),
        "policy": done.setting.policy.name,
        "place": [facts["county"], facts["town"], facts["village"]],
        "head_name": facts["head_name"],
        "facts": [
            fact(name, value, sources) | {"label": done.label(name)}
            for name, value in facts.items()
        ],
        "persons": [
            {k: plain(v) for k, v in person.items() if k not in HIDDEN} for person in persons
        ],
        "rules": rule_cards(done, hh),
    }


def fact(name: str, value: Any, sources: Sources) -> dict[str, Any]:
    """One fact: its name, its words, its value and the rows it came from."""
    return {
        "name": name,
        "label": label(name),
        "value": plain(value),
        "sources": sources.of(fact_names().get(name, {}).get("origin", "")),
    }


def one_row(connection: duckdb.DuckDBPyConnection, table: str, hh: int) -> dict[str, Any]:
    """The row of a household in a table of facts, without the database's key."""
    (row,) = many_rows(connection, table, hh)
    return {k: v for k, v in row.items() if k not in HIDDEN}


def many_rows(connection: duckdb.DuckDBPyConnection, table: str, hh: int) -> list[dict[str, Any]]:
    """The rows of a household in a table."""
    order = " order by pid" if table.startswith("person") else ""
    found = connection.execute(f"select * from {table} where hh = $hh{order}", {"hh": hh})
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def plain(value: Any) -> Any:
    """A value as JSON has it: decimals as numbers, dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def exact(value: Any, type_name: str) -> Any:
    """A card's value as the database had it."""
    if value is None:
        return None
    if type_name.startswith("DECIMAL"):
        return Decimal(repr(value))
    return date.fromisoformat(value) if type_name == "DATE" else value


def recompute(done: Judged, card: Mapping[str, Any]) -> bool:
    """Whether the rules, judged on nothing but the card's own numbers, come out as it says."""
    import duckdb

    from fangpin.rules.judge import judge

    with duckdb.connect() as fresh:
        own = {one["name"]: one["value"] for one in card["facts"]}
        copy_rows(done.connection, fresh, "household_fact", [own | {"hh": 1}])
        persons = [p | {"hh": 1, "pid": n} for n, p in enumerate(card["persons"], 1)]
        copy_rows(done.connection, fresh, "person_fact", persons)
        judge(fresh, done.judgement)
        found = dict(fresh.execute("select rule, hit from alert").fetchall())
    said = {
        one["id"]: one["outcome"] == "hit" or None
        for one in card["rules"]
        if one["outcome"] in ("hit", "check")
    }
    return found == said


def copy_rows(
    source: duckdb.DuckDBPyConnection,
    target: duckdb.DuckDBPyConnection,
    table: str,
    rows: list[dict[str, Any]],
) -> None:
    """Make a table of the same columns and types with these rows."""
    columns = [(r[0], r[1]) for r in source.execute(f"describe {table}").fetchall()]
    target.execute(f"create table {table} ({', '.join(f'{n} {t}' for n, t in columns)})")
    marks = ", ".join("?" for _ in columns)
    for row in rows:
        values = [exact(row.get(name), kind) for name, kind in columns]
        target.execute(f"insert into {table} values ({marks})", values)
