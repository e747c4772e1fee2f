"""A box that picks one of many: type a number, a code, pinyin initials or Chinese; or open the list with Down or the mouse.

What fits nothing stays as typed: the rules of the field say what is wrong with it. Nothing is ever chosen silently from an ambiguous text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygon, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView

from checkpoint_app.gui import theme
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.i18n import tr
from checkpoint_app.model import pinyin
from checkpoint_app.model.text import fold, visible

_ID = int(Qt.ItemDataRole.UserRole)
_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to pick. `words` are what else finds it (number, pinyin, initials); without them the pinyin of the label is used, and
    `also`, what it is called in short (酒驾), with its pinyin.
    `kind` is the register's kind where there is one (OFFICER, AUX …, school …)."""

    id: str
    label: str
    words: tuple[str, ...] = ()
    kind: str = ""
    also: str = ""


class Finder:
    """Options by what is typed: exact first, then beginnings, then anywhere in the label."""

    def __init__(self, options: Sequence[Option]) -> None:
        self.options = tuple(options)
        self._folded: list[tuple[Option, str, tuple[str, ...]]] | None = None

    def find(self, typed: str) -> list[Option]:
        wanted = fold(typed.strip())
        if not wanted:
            return list(self.options)
        ranked = [(rank, at, option) for at, option in enumerate(self.options) if (rank := self._rank(at, wanted)) is not None]
        return [option for _, _, option in sorted(ranked, key=lambda found: found[:2])]

    def exact(self, typed: str) -> Option | None:
        """The one option that is called so, or the only one that fits at all."""
        wanted = fold(typed.strip())
        if not wanted:
            return None
        called = [option for option, label, words in self._all() if wanted in (label, fold(option.id), *words)]
        fitting = called or self.find(typed)
        return fitting[0] if len(fitting) == 1 else None

    def _rank(self, at: int, wanted: str) -> int | None:
        option, label, words = self._all()[at]
        names = (label, fold(option.id), *words)
        if wanted in names:
            return 0
        if any(name.startswith(wanted) for name in names):
            return 1
        return 2 if wanted in label else None

    def _all(self) -> list[tuple[Option, str, tuple[str, ...]]]:
        if self._folded is None:
            self._folded = [(option, fold(option.label), tuple(map(fold, _words(option)))) for option in self.options]
        return self._folded


def _words(option: Option) -> Sequence[str]:
    if option.words:
        return option.words
    words = pinyin.search_words(option.label, person=False)
    return [*words, option.also, *pinyin.search_words(option.also, person=False)] if option.also else words


class PickBox(LineEdit):
    """`picked` with the option's id, or "" when there is none any more. `chosen` is the id or None; the text may then be raw."""

    picked = Signal(str)

    def __init__(self, options: Sequence[Option] = (), *, clears: bool = False) -> None:
        """`clears`: the box empties itself after a pick (chips collect them)."""
        super().__init__()
        self.chosen: str | None = None
        self._clears = clears
        self._finder = Finder(options)
        self._rows = QStandardItemModel(self)
        popup = QListView()
        popup.setObjectName("popup")
        popup.setUniformItemSizes(True)
        self._popup = popup
        self._completer = QCompleter(self._rows, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setPopup(popup)
        self._completer.setWidget(self)
        self._completer.setMaxVisibleItems(9)
        chosen = self._completer.activated[QModelIndex]  # type: ignore[index]
        chosen.connect(lambda index: self._take(index.data(_ID)))
        self.setTextMargins(0, 0, theme.px(20), 0)
        self.textEdited.connect(self._typed)
        self._allowed: Callable[[Option], bool] = lambda option: True

    def set_options(self, options: Sequence[Option]) -> None:
        """Other things to pick from; what is chosen stays if it is still among them."""
        self._finder = Finder(options)
        self.choose(self.chosen or self.text())

    def only(self, allowed: Callable[[Option], bool]) -> None:
        """Leaves out what must not be offered now (already chosen)."""
        self._allowed = allowed

    def choose(self, what: str | None) -> None:
        """Shows an option by its id; any other text as typed; None empties the box. Emits nothing."""
        option = next((option for option in self._finder.options if option.id == what), None)
        self.chosen = option.id if option else None
        self.setText(visible(option.label) if option else what or "")
        self.setCursorPosition(0)

    def value(self) -> str | None:
        """The chosen id, or what was typed, or None."""
        return self.chosen or self.text().strip() or None

    def show_list(self, typed: str = "") -> None:
        """Opens the list of what fits."""
        self._rows.clear()
        found = [option for option in self._finder.find(typed) if self._allowed(option)]
        for option in found[:_MOST_SHOWN]:
            item = QStandardItem(visible(option.label))
            item.setData(option.id, _ID)
            self._rows.appendRow(item)
        if not found:
            item = QStandardItem(tr("Nothing fits"))
            item.setEnabled(False)
            self._rows.appendRow(item)
        self._completer.complete()
        popup = self._completer.popup()
        if found and popup is not None:
            current = next((n for n, option in enumerate(found[:_MOST_SHOWN]) if option.id == self.chosen), 0)
            popup.setCurrentIndex(self._rows.index(current, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.AltModifier,
        ):
            self.show_list("" if self.chosen else self.text())
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.settle() and self._clears:
            self._popup.hide()
            return  # the next one may follow; Enter in the empty box goes on
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.position().x() > self.width() - theme.px(32) or not self.text():
            self.show_list()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()

    def settle(self) -> bool:
        """Takes what was typed when it can mean one thing only; True when it did."""
        if self.chosen is None and self.text().strip():
            option = self._finder.exact(self.text())
            if option is not None and self._allowed(option):
                self._take(option.id)
                return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = theme.px(4)
        middle = QPoint(self.width() - theme.px(18), self.height() // 2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("soft" if self.isEnabled() else "line"))
        painter.drawPolygon(
            QPolygon([middle + QPoint(-size, -size // 2), middle + QPoint(size, -size // 2), middle + QPoint(0, size // 2 + 1)])
        )

    def _typed(self, text: str) -> None:
        if self.chosen is not None:
            self.chosen = None
            self.picked.emit("")
        self.show_list(text)

    def _take(self, option_id: str) -> None:
        if self._clears:
            self.choose(None)
        else:
            self.choose(option_id)
        self.picked.emit(option_id)
