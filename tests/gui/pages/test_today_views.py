"""The views of 今日勤务 beside the quick row: opening with what the duty before left, the whole form, the keys of the list, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from checkpoint_app.gui.fields.plate_box import PlateBox
from checkpoint_app.gui.lines import LineEdit, NoteEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.today.closing import ClosingView
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.gui.window import Window
from checkpoint_app.model.records import Entry, Shift, ShiftState
from checkpoint_app.store import drafts, entries_list, shifts
from checkpoint_app.store.session import Store
from tests.gui.conftest import (
    AUX,
    FIRST,
    PASSWORD,
    SECOND,
    button,
    find,
    focus_of,
    press,
    settle,
    type_into,
    type_text,
    unlock,
    words,
)


def ask(window: Window, question: Callable[[Store], Any]) -> Any:
    """What the store answers now, asked as a page asks."""
    answers: list[Any] = []
    Operation(window, lambda store, _: question(store), runner=window.runner).on_success(answers.append).start()
    settle(window)
    return answers[0]


def written(window: Window) -> list[Entry]:
    """Every entry, newest first, void ones too."""
    found: list[Entry] = ask(window, lambda store: list(entries_list.every(store, entries_list.EntryFilter(void=True))))
    return found


def every_shift(window: Window) -> list[Shift]:
    found: list[Shift] = ask(window, shifts.every)
    return found


def line_of(window: Window, field: str) -> LineEdit:
    return next(line for line in find(window, field).findChildren(LineEdit) if line.isVisible())


def choose(window: Window, field: str, typed: str) -> None:
    """Types into a box and takes the first of its list; the open list gets the key, as on a screen."""
    line_of(window, field).setFocus()
    type_text(window, typed)
    QTest.keyClick(QApplication.activePopupWidget() or focus_of(window), Qt.Key.Key_Return)


def open_shift(window: Window, *crew: str) -> None:
    """F8, the place, Ctrl+Enter; what is odd about a lone officer is understood."""
    press(window, "F8")
    settle(window)
    if not line_of(window, "site").text():
        choose(window, "site", "hhl")
    for number in crew:
        choose(window, "crew", number)
    press(window, "Ctrl+Return")
    settle(window)
    press(window, "Return")
    settle(window)


def quick(window: Window, plate: str) -> None:
    type_text(window, plate)
    press(window, "Return")
    settle(window)


def table_of(window: Window) -> RecordTable:
    return next(table for table in window.findChildren(RecordTable) if table.isVisible())


def pick_row(window: Window, at: int) -> None:
    table = table_of(window)
    table.setFocus()
    table.setCurrentIndex(table.records.index(at, 0))


@pytest.fixture
def on_duty(window: Window) -> Window:
    open_shift(window)
    return window


def test_without_a_shift_the_cursor_is_on_the_button_that_opens_one(window: Window) -> None:
    assert "你现在没有在班" in words(window)
    assert focus_of(window) is button(window, "开班")


def test_after_the_warnings_the_cursor_is_in_the_plate_box(on_duty: Window) -> None:
    assert on_duty.shift is not None
    assert on_duty.shift.crew == (on_duty.session.account.id,)
    assert isinstance(focus_of(on_duty), PlateBox)
    quick(on_duty, "12345")
    assert isinstance(focus_of(on_duty), PlateBox)
    assert "已记 豫L·12345 小型客车 放行" in words(on_duty)


def test_an_end_before_the_start_is_refused_beside_its_field(window: Window) -> None:
    press(window, "F8")
    settle(window)
    choose(window, "site", "hhl")
    date, time = (line for line in find(window, "planned_to").findChildren(LineEdit) if line.isVisible())
    type_into(date, "2020-01-01")
    type_into(time, "08:00")
    press(window, "Ctrl+Return")
    settle(window)
    assert window.shift is None
    row = find(window, "row:planned_to")
    assert "计划结束" in words(row)
    assert "×" in words(row)
    assert line_of(window, "site").text() == "黄河路卡点"


def test_a_wrong_plate_is_told_below_and_recorded_as_seen_by_key(on_duty: Window) -> None:
    quick(on_duty, "1")
    assert written(on_duty) == []
    assert "豫L1：号牌格式不符" in words(on_duty)
    assert focus_of(on_duty).property("state") == "error"
    press(on_duty, "Alt+M")
    press(on_duty, "Return")
    settle(on_duty)
    assert [entry.values["plate"] for entry in written(on_duty)] == [{"text": "豫L1", "as_seen": True}]
    assert "号牌格式不符" not in words(on_duty)


def test_what_is_typed_in_the_details_is_a_draft_at_once(on_duty: Window, eventually: Callable[[Any], None]) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "55217")
    eventually(lambda: bool(ask(on_duty, drafts.every)))
    (draft,) = ask(on_duty, drafts.every)
    assert (draft.form, draft.body["values"]["plate"], draft.parked) == ("checkpoint-check", "豫L55217", False)


def test_the_details_start_with_what_the_quick_row_holds(on_duty: Window) -> None:
    type_text(on_duty, "55217")
    press(on_duty, "Alt+2")
    press(on_duty, "F4")
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    (entry,) = written(on_duty)
    assert (entry.values["plate"], entry.values["disposition"]) == ("豫L55217", "WARN_RELEASE")


def test_the_next_form_keeps_the_recorder_and_who_checked(on_duty: Window) -> None:
    for plate in ("55217", "55218"):
        press(on_duty, "F4")
        type_text(on_duty, plate)
        if plate == "55217":
            choose(on_duty, "checked_by", SECOND)
            type_into(line_of(on_duty, "video"), "R-07")
        press(on_duty, "Ctrl+Return")
        settle(on_duty)
    assert [entry.values["video"] for entry in written(on_duty)] == ["R-07", "R-07"]
    assert len({entry.checked_by for entry in written(on_duty)}) == 1
    assert written(on_duty)[0].checked_by != (on_duty.session.account.id,)


def test_a_discarded_form_comes_back(on_duty: Window) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "55217")
    button(on_duty, "放弃").click()
    settle(on_duty)
    assert "未填完" not in words(on_duty)
    button(on_duty, "撤销").click()
    settle(on_duty)
    button(on_duty, "未填完 1").click()
    assert isinstance(focus_of(on_duty).window(), Window)
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    assert [entry.values["plate"] for entry in written(on_duty)] == ["豫L55217"]


def test_of_several_parked_forms_one_is_chosen(on_duty: Window) -> None:
    for plate in ("55217", "55218"):
        press(on_duty, "F4")
        type_text(on_duty, plate)
        press(on_duty, "F6")
        settle(on_duty)
    press(on_duty, "F6")
    settle(on_duty)
    next(
        made for made in find(on_duty, "choose_draft").findChildren(type(button(on_duty, "取消"))) if "55217" in made.text()
    ).click()
    settle(on_duty)
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    assert [entry.values["plate"] for entry in written(on_duty)] == ["豫L55217"]
    assert "挂起 1" in words(on_duty)


def test_a_row_is_opened_and_voided_by_key(on_duty: Window) -> None:
    quick(on_duty, "12345")
    quick(on_duty, "54321")
    pick_row(on_duty, 1)
    press(on_duty, "Ctrl+Backspace")
    type_into(find(on_duty, "reason"), "typo")
    press(on_duty, "Return")
    settle(on_duty)
    assert [(entry.values["plate"], str(entry.state)) for entry in written(on_duty)] == [
        ("豫L54321", "final"),
        ("豫L12345", "void"),
    ]
    pick_row(on_duty, 0)
    press(on_duty, "Return")
    settle(on_duty)
    assert on_duty.current == "entry"
    on_duty.open_page("today")
    settle(on_duty)
    assert len(table_of(on_duty).records.rows) == 2


def test_what_an_auxiliary_decides_waits_and_is_confirmed_by_key(window: Window) -> None:
    open_shift(window, AUX)
    press(window, "Ctrl+L")
    settle(window)
    unlock(window, AUX)
    type_text(window, "12345")
    press(window, "Alt+3")
    press(window, "Return")
    settle(window)
    assert [str(entry.state) for entry in written(window)] == ["proposed"]
    press(window, "Ctrl+L")
    settle(window)
    unlock(window, FIRST)
    assert "待确认 1" in words(window)
    pick_row(window, 0)
    press(window, "Ctrl+Y")
    settle(window)
    assert [str(entry.state) for entry in written(window)] == ["final"]
    assert "待确认 1" not in words(window)


def test_the_facts_of_a_shift_are_changed_and_shown(on_duty: Window) -> None:
    button(on_duty, "更改勤务信息").click()
    settle(on_duty)
    choose(on_duty, "weather", "xiaoyu")
    choose(on_duty, "crew", AUX)
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    (shift,) = every_shift(on_duty)
    assert shift.weather == "LIGHT_RAIN"
    assert "小雨  民警 1  辅警 1" in words(on_duty)


def test_points_are_handed_over_and_ticked_by_the_next_duty(on_duty: Window) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "55217")
    press(on_duty, "F6")
    settle(on_duty)
    press(on_duty, "F8")
    settle(on_duty)
    choose(on_duty, "successor", SECOND)
    points = find(on_duty, "points")
    assert isinstance(points, NoteEdit)
    assert points.toPlainText() == "有 1 份登记未填完"
    points.appendPlainText("cones borrowed")
    points.setFocus()
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    type_into(find(on_duty, "successor_password"), PASSWORD)
    press(on_duty, "Return")
    settle(on_duty)
    assert [shift.state for shift in every_shift(on_duty)] == [ShiftState.HANDED_OVER]
    on_duty.open_page("today")
    settle(on_duty)
    press(on_duty, "F8")
    settle(on_duty)
    ticks = [tick for tick in on_duty.findChildren(QCheckBox) if tick.isVisible()]
    assert [tick.text() for tick in ticks] == ["有 1 份登记未填完", "cones borrowed"]
    ticks[1].setChecked(True)
    ticks[1].setFocus()
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    press(on_duty, "Return")
    newest = every_shift(on_duty)[0]
    assert [point["taken"] for point in newest.takeover] == [False, True]


def test_a_withdrawn_checkpoint_owes_its_paper(on_duty: Window) -> None:
    press(on_duty, "F8")
    settle(on_duty)
    button(on_duty, "撤卡").click()
    settle(on_duty)
    assert [shift.state for shift in every_shift(on_duty)] == [ShiftState.WITHDRAWN]
    assert "你现在没有在班" in words(on_duty)
    assert button(on_duty, "待打印 1").isVisible()


def test_an_end_before_its_time_asks_why(window: Window) -> None:
    press(window, "F8")
    settle(window)
    choose(window, "site", "hhl")
    date, time = (line for line in find(window, "planned_to").findChildren(LineEdit) if line.isVisible())
    type_into(date, "2099-01-01")
    type_into(time, "08:00")
    press(window, "Ctrl+Return")
    settle(window)
    press(window, "Return")
    settle(window)
    press(window, "F8")
    settle(window)
    type_into(line_of(window, "early"), "flood")
    button(window, "无人接班").click()
    settle(window)
    (shift,) = every_shift(window)
    assert (shift.state, shift.handover) == (ShiftState.WAITING, ("提前结班：flood",))


def test_a_second_f8_keeps_what_is_written_for_the_successor(on_duty: Window) -> None:
    press(on_duty, "F8")
    settle(on_duty)
    find(on_duty, "points").setPlainText("cones")  # type: ignore[attr-defined]
    press(on_duty, "F8")
    settle(on_duty)
    assert len([view for view in on_duty.findChildren(ClosingView) if view.isVisible()]) == 1
    assert find(on_duty, "points").toPlainText() == "cones"  # type: ignore[attr-defined]


def test_a_shift_that_nobody_took_goes_on(on_duty: Window) -> None:
    press(on_duty, "F8")
    settle(on_duty)
    button(on_duty, "无人接班").click()
    settle(on_duty)
    button(on_duty, "恢复勤务").click()
    type_into(find(on_duty, "reason"), "relief is late")
    press(on_duty, "Return")
    settle(on_duty)
    assert [shift.state for shift in every_shift(on_duty)] == [ShiftState.OPEN]
    assert "快速登记" in words(on_duty)


def test_alt_and_a_digit_mean_the_same_in_the_whole_form(on_duty: Window) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "D12345")
    press(on_duty, "Alt+2")
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    (entry,) = written(on_duty)
    assert (entry.values["disposition"], entry.values["plate_colour"]) == ("WARN_RELEASE", "GREEN")
    press(on_duty, "F4")
    press(on_duty, "Alt+5")
    assert focus_of(on_duty) is line_of(on_duty, "disposition")


def test_a_finding_is_found_by_its_short_name(on_duty: Window) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "12345")
    choose(on_duty, "findings", "jj")
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    assert [entry.values["findings"] for entry in written(on_duty)] == [["DRUNK"]]


def test_cars_that_one_officer_counted_are_written_when_another_ends_the_shift(window: Window) -> None:
    open_shift(window, SECOND)
    press(window, "F3")
    press(window, "F3")
    press(window, "Ctrl+L")
    settle(window)
    unlock(window, SECOND)
    press(window, "F3")
    press(window, "F8")
    settle(window)
    assert [(entry.template_id, entry.values["vehicles"]) for entry in written(window)] == [("checkpoint-count", 3)]
    assert ask(window, drafts.every) == []
