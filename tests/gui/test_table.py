"""The record list loads page by page and keeps its place on refresh."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester

from checkpoint_app.gui import theme
from checkpoint_app.gui.table import PAGE, Column, RecordTable, Row, RowPage
from checkpoint_app.gui.window import Window
from checkpoint_app.store.session import Store
from tests.gui.conftest import settle

COLUMNS = (Column(key="n", title="号", width=80, right=True), Column(key="text", title="内容"))


class Rows:
    """Counts down from `newest`; the cursor is the last number that was given."""

    def __init__(self, newest: int) -> None:
        self.newest = newest
        self.asked: list[tuple[object, int]] = []

    def __call__(self, _store: Store, after: object | None, limit: int) -> RowPage:
        self.asked.append((after, limit))
        first = self.newest if after is None else int(str(after)) - 1
        numbers = range(first, max(0, first - limit), -1)
        rows = [Row(id=str(n), cells={"n": str(n), "text": f"第 {n} 条"}) for n in numbers]
        return RowPage(rows=rows, after=rows[-1].id if rows and numbers[-1] > 1 else None)


@pytest.fixture
def table(window: Window) -> Iterator[RecordTable]:
    made = RecordTable(COLUMNS, runner=window.runner, name="表")
    made.resize(600, 400)
    made.show()
    yield made
    settle(window)
    made.deleteLater()


def test_pages_come_when_the_end_is_reached(window: Window, table: RecordTable) -> None:
    rows = Rows(PAGE * 2 + 50)
    table.show_rows(rows)
    settle(window)
    assert len(table.records.rows) == PAGE
    seen = 0
    while seen != len(table.records.rows):
        seen = len(table.records.rows)
        table.scrollToBottom()
        settle(window)
    assert [row.id for row in table.records.rows] == [str(n) for n in range(PAGE * 2 + 50, 0, -1)]
    assert [after for after, _ in rows.asked] == [None, "251", "51"]


def test_refresh_keeps_the_selected_record_when_new_ones_slide_in(window: Window, table: RecordTable) -> None:
    rows = Rows(30)
    table.show_rows(rows)
    settle(window)
    table.select("12")
    rows.newest = 33
    table.refresh()
    settle(window)
    assert table.current_id() == "12"
    assert [row.id for row in table.records.rows[:4]] == ["33", "32", "31", "30"]


def test_enter_opens_the_selected_record(window: Window, table: RecordTable) -> None:
    opened: list[str] = []
    table.opened.connect(opened.append)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == []
    table.show_rows(Rows(3))
    settle(window)
    table.select("2")
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == ["2"]


def test_each_cell_is_said_with_its_heading(window: Window, table: RecordTable) -> None:
    table.show_rows(Rows(1))
    settle(window)
    assert table.records.data(table.records.index(0, 1), Qt.ItemDataRole.AccessibleTextRole) == "内容 第 1 条"


def test_the_model_keeps_the_rules_of_qt(window: Window, table: RecordTable, qtmodeltester: ModelTester) -> None:
    rows = Rows(30)
    table.show_rows(rows)
    settle(window)
    qtmodeltester.check(table.records)
    rows.newest = 33
    table.refresh()
    settle(window)
    table.show_rows(Rows(2))
    settle(window)
    assert len(table.records.rows) == 2


def test_no_head_is_cut_and_what_may_grow_takes_the_room_that_is_left(window: Window) -> None:
    columns = (
        Column(key="n", title="Number of the paper", width=40),
        Column(key="found", title="查获", width=60, most=200),
        Column(key="note", title="备注"),
    )
    made = RecordTable(columns, runner=window.runner, name="表")
    heads = QFontMetrics(theme.font(bold=True))
    made.resize(900, 300)
    made.show()
    assert made.columnWidth(0) >= heads.horizontalAdvance("Number of the paper") + 16
    assert made.columnWidth(1) == 200
    made.resize(360, 300)
    assert made.columnWidth(1) == 60
    made.deleteLater()
