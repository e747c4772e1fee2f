"""并班 from 今日勤务: the other machine's shift is named, joined with a reason, and its entries stand in the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, opening, shifts
from tests.gui.conftest import AUX, FIRST, PASSWORD, SECOND, button, press, settle, words


@pytest.fixture
def folder(folder: Path) -> Path:
    """With one duty in two shifts, one entry in each."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        for crew, plate in (((FIRST, AUX), "豫L12345"), ((SECOND, AUX), "豫L23456")):
            shift = shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=crew)).value
            entries.record(store, "checkpoint-check", {"plate": plate}, shift=shift.id)
    return folder


def test_the_twin_is_joined_with_a_reason(window: Window) -> None:
    settle(window)
    button(window, "另一台电脑也开了本班 1").click()
    button(window, "断网时各开了一班").click()
    press(window, "Return")
    settle(window)
    assert "已并班" in words(window)
    assert "另一台电脑也开了本班" not in words(window)
    window.open_page("records")
    settle(window)
    assert window.shift is not None
    window.lock()
    settle(window)
    with opening.open_store(window.folder, officer=FIRST, password=PASSWORD) as store:
        shifts_of = {row[0] for row in store.rows("SELECT shift FROM entry")}
    assert len(shifts_of) == 1
