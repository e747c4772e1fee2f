"""A night at the checkpoint through the window, by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.pages.today.details import DetailsView
from checkpoint_app.gui.pages.today.page import TodayPage
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.gui.window import Window
from checkpoint_app.settings import Settings
from tests.gui.conftest import AUX, FIRST, PASSWORD, SECOND, button, find, press, settle, type_into, type_text, unlock, words


def open_shift(window: Window) -> None:
    press(window, "F8")
    settle(window)
    type_text(window, "hhl")
    press(window, "Return")
    press(window, "Ctrl+Return")
    settle(window)
    press(window, "Return")  # the warnings: one officer, no legal basis
    settle(window)
    assert window.shift is not None


def cells(window: Window) -> list[dict[str, str]]:
    page = window.page("today")
    assert isinstance(page, TodayPage)
    table = page.findChild(RecordTable)
    assert table is not None
    return [dict(row.cells) for row in table.records.rows]


def test_a_shift_opens_with_what_is_odd_about_it(window: Window) -> None:
    press(window, "F8")
    settle(window)
    type_text(window, "hhl")
    press(window, "Return")
    press(window, "Ctrl+Return")
    settle(window)
    assert "没有写设卡依据" in words(window)
    press(window, "Return")
    settle(window)
    assert "黄河路卡点" in words(window)
    assert "快速登记" in words(window)


def test_sixty_cars_by_keyboard(window: Window) -> None:
    open_shift(window)
    for number in range(60):
        type_text(window, f"{10000 + number}")
        press(window, "Return")
    settle(window)
    shown = cells(window)
    assert len(shown) == 60
    assert shown[0]["plate"] == "豫L·10059"
    assert find(window, "figure:vehicles").text() == "60"  # type: ignore[attr-defined]


def test_a_bare_prefix_is_never_saved(window: Window) -> None:
    open_shift(window)
    press(window, "Return")
    settle(window)
    assert cells(window) == []


def test_a_wrong_plate_is_named_beside_its_box_and_stays(window: Window) -> None:
    open_shift(window)
    type_text(window, "12I45")
    press(window, "Return")
    settle(window)
    assert cells(window) == []
    assert "×" in words(window)
    assert "12I45" in next(box.text() for box in window.findChildren(LineEdit) if box.isVisible())


def test_dispositions_by_alt_and_a_digit(window: Window) -> None:
    open_shift(window)
    type_text(window, "54321")
    press(window, "Alt+2")
    press(window, "Return")
    settle(window)
    assert cells(window)[0]["disposition"] == "教育放行"
    type_text(window, "54322")
    press(window, "Return")
    settle(window)
    assert cells(window)[0]["disposition"] == "放行"


def test_counting_forms_one_line_and_survives_a_lock(window: Window) -> None:
    open_shift(window)
    for _ in range(3):
        press(window, "F3")
    settle(window)
    assert find(window, "figure:vehicles").text() == "3"  # type: ignore[attr-defined]
    press(window, "Ctrl+Z")
    settle(window)
    assert find(window, "figure:vehicles").text() == "2"  # type: ignore[attr-defined]
    press(window, "Ctrl+L")
    settle(window)
    unlock(window)
    assert find(window, "figure:vehicles").text() == "2"  # type: ignore[attr-defined]
    press(window, "F8")
    settle(window)
    press(window, "Escape")
    settle(window)
    assert [(row["plate"], row["people"]) for row in cells(window)] == [("计数", "2")]


def test_undo_takes_the_last_entry_back(window: Window) -> None:
    open_shift(window)
    type_text(window, "12345")
    press(window, "Return")
    settle(window)
    press(window, "Ctrl+Z")
    settle(window)
    assert find(window, "figure:vehicles").text() == "0"  # type: ignore[attr-defined]
    assert [row["state"] for row in cells(window)] == ["作废"]


def test_a_form_is_parked_taken_up_and_saved(window: Window) -> None:
    open_shift(window)
    type_text(window, "77777")
    press(window, "F4")
    settle(window)
    press(window, "F6")
    settle(window)
    assert "挂起 1" in words(window)
    press(window, "F6")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert [row["plate"] for row in cells(window)] == ["豫L·77777"]
    assert "挂起" not in words(window).replace("F6 挂起", "")


def test_what_was_typed_survives_a_lock(window: Window) -> None:
    open_shift(window)
    type_text(window, "88888")
    press(window, "F4")
    settle(window)
    details = next(view for view in window.findChildren(DetailsView) if view.isVisible())
    type_into(details.form.field("note").inputs()[0], "abc")
    press(window, "Ctrl+L")
    settle(window)
    unlock(window)
    assert cells(window) == []
    button(window, "未填完 1").click()
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert [(row["plate"], row["note"]) for row in cells(window)] == [("豫L·88888", "abc")]


def test_a_shift_is_handed_over_with_the_successors_password(window: Window) -> None:
    open_shift(window)
    type_text(window, "12345")
    press(window, "Return")
    settle(window)
    press(window, "F8")
    settle(window)
    type_text(window, "李强")
    press(window, "Ctrl+Return")
    settle(window)
    assert find(window, "successor_number").text() == SECOND  # type: ignore[attr-defined]
    type_into(find(window, "successor_password"), "wrong")
    press(window, "Return")
    settle(window)
    assert "警号或密码不对" in words(window)
    find(window, "successor_password").clear()  # type: ignore[attr-defined]
    type_into(find(window, "successor_password"), PASSWORD)
    press(window, "Return")
    settle(window)
    assert window.shift is None
    assert window.current == "paper"


def test_a_form_left_from_an_ended_shift_is_entered_late_into_it(window: Window) -> None:
    open_shift(window)
    first = window.shift
    type_text(window, "66666")
    press(window, "F4")
    settle(window)
    press(window, "F6")
    settle(window)
    press(window, "F8")
    settle(window)
    button(window, "撤卡").click()
    settle(window)
    if QApplication.activeModalWidget() is not None:
        type_text(window, "rain")
        press(window, "Return")
        settle(window)
    press(window, "F8")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    press(window, "Return")
    settle(window)
    assert window.shift is not None
    assert first is not None
    assert window.shift.id != first.id
    press(window, "F6")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert "所属班次已结束" in words(window)
    type_text(window, "late")
    press(window, "Return")
    settle(window)
    assert cells(window) == [], "nothing was written into the new shift"
    window.open_page("records")
    settle(window)
    table = window.page("records").findChild(RecordTable)
    assert table is not None
    assert [(row.cells["plate"], row.cells["state"]) for row in table.records.rows] == [("豫L·66666", "补")]


def test_an_auxiliary_proposes(locked: Window) -> None:
    unlock(locked)
    open_shift(locked)
    press(locked, "Ctrl+L")
    settle(locked)
    unlock(locked, AUX)
    assert "没有在班" in words(locked), "the auxiliary is not of the crew"


@pytest.mark.parametrize("scale", [100, 125])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_of_the_shift_is_cut_off(window: Window, scale: int, language: str) -> None:
    open_shift(window)
    window.change_settings(Settings(text_scale=scale, language=language))
    settle(window)
    page = window.page("today")
    table = page.findChild(RecordTable)
    assert table is not None
    rows = table.viewport().height() // table.verticalHeader().defaultSectionSize()
    assert rows >= (9 if scale == 100 else 5)
    assert page.width() <= 1366
    for name in ("quick_save", "close_shift"):
        made = find(window, name)
        assert made.width() >= made.sizeHint().width() - 1, name
    assert FIRST in words(window)
