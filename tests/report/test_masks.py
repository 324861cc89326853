"""What each privacy level shows of a person."""

from __future__ import annotations

import polars as pl
import pytest

from fangpin.report import masks
from fangpin.report.model import Privacy

ID = "150121195001159502"


@pytest.mark.parametrize(
    ("value", "privacy", "shown"),
    [
        (ID, "work", ID),
        (ID, "review", "150121************"),
        (ID + "42", "review", "150121************"),  # a certificate's tail tells the disability
        ("无法辨认", "review", "************"),
        (None, "review", None),
        (ID, "public", None),
    ],
)
def test_ids(value: str | None, privacy: Privacy, shown: str | None) -> None:
    assert masks.mask_id(value, privacy) == shown
    column = pl.select(masks.ids(pl.lit(value, pl.String), privacy).alias("a"))["a"]
    assert column.to_list() == [shown]


@pytest.mark.parametrize(
    ("value", "privacy", "shown"),
    [
        ("13800001234", "work", "13800001234"),
        ("13800001234", "review", "138****1234"),
        ("0471-1234567", "review", "****"),
        (None, "review", None),
        ("13800001234", "public", None),
    ],
)
def test_phones(value: str | None, privacy: Privacy, shown: str | None) -> None:
    assert masks.mask_phone(value, privacy) == shown
    column = pl.select(masks.phones(pl.lit(value, pl.String), privacy).alias("a"))["a"]
    assert column.to_list() == [shown]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("张三", "张*"),
        ("张小花", "张*花"),
        ("乌兰图雅", "乌*图雅"),
        ("张", "张*"),
        ("", ""),
        (None, None),
    ],
)
def test_names_in_public_have_a_star_for_the_second_character(
    value: str | None, shown: str | None
) -> None:
    assert masks.mask_name(value, "public") == shown
    assert masks.mask_name(value, "review") == value
    column = pl.select(masks.names(pl.lit(value, pl.String)).alias("a"))["a"]
    assert column.to_list() == [shown]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"身份证{ID}与{ID}X", "身份证150121************与150121************"),
        ("电话13800001234、13900005678。", "电话138****1234、139****5678。"),
        ("户1501020000097，人均4999.50元，第12行", "户1501020000097，人均4999.50元，第12行"),
    ],
)
def test_sentences_lose_ids_and_phones_and_keep_the_rest(text: str, shown: str) -> None:
    column = pl.select(masks.texts(pl.lit(text), "review").alias("a"))["a"]
    assert column.to_list() == [shown]
    assert pl.select(masks.texts(pl.lit(text), "work").alias("a"))["a"].to_list() == [text]


def test_which_words_tell_of_illness() -> None:
    assert masks.tells_of_illness("部门阈值", "因病")
    assert masks.tells_of_illness("因残")
    assert not masks.tells_of_illness("因学", "教育")
