"""`fangpin policy`: the policies, their parameters with clause, unit and dates."""

from __future__ import annotations

from pathlib import Path

import click

from fangpin.commands.base import Command, Group


@click.group(cls=Group, name="policy")
def command() -> None:
    """查看政策和参数。

    \b
    例:fangpin policy list
        fangpin policy show hohhot-2020
        fangpin policy check 本县.toml
    """


@command.command(cls=Command, name="list")
def list_policies() -> None:
    """列出随程序提供的政策。

    \b
    例:fangpin policy list
    """
    from fangpin.rules.policy import load_policy, shipped

    for name in shipped():
        policy = load_policy(name)
        click.echo(f"{name}  自 {policy.start} 起  {policy.title}")


@command.command(cls=Command, name="show")
@click.argument("name", metavar="名称或文件")
def show(name: str) -> None:
    """显示一个政策的规则和每个参数的数值、单位、起始日期和出处。

    \b
    例:fangpin policy show hohhot-2020
    """
    from fangpin.rules.book import rule_book
    from fangpin.rules.policy import load_policy
    from fangpin.rules.policy_check import say_value

    policy = load_policy(name)
    book = rule_book()
    click.echo(f"{policy.title}\n自 {policy.start} 起执行\n\n规则")
    for rule in (book.rules[r] for r in policy.rules if r in book.rules):
        click.echo(f"  {rule.id:4}{rule.name}({rule.clause})")
    click.echo("\n参数")
    for parameter in policy.parameters.values():
        click.echo(f"  {parameter.name}  {parameter.title}({parameter.unit})")
        for value in parameter.values:
            click.echo(f"      {say_value(value)}")
        if not parameter.values:
            click.echo("      未设定")


@command.command(cls=Command, name="check")
@click.argument("file", metavar="文件.toml", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """检查一个政策文件,列出每一处错误和所在的行;有错时退出码为 2。

    \b
    例:fangpin policy check 本县.toml
    """
    from fangpin.rules.policy_check import check_file

    faults = check_file(file)
    for fault in faults:
        hint = f"({fault.hint})" if fault.hint else ""
        click.echo(f"{file} 第{fault.line}行:{fault.message}{hint}")
    click.echo(f"共 {len(faults)} 处错误" if faults else f"{file} 没有错误")
    return 2 if faults else 0


@command.command(cls=Command, name="diff")
@click.argument("first", metavar="政策甲")
@click.argument("second", metavar="政策乙")
def diff(first: str, second: str) -> None:
    """列出两个政策不同的规则、参数值和措施(名称或文件)。

    \b
    例:fangpin policy diff hohhot-2020 national-2021
    """
    from fangpin.rules.policy import load_policy
    from fangpin.rules.policy_check import differences

    one, other = load_policy(first), load_policy(second)
    lines = list(differences(one, other))
    click.echo(f"- {one.name}(自 {one.start} 起)\n+ {other.name}(自 {other.start} 起)")
    for line in lines or ["  没有差别"]:
        click.echo(line)
