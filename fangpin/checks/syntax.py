"""Text of an expression to a tree: read with sqlglot, measured before and after, nothing run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.dialects import DuckDB
from sqlglot.errors import SqlglotError

from fangpin.errors import UseError

LONGEST = 4000  # characters of one expression
DEEPEST = 40  # brackets inside brackets
_WIDE = dict(zip("“”‘’，（）＝＞＜；", "\"\"'',()=><;", strict=True))
_LINE = re.compile(r"Line (\d+)")


class Dialect(DuckDB):  # type: ignore[misc]
    """DuckDB's operators without any of its functions: every call is a name to be looked up."""

    class Parser(DuckDB.Parser):  # type: ignore[misc]
        """The parser that knows no function."""

        FUNCTIONS: dict = {}  # type: ignore[type-arg]  # noqa: RUF012
        FUNCTION_PARSERS: dict = {}  # type: ignore[type-arg]  # noqa: RUF012
        NO_PAREN_FUNCTIONS: dict = {}  # type: ignore[type-arg]  # noqa: RUF012
        NO_PAREN_FUNCTION_PARSERS = {  # noqa: RUF012
            "CASE": DuckDB.Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]
        }


@dataclass(frozen=True)
class Written:
    """An expression as somebody wrote it: in which file, from which line, for which check."""

    text: str
    file: str
    line: int
    owner: str
    arguments: tuple[str, ...] = ()

    def fail(self, message: str, hint: str = "", at: int | None = None) -> UseError:
        """The error at a line of the expression (counted from 1), in one sentence."""
        line = self.line + (at or 1) - 1
        return UseError(f"{self.file} 第{line}行,{self.owner}:{message}", hint)

    def line_of(self, name: str) -> int:
        """The line of the expression where a name stands first."""
        place = self.text.find(name)
        return self.text.count("\n", 0, place) + 1 if place >= 0 else 1


@lru_cache(maxsize=8192)
def parse(written: Written) -> exp.Expr:
    """One SQL expression as a tree.

    Raises UseError: not to be read, too long, too deep, more than one expression.
    """
    measure(written)
    try:
        tree = parse_one(written.text, read=Dialect)
    except SqlglotError as error:
        raise unreadable(written, str(error)) from None
    except RecursionError:
        raise written.fail("表达式里的括号嵌套太深", "请拆成几条,或用 [define] 起名") from None
    assert isinstance(tree, exp.Expr)
    return tree


def measure(written: Written) -> None:
    """Raise UseError for what is too long or deep, or is written with full-width signs."""
    if not written.text.strip():
        raise written.fail("表达式是空的", "写出条件,如 \"户类型\" = '脱贫户'")
    if len(written.text) > LONGEST:
        raise written.fail(f"表达式超过 {LONGEST} 个字符", "请拆成几条,或用 [define] 起名")
    depth = 0
    for place, sign in outside_quotes(written.text):
        at = written.text.count("\n", 0, place) + 1
        if sign in _WIDE:
            raise written.fail(f"用了中文标点“{sign}”", f"请改成英文标点 {_WIDE[sign]}", at)
        if written.text.startswith(("--", "/*"), place):
            raise written.fail("表达式里不能写注释", "说明写在 name 里", at)
        depth += (sign in "([{") - (sign in ")]}")
        if depth > DEEPEST:
            raise written.fail("表达式里的括号嵌套太深", "请拆成几条,或用 [define] 起名", at)


def outside_quotes(text: str) -> Iterator[tuple[int, str]]:
    """The characters that stand in no quoted name or text, with their places."""
    quote = ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        else:
            yield place, sign


def unreadable(written: Written, told: str) -> UseError:
    """What sqlglot says, as a line and a hint that a clerk can use."""
    line = _LINE.search(told)
    hint = "请检查括号和引号是否成对、and/or 两边是否都有条件;列名用双引号,文字用单引号"
    return written.fail("表达式读不懂", hint, int(line[1]) if line else 1)
