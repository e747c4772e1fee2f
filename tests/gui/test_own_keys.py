"""The keys in 设置: the own password needs the present one, a new key for the store needs the recovery sheet and a second word."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkpoint_app.gui.window import Window
from checkpoint_app.store import keys, opening
from tests.gui.conftest import CHEAP, FIRST, PASSWORD, button, find, press, settle, type_into, unlock, words


def opened(window: Window) -> None:
    window.open_page("settings")
    settle(window)


def change_password(window: Window, old: str, new: str, again: str) -> None:
    for name, text in (("old_password", old), ("new_password", new), ("new_password_again", again)):
        find(window, name).clear()  # type: ignore[attr-defined]
        type_into(find(window, name), text)
    button(window, "修改密码").click()
    settle(window)


def test_the_own_password_needs_the_present_one(window: Window) -> None:
    opened(window)
    change_password(window, "wrong one", "new words here", "new words here")
    assert "WRONG_PASSWORD" in words(window)
    press(window, "Return")
    settle(window)
    assert keys.KeyFile.read(window.folder).unlock(FIRST, PASSWORD)
    change_password(window, PASSWORD, "new words here", "new words here")
    assert keys.KeyFile.read(window.folder).unlock(FIRST, "new words here")
    assert find(window, "old_password").text() == ""  # type: ignore[attr-defined]


@pytest.fixture
def known(tmp_path: Path) -> str:
    """A store whose recovery key the test knows, where `fresh` looks for one."""
    made, key = opening.create(
        tmp_path / "store", unit_name="沙北派出所", officer_number=FIRST, officer_name="王小明", password=PASSWORD, cost=CHEAP
    )
    made.close()
    return key


def test_a_new_key_needs_the_recovery_sheet_and_a_second_word(fresh: Window, known: str) -> None:
    fresh.show_unlock()
    unlock(fresh)
    opened(fresh)
    before = keys.KeyFile.read(fresh.folder).unlock(FIRST, PASSWORD)
    type_into(find(fresh, "key_password"), PASSWORD)
    type_into(find(fresh, "key_recovery"), known)
    find(fresh, "rekey").click()  # type: ignore[attr-defined]
    settle(fresh)
    press(fresh, "Escape")
    settle(fresh)
    assert keys.KeyFile.read(fresh.folder).unlock(FIRST, PASSWORD) == before
    find(fresh, "rekey").click()  # type: ignore[attr-defined]
    settle(fresh)
    find(fresh, "do").click()  # type: ignore[attr-defined]
    settle(fresh)
    assert keys.KeyFile.read(fresh.folder).unlock(FIRST, PASSWORD) != before
    assert keys.KeyFile.read(fresh.folder).recover(known)
    assert find(fresh, "key_recovery").text() == ""  # type: ignore[attr-defined]
    press(fresh, "Ctrl+3")
    settle(fresh)
    assert fresh.current == "records"
