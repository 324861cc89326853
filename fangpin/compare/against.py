"""Hold a run against the one before, so that no hit ends because a row or a roster went missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fangpin import sql
from fangpin.compare.rests import FORMING, kinds_of, leans, rests, roster_of
from fangpin.rules.given import ACCUSING, Given, atoms

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from fangpin.compare.previous import Previous
    from fangpin.rosters.kinds import Kinds
    from fangpin.rules.judge import Judgement
    from fangpin.rules.states import Setting, State

PACKAGE = "fangpin.compare"


@dataclass(frozen=True)
class Present:
    """What a run knows of itself. not_covered: accusing roster -> counties ('' for none)."""

    kinds: Kinds
    setting: Setting
    states: Mapping[str, State]
    judgement: Judgement
    values: Mapping[str, Any]
    not_covered: Mapping[str, list[str]]


def count_rows(
    connection: duckdb.DuckDBPyConnection, present: Present, previous: Previous | None
) -> None:
    """Make former (hits of earlier runs), base_row, and counted_row of whom they and hits are."""
    former(connection, previous)
    connection.execute("""
        create table watched as
        select hh from alert where hit
        union
        select h.hh from household h join former f on f.household_id = h.household_id
    """)
    sql.run(connection, PACKAGE, "links.sql", present.values)


def former(connection: duckdb.DuckDBPyConnection, previous: Previous | None) -> None:
    """Make former and base_row from the run before; empty where there is none."""
    if previous is None:
        connection.execute("""
            create table former (alert_id varchar, household_id varchar, rule varchar,
                county varchar, since varchar, lacking varchar[])
        """)
        return
    connection.register("old_alert", previous.alerts)
    connection.register("old_unsettled", previous.unsettled)
    connection.register("old_link", previous.links)
    connection.execute(
        """
        create table former as
        select a.alert_id, a.household_id, a.rule, coalesce(a.county, '') as county,
            case when a.outcome = 'hit' then $day else u.since end as since,
            case when a.outcome = 'hit' then []::varchar[] else u.lacking end as lacking
        from old_alert a left join old_unsettled u on u.alert_id = a.alert_id
        where a.outcome = 'hit' or u.alert_id is not null
        """,
        {"day": previous.day.isoformat()},
    )
    connection.execute("create table base_row as select * from old_link")
    for name in ("old_alert", "old_unsettled", "old_link"):
        connection.unregister(name)


def find_reasons(
    connection: duckdb.DuckDBPyConnection, present: Present, previous: Previous
) -> None:
    """Make carried (hits of earlier runs that something is missing of), unsettled and kept_row."""
    facts = {
        **present.values,
        "previous_day": previous.day,
        "same_year": previous.day.year == present.setting.day.year,
    }
    sql.run(connection, PACKAGE, "missing.sql", facts)
    tell_rules(connection, present, previous)
    sql.run(connection, PACKAGE, "reasons.sql", facts)


def tell_rules(connection: duckdb.DuckDBPyConnection, present: Present, previous: Previous) -> None:
    """Make the small tables of reasons.sql: title, rest, lean, name_state, rule_off."""
    own, composites = rests(present.judgement), present.setting.book.given
    names = {name for several in own.values() for name in several}
    kinds = {name: sorted(kinds_of(name, composites)) for name in names}
    tables: dict[str, list[list[Any]]] = {
        "title (kind varchar, title varchar, place int, forming boolean)": [
            [k.name, k.title, place, k.name in FORMING] for place, k in enumerate(present.kinds)
        ],
        "rest (rule varchar, name varchar, kind varchar)": [
            [rule, name, kind]
            for rule, several in sorted(own.items())
            for name in sorted(several)
            for kind in kinds[name]
        ],
        "lean (rule varchar, other varchar)": [
            list(pair) for pair in sorted(leans(present.judgement))
        ],
        "name_state (county varchar, name varchar, was boolean, text varchar)": list(
            gone_names(connection, present, previous, names)
        ),
        "rule_off (rule varchar, county varchar, text varchar)": list(
            rules_off(connection, present)
        ),
    }
    for table, rows in tables.items():
        fill(connection, table, rows)


def fill(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[Any]]) -> None:
    """Make a small table and fill it."""
    connection.execute(f"create table {table}")
    if rows:
        name = table.partition(" ")[0]
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {name} values ({marks})", rows)


def counties(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The counties of households now and of former alerts; '' where it is not known."""
    rows = connection.execute("""
        select coalesce(county, '') as c from household_place
        union select county from former order by 1
    """).fetchall()
    return [row[0] for row in rows]


def gone_names(
    connection: duckdb.DuckDBPyConnection, present: Present, previous: Previous, names: set[str]
) -> Iterator[list[Any]]:
    """[county, name, whether the run before had it, in words] of the names that are gone now."""
    composites = present.setting.book.given
    before = Given(previous.given, composites)
    for county in counties(connection):
        now = present.setting.given.without(uncovered(present.not_covered, county))
        was = before.without(uncovered(previous.not_covered, county))
        for name in sorted(names):
            if not now.has(name):
                yield [county, name, was.has(name), words(present, name, county)]


def uncovered(not_covered: Mapping[str, list[str]], county: str) -> frozenset[str]:
    """The accusing rosters that do not cover a county."""
    return frozenset(kind for kind, where in not_covered.items() if county in where)


def words(present: Present, name: str, county: str) -> str:
    """A name in words: the roster where it is gone whole, the county where only that is."""
    say = present.setting.say
    if name in present.setting.book.given:
        return say(name)
    kind, column = roster_of(name), name.partition(".")[2]
    if county in present.not_covered.get(kind, ()):
        return f"{county or '旗县区未填处'}的{say(kind)}"
    whole = kind not in present.setting.given.names or not column
    return say(kind if whole else f"{kind}.{column}")


def rules_off(
    connection: duckdb.DuckDBPyConnection, present: Present
) -> Iterator[list[str | None]]:
    """[rule, county, what it lacks] of the rules that are not judged, everywhere or there."""
    rows = connection.execute("select distinct rule from former order by rule").fetchall()
    for (rule,) in rows:
        state = present.states.get(rule)
        if state is None:
            yield [rule, None, "本次政策中的这条规则"]
        elif state.state == "not":
            yield from ([rule, None, text] for text in state.missing)
        else:
            wanted = atoms(present.setting.book.rules[rule].requires, present.setting.book.given)
            accusing = [kind for kind in ACCUSING if kind in wanted]
            for county in sorted(c or "" for c in state.not_in):
                for kind in accusing:
                    if county in present.not_covered.get(kind, ()):
                        yield [rule, county, words(present, kind, county)]


def kept(connection: duckdb.DuckDBPyConnection, compared: bool) -> dict[str, pa.Table]:
    """What the next run needs of this one: file name -> table."""
    from fangpin.compare.previous import LINKS, OPEN

    if not compared:
        connection.execute("create view kept_row as select * from counted_row")
        connection.execute(
            "create table unsettled (alert_id varchar, since varchar, lacking varchar[])"
        )
    links = connection.sql("""
        select household_id, kind, id_number, name, part, dated, cast(rows as bigint) as rows
        from kept_row order by all
    """)
    return {
        LINKS: links.to_arrow_table(),
        OPEN: connection.sql("select * from unsettled order by alert_id").to_arrow_table(),
    }
