"""What the board stands on: roster, calendar and times, 四个100%, by key on the real window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from checkpoint_app.gui.pages.school.calendar_view import CalendarView
from checkpoint_app.gui.pages.school.four_view import FourView
from checkpoint_app.gui.pages.school.page import SchoolPage
from checkpoint_app.gui.pages.school.roster_view import RosterView
from checkpoint_app.gui.window import Window
from checkpoint_app.model.roster_clashes import Place
from checkpoint_app.store import opening, roster_weeks, rosters, school_rules, schools
from checkpoint_app.store.session import Store
from tests.gui.conftest import AUX, FIRST, PASSWORD, SECOND, button, find, press, settle, type_text, unlock, words

MONDAY = date(2026, 11, 16)


@pytest.fixture
def page(folder: Path, locked: Window) -> SchoolPage:
    """Three schools; 李强 is at 一小 every morning of the week before."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        full = {"closed_management": True, "guards_actual": 2, "guards_required": 2, "one_key_alarm": True, "video_linked": True}
        schools.save(store, {"name": "一小", "type": "小学", "post_set": True, **full})
        schools.save(store, {"name": "二小", "type": "小学", "post_set": False, **full, "guards_actual": 1})
        schools.save(store, {"name": "三小", "type": "小学"})
        rosters.save(store, {"week": "2026-W46", "site": "一小", **{f"{day}.MORNING": f"{SECOND} {AUX}" for day in range(1, 6)}})
    unlock(locked)
    settle(locked)
    locked.open_page("school")
    settle(locked)
    found = locked.page("school")
    assert isinstance(found, SchoolPage)
    return found


def box(window: Window) -> QDialog:
    (shown,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    return shown


@pytest.fixture
def roster(page: SchoolPage) -> RosterView:
    find(page, "to_roster").click()  # type: ignore[attr-defined]
    settle(page.window_)
    view = page._others["roster"]
    assert isinstance(view, RosterView)
    view.monday = MONDAY
    view.enter()
    settle(page.window_)
    return view


def cell(view: RosterView, school: int, weekday: int) -> str:
    return str(view.grid.rows.data(view.grid.rows.index(school, weekday)))


def key(view: RosterView, *pressed: Qt.Key) -> None:
    for one in pressed:
        QTest.keyClick(view.grid, one)
        settle(view.window_)


def test_a_week_is_copied_and_changed(roster: RosterView, page: SchoolPage) -> None:
    window = page.window_
    assert "已排 0 / 60 岗次" in words(roster)
    press(window, "Ctrl+N")
    settle(window)
    assert "已排 5 / 60 岗次" in words(roster)
    assert cell(roster, 0, 1) == "李强、张三"
    assert cell(roster, 0, 6) == "无岗"
    press(window, "Ctrl+Z")
    settle(window)
    assert "已排 0 / 60 岗次" in words(roster)
    press(window, "Ctrl+N")
    settle(window)
    roster.grid.setCurrentIndex(roster.grid.rows.index(0, 1))
    QTest.keyClick(roster.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    key(roster, Qt.Key.Key_Down)
    QTest.keyClick(roster.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert "冲突 2" in words(roster)
    assert cell(roster, 1, 1) == "✗ 李强、张三"
    assert "李强 同一时段还在 一小" in words(roster)
    key(roster, Qt.Key.Key_Delete)
    assert cell(roster, 1, 1) == ""
    assert "冲突 0" in words(roster)


def test_who_is_on_the_post_all_week(roster: RosterView, page: SchoolPage) -> None:
    window = page.window_
    roster.grid.setCurrentIndex(roster.grid.rows.index(1, 3))
    key(roster, Qt.Key.Key_Return)
    type_text(window, SECOND)
    press(window, "Return")
    button(box(window), "本周全部上课日").click()
    press(window, "Ctrl+Return")
    settle(window)
    assert [cell(roster, 1, day) for day in range(1, 6)] == ["△ 李强"] * 5
    assert "缺员 5" in words(roster)
    roster.grid.setCurrentIndex(roster.grid.rows.index(1, 3))
    assert "缺辅警 1" in words(roster)
    store = window.runner.main_store()
    second = schools.need(store, "三小").id
    assert len(roster_weeks.load(store, "2026-W47").cells[Place(second, 5, "MORNING")]) == 1


def test_only_clashes_and_gaps(roster: RosterView, page: SchoolPage) -> None:
    press(page.window_, "Ctrl+N")
    settle(page.window_)
    assert len(roster.grid.rows.schools) == 3
    roster._odd.setChecked(True)
    assert len(roster.grid.rows.schools) == 0
    press(page.window_, "Escape")
    settle(page.window_)
    assert page._shown is page.board


@pytest.fixture
def calendar(page: SchoolPage) -> CalendarView:
    find(page, "to_calendar").click()  # type: ignore[attr-defined]
    settle(page.window_)
    view = page._others["calendar"]
    assert isinstance(view, CalendarView)
    view.year = 2026
    view.load()
    settle(page.window_)
    return view


def days(view: CalendarView) -> list[tuple[str, str]]:
    return [(row.cells["days"], row.cells["what"]) for row in view.table.records.rows]


def test_the_notice_and_the_stations_own_days(calendar: CalendarView, page: SchoolPage) -> None:
    window = page.window_
    assert ("10-01—10-07", "国庆节") in days(calendar)
    assert ("10-10", "上班日") in days(calendar)
    assert "尚未与原文核对" not in words(calendar)
    press(window, "Ctrl+N")
    form = box(window).form  # type: ignore[attr-defined]
    form.field("from").set_value("2026-07-04")
    form.field("to").set_value("2026-08-31")
    form.field("name").set_value("暑假")
    press(window, "Ctrl+Return")
    settle(window)
    assert ("07-04—08-31", "暑假（本所）") in days(calendar)
    calendar.table.select("2026-07-04")
    press(window, "Ctrl+Delete")
    settle(window)
    assert all("暑假" not in what for _, what in days(calendar))
    press(window, "Ctrl+Z")
    settle(window)
    assert ("07-04—08-31", "暑假（本所）") in days(calendar)
    calendar.go(5)
    settle(window)
    assert days(calendar) == []
    assert "没有 2031 年放假安排" in words(calendar)


def test_a_wrong_run_of_days_is_told_beside_its_field(calendar: CalendarView, page: SchoolPage) -> None:
    window = page.window_
    press(window, "Ctrl+N")
    form = box(window).form  # type: ignore[attr-defined]
    form.field("from").set_value("2026-07-04")
    form.field("to").set_value("2026-07-01")
    press(window, "Ctrl+Return")
    settle(window)
    assert "结束日期早于开始日期" in words(box(window))
    press(window, "Escape")


def test_times_and_settings_of_the_unit(calendar: CalendarView, page: SchoolPage) -> None:
    window = page.window_
    calendar.times.setFocus()
    calendar.times.setCurrentCell(1, 0)
    QTest.keyClick(calendar.times, Qt.Key.Key_Return)
    form = box(window).form  # type: ignore[attr-defined]
    form.field("start").set_value("07:40")
    form.field("end").set_value("08:20")
    press(window, "Ctrl+Return")
    settle(window)
    item = calendar.times.item(1, 0)
    assert item is not None
    assert item.text() == "07:40\n08:20"
    find(calendar, "change_guard").click()  # type: ignore[attr-defined]
    settle(window)
    form = box(window).form  # type: ignore[attr-defined]
    form.field("early_minutes").set_value(20)
    press(window, "Ctrl+Return")
    settle(window)
    assert "提前 20 分钟到岗" in words(calendar)
    by = school_rules.rules_of(window.runner.main_store())
    assert (by.early_minutes, by.times["WINTER"]["PRIMARY"]["MORNING"]) == (20, ["07:40", "08:20"])


def test_four_times_100_percent(page: SchoolPage) -> None:
    window = page.window_
    find(page, "to_four").click()  # type: ignore[attr-defined]
    settle(window)
    view = page._others["four"]
    assert isinstance(view, FourView)
    assert "封闭化管理  2 / 3  66.7%" in words(view)
    assert "专职保安员配备  1 / 3  33.3%" in words(view)
    assert "3 所中 2 所未全部达标" in words(view)
    view._missing.setChecked(True)
    settle(window)
    missing = {row.cells["name"]: row.cells["missing"] for row in view.table.records.rows}
    assert missing["二小"] == "保安 1 / 应配 2、护学岗设置"
    assert missing["三小"].startswith("封闭化管理未填")
    view.table.select(next(row.id for row in view.table.records.rows if row.cells["name"] == "二小"))
    view.table.setFocus()
    press(window, "Return")
    settle(window)
    form = box(window).form  # type: ignore[attr-defined]
    form.field("post_set").set_value("yes")
    form.field("guards_actual").set_value(2)
    form.field("periods").set_value("早入校 07:00-07:40")
    form.field("required").set_value("民警1 辅警2")
    press(window, "Ctrl+Return")
    settle(window)
    assert [row.cells["name"] for row in view.table.records.rows] == ["三小"]
    store: Store = window.runner.main_store()
    second = schools.need(store, "二小")
    assert (second.required, second.periods) == (
        {"OFFICER": 1, "AUX": 2},
        [{"period": "MORNING", "start": "07:00", "end": "07:40"}],
    )
