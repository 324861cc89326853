"""`fangpin template`: blank workbooks for departments to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command
from fangpin.commands.forced import meant_kind
from fangpin.errors import UseError

if TYPE_CHECKING:
    from fangpin.rosters.kinds import Kind, Kinds


@click.command(cls=Command, name="template")
@click.argument("names", nargs=-1, metavar="种类...")
@click.option("--list", "as_list", is_flag=True, help="列出全部种类。")
@click.option("--out", metavar="文件夹", envvar="FANGPIN_OUT", help="写到哪里(默认当前文件夹)。")
@click.option(
    "--config",
    metavar="文件",
    envvar="FANGPIN_CONFIG",
    help="配置文件(默认向上找 fangpin.toml),其中自定的种类也能用。",
)
@click.option("--force", is_flag=True, help="覆盖已有的模板。")
def command(names: tuple[str, ...], **options: Any) -> int:
    """写出供部门填报的空白工作簿:表头、下拉选项、格式、示例行和填表说明。

    \b
    例:fangpin template --list
        fangpin template subsistence 残疾人证 低保 --out 模板
        fangpin template all --out 模板
    """
    from fangpin.config import find_config, load_config
    from fangpin.rosters.kinds import load_kinds
    from fangpin.template import file_name, write_template

    asked = options["config"]
    kinds = load_kinds(load_config(Path(asked) if asked else find_config(Path.cwd(), [])))
    if options["as_list"]:
        for kind in kinds:
            click.echo(f"{kind.name}\t{kind.title}\t{'、'.join(kind.departments)}")
        return 0
    out = Path(options["out"] or ".")
    chosen = [(kind, out / file_name(kind)) for kind in wanted(names, kinds)]
    for _, path in chosen:
        if path.exists() and not options["force"]:
            raise UseError(f"{path} 已存在", "请换一个 --out,或加 --force 覆盖")
    with shared.writing(out):
        for kind, path in chosen:
            write_template(kind, kinds, path)
            click.echo(str(path))
    return 0


def wanted(names: tuple[str, ...], kinds: Kinds) -> list[Kind]:
    """The kinds of these names, Chinese or not, each once; `all` is every one.

    Raises UseError for a name that is none, or no name at all.
    """
    if not names:
        raise UseError("缺少 种类", "写出名册种类,或用 fangpin template --list 看全部种类")
    if "all" in names:
        return list(kinds)
    found = [meant_kind(name, kinds) for name in names]
    return list({kind.name: kind for kind in found}.values())
