"""`fangpin diff`: what changed between two runs, and why."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command

if TYPE_CHECKING:
    from fangpin.run import ScanOptions


@click.command(cls=Command, name="diff")
@click.argument("old", metavar="上次结果")
@click.argument("new", metavar="本次结果")
@shared.reading
@click.option("--out", metavar="文件.xlsx", help="把变化名单写成工作簿(有姓名,无证件号码)。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def command(ctx: click.Context, /, old: str, new: str, **options: Any) -> int:
    """比较两次结果:新增、持续、结束的预警,和每一处变化的原因。

    \b
    例:fangpin diff fangpin-20200318 fangpin-20200418
        fangpin diff 上次 本次 --out 变化.xlsx
    """
    from fangpin.diff.engine import compare
    from fangpin.diff.runs import read_run
    from fangpin.diff.text import as_json, lines
    from fangpin.report import terminal
    from fangpin.run import ScanOptions

    runs = [read_run(Path(folder)) for folder in (old, new)]
    config = shared.configure(ctx, "diff", [p for run in runs for p in run.paths], options)
    reading = shared.how_to_read(options, config, ())

    def how(paths: list[Path], day: date) -> ScanOptions:
        return ScanOptions(paths=paths, as_of=day, **reading)

    made = compare(runs[0], runs[1], how)
    if options["out"]:
        from fangpin.diff.workbook import write_diff

        with shared.writing(Path(options["out"])):
            write_diff(made, Path(options["out"]))
    if options["as_json"]:
        text = json.dumps(as_json(made), ensure_ascii=False, indent=2)
    else:
        text = "\n".join(lines(made))
    terminal.emit(text + "\n", sys.stdout)
    return 0
