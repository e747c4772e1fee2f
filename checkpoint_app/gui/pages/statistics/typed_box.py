"""补充数: the box in which figures that no record has are typed, each with where it comes from, into the newest report of the period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from checkpoint_app.gui import dialogs, parts, theme
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures
from checkpoint_app.store import reports
from checkpoint_app.store.reports import Report, SupplementRefused, Typed
from checkpoint_app.store.statistics import Query

if TYPE_CHECKING:
    from checkpoint_app.store.saved import Saved
    from checkpoint_app.store.session import Store


class TypedBox(dialogs.Box):
    """A line for each figure: number and source. Only what was changed is written, each as a line of its own in the journal."""

    def __init__(
        self, owner: QWidget, runner: Runner, query: Query, known: Mapping[str, Typed], done: Callable[[], None]
    ) -> None:
        self._runner, self._query, self._known, self._done = runner, query, known, done
        self._lines: dict[str, tuple[LineEdit, LineEdit]] = {}
        grid = QGridLayout()
        grid.setSpacing(8)
        for row, column in enumerate(column for column in figures.columns() if column.typed):
            number, source = self._line(column, known.get(column.key))
            self._lines[column.key] = (number, source)
            label = parts.label(f"{column.label} ({column.unit})")
            label.setBuddy(number)
            for at, widget in enumerate((label, number, source)):
                grid.addWidget(widget, row, at)
        detail = tr("What no record here knows. It stands beside the own figures with its source, never among them.")
        super().__init__(owner, tr("Typed figures"), grid, detail=detail, name="typed_box")
        self._save = parts.button(tr("Keep the typed figures"), self.write, kind="primary", name="do")
        self._save.setDefault(True)
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), self._save)
        self.setMinimumWidth(theme.px(620))

    @staticmethod
    def _line(column: figures.Column, typed: Typed | None) -> tuple[LineEdit, LineEdit]:
        number, source = LineEdit(), LineEdit()
        number.setObjectName(f"typed:{column.key}")
        number.setAccessibleName(column.label)
        number.setFixedWidth(theme.px(110))
        source.setObjectName(f"source:{column.key}")
        source.setAccessibleName(tr("Source of {figure}", figure=column.label))
        source.setPlaceholderText(tr("Source|statistics"))
        if typed is not None:
            number.setText(figures.text(typed.value))
            source.setText(typed.source)
        return number, source

    def first(self) -> LineEdit:
        return next(iter(self._lines.values()))[0]

    def value(self) -> list[tuple[str, float, str]]:
        """What is to be written. Raises SupplementRefused for what is no number or has no source."""
        found = []
        for key, (number, source) in self._lines.items():
            written, where = number.text().strip(), source.text().strip()
            known = self._known.get(key)
            if not written or (known is not None and (figures.text(known.value), known.source) == (written, where)):
                continue
            try:
                amount = float(written)
            except ValueError:
                raise SupplementRefused(what=figures.by_key()[key].label) from None
            found.append((key, amount, where))
        return found

    def write(self) -> None:
        try:
            wanted = self.value()
        except SupplementRefused as refused:
            dialogs.show_error(self, refused)
            return
        query = self._query

        def work(store: Store, _progress: Progress) -> Saved[Report]:
            return reports.supplement_all(store, reports.need_of_period(store, query).id, wanted)

        def done(_saved: Saved[Report]) -> None:
            self.accept()
            self._done()

        if wanted:
            Operation(self, work, runner=self._runner).on_success(done).start()
        else:
            self.accept()
