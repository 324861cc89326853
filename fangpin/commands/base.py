"""What all commands share: Chinese help and errors, options, configuration."""

from __future__ import annotations

import re
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
    envvar_list_splitter = ";"

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


class Names(click.ParamType[str]):
    """A name; several in an environment variable stand one after the other."""

    name = "名称"

    def split_envvar_value(self, rv: str) -> list[str]:
        """At blanks, commas, semicolons."""
        return [one for one in re.split(r"[\s,,、;;]+", rv) if one]


class File(click.ParamType[str]):
    """A path; several in an environment variable are parted by semicolons."""

    name = "文件"
    envvar_list_splitter = ";"


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
        return f"{parameter_name(error.param)}:{wrong_value(error)}"
    return f"{wrong_words(error)}。用 {command} --help 看写法"


def wrong_value(error: click.BadParameter) -> str:
    """What a value should be, where click would say it in English."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"请从 {'、'.join(map(str, kind.choices))} 中选一个"
    if isinstance(kind, click.IntRange):
        return f"应为 {kind.min} 到 {kind.max} 的整数"
    if isinstance(kind, click.types.IntParamType):
        return "应为整数"
    if isinstance(kind, click.types.FloatParamType):
        return "应为数字"
    if isinstance(kind, click.types.BoolParamType):
        return "应为 true 或 false"
    if "iterable" in error.message:
        return "应为一个列表"
    return error.message


def wrong_words(error: click.UsageError) -> str:
    """What else is wrong with a call, where click would say it in English."""
    if isinstance(error, click.BadOptionUsage):
        without = "does not take" in error.message
        return f"{error.option_name} {'后面不跟值' if without else '后面缺少值'}"
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.message):
        return f"多出了“{extra[1]}”"
    return error.message


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
