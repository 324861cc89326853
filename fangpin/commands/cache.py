"""`fangpin cache`: what was read, matched and written before and is kept."""

from __future__ import annotations

from datetime import datetime

import click

from fangpin.commands.base import Command, Group


@click.group(cls=Group, name="cache")
def command() -> None:
    """查看或清除缓存:读过的名册、比对的中间结果、写好的工作簿(只有本人能读,内容变了自动重做)。

    \b
    例:fangpin cache list
        fangpin cache clear
    """


@command.command(cls=Command, name="list")
def list_entries() -> None:
    """列出缓存的文件、大小和最近使用时间。

    \b
    例:fangpin cache list
    """
    from fangpin.reading.cache import default_folder, entries

    folder = default_folder()
    kept = list(entries(folder))
    for entry in kept:
        used = datetime.fromtimestamp(entry.used).astimezone()
        click.echo(f"{entry.size / 2**20:8.1f} MB  {used:%Y-%m-%d %H:%M}  {entry.file}")
    total = sum(entry.size for entry in kept) / 2**20
    click.echo(f"共 {len(kept)} 个文件,{total:.1f} MB,位置 {folder}")


@command.command(cls=Command, name="clear")
def clear_entries() -> None:
    """清除全部缓存。

    \b
    例:fangpin cache clear
    """
    from fangpin.reading.cache import clear, default_folder

    click.echo(f"已清除 {clear(default_folder())} 个文件的缓存")
