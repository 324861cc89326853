"""`fangpin scan`: the main job, from department rosters to county workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command, Day, today


@click.command(cls=Command, name="scan")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...")
@click.option("--as-of", type=Day(), envvar="FANGPIN_AS_OF", help="基准日期(默认今天)。")
@click.option(
    "--policy",
    metavar="名称或文件",
    envvar="FANGPIN_POLICY",
    help="政策名称或文件(默认 hohhot-2020)。",
)
@click.option(
    "--out",
    metavar="文件夹",
    envvar="FANGPIN_OUT",
    help="结果文件夹(默认 fangpin-基准日期,在第一个输入旁边)。",
)
@shared.reading
@click.option("--county", multiple=True, metavar="旗县区", help="只出这些旗县区的结果(可重复)。")
@click.option(
    "--strict", is_flag=True, envvar="FANGPIN_STRICT", help="有一行被拒收就停下,不作研判。"
)
@click.option("--json", "as_json", is_flag=True, help="在标准输出打印运行记录(JSON)。")
@click.option("--force", is_flag=True, help="覆盖已有的结果文件夹。")
@click.option("--fail-on-alerts", is_flag=True, help="有命中时退出码为 10。")
@click.option("-q", "--quiet", is_flag=True, help="除错误外不输出。")
@click.option("-v", "--verbose", is_flag=True, help="逐个阶段输出进度。")
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> int:
    """读取各部门名册,比对、研判,写出预警清单和统计。

    \b
    例:fangpin scan 名册文件夹 --as-of 2020-04-18 --out 结果
        fangpin scan 花名册.xlsx
    """
    given = [Path(p) for p in paths]
    config = shared.configure(ctx, "scan", given, options)
    return run(given, config, options)


def run(paths: list[Path], config: dict[str, Any], options: dict[str, Any]) -> int:
    """Scan, write, tell; the exit status."""
    from fangpin import output, verdict
    from fangpin.pipeline import ScanOptions, scan
    from fangpin.report import write_reports
    from fangpin.timing import Clock

    as_of: date = options["as_of"] or today()
    out = Path(options["out"]) if options["out"] else output.default_out(paths[0], as_of)
    output.may_replace(out, as_of, options["force"])
    clock = Clock()
    asked = ScanOptions(
        paths=paths,
        as_of=as_of,
        policy=options["policy"] or "hohhot-2020",
        passwords=shared.passwords(options["input_password_file"]),
        forced=dict(options["kind"]),
        columns=shared.columns(options["column"]),
        config=config,
        counties=options["county"],
        strict=options["strict"],
        progress=shared.progress(options),
    )
    done = scan(asked, clock)
    with shared.writing(out), output.new_folder(out) as draft:
        with clock.stage("write"):
            write_reports(done.results, draft)
        clock.write(draft / "timing.json")
    shared.tell(done, out, options)
    return verdict.status(done, config, options["fail_on_alerts"])
