"""`fangpin scan`: the main job, from department rosters to county workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import job, shared
from fangpin.commands.base import Command, File, today

if TYPE_CHECKING:
    from fangpin.checks.exempt import Exempted
    from fangpin.leaving.passwords import Passwords
    from fangpin.run import Scan, ScanOptions
    from fangpin.timing import Clock

SLIP_ROWS = 50_000  # of longer files a scan lists the faults; validate writes them in full


@click.command(cls=Command, name="scan")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...")
@shared.as_of
@shared.policy
@click.option(
    "--out",
    metavar="文件夹",
    envvar="FANGPIN_OUT",
    help="结果文件夹(默认 fangpin-基准日期,在第一个输入旁边)。",
)
@shared.reading
@click.option(
    "--links",
    type=File(),
    multiple=True,
    envvar="FANGPIN_LINKS",
    metavar="文件",
    help="填好的 配对复核.xlsx 或 配对决定.csv(可重复)。",
)
@click.option(
    "--decisions",
    metavar="文件",
    envvar="FANGPIN_DECISIONS",
    help="记住配对答案的文件(默认 配对决定.csv,在结果文件夹旁边)。",
)
@click.option(
    "--previous",
    metavar="文件夹",
    envvar="FANGPIN_PREVIOUS",
    help="上次的结果文件夹(auto:旁边最近的一次):标出新增和持续,缺名册或缺行的上次命中转为待核。",
)
@shared.exempt
@job.leaving
@job.watched
@shared.county
@click.option(
    "--strict", is_flag=True, envvar="FANGPIN_STRICT", help="有一行被拒收就停下,不作研判。"
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    envvar="FANGPIN_ENGINE",
    help="用什么计算:local 本机(默认),spark 集群(见 docs/spark.md)。",
)
@click.option(
    "--fail-on-alerts", is_flag=True, envvar="FANGPIN_FAIL_ON_ALERTS", help="有命中时退出码为 10。"
)
@shared.telling
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> int:
    """读取各部门名册,比对、研判,写出预警清单和统计。

    \b
    例:fangpin scan 名册文件夹 --as-of 2020-04-18 --out 结果
        fangpin scan 花名册.xlsx
    """
    from fangpin.reading import ready

    given = shared.inputs(paths)
    config = shared.configure(ctx, "scan", given, options)
    if options["engine"] == "local":
        ready()
    return run(given, config, options)


def run(paths: list[Path], config: dict[str, Any], options: dict[str, Any]) -> int:
    """Scan, write, tell; the exit status."""
    from fangpin import output
    from fangpin.checks.beside import prepare_own, run_own, with_checks
    from fangpin.commands.bar import watched
    from fangpin.cron.unchanged import find_done, key_of_inputs
    from fangpin.pipeline import scan

    as_of: date = options["as_of"] or today()
    out = Path(options["out"]) if options["out"] else output.default_out(paths[0], as_of)
    passwords = job.sealing(options)
    with job.working(out, options["log"]) as log:
        output.may_replace(out, as_of, options["force"])
        asked = ask(paths, as_of, out, config, options)
        own = prepare_own(asked)
        inputs = key_of_inputs(asked)
        known = None if options["force"] else find_done(out)
        if known is not None and known.key == job.key(asked, inputs, passwords, options):
            return job.tell_unchanged(known, out, options, log)
        held = job.before(asked, out, log)
        with watched(asked, options, len(inputs), log) as (looked_at, clock):
            done = scan(looked_at, clock)
            status = verdict_of(done, config)
            written = Written(out, asked, passwords, inputs, status)
            checked = None
            if own is not None:
                with clock.stage("checks"):
                    checked = run_own(own, asked, done)
                done = with_checks(done, checked)
            write(done, written, clock, options, checked)
        status = verdict_of(done, config, options["fail_on_alerts"])
        line, same = job.ending(done, out, held, status)
        if log is not None:
            log.say(f"结束,退出码 {status}:{line}")
        short = line if log is not None or same else ""
        job.tell(done, out, options, short)
        if not short or done.results.run["pairs"]["faults"]:
            tell_pairs(done, options)
    return status


@dataclass(frozen=True)
class Written:
    """Where and how results are written; inputs: as they were before they were read."""

    out: Path
    asked: ScanOptions
    passwords: Passwords | None
    inputs: list[list[str]]
    status: int


def verdict_of(done: Scan, config: dict[str, Any], fail_on_alerts: bool = False) -> int:
    """The exit status (cli.md)."""
    from fangpin import verdict

    return verdict.status(done, config, fail_on_alerts)


def ask(
    paths: list[Path], as_of: date, out: Path, config: dict[str, Any], options: dict[str, Any]
) -> ScanOptions:
    """What to scan, and the run to compare with."""
    from fangpin.checks import remembered
    from fangpin.cron.before import find_previous
    from fangpin.run import ScanOptions

    previous, _, passed_over = find_previous(options["previous"], out, as_of)
    for line in passed_over:
        click.echo(line, err=True)
    return ScanOptions(
        paths=paths,
        as_of=as_of,
        policy=options["policy"] or "hohhot-2020",
        **shared.how_to_read(options, config, paths),
        counties=options["county"],
        strict=options["strict"],
        engine=options["engine"],
        previous=previous,
        links=[Path(one) for one in options["links"]],
        decisions=memory_file(options["decisions"], out),
        exempt=[Path(one) for one in options["exempt"]],
        exempt_memory=remembered.memory_file(out),
        out=out,
    )


def write(
    done: Scan, how: Written, clock: Clock, options: dict[str, Any], checked: Exempted | None = None
) -> None:
    """Write everything beside its place, then put it there; checked: what own checks found."""
    from fangpin import output
    from fangpin.leaving import listing, passwords
    from fangpin.pairs.memory import save

    if how.passwords is not None:
        wanted = listing.needed(done.results, options["split"])
        passwords.refuse_missing(how.passwords, wanted)
    save(done.decided, memory_file(options["decisions"], how.out))
    with shared.writing(how.out), output.new_folder(how.out) as draft:
        with clock.stage("write") as told:
            write_results(done, how, draft, options, checked)
            listing.seal(draft, how.passwords, options["privacy"])
            listing.keep_sent(how.out, draft)
            told["written"] = sum(1 for one in draft.rglob("*") if one.is_file())
        called = {
            "paths": [str(p.resolve()) for p in how.asked.paths],
            "policy": how.asked.policy,
            "decisions": str(memory_file(options["decisions"], how.out).resolve()),
            # the answers are remembered by now, as the next run will find them
            "key": job.key(how.asked, how.inputs, how.passwords, options),
            "status": how.status,
            "hits": "hit" in done.results.alerts["outcome"].to_pylist(),
        }
        clock.write(draft / "timing.json", called)


def write_results(
    done: Scan, how: Written, draft: Path, options: dict[str, Any], checked: Exempted | None
) -> None:
    """Everything that is read later, by people or machines; with Spark tables alone, if asked."""
    from fangpin.checks.beside import write_exempted
    from fangpin.reading.one import kinds_config
    from fangpin.report import write_reports
    from fangpin.slips.write import slip_jobs
    from fangpin.spark import output

    asked = how.asked
    if output.asked_for(asked):
        output.write_tables(done.results, draft)
        return
    own = kinds_config(asked.how_to_read())
    order = shared.slip_order(asked, most_rows=SLIP_ROWS, own=own)
    write_reports(
        done.results,
        draft,
        privacy=options["privacy"],
        split=options["split"],
        workers=asked.workers,
        cache=None if asked.passwords else asked.cache,  # nothing of what a password opened
        more=slip_jobs(done.read, done.kinds, done.results.problems, draft / "send", order),
    )
    write_exempted(done, checked, draft, asked.exempt_memory)


def memory_file(asked: str | None, out: Path) -> Path:
    """Where answers are remembered."""
    return Path(asked) if asked else out.resolve().parent / "配对决定.csv"


def tell_pairs(done: Scan, options: dict[str, Any]) -> None:
    """What is wrong with the answers, and what they did, on standard error."""
    if options["quiet"]:
        return
    told = done.results.run["pairs"]
    states: dict[str, int] = {}
    for several in told["rows"].values():
        for state, number in several.items():
            states[state] = states.get(state, 0) + number
    lines = [f"配对:{fault}" for fault in told["faults"]]
    if states.get("used"):
        again = sum(one.by_pair for one in done.read.sources)
        lines.append(f"按确认的配对采用 {states['used']} 行,其中 {again} 行由退回改为接收")
    if states.get("rejected"):
        lines.append(f"另有 {states['rejected']} 行已确认是谁,但有别的问题,仍然退回")
    if states.get("several"):
        lines.append(
            f"有 {states['several']} 行被确认成了两个人,都没有采用,请在配对复核表中只留一个"
        )
    if told["open"]:
        lines.append(f"待确认的配对 {told['open']} 对,见 配对复核.xlsx;填好后用 --links 交回")
    for line in lines:
        click.echo(line, err=True)
