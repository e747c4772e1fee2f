"""Unlocking: waits after wrong passwords, one-time passwords, the recovery key, another officer, and nothing left over a locked window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from checkpoint_app.gui import crash, dialogs
from checkpoint_app.gui.window import Window
from checkpoint_app.store import accounts, keys, opening
from tests.gui.conftest import AUX, CHEAP, FIRST, PASSWORD, SECOND, button, find, press, settle, type_into, unlock, words


def boxes(window: Window) -> list[str]:
    return [box.objectName() for box in window.findChildren(QDialog) if box.isVisible()]


def test_too_many_wrong_passwords_wait_and_another_officer_need_not(locked: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_FREE_TRIES", -4)  # so long a wait that a slow machine cannot sit it out
    for _ in range(4):
        unlock(locked, password="wrong")
    assert "秒" in words(locked)
    unlock(locked, password=PASSWORD)
    assert locked.runner.session is None
    unlock(locked, SECOND)
    assert locked.session.account.officer.number == SECOND


def test_a_store_in_use_is_said_and_can_be_tried_again(locked: Window, folder: Path) -> None:
    with opening.open_store(folder, officer=SECOND, password=PASSWORD):
        type_into(find(locked, "number"), FIRST)
        type_into(find(locked, "password"), PASSWORD)
        press(locked, "Return")
        settle(locked)
        assert "正被另一个程序使用" in words(locked)
        assert locked.runner.session is None
    press(locked, "Return")
    settle(locked)
    assert locked.session.account.officer.number == FIRST


def test_a_one_time_password_must_become_an_own_one(locked: Window, folder: Path) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        slip = accounts.give(store, [AUX])[0][0]
    unlock(locked, AUX, slip.password)
    assert locked.shell is None
    type_into(find(locked, "new"), "my own words")
    type_into(find(locked, "again"), "other words")
    press(locked, "Return")
    settle(locked)
    assert locked.shell is None
    assert "不一致" in words(locked)
    find(locked, "again").clear()  # type: ignore[attr-defined]
    type_into(find(locked, "again"), "my own words")
    press(locked, "Return")
    settle(locked)
    assert locked.shell is not None
    press(locked, "Ctrl+L")
    settle(locked)
    unlock(locked, AUX, slip.password)
    assert locked.runner.session is None
    unlock(locked, AUX, "my own words")
    assert locked.session.account.officer.number == AUX
    assert locked.shell is not None


@pytest.fixture
def recovery(tmp_path: Path) -> str:
    """Replaces the store of `folder` by one whose recovery key is known."""
    made, key = opening.create(
        tmp_path / "store", unit_name="沙北派出所", officer_number=FIRST, officer_name="王小明", password=PASSWORD, cost=CHEAP
    )
    made.close()
    return key


def test_the_recovery_key_sets_a_new_password(fresh: Window, recovery: str) -> None:
    fresh.show_unlock()
    type_into(find(fresh, "number"), FIRST)
    button(fresh, "用恢复密钥打开").click()
    type_into(find(fresh, "recovery_key"), "0000-" + recovery[5:])
    press(fresh, "Return")
    settle(fresh)
    assert fresh.runner.session is None
    assert find(fresh, "error").text()  # type: ignore[attr-defined]
    find(fresh, "recovery_key").clear()  # type: ignore[attr-defined]
    type_into(find(fresh, "recovery_key"), recovery.lower().replace("-", " "))
    press(fresh, "Return")
    settle(fresh)
    for name in ("new", "again"):
        type_into(find(fresh, name), "new words here")
    press(fresh, "Return")
    settle(fresh)
    assert fresh.shell is not None
    assert keys.KeyFile.read(fresh.folder).unlock(FIRST, "new words here")


def test_no_box_stays_open_over_a_locked_window(window: Window) -> None:
    asked: list[str] = []
    dialogs.ask_reason(window, "作废 豫L12345？", "作废", lambda _box, reason: asked.append(reason))
    assert boxes(window) == ["ask_reason"]
    window._idle.idle.emit()
    settle(window)
    assert window.runner.session is None
    assert boxes(window) == []
    unlock(window, SECOND)
    assert window.session.account.officer.number == SECOND
    assert asked == []


def test_a_report_of_our_own_fault_survives_the_lock(window: Window) -> None:
    box = crash.CrashDialog(window, "report")
    box.open()
    window._idle.idle.emit()
    settle(window)
    assert boxes(window) == ["crash"]
    box.accept()


def test_the_idle_lock_counts_in_minutes_of_the_settings(window: Window) -> None:
    window.change_settings(replace(window.settings, lock_minutes=2))
    assert window._idle._timer.interval() == 120_000
    assert window._idle._timer.isActive()
    window.change_settings(replace(window.settings, lock_minutes=0))
    assert not window._idle._timer.isActive()
