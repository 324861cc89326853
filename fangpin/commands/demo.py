"""`fangpin demo`: a small synthetic city with every kind of roster and known faults."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from fangpin.commands import shared
from fangpin.commands.base import Command, Day
from fangpin.errors import UseError


@click.command(cls=Command, name="demo")
@click.argument("folder", metavar="文件夹")
@click.option(
    "--seed", type=int, default=1, show_default=False, metavar="整数", help="随机种子(默认 1)。"
)
@click.option(
    "--households",
    type=click.IntRange(10, 200_000),
    default=300,
    metavar="户数",
    help="户数(默认 300)。",
)
@click.option("--as-of", type=Day(), default="2020-04-18", help="基准日期(默认 2020-04-18)。")
@click.option("--clean", is_flag=True, help="不放入错误。")
def command(folder: str, seed: int, households: int, as_of: date, clean: bool) -> int:
    """造一个虚构城市的全套名册,人名和证件号都是编造的,错误写在 .demo/faults.csv。

    \b
    例:fangpin demo 演示 --seed 7 --households 300
        fangpin scan 演示 --as-of 2020-04-18
    """
    from fangpin.demo import make_city

    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        raise UseError(f"文件夹 {target} 不是空的", "请换一个新的文件夹")
    with shared.writing(target):
        make_city(target, seed=seed, households=households, faults=not clean, as_of=as_of)
    click.echo(f"已写入 {target};下一步:fangpin scan {target} --as-of {as_of}")
    return 0
