"""The whole way from files to results; each stage is one call, nothing flows back (design)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from fangpin import counts, database, facts, record
from fangpin.assemble import assemble, only_counties
from fangpin.checks.alerts import exempt_scan, exemptions
from fangpin.checks.own import prepare as prepare_rules
from fangpin.checks.own_run import OwnRun, own_run
from fangpin.checks.pack import RESERVED
from fangpin.compare.finish import finish
from fangpin.compare.linkage import limits
from fangpin.engine import Engine, engine_of
from fangpin.errors import UseError
from fangpin.match import findings, match
from fangpin.office.count import counted
from fangpin.pairs.memory import gather
from fangpin.reading import Rosters, read_rosters
from fangpin.rosters.kinds import Kinds, load_kinds
from fangpin.rules.book import rule_book
from fangpin.rules.evidence import explain
from fangpin.rules.judge import judge, prepare
from fangpin.rules.lint import lint
from fangpin.rules.policy import Policy, load_policy
from fangpin.rules.states import Setting, rule_states, uncovered_counties
from fangpin.run import Judged, Scan, ScanOptions
from fangpin.spark import output as spark_output
from fangpin.timing import Clock

if TYPE_CHECKING:
    import duckdb


def read_stage(
    options: ScanOptions, clock: Clock, engine: Engine | None = None
) -> tuple[Rosters, Kinds]:
    """Find, read, label, clean and check.

    Raises UseError for a path that does not exist.
    """
    from fangpin.io import find_files

    kinds = load_kinds(options.config)
    with clock.stage("read") as told:
        files, skipped = find_files(list(options.paths), options.beside())
        read_files = read_rosters if engine is None else engine.read
        read = read_files(files, options.how_to_read(), options.progress)
        told.update({"files": len(files), **counts.of_reading(read)})
    read.skipped += skipped
    return read, kinds


def scan(options: ScanOptions, clock: Clock) -> Scan:
    """Read everything, match, fold, judge, explain; the results are ready to be written."""
    fall = limits(options.config)
    checks = [name for name in options.config.get("checks", {}) if name not in RESERVED]
    told_to = exemptions(options.exempt, options.exempt_memory, checks)
    with judged(options, clock) as done:
        with clock.stage("evidence"):
            measures = done.setting.policy.measures
            explain(done.connection, done.judgement, done.states, measures, done.values)
            if done.own is not None:
                done.own.say(done.connection)
        with clock.stage("results") as told:
            made = finish(done, assemble(done), options.previous, fall)
            made = only_counties(made, options.counties)
            made, exempted = exempt_scan(made, told_to, options.as_of)
            if spark_output.asked_for(options):
                made = spark_output.with_county(done, made)
            hidden = made.run.get("hidden", ())
            asked = counted(done, options.config, options.counties, hidden)
            made = replace(made, run=made.run | asked)
            told.update(counts.of_alerts(made.alerts))
    return Scan(made, done.read, done.kinds, done.decided, exempted, told_to)


@contextmanager
def judged(options: ScanOptions, clock: Clock) -> Iterator[Judged]:
    """Read, match, fold and judge; the database is closed afterwards.

    Raises UseError: no such path or policy, nothing that could be used.
    """
    policy = policy_in_force(options.policy, options.as_of)
    kinds = load_kinds(options.config)
    own = prepare_rules(
        rule_book(),
        policy,
        kinds,
        options.as_of,
        config=options.config,
        file=options.config_file,
    )
    lint(own.book)
    titles = {kind.title: kind.name for kind in kinds}
    decided = gather(options.decisions, options.links, titles)
    with engine_of(options.engine, options.config) as engine:
        read, kinds = read_stage(options, clock, engine)
        refuse_unusable(read)
        given = database.given(read, kinds, options.as_of.year - 1, dict(own.book.given))
        setting = Setting(own.book, own.policy, options.as_of, given, record.say_given(kinds))
        with clock.stage("load"):
            engine.load(read, kinds, options.config.get("places", {}), decided)
        if options.strict:
            refuse_rejected(read)
        run = own_run(own, options, read, kinds)
        done = judge_stage(engine.connection, read, kinds, setting, clock, own=run)
        yield replace(done, connection=engine.judged(), decided=decided)


def policy_in_force(name: str, day: date) -> Policy:
    """The policy; UseError where it is not in force yet on that day."""
    policy = load_policy(name)
    if day < policy.start:
        raise UseError(
            f"政策“{policy.name}”自 {policy.start} 起执行,基准日期 {day} 更早",
            "请改 --as-of 或 --policy",
        )
    return policy


def refuse_unusable(read: Rosters) -> None:
    """Raise UseError where nothing could be used."""
    if not any(one.accepted for one in read.sources):
        raise UseError(
            "没有可用的名册" + why_unusable(read),
            "请检查文件夹里是否有 Excel 或 CSV 名册;用 fangpin inspect 查看一个文件是怎样读的",
            status=3,
        )


def refuse_rejected(read: Rosters) -> None:
    """Raise UseError where anything was rejected, rows that a confirmed pair cures aside."""
    rejected = sum(one.rows - one.accepted for one in read.sources)
    if rejected or read.faults:
        raise UseError(
            f"有 {rejected} 行被拒收、{len(read.faults)} 个文件或表不能用,--strict 下不作研判",
            "请用 fangpin validate 查看每一处问题,改正后再运行",
            status=1,
        )


def why_unusable(read: Rosters) -> str:
    """The first files and why each could not be used."""
    from fangpin.faults import describe_file

    said = [
        f"{file}:" + ",".join(describe_file(code, detail))
        for file, _, code, detail, _ in read.faults
    ]
    said += [f"{file}:{why}" for file, why in read.skipped]
    return "。" + ";".join(said[:5]) if said else ""


def judge_stage(
    connection: duckdb.DuckDBPyConnection,
    read: Rosters,
    kinds: Kinds,
    setting: Setting,
    clock: Clock,
    *,
    own: OwnRun | None = None,
) -> Judged:
    """From typed rows in the database to facts and alerts in it; own: the office's own rules."""
    policy, day, given = setting.policy, setting.day, setting.given
    values = facts.values(policy, day, given, kinds)
    with clock.stage("match") as told:
        match(connection, kinds, values)
        told.update(counts.of_tables(connection, persons="person", households="household"))
    with clock.stage("facts"):
        facts.fold(connection, values)
        findings.of_facts(connection, values)
        if own is not None:
            own.add(connection)
    with clock.stage("rules") as told:
        covered = connection.sql("select * from county_covered order by county").to_arrow_table()
        states = rule_states(setting, uncovered_counties(covered.to_pylist(), given))
        judgement = prepare(connection, setting, states)
        judge(connection, judgement)
        told.update(counts.of_tables(connection, hits="alert where hit"))
    return Judged(connection, read, kinds, setting, states, judgement, values, own=own)
