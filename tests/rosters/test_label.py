"""The header, the kind, the columns and the data rows of a table."""

from __future__ import annotations

import pytest

from fangpin.errors import UseError
from fangpin.io.table import RawTable
from fangpin.rosters.label import label
from fangpin.rosters.model import Refused, Roster
from tests.rosters.make import file, person, table

HEADER = ("户编号", "姓名", "身份证号码", "与户主关系")
ONE = ("H1", "云一", person(1), "户主")
TWO = ("H1", "云二", person(2), "配偶")


def roster(*tables: RawTable, path: str = "甲.xlsx") -> Roster:
    labelled = label(file(*tables, path=path))
    assert not labelled.refused, labelled.refused
    return labelled.rosters[0]


def refused(*tables: RawTable, path: str = "甲.xlsx") -> Refused:
    labelled = label(file(*tables, path=path))
    assert not labelled.rosters
    return labelled.refused[0]


def kind_of(*header: str, path: str = "甲.xlsx", sheet: str = "Sheet1") -> str:
    found = roster(table(header, ["x"] * len(header), sheet=sheet), path=path).kind
    assert found is not None
    return found.name


def test_title_unit_and_date_stand_above() -> None:
    found = roster(
        table(
            ("土默特左旗脱贫户花名册",),
            ("填报单位：旗扶贫办", None, None, "单位：万元"),
            (),
            (*HEADER, "年收入"),
            (*ONE, 4),
            first_row=2,
        )
    )
    assert found.header_rows == (5,)
    assert found.rows.tolist() == [6]
    assert found.units == {"gross_income": 10000}
    assert found.title_says_alleviated
    assert [row for row, _ in found.above] == [2, 3, 4]


@pytest.mark.parametrize("title", ["未脱贫户名单", "非脱贫户名单", "一般农户名单"])
def test_who_is_not_alleviated(title: str) -> None:
    assert not roster(table((title,), HEADER, ONE)).title_says_alleviated


def test_totals_notes_signatures_and_repeated_headers_are_no_data() -> None:
    found = roster(
        table(
            ("花名册",),
            HEADER,
            ONE,
            ("小 计", None, "1人", None),
            (),
            ("花名册",),
            HEADER,
            TWO,
            ("合计", None, None, 2),
            ("注：本表由村委会填报",),
            ("填表人：某某", None, "审核人：某某"),
            ("以上情况属实,请审核后上报旗里",),
        )
    )
    assert found.rows.tolist() == [3, 8]
    assert dict(found.skipped) == {
        4: "合计行",
        5: "空行",
        6: "重复的标题",
        7: "重复的表头",
        9: "合计行",
        10: "说明、签名",
        11: "说明、签名",
        12: "说明、签名",
    }


def test_a_row_with_a_missing_name_and_id_is_data() -> None:
    found = roster(table(HEADER, ONE, ("H2", None, None, "户主"), TWO))
    assert found.rows.tolist() == [2, 3, 4]


def test_rows_that_are_only_numbered_are_no_data() -> None:
    found = roster(table(("序号", *HEADER), (1, *ONE), (2,), (3, *TWO)))
    assert found.rows.tolist() == [2, 4]
    assert found.skipped == ((3, "只有序号的行"),)


def test_header_of_two_rows_with_merged_cells() -> None:
    found = roster(
        table(
            ("户编号", "姓名", "身份证号码", "家庭收入（万元）", None),
            (None, None, None, "工资性收入", "转移性收入"),
            ("H1", "邹一", person(1), 3, 1),
            merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4)],
        )
    )
    assert found.header_rows == (1, 2)
    assert found.headers["wage_income"] == "家庭收入（万元）/工资性收入"
    assert found.units == {"wage_income": 10000, "transfer_income": 10000}


def test_header_of_two_rows_that_lost_its_merges() -> None:
    found = roster(
        table(
            ("户主姓名", "户主身份证", "年度", "转移性收入", None, None),
            (None, None, None, "小计", "其中:计划生育金", "其中:低保金"),
            ("陆一", person(1), 2019, 300, 100, 200),
        )
    )
    assert found.headers["transfer_income"] == "转移性收入/小计"
    assert found.headers["subsistence_allowance"] == "转移性收入/其中:低保金"
    assert len(found) == 1


def test_groups_above_the_header_belong_to_it() -> None:
    found = roster(
        table(
            ("农户收入表",),
            ("基本信息", None, "收入（万元）", None),
            ("户编号", "姓名", "工资性收入", "财产性收入"),
            ("H1", "云一", 1, 2),
            merges=[(0, 0, 0, 3), (1, 0, 1, 1), (1, 2, 1, 3)],
        )
    )
    assert found.header_rows == (2, 3)
    assert found.units["wage_income"] == 10000


def test_numbers_and_units_below_the_header_are_not_data() -> None:
    found = roster(table(HEADER, ("(1)", "(2)", "(3)", "(4)"), ONE))
    assert found.header_rows == (1, 2)
    assert found.rows.tolist() == [3]


def test_merged_data_is_filled_down_and_only_that() -> None:
    found = roster(
        table(
            ("户编号", "村", "姓名", "身份证号码"),
            ("H1", "水磨村", "窦一", person(1)),
            (None, None, "窦二", person(2)),
            (None, None, "窦三", person(3)),
            merges=[(1, 0, 2, 0), (1, 1, 3, 1)],
        )
    )
    assert found.cells["household_id"].values() == ["H1", "H1", None]
    assert found.cells["village"].values() == ["水磨村"] * 3


def test_data_in_the_second_sheet_only() -> None:
    note = table(("填报说明",), ("一、一户一行。",), sheet="填报说明")
    labelled = label(file(note, table(HEADER, ONE, sheet="名册")))
    assert [one.sheet for one in labelled.rosters] == ["名册"]
    assert labelled.refused == ()
    assert labelled.no_table == (("填报说明", "没有表头"),)


def test_a_file_without_any_table_is_refused() -> None:
    assert refused(table(("通知",), ("请于周五前报送",))).code == "file.not_a_table"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (("户编号", "姓名", "身份证号码"), "members"),
        (("姓名", "身份证号码", "年收入"), "households"),
        (("户号", "姓名", "公民身份号码", "户口类型"), "population"),
        (("户编号", "户主姓名", "户主证件号码", "纯收入"), "households"),
        (("户编号", "户主姓名", "户主身份证", "危房等级", "是否改造"), "housing"),
        (("身份证号", "补贴项目", "补贴金额"), "subsidies"),
        (("户主姓名", "户主身份证号", "补贴名称", "发放金额"), "subsidies"),
        (("姓名", "身份证号", "资助项目", "资助金额"), "student_aid"),
        (("身份证号", "教育支出金额（万元）", "缴费日期"), "education_costs"),
        (("旗县区", "乡镇", "行政村", "水量", "水质"), "water"),
        (("户编号", "户主身份证号", "水量", "水质"), "water"),
        (("姓名", "残疾人证号", "发证日期"), "disability"),
        (("户编号", "身份证号", "损失类型", "损失金额（元）"), "losses"),
        (("户编号", "户主姓名", "户主身份证号", "搬迁日期"), "relocation"),
        (("姓名", "全国学籍号", "学校名称", "学段"), "enrolment"),
        (("姓名", "身份证号", "注销原因"), "deaths"),
        (("户编号", "监测对象类别", "识别监测时间"), "households"),
    ],
)
def test_the_kind_is_told_from_the_columns(header: tuple[str, ...], kind: str) -> None:
    assert kind_of(*header) == kind


def test_names_break_a_tie() -> None:
    header = ("姓名", "身份证号", "参保状态", "是否代缴")
    assert kind_of(*header, path="人社/养老.csv") == "pension"
    assert kind_of(*header, path="参保.csv", sheet="医保") == "insurance"


def test_two_kinds_as_good_as_each_other_are_both_named() -> None:
    found = refused(
        table(("姓名", "身份证号", "参保状态", "是否代缴"), ("云一", person(1), "是", "是"))
    )
    assert found.code == "file.kind_ambiguous"
    assert "基本医保参保" in found.detail and "城乡居民养老保险" in found.detail


def test_a_name_and_an_id_are_no_kind() -> None:
    found = refused(table(("姓名", "身份证号码", "县"), ("云一", person(1), "武川县")))
    assert found.code == "file.kind_unknown"
    assert found.roster is not None
    assert [column.field for column in found.roster.columns] == ["name", "id_number", "county"]
    assert len(found.roster) == 1


def test_what_is_missing_is_said() -> None:
    found = refused(table(("姓名", "补贴项目", "补贴金额"), ("云一", "退耕还林", 5)))
    assert found.code == "file.kind_unknown"
    assert "补贴发放" in found.detail and "证件号码" in found.detail


def test_a_forced_kind_needs_no_mark_but_its_needed_fields() -> None:
    raw = file(table(("姓名", "身份证号"), ("云一", person(1))))
    assert label(raw, forced_kind="deaths").rosters[0].kind.name == "deaths"  # type: ignore[union-attr]
    assert "补贴项目" in label(raw, forced_kind="subsidies").refused[0].detail
    with pytest.raises(UseError):
        label(raw, forced_kind="nothing")


def test_the_heads_columns_are_not_the_persons() -> None:
    found = roster(table((*HEADER, "户主姓名", "户主证件号码"), (*ONE, "云一", person(1))))
    assert found.headers["name"] == "姓名"
    assert found.headers["id_number"] == "身份证号码"
    assert [column.field for column in found.columns[4:]] == [None, None]


def test_two_columns_with_the_same_contents_are_one() -> None:
    found = roster(table((*HEADER, "证件号码"), (*ONE, person(1))))
    assert found.headers["id_number"] == "证件号码"
    assert "证件号码" in found.columns[2].why


def test_two_columns_for_a_needed_field_are_refused() -> None:
    found = refused(table((*HEADER, "证件号码"), (*ONE, person(2))))
    assert found.code == "file.column_ambiguous"
    assert "身份证号码" in found.detail and "证件号码" in found.detail


def test_the_user_says_which_column() -> None:
    raw = file(table((*HEADER, "证件号码"), (*ONE, person(2))))
    found = label(raw, forced_columns={"证件号码": "id_number"}).rosters[0]
    assert found.cells["id_number"].values() == [person(2)]
    for wrong in ({"证件号码": "nothing"}, {"没有的列": "id_number"}):
        with pytest.raises(UseError):
            label(raw, forced_columns=wrong)


def test_two_columns_for_another_field_take_the_canonical_name_or_the_leftmost() -> None:
    found = roster(table((*HEADER, "劳动能力", "劳动技能"), (*ONE, "1", "2")))
    assert found.headers["labour"] == "劳动技能"
    found = roster(table((*HEADER, "劳动能力", "劳动力类型"), (*ONE, "1", "2")))
    assert found.headers["labour"] == "劳动能力"
    assert found.columns[5].why


def test_an_empty_column_gives_way() -> None:
    found = roster(table((*HEADER, "证件号码"), (*ONE, None)))
    assert found.headers["id_number"] == "身份证号码"


def test_rows_and_skipped_rows_are_all_rows() -> None:
    rows = [(f"H{n}", f"云{n}", person(n % 50), "户主") for n in range(100)]
    raw = table(("表",), HEADER, *rows[:50], (), ("合计",), *rows[50:], ("注：无",))
    found = roster(raw)
    assert len(found) + len(found.skipped) == len(raw) - 2


@pytest.mark.parametrize(
    "last",
    [
        ("合　计", None, 3),
        ("本页小计", None, "3"),
        ("土默特左旗合计：3人",),
        ("总人数:3",),
        ("共3户3人",),
        (None, "合计", "3人"),
        ("备注：无",),
        ("说明:以上为全部",),
        ("村书记签字：", None, None),
        ("单位负责人：某某", "填表人：某某", "联系电话：1", "2020年4月18日"),
        (None, None, None, "2020年4月18日"),
        ("（公章）",),
        ("第 1 页 共 1 页",),
    ],
)
def test_last_rows_that_are_no_data(last: tuple[str | int | None, ...]) -> None:
    found = roster(table(HEADER, ONE, TWO, last))
    assert found.rows.tolist() == [2, 3]
    assert [row for row, _ in found.skipped] == [4]


@pytest.mark.parametrize(
    "last",
    [
        ("H9", None, None, None),
        (None, "额尔敦·巴雅尔", None, None),
        ("H9", "合计", person(9), None),
        (None, None, person(9), None),
    ],
)
def test_last_rows_that_are_data(last: tuple[str | None, ...]) -> None:
    assert roster(table(HEADER, ONE, TWO, last)).rows.tolist() == [2, 3, 4]
