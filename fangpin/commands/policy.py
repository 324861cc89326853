"""`fangpin policy`: the policies, their parameters with clause, unit and dates."""

from __future__ import annotations

import click

from fangpin.commands.base import Command, Group


@click.group(cls=Group, name="policy")
def command() -> None:
    """查看政策和参数。

    \b
    例:fangpin policy list
        fangpin policy show hohhot-2020
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

    policy = load_policy(name)
    book = rule_book()
    click.echo(f"{policy.title}\n自 {policy.start} 起执行\n\n规则")
    for rule in (book.rules[r] for r in policy.rules if r in book.rules):
        click.echo(f"  {rule.id:4}{rule.name}({rule.clause})")
    click.echo("\n参数")
    for parameter in policy.parameters.values():
        click.echo(f"  {parameter.name}  {parameter.title}({parameter.unit})")
        for value in parameter.values:
            shown = "、".join(value.value) if isinstance(value.value, tuple) else value.value
            where = {"registered": "建档立卡户", "other": "其他户"}.get(value.group or "", "")
            place = "".join(f" {x}" for x in (value.county, where) if x)
            source = f"本地选择:{value.clause}" if value.local else f"出处:{value.clause}"
            click.echo(f"      自 {value.start}{place}:{shown or '(空)'}  {source}")
        if not parameter.values:
            click.echo("      未设定")
