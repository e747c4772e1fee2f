"""套表: the bureau's own workbook on the screen. A cell is clicked and gets its figure; what its labels suggest is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.export.aside import aside
from checkpoint_app.gui import dialogs, parts, theme
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import figures, workbooks
from checkpoint_app.model.text import visible
from checkpoint_app.model.workbooks import Grid, Target
from checkpoint_app.store import workbooks as kept
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Query
from checkpoint_app.store.workbooks import OwnWorkbook

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

XLSX = "Excel (*.xlsx)"
MOST_MEASURED = 4000
"""Cells; a larger sheet keeps equal columns, for measuring takes long."""
_ADDRESS = int(Qt.ItemDataRole.UserRole)


class WorkbookNotWritten(UserError):
    code = "WORKBOOK_NOT_WRITTEN"
    message = noop("The filled workbook {file} cannot be written: {what}.")
    hint = noop("Close it in the other program, or choose another folder.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """What is on the screen: a workbook as its sheets, its cells as they are mapped now, and what they would get."""

    name: str
    file: str
    data: bytes
    grids: Sequence[Grid]
    cells: Mapping[str, Target]
    values: Mapping[str, object]


class OwnWorkbookView(QWidget):
    """`query` is the period that the page shows."""

    def __init__(self, window: Window, query: Callable[[], Query | None]) -> None:
        super().__init__()
        self._window, self._query = window, query
        self.runner = window.runner
        self._open: _Open | None = None
        self._cell = ""
        self._asked = 0
        self._name = self._pick("workbook", tr("Name of the workbook"), self.open_kept, 220)
        self._sheet = self._pick("sheet", tr("Sheet|workbook"), lambda _: self._show_sheet(), 160)
        self._measure = self._pick("measure", tr("Figure|statistics"), lambda _: self._mapped(), 260)
        self._period = self._pick("cell_period", tr("Period|statistics"), lambda _: self._mapped(), 190)
        self._site = self._pick("cell_site", tr("Site"), lambda _: self._mapped(), 170)
        self._site.setPlaceholderText(tr("Whole unit"))
        self._measure.set_options(_measures())
        self._period.set_options([Option(id=key, label=tr(text)) for key, text in workbooks.PERIODS.items()])
        self._site.set_options(window.fields.sites)
        self._about = parts.label(
            tr("Choose the bureau's workbook; its cells are mapped once."), "soft", wrap=True, name="cell_state"
        )
        self.grid = QTableWidget()
        self.grid.setObjectName("grid")
        self.grid.setAccessibleName(tr("Sheet|workbook"))
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.grid.currentItemChanged.connect(lambda item, _: self._chosen(item))
        self._build()

    def _pick(self, name: str, label: str, slot: Callable[[str], object], width: int) -> PickBox:
        box = PickBox()
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.setPlaceholderText(label)
        box.setFixedWidth(theme.px(width))
        box.picked.connect(slot)
        return box

    def _build(self) -> None:
        choose = parts.button(tr("Take up a workbook"), self._choose_file, name="take_up")
        self._leave = parts.button(tr("Leave the cell as it is"), self._clear, name="clear_cell")
        self._keep = parts.button(tr("Keep the mapping"), self._ask_name, name="keep_mapping")
        self._fill = parts.button(tr("Fill and save"), self._choose_target, kind="primary", name="fill_workbook")
        head = parts.row(self._name, self._sheet, choose, None, self._keep, self._fill)
        cell = parts.row(self._measure, self._period, self._site, self._leave, None)
        layout = parts.column(parts.Card(head, self._about, self.grid, cell), margins=(0, 0, 0, 0))
        self.setLayout(layout)
        self._switch()

    def _switch(self) -> None:
        for widget in (self._keep, self._fill, self._measure, self._period, self._site, self._leave):
            widget.setEnabled(self._open is not None)

    # What is shown

    def enter(self) -> None:
        """The workbooks there are; the only one is opened at once."""

        def show(found: list[OwnWorkbook]) -> None:
            self._name.set_options([Option(id=one.id, label=one.name) for one in found])
            if self._open is None and len(found) == 1:
                self._name.choose(found[0].id)
                self.open_kept(found[0].id)

        Operation(self, lambda store, _: kept.every(store), runner=self.runner, reading=True).on_success(show).start()

    def refresh(self) -> None:
        """Another period: what the cells would get is another thing."""
        if self._open is not None:
            self._load(self._open.name, self._open.file, self._open.data, self._open.cells)

    def open_kept(self, record: str) -> None:
        if record:

            def read(store: Store) -> tuple[bytes, Mapping[str, Target], str, str]:
                one = kept.get(store, record)
                return one.data, one.cells, one.name, one.file

            self._cell = ""
            self._start(read)

    def take_up(self, file: Path) -> None:
        """A workbook that is new here, mapped by its labels."""

        def read(store: Store) -> tuple[bytes, Mapping[str, Target], str, str]:
            from checkpoint_app.export import own_workbook

            data = own_workbook.read(file)
            return data, own_workbook.suggest(store, data), file.stem, file.name

        self._cell = ""
        self._start(read)

    def _load(self, name: str, file: str, data: bytes, cells: Mapping[str, Target]) -> None:
        self._start(lambda _store: (data, cells, name, file))

    def _start(self, read: Callable[[Store], tuple[bytes, Mapping[str, Target], str, str]]) -> None:
        query = self._query()

        def work(store: Store, _progress: Progress) -> _Open:
            from checkpoint_app.export import own_workbook

            data, cells, name, file = read(store)
            values = own_workbook.values(store, {k: t for k, t in cells.items() if t.known}, query) if query is not None else {}
            return _Open(name=name, file=file, data=data, grids=own_workbook.grids(data), cells=cells, values=values)

        self._asked += 1
        number = self._asked

        def show(opened: _Open) -> None:
            if number == self._asked:  # a cell that was mapped meanwhile has asked again
                self._show(opened)

        Operation(self, work, runner=self.runner, reading=True).on_success(show).start()

    def _show(self, opened: _Open) -> None:
        before = self._sheet.chosen
        self._open = opened
        self._sheet.set_options([Option(id=grid.title, label=grid.title) for grid in opened.grids])
        titles = [grid.title for grid in opened.grids]
        self._sheet.choose(before if before in titles else next(iter(titles), None))
        self._sheet.setVisible(len(titles) > 1)
        self._switch()
        self._show_sheet()
        if not self._cell:
            self._about.setText(tr("{n} cells are mapped. Click a cell to see or change what it gets.", n=len(opened.cells)))

    def _show_sheet(self) -> None:
        grid = self._shown()
        if self._open is None or grid is None:
            return
        self.grid.blockSignals(True)
        self.grid.clearSpans()
        self.grid.clear()
        self.grid.setRowCount(len(grid.rows))
        self.grid.setColumnCount(max(map(len, grid.rows), default=0))
        self.grid.setHorizontalHeaderLabels([workbooks.address(0, at)[:-1] for at in range(self.grid.columnCount())])
        spans: dict[str, tuple[int, int]] = {}
        for row, cells in enumerate(grid.rows):
            for column, cell in enumerate(cells):
                if cell.anchor:
                    spans[cell.anchor] = (row, column)
                self.grid.setItem(row, column, self._item(grid, row, column))
        if self.grid.rowCount() * self.grid.columnCount() <= MOST_MEASURED:
            self.grid.resizeColumnsToContents()
            for column in range(self.grid.columnCount()):
                self.grid.setColumnWidth(column, min(max(self.grid.columnWidth(column), theme.px(72)), theme.px(240)))
        for anchor, (row, column) in spans.items():
            top, left = workbooks.place(anchor)
            self.grid.setSpan(top, left, row - top + 1, column - left + 1)
        if self._cell:
            self.grid.setCurrentCell(*workbooks.place(self._cell))
        self.grid.blockSignals(False)

    def _item(self, grid: Grid, row: int, column: int) -> QTableWidgetItem:
        cell = grid.rows[row][column]
        address = workbooks.address(row, column)
        target = self._open.cells.get(f"{grid.title}!{address}") if self._open else None
        text = cell.text
        if target is not None and self._open is not None:
            value = self._open.values.get(f"{grid.title}!{address}")
            text = "—" if value is None else str(value)
        item = QTableWidgetItem(visible(text))
        if not cell.label and (target is None or target.measure not in workbooks.TEXTS):
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(_ADDRESS, address)
        if target is not None:
            item.setBackground(theme.colour("selected"))
            item.setToolTip(self._told(target))
            font = theme.font(bold=True)
            item.setFont(font)
        elif cell.formula:
            item.setForeground(theme.colour("soft"))
        return item

    def _shown(self) -> Grid | None:
        grids = self._open.grids if self._open else ()
        return next((grid for grid in grids if grid.title == self._sheet.chosen), None)

    def _told(self, target: Target) -> str:
        site = next((option.label for option in self._window.fields.sites if option.id == target.site), "")
        return workbooks.words(target, site)

    # A cell

    def _chosen(self, item: QTableWidgetItem | None) -> None:
        grid = self._shown()
        if item is None or grid is None or self._open is None:
            return
        self._cell = str(item.data(_ADDRESS))
        cell = grid.cell(self._cell)
        target = self._open.cells.get(f"{grid.title}!{self._cell}")
        self._measure.choose(target.measure if target else None)
        self._period.choose(target.period if target else "now")
        self._site.choose(target.site or None if target else None)
        takes = cell is not None and not cell.formula and not cell.anchor
        for box in (self._measure, self._period, self._site):
            box.setEnabled(takes)
        if target:
            self._about.setText(tr("{cell} gets: {what}", cell=self._cell, what=self._told(target)))
        elif not takes:
            self._about.setText(tr("{cell} holds a formula or is part of a merged cell; it stays as it is.", cell=self._cell))
        else:
            self._about.setText(tr("{cell} stays as it is.", cell=self._cell))

    def _mapped(self) -> None:
        grid = self._shown()
        if self._open is None or grid is None or not self._cell or not self._measure.chosen:
            return
        target = Target(measure=self._measure.chosen, period=self._period.chosen or "now", site=self._site.chosen or "")
        self._take({**self._open.cells, f"{grid.title}!{self._cell}": target})
        self._about.setText(tr("{cell} gets: {what}", cell=self._cell, what=self._told(target)))

    def _clear(self) -> None:
        grid = self._shown()
        if self._open is not None and grid is not None and self._cell:
            name = f"{grid.title}!{self._cell}"
            self._take({cell: target for cell, target in self._open.cells.items() if cell != name})
            self._about.setText(tr("{cell} stays as it is.", cell=self._cell))

    def _take(self, cells: Mapping[str, Target]) -> None:
        if self._open is not None:
            self._open = replace(self._open, cells=cells)
            self.refresh()

    # What is done

    def _choose_file(self) -> None:
        dialogs.choose_file(self, tr("Take up a workbook"), self.take_up, kinds=XLSX)

    def _ask_name(self) -> None:
        if self._open is None:
            return
        line = LineEdit()
        line.setObjectName("workbook_name")
        line.setAccessibleName(tr("Name of the workbook"))
        line.setText(self._open.name)
        box = dialogs.Box(
            self, tr("Keep the mapping"), line, detail=tr("Every machine of the unit can fill it then."), name="keep_box"
        )
        do = parts.button(tr("Keep|verb"), lambda: self._write(box, line.text().strip()), kind="primary", name="do")
        do.setDefault(True)
        box.buttons(parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel"), do)
        box.open()
        line.setFocus()

    def _write(self, box: dialogs.Box, name: str) -> None:
        opened = self._open
        if opened is None or not name:
            return

        def work(store: Store, _progress: Progress) -> Saved[OwnWorkbook]:
            from checkpoint_app.export import own_workbook

            own_workbook.check(store, name, opened.data, opened.cells)
            return kept.save(store, name, opened.file, opened.data, opened.cells)

        def done(saved: Saved[OwnWorkbook]) -> None:
            box.accept()
            self._open = replace(opened, name=saved.value.name)
            self._window.say(tr("Kept: {name}", name=saved.value.name))
            self.enter()
            self._name.choose(saved.value.id)

        Operation(box, work, runner=self.runner).on_success(done).start()

    def _choose_target(self) -> None:
        query = self._query()
        if self._open is not None and query is not None:
            name = f"{self._open.name}-{query.first.isoformat()}.xlsx"
            dialogs.choose_file(self, tr("Fill and save"), self.fill_to, kinds=XLSX, name=name, save=True)

    def fill_to(self, file: Path) -> None:
        """Writes the workbook with the figures of the period that is shown."""
        opened, query = self._open, self._query()
        if opened is None or query is None:
            return

        def work(store: Store, _progress: Progress) -> Path:
            from checkpoint_app.export import own_workbook

            workbook = OwnWorkbook(id="", name=opened.name, file=opened.file, data=opened.data, cells=opened.cells)
            data = own_workbook.fill(store, workbook, query)
            try:
                with aside(file) as beside:
                    beside.write_bytes(data)
            except OSError as trouble:
                raise WorkbookNotWritten(file=file, what=trouble.strerror or str(trouble)) from trouble
            return file

        def done(written: Path) -> None:
            self._window.say(tr("Written, not encrypted: {file}", file=written))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()


def _measures() -> list[Option]:
    """Every figure behind its group, then what is no figure."""
    found = [
        Option(id=column.key, label=f"{figures.group_label(column.group)} · {column.label}", also=column.label)
        for column in figures.columns()
    ]
    return [*found, *(Option(id=key, label=tr(text)) for key, text in workbooks.TEXTS.items())]
