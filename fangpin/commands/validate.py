"""`fangpin validate`: only read and check; nothing is judged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command, Day, today


@click.command(cls=Command, name="validate")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...")
@click.option("--as-of", type=Day(), envvar="FANGPIN_AS_OF", help="基准日期(默认今天)。")
@click.option(
    "--out", metavar="文件夹", envvar="FANGPIN_OUT", help="把 problems.csv 写到这个文件夹。"
)
@shared.reading
@click.option("--force", is_flag=True, help="覆盖已有的结果文件夹。")
@click.option("-q", "--quiet", is_flag=True, help="除错误外不输出。")
@click.option("-v", "--verbose", is_flag=True, help="逐个文件输出进度。")
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> int:
    """只读取和检查名册,列出每一处问题;有行被拒收或文件不能读时退出码为 1。

    \b
    例:fangpin validate 名册文件夹
        fangpin validate 低保名册.xls --out 检查结果
    """
    from fangpin.pipeline import ScanOptions, read_stage, reading_problems
    from fangpin.report import terminal
    from fangpin.timing import Clock

    given = [Path(p) for p in paths]
    config = shared.configure(ctx, "validate", given, options)
    as_of = options["as_of"] or today()
    asked = ScanOptions(
        paths=given,
        as_of=as_of,
        passwords=shared.passwords(options["input_password_file"]),
        forced=dict(options["kind"]),
        columns=shared.columns(options["column"]),
        config=config,
        progress=shared.progress(options),
    )
    read, kinds = read_stage(asked, Clock())
    problems = reading_problems(read, kinds)
    if options["out"]:
        write_problems(problems, Path(options["out"]), options)
    if not options["quiet"]:
        terminal.emit(shared.say_read(read, kinds, problems), sys.stdout)
    rejected = any(one.accepted < one.rows for one in read.sources)
    return 1 if rejected or read.faults else 0


def write_problems(problems: Any, out: Path, options: dict[str, Any]) -> None:
    """Write problems.csv into a folder of its own."""
    from fangpin import output
    from fangpin.report import machine
    from fangpin.report.model import PROBLEM_COLUMNS

    as_of = options["as_of"] or today()
    output.may_replace(out, as_of, options["force"])
    with shared.writing(out), output.new_folder(out) as draft:
        machine.write_csv(problems.select(PROBLEM_COLUMNS), draft / "problems.csv")
        machine.write_json({"as_of": as_of.isoformat(), "validated": True}, draft / "run.json")
