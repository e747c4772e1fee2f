"""The periods of each type of school in winter and summer, one line each; Enter on a time asks for it to be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from checkpoint_app import lists
from checkpoint_app.gui import theme
from checkpoint_app.i18n import tr
from checkpoint_app.model.duty_periods import CODES, GROUPS, SEASONS, Rules
from checkpoint_app.store.school_rules import group_word

LINES = tuple((season, group) for season in SEASONS for group in GROUPS)


class TimesTable(QTableWidget):
    """`edited(season, group, period)`."""

    edited = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__(len(LINES), len(CODES))
        self.setObjectName("times_table")
        self.setAccessibleName(tr("Periods of school guard"))
        self.setHorizontalHeaderLabels([_brief(code).replace(" ", "\n") for code in CODES])
        self.setVerticalHeaderLabels([self._line(season, group).replace(" ", "\n", 1) for season, group in LINES])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setSectionsClickable(False)
        self.verticalHeader().setDefaultSectionSize(2 * QFontMetrics(theme.font(bold=True)).height() + 8)
        self.cellDoubleClicked.connect(self._edit)

    def show_rules(self, by: Rules) -> None:
        for line, (season, group) in enumerate(LINES):
            own = by.times[season].get(group, {})
            winter = by.times["WINTER"].get(group, {})
            for column, code in enumerate(CODES):
                times = own.get(code, winter.get(code) if season == "SUMMER" else None) or ()
                text = f"{times[0]}\n{times[1]}" if times else "—"
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{self.title(season, group, code)} {text}".replace("\n", "–"))
                self.setItem(line, column, item)
        if self.currentRow() < 0:
            self.setCurrentCell(0, 0)

    def title(self, season: str, group: str, code: str) -> str:
        """冬令 小学 早入校"""
        return f"{self._line(season, group)} {lists.word('school_periods', code)}"

    @staticmethod
    def _line(season: str, group: str) -> str:
        return f"{tr('summer|own period') if season == 'SUMMER' else tr('winter|own period')} {group_word(group)}"

    def _edit(self, line: int, column: int) -> None:
        season, group = LINES[line]
        self.edited.emit(season, group, CODES[column])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._edit(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)


def _brief(code: str) -> str:
    return next((choice.brief for choice in lists.choices()["school_periods"] if choice.code == code), code)
