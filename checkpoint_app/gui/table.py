"""The record list: any number of records, loaded page by page while one scrolls, painted by one delegate.

Rows come from a fetch function that runs in the read lane: `(store, cursor, limit) -> RowPage`. Its cursor is the key of the last row,
never an offset, so a list of a million is as quick as one of ten. No proxy model, no column that measures its contents (both take
minutes on such a list). After a write the page calls `refresh()`: new rows slide in, the selected one stays selected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from checkpoint_app.gui import theme
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.text import visible

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

PAGE = 200
MOST_AT_ONCE = 2000
_PAD = 8
_MARK = 4
"""The bar of the selected row, before the first cell; its head stands as far in (style sheet)."""
_REST = 150
"""The column that takes the rest has so much before another grows beyond its width."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width` in pixels at 100 %, never narrower than its head; None takes the rest (one column). `most`: it grows so far where there
    is room, before the column that takes the rest. `style`: plain, plate, finding, state, soft."""

    key: str
    title: str
    width: int | None = None
    most: int | None = None
    right: bool = False
    style: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record as it is shown. `cells` by column key. `tone` of the state column: "", ok, warn, bad. `void` strikes it through."""

    id: str
    cells: Mapping[str, str]
    tone: str = "warn"
    void: bool = False
    data: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """Some rows; `after` is the cursor for the next page, None at the end."""

    rows: Sequence[Row]
    after: object | None


Fetch = Callable[["Store", object | None, int], RowPage]


class RecordModel(QAbstractTableModel):
    """The rows that are loaded so far."""

    wanted = Signal()
    """The view came to the end of what is loaded."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: list[Row] = []
        self.more = False

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        text = visible(row.cells.get(column.key, ""))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title} {text}".strip()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self.more

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self.more = False  # until the page arrives
            self.wanted.emit()

    def append(self, rows: Sequence[Row], *, more: bool) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()
        self.more = more

    def replace(self, rows: Sequence[Row], *, more: bool) -> None:
        """Other rows in place of these; when only some were added at the front, or their text changed, nothing else moves."""
        new = [row.id for row in rows]
        added = len(new) - len(self.rows)
        if added >= 0 and new[added:] == [row.id for row in self.rows] and self.rows:
            if added:
                self.beginInsertRows(QModelIndex(), 0, added - 1)
                self.rows[:0] = rows[:added]
                self.endInsertRows()
            for at, row in enumerate(rows):
                if row != self.rows[at]:
                    self.rows[at] = row
                    self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))
            self.more = more
            return
        self.beginResetModel()
        self.rows, self.more = list(rows), more
        self.endResetModel()

    def place_of(self, record: str | None) -> int | None:
        return next((at for at, row in enumerate(self.rows) if row.id == record), None)


class _Painter(QStyledItemDelegate):
    """Paints a cell in the tokens of the moment."""

    def __init__(self, model: RecordModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(10, theme.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        column, row = self._model.columns[index.column()], self._model.rows[index.row()]
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        ground = "selected" if selected else "zebra" if index.row() % 2 else "surface"
        painter.save()
        painter.fillRect(area, theme.colour(ground))
        if selected and index.column() == 0:
            painter.fillRect(QRect(area.x(), area.y(), _MARK, area.height()), theme.colour("primary"))
        font = theme.font(theme.PLATE_PX, bold=True) if column.style == "plate" else theme.font()
        font.setStrikeOut(row.void and column.style != "state")
        painter.setFont(font)
        painter.setPen(theme.colour(self._ink(column, row)))
        room = area.adjusted(_PAD + (_MARK if index.column() == 0 else 0), 0, -_PAD, 0)
        text = visible(row.cells.get(column.key, "")).replace("\n", " ")
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self._model.data(index, Qt.ItemDataRole.TextAlignmentRole)), shown)
        painter.restore()

    @staticmethod
    def _ink(column: Column, row: Row) -> str:
        match column.style:
            case "state":
                return row.tone or "soft"
            case _ if row.void:
                return "soft"
            case "finding":
                return "bad"
            case "soft":
                return "soft"
            case _:
                return "text"


class RecordTable(QTableView):
    """`opened(id)` on Enter or double click, `picked(id)` when another row is selected, `loaded(rows)` when a page arrived."""

    opened = Signal(str)
    picked = Signal(str)
    loaded = Signal(int)

    def __init__(self, columns: Sequence[Column], *, runner: Runner, name: str, empty: str = "") -> None:
        """`name` is said aloud; `empty` is written where no record is."""
        super().__init__()
        self._runner = runner
        self._fetch: Fetch | None = None
        self._after: object | None = None
        self._generation = 0
        self._empty = empty or tr("No records yet.")
        self._waiting = False
        self.records = RecordModel(columns)
        self.records.setParent(self)
        self.records.wanted.connect(self._next_page)
        self.setModel(self.records)
        self.setItemDelegate(_Painter(self.records, self))
        self.setAccessibleName(name)
        self._behave()
        self._size(columns)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.records.rows[index.row()].id))

    def show_rows(self, fetch: Fetch) -> None:
        """Shows what this finds, from the top."""
        self._fetch = fetch
        self._load(PAGE, keep=False)

    def refresh(self) -> None:
        """Loads again what is shown; selection and place stay."""
        if self._fetch is not None:
            self._load(max(PAGE, min(len(self.records.rows), MOST_AT_ONCE)), keep=True)

    def current_id(self) -> str | None:
        """The selected record."""
        row = self.currentIndex().row()
        return self.records.rows[row].id if 0 <= row < len(self.records.rows) else None

    def current_row(self) -> Row | None:
        row = self.currentIndex().row()
        return self.records.rows[row] if 0 <= row < len(self.records.rows) else None

    def select(self, record: str | None) -> None:
        """Selects a record if it is loaded."""
        at = self.records.place_of(record)
        if at is not None:
            self.setCurrentIndex(self.records.index(at, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        record = self.current_id()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and record is not None and not event.modifiers():
            self.opened.emit(record)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.records.rows and not self._waiting and self._fetch is not None:
            painter = QPainter(self.viewport())
            painter.setFont(theme.font())
            painter.setPen(theme.colour("soft"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)

    def _behave(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)

    def _size(self, columns: Sequence[Column]) -> None:
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(theme.row_height())
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setFixedHeight(theme.row_height())
        heads.setHighlightSections(False)
        heads.setSectionsClickable(False)
        heads.setMinimumSectionSize(theme.px(32))
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for at, column in enumerate(columns):
            if column.width is None:
                heads.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share()
        super().resizeEvent(event)

    def _share(self) -> None:
        """Each column its width; what is left goes to those that may grow, in their order, and then to the one that takes the rest."""
        metrics = QFontMetrics(theme.font(bold=True))
        widths = {}
        for at, column in enumerate(self.records.columns):
            head = metrics.horizontalAdvance(column.title) + 2 * _PAD + (_MARK if at == 0 else 0)
            widths[at] = max(head, theme.px(column.width if column.width is not None else _REST))
        spare = self.viewport().width() - sum(widths.values())
        for at, column in enumerate(self.records.columns):
            if column.most is not None and spare > 0:
                more = min(spare, max(0, theme.px(column.most) - widths[at]))
                widths[at] += more
                spare -= more
            if column.width is not None:
                self.setColumnWidth(at, widths[at])

    def _load(self, limit: int, *, keep: bool) -> None:
        fetch = self._fetch
        assert fetch is not None
        self._generation += 1
        generation, self._waiting = self._generation, True
        Operation(self, lambda store, progress: fetch(store, None, limit), runner=self._runner, reading=True).on_success(
            lambda page: self._show(page, generation, keep=keep)
        ).start()

    def _next_page(self) -> None:
        fetch, after, generation = self._fetch, self._after, self._generation
        assert fetch is not None
        Operation(self, lambda store, progress: fetch(store, after, PAGE), runner=self._runner, reading=True).on_success(
            lambda page: self._add(page, generation)
        ).start()

    def _show(self, page: RowPage, generation: int, *, keep: bool) -> None:
        if generation != self._generation:
            return
        record, place = self.current_id(), self.verticalScrollBar().value()
        self._waiting = False
        self._after = page.after
        self.records.replace(page.rows, more=page.after is not None)
        if keep:
            self.select(record)
            self.verticalScrollBar().setValue(place)
        else:
            self.scrollToTop()
        self.viewport().update()
        self.loaded.emit(len(self.records.rows))

    def _add(self, page: RowPage, generation: int) -> None:
        if generation == self._generation:
            self._after = page.after
            self.records.append(page.rows, more=page.after is not None)
            self.loaded.emit(len(self.records.rows))

    def _tell(self) -> None:
        self.picked.emit(self.current_id() or "")
