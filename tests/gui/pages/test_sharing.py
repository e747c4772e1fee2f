"""One duty on two laptops through two windows: the code of the one typed into the other, offline; one log at the station."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app import settings
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries_list, opening, shifts
from checkpoint_app.store.session import Store
from checkpoint_app.sync import stick
from tests.gui.conftest import FIRST, PASSWORD, SECOND, find, press, settle, type_text, unlock, words
from tests.gui.pages.test_sync import laptop, taken_in, usb

__all__ = ("laptop", "usb")


@pytest.fixture
def second(folder: Path, laptop: Store, usb: Path, tmp_path: Path) -> Iterator[Window]:
    """李强's laptop, unlocked, which belongs to the unit and knows nothing of tonight."""
    taken_in(folder, laptop, usb)
    laptop.close()
    made = Window(tmp_path / "laptop", settings.Settings())
    made.resize(1366, 768)
    made.show()
    made.start()
    unlock(made, SECOND)
    yield made
    settle(made)
    made.close()


def ask(window: Window, code: str) -> None:
    find(window, "share_shift").click()  # type: ignore[attr-defined]
    settle(window)
    type_text(window, code)
    press(window, "Return")
    settle(window)


def test_the_code_of_the_other_laptop_is_enough(folder: Path, second: Window, usb: Path, tmp_path: Path) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
        draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(FIRST,), basis="PL15")
        first = shifts.open_shift(station, draft).value
    ask(second, "K0")
    assert "不是班次码" in words(second)
    type_text(second, first.code.lower())
    press(second, "Return")
    settle(second)
    assert f"本机加入班次 {first.code}" in words(second)
    assert "设卡依据" not in words(second), "what stands on the first laptop is not asked again"
    type_text(second, "hhl")
    press(second, "Return")
    press(second, "Ctrl+Return")
    settle(second)
    assert second.shift is not None
    assert (second.shift.code, second.shift.shared) == (first.code, True)
    type_text(second, "12345")
    press(second, "Return")
    settle(second)
    press(second, "F8")
    settle(second)
    assert "结束本机记录" in words(second)
    press(second, "Ctrl+Return")
    settle(second)
    assert second.shift is None
    assert "交接班在那台电脑上办" in words(second)
    second.lock()
    settle(second)
    with opening.open_store(tmp_path / "laptop", officer=SECOND, password=PASSWORD) as store:
        stick.sync(store, usb)
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
        stick.sync(station, usb)
        assert entries_list.count(station, entries_list.EntryFilter(shift=first.id)) == 1
        assert [shift.id for shift in shifts.joined_to(station, first.id)] != []


def test_a_shift_that_has_arrived_is_picked(folder: Path, second: Window, usb: Path, tmp_path: Path) -> None:
    second.lock()
    settle(second)
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
        draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(FIRST,), basis="PL15")
        first = shifts.open_shift(station, draft).value
        stick.sync(station, usb)
    with opening.open_store(tmp_path / "laptop", officer=SECOND, password=PASSWORD) as store:
        stick.sync(store, usb)
    unlock(second, SECOND)
    find(second, "share_shift").click()  # type: ignore[attr-defined]
    settle(second)
    find(second, f"share:{first.code}").click()  # type: ignore[attr-defined]
    find(second, "do").click()  # type: ignore[attr-defined]
    settle(second)
    assert second.shift is not None
    assert second.shift.id == first.id
    assert "快速登记" in words(second)
