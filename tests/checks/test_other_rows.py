"""Functions over other rows: members, two members, equal values, other rosters."""

from __future__ import annotations

from .small import found, keys, member

ANN, BEN, CAI, DOG = (f"15010119900101{n}" for n in (9500, 9519, 9527, 9535))
HOME = [
    member("1", ANN, 性别="男", 备注="5", 村="甲村", 县="甲县"),
    member("1", BEN, 与户主关系="配偶", 性别="男", 备注="7", 村="甲村", 县="甲县"),
    member("1", CAI, 与户主关系="之子", 备注="不详", 村="甲村", 县="甲县"),
    member("2", DOG, 性别="女", 备注="7", 村="甲村", 县="甲县"),
]


def home(when: str) -> list[str]:
    return keys(when, "household", 监测对象信息=HOME)


def test_any_all_and_count_of_members() -> None:
    assert home("有成员(\"性别\" = '男')") == ["1"]
    assert home("not 有成员(\"性别\" = '男')") == ["2"]
    assert home("全户都(\"性别\" = '女')") == ["2"]
    assert home('全户都("性别" is null or "性别" = \'男\')') == ["1"]
    assert home("成员数() = 3 and 成员数(\"性别\" = '男') = 2") == ["1"]
    assert home('成员数("备注" > 6) * 2 >= 成员数()') == ["2"]
    assert home('成员合计("备注") = 12') == ["1"]
    assert home('成员合计("备注", "性别" = \'男\' and "备注" > 100) is null') == ["1", "2"]


def test_another_members_value() -> None:
    same = '"与户主关系" = \'配偶\' and "性别" = 成员值("性别", "与户主关系" = \'户主\')'
    assert keys(same, 监测对象信息=HOME) == [BEN]
    assert home('成员值("备注", "与户主关系" = \'之女\') is null') == ["1", "2"]


def test_the_judged_row_is_named_by_a_prefix() -> None:
    older = '有成员(数值("备注") > 数值(本."备注"))'
    assert keys(older, 监测对象信息=HOME) == [ANN]
    assert keys('成员数("备注" = self."备注") = 1', 监测对象信息=HOME) == [ANN, BEN, CAI, DOG]
    assert keys('全户都("备注" = 本."备注")', 监测对象信息=HOME) == [DOG]


def test_two_different_members() -> None:
    assert home('有两人(甲."性别" = 乙."性别" and 甲."与户主关系" = \'户主\')') == ["1"]
    assert home('有两人(甲."姓名" = 乙."姓名" and 数值(甲."备注") > 数值(乙."备注"))') == ["1"]
    assert home("有两人(甲.\"性别\" = '女' and 乙.\"性别\" = '女')") == []


def test_rows_with_the_same_value() -> None:
    assert keys('同值数("备注") = 2', 监测对象信息=HOME) == [BEN, DOG]
    assert keys('同值数("备注", "性别" = \'男\') = 1', 监测对象信息=HOME) == [ANN, BEN, DOG]
    assert keys('有同值("备注", "性别" = \'女\')', 监测对象信息=HOME) == [BEN, DOG]
    assert keys('同值不同("备注", "户编号")', 监测对象信息=HOME) == [BEN, DOG]
    assert (
        keys('同值不同("民族", "户编号")', 监测对象信息=[HOME[0] | {"民族": None}, HOME[3]]) == []
    )


JOB = ("户编号", "证件号码", "是否已务工", "开始时间", "结束时间", "县")
WORK = [
    dict(zip(JOB, row, strict=True))
    for row in (
        ("1", ANN, "是", "2022年01月", "2022年09月", "甲县"),
        ("1", ANN, "否", "2022年08月", None, "乙县"),
        ("2", DOG + "42", "是", "2023年01月", None, None),
    )
]


def worked(when: str, unit: str = "person") -> list[str]:
    return keys(when, unit, 监测对象信息=HOME, 已外出务工信息=WORK)


def test_records_of_a_person_are_found_by_the_number() -> None:
    assert worked("有记录('已外出务工信息')") == [ANN, DOG]
    assert worked("有记录('employment', \"是否已务工\" = '否')") == [ANN]
    assert worked("记录数('已外出务工信息') = 2") == [ANN]
    assert worked(
        "记录值('已外出务工信息', \"开始时间\", \"是否已务工\" = '否') = '2022年08月'"
    ) == [ANN]
    assert worked("not 有记录('已外出务工信息')") == [BEN, CAI]
    assert worked('有记录(\'已外出务工信息\', "县" <> 本."县")') == [ANN]
    assert worked(
        '有记录(\'已外出务工信息\', "县" is distinct from 本."县" and "结束时间" is null)'
    ) == [ANN, DOG]


def test_records_of_a_household_are_found_by_its_number() -> None:
    assert worked("记录数('已外出务工信息', \"是否已务工\" = '是') = 1", "household") == ["1", "2"]
    assert worked("有成员(有记录('已外出务工信息', \"是否已务工\" = '否'))", "household") == ["1"]
    assert worked("记录合计('已外出务工信息', 年份(\"开始时间\")) = 4044", "household") == ["1"]


def test_records_that_overlap() -> None:
    assert worked('记录重叠(\'已外出务工信息\', "开始时间", "结束时间")') == [ANN]


def test_within_a_household_the_number_alone_does_not_join() -> None:
    text = """
[_]
table = "监测对象信息"
unit = "person"
join = "household_and_number"
[X]
when = '''有记录('已外出务工信息')'''
"""
    twice = [*HOME, member("2", ANN, 备注="1")]
    answer = found(text, 监测对象信息=twice, 已外出务工信息=WORK)
    assert answer["row"].to_list() == [2]


def test_a_village_is_judged_by_its_rows() -> None:
    village = [{"县": "甲县", "乡": None, "村": "甲村", "是否出列": "是", "总户数": "3"}]
    text = """
[V]
table = "行政村信息"
unit = "village"
when = '''记录数('监测对象信息', "与户主关系" = '户主') <> 数值("总户数")'''
[M]
table = "监测对象信息"
unit = "village"
when = '''成员数() = 4'''
[R]
table = "监测对象信息"
unit = "row"
when = '''"备注" = '7' '''
"""
    answer = found(text, 监测对象信息=HOME, 行政村信息=village)
    assert answer.select("check", "key").rows() == [
        ("M", "甲县//甲村"), ("R", BEN), ("R", DOG), ("V", "甲县//甲村"),
    ]  # fmt: skip


def test_a_fold_of_nobody_is_none_and_not_unknown() -> None:
    rows = [member("", ANN, 备注="1")]
    assert keys('有成员("备注" = 1)', 监测对象信息=rows) == []
    assert keys('not 有成员("备注" = 1)', 监测对象信息=rows) == [ANN]
