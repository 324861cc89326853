"""The password file: one for all, or one a county; nothing of it is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangpin.errors import UseError
from fangpin.leaving.passwords import Passwords, read_passwords, refuse_missing


def given(folder: Path, text: str, encoding: str = "utf-8") -> Passwords:
    path = folder / "密码.txt"
    path.write_text(text, encoding)
    return read_passwords(path)


def test_one_line_is_for_all(tmp_path: Path) -> None:
    assert given(tmp_path, "密码a1\n").of("武川县") == "密码a1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_one_a_county_and_one_for_the_rest(tmp_path: Path, encoding: str) -> None:
    made = given(tmp_path, "武川县=a=b\r\n\r\n* = 其余\r\n", encoding)
    assert made.of("武川县") == "a=b"
    assert made.of("托克托县") == "其余"
    assert made.of("托克托县_某镇", "武川县") == "a=b"


def test_a_missing_county_is_named_before_anything_is_written(tmp_path: Path) -> None:
    made = given(tmp_path, "武川县=secret\n托克托县=secret2\n")
    with pytest.raises(UseError, match=r"没有 清水河县 的密码,没有写出任何结果"):
        refuse_missing(made, [("武川县",), ("托克托县",), ("清水河县",)])


@pytest.mark.parametrize(
    "text", ["", "\n \n", "a=1\nsecret\n", "a=\n", "a=1\na=2\n", "=x\n", "x" * 256]
)
def test_faults_name_the_line_and_never_the_password(tmp_path: Path, text: str) -> None:
    with pytest.raises(UseError) as caught:
        given(tmp_path, text)
    assert "secret" not in caught.value.message + caught.value.hint
    assert "x" * 20 not in caught.value.message


def test_no_password_in_a_repr(tmp_path: Path) -> None:
    assert "密码a1" not in repr(given(tmp_path, "密码a1"))
