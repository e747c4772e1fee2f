"""待核对 by keyboard: both values with who and when, a digit picks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, journal, opening, shifts
from tests.gui.conftest import AUX, FIRST, PASSWORD, button, find, press, settle, unlock, words


@pytest.fixture
def folder(folder: Path) -> Path:
    """With a shift and an entry of which two machines say different things in two places."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(FIRST, AUX))
        shifts.open_shift(store, draft)
        record = entries.record(store, "checkpoint-check", {"plate": "豫L12345", "people": 2}).value.id
        heads = journal.merged(store.db, record).heads
        for people, note in ((3, "车上有儿童"), (4, "货厢载人")):
            with store.transaction() as transaction:
                body = {"open": {"values": {"people": people, "note": note}, "reason": "数错"}}
                transaction.append("entry", record, "change", body, scope="up", base=heads)
    return folder


def test_what_two_machines_wrote_is_settled_by_digits(window: Window, qtbot: object) -> None:
    settle(window)
    button(window, "待核对 1").click()
    settle(window)
    shown = words(window)
    assert "第 1 条，共 2 条" in shown
    assert "豫L·12345" in shown
    assert "原因：数错" in shown
    assert "核对前暂按此显示" in shown
    assert [find(window, f"compare_{n}").text() for n in (1, 2)] == ["3", "4"]  # type: ignore[attr-defined]
    press(window, "1")
    settle(window)
    what = find(window, "compare_what")
    assert isinstance(what, QLabel)
    assert what.text() == "备注"
    button(window, "货厢载人").click()
    settle(window)
    assert "没有待核对的内容。" in words(window)
    press(window, "Escape")
    settle(window)
    assert "待核对" not in words(window)
    record = window.page("compare")
    assert not record.isVisible()


def test_the_values_are_the_picked_ones(window: Window, folder: Path) -> None:
    settle(window)
    window.open_page("compare")
    settle(window)
    press(window, "1")
    settle(window)
    press(window, "2")
    settle(window)
    window.lock()
    settle(window)
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        (found,) = store.rows("SELECT id FROM entry")
        values = entries.get(store, found[0]).values
        assert (values["people"], values["note"]) == (3, "货厢载人")


def test_a_value_that_is_too_long_for_its_button_stands_beside_it_in_full(folder: Path, locked: Window) -> None:
    long = "司机自述从漯河市区往许昌方向送货，随车两人，车厢内有液化气瓶三只，已通知派出所民警到场处理，等待移交"
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        (found,) = store.rows("SELECT id FROM entry")
        heads = journal.merged(store.db, found[0]).heads
        for note in (long, "无"):
            with store.transaction() as transaction:
                body = {"open": {"values": {"note": note}, "reason": "补充"}}
                transaction.append("entry", found[0], "change", body, scope="up", base=heads)
    unlock(locked)
    locked.open_page("compare")
    settle(locked)
    while long not in words(locked):
        find(locked, "compare_skip").click()  # type: ignore[attr-defined]
        settle(locked)
    shown = find(locked, "compare_1")
    assert shown.text().endswith("…")  # type: ignore[attr-defined]
    assert shown.accessibleName() == long
    assert locked.minimumSizeHint().width() <= 1366
