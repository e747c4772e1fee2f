"""统计上报 through the window: figures of a period, what is behind one, the paragraph, a report, the workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtGui import QGuiApplication

from checkpoint_app.gui import theme
from checkpoint_app.gui.pages.records import RecordsPage
from checkpoint_app.gui.pages.statistics.charts_view import ChartPicture
from checkpoint_app.gui.pages.statistics.listing import period
from checkpoint_app.gui.pages.statistics.page import StatisticsPage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, opening, shifts
from tests.gui.conftest import FIRST, PASSWORD, button, find, press, settle, type_into, unlock, words


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
    button(window, "通报").click()
    button(window, "复制通报文字").click()
    assert "检查车辆 2 台次" in QGuiApplication.clipboard().text()
    find(window, "freeze").click()  # type: ignore[attr-defined]
    settle(window)
    press(window, "Return")
    settle(window)
    assert "上报后无变动" in words(window)
    button(window, "打印定稿").click()
    settle(window)
    assert "勤务统计报表（定稿）" in words(window)


def test_a_period_without_a_report_says_so(page: StatisticsPage) -> None:
    window = page.window_
    button(window, "通报").click()
    button(window, "打印定稿").click()
    settle(window)
    assert "还没有定稿" in words(window)


def test_the_workbook(page: StatisticsPage, tmp_path: Path) -> None:
    page.save_to(tmp_path / "a.xlsx")
    settle(page.window_)
    assert len(load_workbook(tmp_path / "a.xlsx").worksheets) == 3


def test_a_duty_and_a_site_are_chosen(page: StatisticsPage) -> None:
    window = page.window_
    duty = find(window, "duty")
    type_into(duty, "hxg")
    press(window, "Return")
    settle(window)
    assert value(page, "vehicles") == "0"
    site = find(window, "site")
    duty.clear()  # type: ignore[attr-defined]
    type_into(site, "hhl")
    press(window, "Return")
    settle(window)
    query = page.query()
    assert query is not None
    assert query.site


def test_the_charts_are_drawn(page: StatisticsPage) -> None:
    window = page.window_
    button(window, "图表").click()
    settle(window)
    pictures = [made for made in page.charts.findChildren(ChartPicture) if made.isVisible()]
    assert [made.chart().title for made in pictures] == ["检查车辆（台次）", "各点位检查车辆（台次）", "查处（起）"]
    assert "黄河路卡点 2" in pictures[1].accessibleName()
    bar = theme.colour("primary").rgb()
    image = pictures[1].grab().toImage()
    assert any(image.pixel(x, y) == bar for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))


def test_what_is_left_out_opens(page: StatisticsPage) -> None:
    window = page.window_
    button(window, "未交接班次 1").click()
    settle(window)
    assert "黄河路卡点" in words(find(window, "behind"))
    press(window, "Return")
    button(window, "其他设备 0").click()
    assert "本所没有其他设备" in words(find(window, "behind"))
    press(window, "Return")
    button(window, "作废 0 条").click()
    settle(window)
    records = window.page("records")
    assert isinstance(records, RecordsPage)
    assert records.where().state == "void"


def test_figures_are_typed_in_with_their_source(page: StatisticsPage) -> None:
    window = page.window_
    button(window, "通报").click()
    button(window, "补充数").click()
    settle(window)
    assert "还没有定稿" in words(find(window, "error"))
    press(window, "Return")
    button(window, "定稿").click()
    settle(window)
    press(window, "Return")
    settle(window)
    button(window, "补充数").click()
    settle(window)
    box = find(window, "typed_box")
    type_into(find(box, "typed:calls"), "12")
    button(box, "保存补充数").click()
    settle(window)
    assert "须有数字和来源" in words(find(window, "error"))
    press(window, "Return")
    find(box, "source:calls").setText("接处警平台")  # type: ignore[attr-defined]
    button(box, "保存补充数").click()
    settle(window)
    assert value(page, "calls") == "12"
    assert "接处警 12 起（来源：接处警平台；录入：王小明）" in words(window)


def test_the_report_as_paper(page: StatisticsPage) -> None:
    window = page.window_
    press(window, "Ctrl+P")
    settle(window)
    assert "勤务统计报表" in words(window)


def test_the_own_workbook_is_mapped_by_clicks_and_filled(page: StatisticsPage, tmp_path: Path) -> None:
    window = page.window_
    book = Workbook()
    book["Sheet"].append(["项目", "本月", "合计"])
    book["Sheet"].append(["检查车辆", None, "=B2"])
    book["Sheet"].append(["查车牌", None, None])
    book.save(tmp_path / "月报.xlsx")
    button(window, "套表").click()
    view = page.workbooks
    view.take_up(tmp_path / "月报.xlsx")
    settle(window)
    assert view.grid.item(1, 1).text() == "2"
    view.grid.setCurrentCell(1, 2)
    assert "C2 是公式" in words(view)
    assert not find(view, "measure").isEnabled()
    view.grid.setCurrentCell(2, 1)
    type_into(find(view, "measure"), "finding.PLATE")
    press(window, "Return")
    view.grid.setCurrentCell(1, 1)
    type_into(find(view, "cell_period"), "so_far")
    press(window, "Return")
    settle(window)
    assert view.grid.item(2, 1).text() == "1"
    button(view, "保存设置").click()
    press(window, "Return")
    settle(window)
    view.fill_to(tmp_path / "filled.xlsx")
    settle(window)
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "filled.xlsx")["Sheet"].iter_rows(min_row=2)]
    assert rows == [["检查车辆", 2, "=B2"], ["查车牌", 1, None]]
    view.grid.setCurrentCell(2, 1)
    button(view, "此格不填").click()
    settle(window)
    assert view.grid.item(2, 1).text() == ""
    find(view, "workbook").setFocus()
    view.open_kept(view._name.chosen or "")
    settle(window)
    assert view.grid.item(2, 1).text() == "1"


def test_what_is_no_workbook_is_said(page: StatisticsPage, tmp_path: Path) -> None:
    window = page.window_
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    page.workbooks.take_up(tmp_path / "a.xlsx")
    settle(window)
    assert "是旧的 .xls" in words(find(window, "error"))
    press(window, "Return")


def test_calendar_periods() -> None:
    day = date(2026, 11, 24)
    assert period("last_week", day) == (date(2026, 11, 16), date(2026, 11, 22))
    assert period("quarter", day) == (date(2026, 10, 1), date(2026, 12, 31))
    assert period("last_month", date(2026, 1, 5)) == (date(2025, 12, 1), date(2025, 12, 31))
    assert period("half", day) == (date(2026, 7, 1), date(2026, 12, 31))
