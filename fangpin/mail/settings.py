"""The [mail] table of fangpin.toml: the server, the sender, the counties' addresses."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path
from typing import Any, TypeVar

from fangpin.config import Config, unknown
from fangpin.errors import UseError

T = TypeVar("T")

SECURITY = {"starttls": 587, "ssl": 465, "none": 25}
PASSWORD = "FANGPIN_MAIL_PASSWORD"
SUBJECT = "防返贫致贫监测预警清单:{county}({as_of})"
BODY = """{county}:

附件是基准日期 {as_of} 的防返贫致贫监测预警清单,共 {count} 个文件:
{files}

请按封面上的说明逐户核实、填写后交回。附件含有农户信息,请勿转发。
"""
SLIP_SUBJECT = "名册数据问题更正表:{department}({as_of})"
SLIP_BODY = """{department}:

附件是基准日期 {as_of} 对你单位报来名册的检查结果,共 {count} 个文件:
{files}

标红的格子须改正,改好后把整个工作簿报回。附件是你单位报来的原数据,含证件号,请勿转发。
"""
MAX_SIZE = 20 * 2**20
_LEAST_SIZE = 100_000
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}
_KEYS = {
    "host", "port", "security", "user", "password_file", "sender", "subject", "body", "to",
    "max_size", "timeout", "ca_file", "departments", "slip_subject", "slip_body",
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    """How to reach the mail server. timeout in seconds; max_size: bytes of a whole message."""

    host: str
    port: int
    security: str
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    timeout: float = 60.0
    max_size: int = MAX_SIZE


@dataclass(frozen=True)
class Words:
    """Templates; {county} {as_of} {files} {count} {part} {parts} may stand in them."""

    subject: str = SUBJECT
    body: str = BODY

    def fill(self, **values: object) -> tuple[str, str]:
        """Subject (one line) and body."""
        subject = " ".join(seen(self.subject.format_map(values), " ").split())
        return subject, seen(self.body.format_map(values), "")


def seen(text: str, instead: str) -> str:
    """A text without characters that are not seen: controls but for line ends, bidi marks."""
    kept = (c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in text)
    return "".join(c if keep else instead for c, keep in zip(text, kept, strict=True))


def table(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The [mail] table. Raises UseError for what it can't hold."""
    mail = config.get("mail", {})
    if not isinstance(mail, dict):
        raise UseError("fangpin.toml 的 mail 应是一张表", "请写成 [mail]")
    for key in mail:
        if key not in _KEYS:
            told = config if isinstance(config, Config) else Config(dict(config))
            error = unknown(told, ("mail",), key, _KEYS)
            raise UseError(error.message, f"可用的:{'、'.join(sorted(_KEYS))}")
    return mail


def addresses(config: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """County -> its addresses, each once. Raises UseError for what is no address."""
    return _addresses(config, "to", "武川县")


def departments(config: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Department -> the addresses that its correction slip goes to. Raises UseError."""
    return _addresses(config, "departments", "民政")


def _addresses(config: Mapping[str, Any], key: str, example: str) -> dict[str, tuple[str, ...]]:
    told = table(config).get(key, {})
    where = f"[mail.{key}]"
    if not isinstance(told, dict):
        raise UseError(
            f"fangpin.toml {where} 应是一张表",
            f'请写成 "{example}" = ["a@example.cn"](中文名要加引号)',
        )
    made = {}
    for whom, several in told.items():
        listed = [several] if isinstance(several, str) else several
        if not isinstance(listed, list):
            raise UseError(f"fangpin.toml {where} {whom} 应是地址的列表")
        made[whom] = tuple(dict.fromkeys(address(one, where).addr_spec for one in listed))
    return made


def address(text: Any, where: str = "[mail.to]") -> Address:
    """One address, with or without a name before it. Raises UseError."""
    found = re.fullmatch(r"\s*(.*?)\s*<([^<>]+)>\s*", str(text))
    name, spec = (found[1].strip('"'), found[2]) if found else ("", str(text).strip())
    try:
        made = Address(name, addr_spec=spec)
    except (HeaderParseError, ValueError, IndexError):
        made = Address()
    if not made.username or not made.domain or not re.fullmatch(r"[!-~]+", spec):
        raise UseError(f"fangpin.toml {where} 中的“{text}”不是邮箱地址", "请写成 name@example.cn")
    return made


def words(config: Mapping[str, Any]) -> Words:
    """The templates of a county's mail. Raises UseError for a placeholder that is not known."""
    return _words(config, ("subject", SUBJECT), ("body", BODY), "county")


def slip_words(config: Mapping[str, Any]) -> Words:
    """The templates of a department's mail. Raises UseError as `words` does."""
    return _words(config, ("slip_subject", SLIP_SUBJECT), ("slip_body", SLIP_BODY), "department")


def _words(
    config: Mapping[str, Any], subject: tuple[str, str], body: tuple[str, str], whom: str
) -> Words:
    mail = table(config)
    made = Words(str(mail.get(*subject)), str(mail.get(*body)))
    try:
        made.fill(**{whom: ""}, as_of="", files="", count=0, part=1, parts=1)
    except (KeyError, ValueError, IndexError, AttributeError):
        raise UseError(
            f"fangpin.toml [mail] 的 {subject[0]} 或 {body[0]} 里有不认得的 {{…}}",
            f"可用的:{{{whom}}} {{as_of}} {{files}} {{count}} {{part}} {{parts}};花括号要写两个",
        ) from None
    return made


def server(config: Mapping[str, Any]) -> Server:
    """The server. Raises UseError: no host, no sender, a secret that would travel in the clear."""
    mail = table(config)
    for key, example in (("host", "mail.example.cn"), ("sender", "防贫办 <a@example.cn>")):
        if not mail.get(key):
            raise UseError(f"fangpin.toml [mail] 缺少 {key}", f'请写上 {key} = "{example}"')
    security = mail.get("security", "starttls")
    if security not in SECURITY:
        raise UseError(f"fangpin.toml [mail] security = “{security}”", "可用:starttls、ssl、none")
    user = str(mail.get("user", ""))
    if user and security == "none":
        raise UseError("security = none 时密码会明文传送", "请用 starttls 或 ssl,或去掉 user")
    return Server(
        host=str(mail["host"]),
        port=_value(mail, "port", SECURITY[security], _port),
        security=security,
        sender=address(mail["sender"], "[mail] sender"),
        user=user,
        password=_password(mail) if user else "",
        ca_file=str(mail.get("ca_file", "")),
        timeout=_value(mail, "timeout", 60.0, _seconds),
        max_size=max_size(config),
    )


def max_size(config: Mapping[str, Any]) -> int:
    """The largest message in bytes."""
    return _value(table(config), "max_size", MAX_SIZE, _size)


def _value(mail: Mapping[str, Any], key: str, default: T, read: Callable[[Any], T]) -> T:
    if key not in mail:
        return default
    try:
        return read(mail[key])
    except (TypeError, ValueError):
        raise UseError(
            f"fangpin.toml [mail] {key} = “{mail[key]}”不能用",
            '例:port = 465,timeout = 60,max_size = "20MB"',
        ) from None


def _port(value: Any) -> int:
    if not isinstance(value, int) or not 0 < value < 65536:
        raise ValueError
    return value


def _seconds(value: Any) -> float:
    if float(value) <= 0:
        raise ValueError
    return float(value)


def _size(value: Any) -> int:
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmg]?)i?b?\s*", str(value).lower())
    size = int(float(found[1]) * _UNITS[found[2]]) if found else 0
    if size < _LEAST_SIZE:
        raise ValueError
    return size


def _password(mail: Mapping[str, Any]) -> str:
    """From the environment, else the first line of password_file."""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    file = mail.get("password_file")
    if not file:
        raise UseError(
            "邮箱要登录,却没有密码", f"请在 [mail] 写 password_file,或设环境变量 {PASSWORD}"
        )
    try:
        lines = Path(file).expanduser().read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UseError(f"邮箱密码文件 {file} 读不出来", "请检查 [mail] password_file") from None
    if not lines or not lines[0]:
        raise UseError(f"邮箱密码文件 {file} 是空的", "请在第一行写上密码")
    return lines[0]
