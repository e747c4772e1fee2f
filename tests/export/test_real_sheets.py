"""Lists of schools, premises and equipment as offices really send them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checkpoint_app.export import empty_sheet, errors, registers
from checkpoint_app.export.registers import Judged, Reading
from checkpoint_app.store import equipment, premises, rosters, schools
from checkpoint_app.store.session import Store
from tests.cli.conftest import Program, bare, program
from tests.store.conftest import cheap_passwords, clock, store

__all__ = ["bare", "cheap_passwords", "clock", "program", "store"]


def workbook(file: Path, rows: list[list[Any]], *merged: str, title: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(file)
    return file


def faults(reading: Reading) -> list[tuple[int, str, str]]:
    """(line, column, code) of everything that refuses a row."""
    return [
        (row.line, row.column(problem), problem.code)
        for row in reading.refused
        for problem in row.problems
        if problem.severity == "error"
    ]


def codes(row: Judged) -> list[str]:
    return [problem.code for problem in row.problems]


def test_a_school_list_with_titles_groups_and_a_head_of_two_lines(store: Store, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["郾城区中小学幼儿园安全防范工作台账（2026年秋季）"],
        ["填报单位：沙北派出所", None, None, None, None, None, None, "填报日期：2026.9.10"],
        [
            "序号",
            "学校（园所）名称",
            "类　别",
            "学生\n人数",
            "校（园）长",
            None,
            "安保负责人",
            None,
            "四个100%",
            None,
            None,
            "包保民警",
            "经度",
        ],
        [None, None, None, None, "姓名", "联系电话", "姓名", "联系电话", "一键式紧急报警", "视频联网", "封闭化管理", None, None],
        [
            1,
            "沙北第一小学",
            "公办小学",
            "１，２００人",
            "赵某",
            13800138000,
            "钱某",
            "１３９ 0013 9000",
            "√",
            "有",
            "是",
            "李强",
            114.0,
        ],
        [2, "沙北中心幼儿园", "民办幼儿园", 260, "孙某", None, None, None, "×", "无", "否", "王小明", 114.1],
        [],
        ["合计", None, None, 1460, None, None, None, None, 1, 1, 1],
        ["填表人：周某", None, None, None, "审核人：吴某"],
    ]
    merged = ("A1:M1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:K3", "L3:L4", "M3:M4", "A8:B8")
    found = registers.read("school", workbook(tmp_path / "a.xlsx", rows, *merged), store)
    assert faults(found) == []
    assert found.ignored == ("经度",)
    one, two = (row.content for row in found.rows)
    assert (one["name"], one["type"], one["students"]) == ("沙北第一小学", "PRIMARY", 1200)
    assert (one["principal"], one["phone"], one["security_head"], one["security_phone"]) == (
        "赵某",
        "13800138000",
        "钱某",
        "13900139000",
    )
    assert (one["one_key_alarm"], one["video_linked"], one["closed_management"]) == (True, True, True)
    assert (two["type"], two["one_key_alarm"], two["video_linked"]) == ("KINDERGARTEN", False, False)
    assert registers.write(store, "school", found.rows)[0] == 2
    assert registers.write(store, "school", registers.read("school", tmp_path / "a.xlsx", store).rows)[0] == 0
    saved = schools.need(store, "沙北第一小学")
    assert store.context().registers.name("officer", saved.officer) == "李强"


def test_premises_merged_over_their_extinguishers(store: Store, tmp_path: Path) -> None:
    for name in ("沙北商务宾馆", "沙北超市", "沙北网吧"):
        premises.save(store, {"name": name})
    rows: list[list[Any]] = [
        ["消防器材台账"],
        ["序号", "单位名称", "楼层", "器材编号", "灭火器类型", "规格型号", "生产日期", "最近维修日期", "设置部位"],
        [1, "沙北商务宾馆", "1", "01", "手提式干粉灭火器", "MFZ/ABC4", "2021.5.1", None, "大堂"],
        [2, None, None, "02", "干粉", "MFZ/ABC4", "2021年5月", "2026-04-20", "同上"],
        [3, None, "2", "03", "二氧化碳", "MT3", datetime(2020, 2, 29), None, "配电室"],  # noqa: DTZ001
        [4, None, None, "04", "灭火器", "MFZ/ABC4", 44317, None, "走廊"],
        [5, None, None, None, None, None, None, None, None],
        [6, "沙北超市", "1", "01", "水基型", "MS/6", "２０２２/1/15", None, "收银台"],
        [7, None, None, "02", "水基型", "MS/6", 20220115, None, "仓库"],
        ["小计", None, None, 2],
        [8, "沙北网吧", 1, "01", "干粉", None, date(2024, 5, 1), None, "门口"],
    ]
    found = registers.read("equipment", workbook(tmp_path / "a.xlsx", rows, "A1:I1", "B3:B7", "C3:C4", "B8:B10"), store)
    assert faults(found) == []
    assert [(row.name, row.content.get("floor"), row.content["made"], row.content["kind"]) for row in found.rows] == [
        ("沙北商务宾馆 01", "1", "2021-05-01", "POWDER"),
        ("沙北商务宾馆 02", "1", "2021-05-01", "POWDER"),
        ("沙北商务宾馆 03", "2", "2020-02-29", "CO2"),
        ("沙北商务宾馆 04", None, "2021-05-01", "POWDER"),
        ("沙北超市 01", "1", "2022-01-15", "WATER"),
        ("沙北超市 02", None, "2022-01-15", "WATER"),
        ("沙北网吧 01", "1", "2024-05-01", "POWDER"),
    ]
    assert found.rows[1].content["place"] == "大堂"
    assert registers.write(store, "equipment", found.rows)[0] == 7
    assert len(equipment.every(store, premises=premises.need(store, "沙北商务宾馆").id)) == 4


def test_a_group_that_is_blank_and_not_merged_is_taken_and_said(store: Store, tmp_path: Path) -> None:
    premises.save(store, {"name": "沙北超市"})
    file = tmp_path / "a.csv"
    file.write_text("单位,编号,类别\n沙北超市,01,干粉\n,02,干粉\n", encoding="gb18030")
    found = registers.read("equipment", file, store)
    assert [row.name for row in found.good] == ["沙北超市 01", "沙北超市 02"]
    assert [codes(row) for row in found.rows] == [[], ["SHEET_CELL_TAKEN"]]


def test_every_refusal_names_line_and_column(store: Store, tmp_path: Path) -> None:
    premises.save(store, {"name": "沙北超市"})
    rows: list[list[Any]] = [
        ["台账"],
        ["单位", "编号", "类别", "出厂日期", "维修日期"],
        ["沙北超市", "01", "干粉", "2023-02-29", None],
        ["沙北超市", "02", "干粉", "2024-05-01", "2023-05-01"],
        ["沙北超市", "03", "滑板", "2024-05-01", None],
        ["没有的单位", "04", "干粉", "2024-05-01", None],
        ["沙北超市", None, "干粉", "2024-05-01", None],
        ["沙北超市", "06", "干粉", "二〇二四年", None],
        ["沙北超市", "07", "干粉", "#N/A", None],
        ["沙北超市", "08", "干粉", "2027-05-01", None],
        ["沙北超市", "09", "干粉", "2024-05-01", None],
        ["沙北超市", "09", "干粉", "2024-05-02", None],
        ["沙北超市", "10", "干粉", "2024.1", None],
    ]
    found = registers.read("equipment", workbook(tmp_path / "a.xlsx", rows), store)
    assert faults(found) == [
        (3, "D 出厂日期", "DAY_IMPOSSIBLE"),
        (4, "E 维修日期", "EQUIPMENT_SERVICED_EARLY"),
        (5, "C 类别", "ATTRIBUTE_CHOICE"),
        (6, "A 单位", "EQUIPMENT_PREMISES_UNKNOWN"),
        (7, "B 编号", "EQUIPMENT_LABEL_MISSING"),
        (8, "D 出厂日期", "DAY_UNREADABLE"),
        (9, "D 出厂日期", "SHEET_CELL_ERROR"),
        (10, "D 出厂日期", "EQUIPMENT_AHEAD"),
        (12, "B 编号", "SHEET_ROW_TWICE"),
    ]
    assert [(row.name, codes(row)) for row in found.good] == [("沙北超市 09", []), ("沙北超市 10", ["DAY_TENTH_MONTH"])]
    assert found.refused[2].where(found.refused[2].problems[0]) == "第 5 行 C 列“类别”"


def test_a_school_twice_also_on_another_sheet(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["学校名称", "学生数"], ["沙北第一小学", 1200], ["沙北 第一小学", 3]], title="小学")
    book = openpyxl.load_workbook(file)
    more = book.create_sheet("汇总")
    for row in (["学校名称", "学生数"], ["沙北第一小学", 1200], ["沙北　第一小学 ", 3], ["沙北第二小学", "约九百"]):
        more.append(row)
    hidden = book.create_sheet("旧")
    hidden.append(["学校名称"])
    hidden.append(["已撤并小学"])
    hidden.sheet_state = "hidden"
    book.save(file)
    found = registers.read("school", file)
    assert [(row.sheet, row.line, codes(row)) for row in found.refused] == [
        ("汇总", 2, ["SHEET_ROW_ELSEWHERE"]),
        ("汇总", 3, ["SHEET_ROW_ELSEWHERE"]),
        ("汇总", 4, ["ATTRIBUTE_COUNT"]),
    ]
    assert [row.content["name"] for row in found.good] == ["沙北第一小学", "沙北 第一小学"]


def test_formatted_blank_lines_to_the_end_of_the_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["学校名称"], ["沙北第一小学"]]
    file = workbook(tmp_path / "a.xlsx", rows)
    book = openpyxl.load_workbook(file)
    book.worksheets[0].cell(row=1_048_576, column=1).number_format = "@"
    book.save(file)
    assert [row.content["name"] for row in registers.read("school", file).rows] == ["沙北第一小学"]


def test_words_for_yes_and_no_of_every_office(tmp_path: Path) -> None:
    words = ["有", "无", "是", "否", "√", "×", "已联网", "未联网", "也许"]
    rows: list[list[Any]] = [["校名", "视频联网"], *([f"学校{n}", word] for n, word in enumerate(words))]
    found = registers.read("school", workbook(tmp_path / "a.xlsx", rows))
    assert [row.content["video_linked"] for row in found.good] == [True, False] * 4
    assert faults(found) == [(10, "B 视频联网", "ATTRIBUTE_FLAG")]


@pytest.mark.parametrize("noun", registers.NOUNS)
def test_the_empty_sheet_is_understood_and_has_lists(noun: str, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    empty_sheet.write(noun, file)
    assert registers.read(noun, file).rows == []
    rules = openpyxl.load_workbook(file).worksheets[0].data_validations.dataValidation
    assert noun == "roster" or any("是,否" in str(rule.formula1) for rule in rules)


def test_what_the_empty_sheet_offers_is_taken(store: Store, tmp_path: Path) -> None:
    """Each word of each list, typed into its column, is a good row."""
    premises.save(store, {"name": "沙北超市"})
    for noun in ("school", "premises", "equipment"):
        file = tmp_path / f"{noun}.xlsx"
        empty_sheet.write(noun, file)
        book = openpyxl.load_workbook(file)
        sheet = book.worksheets[0]
        for rule in sheet.data_validations.dataValidation:
            column = str(rule.sqref).split(":", maxsplit=1)[0][:-1]
            for at, word in enumerate(str(rule.formula1).strip('"').split(","), start=2):
                sheet[f"{column}{at}"] = word
                sheet[f"A{at}"] = "沙北超市" if noun == "equipment" else f"名称{at}"
                if noun == "equipment":
                    sheet[f"B{at}"] = str(at)
        book.save(file)
        assert faults(registers.read(noun, file, store)) == []


def test_a_faulty_file_imports_nothing_and_a_faulty_row_is_skipped(program: Program, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["学校名称", "学生数"], ["沙北第一小学", 1200], ["沙北第二小学", -3]]
    file = workbook(tmp_path / "a.xlsx", rows)
    done = program.json("import", "school", str(file))
    assert (done.code, done.objects[-1]["good"], done.objects[-1]["changed"]) == (3, 1, 1)
    refused = done.objects[0]
    assert (refused["line"], refused["field"], refused["column"], refused["error"]) == (
        3,
        "students",
        "B 学生数",
        "ATTRIBUTE_COUNT",
    )
    assert "第 3 行 B 列“学生数”" in program("import", "school", str(file)).out
    (tmp_path / "b.xlsx").write_bytes(file.read_bytes()[:-300])
    assert program.json("import", "school", str(tmp_path / "b.xlsx")).code == 3
    (tmp_path / "c.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    old = program.json("import", "school", str(tmp_path / "c.xlsx"))
    assert (old.code, old.error["error"]) == (3, "SHEET_OLD")
    (tmp_path / "d.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert program.json("import", "school", str(tmp_path / "d.xlsx")).error["error"] == "SHEET_LOCKED"


WRITTEN: dict[object, str] = {
    "2024.5.1": "2024-05-01",
    "2024年5月": "2024-05-01",
    "2024年05月31日": "2024-05-31",
    "2024/5/1": "2024-05-01",
    "20240501": "2024-05-01",
    "202405": "2024-05-01",
    "2024-05": "2024-05-01",
    " 2024 . 5 . 1 ": "2024-05-01",
    "２０２４．５．１": "2024-05-01",
    "2024-05-01 00:00:00": "2024-05-01",
    45413: "2024-05-01",
    datetime(2024, 5, 1, 8): "2024-05-01",  # noqa: DTZ001
}


def test_days_as_they_are_written(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["校名", "演练日期"], *([f"学校{n}", written] for n, written in enumerate(WRITTEN))]
    found = registers.read("school", workbook(tmp_path / "a.xlsx", rows))
    assert [row.content["last_drill"] for row in found.rows] == list(WRITTEN.values())
    assert faults(found) == []


def test_a_file_that_is_no_list_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(errors.SheetWithoutHead):
        registers.read("equipment", workbook(tmp_path / "a.xlsx", [["学校名称"], ["沙北第一小学"]]))


def people(store: Store, site: str, cell: str) -> list[str]:
    """The names in one cell of the only week's roster."""
    (found,) = rosters.every(store, site=schools.need(store, site).id)
    names = store.context().registers
    return [names.name("officer", officer) for officer in found.cells.get(cell, ())]


def test_a_roster_with_a_column_for_each_day(store: Store, tmp_path: Path) -> None:
    for name in ("沙北第一小学", "沙北中心幼儿园"):
        schools.save(store, {"name": name})
    rows: list[list[Any]] = [
        ["沙北派出所护学岗排班表（2026年第47周）"],
        ["序号", "学校名称", "时段", "星期一", "星期二", "周三", "星期四", "星期五"],
        [1, "沙北第一小学", "早入校", "王小明、李强", "李强 101235", "王小明 张三", "101234", "休"],
        [None, None, "晚放学", "李强", None, None, None, None],
        [2, "沙北中心幼儿园", "早入校", "李强", "赵没有", None, None, None],
        [3, "没有的学校", "早入校", "李强", None, None, None, None],
        [4, "沙北中心幼儿园", "半夜", "李强", None, None, None, None],
        [5, "沙北第一小学", "早入校", "李强", None, None, None, None],
    ]
    found = registers.read("roster", workbook(tmp_path / "a.xlsx", rows, "A1:H1", "B3:B4"), store)
    assert faults(found) == [
        (5, "E 星期二", "ROSTER_OFFICER"),
        (6, "B 学校名称", "ROSTER_SITE_UNKNOWN"),
        (7, "C 时段", "ROSTER_PERIOD"),
        (8, "B 学校名称", "SHEET_ROW_TWICE"),
    ]
    assert registers.write(store, "roster", found.rows)[0] == 1
    assert registers.write(store, "roster", found.rows)[0] == 0
    (week,) = rosters.every(store, week="2026-W47")
    early, late = sorted({key.split(".")[1] for key in week.cells}, key=lambda period: period != "MORNING")
    assert people(store, "沙北第一小学", f"1.{early}") == ["王小明", "李强"]
    assert people(store, "沙北第一小学", f"2.{early}") == ["李强"]
    assert people(store, "沙北第一小学", f"3.{early}") == ["王小明", "张三"]
    assert week.cells[f"5.{early}"] == []
    assert people(store, "沙北第一小学", f"1.{late}") == ["李强"]


def test_a_roster_with_a_line_for_each_day(store: Store, tmp_path: Path) -> None:
    schools.save(store, {"name": "沙北第一小学"})
    rows: list[list[Any]] = [
        ["日期", "星期", "护学岗", "班次", "执勤人员"],
        [date(2026, 11, 16), "星期一", "沙北第一小学", "早", "王小明"],
        ["2026.11.17", None, "沙北第一小学", "早", "李强"],
        ["2026.13.17", None, "沙北第一小学", "早", "李强"],
        [None, None, "沙北第一小学", "早", "李强"],
    ]
    found = registers.read("roster", workbook(tmp_path / "a.xlsx", rows), store)
    assert [(row.line, {problem.field for problem in row.problems}) for row in found.refused] == [
        (4, {"date"}),
        (5, {"date"}),
    ]
    registers.write(store, "roster", found.rows)
    assert people(store, "沙北第一小学", "1.MORNING") == ["王小明"]
    assert people(store, "沙北第一小学", "2.MORNING") == ["李强"]
