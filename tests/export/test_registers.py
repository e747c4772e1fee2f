"""Sheets as people make them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.export import empty_sheet, errors, registers, sheet_files
from checkpoint_app.store.session import Store
from tests.cli.conftest import Program, bare, cheap_passwords, program
from tests.store.conftest import clock, store

__all__ = ["bare", "cheap_passwords", "clock", "program", "store"]


def workbook(file: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file


def test_title_rows_synonyms_full_width_digits_blank_rows_and_totals(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["沙北派出所人员花名册"],
        [],
        ["序号", "姓 名", "警　号（必填）", "人员类别", "联系电话"],
        [1, "王小明", 101234, "民警", 13800138000],
        [2, "张三", "ＦＪ１００１", "辅警", None],
        [],
        [3, "李四", None, "辅警", None],
        [4, "赵六", "101240", "飞行员", None],
        ["合计", 4],
    ]
    found = registers.read("officer", workbook(tmp_path / "a.xlsx", rows)).rows
    assert [(row.line, row.good, dict(row.content)) for row in found if row.good] == [
        (4, True, {"number": "101234", "kind": "OFFICER", "name": "王小明", "phone": "13800138000"}),
        (5, True, {"number": "FJ1001", "kind": "AUX", "name": "张三"}),
    ]
    assert [(row.line, [problem.code for problem in row.problems]) for row in found if not row.good] == [
        (7, ["OFFICER_NUMBER_MISSING"]),
        (8, ["OFFICER_KIND"]),
    ]


def test_one_person_twice_is_named(tmp_path: Path) -> None:
    found = registers.read(
        "officer", workbook(tmp_path / "a.xlsx", [["警号", "姓名"], ["101234", "王小明"], ["101234", "王晓明"]])
    ).rows
    assert [row.good for row in found] == [True, False]
    assert found[1].problems[-1].code == "SHEET_ROW_TWICE"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_any_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(f"名称{separator}类别{separator}地址\r\n黄河路卡点{separator}卡点{separator}黄河路\r\n".encode(encoding))
    (found,) = registers.read("site", file).rows
    assert dict(found.content) == {"name": "黄河路卡点", "kind": "checkpoint", "address": "黄河路"}


def test_files_that_are_something_else(tmp_path: Path) -> None:
    cases = {
        "old.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), errors.SheetOld),
        "locked.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), errors.SheetLocked),
        "broken.xlsx": (b"PK\x03\x04" + bytes(100), errors.SheetUnreadable),
        "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(100), errors.SheetUnreadable),
        "page.xls": ("<html><table><tr><td>警号</td></tr></table></html>".encode(), errors.SheetUnreadable),
        "headless.csv": (b"a,b\n1,2\n", errors.SheetWithoutHead),
        "empty.csv": (b"", errors.SheetWithoutHead),
    }
    for name, (data, expected) in cases.items():
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(expected):
            registers.read("officer", file)
    with pytest.raises(errors.SheetUnreadable):
        registers.read("officer", tmp_path / "nowhere.xlsx")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("sheet") / "a.xlsx"
    file.write_bytes(data)
    with pytest.raises((errors.SheetUnreadable, errors.SheetWithoutHead, errors.SheetOld, errors.SheetLocked)):
        registers.read("officer", file)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("whole") / "a.xlsx"
    return workbook(place, [["警号", "姓名"], ["101234", "王小明"], ["101235", "李四"]]).read_bytes()


def with_part(book: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return made.getvalue()


@given(at=st.integers(0, 1 << 20), byte=st.integers(0, 255), inside=st.booleans())
def test_no_damage_to_a_workbook_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, at: int, byte: int, inside: bool
) -> None:
    def damage(data: bytes) -> bytes:
        place = at % len(data)
        return data[:place] + bytes([byte]) + data[place + 1 :]

    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    file = tmp_path_factory.mktemp("sheet") / "a.xlsx"
    file.write_bytes(with_part(whole, names[at % len(names)], damage) if inside else damage(whole))
    with suppress(errors.SheetUnreadable, errors.SheetWithoutHead):
        registers.read("officer", file)


def test_a_wrong_size_of_the_sheet_hides_no_rows(tmp_path: Path, whole: bytes) -> None:
    file = tmp_path / "a.xlsx"
    lying = with_part(whole, "xl/worksheets/sheet1.xml", lambda data: re.sub(rb'(<dimension ref=)"[^"]*"', rb'\1"A1"', data))
    assert b'"A1"' in zipfile.ZipFile(io.BytesIO(lying)).read("xl/worksheets/sheet1.xml")
    file.write_bytes(lying)
    assert [row.content["number"] for row in registers.read("officer", file).rows] == ["101234", "101235"]


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_files, "LIMIT_UNPACKED_BYTES", 1 << 20)
    file = tmp_path / "a.xlsx"
    file.write_bytes(with_part(whole, "xl/worksheets/sheet1.xml", lambda data: data + b" " * (2 << 20)))
    with pytest.raises(errors.SheetUnreadable, match="1 MB"):
        registers.read("officer", file)


def test_the_list_may_be_on_a_later_sheet(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["填表说明"], ["名单在下一页"]])
    book = openpyxl.load_workbook(file)
    for row in (["警号", "姓名"], ["101234", "王小明"]):
        book.create_sheet("名单") if "名单" not in book.sheetnames else None
        book["名单"].append(row)
    book.save(file)
    assert [(row.line, row.content["name"]) for row in registers.read("officer", file).rows] == [(2, "王小明")]


def test_a_number_shown_with_leading_zeros_keeps_them(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["警号", "姓名"], [1234, "王小明"]])
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["A2"].number_format = "000000"
    book.save(file)
    (found,) = registers.read("officer", file).rows
    assert found.content["number"] == "001234"


def test_padded_names_copied_numbers_and_heads_of_each_page(tmp_path: Path) -> None:
    head: list[object] = ["警号", "姓名", "电话", "状态"]
    rows: list[list[object]] = [
        head,
        ["101234", "王　强", "\u202d13800138000\u202c", "在岗"],
        head,
        ["fj1001", "李 四\u200b", "１３８ ０013 8000", "离职"],
        ["101236", "Anna Li", "0395-1234567", None],
    ]
    found = registers.read("officer", workbook(tmp_path / "a.xlsx", rows)).rows
    assert [(row.line, row.content["name"], row.content["phone"], row.content.get("active")) for row in found] == [
        (2, "王强", "13800138000", True),
        (4, "李四", "13800138000", False),
        (5, "Anna Li", "0395-1234567", None),
    ]
    assert found[1].content["number"] == "FJ1001"


@pytest.mark.parametrize(
    ("noun", "word", "code"),
    [
        ("officer", "民警（正式）", "OFFICER"),
        ("officer", "协警", "AUX"),
        ("officer", "aux", "AUX"),
        ("officer", "保安", "GUARD"),
        ("site", "幼儿园", "school"),
        ("site", "卡口", "checkpoint"),
    ],
)
def test_words_for_a_kind(tmp_path: Path, noun: str, word: str, code: str) -> None:
    (found,) = registers.read(
        noun, workbook(tmp_path / "a.xlsx", [["警号" if noun == "officer" else "名称", "类别"], ["101234", word]])
    ).rows
    assert (found.good, found.content["kind"]) == (True, code)


def test_no_word_stands_for_two_kinds() -> None:
    for words in registers._KIND_WORDS.values():
        every = [word for several in words.values() for word in several]
        assert len(every) == len(set(every))


def test_the_empty_sheet_keeps_leading_zeros_and_names_its_troubles(tmp_path: Path) -> None:
    empty_sheet.write("officer", tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].column_dimensions["A"].number_format == "@"
    with pytest.raises(errors.FolderMissing):
        empty_sheet.write("officer", tmp_path / "nowhere" / "a.xlsx")
    with pytest.raises(errors.StickTrouble):
        empty_sheet.write("officer", tmp_path)


def test_the_empty_sheet_is_understood(tmp_path: Path) -> None:
    for noun in registers.NOUNS:
        file = tmp_path / f"{noun}.xlsx"
        empty_sheet.write(noun, file)
        assert registers.read(noun, file).rows == []


def test_import_takes_the_good_rows_and_lists_the_others(program: Program, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["姓名", "警号"], ["赵六", "101240"], ["钱七", ""], ["孙八", "101241"]])
    tried = program.json("import", "officer", str(file), "--dry-run")
    assert (tried.code, tried.objects[-1]["changed"]) == (3, 0)
    done = program.json("import", "officer", str(file))
    assert done.code == 3
    assert [(line.get("line"), line.get("error")) for line in done.objects[:-1]] == [(3, "OFFICER_NUMBER_MISSING")]
    assert done.objects[-1] == {"rows": 3, "good": 2, "refused": 1, "changed": 2, "dry_run": False}
    again = program.json("import", "officer", str(file))
    assert again.objects[-1]["changed"] == 0
    assert {"101240", "101241"} <= {row["number"] for row in program.json("list", "officer").objects}
    assert program.json("import", "officer", "--sheet", str(tmp_path / "empty.xlsx")).code == 0
    assert openpyxl.load_workbook(io.BytesIO((tmp_path / "empty.xlsx").read_bytes())).worksheets[0]["A1"].value == "警号*"


def test_an_import_that_is_broken_off_leaves_nothing(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "shops.csv"
    file.write_text("单位名称\n" + "".join(f"兴旺商店第{number}分店\n" for number in range(1200)), encoding="utf-8")
    found = registers.read("premises", file, store)
    before = store.rows("SELECT id FROM register ORDER BY id")

    def step(done: int, count: int) -> None:
        assert count == 1200
        if done >= 1000:
            raise LookupError

    with pytest.raises(LookupError):
        registers.write(store, "premises", found.rows, step=step)
    assert store.rows("SELECT id FROM register ORDER BY id") == before
    assert registers.write(store, "premises", found.rows)[0] == 1200


def test_export_by_command(program: Program, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    done = program.json("export", str(stick))
    assert done.code == 0, done.err
    assert (Path(done.object["folder"]) / "SHA256SUMS").exists()
    assert program.json("export", str(tmp_path / "nowhere")).code == 4
