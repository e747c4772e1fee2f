"""A night shift at the window by key events alone. Also a program of its own, so that it can be killed in the middle:

python -m tests.e2e.night STORE          types until a form is half filled in, says so, and waits to be killed
python -m tests.e2e.night STORE --pace   types sixty vehicles and prints the seconds that one takes
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget

from checkpoint_app import settings
from checkpoint_app.gui.application import application
from checkpoint_app.gui.pages.today.details import DetailsView
from checkpoint_app.gui.window import Window
from tests.gui.conftest import FIRST, PASSWORD, focus_of, press, settle, type_text, unlock

HALF = 30
VEHICLES = 60
PLATES = [f"{20_000 + number * 7}" for number in range(VEHICLES)]


def open_window(folder: Path) -> Window:
    application()
    window = Window(folder, settings.Settings())
    window.resize(1366, 768)
    window.show()
    window.start()
    return window


def open_shift(window: Window, *, ticks: int = 0) -> None:
    """F8, the site by its initials, the points of the duty before ticked, Ctrl+Enter."""
    press(window, "F8")
    settle(window)
    tab_to(window, "site")
    type_text(window, "hhl")
    press(window, "Return")
    settle(window)
    for _ in range(ticks):
        tab_until(window, lambda widget: isinstance(widget, QCheckBox) and not widget.isChecked())
        press(window, "Space")
    press(window, "Ctrl+Return")
    settle(window)
    if QApplication.activeModalWidget() is not None:
        press(window, "Return")  # what is odd about the crew
        settle(window)


def record(window: Window, plate: str) -> None:
    type_text(window, plate)
    press(window, "Return")


def tab_until(window: Window, is_there: object) -> QWidget:
    """Tab until the focus is where it should be; a page where that is never so cannot be used by keyboard."""
    for _ in range(200):
        widget = focus_of(window)
        if is_there(widget):  # type: ignore[operator]
            return widget
        press(window, "Tab")
    raise AssertionError("the keyboard does not get there")


def tab_to(window: Window, key: str) -> QWidget:
    """To the first input of a field."""
    return tab_until(window, lambda widget: key in _names(widget))


def _names(widget: QWidget) -> list[str]:
    found = []
    at: QWidget | None = widget
    while at is not None:
        found.append(at.objectName())
        at = at.parentWidget()
    return found


def start_drunk_driver(window: Window) -> DetailsView:
    """豫A·D12345, 46 mg: the form as far as the officer gets before the battery dies."""
    press(window, "Backspace")  # the whole prefix
    type_text(window, "/yAD12345")
    press(window, "F4")
    settle(window)
    tab_to(window, "findings")
    type_text(window, "yjzj")
    press(window, "Return")
    tab_to(window, "alcohol_mg")
    type_text(window, "46")
    return next(view for view in window.findChildren(DetailsView) if view.isVisible())


def finish_drunk_driver(window: Window) -> None:
    """Three dispositions with their documents, then Ctrl+Enter."""
    tab_to(window, "disposition")
    type_text(window, "4")
    tab_to(window, "receiver")
    type_text(window, "JJDD")
    for key, document in (("6", "0231"), ("7", "0232")):  # 扣车, 扣证
        _add_row(window, "further_dispositions")
        tab_to(window, "code")
        type_text(window, key)
        tab_to(window, "document")
        type_text(window, document)
    press(window, "Ctrl+Return")
    settle(window)


def _add_row(window: Window, table: str) -> None:
    tab_until(window, lambda widget: isinstance(widget, QAbstractButton) and table in _names(widget) and not _in_row(widget))
    press(window, "Space")
    settle(window)


def _in_row(widget: QWidget) -> bool:
    return "row_card" in _names(widget)


def until_killed(folder: Path) -> None:
    window = open_window(folder)
    unlock(window, FIRST, PASSWORD)
    open_shift(window)
    for plate in PLATES[:HALF]:
        record(window, plate)
    settle(window)
    start_drunk_driver(window)
    QTest.qWait(1500)
    settle(window)
    print("half", flush=True)
    while True:
        QTest.qWait(50)


def pace(folder: Path) -> None:
    window = open_window(folder)
    unlock(window, FIRST, PASSWORD)
    open_shift(window)
    started = time.perf_counter()
    for plate in PLATES:
        record(window, plate)
    settle(window)
    seconds = time.perf_counter() - started
    print(f"{VEHICLES} vehicles typed, saved and listed in {seconds:.2f} s: {seconds / VEHICLES:.3f} s each", flush=True)
    window.close()


if __name__ == "__main__":
    (pace if "--pace" in sys.argv else until_killed)(Path(sys.argv[1]))
