"""统计上报 through the window: figures of a period, what is behind one, the paragraph, a report, the workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication

from checkpoint_app.gui.pages.records import RecordsPage
from checkpoint_app.gui.pages.statistics.page import StatisticsPage, period
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, opening, shifts
from tests.gui.conftest import FIRST, PASSWORD, button, find, press, settle, unlock, words


@pytest.fixture
def page(folder: Path, locked: Window) -> StatisticsPage:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", planned_from=store.now(), crew=(FIRST,)))
        entries.record(store, "checkpoint-check", {"plate": "豫L12345", "findings": ["PLATE"]})
        entries.record(store, "checkpoint-check", {"plate": "豫L12346"})
    unlock(locked)
    locked.open_page("statistics")
    settle(locked)
    found = locked.page("statistics")
    assert isinstance(found, StatisticsPage)
    return found


def value(page: StatisticsPage, key: str) -> str:
    return next(row.cells["value"] for row in page.table.records.rows if row.id == key)


def test_enter_on_a_figure_opens_the_entries_behind_it(page: StatisticsPage) -> None:
    window = page.window_
    assert (value(page, "vehicles"), value(page, "finding.PLATE")) == ("2", "1")
    page.table.select("finding.PLATE")
    page.table.setFocus()
    press(window, "Return")
    settle(window)
    records = window.page("records")
    assert isinstance(records, RecordsPage)
    assert [row.cells["plate"] for row in records.table.records.rows] == ["豫L·12345"]


def test_the_paragraph_is_copied_and_a_report_is_kept(page: StatisticsPage) -> None:
    window = page.window_
    button(window, "复制通报文字").click()
    assert "检查车辆 2 台次" in QGuiApplication.clipboard().text()
    find(window, "freeze").click()  # type: ignore[attr-defined]
    settle(window)
    press(window, "Return")
    settle(window)
    assert "上报后无变动" in words(window)


def test_the_workbook(page: StatisticsPage, tmp_path: Path) -> None:
    page.save_to(tmp_path / "a.xlsx")
    settle(page.window_)
    assert len(load_workbook(tmp_path / "a.xlsx").worksheets) == 3


def test_calendar_periods() -> None:
    day = date(2026, 11, 24)
    assert period("last_week", day) == (date(2026, 11, 16), date(2026, 11, 22))
    assert period("quarter", day) == (date(2026, 10, 1), date(2026, 12, 31))
    assert period("last_month", date(2026, 1, 5)) == (date(2025, 12, 1), date(2025, 12, 31))
    assert period("half", day) == (date(2026, 7, 1), date(2026, 12, 31))
