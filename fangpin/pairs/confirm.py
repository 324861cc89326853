"""Let confirmed pairs count: the row takes the person's number before anything is matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fangpin.pairs.decision import COLUMNS, RowValues, number_sql, place_sql, token_sql
from fangpin.rosters.kinds import Kind, Kinds
from fangpin.rosters.store import columns

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from fangpin.pairs.memory import Decided
    from fangpin.reading import Rosters

ID_FIELDS = frozenset({"id_number", "disability_certificate"})

# state: used; rejected (a fault besides the number rejects the row); several (as two persons)
TABLES = """
    create table decision (token varchar, answer varchar, row_name varchar, row_id varchar,
        person_id varchar);
    create table confirmed_row (kind varchar, ord bigint, source int, "row" bigint,
        accepted boolean, own_number varchar, id_number varchar, token varchar, persons bigint,
        state varchar default 'used');
"""
# Who is known by a number: as the first row of members says it, else of population.
KNOWN = """
    create table {table} as
    select id_number, arg_min(name, seq) as name from (
        select id_number, name, ord as seq from all_members where accepted
            and ord not in (select ord from confirmed_row where kind = 'members')
        union all
        select id_number, name, 1000000000000 + ord from all_population where accepted
            and ord not in (select ord from confirmed_row where kind = 'population')
    )
    where id_number in ({wanted}) group by id_number
"""
HITS = """
    insert into confirmed_row
    select '{kind}', r.ord, r.source, r.row, r.accepted, r.id_number,
        min(d.person_id), min(d.token), count(distinct d.person_id), 'used'
    from all_{kind} r
    join decision d on d.answer = '是'
        and d.row_name = {name} and d.row_id = {number}
    join decision_person p on p.id_number = d.person_id
    where d.token = {token}
    group by r.ord, r.source, r.row, r.accepted, r.id_number
"""
# A row whose number is somebody's by now needs no pair.
MATCHED = """
    delete from confirmed_row where own_number in (
        select id_number from all_members where accepted and id_number is not null
        union all
        select id_number from all_population where accepted and id_number is not null
    )
"""
SPLIT = "update confirmed_row set state = 'several' where persons > 1"
SET = """
    create table confirmed_{kind} as
    select {columns}
    from all_{kind} r
    left join (
        select ord, id_number from confirmed_row where kind = '{kind}' and state = 'used'
    ) c on c.ord = r.ord
    order by r.ord;
    create or replace view all_{kind} as select * from confirmed_{kind}
"""


def apply(
    connection: duckdb.DuckDBPyConnection, read: Rosters, kinds: Kinds, decided: Decided | None
) -> None:
    """Make decision and confirmed_row; set the numbers of confirmed rows in all_<kind>.

    A row that was rejected for its number alone is accepted: `read` counts it so, and the fault
    becomes a remark. One with another fault stays rejected and keeps its wrong number, so that its
    person is still perhaps in the roster.
    """
    connection.execute(TABLES)
    if decided is None or not decided.answers:
        return
    remember(connection, decided)
    wanted = "select person_id from decision where answer = '是'"
    connection.execute(KNOWN.format(table="decision_person", wanted=wanted))
    told = [kind for kind in kinds if "id_number" in kind.fields]
    for kind in told:
        row = row_values(kind, "r")
        token = token_sql(row, "p.name", "p.id_number")
        name, number = f"coalesce({row.name}, '')", f"coalesce({row.number}, '')"
        connection.execute(HITS.format(kind=kind.name, name=name, number=number, token=token))
    connection.execute(MATCHED)
    connection.execute(SPLIT)
    accept(connection, read, kinds)
    for (name,) in connection.execute("select distinct kind from confirmed_row").fetchall():
        connection.execute(SET.format(kind=name, columns=as_confirmed(kinds[name], kinds)))


def as_confirmed(kind: Kind, kinds: Kinds) -> str:
    """SQL: the columns of a roster's row r, with the number of a confirmed pair c."""
    told = {
        "id_number": "coalesce(c.id_number, r.id_number) as id_number",
        "accepted": "r.accepted or c.ord is not null as accepted",
    }
    return ", ".join(told.get(name, f"r.{name}") for name in columns(kind, kinds))


def remember(connection: duckdb.DuckDBPyConnection, decided: Decided) -> None:
    """Fill table decision."""
    import pyarrow as pa

    names = ("token", "answer", "row_name", "row_id", "person_id")
    assert set(names) <= set(COLUMNS)
    table = pa.table(
        {n: pa.array([getattr(d, n) for d in decided.answers.values()], pa.string()) for n in names}
    )
    connection.register("incoming", table)
    connection.execute("insert into decision select * from incoming")
    connection.unregister("incoming")


def row_values(kind: Kind, alias: str) -> RowValues:
    """SQL of a roster row's values in a pair; where the ID is the head's, so is the name."""
    name = next((n for n in ("name", "head_name") if n in kind.fields), None)
    born = f"{alias}.born_on" if "born_on" in kind.fields else "null::date"
    return RowValues(
        kind=f"'{kind.name}'",
        name=f"{alias}.{name}" if name else "null::varchar",
        number=number_sql(alias),
        born_on=born,
        place=place_sql(alias),
    )


def accept(connection: duckdb.DuckDBPyConnection, read: Rosters, kinds: Kinds) -> None:
    """Accept the confirmed rows whose number was their only rejecting fault."""
    rows = connection.execute("""
        select source, list(row order by row) from confirmed_row
        where state = 'used' and not accepted group by source order by source
    """).fetchall()
    for number, own in rows:
        source, problems = read.sources[number], read.problems[number]
        incurable = set(other_faults(problems, kinds[source.kind]))
        still = sorted({row for row in own if row in incurable})
        cured = [row for row in own if row not in incurable]
        if still:
            connection.execute(
                "update confirmed_row set state = 'rejected'"
                " where source = $source and not accepted and list_contains($rows, row)",
                {"source": number, "rows": still},
            )
        rejected = dict(
            connection.execute(
                f"select row, count(*) from all_{source.kind}"
                " where source = ? and not accepted group by row",
                [number],
            ).fetchall()
        )
        read.problems[number] = as_remarks(problems, cured, rejected)
        read.sources[number] = replace(
            source, accepted=source.accepted + len(cured), by_pair=len(cured)
        )


def other_faults(problems: pd.DataFrame, kind: Kind) -> Iterator[int]:
    """The rows that a fault rejects which a good number does not mend."""
    curable = set(ID_FIELDS)
    if ("id_number",) in kind.one_of:
        curable |= {field for group in kind.one_of for field in group}
    curable -= (set(kind.needed) | set(kind.strict)) - ID_FIELDS
    faults = problems[(problems["severity"] == "reject") & ~problems["field"].isin(curable)]
    yield from (int(row) for row in faults["row"])


def as_remarks(
    problems: pd.DataFrame, cured: Sequence[int], rejected: Mapping[int, int]
) -> pd.DataFrame:
    """The faults of accepted rows as remarks; a wide row only where all its persons are accepted.

    rejected: row -> how many persons of it were rejected.
    """
    whole = [row for row, number in Counter(cured).items() if number >= rejected.get(row, 0)]
    mended = problems["row"].isin(whole) & (problems["severity"] == "reject")
    return problems.assign(severity=problems["severity"].mask(mended, "remark"))
