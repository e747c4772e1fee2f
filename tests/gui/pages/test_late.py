"""补录: a paper sheet keyed in, into an open and into an ended shift."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkpoint_app.gui.pages.late import LatePage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries_list, handover, opening, shifts
from checkpoint_app.store.session import Store
from tests.gui.conftest import FIRST, PASSWORD, SECOND, press, settle, type_text, unlock, words


@pytest.fixture
def folder(folder: Path) -> Path:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(FIRST, SECOND))
        shift = shifts.open_shift(store, draft).value
        handover.close(store, shift.id)
    return folder


def open_late(window: Window) -> LatePage:
    press(window, "Ctrl+2")
    settle(window)
    page = window.page("late")
    assert isinstance(page, LatePage)
    return page


def key_row(window: Window, time: str, plate: str) -> None:
    type_text(window, time)
    press(window, "Return")
    type_text(window, plate)
    for _ in range(5):
        press(window, "Return")


def entries_of(window: Window) -> list[tuple[str, str | None, bool]]:
    found: list[tuple[str, str | None, bool]] = []

    def read(store: Store, _progress: object) -> None:
        found.extend(
            (str(one.values["plate"]), one.source, one.late)
            for one in entries_list.every(store, entries_list.EntryFilter(oldest_first=True))
        )

    from checkpoint_app.gui.operation import Operation

    Operation(window, read, runner=window.runner, reading=True).start()
    settle(window)
    return found


def choose_shift(window: Window, page: LatePage) -> None:
    page._shift.setFocus()
    press(window, "Down")
    press(window, "Return")


def test_rows_are_keyed_and_saved_with_their_source(window: Window) -> None:
    page = open_late(window)
    page._shift.choose(page._shift._finder.options[0].id)
    page._sheet.field("page").set_value("3")
    page._sheet.field("reason").set_value("电脑没电，先记在纸上")
    page._rows[0].focus_first()
    key_row(window, "2015", "12345")
    key_row(window, "2020", "23456")
    press(window, "Ctrl+Return")
    settle(window)
    assert "已保存 2 行" in words(window)
    assert entries_of(window) == [("豫L12345", "PAPER", True), ("豫L23456", "PAPER", True)]


def test_a_wrong_row_stays_and_the_good_ones_are_saved(window: Window) -> None:
    page = open_late(window)
    page._shift.choose(page._shift._finder.options[0].id)
    page._sheet.field("reason").set_value("paper")
    page._rows[0].focus_first()
    key_row(window, "2015", "12I45")
    key_row(window, "2016", "23456")
    press(window, "Ctrl+Return")
    settle(window)
    assert "1 行待改" in words(window)
    assert [plate for plate, _, _ in entries_of(window)] == ["豫L23456"]


def test_an_ended_shift_needs_a_reason(window: Window) -> None:
    page = open_late(window)
    page._shift.choose(page._shift._finder.options[0].id)
    page._rows[0].focus_first()
    key_row(window, "2015", "12345")
    press(window, "Ctrl+Return")
    settle(window)
    assert entries_of(window) == []
    assert "已结班。 请写明" in words(window)


def test_what_was_keyed_survives_a_lock(window: Window) -> None:
    page = open_late(window)
    page._shift.choose(page._shift._finder.options[0].id)
    page._rows[0].focus_first()
    key_row(window, "2015", "12345")
    press(window, "Ctrl+L")
    settle(window)
    unlock(window)
    page = open_late(window)
    assert page._rows[0].values()["plate"] == "豫L12345"
    assert page._shift.chosen


def test_saving_twice_quickly_records_once(window: Window) -> None:
    page = open_late(window)
    page._shift.choose(page._shift._finder.options[0].id)
    page._sheet.field("reason").set_value("paper")
    page._rows[0].focus_first()
    key_row(window, "2015", "12345")
    page.save()
    page.save()
    settle(window)
    assert [plate for plate, _, _ in entries_of(window)] == ["豫L12345"]
