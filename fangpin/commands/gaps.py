"""`fangpin gaps`: which roster or column would settle how many checks."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command


@click.command(cls=Command, name="gaps")
@click.argument("paths", nargs=-1, metavar="文件或文件夹...")
@shared.run_folder
@shared.as_of
@shared.policy
@shared.reading
@click.option("--json", "as_json", is_flag=True, help="输出 JSON(含每条规则的户编号)。")
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> int:
    """看补来哪份名册或哪一列,能定下多少待核户、哪些规则。

    \b
    例:fangpin gaps 名册文件夹 --as-of 2020-04-18
        fangpin gaps --run fangpin-20200418
    """
    from fangpin.gaps import find_gaps
    from fangpin.pipeline import judged
    from fangpin.report import terminal
    from fangpin.timing import Clock

    asked = shared.scan_options(ctx, "gaps", paths, options)
    with judged(asked, Clock()) as done:
        gaps = find_gaps(done)
        absent = {r: list(s.missing) for r, s in done.states.items() if s.state == "not"}
        checks = done.connection.execute(
            "select count(distinct hh), count(*) from alert where hit is null"
        ).fetchone() or (0, 0)
    if options["as_json"]:
        answer = {
            "checks": checks[1],
            "gaps": [{"name": g.name, "label": g.label, "settles": g.settles} for g in gaps],
            "not_evaluated": absent,
        }
        text = json.dumps(answer, ensure_ascii=False, indent=2)
    else:
        lines = [f"待核 {checks[0]} 户、{checks[1]} 条。只补一项能定下的:"]
        for gap in gaps:
            rules = "、".join(f"{rule} {len(several)}" for rule, several in gap.settles.items())
            lines.append(f"  {gap.label}:{gap.households} 户({rules})")
        if not gaps:
            lines.append("  没有哪一项能单独定下待核户")
        lines += [f"未评估 {rule}:缺 {'、'.join(missing)}" for rule, missing in absent.items()]
        text = "\n".join(lines)
    terminal.emit(text + "\n", sys.stdout)
    return 0
