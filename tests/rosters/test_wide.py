"""Wide rows: one row a person, each with its own columns."""

from __future__ import annotations

import pytest

from fangpin.rosters.check import check
from fangpin.rosters.label import label
from fangpin.rosters.model import Roster
from tests.rosters.make import AS_OF, Value, file, person, table

BAD = person(1)[:-1] + ("1" if person(1)[-1] != "1" else "2")


def roster(
    *rows: tuple[Value, ...], merges: list[tuple[int, int, int, int]] | None = None
) -> Roster:
    raw = file(table(*rows, merges=merges or []), path="民政/低保.xls")
    labelled = label(raw)
    assert not labelled.refused, labelled.refused
    return labelled.rosters[0]


HEADERS = {
    "numbered": ("序号", "姓名1", "身份证号1", "姓名2", "身份证号2", "救助类别"),
    "the first without a number": ("序号", "姓名", "身份证号", "姓名1", "身份证号1", "救助类别"),
    "again and again": ("序号", "姓名", "身份证号", "姓名", "身份证号", "救助类别"),
    "head and members": (
        "序号", "户主姓名", "户主身份证号", "成员1姓名", "成员1身份证号", "救助类别",
    ),
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_one_row_a_person(header: tuple[str, ...]) -> None:
    found = roster(
        header,
        (1, "云一", person(1), "云二", person(2), "低保"),
        (2, "章一", person(3), None, None, "特困"),
    )
    assert found.cells["name"].values() == ["云一", "云二", "章一"]
    assert found.cells["id_number"].values() == [person(1), person(2), person(3)]
    assert found.cells["scheme"].values() == ["低保", "低保", "特困"]
    assert found.rows.tolist() == [2, 2, 3]


def test_header_of_two_rows() -> None:
    found = roster(
        ("户主", None, "成员一", None, "救助类别"),
        ("姓名", "身份证号", "姓名", "身份证号", None),
        ("云一", person(1), "云二", person(2), "低保"),
        merges=[(0, 0, 0, 1), (0, 2, 0, 3), (0, 4, 1, 4)],
    )
    assert found.cells["name"].values() == ["云一", "云二"]
    assert found.slot_headers["name"] == ("户主/姓名", "成员一/姓名")


def test_a_fault_is_in_the_persons_own_column() -> None:
    checked = check(
        roster(
            ("姓名1", "身份证号1", "姓名2", "身份证号2", "救助类别"),
            ("云一", person(1), "云二", BAD, "低保"),
            ("章一", BAD, "章二", None, "低保"),
        ),
        AS_OF,
    )
    told = checked.problems[["row", "column", "code"]].values.tolist()
    assert told == [
        [2, "身份证号2", "id.check_digit"],
        [3, "身份证号1", "id.check_digit"],
        [3, "身份证号2", "id.missing"],
    ]
    assert (checked.accepted, checked.rejected) == (1, 3)


def test_a_row_with_nobody_is_not_lost() -> None:
    found = roster(
        ("姓名1", "身份证号1", "姓名2", "身份证号2", "救助类别"),
        ("云一", person(1), None, None, "低保"),
        (None, None, None, None, "特困"),
        ("章一", person(2), None, None, "低保"),
    )
    assert found.rows.tolist() == [2, 3, 4]


def test_members_side_by_side_have_their_own_relations() -> None:
    labelled = label(
        file(
            table(
                (
                    "户编号",
                    "姓名1",
                    "身份证号1",
                    "与户主关系1",
                    "姓名2",
                    "身份证号2",
                    "与户主关系2",
                ),
                ("H1", "云一", person(1), "户主", "云二", person(2), "配偶"),
            )
        )
    )
    found = labelled.rosters[0]
    assert found.kind is not None and found.kind.name == "members"
    assert found.cells["relation"].values() == ["户主", "配偶"]
    assert found.cells["household_id"].values() == ["H1", "H1"]


def test_numbered_risks_are_no_persons() -> None:
    labelled = label(
        file(
            table(
                (
                    "户编号",
                    "户主姓名",
                    "户主身份证号",
                    "致贫/返贫风险1",
                    "致贫/返贫风险2",
                    "纯收入",
                ),
                ("H1", "云一", person(1), "因病", "因学", 3),
            )
        )
    )
    assert labelled.rosters[0].slots is None
    assert labelled.rosters[0].headers["main_cause"] == "致贫/返贫风险1"
