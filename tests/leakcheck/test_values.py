"""Numbers are found however they are written, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangpin.leakcheck.values import secrets
from fangpin.rosters.clean.id_number import check_character

BODY = "15012119500115950"
ID = BODY + check_character(BODY)
CARD = "6222021234567890128"


def kinds(text: str, **more: bool) -> list[str]:
    return [kind for kind, _ in secrets(text, **more)]


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"证件号{ID}，已核",
        ID.lower(),
        f"{ID}43",  # a disability certificate
        f"{ID}43B1",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:10]}-{ID[10:14]}-{ID[14:]}",
        "".join(chr(0xFEE0 + ord(c)) for c in ID),  # full-width
        f"{ID[:9]}\u200b{ID[9:]}",  # a break that is not seen
        f"'{ID}",
    ],
)
def test_id_numbers(text: str) -> None:
    assert kinds(text) == ["id_number"]


def test_other_numbers() -> None:
    assert kinds("150121500115951") == ["id_number_15"]
    assert kinds("电话13812345678、138-1234-5678和+86 13812345678") == ["phone"] * 3
    assert kinds(f"卡号{CARD}") == kinds("6222 0212 3456 7890 128") == ["bank_card"]
    assert kinds("150121195001159000", numeric=True) == ["id_number"]  # what Excel leaves of it
    assert kinds("1.50121195001159E+17", numeric=True) == ["id_number"]
    assert kinds("13812345678.0", numeric=True) == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "1501000000001",  # a household
        "1501000000001-W1",
        "150121************",
        "138****1234",
        "2020-04-18 12:34:56",
        "20200418",
        "12345678901.50",
        "医保/医疗费用.csv第12、13、14、15、16、17行",
        "0471-1234567",
        "12813812345678",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "{13812345-6781-4000-8000-138123456781}",
        BODY + ("0" if ID[-1] != "0" else "1"),  # a wrong check digit
        "6222021234567890123",
        "150121195013325950",
    ],
)
def test_what_is_none(text: str) -> None:
    assert kinds(text) == []


@given(st.text(), st.text())
def test_the_value_is_never_shown_whole(before: str, after: str) -> None:
    for number in (ID, "13812345678", CARD):
        for _, shown in secrets(f"{before}，{number}，{after}"):
            assert number not in shown
            assert "*" in shown
