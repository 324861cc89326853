"""fangpin.toml: found upwards from the working directory, never inside what is scanned."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from fangpin.commands import COMMANDS
from fangpin.errors import UseError

NAME = "fangpin.toml"
# Tables and keys that are not options of a command.
TABLES = (
    "synonyms",
    "fields",
    "kinds",
    "places",
    "expect",
    "max_rejected",
    "limits",
    "linkage",
    "checks",
    "mail",
)


def find_config(start: Path, scanned: Iterable[Path]) -> Path | None:
    """The nearest fangpin.toml at or above `start` that lies in none of the scanned folders."""
    inside = [p.resolve() for p in scanned if p.is_dir()]
    here = start.resolve()
    for folder in (here, *here.parents):
        if any(folder.is_relative_to(one) for one in inside):
            continue
        if (folder / NAME).is_file():
            return folder / NAME
    return None


def load_config(path: Path | None) -> dict[str, Any]:
    """The configuration of a file; an empty one where there is none.

    Raises UseError: no such file, or the line that is not TOML.
    """
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise UseError(f"找不到配置文件 {path}", "请检查 --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UseError(f"配置文件 {path} 读不懂:{error}", "请按 TOML 写法改正") from None


def for_command(
    config: dict[str, Any],
    command: str,
    known: Iterable[str],
    others: Callable[[], set[str]] = set,
) -> dict[str, Any]:
    """The defaults of a command's options: the top of the file, then the command's own table.

    known: its option names; others: those of all commands, which the top of the file may name
    too. Raises UseError for a key that is neither an option nor a known table.
    """
    tables = {name for name in COMMANDS if isinstance(config.get(name), dict)}
    own = plain_keys(config[command] if command in tables else {})
    top = plain_keys({k: v for k, v in config.items() if k not in tables and k not in TABLES})
    mine = set(known)
    wrong = sorted(set(own) - mine) or sorted(set(top) - mine)
    if wrong and (wrong[0] in own or not set(wrong) <= others()):
        raise UseError(
            f"fangpin.toml 中的“{wrong[0]}”不是 {command} 的选项",
            "请检查拼写,或用 --help 看全部选项",
        )
    return {key: value for key, value in {**top, **own}.items() if key in mine}


def refuse_wrong(config: dict[str, Any]) -> None:
    """Raise UseError for an `expect` or `max_rejected` that would be misread or never fulfilled."""
    share = config.get("max_rejected", 0)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise UseError(f"fangpin.toml 中的 max_rejected = {share!r} 不对", "应为 0 到 1 的小数")
    expect = config.get("expect", [])
    if not isinstance(expect, list):
        raise UseError("fangpin.toml 中的 expect 应为一个列表", '写法:expect = ["insurance"]')
    if expect:
        from fangpin.rosters.kinds import load_kinds

        known = load_kinds(config).kinds
        if wrong := [str(kind) for kind in expect if kind not in known]:
            raise UseError(
                f"fangpin.toml 的 expect 中没有名册种类“{wrong[0]}”",
                "种类见 fangpin template --list",
            )


def plain_keys(table: dict[str, Any]) -> dict[str, Any]:
    """A table with its keys as option names have them."""
    return {key.replace("-", "_"): value for key, value in table.items()}
