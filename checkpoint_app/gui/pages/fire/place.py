"""The equipment of one place: its pieces with their days, added and changed; the first round can build it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages import register_boxes
from checkpoint_app.gui.pages.fire import listing, round_rows
from checkpoint_app.gui.table import Column, RecordTable, Row
from checkpoint_app.i18n import tr
from checkpoint_app.model import rounds
from checkpoint_app.model.registers import Equipment
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class PlaceView(QWidget):
    """`left` on Back; `round_wanted(site)`, `paper_wanted(site)` to key in a sheet, `print_wanted(site, name)`."""

    left = Signal()
    round_wanted = Signal(str)
    paper_wanted = Signal(str)
    print_wanted = Signal(str, str)

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._site, self._name = "", ""
        self.table = self._table()
        self._title = parts.label(kind="title", name="place_title")
        self._about = parts.label(kind="soft", wrap=True, name="place_about")
        self._many = parts.label(kind="warn", wrap=True, name="place_many")
        self._all = QCheckBox(tr("Also those out of use"))
        self._all.toggled.connect(lambda _: self._show_pieces())
        back = parts.button(tr("Back"), self.left.emit, key=tr("Esc"), name="place_back")
        prints = parts.button(tr("Print"), self._print, key=keys.first("print"), name="place_print")
        new = parts.button(tr("New piece"), self._new, key=keys.first("add_row"), name="place_new")
        start = parts.button(tr("Start a round"), self._round, kind="primary", key=keys.first("details"), name="place_round")
        head = parts.row(self._title, None, self._all, 8, back, prints, new, start)
        layout = parts.column(head, self._about, self._many, parts.Card(self.table), gap=12)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        keys.bind(self, "details", self._round)
        keys.bind(self, "add_row", self._new)
        keys.bind(self, "print", self._print)
        keys.bind(self, "from_paper", lambda: self.paper_wanted.emit(self._site))
        keys.bind(self, "back", self.left.emit)

    def _table(self) -> RecordTable:
        table = RecordTable(
            [
                Column(key="position", title=tr("Order|round"), width=56, right=True),
                Column(key="label", title=tr("Number|label"), width=84, most=130, style="plate"),
                Column(key="floor", title=tr("Floor"), width=52),
                Column(key="place", title=tr("Place")),
                Column(key="kind", title=tr("Kind"), width=116, most=140),
                Column(key="made", title=tr("Made on"), width=100),
                Column(key="service", title=tr("Service by"), width=102),
                Column(key="scrap", title=tr("Scrap on"), width=102),
                Column(key="state", title=tr("State|column"), width=136, style="state"),
            ],
            runner=self._window.runner,
            name=tr("Equipment|due"),
            empty=tr("No equipment is on file here. Ctrl+N adds the first piece."),
        )
        table.opened.connect(self._edit)
        table.loaded.connect(lambda _: self._warn_of_many())
        return table

    def open(self, site: str) -> None:
        """Reads and shows a place."""
        self._site = site
        read = Operation(self, lambda store, _: listing.about(store, site), runner=self._window.runner, reading=True)
        read.on_success(lambda told: self._told(*told)).start()
        self._show_pieces()
        self.table.setFocus()

    def _told(self, name: str, about: str) -> None:
        self._name = name
        self._title.setText(name)
        self._about.setText(about)

    def _show_pieces(self) -> None:
        site, everything = self._site, self._all.isChecked()
        self.table.show_rows(lambda store, _after, _limit: listing.equipment_rows(store, site, everything))

    def _warn_of_many(self) -> None:
        """No more than a quarter of a place's extinguishers may be away for service at once."""
        rows = [row for row in self.table.records.rows if row.cells["scrap"] and not row.void]
        away = sum(row.tone in ("warn", "bad") for row in rows)
        self._many.setText(round_rows.too_many(len(rows), away) if rounds.too_many_out(len(rows), away) else "")
        self._many.setVisible(bool(self._many.text()))

    def _pieces(self) -> list[Equipment]:
        return [row.data for row in self.table.records.rows if isinstance(row.data, Equipment)]

    # What is done

    def _round(self) -> None:
        self.round_wanted.emit(self._site)

    def _print(self) -> None:
        self.print_wanted.emit(self._site, self._name)

    def _edit(self, record: str) -> None:
        piece = next((one for one in self._pieces() if one.id == record), None)
        if piece is not None:
            window = self._window
            register_boxes.edit_equipment(self, piece, self._site, self._saved, runner=window.runner, context=window.fields)

    def _new(self) -> None:
        """The next piece: the one that is chosen again, with the next label and place in the order."""
        pieces, window = self._pieces(), self._window
        row: Row | None = self.table.current_row()
        last = row.data if row is not None and isinstance(row.data, Equipment) else pieces[-1] if pieces else None
        known = rounds.copied(pieces, last) if last is not None else {}
        register_boxes.edit_equipment(
            self, None, self._site, self._saved, runner=window.runner, context=window.fields, known=known
        )

    def _saved(self, saved: Saved[Equipment]) -> None:
        notes = "  △ ".join(problem.text() for problem in saved.problems)
        self._window.say(f"{tr('Saved: {name}', name=saved.value.label)}  {notes}".strip())
        self._show_pieces()
        QTimer.singleShot(0, lambda: self.table.select(saved.value.id))
        self.table.setFocus()
