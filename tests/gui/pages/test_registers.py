"""Schools, premises and lists of them on the window."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from checkpoint_app.gui.pages import register_boxes, register_import
from checkpoint_app.gui.window import Window
from checkpoint_app.model.registers import PREMISES, SCHOOL
from checkpoint_app.store import premises, schools
from tests.gui.conftest import button, press, settle, words


@pytest.fixture
def school(window: Window) -> str:
    """A school on file."""
    known = {
        "name": "沙北第一小学",
        "type": "PRIMARY",
        "students": 1200,
        "one_key_alarm": True,
        "gates": "东门、南门",
        "last_drill": "2026-09",
    }
    saved = schools.save(window.runner.main_store(), known)[0]
    window.open_page("sites")
    settle(window)
    return saved.id


def test_a_school_opens_with_all_it_has_and_keeps_what_is_not_touched(window: Window, school: str) -> None:
    window.page("sites").table.select(school)  # type: ignore[attr-defined]
    settle(window)
    button(window, "修改").click()
    settle(window)
    box = window.findChild(register_boxes.RecordBox)
    assert box is not None
    assert box.form.field("students").value() == 1200
    assert box.form.field("gates").value() == "东门、南门"
    box.form.field("students").set_value(1250)
    box.form.field("last_drill").set_value(None)
    press(window, "Ctrl+Return")
    settle(window)
    saved = schools.get(window.runner.main_store(), school)
    assert (saved.students, saved.last_drill, saved.one_key_alarm, list(saved.gates)) == (1250, "", True, ["东门", "南门"])


def test_the_preview_names_sheet_line_and_column(window: Window, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["学校名称", "学生数", "经度"],
        ["沙北第一小学", 1200, 114],
        ["沙北第二小学", "很多", 114],
        ["沙北第一小学", 3, 114],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    window.open_page("sites")
    settle(window)
    register_import.read_sheet(window.page("sites"), "school", tmp_path / "a.xlsx", runner=window.runner, say=window.say)
    settle(window)
    shown = words(window)
    assert all(part in shown for part in ("× 2 行", "B 列“学生数”", "“很多”", "经度"))
    button(window, "导入 1 行").click()
    settle(window)
    assert [row.name for row in schools.every(window.runner.main_store())] == ["沙北第一小学"]


def test_every_attribute_of_a_register_has_a_field() -> None:
    for attributes in (SCHOOL, PREMISES):
        for attribute in attributes:
            if attribute.kind != "any":
                assert register_boxes.field(attribute).label


def test_a_refused_school_keeps_the_box(window: Window) -> None:
    window.open_page("sites")
    settle(window)
    page = window.page("sites")
    register_boxes.edit_premises(page, None, print, runner=window.runner, context=window.fields)
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert premises.every(window.runner.main_store()) == []
    box = window.findChild(register_boxes.RecordBox)
    assert box is not None
    assert box.isVisible()
    box.form.field("name").set_value("ABC")
    press(window, "Ctrl+Return")
    settle(window)
    assert [place.name for place in premises.every(window.runner.main_store())] == ["ABC"]


def test_the_sites_page_takes_lists_of_every_place(window: Window) -> None:
    window.open_page("sites")
    settle(window)
    for text in ("空白表", "导入名单"):
        menu = button(window, text).menu()  # type: ignore[attr-defined]
        assert [action.text() for action in menu.actions()] == ["点位", "学校", "单位场所", "消防器材", "排班"]
