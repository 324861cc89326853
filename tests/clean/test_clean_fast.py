"""The fast pass says what the scalar parser says, for any text; stdnum is one more witness."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from fangpin.io.table import Cell, Column
from fangpin.rosters.clean import Context, FieldType, clean_column
from fangpin.rosters.clean.driver import read_cell
from fangpin.rosters.clean.id_number import check_character
from fangpin.rosters.clean.parsers import parser_of

KINDS = st.sampled_from([Cell.TEXT, Cell.NUMBER, Cell.DATE, Cell.BOOL, Cell.ERROR])
MARKS = " \t'\"=\u3000\xa0\u200b\ufeffxXＸ０９.,-+E/无約约元万¥()（）\x07\u0660"
CHANGES = st.lists(st.tuples(st.integers(0, 24), st.sampled_from("0123456789" + MARKS)), max_size=3)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    """A number that holds, or nearly: now and then its day is none."""
    region = draw(st.sampled_from(["150121", "152621", "810000", "911156"]))
    day = draw(st.dates(date(1795, 1, 1), date(2105, 1, 1)).map(lambda day: f"{day:%Y%m%d}"))
    day = draw(st.sampled_from([day, day, day, day[:4] + "0229", day[:6] + "31", "19001301"]))
    first17 = f"{region}{day.zfill(8)}{draw(st.integers(950, 999))}"
    number = first17 + check_character(first17)
    forms = [number, number, number + "43", number[:6] + number[8:17], number[:15] + "000"]
    return draw(st.sampled_from(forms))


@st.composite
def changed(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with a few characters put in or put over."""
    text = draw(texts)
    for place, mark in draw(CHANGES):
        over = draw(st.booleans())
        text = text[:place] + mark + text[place + over :]
    return text


AMOUNTS = st.one_of(
    st.decimals(-(10**13), 10**13, places=2).map(str),
    st.decimals(-10, 10, places=9).map(lambda number: f"{number:f}"),
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(0, 10**10, places=2).map("¥{:,}元".format),
    st.from_regex(r"-?[¥￥]?[0-9]{1,3}(,[0-9]{2,4}){1,4}(\.[0-9]{1,9})?元?", fullmatch=True),
    st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{0,10})?", fullmatch=True),
)
WORDS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["无", "null", "None", "nan", "N/A", "王芳", "古丽·艾山", "NAN1", "〇", "々"]),
    st.text("王芳·•.A1a０ \u3000/#-無无NUL", max_size=6),
    st.from_regex(r"[A-Z]{0,4}[0-9]{1,20}(\.0)?(E[0-9])?", fullmatch=True),
)


def agree(cells: list[tuple[str, Cell]], spec: FieldType, context: Context) -> None:
    text = pa.array([cell for cell, _ in cells], pa.string())
    kind = np.array([kind for _, kind in cells], np.uint8)
    got = clean_column(Column(text, kind), spec, context)
    parser = parser_of(spec, context)
    want = [read_cell(parser, cell, int(kind)) for cell, kind in cells]
    assert got.values.equals(pa.array([result.value for result in want], parser.arrow))
    faults = dict(zip(got.fault_rows.tolist(), got.fault_codes, strict=True))
    assert faults == {row: result.fault for row, result in enumerate(want) if result.fault}
    if "id_text" in parser.companions:
        assert got.companions["id_text"].to_pylist() == [result.extra[0] for result in want]


@given(st.lists(st.tuples(changed(id_numbers()), KINDS), max_size=12))
@example([("150121197903059516", Cell.TEXT), ("'150121197903059516\t", Cell.TEXT)])
@example([('="150121197903059516"', Cell.TEXT), ("15012119760715982x", Cell.TEXT)])
@settings(max_examples=300, deadline=None)
def test_id_numbers(cells: list[tuple[str, Cell]]) -> None:
    agree(cells, FieldType("id_number"), Context())


@given(
    st.lists(st.tuples(changed(AMOUNTS), KINDS), max_size=12), st.sampled_from([1, 1000, 10_000])
)
@example(
    [("0.005", Cell.TEXT), ("-0.005", Cell.NUMBER), ("99999999999.99999999", Cell.TEXT)], 10_000
)
@settings(max_examples=300, deadline=None)
def test_amounts(cells: list[tuple[str, Cell]], factor: int) -> None:
    agree(cells, FieldType("money"), Context(factor=factor))


@given(
    st.lists(st.tuples(WORDS, KINDS), max_size=12),
    st.sampled_from(["name", "text", "household_id", "phone"]),
)
@settings(max_examples=400, deadline=None)
def test_words(cells: list[tuple[str, Cell]], field_type: str) -> None:
    agree(cells, FieldType(field_type), Context())


@given(changed(id_numbers()))
@settings(max_examples=300, deadline=None)
def test_stdnum_agrees_where_it_knows_the_region(text: str) -> None:
    """stdnum refuses regions that are no more, and says then nothing of the rest."""
    if len(text) != 18 or not text.isascii() or not text.isalnum() or text.endswith("000"):
        return
    cleaned = clean_column(Column(pa.array([text])), FieldType("id_number"), Context())
    try:
        ric.validate(text)
    except ric.InvalidComponent:  # an unknown region or a day that is none
        assert cleaned.fault_codes in ((), ("id.birth_date",), ("id.check_digit",))
    except ric.ValidationError:
        assert cleaned.fault_codes
    else:
        assert not cleaned.fault_codes or not "1800" <= text[6:10] <= "2100"


DAYS = st.one_of(
    st.dates(date(1795, 1, 1)).map(str),
    st.from_regex(r"(19|20)[0-9]{2}[-/.][0-3]?[0-9][-/.][0-3]?[0-9]", fullmatch=True),
    st.sampled_from(["43939", "20200418", "202004", "2020.1", "2020.04", "2020年4月18日", "2020"]),
)
TIMES = st.sampled_from(["", " 9:30", " 09:30:00", "T23:59:59.123", " 24:61", ".0", ".3958", "日"])


@given(st.lists(st.tuples(changed(st.builds("{}{}".format, DAYS, TIMES)), KINDS), max_size=12))
@settings(max_examples=300, deadline=None)
def test_days(cells: list[tuple[str, Cell]]) -> None:
    agree(cells, FieldType("date"), Context())


def test_every_day_of_the_calendar_is_told_from_those_that_are_none() -> None:
    numbers = []
    for year in (1799, 1800, 1900, 1996, 1999, 2000, 2100, 2101):
        for month in range(14):
            for day in range(33):
                first17 = f"150121{year}{month:02d}{day:02d}951"
                numbers.append(first17 + check_character(first17))
    cells = [(number, Cell.TEXT) for number in numbers]
    agree(cells, FieldType("id_number"), Context())
