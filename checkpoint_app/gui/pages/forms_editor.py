"""The text of a form, with its mistakes below it: each in words with its line; a click or Enter goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QTextEdit, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.lines import NoteEdit
from checkpoint_app.i18n import tr
from checkpoint_app.model.template_faults import Fault

_LINE = int(Qt.ItemDataRole.UserRole)


class FormEditor(QWidget):
    """`changed` when a person typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = NoteEdit()
        self.text.setObjectName("form_text")
        self.text.setAccessibleName(tr("Text of the form"))
        self.text.setMinimumHeight(theme.px(160))
        self.text.setMaximumHeight(16_777_215)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.text.setLineWrapMode(NoteEdit.LineWrapMode.WidgetWidth)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.text.setStyleSheet(f'font-family: "{font.family()}", "Noto Sans SC"; font-size: {theme.px(14)}px;')
        self._place = parts.label(kind="small", name="form_line")
        self._state = parts.label(wrap=True, name="form_state")
        self._faults = QListWidget()
        self._faults.setObjectName("faults")
        self._faults.setAccessibleName(tr("Mistakes"))
        self._faults.setWordWrap(True)
        self._faults.setMaximumHeight(theme.px(132))
        self._faults.itemActivated.connect(self._go)
        self._faults.itemClicked.connect(self._go)
        self._faults.hide()
        layout = parts.column(self.text, parts.row(self._state, None, self._place), self._faults, gap=6)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.text.cursorPositionChanged.connect(self._tell_place)
        self.text.textChanged.connect(self.changed)
        self._tell_place()

    def source(self) -> str:
        return self.text.toPlainText()

    def fill(self, source: str) -> None:
        """Another text; told as a change."""
        self.text.setPlainText(source)

    def show_faults(self, faults: Sequence[Fault], good: str = "") -> None:
        """All mistakes; or, where there is none, what is to be said then."""
        self._faults.clear()
        for fault in faults:
            item = QListWidgetItem(str(fault))
            item.setData(_LINE, fault.line)
            self._faults.addItem(item)
        self._faults.setVisible(bool(faults))
        self._state.setText(tr("{n} {n:mistake/mistakes}; Enter goes to the line", n=len(faults)) if faults else good)
        parts.restyle(self._state, "kind", "bad" if faults else "ok")
        self._mark([fault.line for fault in faults if fault.line])

    def _go(self, item: QListWidgetItem) -> None:
        line = item.data(_LINE)
        block = self.text.document().findBlockByNumber(max(0, line - 1))
        if block.isValid():
            self.text.setTextCursor(QTextCursor(block))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self, lines: Sequence[int]) -> None:
        marks = []
        for line in dict.fromkeys(lines):
            mark = QTextEdit.ExtraSelection()
            block = self.text.document().findBlockByNumber(line - 1)
            if block.isValid():
                look = QTextCharFormat()
                look.setBackground(theme.colour("bad_fill"))
                look.setProperty(QTextFormat.Property.FullWidthSelection.value, True)
                mark.format = look
                mark.cursor = QTextCursor(block)
                marks.append(mark)
        self.text.setExtraSelections(marks)

    def _tell_place(self) -> None:
        self._place.setText(tr("Line {n}", n=self.text.textCursor().blockNumber() + 1))
