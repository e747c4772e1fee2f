"""待打印, 更正单 and 待归档: the shifts whose paper is owed, each with its button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Shift
from checkpoint_app.store.session import Store

WIDTHS = (176, 112, 172)
"""Of what stands before the state, so that one list is a table."""
SHOWN = 60
"""Lines of one list; who owes more paper than that begins at the top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A shift in words: when, where, its number, its state."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    to_print: tuple[Line, ...]
    corrections: tuple[Line, ...]
    to_file: tuple[Line, ...]
    recent: tuple[Line, ...]


def load(store: Store, _progress: Progress) -> Lists:
    from checkpoint_app.store import prints, shifts

    owed = prints.owed(store)
    zone = store.unit.tz()
    known = store.context().registers

    def lines(found: Sequence[Shift]) -> tuple[Line, ...]:
        return tuple(Line(id=shift.id, cells=_cells(shift, known.name("site", shift.site), zone)) for shift in found[:SHOWN])

    return Lists(
        to_print=lines(owed.to_print),
        corrections=lines(owed.corrections),
        to_file=lines(owed.to_file),
        recent=lines(shifts.every(store, limit=12)),
    )


def _cells(shift: Shift, site: str, zone: ZoneInfo) -> tuple[str, ...]:
    return (f"{shift.planned_from.astimezone(zone):%Y-%m-%d}  {shift.window(zone)}", site, shift.number, shift.state_word)


class OwedView(QWidget):
    """`print_wanted(shift)`, `correction_wanted(shift)`, `file_wanted(shift)`, `check_wanted()`."""

    print_wanted = Signal(str)
    correction_wanted = Signal(str)
    file_wanted = Signal(str)
    check_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lists = QVBoxLayout()
        self._lists.setSpacing(10)
        inside = QWidget()
        inside.setLayout(parts.column(self._lists, None))
        check = parts.button(tr("Check a paper"), self.check_wanted.emit, name="check_paper")
        head = parts.row(parts.label(tr("Print"), "title"), None, check)
        layout = parts.column(head, parts.scrolled(inside), gap=10)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_lists(self, lists: Lists) -> None:
        while self._lists.count():
            item = self._lists.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        show, slip, file = self.print_wanted.emit, self.correction_wanted.emit, self.file_wanted.emit
        self._lists.addWidget(
            self._card(tr("To print"), lists.to_print, tr("Preview and print"), show, tr("No shift log waits for printing."))
        )
        self._lists.addWidget(
            self._card(
                tr("Corrections to print"), lists.corrections, tr("Correction slip"), slip, tr("No signed shift was corrected.")
            )
        )
        self._lists.addWidget(
            self._card(tr("To file"), lists.to_file, tr("Signed and filed"), file, tr("No signed log waits for its folder."))
        )
        self._lists.addWidget(self._card(tr("The last shifts"), lists.recent, tr("Preview and print"), show, tr("No shift yet.")))

    def _card(self, title: str, lines: Sequence[Line], verb: str, slot: Callable[[str], object], empty: str) -> QWidget:
        card = parts.Card(parts.label(f"{title}  {len(lines)}" if lines else title, "title"))
        for line in lines:
            cells = [parts.label(text) for text in line.cells]
            for cell, width in zip(cells, WIDTHS, strict=False):
                cell.setMinimumWidth(theme.px(width))
            do = parts.button(verb, partial(slot, line.id), spoken=" ".join((verb, *line.cells)))
            card.body.addLayout(parts.row(*cells, None, do, gap=16))
        if not lines:
            card.body.addWidget(parts.label(empty, "soft"))
        return card
