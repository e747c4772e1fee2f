"""U 盘导出 through the window, into a folder of this test; what sticks are is tested with the export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from checkpoint_app.gui.pages.stick import StickPage
from checkpoint_app.gui.pages.stick_list import size
from checkpoint_app.gui.window import Window
from checkpoint_app.store import opening, shifts
from tests.gui.conftest import AUX, FIRST, PASSWORD, SECOND, button, find, press, settle, type_into, unlock, words


def shown(window: Window) -> StickPage:
    window.open_page("stick")
    settle(window)
    found = window.page("stick")
    assert isinstance(found, StickPage)
    return found


@pytest.fixture
def page(window: Window) -> StickPage:
    return shown(window)


@pytest.fixture
def target(page: StickPage, tmp_path: Path) -> Path:
    """A folder chosen to write to."""
    folder = tmp_path / "usb"
    folder.mkdir()
    page.sticks.add_folder(folder)
    return folder


def test_without_a_place_to_write_to_there_is_nothing_to_press(window: Window, page: StickPage) -> None:
    if page.sticks.target() is None:
        assert not button(window, "导出  ").isEnabled()
    assert "严禁接入公安信息网" in words(window)
    assert "不加密" in words(window)


@pytest.fixture
def a_shift(folder: Path) -> None:
    """A shift of today, before the window opens."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(FIRST, AUX)))


def test_the_shift_of_the_day_is_there_as_paper(a_shift: None, window: Window, tmp_path: Path) -> None:
    target = tmp_path / "usb"
    target.mkdir()
    page = shown(window)
    page.sticks.add_folder(target)
    press(window, "Ctrl+Return")
    settle(window)
    assert "0 条记录，1 个班次" in words(window)
    assert len(list(target.rglob("*.pdf"))) == 1


def test_what_was_exported_is_checked_and_named(window: Window, page: StickPage, target: Path) -> None:
    press(window, "Ctrl+Return")
    settle(window)
    text = words(window)
    assert "已核对，可以拔出 U 盘" in text
    sums = list(target.rglob("SHA256SUMS"))
    assert len(sums) == 1
    assert str(sums[0].parent) in text
    assert button(window, "导出  ").isEnabled()


def test_complete_numbers_need_a_reason(window: Window, page: StickPage, target: Path) -> None:
    button(window, "完整证件号").click()
    press(window, "Ctrl+Return")
    settle(window)
    assert "请写明为什么要完整号码" in words(window)
    assert list(target.iterdir()) == []
    type_into(find(window, "reason"), "audit")
    press(window, "Ctrl+Return")
    settle(window)
    assert "已核对" in words(window)
    reason = find(page, "unmasked")
    assert not reason.isChecked()  # type: ignore[attr-defined]


def test_an_officer_without_the_role_is_not_offered_complete_numbers(locked: Window) -> None:
    unlock(locked, SECOND)
    shown(locked)
    assert not button(locked, "完整证件号").isEnabled()


def test_a_folder_that_is_gone_is_said_and_nothing_is_lost(window: Window, page: StickPage, target: Path) -> None:
    target.rmdir()
    target.write_text("in the way", encoding="utf-8")
    press(window, "Ctrl+Return")
    settle(window)
    text = words(window)
    assert "×" in text
    assert "全部记录仍在本机" in text
    assert "已核对" not in text


def test_the_period_says_which_days_it_means(window: Window, page: StickPage) -> None:
    page.period.set_day(date(2026, 11, 24), window.session.unit)
    assert page.period.days() == ("2026-11-24", "2026-11-24")
    button(window, "本月").click()
    assert page.period.days() == ("2026-11-01", "2026-11-24")
    button(window, "全部").click()
    assert page.period.days() == ("", "")
    button(window, "自选起止").click()
    boxes = [box for box in page.period.findChildren(QLineEdit) if box.isVisible()]
    for box, text in zip(boxes, ("2026-11-20", "2026-11-10"), strict=True):
        box.clear()
        type_into(box, text)
    assert page.period.days() is None
    assert "先早后晚" in words(window)
    boxes[1].clear()
    type_into(boxes[1], "2026-11-21")
    assert page.period.days() == ("2026-11-20", "2026-11-21")


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (2048, "2 KB"), (15_247_000_000, "14.2 GB"), (512 << 20, "512 MB")])
def test_sizes_read_as_in_the_file_manager(count: int, text: str) -> None:
    assert size(count) == text
