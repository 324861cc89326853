"""What stands in the cells of a random world: values around every line of the rules."""

from __future__ import annotations

COUNTIES = (("武川县", "可镇", "上井"), ("土默特左旗", "毕克齐镇", "北沟门"))
COUNTY_WORDS = {"武川县": ("武川县", "武川县", "武川"), "土默特左旗": ("土默特左旗", "土左旗")}
VILLAGE_WORDS = ("村", "村", "村委会", "村村民委员会")

# of a hundred cells so many are empty; any other field: twelve
ODDS = {"poverty_status": 50, "enjoys_policy": 70, "household_size": 60, "hukou": 60}

YES = ("是", "是", "否")
COST = ("100", "4999.99", "5000", "7500", "10000", "15000.01", "20000", "20000.01", "3000.5")
INCOME = ("-200", "0", "4000", "5000", "9999.99", "10000", "10000.01", "15000", "20000", "3999.99")
DAYS = ("2020-04-18", "2020-04-17", "2019-04-18", "2019-04-19", "2019-12-31", "2019-01-01", "坏")
PAST = (*DAYS, "2018-12-31", "2020-01-01")
SINCE = ("2018-01-01", "2019-05-01", "2019-04-18", "2020-02")
ENDS = ("2020-04-17", "2020-04-18", "2021-04-18", "2021-04-19", "2019-04-18", "2019-04-19")
VALUES: dict[str, tuple[str, ...]] = {
    "poverty_status": ("已脱贫", "已脱贫", "未脱贫", "返贫", "预脱贫", "一般农户", "边缘户"),
    "health": ("健康", "长期慢性病", "患有大病", "残疾,患有大病"),
    "labour": (
        "普通劳动力",
        "普通劳动力",
        "技能劳动力",
        "弱劳动力或半劳动力",
        "丧失劳动力",
        "无劳动力",
    ),
    "schooling": ("小学", "七年级", "非在校生", "学前教育", "学龄前儿童"),
    "education": ("小学", "初中"),
    "enjoys_policy": YES,
    "months_worked": ("0", "0", "3", "10"),
    "household_size": ("1", "2", "3", "4"),
    "hukou": ("农业家庭户口", "非农业家庭户口", "城镇居民"),
    "year": ("2019", "2019", "2018", "2020"),
    "net_income": INCOME,
    "wage_income": INCOME,
    "business_income": ("0", "3000", "12000"),
    "property_income": ("0", "800"),
    "transfer_income": ("0", "2500", "9000"),
    "business_expense": ("0", "2000"),
    "income_per_capita": ("4999.99", "5000", "5000.01", "7000", "3500", "10000"),
    "gross_income": INCOME,
    "ecological_compensation": ("0", "2500", "6000"),
    "other_transfer": ("0", "1000"),
    "subsistence_allowance": ("0", "3000"),
    "danger_grade": ("A", "B", "C", "D"),
    "unsafe_house": YES,
    "safe_water": YES,
    "monitored": ("脱贫不稳定户", "边缘易致贫户", "脱贫监测户", "边缘户"),
    "is_monitored": YES,
    "risk_removed": YES,
    "subsidy_item": ("退耕还林", "地力补贴"),
    "amount": COST,
    "paid_on": PAST,
    "policy_ends_on": ENDS,
    "scheme": ("低保", "低保", "特困"),
    "top_up": YES,
    "started_on": SINCE,
    "ended_on": ENDS,
    "applied_on": DAYS,
    "application_status": ("待办", "受理", "办结", "撤回"),
    "stage": ("小学", "初中", "普高", "研究生"),
    "enrolment_status": ("在读", "在读", "随班就读", "休学", "退学", "毕业"),
    "entered_on": SINCE,
    "aid_item": ("助学金", "两免一补"),
    "school_year": ("2019", "2019", "2018", "2019-2020"),
    "insured": ("是", "是", "是", "否"),
    "premium_paid_by_government": YES,
    "self_paid": (*COST, "-300"),
    "total_cost": (*COST, "-2000"),
    "fund_paid": ("0", "2000", "-1000"),
    "settled_on": DAYS,
    "illness_type": ("大病", "慢病"),
    "treated": YES,
    "signed": ("是", "是", "否"),
    "last_visit_on": PAST,
    "renovated": ("是", "否", "在建"),
    "assessed_on": PAST,
    "quantity": ("达标", "达标", "达标", "基本达标", "不达标"),
    "quality": ("达标", "达标", "达标", "基本达标"),
    "convenience": ("达标", "达标", "基本达标"),
    "reliability": ("达标", "达标", "基本达标"),
    "arsenic_mg_l": ("0.01", "0.011", "0.05", "<0.001", "0.06"),
    "fluoride_mg_l": ("1.0", "1.1", "1.2", "0.4"),
    "ammonia_mg_l": ("0.5", "0.51", "0.2"),
    "works_type": ("集中", "小型集中", "分散"),
    "employed": YES,
    "disability_type": ("肢体", "视力"),
    "disability_grade": ("一级", "二级", "三级", "四级"),
    "issued_on": SINCE,
    "rehabilitation_cost": COST,
    "loss_type": ("灾害", "意外", "产业失败"),
    "happened_on": DAYS,
    "project": ("养殖", "种植"),
    "skill_trained": YES,
    "moved_on": SINCE,
    "property_type": ("车辆", "商品房"),
    "acquired_on": SINCE,
    "died_on": ("2020-04-18", "2019-06-01", "2021-01-01"),
}
# the same in a mild world, where most households have no risk at all
MILD: dict[str, tuple[str, ...]] = {
    "amount": ("100", "300", "300", "2600"),
    "self_paid": ("100", "300", "-300"),
    "total_cost": ("500", "2300"),
    "rehabilitation_cost": ("100", "200"),
    "danger_grade": ("A", "A", "B", "A", "C"),
    "unsafe_house": ("否",),
    "quantity": ("达标",),
    "arsenic_mg_l": ("<0.001",),
    "fluoride_mg_l": ("0.4",),
    "ammonia_mg_l": ("0.2",),
    "disability_grade": ("三级", "四级", "四级", "二级"),
    "illness_type": ("慢病", "慢病", "慢病", "大病"),
    "application_status": ("办结", "办结", "撤回", "受理"),
    "health": ("健康", "长期慢性病"),
    "poverty_status": ("一般农户", "一般农户", "已脱贫"),
    "enjoys_policy": ("否",),
    "hukou": ("农业家庭户口",),
    "net_income": ("4000", "5000", "7000", "9999.99", "15000", "20000.01"),
    "labour": ("普通劳动力", "普通劳动力", "普通劳动力", "丧失劳动力"),
    "enrolment_status": ("在读", "在读", "在读", "退学"),
}
# what a flat sheet of members may hold beside them
INLINE = (
    "net_income", "income_per_capita", "danger_grade", "unsafe_house", "safe_water", "monitored",
    "ecological_compensation", "risk_removed", "transfer_income",
)  # fmt: skip
# by kind its columns; the first one is always there, for the kind is told by it
COLUMNS: dict[str, tuple[str, ...]] = {
    "members": (
        "labour", "poverty_status", "health", "schooling", "education", "enjoys_policy",
        "months_worked", "household_size", "hukou",
    ),
    "population": ("hukou",),
    "deaths": ("died_on",),
    "households": (
        "net_income", "year", "wage_income", "business_income", "property_income",
        "transfer_income", "business_expense", "income_per_capita", "gross_income",
        "ecological_compensation", "other_transfer", "subsistence_allowance", "danger_grade",
        "unsafe_house", "safe_water", "monitored", "is_monitored", "risk_removed",
        "poverty_status", "household_size",
    ),
    "subsidies": ("subsidy_item", "amount", "paid_on", "policy_ends_on"),
    "subsistence": ("scheme", "top_up", "started_on", "ended_on"),
    "applications": ("application_status", "applied_on"),
    "enrolment": ("stage", "enrolment_status", "entered_on"),
    "student_aid": ("aid_item", "school_year", "amount"),
    "education_costs": ("amount", "paid_on"),
    "insurance": ("insured", "premium_paid_by_government", "year"),
    "medical": ("self_paid", "total_cost", "fund_paid", "settled_on"),
    "illness": ("illness_type", "treated"),
    "family_doctor": ("signed", "last_visit_on"),
    "housing": ("danger_grade", "renovated", "assessed_on"),
    "water": (
        "quantity", "quality", "convenience", "reliability", "arsenic_mg_l", "fluoride_mg_l",
        "ammonia_mg_l", "works_type", "assessed_on", "county", "town", "village",
    ),
    "employment": ("employed", "started_on", "ended_on"),
    "pension": ("insured", "premium_paid_by_government"),
    "disability": ("disability_type", "disability_grade", "issued_on", "rehabilitation_cost"),
    "losses": ("loss_type", "amount", "happened_on"),
    "industry_support": ("project", "started_on", "skill_trained"),
    "relocation": ("moved_on",),
    "property": ("property_type", "acquired_on"),
}  # fmt: skip
