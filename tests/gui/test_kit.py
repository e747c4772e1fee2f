"""The kit: contrasts, keys and their twins, the two lanes, lists of any length."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import crash, keys, parts, theme
from checkpoint_app.gui.fields import WIDGETS
from checkpoint_app.gui.runner import Operation, Progress
from checkpoint_app.gui.table import Column, RecordTable, Row, RowPage
from checkpoint_app.gui.window import Window
from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds import KINDS
from tests.gui.conftest import press, settle, words

TEXTS = ("text", "soft", "primary", "ok", "warn", "bad")
"""Tokens that are written on page and surface."""


@pytest.mark.parametrize("name", theme.THEMES)
def test_every_text_can_be_read(name: str) -> None:
    """WCAG 2.2: 4.5 : 1 for text, 3 : 1 for the borders of controls."""
    tokens = theme.THEMES[name]
    for ground in ("page", "surface", "zebra", "selected"):
        for text in TEXTS:
            assert theme.contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5, (text, ground)
    assert theme.contrast(tokens.on_primary, tokens.primary) >= 4.5
    assert theme.contrast(tokens.nav_text, tokens.nav) >= 4.5
    assert theme.contrast(tokens.warn, tokens.warn_fill) >= 4.5
    assert theme.contrast(tokens.bad, tokens.bad_fill) >= 4.5
    assert theme.contrast(tokens.border, tokens.surface) >= 3


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert round(theme.contrast("#000000", "#FFFFFF"), 1) == 21.0


def test_every_function_key_has_a_twin_and_no_key_means_two_things() -> None:
    seen: dict[str, str] = {}
    for action, binding in keys.BINDINGS.items():
        if any(key.startswith("F") and key[1:].isdigit() for key in binding.keys):
            assert any("+" in key for key in binding.keys), action
        for key in binding.keys:
            assert QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString() != "", key
            assert seen.setdefault(key, action) == action, key


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


def test_what_is_saved_goes_before_long_work(window: Window) -> None:
    order: list[str] = []

    def slow(_store: Any, _progress: Progress) -> None:
        QTest.qSleep(30)
        order.append("first")

    Operation(window, slow, runner=window.runner).start()
    Operation(window, lambda _store, _progress: order.append("long"), runner=window.runner).with_progress("x").start()
    Operation(window, lambda _store, _progress: order.append("save"), runner=window.runner).start()
    settle(window)
    assert order == ["first", "save", "long"]


def test_cancelled_work_stops_and_tells_its_owner(window: Window) -> None:
    told: list[str] = []

    def long(_store: Any, progress: Progress) -> None:
        for step in range(10_000):
            QTest.qSleep(1)
            progress.report(step, 10_000)

    operation = (
        Operation(window, long, runner=window.runner).with_progress("x").on_cancelled(lambda: told.append("cancelled")).start()
    )
    QTest.qWait(20)
    operation.cancel()
    settle(window)
    assert told == ["cancelled"]


class Refusal(UserError):
    code = "TEST_ONLY"
    message = noop("Nothing fits")
    hint = noop("Close|window")


def test_an_error_opens_a_box_with_what_to_do(window: Window) -> None:
    def fail(_store: Any, _progress: Progress) -> None:
        raise Refusal

    Operation(window, fail, runner=window.runner).start()
    settle(window)
    assert "TEST_ONLY" in words(window)
    press(window, "Return")
    assert QApplication.activeModalWidget() is None


def test_an_owner_that_is_gone_gets_no_answer(window: Window) -> None:
    told: list[str] = []
    owner = QWidget(window)
    Operation(owner, lambda _store, _progress: 1, runner=window.runner).on_success(lambda _: told.append("x")).start()
    owner.deleteLater()
    QApplication.sendPostedEvents(owner, 52)  # QEvent.DeferredDelete
    settle(window)
    assert told == []


def test_a_long_list_is_loaded_page_by_page(window: Window) -> None:
    asked: list[object] = []

    def fetch(_store: Any, after: object | None, limit: int) -> RowPage:
        asked.append(after)
        start = int(after) if isinstance(after, int) else 0
        rows = [Row(id=str(number), cells={"n": str(number)}) for number in range(start, start + limit)]
        return RowPage(rows=rows, after=start + limit)

    table = RecordTable([Column(key="n", title="n")], runner=window.runner, name="list")
    table.resize(400, 300)
    table.show()
    table.show_rows(fetch)
    settle(window)
    first = len(table.records.rows)
    assert asked[0] is None
    for _ in range(3):
        table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
        QApplication.processEvents()
        settle(window)
    assert len(table.records.rows) > first
    table.select("150")
    table.refresh()
    settle(window)
    assert table.current_id() == "150"
    table.deleteLater()


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
