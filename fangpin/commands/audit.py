"""`fangpin audit`: consistency checks over the exports, written as data."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import job, shared
from fangpin.commands.base import Command, Day, today
from fangpin.errors import UseError

if TYPE_CHECKING:
    import polars as pl

    from fangpin.checks.audit import Prepared
    from fangpin.checks.exempt import Register, Remembered
    from fangpin.checks.reading import Read
    from fangpin.timing import Clock


@click.command(cls=Command, name="audit")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...")
@click.option(
    "--checks",
    multiple=True,
    envvar="FANGPIN_CHECKS",
    metavar="文件",
    help="核查规则文件(可重复;默认 national,自带的 255 条)。",
)
@click.option("--as-of", type=Day(), envvar="FANGPIN_AS_OF", help="核查日(默认今天)。")
@click.option(
    "--out",
    metavar="文件夹",
    envvar="FANGPIN_OUT",
    help="结果文件夹(默认 fangpin-audit-核查日,在第一个输入旁边)。",
)
@shared.exempt
@shared.county
@shared.reading
@shared.telling
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> int:
    """核查全国系统导出的数据是否前后一致,写出 checks.csv 和各县的核查表。

    \b
    例:fangpin audit 导出文件夹 --as-of 2024-10-15 --out 核查结果
        fangpin audit 导出文件夹 --checks national --checks 本县规则.toml
    """
    given = shared.inputs(paths)
    config = shared.configure(ctx, "audit", given, options)
    return run(given, config, options)


def run(paths: list[Path], config: dict[str, Any], options: dict[str, Any]) -> int:
    """Bind, read, check, write, tell; the exit status."""
    from fangpin import output
    from fangpin.checks import audit, exempt, remembered
    from fangpin.checks.findings import findings
    from fangpin.checks.output import default_out, write_audit
    from fangpin.timing import Clock

    as_of: date = options["as_of"] or today()
    out = Path(options["out"]) if options["out"] else default_out(paths[0], as_of)
    with job.working(out, None):
        output.may_replace(out, as_of, options["force"])
        clock = Clock()
        prepared = bind(paths, config, options, as_of, clock)
        register, memory = registered(options, prepared, out)
        read = read_texts(paths, config, options, as_of, clock)
        with clock.stage("check"):
            judged = audit.judge(prepared, read.rosters)
        with clock.stage("explain"):
            found = of_counties(findings(judged), options["county"])
            done = exempt.apply(found, register, as_of, memory, audit.judged_ids(judged))
        with shared.writing(out), output.new_folder(out) as draft:
            with clock.stage("write"):
                record = write_audit(draft, as_of, read, judged, done, counties=options["county"])
            clock.write(draft / "timing.json", {"paths": [str(p.resolve()) for p in paths]})
            remembered.save(done.memory, remembered.memory_file(out))
    tell(record, out, options)
    return status(record, config)


def bind(
    paths: list[Path], config: dict[str, Any], options: dict[str, Any], as_of: date, clock: Clock
) -> Prepared:
    """Bind every check, before anything is read."""
    from fangpin.checks import audit
    from fangpin.checks.pack import load_pack
    from fangpin.rosters.kinds import load_kinds

    with clock.stage("prepare"):
        file = shared.config_file(options, paths)
        pack = load_pack(options["checks"], config, file)
        return audit.prepare(pack, load_kinds(config), as_of, config.get("places", {}))


def read_texts(
    paths: list[Path], config: dict[str, Any], options: dict[str, Any], as_of: date, clock: Clock
) -> Read:
    """Read every file in child processes, or take what was read before; registers are no rosters.

    Raises UseError (status 3) where nothing could be used.
    """
    from fangpin.checks.reading import read
    from fangpin.io import find_files
    from fangpin.reading import ReadOptions
    from fangpin.rosters.kinds import load_kinds

    asked = shared.how_to_read(options, config, paths)
    progress = asked.pop("progress")
    del asked["config_file"]
    with clock.stage("read"):
        files, skipped = find_files(paths)
        beside = {Path(one).resolve() for one in options["exempt"]}
        files = [one for one in files if one.path.resolve() not in beside]
        made = read(files, load_kinds(config), ReadOptions(as_of, **asked), progress)
    made.skipped += skipped
    if not made.rosters:
        raise UseError(
            "没有可用的名册", "请检查文件夹里是否有 Excel 或 CSV 名册;用 fangpin inspect 查看", 3
        )
    return made


def registered(
    options: dict[str, Any], prepared: Prepared, out: Path
) -> tuple[Register, dict[str, Remembered]]:
    """The exemptions of the registers that were given, and what they rest on."""
    from fangpin.checks import exempt, remembered
    from fangpin.checks.pack import shipped
    from fangpin.checks.register import known, read_registers
    from fangpin.rules.book import rule_book

    if not options["exempt"]:
        return exempt.Register(), {}
    mine = [one.check.id for one in prepared.bound]
    every = {*mine, *shipped().checks, *rule_book().rules}
    register = known(read_registers(options["exempt"]), every, mine)
    return register, remembered.recall(remembered.memory_file(out))


def of_counties(found: pl.DataFrame, counties: Sequence[str]) -> pl.DataFrame:
    """The findings of these counties alone; all where none was asked for."""
    import polars as pl

    return found.filter(pl.col("county").is_in(list(counties))) if counties else found


def status(record: dict[str, Any], config: dict[str, Any]) -> int:
    """0 done; 1 where files or rows of a register could not be used, or a roster did not come."""
    kinds = {one["kind"] for one in record["inputs"]}
    missing = [kind for kind in config.get("expect", ()) if kind not in kinds]
    return 1 if record["faults"] or record["exempt_faults"] or missing else 0


def tell(record: dict[str, Any], out: Path, options: dict[str, Any]) -> None:
    """The summary on the terminal, or the record with --json."""
    from fangpin.checks.say import summary
    from fangpin.report import terminal

    if options["as_json"]:
        json.dump(record, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
        sys.stdout.write("\n")
    elif not options["quiet"]:
        terminal.emit(summary(record, out), sys.stdout)
