"""The real window over a real encrypted store, driven by key events, read by the words on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from checkpoint_app import settings
from checkpoint_app.gui import theme
from checkpoint_app.gui.application import application
from checkpoint_app.gui.window import Window
from checkpoint_app.store import accounts, keys, officers, opening, sites

PASSWORD = "correct horse"
FIRST, SECOND, AUX = "101234", "101235", "FJ1001"
CHEAP = keys.Cost(time=1, memory_kib=8, lanes=1)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cheap passwords, day, 100 %, settings in a folder of this test."""
    monkeypatch.setattr(keys, "COST", CHEAP)
    monkeypatch.setattr(settings, "folder", lambda: tmp_path / "config")
    application()
    theme.apply(theme.Look())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store of 沙北派出所: 王小明 (all roles) and 李强 with passwords, the auxiliary 张三 with one, and a checkpoint."""
    made, _ = opening.create(
        tmp_path / "store", unit_name="沙北派出所", officer_number=FIRST, officer_name="王小明", password=PASSWORD, cost=CHEAP
    )
    with made as store:
        officers.save(store, {"number": SECOND, "name": "李强"})
        officers.save(store, {"number": AUX, "name": "张三", "kind": "AUX"})
        sites.save(store, {"name": "黄河路卡点", "kind": "checkpoint"})
        for slip in accounts.give(store, [SECOND, AUX])[0]:
            accounts.switch(store, slip.officer.number, slip.password)
            accounts.set_password(store, slip.password, PASSWORD)
            accounts.switch(store, FIRST, PASSWORD)
    return tmp_path / "store"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Window]:
    """The window of a laptop without a store."""
    yield from _shown(tmp_path / "store")


@pytest.fixture
def locked(folder: Path) -> Iterator[Window]:
    """The window before unlocking."""
    yield from _shown(folder)


@pytest.fixture
def window(locked: Window) -> Window:
    """Unlocked as 王小明."""
    unlock(locked)
    return locked


def _shown(folder: Path) -> Iterator[Window]:
    made = Window(folder, settings.Settings())
    made.resize(1366, 768)
    made.show()
    made.start()
    yield made
    settle(made)
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def unlock(window: Window, number: str = FIRST, password: str = PASSWORD) -> None:
    for name, text in (("number", number), ("password", password)):
        box = find(window, name)
        box.clear()  # type: ignore[attr-defined]
        type_into(box, text)
    press(window, "Return")
    settle(window)


def settle(window: Window) -> None:
    """Until the store has nothing to do and every answer is shown."""
    hangs = QDeadlineTimer(120_000)
    while not hangs.hasExpired():
        QApplication.processEvents()
        if not window.runner.busy:
            QTest.qWait(1)
            if not window.runner.busy:
                return
        else:
            QTest.qWait(1)
    raise AssertionError("the store is still busy")


def focus_of(window: Window) -> QWidget:
    """What has the keyboard. A window manager gives it back to the window when a box closes; without one we do."""
    shown = QApplication.activeModalWidget() or window
    if QApplication.activeWindow() is not shown:
        shown.activateWindow()
        QApplication.processEvents()
    focused = QApplication.focusWidget()
    return focused if focused is not None and focused.window() is shown else shown.focusWidget() or shown


def press(window: Window, sequence: str) -> None:
    """A key, to what has the focus: "Ctrl+Return", "F3"."""
    combination = QKeySequence(sequence, QKeySequence.SequenceFormat.PortableText)[0]
    QTest.keyClick(focus_of(window), combination.key(), combination.keyboardModifiers())


def type_text(window: Window, text: str) -> None:
    """Characters, to what has the focus; what no key types comes as an input method gives it."""
    for char in text:
        if char.isascii():
            QTest.keyClicks(focus_of(window), char)
        else:
            commit = QInputMethodEvent()
            commit.setCommitString(char)
            QApplication.sendEvent(focus_of(window), commit)


def type_into(widget: QWidget, text: str) -> None:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(widget, text)


def find(window: QWidget, name: str) -> QWidget:
    """The visible widget of an object name."""
    found = [widget for widget in window.findChildren(QWidget, name) if widget.isVisible()]
    assert len(found) == 1, (name, [widget.objectName() for widget in found])
    return found[0]


def button(window: QWidget, text: str) -> QAbstractButton:
    """The visible button whose text begins so."""
    found = [made for made in window.findChildren(QAbstractButton) if made.isVisible() and made.text().startswith(text)]
    assert len(found) == 1, (text, [made.text() for made in window.findChildren(QAbstractButton) if made.isVisible()])
    return found[0]


def words(window: QWidget) -> str:
    """Everything that can be read on the window now."""
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    shown += [made.text() for made in window.findChildren(QAbstractButton) if made.isVisible()]
    return "\n".join(shown)


@pytest.fixture
def eventually(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    """Waits until something holds."""
    return lambda holds: qtbot.waitUntil(holds, timeout=5000)
