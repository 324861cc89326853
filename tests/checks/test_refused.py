"""No expression reaches a file, another table, another function, or runs for minutes."""

from __future__ import annotations

import time

import pytest

from fangpin.checks import judge as database
from fangpin.checks.compile import LARGEST
from fangpin.errors import UseError

from .small import judge, member, prepare

HEAD = "[X]\ntable = '监测对象信息'\nunit = 'person'\n"

REFUSED = [
    "read_csv('a.csv') is null",
    "exists (select 1 from read_text('a'))",
    "(select count(*) from duckdb_settings()) > 0",
    '"姓名" in (select name from sqlite_master)',
    "有记录('information_schema.tables')",
    "有记录('members.csv')",
    "有记录(\"监测对象信息\")",
    "有记录('监测对象信息' || '')",
    "getenv('HOME') = ''",
    "current_setting('home_directory') = ''",
    "len(range(1000000000)) > 1",
    "repeat('a', 1000000000) = ''",
    "generate_series(1, 1000000000) is null",
    "list_sum(list_transform([1], x -> x)) = 1",
    "pg_sleep(100) is null",
    "regexp_matches(\"姓名\", '(a+)+$')",
    "\"姓名\" ~ '(a+)+$'",
    "\"姓名\" similar to 'a'",
    "\"姓名\" glob '*'",
    "row_number() over (order by \"姓名\") > 1",
    "count(*) > 1",
    "\"姓名\"::blob is null",
    "cast(\"姓名\" as int) = 1",
    "true; drop table rows_t0",
    "drop table rows_t0",
    "attach 'a.db'",
    "copy x to 'a'",
    "install httpfs",
    "pragma database_list",
    "set memory_limit = '1TB'",
    "select 1",
    "from 'a.csv'",
    "$1 = 1",
    "? = 1",
    "rows_t0.\"姓名\" = ''",
    "main.rows_t0.\"姓名\" = ''",
    "columns(*) = 1",
    "* = 1",
    "\"姓名\"[1] = 'a'",
    "{'a': 1} = 1",
    "[1] = 1",
    "(1, 2) = (1, 2)",
    "date '2020-01-01' > 核查日",
    "核查日 + interval 1 day > 核查日",
    "now() is null",
    "random() > 0.5",
    "\"姓名\" collate nocase = 'a'",
    "\"姓名\" = any (['a'])",
    "\"姓名\" between symmetric 'a' and 'b'",
    "a.b(1) = 1",
    "true -- 说明",
    "/* */ true",
    "1e400 > 1",
    "9999999999999999999 > 1",
    "数值(\"姓名\") > 1 as x",
    "exists(\"姓名\")",
    "case \"姓名\" when 'a' then true end",
    "\"姓名\" // 2 = 1",
    "x'00' = 'a'",
    "E'\\n' = 'a'",
]  # fmt: skip


@pytest.mark.parametrize("when", REFUSED)
def test_it_is_refused_before_anything_is_read(when: str) -> None:
    with pytest.raises(UseError) as error:
        prepare(f"{HEAD}when = '''{when}'''\n")
    assert error.value.message.startswith("本县.toml 第4行,X:")
    assert error.value.status == 2


def bomb(depth: int) -> str:
    """Definitions that double what they stand for at every step."""
    made = "".join(
        f"[define.\"d{n}\"]\nexpression = '''d{n - 1}() or d{n - 1}()'''\n" for n in range(1, depth)
    )
    return "[define.\"d0\"]\nexpression = '''空(\"姓名\")'''\n" + made


@pytest.mark.parametrize(
    ("before", "when", "told"),
    [
        (bomb(15), "d14()", "表达式太大"),
        (bomb(40), "d39()", "定义套得太深"),
        ("", "(" * 500 + "true" + ")" * 500, "嵌套太深"),
        ("", "not " * 900 + "true", "太深"),
        ("", " or ".join(['空("姓名")'] * 600), "超过 4000 个字符"),
        ("", " and ".join(["true"] * 400), ""),
        ("", "之前(" * 30 + '"姓名"' + ", '.')" * 30 + " = ''", "套得太深"),
        ("", "-" + "1" * 3000 + " > 0", "太大或写错"),
    ],
)
def test_what_would_grow_or_recurse_is_refused(before: str, when: str, told: str) -> None:
    start = time.perf_counter()
    if not told:
        prepare(f"{before}{HEAD}when = '''{when}'''\n")
    else:
        with pytest.raises(UseError, match=told):
            prepare(f"{before}{HEAD}when = '''{when}'''\n")
    assert time.perf_counter() - start < 5


def test_text_cannot_grow_without_end() -> None:
    joined = " || ".join(['"姓名"'] * 200)
    with pytest.raises(UseError, match="相连的文字太多"):
        prepare(f"{HEAD}when = '''长度({joined}) > 1'''\n")


def test_text_cannot_grow_by_definitions() -> None:
    double = '[define."两遍"]\narguments = ["列"]\nexpression = "列 || 列"\n'
    when = "长度(" + "两遍(" * 6 + '"姓名"' + ")" * 7 + " > 1"
    with pytest.raises(UseError, match="相连的文字太多"):
        prepare(double + HEAD + "when = '''" + when + "'''\n")


@pytest.mark.slow
def test_a_pack_has_a_largest_size() -> None:
    several = "".join(
        f"[X{n}]\ntable = '监测对象信息'\nunit = 'person'\nwhen = '''d9()'''\n" for n in range(200)
    )
    with pytest.raises(UseError, match="核查规则合起来太大"):
        prepare(bomb(10) + several)
    assert LARGEST > 2**10


def test_rows_are_not_compared_pair_by_pair_where_a_number_is_everywhere() -> None:
    rows = [member("1", f"15010119900101{n:04d}", 性别="男") for n in range(2100)]
    pairs = HEAD.replace("person", "household") + "when = '''有两人(甲.\"性别\" = 乙.\"性别\")'''\n"
    made = judge(pairs, 监测对象信息=rows)
    assert made.left_out == {"X": "“监测对象信息”有 2100 行的户编号相同,不能逐对核查"}
    made = judge(HEAD + "when = '''有成员(\"性别\" <> 本.\"性别\")'''\n", 监测对象信息=rows)
    assert list(made.left_out) == ["X"]
    made = judge(HEAD + "when = '''成员数(\"性别\" = '男') > 2000'''\n", 监测对象信息=rows)
    assert len(made.found["X"]) == 2100


def test_the_database_itself_reaches_nothing() -> None:
    import duckdb

    connection = database.connect()
    for query in (
        "select * from read_csv('a.csv')",
        "select * from 'a.parquet'",
        "copy (select 1) to 'a.csv'",
        "set enable_external_access = true",
        "install httpfs",
        "attach 'a.db'",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(query)
    connection.close()


def test_a_run_that_takes_too_long_is_given_up() -> None:
    connection = database.connect()
    slow = "select count(*) from range(100000000) a, range(100000000) b where a.range > b.range"
    with pytest.raises(UseError, match="已停下"), database.limited(connection, 0.3):
        connection.execute(slow).fetchall()
    connection.close()


def test_a_name_is_never_pasted() -> None:
    name = '姓名" or 1=1 --'
    rows = [member("1", "150101199001019500", **{name: "'; drop table rows_t0; --"})]
    quoted = name.replace('"', '""')
    when = f"含(\"{quoted}\", 'drop table')"
    made = judge(
        f'[X]\ntable = "监测对象信息"\nunit = "person"\nwhen = {quote(when)}\n', 监测对象信息=rows
    )
    assert len(made.found["X"]) == 1


def quote(text: str) -> str:
    """A TOML basic string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
