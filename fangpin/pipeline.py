"""The whole way from files to results; each stage is one call, nothing flows back (design)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin import database, facts, record, results
from fangpin.errors import UseError
from fangpin.match import findings, match
from fangpin.match.links import NOT_LINKED
from fangpin.reading import ReadOptions, Rosters, read_rosters
from fangpin.rosters.kinds import Kinds, load_kinds
from fangpin.rules.book import rule_book
from fangpin.rules.evidence import explain, fact_names, label
from fangpin.rules.judge import Judgement, judge, prepare
from fangpin.rules.policy import load_policy
from fangpin.rules.states import Setting, State, rule_states, uncovered_counties
from fangpin.timing import Clock

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

    from fangpin.report.model import Results


@dataclass(frozen=True)
class ScanOptions:
    """What a scan is asked for; paths are scanned in their own order by name."""

    paths: Sequence[Path]
    as_of: date
    policy: str = "hohhot-2020"
    passwords: Sequence[str] = ()
    forced: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    counties: Sequence[str] = ()
    strict: bool = False
    progress: Callable[[str], None] | None = None


@dataclass(frozen=True)
class Scan:
    """A finished scan: results for the reports, and what was read."""

    results: Results
    read: Rosters
    kinds: Kinds


def read_stage(options: ScanOptions, clock: Clock) -> tuple[Rosters, Kinds]:
    """Find, read, label, clean and check.

    Raises UseError for a path that does not exist.
    """
    from fangpin.io import find_files

    kinds = load_kinds(options.config)
    with clock.stage("read"):
        files, skipped = find_files(list(options.paths))
        how = ReadOptions(options.as_of, options.passwords, options.forced, options.columns)
        read = read_rosters(files, kinds, how, options.progress)
    read.skipped += skipped
    return read, kinds


def scan(options: ScanOptions, clock: Clock) -> Scan:
    """Read everything, match, fold, judge; the results are ready to be written."""
    policy = load_policy(options.policy)
    if options.as_of < policy.start:
        raise UseError(
            f"政策“{policy.name}”自 {policy.start} 起执行,基准日期 {options.as_of} 更早",
            "请改 --as-of 或 --policy",
        )
    read, kinds = read_stage(options, clock)
    if not any(one.accepted for one in read.sources):
        raise UseError(
            "没有可用的名册" + why_unusable(read),
            "请检查文件夹里是否有 Excel 或 CSV 名册;用 fangpin inspect 查看一个文件是怎样读的",
            status=3,
        )
    refuse_rejected(read, options)
    book = rule_book()
    given = database.given(read, kinds, options.as_of.year - 1, dict(book.given))
    setting = Setting(book, policy, options.as_of, given, record.say_given(kinds))
    connection = database.connect()
    try:
        with clock.stage("load"):
            database.load(connection, read, kinds, options.config.get("places", {}))
        made = judge_stage(connection, read, kinds, setting, clock)
        return Scan(only_counties(made, options.counties), read, kinds)
    finally:
        connection.close()


def refuse_rejected(read: Rosters, options: ScanOptions) -> None:
    """With --strict a rejected row or an unreadable file stops the run (exit status 1)."""
    rejected = sum(one.rows - one.accepted for one in read.sources)
    if options.strict and (rejected or read.faults):
        raise UseError(
            f"有 {rejected} 行被拒收、{len(read.faults)} 个文件或表不能用,--strict 下不作研判",
            "请用 fangpin validate 查看每一处问题,改正后再运行",
            status=1,
        )


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


def why_unusable(read: Rosters) -> str:
    """The first files and why each could not be used."""
    from fangpin.faults import describe

    said = [f"{file}:{describe(code)[0]}" for file, _, code, _, _ in read.faults]
    said += [f"{file}:{why}" for file, why in read.skipped]
    return "。" + ";".join(said[:5]) if said else ""


def judge_stage(
    connection: duckdb.DuckDBPyConnection,
    read: Rosters,
    kinds: Kinds,
    setting: Setting,
    clock: Clock,
) -> Results:
    """From typed rows in the database to results."""
    policy, day, given = setting.policy, setting.day, setting.given
    values = facts.values(policy, day, given, kinds)
    with clock.stage("match"):
        match(connection, kinds, values)
    with clock.stage("facts"):
        facts.fold(connection, policy, day, values)
        findings.of_facts(connection, values)
    with clock.stage("rules"):
        covered = connection.sql("select * from county_covered order by county").to_arrow_table()
        states = rule_states(setting, uncovered_counties(covered.to_pylist(), given))
        judgement = prepare(connection, setting, states)
        judge(connection, judgement)
    with clock.stage("evidence"):
        explain(connection, judgement, states, policy.measures, values)
    with clock.stage("results"):
        used = judgement.parameters() | set(facts.PARAMETERS)
        run = record.run_record(read, kinds, setting, used, states)
        run |= outcome_record(connection, read, kinds, judgement, states)
        return assemble(connection, read, kinds, judgement, run)


def outcome_record(
    connection: duckdb.DuckDBPyConnection,
    read: Rosters,
    kinds: Kinds,
    judgement: Judgement,
    states: Mapping[str, State],
) -> dict[str, Any]:
    """What run.json tells of the outcome: counts, coverage, monitored households without a hit."""
    counts = results.counts(connection)
    for rule, counties in results.scopes(connection, judgement).items():
        for county, number in counties.items():
            counts.setdefault(rule, {}).setdefault(county, {})["scope"] = number
    given = {one.kind for one in read.sources}
    linked = [kind.name for kind in kinds if kind.name in given and kind.name not in NOT_LINKED]
    decided = all(s.state == "evaluated" for n, s in states.items() if n[0] in "GN")
    monitoring = judgement.household.given.has("monitoring")
    return {
        "counts": counts,
        "coverage": results.coverage(connection, linked),
        "monitored_without_hit": results.monitored_without_hit(connection, decided)
        if monitoring
        else [],
    }


def assemble(
    connection: duckdb.DuckDBPyConnection,
    read: Rosters,
    kinds: Kinds,
    judgement: Judgement,
    run: dict[str, Any],
) -> Results:
    """The tables of a run, with the words that reports need."""
    from fangpin.report.model import Results, RuleText

    words = {
        rule.id: RuleText(
            name=rule.name,
            clause=rule.clause,
            clause_text="",
            cause=rule.cause,
            department=rule.department,
            per=rule.per,
            order=rule.order,
        )
        for rule in rule_book().rules.values()
        if rule.id in run["rules"]
    }
    monitoring = judgement.household.given.has("monitoring")
    return Results(
        run=run,
        rules=words,
        alerts=results.alerts(connection, judgement, monitoring),
        households=results.households(connection),
        members=results.members(connection),
        problems=problems(connection, read, kinds),
        names={k.name: k.title for k in kinds} | {f: label(f) for f in fact_names()},
        candidates=results.candidates(connection),
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

    from fangpin.faults import PROBLEM_COLUMNS, fill

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
    return pa.Table.from_pandas(fill(every), preserve_index=False)
