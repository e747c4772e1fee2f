"""The box for number plates. It needs no input method, and Enter never leaves it with a mere prefix. Source: domain §2.

- It starts with the home prefix, `豫L·`. Backspace on a mere prefix removes it as a whole; any plate can be typed then.
- `/` and a pinyin letter put another province in its place; `/` again takes the next one with that letter (豫 → 粤 → 渝 → 云).
- Alt and a letter put 警 学 挂 … at the end; Alt+W says 无牌 (`resources/rules/plate_keys.toml`).
- A whole plate that is pasted or comes from an input method replaces the prefix; full-width characters are halved.

The dot is only shown: `raw()` is without it. Qt counts UTF-16 units, so cursor places are counted so as well.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip

from checkpoint_app.gui import keys, theme
from checkpoint_app.gui.lines import LineEdit, utf16
from checkpoint_app.model import plate
from checkpoint_app.model.plate import PlateColour, PlateKind
from checkpoint_app.model.records import label

_DOT = "·"
_COLOURS = {
    PlateColour.GREEN: ("#3FA96B", "#0B1A11"),
    PlateColour.YELLOW_GREEN: ("#B5B93A", "#191A05"),
    PlateColour.YELLOW: ("#E0B33C", "#1D1605"),
    PlateColour.WHITE: ("#F2F2EE", "#1A1A1A"),
    PlateColour.BLACK: ("#2A2D31", "#F2F2EE"),
}
"""Of real plates: the ground and what is written on it. They are pictures of a thing and the same in every theme."""


class PlateBox(LineEdit):
    """`edited` whenever a person changed the plate; `submitted` on Enter with more than a prefix."""

    edited = Signal()

    def __init__(self, home: str) -> None:
        super().__init__()
        self.setObjectName("plate")
        self._home = plate.normalise(home)
        self._suffixes = keys.plate_suffixes()
        self._letter = ""
        self._provinces: list[str] = []
        self._kind: PlateKind | None = None
        self.returnPressed.disconnect(self.submitted)
        self.returnPressed.connect(self._enter)
        self.textEdited.connect(self._edited)
        self.reset()

    def raw(self) -> str:
        """What stands there in normal form, completed with the home prefix; "" for nothing or a mere prefix; `NONE` for 无牌."""
        whole = plate.complete(self.text(), self._home)
        return "" if plate.is_bare(whole) else whole

    def reset(self) -> None:
        """Back to the home prefix."""
        self.show_plate(self._home)

    def show_plate(self, text: str) -> None:
        """Shows a plate, or what was recorded as seen; emits nothing."""
        self._forget_province()
        self._put(plate.normalise(text))

    def say_none(self) -> None:
        """无牌."""
        self._put(plate.NONE)
        self.edited.emit()

    def kind(self) -> PlateKind | None:
        """The kind of the plate as typed so far, None while it is none."""
        return self._kind

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._own_key(event):
            letter = chr(event.key())
            if letter == keys.no_plate_letter():
                self.say_none()
            else:
                self._add_suffix(self._suffixes[letter])
            return
        if (self._letter == "" and event.text() == "/") or (self._letter and event.text() == "/"):
            self._slash()
            return
        if self._awaiting() and event.text().isascii() and event.text().isalpha():
            self._choose_province(event.text().upper())
            return
        if event.key() == Qt.Key.Key_Backspace and self._removes_prefix():
            self._forget_province()
            self._put("")
            self.edited.emit()
            return
        self._forget_province(keep_text=True)
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._kind is None or self._kind in (PlateKind.ORDINARY, PlateKind.NONE):
            return
        colour = plate.default_colour(self._kind)
        ground, ink = _COLOURS.get(colour, ("", "")) if colour else ("", "")
        text = label(plate.PLATE_KIND_LABELS, self._kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        room = self._chip_room(painter.fontMetrics().horizontalAdvance(text))
        if room.isNull():
            room, text = self._chip_room(0), ""
        painter.setPen(theme.colour("border"))
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room, 4, 4)
        painter.setPen(QColor(ink) if ink else theme.colour("soft"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _chip_room(self, text_width: int) -> QRect:
        """Where the chip with the kind stands; nothing when the plate leaves no room for it."""
        width, height = text_width + 12, theme.px(22)
        room = QRect(self.width() - width - 9, (self.height() - height) // 2, width, height)
        typed = self.fontMetrics().horizontalAdvance(self.text()) + 20
        return room if not text_width or room.left() > typed else QRect()

    def _enter(self) -> None:
        if self.raw():
            self.submitted.emit()

    def _own_key(self, event: QKeyEvent) -> bool:
        """Alt and one of the letters; with AltGr or Ctrl it is somebody else's."""
        letter = chr(event.key()) if event.key() < 0x80 else ""
        return event.modifiers() == Qt.KeyboardModifier.AltModifier and (
            letter in self._suffixes or letter == keys.no_plate_letter()
        )

    def _edited(self, text: str) -> None:
        before, after = text[: _points(text, self.cursorPosition())], text[_points(text, self.cursorPosition()) :]
        left, right = plate.normalise(before), plate.normalise(after)
        whole = plate.normalise(text)
        if self._replaces_prefix(left):
            left, whole = left[len(self._home) :], whole[len(self._home) :]
        shown = self._put(whole)
        kept = len(whole) - len(right) if whole == left + right else len(whole)
        dots = shown[: kept + 1].count(_DOT) if shown != whole else 0
        self.setCursorPosition(utf16(shown[: kept + dots]))
        self.edited.emit()

    def _replaces_prefix(self, left: str) -> bool:
        """True when behind the untouched home prefix a plate of its own was put: pasted, or with its province."""
        rest = left[len(self._home) :] if self._home and left.startswith(self._home) else ""
        return bool(rest) and (rest[0] in plate.PROVINCES or plate.parse(rest)[0] is not None)

    def _put(self, raw: str) -> str:
        """Shows this normal form with its dot; returns what is shown."""
        found, _ = plate.parse(raw)
        self._kind = found.kind if found else None
        shown = plate.display(raw) if found else _with_dot(raw)
        if shown != self.text():
            self.setText(shown)
        self.update()
        return shown

    def _removes_prefix(self) -> bool:
        text = self.text()
        at_end = self.cursorPosition() == utf16(text) or self.selectedText() == text
        return bool(text) and at_end and (plate.is_bare(text) or plate.normalise(text) == plate.NONE)

    def _add_suffix(self, suffix: str) -> None:
        raw = plate.normalise(self.text())
        if raw == plate.NONE:
            raw = self._home
        for other in self._suffixes.values():
            raw = raw.removesuffix(other)
        self._put(raw + suffix)
        self.edited.emit()

    # --- another province -------------------------------------------------------------------------------------------------

    def _awaiting(self) -> bool:
        """`/` was typed, its letter not yet."""
        return self._letter == "/"

    def _slash(self) -> None:
        if self._provinces:
            self._provinces = [*self._provinces[1:], self._provinces[0]]
            self._show_province()
        else:
            self._letter = "/"
            self.setText("/")
            self._hint(" ".join(plate.PROVINCE_INITIALS))

    def _choose_province(self, letter: str) -> None:
        self._provinces = plate.province_by_initial(letter)
        if self._provinces:
            self._letter = letter
            self._show_province()

    def _show_province(self) -> None:
        self._put(self._provinces[0])
        if len(self._provinces) > 1:
            self._hint(" / ".join(self._provinces))
        else:
            QToolTip.hideText()
        self.edited.emit()

    def _forget_province(self, *, keep_text: bool = False) -> None:
        if keep_text and self._awaiting():
            self._put("")
        self._letter, self._provinces = "", []
        QToolTip.hideText()

    def _hint(self, text: str) -> None:
        if self.isVisible():
            QToolTip.showText(self.mapToGlobal(QPoint(8, self.height() - 8)), text, self)


def _with_dot(raw: str) -> str:
    """A plate that is not whole yet: the dot behind province and letter."""
    if len(raw) >= 2 and raw[0] in plate.PROVINCES and raw[1].isascii() and raw[1].isalpha():
        return f"{raw[:2]}{_DOT}{raw[2:]}"
    return raw


def _points(text: str, units: int) -> int:
    """How many characters stand before a cursor place that Qt counts in UTF-16 units."""
    seen = 0
    for number, char in enumerate(text):
        if seen >= units:
            return number
        seen += utf16(char)
    return len(text)
