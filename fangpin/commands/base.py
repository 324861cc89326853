"""What all commands share: Chinese help and errors, options, configuration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

import click
from click.formatting import HelpFormatter

F = TypeVar("F", bound=Callable[..., Any])


class Chinese(click.Command):
    """Help in Chinese: usage, options, and the help option itself."""

    def format_usage(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """The usage line."""
        pieces = [p.replace("[OPTIONS]", "[选项]") for p in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法:")

    def format_options(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """The options; their defaults stand in their own words."""
        options = (p for p in self.get_params(ctx) if isinstance(p, click.Option))
        records = [r for p in options if (r := p.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, explained in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助。"
        return option


class Command(Chinese):
    """One command."""


class Group(Chinese, click.Group):
    """A command with commands of its own."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """The options, then the commands."""
        Chinese.format_options(self, ctx, formatter)
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((name, command.get_short_help_str(60)))
        with formatter.section("命令"):
            formatter.write_dl(rows)


class Day(click.ParamType[date]):
    """A date: 2020-04-18 or 20200418."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it; anything else is a wrong call."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%Y%m%d"):
            try:
                return datetime.strptime(str(value).strip(), form).date()
            except ValueError:
                continue
        raise click.BadParameter(f"“{value}”不是日期,请写成 2020-04-18", ctx, param)


class Pair(click.ParamType[tuple[str, str]]):
    """A NAME=VALUE pair, split at the last `=`."""

    name = "名称=值"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Read it; anything else is a wrong call."""
        if isinstance(value, tuple):
            return value
        left, sign, right = str(value).rpartition("=")
        if not sign or not left or not right:
            self.fail(f"“{value}”应写成 名称=值", param, ctx)
        return left, right


def say_usage_error(error: click.UsageError) -> str:
    """A wrong call in one Chinese line that says what to do instead."""
    command = error.ctx.command_path if error.ctx is not None else "fangpin"
    if isinstance(error, click.exceptions.NoSuchCommand):
        known: list[str] = []
        if error.ctx is not None and isinstance(error.ctx.command, click.Group):
            known = error.ctx.command.list_commands(error.ctx)
        near = get_close_matches(error.command_name, known)
        hint = f",是不是 {'、'.join(near)}?" if near else "。"
        return f"没有命令“{error.command_name}”{hint}用 {command} --help 看全部命令"
    if isinstance(error, click.NoSuchOption):
        near = sorted(error.possibilities or [])
        hint = f",是不是 {'、'.join(near)}?" if near else "。"
        return f"没有选项 {error.option_name}{hint}用 {command} --help 看全部选项"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {parameter_name(error.param)},用 {command} --help 看写法"
    if isinstance(error, click.BadParameter):
        return f"{parameter_name(error.param)}:{error.message}"
    return f"{error.message}。用 {command} --help 看写法"


def parameter_name(param: click.Parameter | None) -> str:
    """An option as it is typed, an argument by its Chinese name."""
    if param is None:
        return ""
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def today() -> date:
    """The day on which a scan without --as-of is made."""
    return datetime.now().astimezone().date()


def options(*several: Callable[[F], F]) -> Callable[[F], F]:
    """Put several options on a command, in this order."""

    def add(function: F) -> F:
        for one in reversed(several):
            function = one(function)
        return function

    return add
