"""Assemble what a run found into the tables that are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from fangpin.rules.judge import Judgement

# A household's hh is its place among all by household_id.
ALERTS = """
    select
        h.household_id || '-' || a.rule as alert_id,
        h.household_id, a.rule,
        case when a.hit then 'hit' else 'check' end as outcome,
        a.level, h.head_name, h.head_id, h.county, h.town, h.village,
        coalesce(c.cause, '') as cause, r.department,
        coalesce(s.evidence, []) as evidence, r.clause,
        case when a.hit then coalesce(m.measures, []) else [] end as measures,
        coalesce(p.persons, []) as persons,
        coalesce(l.missing, []) as missing,
        case when $monitoring and r.grouping and a.hit then
            case when h.under_monitoring then '已在监测' else '应纳未纳' end
        else '' end as monitored,
        '' as change
    from alert a
    join household_fact h on h.hh = a.hh
    join rule_text r on r.rule = a.rule
    left join (
        select hh, rule, list(text order by place, text) as evidence from said group by hh, rule
    ) s on s.hh = a.hh and s.rule = a.rule
    left join (
        select hh, rule, list(name order by pid) as persons from concerned group by hh, rule
    ) p on p.hh = a.hh and p.rule = a.rule
    left join (
        select hh, rule, list(distinct name order by name) as missing from lacking group by hh, rule
    ) l on l.hh = a.hh and l.rule = a.rule
    left join (
        select hh, rule, string_agg(cause, '、' order by place) as cause
        from (select hh, rule, cause, min(place) as place from cause_of group by hh, rule, cause)
        group by hh, rule
    ) c on c.hh = a.hh and c.rule = a.rule
    left join (
        select hh, rule, list(measure order by cause_place, place, measure) as measures from (
            select c.hh, c.rule, m.measure, min(c.place) as cause_place, min(m.place) as place
            from (
                select hh, rule, cause, place from cause_of
                union all select hh, rule, '任何', 1000 from alert
            ) c
            join measure m on m.cause = c.cause
            group by c.hh, c.rule, m.measure
        ) group by hh, rule
    ) m on m.hh = a.hh and m.rule = a.rule
    order by a.hh, a.rule_order
"""
MEMBERS = """
    select h.household_id, p.name, n.id_number, p.relation, p.age, p.labour, p.health,
        p.schooling, p.recorded, n.is_head
    from person_fact p
    join person n on n.pid = p.pid
    join household h on h.hh = p.hh
    where h.household_id in (select household_id from listed)
    order by p.hh, not n.is_head, p.pid
"""
FOUND = """
    select s.file, s.sheet, r.row, f.code, f.detail
    from finding f
    join every_row r on r.kind = f.kind and r.ord = f.ord
    join source s on s.source = r.source
    order by s.source, r.row, f.code
"""


def alerts(
    connection: duckdb.DuckDBPyConnection, judgement: Judgement, monitoring: bool
) -> pa.Table:
    """One row a household and rule, every column of alerts.csv; monitoring: rosters tell of it."""
    connection.execute(
        "create table rule_text"
        " (rule varchar, department varchar, clause varchar, grouping boolean)"
    )
    rows = [
        [c.rule.id, c.rule.department, c.rule.clause, c.rule.id[0] in "GN"]
        for c in judgement.compiled.values()
    ]
    if rows:
        connection.executemany("insert into rule_text values (?, ?, ?, ?)", rows)
    return connection.sql(ALERTS, params={"monitoring": monitoring}).to_arrow_table()


def households(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row a household with every fact, per-capita figures to the fen."""
    rows = connection.execute("describe household_fact").fetchall()
    chosen = ", ".join(
        f"cast({name} as decimal(18, 2)) as {name}" if kind == "DECIMAL(28,10)" else name
        for name, kind, *_ in rows
        if name != "hh"
    )
    return connection.sql(f"select {chosen} from household_fact order by hh").to_arrow_table()


def members(connection: duckdb.DuckDBPyConnection, households: pa.ChunkedArray) -> pa.Table:
    """One row a living person of these households (their numbers)."""
    import pyarrow as pa

    connection.register("listed", pa.table({"household_id": households.unique()}))
    found = connection.sql(MEMBERS).to_arrow_table()
    connection.unregister("listed")
    return found


def found(connection: duckdb.DuckDBPyConnection, kinds: list[str]) -> pa.Table:
    """What matching found, each with the file, sheet and row that did not count."""
    parts = " union all ".join(
        f"select '{kind}' as kind, ord, source, row, id_text from all_{kind}" for kind in kinds
    )
    connection.execute(f"create view every_row as {parts}")
    return connection.sql(FOUND).to_arrow_table()


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, dict[str, int]]]:
    """Alerts by rule, county and outcome."""
    made: dict[str, dict[str, dict[str, int]]] = {}
    query = """
        select a.rule, coalesce(h.county, '') as county,
            case when a.hit then 'hit' else 'check' end as outcome, count(*)
        from alert a join household_fact h on h.hh = a.hh
        group by all order by all
    """
    for rule, county, outcome, number in connection.execute(query).fetchall():
        made.setdefault(rule, {}).setdefault(county, {})[outcome] = number
    return made


def scopes(
    connection: duckdb.DuckDBPyConnection, judgement: Judgement
) -> dict[str, dict[str, int]]:
    """Households that a rule applies to, by rule and county."""
    compiled = judgement.compiled
    asked = "".join(
        f", count(*) filter (where {'true' if one.scope is None else f'scope_{rule}'})"
        for rule, one in compiled.items()
    )
    rows = connection.execute(
        f"select coalesce(county, '') as county{asked} from judged group by 1 order by 1"
    ).fetchall()
    made: dict[str, dict[str, int]] = {}
    for at, (rule, one) in enumerate(compiled.items(), 1):
        left = {county or "" for county in one.not_in}
        made[rule] = {row[0]: row[at] for row in rows if row[at] and row[0] not in left}
    return made


def coverage(connection: duckdb.DuckDBPyConnection, kinds: list[str]) -> dict[str, dict[str, int]]:
    """Linked rows by kind and county; a county without a row is there with 0."""
    counties = [
        row[0]
        for row in connection.execute(
            "select distinct coalesce(county, '') from household_place order by 1"
        ).fetchall()
    ]
    made = {}
    for kind in kinds:
        rows = connection.execute(
            f"select coalesce(h.county, ''), count(*) from rows_{kind} r"
            " join household_place h on h.hh = r.hh group by all"
        ).fetchall()
        made[kind] = dict.fromkeys(counties, 0) | dict(rows)
    return made


def monitored_without_hit(
    connection: duckdb.DuckDBPyConnection, decided: bool
) -> list[dict[str, str]]:
    """Monitored households without a hit or check; decided: every rule of groups was evaluated."""
    rows = connection.execute("""
        select household_id from household_fact
        where under_monitoring and hh not in (select hh from alert)
        order by household_id
    """).fetchall()
    return [
        {"household_id": row[0], "state": "监测无命中" if decided else "未能判定"} for row in rows
    ]


# The token is of the pair's values (fangpin.pairs.decision), not of the file and row.
CANDIDATES = """
    select s.file, s.sheet, c.row, c.id_number as candidate_id, c.score, c.reason, c.token
    from candidate_pair c
    join source s on s.source = c.source
    where not c.weak
    order by s.source, c.row, c.score desc, c.id_number
"""


def candidates(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Who each row that matches no one may be, best first."""
    return connection.sql(CANDIDATES).to_arrow_table()
