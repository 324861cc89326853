"""`fangpin scan`: the main job, from department rosters to county workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command, Day, today

if TYPE_CHECKING:
    from fangpin.pipeline import Scan

SLIP_ROWS = 50_000  # of longer files a scan lists the faults; validate writes them in full


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
@click.option(
    "--links",
    multiple=True,
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
    help="上次的结果文件夹:标出新增和持续,缺名册或缺行的上次命中转为待核。",
)
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
    from fangpin.compare.previous import read_previous
    from fangpin.pairs.memory import save
    from fangpin.pipeline import ScanOptions, scan
    from fangpin.report import write_reports
    from fangpin.slips import write_slips
    from fangpin.timing import Clock

    as_of: date = options["as_of"] or today()
    out = Path(options["out"]) if options["out"] else output.default_out(paths[0], as_of)
    output.may_replace(out, as_of, options["force"])
    before = options["previous"]
    previous = read_previous(Path(before), as_of) if before else None
    clock = Clock()
    asked = ScanOptions(
        paths=paths,
        as_of=as_of,
        policy=options["policy"] or "hohhot-2020",
        **shared.how_to_read(options, config),
        counties=options["county"],
        strict=options["strict"],
        previous=previous,
        links=[Path(one) for one in options["links"]],
        decisions=memory_file(options["decisions"], out),
    )
    done = scan(asked, clock)
    save(done.decided, memory_file(options["decisions"], out))
    with shared.writing(out), output.new_folder(out) as draft:
        with clock.stage("write"):
            write_reports(done.results, draft)
            order = shared.slip_order(asked, most_rows=SLIP_ROWS)
            write_slips(done.read, done.kinds, done.results.problems, draft / "send", order)
        called = {"paths": [str(p.resolve()) for p in paths], "policy": asked.policy}
        clock.write(draft / "timing.json", called)
    shared.tell(done, out, options)
    tell_pairs(done, options)
    return verdict.status(done, config, options["fail_on_alerts"])


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
