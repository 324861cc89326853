"""Put together the results of a run: the tables and the record that reports are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fangpin import facts, record, results
from fangpin.errors import UseError
from fangpin.match import linked as linking
from fangpin.match.links import NOT_LINKED
from fangpin.pairs import review
from fangpin.reading import Rosters
from fangpin.rosters.kinds import Kinds
from fangpin.rules import clauses
from fangpin.rules.book import Rule
from fangpin.rules.evidence import fact_names, label

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

    from fangpin.report.model import Results, RuleText
    from fangpin.run import Judged


def assemble(done: Judged) -> Results:
    """The tables of a run, with the words that reports need."""
    from fangpin.report.model import Results

    connection, kinds = done.connection, done.kinds
    used = done.judgement.parameters() | set(facts.PARAMETERS)
    run = record.run_record(done.read, kinds, done.setting, used, done.states)
    run |= outcome_record(done)
    alerts = results.alerts(connection, done.judgement, monitoring(done))
    return Results(
        run=run,
        rules={r.id: words(r) for r in done.setting.book.rules.values() if r.id in run["rules"]},
        alerts=alerts,
        households=results.households(connection),
        members=results.members(connection, alerts["household_id"]),
        problems=problems(connection, done.read, kinds),
        names={k.name: k.title for k in kinds}
        | {f: label(f) for f in fact_names()}
        | own_names(done),
        candidates=results.candidates(connection),
        review=review.lines(connection, kinds, done.decided),
    )


def own_names(done: Judged) -> dict[str, str]:
    """The facts of the office's own rules in words."""
    own = () if done.own is None else done.own.own.facts
    return {fact.name: fact.label for fact in own}


def monitoring(done: Judged) -> bool:
    """Whether the rosters say who is monitored."""
    return done.setting.given.has("monitoring")


def words(rule: Rule) -> RuleText:
    """A rule in the words of people."""
    from fangpin.report.model import RuleText

    return RuleText(
        name=rule.name,
        clause=rule.clause,
        clause_text=clauses.sentences().get(rule.id, ""),
        cause=rule.cause,
        department=rule.department,
        per=rule.per,
        order=rule.order,
    )


def outcome_record(done: Judged) -> dict[str, Any]:
    """What run.json tells of the outcome: counts, coverage, monitored households without a hit."""
    connection = done.connection
    counts = results.counts(connection)
    for rule, counties in results.scopes(connection, done.judgement).items():
        for county, number in counties.items():
            counts.setdefault(rule, {}).setdefault(county, {})["scope"] = number
    given = {one.kind for one in done.read.sources}
    linked = [k.name for k in done.kinds if k.name in given and k.name not in NOT_LINKED]
    decided = all(s.state == "evaluated" for n, s in done.states.items() if n[0] in "GN")
    idle = results.monitored_without_hit(connection, decided) if monitoring(done) else []
    return {
        "counts": counts,
        "coverage": results.coverage(connection, linked),
        "monitored_without_hit": idle,
        "links": linking.links(connection, done.kinds, linked),
        "household_conflicts": linking.conflicts(connection, done.kinds, linked),
        "pairs": linking.pairs(connection) | done.decided.record(),
    }


def only_counties(made: Results, counties: Sequence[str]) -> Results:
    """The results of these counties alone; all where none was asked for.

    Raises UseError for a county that no household lives in.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not counties:
        return made
    known = set(made.households["county"].to_pylist())
    for county in counties:
        if county not in known:
            names = "、".join(sorted(c for c in known if c))
            raise UseError(f"没有旗县区“{county}”的农户", f"可选:{names}")
    chosen = pa.array(list(counties))
    households = made.households.filter(pc.is_in(made.households["county"], chosen))
    counted = {
        rule: {c: n for c, n in several.items() if c in counties}
        for rule, several in made.run["counts"].items()
    }
    inside = pc.is_in(made.members["household_id"], households["household_id"].combine_chunks())
    return replace(
        made,
        run=made.run | {"counts": counted, "counties": list(counties)},
        alerts=made.alerts.filter(pc.is_in(made.alerts["county"], chosen)),
        households=households,
        members=made.members.filter(inside),
    )


def problems(connection: duckdb.DuckDBPyConnection, read: Rosters, kinds: Kinds) -> pa.Table:
    """Every fault as problems.csv has it: cells, rows, files, and what matching found."""
    found = results.found(connection, [k.name for k in kinds]).to_pandas()
    found = found.rename(columns={"detail": "value"}).assign(column="", field="", severity="remark")
    return reading_problems(read, kinds, found)


def reading_problems(read: Rosters, kinds: Kinds, found: pd.DataFrame | None = None) -> pa.Table:
    """The faults of reading (and what matching found), in the order of files and rows."""
    import pandas as pd
    import pyarrow as pa

    from fangpin.faults import PROBLEM_COLUMNS, fill, told_of_file

    whole = pd.DataFrame(
        [
            (file, sheet, row, "", "", detail, code, "reject")
            for file, sheet, code, detail, row in read.faults
        ],
        columns=list(PROBLEM_COLUMNS),
    )
    parts = [*read.problems, *([] if found is None else [found]), whole]
    every: pd.DataFrame = pd.concat([p for p in parts if len(p)] or [whole], ignore_index=True)
    every = every.sort_values(["file", "sheet", "row", "code", "field"], kind="stable")
    folders = {one.file: record.department(one, kinds) for one in read.sources}
    folders |= {f: record.folder(f) for f, *_ in read.faults if f not in folders}
    every["row"] = every["row"].astype("Int64")
    every["department"] = every["file"].map(folders)
    told = fill(every)
    at_fault = told.index[told["code"].str.startswith("file.") & told["value"].notna()]
    for index in at_fault:
        code, detail = str(told.at[index, "code"]), str(told.at[index, "value"])
        told.at[index, "message"] = told_of_file(code, detail)
    texts = [n for n in (*PROBLEM_COLUMNS, "message", "suggestion", "department") if n != "row"]
    schema = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in texts)])
    return pa.Table.from_pandas(told, schema=schema, preserve_index=False)
