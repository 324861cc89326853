"""fangpin.toml: found upwards from the working directory, never inside what is scanned."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fangpin.commands import COMMANDS
from fangpin.errors import UseError

NAME = "fangpin.toml"
ONCE = "yes"  # what a person says on the command line each time
# Tables and keys that are not options of a command.
TABLES = (
    "synonyms",
    "fields",
    "kinds",
    "places",
    "expect",
    "max_rejected",
    "linkage",
    "checks",
    "rules",
    "parameters",
    "mail",
    "spark",
    "tables",
    "totals",
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


class Config(dict[str, Any]):
    """What a fangpin.toml says. path: None where there is no file; text: as it is written."""

    def __init__(self, told: dict[str, Any], path: Path | None = None, text: str = "") -> None:
        super().__init__(told)
        self.path, self.text = path, text

    def beside(self, file: str) -> Path:
        """A path as the file means it: from the folder that it lies in."""
        path = Path(file).expanduser()
        return path if self.path is None else self.path.absolute().parent / path

    def place(self, section: Sequence[str], key: str = "") -> str:
        """The file and the line where a key, or a section, stands."""
        name = str(self.path) if self.path is not None else NAME
        line = find_line(self.text, [*section, *([key] if key else [])])
        return f"{name} 第 {line} 行" if line else name


def load_config(path: Path | None) -> Config:
    """The configuration of a file; an empty one where there is none.

    Raises UseError: no such file, or the line that is not TOML.
    """
    if path is None:
        return Config({})
    try:
        text = path.read_text("utf-8-sig")
        config = Config(tomllib.loads(text), path, text)
    except FileNotFoundError:
        raise UseError(f"找不到配置文件 {path}", "请检查 --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UseError(f"配置文件 {path} 读不懂:{error}", "请按 TOML 写法改正") from None
    mail = config.get("mail", {})
    for key in ("password_file", "ca_file"):
        if isinstance(mail, dict) and isinstance(mail.get(key), str) and mail[key]:
            mail[key] = str(config.beside(mail[key]))
    return config


def find_line(text: str, path: Sequence[str]) -> int | None:
    """The line of a key or a table's heading, by the names that lead to it; None if not found."""
    here: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"\s*\[{1,2}([^\[\]]+)\]", line):
            here = _names(heading[1])
            found = here
        elif "=" in line:
            found = [*here, *_names(line.partition("=")[0])]
        else:
            continue
        if found == list(path):
            return number
    return None


def _names(dotted: str) -> list[str]:
    """The parts of a dotted key, without quotes."""
    parts = re.findall(r'"([^"]*)"|\'([^\']*)\'|([^.\s"\']+)', dotted)
    return [a or b or c for a, b, c in parts]


def unknown(config: Config, section: Sequence[str], key: str, known: Iterable[str]) -> UseError:
    """The error about a key that nothing reads, with its line and what was perhaps meant."""
    near = get_close_matches(key, list(known), 2, 0.5)
    meant = f",可能是 {'、'.join(near)}" if near else ""
    where = f" [{'.'.join(section)}] 中" if section else ""
    return UseError(
        f"{config.place(section, key)}:{where.strip()}没有“{key}”这一项{meant}",
        "请检查拼写,或用 --help 看全部选项",
    )


def for_command(
    config: Config,
    command: str,
    known: Iterable[str],
    others: Callable[[], set[str]] = set,
    tables: Mapping[str, set[str]] = MappingProxyType({}),
) -> dict[str, Any]:
    """The defaults of a command's options: the top of the file, then the command's own table.

    known: its option names; others: those of all commands, which the top of the file may name
    too; tables: the options of other commands that have a table. Raises UseError for a key that
    is neither an option nor a known table, and for --yes, which a person says each time.
    """
    mine = set(known)
    own = config[command] if isinstance(config.get(command), dict) else {}
    for name, options in {**tables, command: mine}.items():
        told = own if name == command else config[name]
        for key in told:
            if key == ONCE:
                raise _said_once(config, (name,), key)
            if key.replace("-", "_") not in options:
                raise unknown(config, (name,), key, options)
    top = {k: v for k, v in config.items() if k not in TABLES and k not in _own_tables(config)}
    if ONCE in top:
        raise _said_once(config, (), ONCE)
    wrong = sorted(set(plain_keys(top)) - mine)
    if wrong and (left := sorted(set(wrong) - others())):
        key = next(k for k in top if k.replace("-", "_") == left[0])
        raise unknown(config, (), key, {*others(), *TABLES, *COMMANDS})
    merged = {**plain_keys(top), **plain_keys(own)}
    return {key: value for key, value in merged.items() if key in mine}


def _own_tables(config: Config) -> set[str]:
    return {name for name in COMMANDS if isinstance(config.get(name), dict)}


def _said_once(config: Config, section: Sequence[str], key: str) -> UseError:
    return UseError(
        f"{config.place(section, key)}:{key} 不能写在配置文件里,否则没有人看过预览就会发出",
        "请去掉这一行,每次在命令行写 --yes(crontab 里也写在命令行)",
    )


def refuse_wrong(config: Config) -> None:
    """Raise UseError for settings that would be misread or never fulfilled: expect, max_rejected,
    and what an office wants counted."""
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
    if "tables" in config or "totals" in config:
        from fangpin.office import read

        read.tables(config)
        read.totals(config)


def plain_keys(table: dict[str, Any]) -> dict[str, Any]:
    """A table with its keys as option names have them."""
    return {key.replace("-", "_"): value for key, value in table.items()}
