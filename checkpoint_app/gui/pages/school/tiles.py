"""All schools at a glance, drawn as tiles: name, sign and word of what was reported. Colour is never alone.

Arrows move, Shift and arrows mark several, letters jump by pinyin initials; what a key reports is the page's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.gui import theme
from checkpoint_app.i18n import tr
from checkpoint_app.model.text import visible
from checkpoint_app.store.school_guard import NOT_REPORTED, Tile

SIGNS = {"ARRIVED": "✓", "LATE": "△", "ABSENT": "✗", "NONE": "–", NOT_REPORTED: ""}
_FILLS = {"ARRIVED": "selected", "LATE": "warn_fill", "ABSENT": "bad_fill", "NONE": "page", NOT_REPORTED: "surface"}
_INKS = {"ARRIVED": "ok", "LATE": "warn", "ABSENT": "bad", "NONE": "soft", NOT_REPORTED: "soft"}
GAP_PX = 6
LEAST_TILE_PX = 126
FORGET_LETTERS_MS = 1500


class Tiles(QWidget):
    """`moved` when another tile is the current one; `opened` on a double click."""

    moved = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tiles")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tiles: Sequence[Tile] = ()
        self._words: Sequence[tuple[str, ...]] = ()
        self.current = 0
        self.marked: set[int] = set()
        self._typed = ""
        self._typed_at = 0

    def show_tiles(self, tiles: Sequence[Tile], words: Sequence[tuple[str, ...]]) -> None:
        """`words`: per tile what finds it (pinyin initials, name), folded."""
        self._tiles, self._words = tiles, words
        self.current = min(self.current, max(len(tiles) - 1, 0))
        self._speak()
        self.update()

    def wanted(self) -> list[str]:
        """The schools that a key means: the marked ones, else the current one."""
        places = sorted(self.marked) or ([self.current] if self._tiles else [])
        return [self._tiles[place].school.id for place in places]

    def tile(self) -> Tile | None:
        return self._tiles[self.current] if self._tiles else None

    def mark_unreported(self) -> int:
        """Marks every school that has not reported; how many there are."""
        self.marked = {place for place, tile in enumerate(self._tiles) if tile.state == NOT_REPORTED}
        self.update()
        return len(self.marked)

    def go_on(self) -> None:
        """After a report: nothing is marked, the next school that has not reported is the current one."""
        self.marked = set()
        following = [*range(self.current + 1, len(self._tiles)), *range(self.current)]
        self.current = next((place for place in following if self._tiles[place].state == NOT_REPORTED), self.current)
        self._speak()
        self.update()

    # Drawing

    def _columns(self) -> int:
        """As many as let all tiles be seen at once, as wide as that allows."""
        count, width, height = max(len(self._tiles), 1), max(self.width(), 1), max(self.height(), 1)
        fitting = max(1, width // (theme.px(LEAST_TILE_PX) + GAP_PX))
        return max(1, min(fitting, math.ceil(math.sqrt(count * width / height / 2.2))))

    def _place(self, index: int) -> QRect:
        columns = self._columns()
        rows = math.ceil(max(len(self._tiles), 1) / columns)
        width = (self.width() - GAP_PX * (columns - 1)) // columns
        height = min((self.height() - GAP_PX * (rows - 1)) // rows, theme.px(110))
        return QRect((index % columns) * (width + GAP_PX), (index // columns) * (height + GAP_PX), width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, tile in enumerate(self._tiles):
            self._paint(painter, index, tile)
        painter.end()

    def _paint(self, painter: QPainter, index: int, tile: Tile) -> None:
        place = self._place(index)
        state = tile.state
        chosen = index in self.marked
        current = index == self.current and self.hasFocus()
        painter.setBrush(theme.colour(_FILLS.get(state, "surface")))
        width = 3 if current else 2 if chosen else 1
        painter.setPen(QPen(theme.colour("primary" if current or chosen else "border"), width))
        painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), 4, 4)
        inside = place.adjusted(8, 4, -8, -4)
        name = QRect(inside.left(), inside.top(), inside.width(), inside.height() // 2)
        below = QRect(inside.left(), name.bottom(), inside.width(), inside.height() - name.height())
        bold = theme.font(15, bold=True)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        shown = visible(tile.school.short or tile.school.name)
        elided = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideMiddle, name.width())
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.setFont(theme.font(14, bold=state in ("LATE", "ABSENT")))
        painter.setPen(theme.colour(_INKS.get(state, "soft")))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words_of(tile))

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._columns(), Qt.Key.Key_Down: self._columns()}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._go(self.current + step, mark=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.text().isalpha() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._jump(event.text().lower(), event.timestamp())
        else:
            super().keyPressEvent(event)

    def _go(self, place: int, *, mark: bool) -> None:
        if not 0 <= place < len(self._tiles):
            return
        if mark:
            low, high = sorted((self.current, place))
            self.marked |= set(range(low, high + 1)) if abs(place - self.current) == 1 else {self.current, place}
        else:
            self.marked = set()
        self.current = place
        self._speak()
        self.update()

    def _jump(self, letter: str, at: int) -> None:
        self._typed = letter if at - self._typed_at > FORGET_LETTERS_MS else self._typed + letter
        self._typed_at = at
        found = next(
            (place for place, words in enumerate(self._words) if any(word.startswith(self._typed) for word in words)), None
        )
        if found is not None:
            self._go(found, mark=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index in range(len(self._tiles)):
            if self._place(index).contains(event.position().toPoint()):
                if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
                    self.marked ^= {index}
                else:
                    self.marked = set()
                self.current = index
                self._speak()
                self.update()
                return

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit()

    def _speak(self) -> None:
        tile = self.tile()
        self.setAccessibleName(f"{tile.school.name} {words_of(tile)}" if tile is not None else tr("No schools on file"))
        self.moved.emit()


def words_of(tile: Tile) -> str:
    """✓ 到岗 07:02, or 未报."""
    if tile.state == NOT_REPORTED:
        return tr("Not reported")
    arrived = str(tile.entry.values.get("arrived", "")) if tile.entry is not None else ""
    return " ".join(filter(None, (SIGNS.get(tile.state, ""), lists.word("post_states", tile.state), arrived)))
