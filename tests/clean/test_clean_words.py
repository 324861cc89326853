"""Yes and no, code lists, sets, names, texts and the small numbers."""

from __future__ import annotations

import pytest

from fangpin.io.table import Cell
from fangpin.rosters.clean import FieldType
from fangpin.rosters.clean.codes import code_lists

from .cells import read

YES = ["是", " 是 ", "有", "√", "✓", "✔", "Y", "y", "1", "true", "TRUE", "已参保", "已签约", "1-是"]
NO = [
    "否",
    "无",
    "×",
    "N",
    "n",
    "0",
    "false",
    "未参保",
    "未签约",
    "没有",
    "0-否",
    "02-否",
    "１－否",
]
NOT_TOLD = ["待核实", "?", "2", "未知", "未核实", "已退保", "已死亡", "已参保未缴费", "是否", "X"]


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert read(text, "bool") == (True, None)


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert read(text, "bool") == (False, None)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_neither_yes_nor_no(text: str) -> None:
    assert read(text, "bool") == (None, "bool.format")


@pytest.mark.parametrize("text", [None, "", "-", "——", "/", "\\", "NULL", "\u3000"])
def test_no_answer(text: str | None) -> None:
    assert read(text, "bool") == (None, None)


def test_ticks_in_cells_of_their_kind() -> None:
    assert read("TRUE", "bool", kind=Cell.BOOL).value is True
    assert read("0", "bool", kind=Cell.NUMBER).value is False


CODES = [
    ("relation", "01-本人", "户主"),
    ("relation", "02-配偶", "配偶"),
    ("relation", "03-之子", "之子"),
    ("relation", "长子", "之子"),
    ("relation", "次女", "之女"),
    ("relation", "儿媳", "之儿媳"),
    ("relation", "父亲", "之父"),
    ("relation", "10", "配偶"),
    ("relation", "01", "户主"),
    ("labour", "1-普通劳动力", "普通劳动力"),
    ("labour", "(4)丧失劳动力", "丧失劳动力"),
    ("labour", "弱劳动力", "弱劳动力或半劳动力"),
    ("poverty_status", "已脱贫（享受政策）", "已脱贫"),
    ("poverty_status", "已脱贫享受政策", "已脱贫"),
    ("poverty_status", "稳定脱贫户", "已脱贫"),
    ("poverty_status", "脱贫户", "已脱贫"),
    ("poverty_status", "预脱贫", "未脱贫"),
    ("poverty_status", "未脱贫", "未脱贫"),
    ("poverty_status", "返贫", "返贫"),
    ("poverty_status", "边缘户", "一般农户"),
    ("poverty_status", "边缘易致贫户", "一般农户"),
    ("poverty_status", "普通农户", "一般农户"),
    ("poverty_status", "一般户", "一般农户"),
    ("monitored", "脱贫监测户", "脱贫监测户"),
    ("monitored", "边缘户", "边缘户"),
    ("schooling", "非在校生", "非在校生"),
    ("schooling", "普通高中一年级", "普通高中一年级"),
    ("education", "文盲", "文盲或半文盲"),
    ("education", "大学本科", "本科及以上"),
    ("ethnicity", "汉", "汉族"),
    ("ethnicity", "02", "蒙古族"),
    ("scheme", "农村低保", "低保"),
    ("scheme", "分散供养", "特困"),
    ("stage", "普通高中", "普高"),
    ("stage", "高职高专", "大专"),
    ("enrolment_status", "失学", "辍学"),
    ("illness_type", "慢性病", "慢病"),
    ("danger_grade", "Ｃ级", "C"),
    ("danger_grade", "d级危房", "D"),
    ("renovated", "已改造", "是"),
    ("water_indicator", "不合格", "不达标"),
    ("works_type", "小型集中式供水", "小型集中"),
    ("job_type", "公益性岗位", "公益岗位"),
    ("disability_type", "3", "言语"),
    ("disability_type", "肢体残疾", "肢体"),
    ("disability_grade", "3级", "三级"),
    ("disability_grade", "1", "一级"),
    ("disability_grade", "Ⅱ级", "二级"),
    ("loss_type", "意外事故", "意外"),
    ("property_type", "房产", "商品房"),
    ("main_cause", "因自然灾害（洪涝灾害）", "因自然灾害"),
]


@pytest.mark.parametrize(("codes", "text", "value"), CODES)
def test_a_code(codes: str, text: str, value: str) -> None:
    assert read(text, FieldType("code", codes=codes)) == (value, None)


@pytest.mark.parametrize("text", ["XX", "待定级", "不知道", "9", "1-", "02"])
def test_an_unknown_code(text: str) -> None:
    assert read(text, FieldType("code", codes="illness_type")) == (None, "code.unknown")


def test_no_number_of_a_relation_is_guessed_that_two_systems_use() -> None:
    assert read("02", FieldType("code", codes="relation")) == (None, "code.unknown")


def test_a_word_that_begins_alike_is_another() -> None:
    assert read("低保边缘户", FieldType("code", codes="scheme")) == (None, "code.unknown")
    assert read("返贫风险户", FieldType("code", codes="poverty_status")) == (None, "code.unknown")


def test_not_monitored_is_no_category() -> None:
    assert read("非监测对象", FieldType("code", codes="monitored")) == (None, None)
    assert read("无", FieldType("code", codes="monitored")) == (None, None)


def test_every_value_of_every_list_stands_for_itself() -> None:
    for codes in code_lists().values():
        assert [codes.find(value) for value in codes.values] == list(codes.values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("健康", "健康"),
        ("残疾,长期慢性病", "长期慢性病,残疾"),
        ("长期慢性病,残疾", "长期慢性病,残疾"),
        ("患有大病；长期慢性病", "长期慢性病,患有大病"),
        ("大病、残疾、大病", "患有大病,残疾"),
        ("2-长期慢性病，4-残疾", "长期慢性病,残疾"),
        ("长期慢性病 残疾", "长期慢性病,残疾"),
        ("3,4", "患有大病,残疾"),
    ],
)
def test_a_set_in_any_order(text: str, value: str) -> None:
    assert read(text, FieldType("set", codes="health")) == (value, None)


def test_a_set_with_one_unknown_value_is_unknown() -> None:
    assert read("残疾,XX", FieldType("set", codes="health")) == (None, "code.unknown")
    assert read("无", FieldType("set", codes="health")) == (None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("阿依夏•买买提", "阿依夏·买买提"),
        ("古丽・艾山", "古丽·艾山"),
        ("巴特尔．敖其", "巴特尔·敖其"),
        ("乌云‧其其格", "乌云·其其格"),
        ("热娜·库尔班", "热娜·库尔班"),
        ("王\u3000芳", "王芳"),
        ("李\xa0强 ", "李强"),
        ("额尔敦 . 巴雅尔", "额尔敦·巴雅尔"),
        ("王㛃", "王㛃"),
        ('=HYPERLINK("http://a.invalid","点我")', '=HYPERLINK("http://a.invalid","点我")'),
        ("+陈一", "+陈一"),
        ("-林二", "-林二"),
        ("@何三", "@何三"),
        ("ＴＯＭ", "TOM"),
        ("无", None),
        ("——", None),
    ],
)
def test_a_name(text: str, value: str | None) -> None:
    assert read(text, "name") == (value, None)


@pytest.mark.parametrize("control", ["\x07", "\x0b", "\x02", "\x1f", "\x7f", "\x80"])
def test_control_characters_go_with_a_remark(control: str) -> None:
    for place in ("高{}四", "高四{}", "{}高四"):
        text = place.format(control)
        assert read(text, "name") == ("高四", "text.control_character")
        assert read(text, "text") == ("高四", "text.control_character")


def test_a_text_keeps_its_inside() -> None:
    assert read("\u3000因病，因残\n需帮扶 ", "text") == ("因病,因残\n需帮扶", None)
    assert read("（一）组", "text") == ("(一)组", None)
    assert read("114", "text", kind=Cell.NUMBER) == ("114", None)


def test_numbers_that_are_names() -> None:
    assert read("1501230000389", "household_id", kind=Cell.NUMBER) == ("1501230000389", None)
    assert read("1501230000389.0", "household_id") == ("1501230000389", None)
    assert read("'HA0011\t", "household_id") == ("HA0011", None)
    lost = (None, "household_id.precision_lost")
    assert read("1501230000389000", "household_id", kind=Cell.NUMBER) == lost
    assert read("1.50123E+12", "household_id") == lost
    assert read("1501230000389000", "household_id") == ("1501230000389000", None)
    assert read("12900000003", "phone", kind=Cell.NUMBER) == ("12900000003", None)
    assert read("12900000002.0", "phone") == ("12900000002", None)
    assert read("无", "phone") == (None, None)


@pytest.mark.parametrize(
    ("text", "value"), [("3人", 3), ("3.0", 3), ("３", 3), ("3 人", 3), ("1,200", 1200)]
)
def test_a_count(text: str, value: int) -> None:
    assert read(text, "int") == (value, None)


@pytest.mark.parametrize("text", ["3.5", "三", "3人左右", "1/2"])
def test_no_count(text: str) -> None:
    assert read(text, "int") == (None, "number.format")


def test_a_year() -> None:
    for text in ("2019", "2019年", "2019.0", "2019年度", "２０１９", "2019年 "):
        assert read(text, "year") == (2019, None)
    for text in ("19", "330", "去年", "2019.5", "20190101", "2500"):
        assert read(text, "year") == (None, "year.format")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2019-2020", 2019),
        ("2019—2020学年", 2019),
        ("2019-2020学年第一学期", 2019),
        ("2019/2020", 2019),
        ("2019至2020学年", 2019),
        ("2019-20", 2019),
        ("2019-2020-2", 2019),
        ("2019年-2020年", 2019),
        ("2019", 2019),
        ("2019.0", 2019),
        ("2019年", 2019),
        ("2019学年", 2019),
        ("2019秋", 2019),
        ("2019年秋季学期", 2019),
        ("2020春", 2019),
        ("2020年春季学期", 2019),
        ("2019学年春季学期", 2019),
    ],
)
def test_a_school_year(text: str, value: int) -> None:
    assert read(text, "school_year") == (value, None)


@pytest.mark.parametrize("text", ["2019-2021", "2020-2019", "499", "2019夏", "本学年", "2019-09"])
def test_no_school_year(text: str) -> None:
    assert read(text, "school_year") == (None, "school_year.format")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.05", 0.05),
        ("0.05mg/L", 0.05),
        ("<0.001", 0.0),
        ("＜0.001", 0.0),
        ("<0.001 mg/L", 0.0),
        ("0.004L", 0.0),
        ("未检出", 0.0),
        ("8个月", 8.0),
        ("6.5", 6.5),
    ],
)
def test_a_measure(text: str, value: float) -> None:
    assert read(text, "measure") == (value, None)


@pytest.mark.parametrize("text", [">1", "-1", "合格", "0.05-0.1"])
def test_no_measure(text: str) -> None:
    assert read(text, "measure") == (None, "number.format")
