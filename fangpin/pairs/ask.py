"""The pairs that are asked: both sides' values, what speaks against choosing in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin.pairs import confirm
from fangpin.pairs.decision import number_sql, place_sql, token_sql
from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

# What is asked of one roster: candidates by the rules, then weak ones, which prove nothing.
PAIRS = """
    insert into candidate_pair
    select c.kind, c.ord, c.id_number, c.score, c.reason, c.weak, r.source, r.row,
        coalesce({name}, '') as row_name, coalesce({number}, '') as row_id,
        coalesce(strftime({born}, '%Y-%m-%d'), '') as born_on, {place} as row_place,
        coalesce(p.name, '') as person_name, {token} as token
    from candidate_both c
    join all_{kind} r on r.ord = c.ord
    join candidate_person p on p.id_number = c.id_number
    where c.kind = '{kind}'
"""
BOTH = """
    create table candidate_both as
    select kind, ord, id_number, score, reason, false as weak from candidate
    union all
    select kind, ord, id_number, score, reason, true from weak_candidate
    where (kind, ord, id_number) not in (select (kind, ord, id_number) from candidate)
"""
COLUMNS = """
    create table candidate_pair (kind varchar, ord bigint, id_number varchar, score double,
        reason varchar, weak boolean, source int, "row" bigint, row_name varchar, row_id varchar,
        born_on varchar, row_place varchar, person_name varchar, token varchar)
"""
# A refused pair is a candidate no more.
REFUSED = """
    create table refused_pair as
    select kind, ord, id_number, token from candidate_pair
    where token in (select token from decision where answer = '否')
"""
REFUSE = """
    delete from {table} where (kind, ord, id_number) in (
        select (kind, ord, id_number) from refused_pair
    )
"""
# Where a known person lives: as the first row of members says it, else of population.
PERSON = """
    create table pair_person as
    with every as (
        select id_number, ord as seq, household_id, relation, {m_place} as place
        from all_members m where accepted and id_number in ({wanted})
        union all
        select id_number, 1000000000000 + ord, null, relation, {p_place}
        from all_population p where accepted and id_number in ({wanted})
    ),
    first as (
        select * from every qualify row_number() over (partition by id_number order by seq) = 1
    )
    select f.id_number, coalesce(f.household_id, h.household_id) as household_id, f.relation,
        f.place
    from first f
    left join (select id_number, min(hh) as hh from person group by id_number) n
        on n.id_number = f.id_number
    left join household h on h.hh = n.hh
"""
# The rows of a roster that a candidate already has there.
OWN = """
    insert into own_row
    select '{kind}', a.id_number, min_by(s.file, a.ord), min_by(s.sheet, a.ord),
        min_by(a.row, a.ord)
    from all_{kind} a
    join source s on s.source = a.source
    where a.accepted and a.id_number in (select id_number from candidate_pair where kind = '{kind}')
    group by a.id_number
"""
REVIEW = """
    with one as (
        select *, count(*) over (partition by token) as same,
            row_number() over (partition by token order by source, row, ord) as place
        from (select distinct on (token, kind, ord) * from candidate_pair order by score desc)
    )
    select o.*, s.file, s.sheet, p.household_id, p.relation, p.place as person_place,
        w.file as own_file, w.row as own_row, d.answer
    from one o
    join source s on s.source = o.source
    left join pair_person p on p.id_number = o.id_number
    left join own_row w on w.kind = o.kind and w.id_number = o.id_number
    left join decision d on d.token = o.token
    where o.place = 1
    order by o.source, o.row, o.ord, o.weak, o.score desc, o.id_number
"""
ONCE = ("members", "population", "deaths")  # a person stands there once, as in rosters of key P


def name_pairs(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make candidate_pair, every candidate with its token and values, without the refused ones.

    Those are in refused_pair and are no candidates any more. In: all_<kind>, candidate,
    weak_candidate, decision, confirmed_row.
    """
    connection.execute(BOTH)
    wanted = "select id_number from candidate_both"
    connection.execute(confirm.KNOWN.format(table="candidate_person", wanted=wanted))
    connection.execute(COLUMNS)
    told = connection.execute("select distinct kind from candidate_both order by 1").fetchall()
    for (name,) in told:
        row = confirm.row_values(kinds[name], "r")
        query = PAIRS.format(
            kind=name,
            name=row.name,
            number=number_sql("r"),
            born=row.born_on,
            place=row.place,
            token=token_sql(row, "p.name", "p.id_number"),
        )
        connection.execute(query)
    connection.execute(REFUSED)
    for table in ("candidate", "weak_candidate", "candidate_pair"):
        connection.execute(REFUSE.format(table=table))


def once(kind: Kind) -> bool:
    """Whether a roster has one row a person."""
    return kind.key == "P" or kind.name in ONCE


def ask_about(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make pair_person and own_row: what is known of the candidates."""
    wanted = "select id_number from candidate_pair"
    places = {"m_place": place_sql("m"), "p_place": place_sql("p")}
    connection.execute(PERSON.format(wanted=wanted, **places))
    connection.execute(
        "create table own_row (kind varchar, id_number varchar, file varchar, sheet varchar,"
        ' "row" bigint)'
    )
    told = connection.execute("select distinct kind from candidate_pair order by 1").fetchall()
    for (name,) in told:
        if once(kinds[name]):
            connection.execute(OWN.format(kind=name))
