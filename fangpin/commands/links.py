"""`fangpin links`: pairs that were answered, and which of them ask again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command, Group, today


@click.group(cls=Group, name="links")
def command() -> None:
    """查看、核对已答的配对(名册中的一行是不是某个人)。

    \b
    例:fangpin links list 配对决定.csv
        fangpin links check 配对复核.xlsx --run 结果
    """


@command.command(cls=Command, name="list")
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option("--config", metavar="文件", envvar="FANGPIN_CONFIG", help="配置文件。")
@click.pass_context
def list_pairs(ctx: click.Context, /, files: tuple[str, ...], **options: Any) -> int:
    """列出已确认、已否定、不确定的配对;号码只显示前 6 位。有问题时退出码为 1。

    \b
    例:fangpin links list 配对决定.csv
        fangpin links list 配对复核.xlsx 配对决定.csv
    """
    from fangpin.pairs import listing
    from fangpin.pairs.memory import gather
    from fangpin.rosters.kinds import load_kinds

    config = shared.configure(ctx, "links", [], options)
    kinds = load_kinds(config)
    decided = gather(None, [Path(f) for f in files], {k.title: k.name for k in kinds})
    for line in listing.listed(decided, kinds):
        click.echo(line)
    return 1 if decided.faults else 0


@command.command(cls=Command, name="check")
@click.argument("file", metavar="文件")
@click.argument("paths", nargs=-1, metavar="[名册...]")
@click.option("--run", "out", metavar="文件夹", help="与这次扫描的结果核对(或给出名册)。")
@shared.as_of
@shared.policy
@shared.reading
@click.pass_context
def check_pairs(
    ctx: click.Context, /, file: str, paths: tuple[str, ...], out: str | None, **options: Any
) -> int:
    """核对一个答案文件:哪些还算数、哪些要重新问、哪些用不上、哪些互相矛盾。

    \b
    例:fangpin links check 配对决定.csv --run 结果
        fangpin links check 配对复核.xlsx 名册文件夹 --as-of 2020-05-18
    """
    from fangpin.errors import UseError
    from fangpin.pairs import listing
    from fangpin.pairs.memory import gather
    from fangpin.rosters.kinds import load_kinds

    if bool(paths) == bool(out):
        raise UseError(
            "请给出名册或 --run 结果文件夹(二选一)", "用 fangpin links check --help 看写法"
        )
    given = shared.inputs(paths)
    config = shared.configure(ctx, "links", given, options)
    kinds = load_kinds(config)
    decided = gather(None, [Path(file)], {k.title: k.name for k in kinds})
    asked = listing.of_run(Path(out)) if out else of_rosters(given, config, options)
    lines, again = listing.checked(decided, kinds, asked)
    for line in lines:
        click.echo(line)
    return 1 if again or decided.faults else 0


def of_rosters(paths: list[Path], config: dict[str, Any], options: dict[str, Any]) -> Any:
    """The pairs that a scan of these rosters would ask about."""
    from fangpin.pairs import listing
    from fangpin.pipeline import judged
    from fangpin.run import ScanOptions
    from fangpin.timing import Clock

    asked = ScanOptions(
        paths=paths,
        as_of=options["as_of"] or today(),
        policy=options["policy"] or "hohhot-2020",
        **shared.how_to_read(options, config, paths),
    )
    with judged(asked, Clock()) as done:
        return listing.of_database(done.connection)
