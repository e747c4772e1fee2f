"""A shift is open: its figures, the quick row, its entries, what is to be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.pages.today.content import CHECK, CHECKPOINT_FIGURES, FIGURES, Today, columns, forms_of, rows_of
from checkpoint_app.gui.pages.today.forms import FormsRow
from checkpoint_app.gui.pages.today.quick import QuickRow
from checkpoint_app.gui.pages.today.row_keys import RowKeys
from checkpoint_app.gui.pages.today.todo import TodoStrip
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import POLICE, Shift

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class DutyView(QWidget):
    """`record(values)` writes a quick entry. Signals name what the person wants."""

    close_wanted = Signal()
    change_wanted = Signal()
    form_wanted = Signal(object)
    """A form of the duty, to be filled in."""

    def __init__(self, window: Window, today: Today, record: Callable[[dict[str, Any]], object]) -> None:
        super().__init__()
        self._window = window
        assert today.shift is not None
        self.shift = today.shift.id
        self.forms = forms_of(today)
        template = self.template = self.forms[0]
        self.quick = QuickRow(template, window.fields, record) if template.id == CHECK else None
        if self.quick is not None:
            self.quick.bind(self)
        self._forms = FormsRow(self.forms, self.form_wanted.emit) if self.quick is None else None
        self._words = FIGURES.get(today.shift.duty, CHECKPOINT_FIGURES)
        self._figures = {name: parts.label("0", "figure", name=f"figure:{name}") for name, _ in self._words}
        self._sum = parts.label(kind="title", name="sum")
        shown = columns(template)
        self.table = RecordTable(
            shown, runner=window.runner, name=tr("Records of this shift"), empty=tr("Nothing recorded yet in this shift.")
        )
        self.todo = TodoStrip(window)
        self.todo.counting_wanted.connect(self.focus)
        layout = parts.column(self._strip(), self.quick or self._forms, self._list(), self.todo, gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.table.opened.connect(lambda entry: window.open_page("entry", entry=entry, back="today"))
        RowKeys(self.table, window)
        self.table.show_rows(rows_of(self.shift, tuple(column.key for column in shown)))
        self.show_today(today, 0)

    def focus(self) -> None:
        """Where the next entry begins: the plate box, or the button of the leading form."""
        if self.quick is not None:
            self.quick.focus()
        elif self._forms is not None:
            self._forms.focus()

    def _strip(self) -> QWidget:
        things: list[QWidget | int | None] = []
        for name, word in self._words:
            things += [self._figures[name], parts.label(tr(word), "soft"), 10]
        change = parts.button(tr("Change the shift"), self.change_wanted.emit, kind="quiet", name="change_shift")
        hand = parts.button(tr("Handover|button"), self.close_wanted.emit, key=keys.first("handover"), name="handover")
        end = parts.button(tr("End the shift"), self.close_wanted.emit, key=keys.first("close"), name="close_shift")
        return parts.Card(parts.row(*things, None, change, hand, end), tight=True)

    def _list(self) -> QWidget:
        hints = f"{keys.first('find')} {tr('Find')}   {keys.first('undo')} {tr('Take back the last one')}"
        head = parts.row(parts.label(tr("Records of this shift"), "title"), 16, self._sum, None, parts.label(hints, "soft"))
        card = parts.Card(head)
        head.setContentsMargins(0, 0, 10, 0)  # the scroll bar below stands further right
        card.body.setContentsMargins(18, 8, 8, 4)
        card.body.addWidget(self.table, 1)
        return card

    def show_today(self, today: Today, counting: int) -> None:
        """Figures and to-do buttons; `counting` cars wait to be written."""
        figures = today.figures
        self.todo.show_today(today, counting)
        if today.shift is not None:
            self._window.tell_of_shift(self.shift, self._about(today.shift))
        if self.quick is None:
            for name, shown in self._figures.items():
                shown.setText(f"{figures.get(name, 0):g}")
            return
        vehicles = int(figures.get("vehicles", 0)) + counting
        findings = sum(value for name, value in figures.items() if name.startswith("finding.") and name.count(".") == 1)
        self._figures["vehicles"].setText(str(vehicles))
        self._figures["people"].setText(str(int(figures.get("people", 0)) + counting))
        self._figures["findings"].setText(str(int(findings)))
        single = today.single
        self._sum.setText(
            tr("one by one {single} + counted {counted} = {all}", single=single, counted=vehicles - single, all=vehicles)
        )

    def _about(self, shift: Shift) -> str:
        """晴  民警 2  辅警 3"""
        weather = next((choice.brief for choice in lists.choices()["weather"] if choice.code == shift.weather), shift.weather)
        kinds = {option.id: option.kind for option in self._window.fields.officers}
        police = sum(kinds.get(officer) in POLICE for officer in shift.crew)
        others = len(shift.crew) - police
        crew = [tr("Officers {n}", n=police)] + ([tr("Auxiliaries {n}", n=others)] if others else [])
        return "  ".join(filter(None, [weather, shift.temperature, *crew]))
