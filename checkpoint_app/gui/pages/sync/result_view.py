"""What became of an exchange: first whether the sticks may be pulled out, then stick by stick what came and went."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.pages.sync.work import Outcome
from checkpoint_app.i18n import tr


class ResultView(QWidget):
    """Hidden until there is something to say. `verdict`, whether all may be pulled out, stands where its owner puts it."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self.verdict = parts.label(kind="title", wrap=True, name="pull_out")
        self.clear()

    def clear(self) -> None:
        """Nothing is said any more."""
        self.verdict.hide()
        self.hide()

    def show_outcomes(self, outcomes: Sequence[Outcome], *, sticks: bool) -> None:
        """`sticks`: something was plugged in that may or may not be pulled out now."""
        parts.empty(self._lines)
        good = all(not one.trouble for one in outcomes)
        self.verdict.setText(
            tr("✓ All sticks can be pulled out.")
            if good
            else tr("Not all sticks went well; nothing is lost. Mend what is named below and press “Exchange” again.")
        )
        parts.restyle(self.verdict, "verdict", "ok" if good else "bad")
        self.verdict.setVisible(sticks or not good)
        for number, one in enumerate(outcomes):
            self._lines.addSpacing(4 if number else 0)
            self._lines.addLayout(self._head(one, apart=sticks and not good))
            for text in one.lines:
                self._lines.addWidget(parts.label(text, wrap=True))
            for text in one.warnings:
                self._lines.addWidget(parts.label(f"△ {text}", "warn", wrap=True))
            if one.trouble:
                self._lines.addWidget(parts.label(f"× {one.trouble}", "bad", wrap=True))
        self.show()

    @staticmethod
    def _head(one: Outcome, *, apart: bool) -> QLayout:
        """Its name; `apart`: of a good one among bad ones that this one at least may be pulled out."""
        out = [parts.label(tr("can be pulled out|stick"), "ok")] if apart and not one.trouble else []
        return parts.row(parts.label(one.name, "strong"), *out, None, gap=12)
