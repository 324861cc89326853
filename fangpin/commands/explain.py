"""`fangpin explain`: one household, every verdict with its numbers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command


@click.command(cls=Command, name="explain")
@click.argument("key", metavar="户编号")
@click.argument("paths", nargs=-1, metavar="文件或文件夹...")
@shared.run_folder
@shared.as_of
@shared.policy
@shared.reading
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--sheet", metavar="文件.xlsx", help="另写一页入户核实单。")
@click.pass_context
def command(ctx: click.Context, /, key: str, paths: tuple[str, ...], **options: Any) -> int:
    """说明一户为什么命中、待核或未命中:成员、每个数字出自哪一格、每条规则的条款和差距。

    户编号写 - 时在提示处输入证件号码(或从标准输入读),号码不会留在命令历史里。

    \b
    例:fangpin explain 1501210000032 名册文件夹 --as-of 2020-04-18
        fangpin explain - --run fangpin-20200418
    """
    from fangpin.explain import card, text
    from fangpin.pipeline import judged
    from fangpin.report import terminal
    from fangpin.timing import Clock

    asked = shared.scan_options(ctx, "explain", paths, options)
    wanted = shared.secret_key(key)
    with judged(asked, Clock()) as done:
        made = card.build(done, card.household_of(done.connection, wanted))
        made["agrees"] = card.recompute(done, made)
    if options["sheet"]:
        from fangpin.explain.sheet import write_sheet

        with shared.writing(Path(options["sheet"])):
            write_sheet(made, Path(options["sheet"]))
    if options["as_json"]:
        terminal.emit(json.dumps(made, ensure_ascii=False, indent=2) + "\n", sys.stdout)
    else:
        terminal.emit("\n".join(text.lines(made)) + "\n", sys.stdout)
    return 0
