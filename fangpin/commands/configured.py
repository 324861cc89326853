"""Options from fangpin.toml: what neither a flag nor the environment gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from fangpin.commands.base import Pair
from fangpin.config import Config, find_config, for_command, load_config, refuse_wrong

_PATHS = ("文件", "文件夹", "文件.xlsx", "更正表或文件夹")  # metavars of options that take a path
_NO_PATHS = frozenset({("previous", "auto")})
_NAME_OR_PATH = frozenset({"policy", "checks"})  # a name that comes with fangpin, or a file


def configure(
    ctx: click.Context, command: str, paths: list[Path], options: dict[str, Any]
) -> dict[str, Any]:
    """Read fangpin.toml and fill in the options that neither a flag nor the environment gave.

    A relative path is taken from the folder that the file lies in. Raises UseError for whatever
    in the file would be passed over.
    """
    config = load_config(config_file(options, paths))
    refuse_wrong(config)
    known = {name: option_names(one) for name, one in _commands(config, command)}
    own = {alias: param for param in ctx.command.params for alias in aliases(param)}
    for name, value in for_command(config, command, own, every_option, known).items():
        param = own[name]
        assert param.name is not None
        if ctx.get_parameter_source(param.name) is click.core.ParameterSource.DEFAULT:
            several = param.multiple and isinstance(value, str)
            given = [value] if several else value
            options[param.name] = param.type_cast_value(ctx, from_file(config, param, given))
    return config


def aliases(param: click.Parameter) -> set[str]:
    """The names by which an option may stand in the file: --as-of is as_of or as-of."""
    long = {one[2:].replace("-", "_") for one in param.opts if one.startswith("--")}
    return long | ({param.name} if param.name is not None else set())


def config_file(options: dict[str, Any], paths: Sequence[Path]) -> Path | None:
    """The fangpin.toml that was read, to name its lines."""
    asked = options.get("config")
    return Path(asked) if asked else find_config(Path.cwd(), paths)


def from_file(config: Config, param: click.Parameter, value: Any) -> Any:
    """A value as it is meant: relative paths from the folder of fangpin.toml."""
    if isinstance(value, list):
        return [from_file(config, param, one) for one in value]
    wanted = param.metavar in _PATHS or param.name in _NAME_OR_PATH
    if not wanted or isinstance(param.type, Pair) or not isinstance(value, str) or not value:
        return value
    if (param.name, value) in _NO_PATHS:
        return value
    path = config.beside(value)
    return value if param.name in _NAME_OR_PATH and not path.exists() else str(path)


def option_names(command: click.Command) -> set[str]:
    """The option names of a command and of those below it."""
    names = set().union(*(aliases(p) for p in command.params))
    if isinstance(command, click.Group):
        names = names.union(*(option_names(one) for one in command.commands.values()))
    return names


def every_option() -> set[str]:
    """The option names of all commands."""
    from fangpin.commands import COMMANDS

    return set().union(*(option_names(one) for _, one in _load(COMMANDS)))


def _commands(config: Config, command: str) -> Iterator[tuple[str, click.Command]]:
    """The commands other than this one that have a table in the file."""
    from fangpin.commands import COMMANDS

    return _load([n for n in COMMANDS if n != command and isinstance(config.get(n), dict)])


def _load(names: Sequence[str]) -> Iterator[tuple[str, click.Command]]:
    from importlib import import_module

    for name in names:
        yield name, import_module(f"fangpin.commands.{name}").command
