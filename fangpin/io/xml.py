"""XML without entities, without the network, without surprises."""

from __future__ import annotations

import re
from typing import Any

from fangpin.errors import FileFault

# Control characters, which XML forbids but exporters write; U+E000 upwards stands for them.
_CONTROL = re.compile(r"&#(?:0*(\d{1,2})|[xX]0*([0-9a-fA-F]{1,2}));|([\x00-\x08\x0b\x0c\x0e-\x1f])")
_STAND_IN = re.compile("[\ue000-\ue01f]")
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)\b", re.IGNORECASE)
SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "huge_tree": True}
ENTITIES = "文件里定义了 XML 实体，可能是恶意文件"


def refuse_entities(text: str) -> None:
    """Raise file.entity_expansion where the text defines entities of its own or has a DTD."""
    if _DOCTYPE.search(text):
        raise FileFault("file.entity_expansion", ENTITIES)


def parse_xml(text: str) -> Any:
    """The root element of a decoded XML text.

    Raises FileFault file.entity_expansion for a DTD, file.truncated where the XML does not end
    or is not well-formed.
    """
    from lxml import etree

    refuse_entities(text)
    parser = etree.XMLParser(**SAFE)
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    try:
        return etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        row = getattr(error, "lineno", None)
        raise FileFault("file.truncated", "XML 结构不完整，文件可能没有传完", row) from None


def keep_controls(text: str) -> str:
    """The text with private characters in place of control characters, raw or as references."""
    return _CONTROL.sub(_stand_in, text)


def _stand_in(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16) if match[2] else ord(match[3])
    return match[0] if code in (9, 10, 13) or code >= 32 else chr(0xE000 + code)


def restore_controls(text: str) -> str:
    """What keep_controls replaced, put back."""
    return _STAND_IN.sub(lambda match: chr(ord(match[0]) - 0xE000), text)
