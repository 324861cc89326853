from __future__ import annotations

import os
from pathlib import Path

import pytest

from fangpin.errors import UseError
from fangpin.io import find_files


def _touch(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_files_of_a_folder_come_in_code_point_order_with_their_department(tmp_path: Path) -> None:
    _touch(tmp_path, "民政/低保.xls", "医保/b/参保.csv", "Z.csv", "a.txt", "医保/A.ET")
    files, skipped = find_files([tmp_path])
    assert [file.name for file in files] == [
        "Z.csv",
        "a.txt",
        "医保/A.ET",
        "医保/b/参保.csv",
        "民政/低保.xls",
    ]
    assert [file.department for file in files] == ["", "", "医保", "医保", "民政"]
    assert skipped == []


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    _touch(tmp_path, "~$a.xlsx", ".b.csv", "c.docx", "图.PNG", "预警清单_武川县.xlsx", "d.csv")
    _touch(tmp_path, "统计汇总.xlsx", ".git/e.csv", "数据问题_民政.xlsx", "无后缀")
    files, skipped = find_files([tmp_path])
    assert [file.name for file in files] == ["d.csv", "数据问题_民政.xlsx"]
    assert dict(skipped) == {
        ".b.csv": "隐藏文件",
        ".git": "隐藏文件夹",
        "c.docx": "不是表格文件（.docx）",
        "~$a.xlsx": "办公软件的锁文件",
        "图.PNG": "不是表格文件（.png）",
        "无后缀": "不是表格文件（没有扩展名）",
        "统计汇总.xlsx": "fangpin 自己写出的文件",
        "预警清单_武川县.xlsx": "fangpin 自己写出的文件",
    }


def test_an_output_folder_of_ours_is_skipped_and_another_run_json_is_not(tmp_path: Path) -> None:
    _touch(tmp_path, "out/a.csv", "theirs/b.csv")
    (tmp_path / "out/run.json").write_text('{"policy": "hohhot-2020", "as_of": "2020-04-18"}')
    (tmp_path / "theirs/run.json").write_text('{"speed": 3}')
    files, skipped = find_files([tmp_path])
    assert [file.name for file in files] == ["theirs/b.csv"]
    assert ("out", "fangpin 自己的输出文件夹") in skipped


def test_several_paths_prefix_their_own_names(tmp_path: Path) -> None:
    _touch(tmp_path, "甲/x.csv", "乙/x.csv", "丙.csv")
    files, _ = find_files([tmp_path / "甲", tmp_path / "乙", tmp_path / "丙.csv"])
    assert [(file.name, file.department) for file in files] == [
        ("丙.csv", ""),
        ("乙/x.csv", ""),
        ("甲/x.csv", ""),
    ]


def test_a_file_given_itself_is_tried_whatever_its_ending(tmp_path: Path) -> None:
    _touch(tmp_path, "名册.dat", ".隐藏.csv")
    files, skipped = find_files([tmp_path / "名册.dat", tmp_path / ".隐藏.csv"])
    assert [file.name for file in files] == [".隐藏.csv", "名册.dat"]
    assert skipped == []


def test_two_files_of_one_name_are_both_read_and_one_given_twice_once(tmp_path: Path) -> None:
    _touch(tmp_path, "甲/x.csv", "乙/x.csv")
    paths = [tmp_path / "甲/x.csv", tmp_path / "乙/x.csv", tmp_path / "甲/x.csv"]
    files, _ = find_files(paths)
    assert len(files) == len({file.name for file in files}) == 2


def test_a_folder_and_a_folder_inside_it_read_their_files_once(tmp_path: Path) -> None:
    _touch(tmp_path, "全市/民政/低保.csv")
    files, skipped = find_files([tmp_path / "全市", tmp_path / "全市/民政"])
    assert [file.name for file in files] == ["全市/民政/低保.csv"]
    assert skipped == [("民政/低保.csv", "与“全市/民政/低保.csv”是同一个文件")]


def test_a_dead_link_and_a_pipe_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "没有")
    os.mkfifo(tmp_path / "b.csv")
    files, skipped = find_files([tmp_path])
    assert (files, [name for name, _ in skipped]) == ([], ["a.csv", "b.csv"])


def test_a_name_in_gbk_is_made_readable(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("低保.csv".encode("gbk"))).write_bytes(b"x")
    files, _ = find_files([tmp_path])
    assert [file.name for file in files] == ["低保.csv"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    _touch(tmp_path, "a/b.csv")
    (tmp_path / "a/again").symlink_to(tmp_path, target_is_directory=True)
    files, _ = find_files([tmp_path])
    assert [file.name for file in files] == ["a/b.csv"]


def test_no_such_path_is_a_fault_in_use(tmp_path: Path) -> None:
    with pytest.raises(UseError, match="找不到"):
        find_files([tmp_path / "没有"])
