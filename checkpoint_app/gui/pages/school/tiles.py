"""All schools at a glance, drawn as tiles: name, sign and word of what was reported. Colour is never alone.

Arrows move, Shift and arrows mark several, Ctrl+Space marks single ones, Ctrl+A all that are shown; letters jump by pinyin initials.
What a key reports is the page's. `large` draws for a wall: as large as the tiles allow, without a cursor.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.gui import theme
from checkpoint_app.i18n import tr
from checkpoint_app.model.duty_periods import clock_text
from checkpoint_app.model.text import visible
from checkpoint_app.store.school_board import MANNED, NOT_REPORTED, Tile

SIGNS = {"ARRIVED": "✓", "LATE": "△", "ABSENT": "✗", "NONE": "–", NOT_REPORTED: ""}
WAITING_SIGN, OVERDUE_SIGN, EARLY_SIGN = "○", "!", "✓!"
_FILLS = {"ARRIVED": "selected", "LATE": "warn_fill", "ABSENT": "bad_fill", "NONE": "page", NOT_REPORTED: "surface"}
_INKS = {"ARRIVED": "ok", "LATE": "warn", "ABSENT": "bad", "NONE": "soft", NOT_REPORTED: "soft"}
GAP_PX = 6
LEAST_TILE_PX = 122
MOST_TILE_PX = 110
NAME_PX, STATE_PX = 15, 14
INSIDE_PX = 5
"""White space inside a tile, above and below its text."""
_STATE_SHARE = 0.5
"""Of a tile of one line: no more for the state, or the name could not be read."""
FORGET_LETTERS_MS = 1500


class Tiles(QWidget):
    """`moved` when another tile is the current one; `opened` on a double click."""

    moved = Signal()
    opened = Signal()

    def __init__(self, *, large: bool = False) -> None:
        super().__init__()
        self.setObjectName("large_tiles" if large else "tiles")
        self._large = large
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if large else Qt.FocusPolicy.StrongFocus)
        self._tiles: Sequence[Tile] = ()
        self._words: Sequence[tuple[str, ...]] = ()
        self.current = 0
        self.marked: set[int] = set()
        self._typed = ""
        self._typed_at = 0

    def show_tiles(self, tiles: Sequence[Tile], words: Sequence[tuple[str, ...]]) -> None:
        """`words`: per tile what finds it (pinyin initials, name), folded. Cursor and marks stay with their schools."""
        before = self.tile()
        kept = {self._tiles[place].school.id for place in self.marked if place < len(self._tiles)}
        self._tiles, self._words = tiles, words
        places = {tile.school.id: place for place, tile in enumerate(tiles)}
        self.marked = {places[school] for school in kept if school in places}
        here = places.get(before.school.id) if before is not None else None
        self.current = here if here is not None else min(self.current, max(len(tiles) - 1, 0))
        self._keep_height()
        self._speak()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        """Never so flat that a line of text is cut off: then the board scrolls."""
        if not self._large:
            rows = math.ceil(max(len(self._tiles), 1) / self._columns())
            self.setMinimumHeight(rows * (self._line_px() + INSIDE_PX + GAP_PX))

    def _line_px(self) -> int:
        return QFontMetrics(theme.font(NAME_PX, bold=True)).height()

    def wanted(self) -> list[str]:
        """The schools that a key means: the marked ones, else the current one."""
        return self.marked_schools() or [tile.school.id for tile in self._tiles[self.current : self.current + 1]]

    def tile(self) -> Tile | None:
        return self._tiles[self.current] if self.current < len(self._tiles) else None

    def middle(self) -> tuple[int, int]:
        """Where the current tile is."""
        centre = self._place(self.current).center()
        return centre.x(), centre.y()

    def marked_schools(self) -> list[str]:
        return [self._tiles[place].school.id for place in sorted(self.marked)]

    def mark(self, schools: Collection[str]) -> None:
        """Marks these of what is shown, and no others."""
        self.marked = {place for place, tile in enumerate(self._tiles) if tile.school.id in schools}
        self.update()

    def mark_unreported(self) -> int:
        """Marks every school that has not reported; how many there are."""
        self.marked = {place for place, tile in enumerate(self._tiles) if tile.state == NOT_REPORTED}
        self.update()
        return len(self.marked)

    def go_on(self, reported: Collection[str] = ()) -> None:
        """After a report: nothing is marked, the next school that has not reported is the current one."""
        self.marked = set()
        tile = self.tile()
        if tile is not None and (tile.school.id in reported or not reported):
            following = [*range(self.current + 1, len(self._tiles)), *range(self.current)]
            self.current = next((place for place in following if self._tiles[place].state == NOT_REPORTED), self.current)
        self._speak()
        self.update()

    # Drawing

    def _columns(self) -> int:
        """As many as let all tiles be seen at once, as wide as that allows."""
        count, width, height = max(len(self._tiles), 1), max(self.width(), 1), max(self._room(), 1)
        fitting = max(1, width // (theme.px(LEAST_TILE_PX) + GAP_PX))
        return max(1, min(fitting, math.ceil(math.sqrt(count * width / height / 2.2))))

    def _room(self) -> int:
        """The height that is seen at once."""
        around = self.parentWidget()
        return min(self.height(), around.height()) if around is not None and not self._large else self.height()

    def _place(self, index: int) -> QRect:
        columns = self._columns()
        rows = math.ceil(max(len(self._tiles), 1) / columns)
        width = (self.width() - GAP_PX * (columns - 1)) // columns
        height = (self.height() - GAP_PX * (rows - 1)) // rows
        if not self._large:
            height = min(height, theme.px(MOST_TILE_PX))
        return QRect((index % columns) * (width + GAP_PX), (index // columns) * (height + GAP_PX), width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = self._fonts()
        for index, tile in enumerate(self._tiles):
            self._paint(painter, index, tile, fonts)
        painter.end()

    def _fonts(self) -> tuple[QFont, QFont]:
        """Of the name and of the state. On a wall: as large as lets nearly every name stand whole."""
        name, state = theme.font(NAME_PX, bold=True), theme.font(STATE_PX)
        if not self._large or not self._tiles:
            return name, state
        place = self._place(0).adjusted(8, 4, -8, -4)
        state.setBold(True)
        name.setPixelSize(max(12, round(place.height() * 0.46)))
        widths = sorted(QFontMetrics(name).horizontalAdvance(_name(tile)) for tile in self._tiles)
        usual = widths[len(widths) // 2]
        name.setPixelSize(max(12, min(name.pixelSize(), name.pixelSize() * place.width() // max(usual, 1))))
        state.setPixelSize(max(11, min(round(place.height() * 0.42), name.pixelSize())))
        return name, state

    def _paint(self, painter: QPainter, index: int, tile: Tile, fonts: tuple[QFont, QFont]) -> None:
        place = self._place(index)
        state = tile.state
        chosen = index in self.marked
        current = index == self.current and self.hasFocus()
        alarming = tile.overdue or tile.left_early
        painter.setBrush(theme.colour("warn_fill" if alarming and state != "ABSENT" else _FILLS.get(state, "surface")))
        width = 3 if current else 2 if chosen else 1
        painter.setPen(QPen(theme.colour("primary" if current or chosen else "border"), width))
        painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), 4, 4)
        inside = place.adjusted(8, 2, -8, -2)
        name_ink = "soft" if state == "NONE" else "text"
        state_ink = "warn" if alarming and state != "ABSENT" else _INKS.get(state, "soft")
        state_font = QFont(fonts[1])
        state_font.setBold(fonts[1].bold() or alarming or state in ("LATE", "ABSENT"))
        if not self._large and place.height() < 2 * QFontMetrics(fonts[0]).height():
            measure = QFontMetrics(state_font)
            said = next(
                (text for text in in_one_line(tile) if measure.horizontalAdvance(text) < inside.width() * _STATE_SHARE), ""
            )
            width = measure.horizontalAdvance(said)
            _write(painter, inside, fonts[0], name_ink, _name(tile), room=inside.width() - width - 6)
            _write(painter, inside, state_font, state_ink, said, right=True)
            return
        upper = QRect(inside.left(), inside.top(), inside.width(), inside.height() // 2)
        lower = QRect(inside.left(), upper.bottom(), inside.width(), inside.height() - upper.height())
        _write(painter, upper, fonts[0], name_ink, _name(tile))
        _write(painter, lower, state_font, state_ink, brief_of(tile))

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._columns(), Qt.Key.Key_Down: self._columns()}
        step = steps.get(Qt.Key(event.key()))
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if step is not None:
            self._go(self.current + step, mark=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier), keep=bool(control))
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.marked = set(range(len(self._tiles)))
            self.update()
        elif control and event.key() == Qt.Key.Key_Space:
            self.marked ^= {self.current}
            self.update()
        elif event.text().isalpha() and not control:
            self._jump(event.text().lower(), event.timestamp())
        else:
            super().keyPressEvent(event)

    def _go(self, place: int, *, mark: bool, keep: bool = False) -> None:
        if not 0 <= place < len(self._tiles):
            return
        if mark:
            low, high = sorted((self.current, place))
            self.marked |= set(range(low, high + 1)) if abs(place - self.current) == 1 else {self.current, place}
        elif not keep:
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
        if self._large:
            return
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


def _name(tile: Tile) -> str:
    return visible(tile.school.short or tile.school.name)


def _write(painter: QPainter, box: QRect, font: QFont, ink: str, text: str, *, room: int = 0, right: bool = False) -> None:
    """One line of text: somewhat smaller where it does not fit, then shortened in its middle."""
    width = room or box.width()
    shown = QFont(font)
    needed = QFontMetrics(font).horizontalAdvance(text)
    if needed > width:
        shown.setPixelSize(max(round(font.pixelSize() * 0.68), font.pixelSize() * width // needed))
    painter.setFont(shown)
    painter.setPen(theme.colour(ink))
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, elided)


def words_of(tile: Tile) -> str:
    """✓ 到岗 07:02 早退 08:00, 未报 06:55前, ! 未报 06:55前: what a tile says besides its name."""
    if tile.state == NOT_REPORTED:
        return brief_of(tile)
    left = tr("left early {time}|tile", time=tile.left) if tile.left_early else tile.left
    return " ".join(filter(None, (SIGNS.get(tile.state, ""), lists.word("post_states", tile.state), tile.arrived, left)))


def in_one_line(tile: Tile) -> tuple[str, str]:
    """The same beside the name on one line: sign and word (or time), and the sign alone where that does not fit."""
    sign, word = SIGNS.get(tile.state, ""), lists.word("post_states", tile.state)
    if tile.state == NOT_REPORTED:
        sign, word = (OVERDUE_SIGN if tile.overdue else WAITING_SIGN), tr("Not reported")
    elif tile.left_early:
        sign, word = EARLY_SIGN, tr("left early|tile")
    elif tile.state in MANNED and tile.arrived:
        word = tile.arrived
    return f"{sign} {word}", sign


def brief_of(tile: Tile) -> str:
    """The same where there is little room."""
    sign, word = SIGNS.get(tile.state, ""), lists.word("post_states", tile.state)
    if tile.state == NOT_REPORTED:
        due = clock_text(tile.period.due) if tile.period is not None else ""
        waiting = tr("due {time}|tile", time=due) if due else tr("Not reported")
        return f"{OVERDUE_SIGN} {waiting}" if tile.overdue else waiting
    if tile.left_early:
        return f"{EARLY_SIGN} {tr('left early {time}|tile', time=tile.left)}"
    times = "–".join(filter(None, (tile.arrived, tile.left))) if tile.left else tile.arrived
    return " ".join(filter(None, (sign, word if len(times) < 6 else "", times)))
