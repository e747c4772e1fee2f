"""What is due as a list, within so many days or on one day, and the box into which labels and round sheets are scanned."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.fire import listing
from checkpoint_app.gui.pages.fire.listing import FILTERS
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model.registers import Equipment
from checkpoint_app.store.round_sheets import Sheet

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class DueList(QWidget):
    """`place_wanted(site)`, `round_wanted(site, scanned label)`, `paper_wanted(number of a sheet)`, `print_wanted(site, name)`,
    `month_wanted()`."""

    place_wanted = Signal(str)
    round_wanted = Signal(str, str)
    paper_wanted = Signal(str)
    print_wanted = Signal(str, str)
    month_wanted = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._which = "month"
        self._day: date | None = None
        self._filters = {
            key: parts.button(tr(text), partial(self.filter, key), kind="choice", name=f"due_{key}")
            for key, text in FILTERS.items()
        }
        for made in self._filters.values():
            made.setCheckable(True)
        self.table = self._table()
        self.mine = QCheckBox(tr("Only mine"))
        self.mine.toggled.connect(lambda _: self.look())
        self._pause = QTimer(self, singleShot=True, interval=150)
        self._pause.timeout.connect(self.look)
        self._build()
        keys.bind(self, "details", self._round)
        keys.bind(self, "find", lambda: self._looked_for.setFocus())
        keys.bind(self, "refresh", self.look)
        keys.bind(self, "from_paper", lambda: self.paper_wanted.emit(""))
        keys.bind(self, "print", self._print)

    def _table(self) -> RecordTable:
        table = RecordTable(
            [
                Column(key="day", title=tr("Due on"), width=120),
                Column(key="task", title=tr("What|due"), width=120),
                Column(key="premises", title=tr("Premises|hazards"), width=200, most=260),
                Column(key="what", title=tr("Equipment|due")),
                Column(key="officer", title=tr("Responsible officer"), width=160),
                Column(key="near", title=tr("State|column"), width=130, style="state"),
            ],
            runner=self._window.runner,
            name=tr("Due|fire"),
            empty=tr("Nothing is due within these days."),
        )
        table.opened.connect(lambda _: self._place())
        table.loaded.connect(self._loaded)
        return table

    def _build(self) -> None:
        self._count = parts.label(kind="soft", name="due_count")
        self._looked_for = LineEdit()
        self._looked_for.setObjectName("find")
        self._looked_for.setPlaceholderText(tr("Find, or scan a label or a round sheet"))
        self._looked_for.setAccessibleName(tr("Find: premises, pinyin initials, label"))
        self._looked_for.setFixedWidth(self._looked_for.fontMetrics().averageCharWidth() * 30)
        self._looked_for.textChanged.connect(lambda _: self._pause.start())
        self._looked_for.submitted.connect(self._meant)
        month = parts.button(tr("Month|calendar"), self.month_wanted.emit, name="due_calendar")
        prints = parts.button(tr("Print"), self._print, key=keys.first("print"), name="due_print")
        paper = parts.button(
            tr("Key in a round sheet"), lambda: self.paper_wanted.emit(""), key=keys.first("from_paper"), name="due_paper"
        )
        place = parts.button(tr("Equipment of the place"), self._place, key=tr("Enter"), name="due_open")
        start = parts.button(tr("Start a round"), self._round, kind="primary", key=keys.first("details"), name="due_round")
        head = parts.row(parts.label(tr("Due|fire"), "title"), 12, self._count, None, prints, paper, place, start)
        filters = FlowBox(*self._filters.values(), month, self._looked_for, self.mine, gap=6)
        layout = parts.column(head, filters, parts.Card(self.table), gap=12)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    # What is shown

    def filter(self, which: str = "", day: date | None = None) -> None:
        """One of `FILTERS`, or what is due on one day."""
        self._which, self._day = which or self._which, day
        self.look()
        self.table.setFocus()

    def look(self) -> None:
        """Reads the list anew."""
        for key, made in self._filters.items():
            made.setChecked(key == self._which and self._day is None)
        which, mine, text, day = self._which, self.mine.isChecked(), self._looked_for.text(), self._day
        self.table.show_rows(lambda store, _after, _limit: listing.due_rows(store, which, mine=mine, text=text, day=day))

    def _loaded(self, count: int) -> None:
        words = tr("{n} due", n=count)
        self._count.setText(f"{self._day.isoformat()}  {words}" if self._day is not None else words)
        if count and self.table.current_id() is None:
            self.table.select(self.table.records.rows[0].id)

    # What is done

    def _place(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.place_wanted.emit(str(row.data))

    def _round(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.round_wanted.emit(str(row.data), "")

    def _print(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.print_wanted.emit(str(row.data), row.cells["premises"])

    def _meant(self) -> None:
        """Enter in the box: a label that was scanned opens the round of its place at that piece, a sheet its rows; else on to the list."""
        text = self._looked_for.text()

        def done(found: Equipment | Sheet | None) -> None:
            if found is None:
                self.table.setFocus()
                return
            self._looked_for.clear()
            if isinstance(found, Sheet):
                self.paper_wanted.emit(found.number)
            else:
                self.round_wanted.emit(found.premises, text)

        read = Operation(self, lambda store, _: listing.meant(store, text), runner=self._window.runner, reading=True)
        read.on_success(done).start()
