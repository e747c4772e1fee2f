"""What the kit promises everywhere: the sheet of keys, a widget for every kind, plain labels, reports without content."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from checkpoint_app.gui import crash, keys, parts
from checkpoint_app.gui.fields import WIDGETS
from checkpoint_app.gui.window import Window
from checkpoint_app.model.kinds import KINDS
from tests.gui.conftest import press, words


def test_f1_shows_the_keys(window: Window) -> None:
    press(window, "F1")
    sheet = next(child for child in window.children() if isinstance(child, keys.KeySheet))
    assert "快速登记：到号牌框" in words(sheet)
    sheet.accept()


def test_every_kind_of_field_has_its_widget() -> None:
    assert set(WIDGETS) == set(KINDS)


def test_a_label_reads_nothing_as_markup(qapp: QApplication) -> None:
    made = parts.label("<b>x</b>\u202e")
    assert made.textFormat() is Qt.TextFormat.PlainText
    assert made.text() == "<b>x</b>⟦U+202E⟧"


def test_a_layout_that_is_emptied_shows_nothing_of_before(qapp: QApplication) -> None:
    inner, owner = parts.label("within"), QWidget()
    layout = parts.column(parts.label("plain"), parts.row(inner, None))
    owner.setLayout(layout)
    owner.show()
    assert inner.isVisible()
    parts.empty(layout)
    assert (layout.count(), words(owner)) == (0, "")
    owner.close()


def test_a_report_of_our_own_fault_holds_nothing_that_was_typed() -> None:
    try:
        raise ValueError("豫L12345 张三")
    except ValueError as error:
        text = crash.report(error)
    assert "ValueError" in text
    assert "豫L12345" not in text
    assert str(Path.home()) not in text


def test_calls_into_qt_keep_their_hands_off_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 lost a reference to None on almost every call and aborted after some thousands."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(2000):
        label.setText(str(number))
        label.setToolTip("")
        label.update()
    assert sys.getrefcount(None) > before - 500
