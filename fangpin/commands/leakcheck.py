"""`fangpin leakcheck`: what a workbook, page or text would give away."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fangpin.commands import shared
from fangpin.commands.base import Command

if TYPE_CHECKING:
    from fangpin.leakcheck import Finding

SHOWN = 10  # places of one kind on one sheet


@click.command(cls=Command, name="leakcheck")
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option("--county", metavar="旗县区", help="只应有这个旗县区的数据,其他旗县区的行也报。")
@click.option(
    "--department",
    metavar="部门",
    help="这是给该部门的数据问题表:它自己报来的号码、批注不算,其他部门的表要报。",
)
@click.option(
    "--password-file",
    metavar="文件",
    envvar="FANGPIN_PASSWORD_FILE",
    help="打开加密工作簿的密码文件,一行一个。",
)
def command(
    files: tuple[str, ...], county: str | None, department: str | None, password_file: str | None
) -> int:
    """检查一个文件发出去会泄露什么:证件号、电话、卡号、隐藏内容、批注、文件属性等。

    \b
    例:fangpin leakcheck 结果/send/*.xlsx
        fangpin leakcheck 预警清单_武川县.xlsx --county 武川县
        fangpin leakcheck 数据问题_民政.xlsx --department 民政
    有发现时退出码为 1;只显示遮住的值。
    """
    passwords = shared.passwords(password_file)
    leaky = 0
    for name in files:
        shared.must_exist(Path(name))
        found = check(Path(name), county, passwords, department)
        leaky += bool(found)
        click.echo(f"{name}:" + (f"发现 {len(found)} 处" if found else "没有发现"))
        for line in lines(found):
            click.echo(line)
    return 1 if leaky else 0


def check(
    path: Path, county: str | None, passwords: Sequence[str], department: str | None = None
) -> list[Finding]:
    """The findings of one file; UseError where it can't be opened."""
    from fangpin.errors import FileFault, UseError
    from fangpin.faults import told_of_file
    from fangpin.leakcheck import check_file

    for password in (*passwords, None):
        try:
            return check_file(path, county=county, password=password, department=department)
        except FileFault as fault:
            if fault.code == "file.encrypted" and password is not None:
                continue
            encrypted = fault.code == "file.encrypted"
            message = "有密码,打不开" if encrypted else told_of_file(fault.code, fault.detail)
            hint = "请用 --password-file 给出密码" if encrypted else ""
            raise UseError(f"{path} 没有查成:{message}", hint, status=3) from None
    return []


def lines(found: Sequence[Finding]) -> list[str]:
    """The findings by sheet and kind, the first places of each."""
    from fangpin.leakcheck import KINDS

    made = []
    order = sorted(found, key=lambda one: (one.sheet, list(KINDS).index(one.kind)))
    for (sheet, kind), several in groupby(order, key=lambda one: (one.sheet, one.kind)):
        ones = list(several)
        places = "、".join(f"{one.cell} {one.value}".strip() for one in ones[:SHOWN])
        more = f" 等 {len(ones)} 处" if len(ones) > SHOWN else ""
        where = f"[{sheet}] " if sheet else ""
        made.append(f"  {where}{KINDS[kind]}:{places}{more}".rstrip(":"))
    return made
