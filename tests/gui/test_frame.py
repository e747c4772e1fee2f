"""The window before and around the pages: set-up, unlocking, locking, look and language."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton

from checkpoint_app.gui import theme
from checkpoint_app.gui.places import PAGES
from checkpoint_app.gui.shell import LEAST_NAV_PX
from checkpoint_app.gui.window import Window
from checkpoint_app.store import place
from tests.gui.conftest import FIRST, PASSWORD, SECOND, button, find, press, settle, type_into, unlock, words


def test_a_wrong_password_keeps_the_number_and_says_so(locked: Window) -> None:
    unlock(locked, password="wrong")
    assert "警号或密码不对" in words(locked)
    assert find(locked, "number").text() == FIRST  # type: ignore[attr-defined]
    type_into(find(locked, "password"), PASSWORD)
    press(locked, "Return")
    settle(locked)
    assert locked.session.account.officer.number == FIRST


def test_locking_shows_the_unlock_page_and_offers_the_last_number(window: Window) -> None:
    press(window, "Ctrl+L")
    settle(window)
    assert window.runner.session is None
    assert find(window, "number").text() == FIRST  # type: ignore[attr-defined]
    unlock(window, SECOND)
    assert window.session.account.officer.number == SECOND


def test_a_new_unit_confirms_its_recovery_key(fresh: Window) -> None:
    button(fresh, "新建本所").click()
    for name, text in (("unit", "Shabei"), ("number", FIRST), ("name", "Wang"), ("password", PASSWORD), ("password_again", "x")):
        type_into(find(fresh, name), text)
    button(fresh, "建立").click()
    assert "两次" in words(fresh)
    find(fresh, "password_again").clear()  # type: ignore[attr-defined]
    type_into(find(fresh, "password_again"), PASSWORD)
    press(fresh, "Return")
    settle(fresh)
    groups = find(fresh, "key").text().split()  # type: ignore[attr-defined]
    assert len(groups) == 8
    assert not place.exists(fresh.folder), "nothing is made before somebody has the key on paper"
    type_into(find(fresh, "group_first"), "0000")
    press(fresh, "Return")
    type_into(find(fresh, "group_second"), groups[6])
    press(fresh, "Return")
    assert fresh.shell is None
    find(fresh, "group_first").clear()  # type: ignore[attr-defined]
    type_into(find(fresh, "group_first"), groups[1])
    press(fresh, "Return")
    press(fresh, "Return")
    settle(fresh)
    assert fresh.shell is not None
    assert place.exists(fresh.folder)


def test_day_night_and_dim_by_key(window: Window) -> None:
    press(window, "F9")
    assert theme.look().theme == "night"
    press(window, "F10")
    assert theme.look().theme == "dim"
    press(window, "F10")
    press(window, "Ctrl+B")
    assert theme.look().theme == "day"


def test_the_language_changes_at_run_time(window: Window) -> None:
    assert "今日勤务" in words(window)
    window.next_language()
    settle(window)
    assert "Today's duty" in words(window)
    assert "今日勤务" not in words(window)


def test_every_page_opens_by_number(window: Window) -> None:
    shown = [one.key for one in PAGES if one.title]
    for number, key in enumerate(shown[:9], start=1):
        press(window, f"Ctrl+{number}")
        settle(window)
        assert window.shell is not None
        assert window.current == key


def test_every_page_is_in_sight_also_with_large_text_on_a_low_screen(window: Window) -> None:
    assert window.shell is not None
    for scale in (100, 125, 150):
        window.change_settings(replace(window.settings, text_scale=scale))
        settle(window)
        window.resize(1366, 768)
        settle(window)
        shell = window.shell
        buttons = [child for child in shell.findChildren(QAbstractButton) if child.property("kind") == "nav"]
        assert len(buttons) >= 8
        bottoms = [shown.mapTo(shell, shown.rect().bottomLeft()).y() for shown in buttons]
        assert max(bottoms) <= shell.status.y()
        assert min(shown.height() for shown in buttons) >= LEAST_NAV_PX
