"""Fill in the page's template; everything that comes from a roster is escaped."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

if TYPE_CHECKING:
    from fangpin.report.page.data import Page

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What turns the direction of the text around it, and what is no character at all.
_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


def render(page: Page) -> str:
    """The whole page as text."""
    style, script = _file("style.css"), _file("script.js")
    template = _environment().get_template("page.html.j2")
    return template.render(page=page, style=style, script=script, digest=_digest(script))


def visible(value: Any) -> Any:
    """A control character as its picture, so that it is seen and does nothing."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        shown = _CONTROL.sub(lambda match: chr(0x2400 + ord(match[0])), value)
        return _UNSEEN.sub("\ufffd", shown)
    return value


def _number(value: Any) -> Any:
    """A cell for the reader: nothing for null."""
    return "" if value is None else value


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    environment.filters["number"] = _number
    environment.filters["percent"] = _per_cent
    return environment


@cache
def _file(name: str) -> str:
    return files("fangpin.report.page").joinpath(name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    """The script's name in the page's policy: nothing else may run."""
    return "sha256-" + b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
