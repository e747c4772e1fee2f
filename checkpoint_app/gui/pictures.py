"""Pictures of the real window over a store: for the demonstration where there is no screen, and for looking at every page after a change.

The window is made, unlocked and driven as by a person; nothing here draws.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from checkpoint_app import i18n
from checkpoint_app import settings as machine
from checkpoint_app.gui import theme
from checkpoint_app.gui.application import application
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.places import PAGES
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.gui.window import Window

SIZE = (1366, 768)
PATIENCE_S = 30.0


def take(folder: Path, store: Path, *, officer: str, password: str, look: machine.Settings) -> list[Path]:
    """Every page in one look, as PNG files in `folder`; returns them. The store must not be in use."""
    with quiet():
        return _take(folder, store, officer, password, look)


@contextmanager
def quiet() -> Iterator[None]:
    """Without what Qt says about a screen in memory."""
    before = qInstallMessageHandler(_say)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _say(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """What Qt says, but not that a screen in memory is no real one."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _take(folder: Path, store: Path, officer: str, password: str, look: machine.Settings) -> list[Path]:
    app = application()
    i18n.set_language(look.language)
    theme.apply(theme.Look(theme=look.theme, scale=look.text_scale))
    folder.mkdir(parents=True, exist_ok=True)
    window = Window(store, look)
    window.resize(*SIZE)
    window.show()
    window.start()
    suffix = "-".join([look.language, look.theme, *([str(look.text_scale)] if look.text_scale != 100 else [])])
    made = []
    try:
        for name in _pages(app, window, officer, password):
            _settle(app, window)
            file = folder / f"{name}-{suffix}.png"
            window.grab().save(str(file))
            made.append(file)
    finally:
        window.close()
        window.deleteLater()
    return made


def looks() -> Iterator[machine.Settings]:
    """Day and night, Chinese and English."""
    for language in i18n.LANGUAGES:
        for name in ("day", "night"):
            yield replace(machine.Settings(), language=language, theme=name)


def _pages(app: QApplication, window: Window, officer: str, password: str) -> Iterator[str]:
    """Brings one page after another into the window and answers its name."""
    yield "unlock"
    _type(window, "number", officer)
    _type(window, "password", password)
    QTest.keyClick(app.focusWidget() or window, Qt.Key.Key_Return)
    _until(app, lambda: window.shell is not None)
    yield "today"
    for place in PAGES:
        if place.title and place.key != "today":
            window.open_page(place.key)
            yield place.key
    window.open_page("records")
    _settle(app, window)
    table = next((shown for shown in window.page("records").findChildren(RecordTable) if shown.records.rows), None)
    if table is not None:
        window.open_page("entry", entry=table.records.rows[0].id)
        yield "entry"
    shift = window.shift
    if shift is not None:
        window.open_page("paper", form="shift-log", subject=shift.id)
        yield "preview"


def _type(window: Window, name: str, text: str) -> None:
    box = window.findChild(LineEdit, name)
    if box is not None:
        box.setText(text)
        box.setFocus()


def _settle(app: QApplication, window: Window) -> None:
    """Until the store has answered and everything is painted."""
    _until(app, lambda: not window.runner.busy)
    QTest.qWait(80)
    _until(app, lambda: not window.runner.busy)


def _until(app: QApplication, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        app.processEvents()
        QTest.qWait(5)
        if time.monotonic() > end:
            raise TimeoutError
