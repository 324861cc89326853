"""Workbooks with a password."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from fangpin.errors import FileFault

# What Excel itself tries without asking: workbooks that are only write-protected carry it.
_BUILT_IN = "VelvetSweatshop"


def decrypt(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook in the clear; raises FileFault file.encrypted where no password fits."""
    from msoffcrypto.exceptions import InvalidKeyError

    wrong_key = False
    for password in (_BUILT_IN, *passwords):
        try:
            return _open(data, password)
        except InvalidKeyError:
            wrong_key = True
        except Exception:  # msoffcrypto meets what it does not know in many ways
            continue
    if not wrong_key:
        raise FileFault("file.encrypted", "工作簿的加密方式不认得，请去掉密码后再给")
    if passwords:
        raise FileFault("file.encrypted", "给出的密码都打不开")
    raise FileFault("file.encrypted", "工作簿有密码，请用 --input-password-file 给出密码")


def _open(data: bytes, password: str) -> bytes:
    import msoffcrypto

    office = msoffcrypto.OfficeFile(BytesIO(data))
    office.load_key(password=password)
    plain = BytesIO()
    office.decrypt(plain)
    return plain.getvalue()
