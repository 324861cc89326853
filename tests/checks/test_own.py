"""The five checks of docs/checks.md, taken from the page and run as a clerk would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fangpin.cli import cli

from .exports import HEADERS, write_export
from .oracle.world import MEMBERS, PLANS, WORK, Row

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
OWN = next(block for block in BLOCKS if "[本县1]" in block or '"本县1"' in block)
ID = dict(zip("hwso", ("150101198001019500", "150101198101019519", "150101200801019527",
                       "150101196405019535"), strict=True))  # fmt: skip
WHO = {"县": "甲县", "乡": "乙乡", "村": "丙村", "行政村": "丙村", "姓名": "某某"}


def write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    full: list[Row] = [{h: (WHO | row).get(h, "") for h in HEADERS[name]} for row in rows]
    write_export(folder / f"{name}.xlsx", name, HEADERS[name], full)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Two households: the first is found by every check, the second by none."""
    folder = tmp_path / "导出"
    folder.mkdir()
    care = "是否参加城乡居民基本医疗保险"
    own = {
        "户编号": "1",
        "监测对象类别": "脱贫不稳定户",
        "风险是否已消除": "否",
        "识别监测时间": "202310",
    }
    rows = [
        own | {"证件号码": ID["h"] + "64", "与户主关系": "户主", "民族": "汉族"}
        | {care: "是", "健康状况": "健康"},
        own | {"证件号码": ID["w"], "与户主关系": "配偶", "民族": "汉族", "在校生状况": "小学"},
        own | {"证件号码": ID["s"], "与户主关系": "之子", "民族": "蒙古族", "在校生状况": "小学"},
        own | {"证件号码": ID["o"], "与户主关系": "之父", "在校生状况": "小学"},
        {"户编号": "2", "证件号码": "150101198001019543", "与户主关系": "户主", "民族": "汉族"},
        {"户编号": "2", "证件号码": "150101200801019551", "与户主关系": "之子", "民族": "汉族"},
    ]  # fmt: skip
    write(folder, MEMBERS, rows)
    job = {"户编号": "1", "证件号码": ID["w"]}
    write(
        folder, WORK, [job | {"是否已务工": "是", "务工所在县": "临江县", "开始时间": "2023年01月"}]
    )
    write(folder, PLANS, [job | {"是否计划务工": "是", "计划务工所在县": "临江县"}])
    return folder


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["audit", *words], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.output


WANT = {
    "本县1": ["1"],
    "本县2": ["1"],
    "本县3": [ID["s"]],
    "本县4": [ID["w"]],
    "本县5": [ID["h"] + "64"],
}


def test_the_five_checks_of_the_page_find_what_they_are_for(exports: Path, tmp_path: Path) -> None:
    (tmp_path / "本县规则.toml").write_text(OWN, "utf-8")
    out = tmp_path / "结果"
    status, told = run(
        str(exports), "--checks", str(tmp_path / "本县规则.toml"),
        "--as-of", "2024-10-15", "--out", str(out),
    )  # fmt: skip
    assert status == 0, told
    assert keys_of(out) == WANT


def test_they_are_the_same_in_the_configuration(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = re.sub(r"^\[", "[checks.", OWN, flags=re.MULTILINE)
    (tmp_path / "fangpin.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "结果"
    status, _ = run(str(exports), "--as-of", "2024-10-15", "--out", str(out))
    found = keys_of(out)
    assert status == 0
    assert {name: found[name] for name in WANT} == WANT
    assert any(name.startswith("C") for name in found)


def keys_of(out: Path) -> dict[str, list[str]]:
    import csv

    found: dict[str, list[str]] = {}
    with (out / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["check"], []).append(row["key"])
    return found
