"""Every fault has words, and none of them gives a person away."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from fangpin.faults import describe, fault, faults, fill, is_remark, told_of_file

PERSONAL = ("id.", "name.", "household_id.", "hukou_id.", "match.", "row.", "code.", "text.")


def test_every_fault_is_complete() -> None:
    for code, one in faults().items():
        assert one.severity in ("reject", "remark"), code
        assert one.message and one.suggestion, code
        assert set(re.findall(r"{(\w+)}", one.message + one.suggestion)) <= {"column", "value"}


def test_no_message_holds_a_personal_value() -> None:
    for code, one in faults().items():
        if code.startswith(PERSONAL):
            assert "{value}" not in one.message + one.suggestion, code


def test_describe_names_the_column() -> None:
    message, suggestion = describe("id.check_digit", column="身份证号", value="150121")
    assert "身份证号" in message and "150121" not in message + suggestion


def test_a_missing_value_of_any_field_has_words() -> None:
    assert fault("licence.missing") is fault("missing")
    assert not is_remark("licence.missing") and is_remark("id.from_15")


def test_fill_adds_words_row_by_row() -> None:
    problems = pd.DataFrame(
        {
            "code": ["money.format", "id.missing", "money.format", "match.unmatched"],
            "column": ["金额", "身份证号", "金额", None],
            "value": ["五百", "", "六百", None],
        }
    )
    filled = fill(problems)
    assert "五百" in filled["message"][0] and "六百" in filled["message"][2]
    assert filled["suggestion"].notna().all()
    assert list(problems.columns) == ["code", "column", "value"]


def test_fill_of_nothing() -> None:
    assert fill(pd.DataFrame({"code": [], "column": [], "value": []})).empty


@pytest.mark.parametrize(
    ("code", "detail", "said"),
    [
        ("file.truncated", "压缩包结构不完整，文件可能没有传完", "文件不完整:压缩包结构不完整"),
        ("file.truncated", "", "文件不完整,可能没有传完"),
        ("file.encrypted", "工作簿有密码，请用 --input-password-file 给出密码", "工作簿有密码"),
        ("file.encrypted", "给出的密码都打不开", "文件有密码:给出的密码都打不开"),
        ("file.empty", "文件是空的（0 字节）", "文件是空的（0 字节）"),
        ("file.not_a_table", "内容是网页，里面没有表格", "内容是网页，里面没有表格"),
        ("file.kind_unknown", "没有证件号码", "认不出是哪一种花名册:没有证件号码"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_once(code: str, detail: str, said: str) -> None:
    assert told_of_file(code, detail) == said
