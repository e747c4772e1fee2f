"""The small pieces that every page is made of: labels, buttons, cards, boxes of layout on the 8-pixel grid.

Labels never read user text as markup: they are plain text, always. Buttons never take `&` as a mnemonic: keys are in `keys`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from checkpoint_app.gui import theme
from checkpoint_app.gui.theme import GRID
from checkpoint_app.model.text import visible

_CHOICE_SIDES_PX = 24
"""Padding and border: a choice is bold while it is on, and must not be cut off then."""


_ENTER_IS_THE_ROWS = frozenset({"choice", "chip"})
"""Among words to choose from, Enter goes on; Space chooses."""


class Button(QPushButton):
    """Enter presses it while it has the focus. Without this, Enter on Cancel would press the box's default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def label(text: str = "", kind: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """Plain text. `kind`: soft, small, strong, title, figure, code, ok, warn, bad."""
    made = QLabel(visible(text))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    if name:
        made.setObjectName(name)
    return made


def fingerprint(words: str = "") -> QLabel:
    """The eight words that two people compare, in two lines of four; see `show_fingerprint`."""
    made = label(kind="code", wrap=True, name="fingerprint")
    show_fingerprint(made, words)
    return made


def show_fingerprint(shown: QLabel, words: str) -> None:
    """Other words on a label made by `fingerprint`. `words` as `sync.fingerprint` gives them: the groups stand apart by a wide space."""
    shown.setText(words.replace("\u3000", "\n"))


def button(
    text: str, slot: Callable[[], object] | None = None, *, kind: str = "plain", name: str = "", key: str = "", spoken: str = ""
) -> QPushButton:
    """A push button. `kind`: primary (one a page), plain, quiet, danger. `key` is shown behind the text (`F7`), not bound here;
    `spoken` is for screen readers when the text alone is not clear."""
    made = (QPushButton if kind in _ENTER_IS_THE_ROWS else Button)(escape(f"{text}  {key}" if key else text))
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setAccessibleName(spoken or text)
    made.setObjectName(name)
    if kind == "choice":
        _make_room(made)
    if slot is not None:
        made.clicked.connect(lambda: slot())
    return made


def give_menu(made: QPushButton, menu: QMenu) -> None:
    """The button opens the menu, and shows that it does."""
    made.setMenu(menu)
    restyle(made, "menu", "true")


def escape(text: str) -> str:
    """A button's text whose `&` is a character and no mnemonic."""
    return visible(text).replace("&", "&&")


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet looks at, and lets it look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def row(
    *things: QWidget | QLayout | int | None, gap: int = GRID, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Side by side: widgets, layouts, a number of pixels between them, None for the stretch."""
    made = QHBoxLayout()
    _fill(made, things, gap, margins)
    return made


def column(
    *things: QWidget | QLayout | int | None, gap: int = GRID, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """One below the other; as `row`."""
    made = QVBoxLayout()
    _fill(made, things, gap, margins)
    return made


def _fill(
    layout: QHBoxLayout | QVBoxLayout,
    things: tuple[QWidget | QLayout | int | None, ...],
    gap: int,
    margins: tuple[int, int, int, int],
) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for thing in things:
        match thing:
            case None:
                layout.addStretch(1)
            case int():
                layout.addSpacing(thing)
            case QLayout():
                layout.addLayout(thing)
            case _:
                layout.addWidget(thing)


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout that is filled anew, also out of the layouts in it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)
            inner.deleteLater()


class Facts(QGridLayout):
    """Labels and values, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(24)
        self.setVerticalSpacing(6)
        self.setColumnStretch(1, 1)

    def show(self, rows: Iterable[tuple[str, str]]) -> None:
        """These instead of what stood there; the values can be marked and copied."""
        empty(self)
        for line, (head, text) in enumerate(rows):
            left, right = label(head, "soft"), label(text, wrap=True)
            left.setMinimumWidth(theme.px(160))
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.addWidget(left, line, 0, Qt.AlignmentFlag.AlignTop)
            self.addWidget(right, line, 1, Qt.AlignmentFlag.AlignTop)


class Card(QFrame):
    """A white area with a thin line around it. `tone`: warn, bad. Fill `body`."""

    def __init__(self, *things: QWidget | QLayout | int | None, tone: str = "", tight: bool = False) -> None:
        super().__init__()
        self.setObjectName("card")
        if tone:
            self.setProperty("tone", tone)
        margins = (18, 4, 14, 4) if tight else (18, 14, 18, 14)
        self.body = column(*things, gap=GRID, margins=margins)
        self.setLayout(self.body)


def retitle(made: QPushButton, text: str) -> None:
    """Another text on a button that is there; a choice gets the room that it needs in bold."""
    made.setText(escape(text))
    made.setAccessibleName(text)
    if made.property("kind") == "choice":
        _make_room(made)


def _make_room(choice: QPushButton) -> None:
    choice.setMinimumWidth(QFontMetrics(theme.font(bold=True)).horizontalAdvance(choice.text()) + _CHOICE_SIDES_PX)


def separator() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    made.setObjectName("separator")
    made.setFixedHeight(1)
    return made


def scrolled(content: QWidget) -> QScrollArea:
    """The widget in an area that scrolls up and down only, and follows the keyboard focus."""
    area = QScrollArea()
    content.setObjectName(content.objectName() or "scrolled")
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def fixed(widget: QWidget) -> QWidget:
    """Keeps a widget at the width it asks for."""
    widget.setSizePolicy(QSizePolicy.Policy.Fixed, widget.sizePolicy().verticalPolicy())
    return widget


def window_of(thing: QObject) -> QWidget | None:
    """The window a widget is in."""
    return thing.window() if isinstance(thing, QWidget) else None
