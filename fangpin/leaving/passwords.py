"""The passwords of the workbooks that leave: one for all, or one a county."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fangpin.errors import UseError

EVERY = "*"
_LONGEST = 255  # what Excel takes
_SHOWN = 5


@dataclass(frozen=True)
class Passwords:
    """Passwords by county (or by what stands after the "_" of a file's name); * is for the rest.

    Never shown: it has no repr of its values.
    """

    by_name: Mapping[str, str] = field(repr=False)

    def of(self, *names: str) -> str | None:
        """The password of the first name that has one, else the one for all, else None."""
        return next(
            (self.by_name[name] for name in (*names, EVERY) if name in self.by_name),
            None,
        )

    def all(self) -> tuple[str, ...]:
        """Every password once."""
        return tuple(dict.fromkeys(self.by_name.values()))


def read_passwords(path: Path) -> Passwords:
    """Read a password file: one line with the password, or lines 武川县=密码 and *=密码.

    Raises UseError that names the line, never what stands in it.
    """
    lines = [(n, line) for n, line in enumerate(_text(path).splitlines(), 1) if line.strip()]
    if not lines:
        raise UseError(f"密码文件 {path} 是空的", "请写一行密码,或每行一个:武川县=密码")
    if len(lines) == 1 and "=" not in lines[0][1]:
        return Passwords({EVERY: _usable(lines[0][1].strip(), path, lines[0][0])})
    made: dict[str, str] = {}
    for number, line in lines:
        name, sign, password = line.partition("=")
        name = name.strip()
        if not sign or not name:
            raise UseError(f"密码文件 {path} 第 {number} 行不是“名称=密码”", "请写成 武川县=密码")
        if name in made:
            raise UseError(f"密码文件 {path} 第 {number} 行又写了一次“{name}”", "请只留一行")
        made[name] = _usable(password.strip(), path, number)
    return Passwords(made)


def refuse_missing(passwords: Passwords, needed: Iterable[tuple[str, ...]]) -> None:
    """Raise UseError where a workbook would have no password; needed: its names, best first."""
    missing = list(dict.fromkeys(names[0] for names in needed if passwords.of(*names) is None))
    if missing:
        more = f" 等 {len(missing)} 个" if len(missing) > _SHOWN else ""
        raise UseError(
            f"密码文件里没有 {'、'.join(missing[:_SHOWN])}{more} 的密码,没有写出任何结果",
            f"请加一行 {missing[0]}=密码,或用 *=密码 给其余的工作簿",
        )


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError:
        raise UseError(f"密码文件 {path} 读不出来", "请检查 --password-file") from None
    for encoding in ("utf-8-sig", "gb18030"):  # Notepad writes either
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UseError(f"密码文件 {path} 不是文本", "请用记事本写好,存成 UTF-8")


def _usable(password: str, path: Path, number: int) -> str:
    if not password:
        raise UseError(f"密码文件 {path} 第 {number} 行的密码是空的", "请写上密码")
    if len(password) > _LONGEST:
        raise UseError(
            f"密码文件 {path} 第 {number} 行的密码超过 {_LONGEST} 个字符", "Excel 打不开,请改短"
        )
    return password
