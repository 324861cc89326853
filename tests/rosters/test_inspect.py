"""How a file is read, as JSON."""

from __future__ import annotations

import json

from fangpin.errors import FileFault
from fangpin.rosters.inspect import inspect_file, inspect_refused
from tests.rosters.make import AS_OF, file, person, table

BAD = person(1)[:-1] + ("1" if person(1)[-1] != "1" else "2")


def test_a_roster_is_told_with_its_columns_rows_and_problems() -> None:
    raw = file(
        table(
            ("补贴发放表",),
            ("身份证号", "补贴项目", "补贴金额（元）", "发放日期", "备注"),
            (BAD, "退耕还林", 12.5, "2019-12-31", "甲"),
            ("合计", None, 12.5),
        )
    )
    told = json.loads(json.dumps(inspect_file(raw, AS_OF)))
    assert told["refused"] is None
    (one,) = told["tables"]
    assert (one["sheet"], one["kind"], one["header_rows"]) == ("Sheet1", "subsidies", [2])
    assert one["columns"][2] == {"header": "补贴金额（元）", "field": "amount"}
    assert one["columns"][4] == {"header": "备注", "field": None}
    assert one["rows"] == [
        {
            "row": 3,
            "accepted": False,
            "id_number": BAD,
            "subsidy_item": "退耕还林",
            "amount": 12.5,
            "paid_on": "2019-12-31",
        }
    ]
    assert one["problems"][0]["code"] == "id.check_digit"
    assert one["skipped"] == [{"row": 1, "why": "标题、说明"}, {"row": 4, "why": "合计行"}]


def test_a_table_of_unknown_kind_lists_its_columns_and_rows() -> None:
    raw = file(table(("姓名", "身份证号码", "县", "备注"), ("云一", person(1), "武川县", "甲")))
    told = inspect_file(raw, AS_OF)
    (one,) = told["tables"]
    assert told["refused"] is None and one["kind"] is None
    assert one["refused"]["code"] == "file.kind_unknown"
    assert one["rows"][0]["name"] == "云一" and one["rows"][0]["id_number"] == person(1)


def test_a_file_without_a_table_is_refused() -> None:
    told = inspect_file(file(table(("通知",))), AS_OF)
    assert told["refused"]["code"] == "file.not_a_table" and told["tables"] == []


def test_a_file_that_cannot_be_read_is_refused() -> None:
    told = inspect_refused("甲.xlsx", FileFault("file.encrypted", "需要密码"))
    assert told["refused"]["code"] == "file.encrypted"
    assert "需要密码" in told["refused"]["message"]


def test_a_table_with_an_ambiguous_column_shows_its_rows() -> None:
    header = ("户编号", "姓名", "身份证号码", "证件号码")
    told = inspect_file(file(table(header, ("H1", "云一", person(1), person(2)))), AS_OF)
    (one,) = told["tables"]
    assert one["refused"]["code"] == "file.column_ambiguous"
    assert one["rows"][0]["household_id"] == "H1"
