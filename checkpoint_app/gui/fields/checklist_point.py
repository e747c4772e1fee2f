"""One point of a checklist: its words, an answer per key, a note where the answer is not the good one, photos."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.photo_desk import PhotoDesk
from checkpoint_app.gui.photo_tray import PhotoTray
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Choice, Item, label
from checkpoint_app.model.text import visible

NOT_CHECKED = "NOT_CHECKED"
"""An answer that is no fault, though nobody looked."""
LABEL_PX = 300


class ChecklistPoint(QFrame):
    """Takes the focus itself, so that a number key means an answer wherever in the line it stands."""

    changed = Signal()
    answered = Signal()
    moved = Signal(int)
    hazard_wanted = Signal(str, str, object)
    """This is to be listed as a hazard: its kind, what the note says, its photos."""

    def __init__(self, number: int, item: Item, photos: PhotoDesk | None = None) -> None:
        super().__init__()
        self.setObjectName("row_card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.item = item
        self._text = parts.label(wrap=True)
        self.set_number(number)
        self.offered = True
        self._kept: dict[str, object] = {}
        self._result: str | None = None
        self._buttons = {choice.code: self._button(at, choice.code) for at, choice in enumerate(_offered(item), start=1)}
        self.note = LineEdit()
        self.note.setPlaceholderText(tr("Note"))
        self.note.setAccessibleName(tr("{field}: note", field=label(item.label)))
        self.note.textEdited.connect(lambda _: self.changed.emit())
        self.note.submitted.connect(self.answered)
        self._list = parts.button(tr("List as a hazard"), self.list_hazard, kind="quiet", key=keys.first("list_hazard"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keys.bind(self, "list_hazard", self.list_hazard, everywhere=False)
        self._tray = PhotoTray(photos, self)
        self._tray.changed.connect(self._photos_changed)
        self._photo = parts.button(tr("Photo"), self._tray.choose, kind="quiet", key=keys.first("add_photo"), name="point_photo")
        self._photo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._photo.setEnabled(photos is not None)
        self._photo.setToolTip(tr("No faces. {key} pastes, files can be dropped here.", key=keys.first("paste_photo")))
        self._message = parts.label(wrap=True)
        self._message.hide()
        self._lay_out()
        self._show()

    def _button(self, at: int, code: str) -> QPushButton:
        words = label(self.item.result.codes[code].label)
        made = parts.button(f"{at} {words}", kind="choice", spoken=f"{label(self.item.label)}: {words}")
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if self.item.is_odd(code) and code != NOT_CHECKED:
            made.setProperty("tone", "bad")
        made.clicked.connect(lambda _=False: self._take(code))
        return made

    def set_number(self, number: int) -> None:
        """Its place in the list."""
        self.setAccessibleName(f"{number} {label(self.item.label)}")
        self._text.setText(visible(f"{number}  {label(self.item.label)}"))

    def _lay_out(self) -> None:
        text = self._text
        text.setFixedWidth(theme.px(LABEL_PX))
        text.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        line = parts.row(text, FlowBox(*self._buttons.values(), gap=6), gap=12)
        line.setStretch(1, 1)
        line.setAlignment(text, Qt.AlignmentFlag.AlignVCenter)
        below = parts.row(theme.px(LABEL_PX) + 12, self.note, self._photo, self._list, gap=0)
        below.setStretch(1, 1)
        pictures = parts.row(theme.px(LABEL_PX) + 12, self._tray, gap=0)
        pictures.setStretch(1, 1)
        self.setLayout(parts.column(line, below, pictures, self._message, margins=(8, 4, 8, 4), gap=4))

    def value(self) -> dict[str, object] | None:
        note = self.note.text().strip()
        photos = self._tray.value()
        made = self._kept | ({"result": self._result} if self._result else {}) | ({"note": note} if note else {})
        return (made | ({"photos": photos} if photos else {})) or None

    def set_value(self, value: object) -> None:
        given = value if isinstance(value, Mapping) else {"result": value} if value else {}
        self._kept = {key: kept for key, kept in given.items() if key not in ("result", "note", "photos")}
        self._result = str(given["result"]) if given.get("result") else None
        self.note.setText(str(given.get("note") or ""))
        self._tray.set_value(given.get("photos"))
        self._listed(False)
        self._show()

    def offer(self, offered: bool) -> None:
        """Whether the form asks for it now."""
        self.offered = offered
        self.setVisible(offered)

    def set_good(self, good: bool) -> bool:
        """The good answer where there is none yet, or takes it back; whether anything was changed."""
        if good == (self._result is not None):
            return False
        self._result = self.item.good if good else None
        self._show()
        return True

    @property
    def result(self) -> str | None:
        return self._result

    def list_hazard(self) -> None:
        """What was found here becomes a row of the form's hazards."""
        if not self._list.isHidden() and self._list.isEnabled():
            self._listed(True)
            self.hazard_wanted.emit(self.item.hazard, self.note.text().strip(), self._tray.value())

    def show_problem(self, problem: Problem | None) -> None:
        self._message.setVisible(problem is not None)
        if problem is not None:
            self._message.setText(problem.text())
            parts.restyle(self._message, "message", problem.severity.value)

    def inputs(self) -> tuple[QWidget, ...]:
        return (self, self.note, *self._tray.strip.thumbs)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        codes = list(self._buttons)
        if event.text().isdigit() and event.text().isascii() and 1 <= int(event.text()) <= len(codes):
            self._take(codes[int(event.text()) - 1])
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.moved.emit(1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        parts.restyle(self, "focused", "true")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        parts.restyle(self, "focused", "false")

    def _take(self, code: str) -> None:
        self._result = code
        self._listed(False)
        self._show()
        self.changed.emit()
        if self._faulty():
            self.note.setFocus()
        else:
            self.answered.emit()

    def _photos_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _faulty(self) -> bool:
        return self._result is not None and self._result != NOT_CHECKED and self.item.is_odd(self._result)

    def _listed(self, listed: bool) -> None:
        self._list.setEnabled(not listed)
        text = tr("Listed as a hazard") if listed else f"{tr('List as a hazard')}  {keys.first('list_hazard')}"
        self._list.setText(parts.escape(text))

    def _show(self) -> None:
        for code, made in self._buttons.items():
            made.setChecked(code == self._result)
        faulty = self._faulty()
        self.note.setVisible(faulty or bool(self.note.text()))
        self._photo.setVisible(self._photo.isEnabled() and (faulty or self._tray.any))
        self._list.setVisible(faulty and bool(self.item.hazard))


def _offered(item: Item) -> list[Choice]:
    return [choice for choice in item.result.choices if not choice.retired]
