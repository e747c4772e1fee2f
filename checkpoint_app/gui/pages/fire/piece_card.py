"""The piece that stands before the officer in a round: its label, what it is, and a button a result with its digit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from checkpoint_app import lists
from checkpoint_app.gui import parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.pages.fire import round_rows
from checkpoint_app.gui.pages.fire.label_box import LabelBox
from checkpoint_app.i18n import tr
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.rounds import FAULT, NO_ACCESS, NOT_CHECKED, NOT_SEEN, OK

RESULTS = (OK, FAULT, NOT_SEEN, NO_ACCESS, NOT_CHECKED)
"""Digit 1–5: the codes of `equipment_results`."""
_ON_PAPER = {OK: "√", FAULT: "×", NOT_CHECKED: "/"}
"""What stands for a result on a sheet."""


class PieceCard(parts.Card):
    """`digit(number)`: a result was said by its button or in the empty `box`. `more` are further buttons; `on_paper`: the results show
    the marks of a sheet."""

    digit = Signal(int)

    def __init__(self, more: Sequence[QPushButton], *, on_paper: bool) -> None:
        super().__init__()
        self.box = LabelBox(len(RESULTS))
        self.box.setObjectName("round_label")
        self.box.setPlaceholderText(tr("Scan or type a label; a digit says what was found"))
        self.box.setAccessibleName(tr("Label of the piece"))
        self.box.setFixedWidth(self.box.fontMetrics().averageCharWidth() * 34)
        self.box.digit.connect(self.digit)
        self._now = parts.label(kind="figure", wrap=True, name="round_now")
        self._what = parts.label(kind="soft", wrap=True)
        self._notes = parts.label(kind="warn", wrap=True, name="round_notes")
        self._results: dict[str, QPushButton] = {}
        for number, code in enumerate(RESULTS, 1):
            mark = f" {_ON_PAPER[code]}" if on_paper and code in _ON_PAPER else ""
            text = f"{number} {lists.word('equipment_results', code)}{mark}"
            made = parts.button(text, partial(self.digit.emit, number), kind="choice", name=f"round_{number}")
            made.setCheckable(True)
            self._results[code] = made
        self.body.addLayout(parts.row(self.box, 16, self._now, None))
        self.body.addWidget(self._what)
        self.body.addWidget(FlowBox(*self._results.values(), *more, gap=6))
        self.body.addWidget(self._notes)

    def show_piece(self, piece: Equipment | None, result: str, today: date, notes: Sequence[str]) -> None:
        """The piece with what was found of it, and what is to be said of the round."""
        self._now.setText(piece.label if piece else "—")
        self._what.setText(round_rows.about(piece, today) if piece else "")
        for code, made in self._results.items():
            made.setEnabled(piece is not None)
            made.setChecked(piece is not None and result == code)
        self._notes.setText("   ".join(notes))
        self._notes.setVisible(bool(notes))
