"""The page of operations by keyboard: opened, joined by a shift from the page, its figures as they grow, closed, as a workbook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from checkpoint_app.gui.pages.operations.page import OperationsPage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, opening, operations, shifts, sites
from tests.gui.conftest import FIRST, PASSWORD, SECOND, button, press, settle, type_text, unlock, words


@pytest.fixture
def night(folder: Path, locked: Window) -> Window:
    """冬季夜查 with one sweep that is going on."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        sites.save(store, {"name": "沙北巡区", "kind": "area"})
        operation = operations.save(
            store, {"name": "冬季夜查", "window": "20:00-02:00", "groups": [{"name": "清查组", "people": 6}]}
        ).value
        start = datetime.now(UTC) - timedelta(hours=1)
        draft = shifts.ShiftDraft(
            duty="sweep",
            site="沙北巡区",
            planned_from=start,
            planned_to=start + timedelta(hours=6),
            crew=(SECOND,),
            operation=operation.id,
        )
        held = shifts.open_shift(store, draft).value
        values = {"name": "冬季夜查", "police": 14, "people": 120, "places": [{"class": "HOTEL", "count": 7}]}
        entries.record(store, "sweep", values, shift=held.id)
    unlock(locked)
    return locked


def page(window: Window) -> OperationsPage:
    window.open_page("operations")
    settle(window)
    found = window.page("operations")
    assert isinstance(found, OperationsPage)
    return found


def test_one_is_opened_by_keyboard(window: Window) -> None:
    shown = page(window)
    press(window, "Ctrl+N")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert "行动名称没有填" in words(window)
    type_text(window, "春季清查")
    press(window, "Ctrl+Return")
    settle(window)
    assert "还没有班次" in words(window)
    press(window, "Ctrl+U")
    settle(window)
    press(window, "Escape")
    settle(window)
    press(window, "Escape")
    settle(window)
    assert [row.cells["name"] for row in shown.table.records.rows] == ["春季清查"]


def test_its_sheet_grows_with_its_shifts(night: Window, tmp_path: Path) -> None:
    shown = page(night)
    press(night, "Return")
    settle(night)
    seen = words(night)
    for part in ("冬季夜查", "清查组  6", "沙北巡区", "出动民警", "14", "15", "旅馆"):
        assert part in seen, part
    shown.sheet.save_to(tmp_path / "sheet.xlsx")
    settle(night)
    cells = [[cell.value for cell in row] for row in load_workbook(tmp_path / "sheet.xlsx").worksheets[0].iter_rows()]
    assert ["出动民警", "人次", 1, 14, 15] in cells
    press(night, "Ctrl+P")
    settle(night)
    assert "行动统计表" in words(night)
    press(night, "Escape")
    settle(night)
    button(night, "结束行动").click()
    settle(night)
    type_text(night, "如期结束")
    press(night, "Return")
    settle(night)
    assert "已结束" in words(night)
    assert "如期结束" in words(night)
    button(night, "重新进行").click()
    settle(night)
    type_text(night, "延长一天")
    press(night, "Return")
    settle(night)
    assert "进行中" in words(night)


def test_a_shift_is_opened_for_it(night: Window) -> None:
    page(night)
    press(night, "Return")
    settle(night)
    press(night, "F8")
    settle(night)
    assert night.current == "today"
    assert "冬季夜查" in words(night)
    type_text(night, "sbxq")
    press(night, "Return")
    press(night, "Ctrl+Return")
    settle(night)
    press(night, "Return")
    settle(night)
    assert night.shift is not None
    assert night.shift.duty == "sweep"
    assert night.shift.operation is not None
