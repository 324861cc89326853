"""The message itself: MIME with Chinese file names that new and old clients read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.charset import BASE64, Charset
from email.encoders import encode_base64
from email.header import Header
from email.headerregistry import Address
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formatdate
from urllib.parse import quote

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_WORD = 60  # characters of an encoded word and what stands before it: under 76 a line
_SAFE = "!#$&+-.^_`|~"  # attr-char of RFC 2231
_POLICY = compat32.clone(linesep="\r\n")
_OVERHEAD = 20_000  # headers, body and boundaries, generously
_FILE_OVERHEAD = 3_000


@dataclass(frozen=True)
class Letter:
    """One message. files: (name, bytes); key: what its message id is made of.

    A second try of the same content has the same id: a client can tell that it has it already.
    """

    sender: Address
    to: Sequence[str]
    subject: str
    body: str
    files: Sequence[tuple[str, bytes]]
    key: str

    @property
    def id(self) -> str:
        """Its Message-ID."""
        told = hashlib.sha256(self.key.encode()).hexdigest()[:40]
        return f"<{told}@{self.sender.domain}>"


def as_bytes(letter: Letter) -> bytes:
    """The message as it goes over the wire."""
    whole = MIMEMultipart("mixed", policy=_POLICY)
    whole["From"] = _person(letter.sender)
    whole["To"] = ",\n ".join(letter.to)
    subject = Header(letter.subject, "utf-8", header_name="Subject")
    whole["Subject"] = subject.encode(linesep="\n")
    whole["Date"] = formatdate(localtime=True)
    whole["Message-ID"] = letter.id
    whole.attach(_text(letter.body))
    for name, data in letter.files:
        whole.attach(_attachment(name, data))
    return whole.as_bytes(policy=_POLICY)


def encoded_size(size: int) -> int:
    """Bytes that an attachment of `size` bytes takes: base64 in lines of 76 and its headers."""
    coded = (size + 2) // 3 * 4
    return coded + (coded // 76 + 1) * 2 + _FILE_OVERHEAD


def pack(sizes: Sequence[int], limit: int) -> list[list[int]] | None:
    """Indices of files by message, in order, each message under `limit` bytes; None where a file
    does not fit into a message of its own."""
    parts: list[list[int]] = []
    left = 0
    for index, size in enumerate(sizes):
        takes = encoded_size(size)
        if _OVERHEAD + takes > limit:
            return None
        if not parts or takes > left:
            parts.append([])
            left = limit - _OVERHEAD
        parts[-1].append(index)
        left -= takes
    return parts


def _person(sender: Address) -> str:
    if not sender.display_name:
        return sender.addr_spec
    name = Header(sender.display_name, "utf-8").encode(linesep="\n")
    return f"{name} <{sender.addr_spec}>"


def _text(body: str) -> MIMEText:
    charset = Charset("utf-8")
    charset.body_encoding = BASE64  # survives servers that take 7 bits only
    return MIMEText(body, "plain", charset)  # type: ignore[arg-type]


def _attachment(name: str, data: bytes) -> MIMEBase:
    """name= is RFC 2047 (Outlook before 2010, Foxmail), filename*= is RFC 2231 (all others)."""
    part = MIMEBase(*_XLSX)
    part.set_payload(data)
    encode_base64(part)
    old = "\n ".join(encoded_words(name))
    del part["Content-Type"]
    part["Content-Type"] = f'{"/".join(_XLSX)};\n name="{old}"'
    part["Content-Disposition"] = f"attachment;\n filename*=utf-8''{quote(name, safe=_SAFE)}"
    return part


def encoded_words(text: str) -> list[str]:
    """RFC 2047 words of a text, split between characters."""
    words, piece = [], ""
    for character in text:
        if piece and len(_word(piece + character)) > _WORD:
            words.append(_word(piece))
            piece = ""
        piece += character
    return [*words, _word(piece)]


def _word(text: str) -> str:
    import base64

    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="
