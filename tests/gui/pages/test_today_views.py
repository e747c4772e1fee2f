"""今日勤务 with the keyboard alone: a shift is opened, cars are checked and counted, the whole form is filled, parked and taken up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checkpoint_app.gui.fields.plate_box import PlateBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.runner import Operation
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.gui.window import Window
from checkpoint_app.store import drafts, entries_list, shifts
from checkpoint_app.store.session import Store
from tests.gui.conftest import button, find, focus_of, press, settle, type_text, unlock, words


def ask(window: Window, question: Callable[[Store], Any]) -> Any:
    """What the store answers now, asked as a page asks."""
    answers: list[Any] = []
    Operation(window, lambda store, _: question(store), runner=window.runner).on_success(answers.append).start()
    settle(window)
    return answers[0]


def open_shift(window: Window) -> None:
    """F8, the place, Ctrl+Enter; the warnings of a lone officer are understood."""
    press(window, "F8")
    settle(window)
    type_text(window, "hhl")
    press(window, "Return")
    press(window, "Ctrl+Return")
    settle(window)
    press(window, "Return")
    settle(window)


def quick(window: Window, plate: str, *before_saving: str) -> None:
    type_text(window, plate)
    for key in before_saving:
        press(window, key)
    press(window, "Return")
    settle(window)


def lock_and_unlock(window: Window) -> None:
    """As after a break: the number is there already."""
    press(window, "Ctrl+L")
    settle(window)
    unlock(window)


def shown(window: Window) -> list[dict[str, str]]:
    """The cells of the list of this shift, newest first."""
    table = next(table for table in window.findChildren(RecordTable) if table.isVisible())
    return [dict(row.cells) for row in table.records.rows]


def written(window: Window) -> list[Any]:
    return ask(window, lambda store: list(entries_list.every(store, entries_list.EntryFilter(void=True))))


@pytest.fixture
def on_duty(window: Window) -> Window:
    open_shift(window)
    return window


def test_without_a_shift_the_page_offers_to_open_one(window: Window) -> None:
    assert "你现在没有在班" in words(window)
    assert focus_of(window) is button(window, "开班")


def test_opening_says_what_is_missing_and_puts_the_cursor_into_the_plate_box(window: Window) -> None:
    press(window, "F8")
    settle(window)
    type_text(window, "hhl")
    press(window, "Return")
    press(window, "Ctrl+Return")
    settle(window)
    assert "没有写设卡依据" in words(window)
    press(window, "Return")
    settle(window)
    assert window.shift is not None
    assert window.shift.crew == (window.session.account.id,)
    assert "快速登记" in words(window)
    assert isinstance(focus_of(window), PlateBox)


def test_an_end_before_the_start_is_refused_beside_its_field(window: Window) -> None:
    press(window, "F8")
    settle(window)
    type_text(window, "hhl")
    press(window, "Return")
    dates = [line for line in find(window, "planned_to").findChildren(LineEdit) if line.isVisible()]
    dates[0].setFocus()
    type_text(window, "2020-01-01")
    dates[1].setFocus()
    type_text(window, "08:00")
    press(window, "Ctrl+Return")
    settle(window)
    assert window.shift is None
    assert "计划结束" in words(window)
    assert any("开始" in line and "结束" in line for line in words(window).splitlines())


def test_a_normal_check_is_the_plate_and_enter(on_duty: Window) -> None:
    quick(on_duty, "12345")
    quick(on_duty, "8k021", "Alt+2")
    print("XX", words(on_duty))
    assert [row["plate"] for row in shown(on_duty)] == ["豫L·8K021", "豫L·12345"]
    assert [row["disposition"] for row in shown(on_duty)] == ["教育放行", "放行"]
    assert "已记 豫L·8K021" in words(on_duty)
    assert find(on_duty, "figure:vehicles").text() == "2"  # type: ignore[attr-defined]
    assert isinstance(focus_of(on_duty), PlateBox)


def test_a_bare_prefix_is_never_saved(on_duty: Window) -> None:
    press(on_duty, "Return")
    press(on_duty, "Alt+1")
    press(on_duty, "Return")
    settle(on_duty)
    assert written(on_duty) == []


def test_a_wrong_plate_is_told_beside_its_box_and_stays_there(on_duty: Window) -> None:
    quick(on_duty, "1")
    assert written(on_duty) == []
    typed = focus_of(on_duty)
    assert isinstance(typed, LineEdit) and typed.text().endswith("1")
    assert typed.property("state") == "error"


def test_the_last_entry_is_taken_back(on_duty: Window) -> None:
    quick(on_duty, "12345")
    press(on_duty, "Ctrl+Z")
    settle(on_duty)
    assert [entry.state for entry in written(on_duty)] == ["void"]
    assert "已撤销" in words(on_duty)
    assert find(on_duty, "figure:vehicles").text() == "0"  # type: ignore[attr-defined]


def test_the_details_start_with_what_the_quick_row_holds(on_duty: Window) -> None:
    type_text(on_duty, "55217")
    press(on_duty, "Alt+2")
    press(on_duty, "F4")
    settle(on_duty)
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    (entry,) = written(on_duty)
    assert (entry.values["plate"], entry.values["disposition"]) == ("豫L55217", "WARN_RELEASE")
    assert [row["plate"] for row in shown(on_duty)] == ["豫L·55217"]


def test_what_is_typed_in_the_details_is_a_draft_at_once(on_duty: Window, eventually: Callable[[Any], None]) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "55217")
    eventually(lambda: bool(ask(on_duty, lambda store: drafts.every(store, form="checkpoint-check"))))
    (draft,) = ask(on_duty, drafts.every)
    assert draft.body["values"]["plate"] == "豫L55217"


def test_a_form_left_by_locking_is_offered_again(on_duty: Window) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "55217")
    lock_and_unlock(on_duty)
    button(on_duty, "未填完 1").click()
    settle(on_duty)
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    assert [entry.values["plate"] for entry in written(on_duty)] == ["豫L55217"]
    assert ask(on_duty, drafts.every) == []


def test_a_form_is_parked_and_taken_up_with_the_same_key(on_duty: Window) -> None:
    press(on_duty, "F4")
    type_text(on_duty, "55217")
    press(on_duty, "F6")
    settle(on_duty)
    assert button(on_duty, "挂起 1").isVisible()
    quick(on_duty, "12345")
    press(on_duty, "F6")
    settle(on_duty)
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    assert [entry.values["plate"] for entry in written(on_duty)] == ["豫L55217", "豫L12345"]
    assert ask(on_duty, drafts.every) == []


def test_cars_without_anomaly_are_counted_and_form_one_line(on_duty: Window) -> None:
    for _ in range(4):
        press(on_duty, "F3")
    press(on_duty, "Ctrl+Z")
    settle(on_duty)
    assert find(on_duty, "figure:vehicles").text() == "3"  # type: ignore[attr-defined]
    assert written(on_duty) == []
    press(on_duty, "F8")
    settle(on_duty)
    (line,) = written(on_duty)
    assert (line.template_id, line.values["vehicles"]) == ("checkpoint-count", 3)


def test_counted_cars_survive_a_lock(on_duty: Window) -> None:
    press(on_duty, "F3")
    press(on_duty, "F3")
    lock_and_unlock(on_duty)
    assert find(on_duty, "figure:vehicles").text() == "2"  # type: ignore[attr-defined]


def test_nine_rows_are_seen_at_the_smallest_screen(on_duty: Window) -> None:
    for number in range(12):
        quick(on_duty, f"123{number:02}")
    table = next(table for table in on_duty.findChildren(RecordTable) if table.isVisible())
    assert table.viewport().height() // table.rowHeight(0) >= 9


def test_the_facts_of_a_shift_are_changed(on_duty: Window) -> None:
    button(on_duty, "更改勤务信息").click()
    settle(on_duty)
    weather = find(on_duty, "weather").findChildren(LineEdit)[0]
    weather.setFocus()
    type_text(on_duty, "xiaoyu")
    press(on_duty, "Return")
    press(on_duty, "Ctrl+Return")
    settle(on_duty)
    (shift,) = ask(on_duty, shifts.open_ones)
    assert shift.weather == "LIGHT_RAIN"
