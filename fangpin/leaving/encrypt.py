"""A workbook with a password (Office's own agile encryption: AES-256, SHA-512).

msoffcrypto-tool calls its writing experimental: what it wrote is opened again before it counts.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from fangpin.report.private import open_private


def encrypted(plain: bytes, password: str) -> bytes:
    """An OOXML workbook as an encrypted one. Raises RuntimeError where it does not open again."""
    from msoffcrypto.format.ooxml import OOXMLFile

    sealed = BytesIO()
    OOXMLFile(BytesIO(plain)).encrypt(password, sealed)
    if opened(sealed.getvalue(), password) != plain:
        raise RuntimeError("an encrypted workbook does not open with its password")
    return sealed.getvalue()


def opened(sealed: bytes, password: str) -> bytes:
    """The workbook in an encrypted one, its seal verified.

    Raises msoffcrypto's InvalidKeyError where it is another password.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    office = OOXMLFile(BytesIO(sealed))
    office.load_key(password=password, verify_password=True)
    plain = BytesIO()
    office.decrypt(plain, verify_integrity=True)
    return plain.getvalue()


def encrypt_file(path: Path, password: str) -> None:
    """Put an encrypted workbook in a file's place; owner-only. Raises OSError."""
    sealed = encrypted(path.read_bytes(), password)
    draft = path.with_name(f".{path.name}.part")
    with open_private(draft) as file:
        file.write(sealed)
    os.replace(draft, path)  # noqa: PTH105 - replaces on Windows too
