"""`fangpin validate`: only read and check; nothing is judged."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command, today

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.run import ScanOptions


@click.command(cls=Command, name="validate")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...")
@shared.as_of
@click.option(
    "--out",
    metavar="文件夹",
    envvar="FANGPIN_OUT",
    help="结果文件夹(默认 fangpin-检查-基准日期,在第一个输入旁边)。",
)
@click.option(
    "--against",
    metavar="更正表或文件夹",
    envvar="FANGPIN_AGAINST",
    help="与上次的 数据问题_部门.xlsx(或上次的结果文件夹)对照。",
)
@shared.reading
@click.option("--force", is_flag=True, help="覆盖已有的结果文件夹。")
@click.option("-q", "--quiet", is_flag=True, help="除错误外不输出。")
@click.option("-v", "--verbose", is_flag=True, help="逐个文件输出进度。")
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> int:
    """只读取和检查名册,写出各部门的更正表;有行被拒收或文件不能读时退出码为 1。

    更正表 数据问题_部门.xlsx 在结果文件夹的 send 里,改正后可直接重新读入,并替换原来的表。

    \b
    例:fangpin validate 名册文件夹
        fangpin validate 低保名册.xls --out 检查结果
        fangpin validate 新报来的名册 --against 检查结果
    """
    from fangpin.assemble import reading_problems
    from fangpin.report import terminal
    from fangpin.run import ScanOptions
    from fangpin.slips.against import compared, deleted, say, slip_files

    given = shared.inputs(paths)
    config = shared.configure(ctx, "validate", given, options)
    as_of = options["as_of"] or today()
    asked = ScanOptions(
        paths=given,
        as_of=as_of,
        **shared.how_to_read(options, config, given),
    )
    against = slip_files(Path(options["against"])) if options["against"] else []
    read, kinds = read_seen(asked, options)
    problems = reading_problems(read, kinds)
    became = compared(read, kinds, against, as_of)
    out = out_folder(options["out"], given[0], as_of)
    written = options["out"] or problems.num_rows or became
    if written:
        write(Validated(asked, read, kinds, problems, became), out, options["force"])
    if not options["quiet"]:
        told = shared.say_read(read, kinds, problems) + say(became)
        terminal.emit(told + (f"结果:{out}\n" if written else ""), sys.stdout)
    rejected = any(one.accepted < one.rows for one in read.sources)
    return 1 if rejected or read.faults or deleted(became) else 0


def read_seen(asked: ScanOptions, options: dict[str, Any]) -> tuple[Rosters, Kinds]:
    """Read everything, with a bar where somebody looks."""
    from fangpin.commands.bar import counting
    from fangpin.cron.log import STAGES
    from fangpin.io import find_files
    from fangpin.pipeline import read_stage
    from fangpin.timing import Clock

    many = len(find_files(asked.paths)[0])
    with counting(STAGES["read"], options) as step:
        bar = asked if asked.progress else replace(asked, progress=lambda line: step(many))
        return read_stage(bar, Clock())


@dataclass(frozen=True)
class Validated:
    """What was read and checked; became: department -> what became of its last slip."""

    asked: ScanOptions
    read: Rosters
    kinds: Kinds
    problems: pa.Table
    became: dict[str, list[dict[str, Any]]]


def out_folder(asked: str | None, first: Path, as_of: date) -> Path:
    """Where to write: as asked, else beside the first input."""
    if asked:
        return Path(asked)
    return first.resolve().parent / f"fangpin-检查-{as_of:%Y%m%d}"


def write(done: Validated, out: Path, force: bool) -> None:
    """Write problems.csv, compared.csv and the slips into a folder of its own."""
    from fangpin import output
    from fangpin.leaving import listing
    from fangpin.report import machine
    from fangpin.report.model import PROBLEM_COLUMNS
    from fangpin.slips import write_slips
    from fangpin.slips.against import compared_table

    as_of = done.asked.as_of
    output.may_replace(out, as_of, force)
    # The keys by which a scan knows a folder of fangpin's own and leaves it out.
    run = {"as_of": as_of.isoformat(), "policy": None, "validated": True}
    with shared.writing(out), output.new_folder(out) as draft:
        machine.write_csv(done.problems.select(PROBLEM_COLUMNS), draft / "problems.csv")
        if done.became:
            machine.write_csv(compared_table(done.became), draft / "compared.csv")
        order = shared.slip_order(done.asked, compared=done.became)
        write_slips(done.read, done.kinds, done.problems, draft / "send", order)
        listing.seal(draft, None, "review")
        machine.write_json(run, draft / "run.json")
