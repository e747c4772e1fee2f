"""Colours, sizes and fonts of the window: the tokens of design §8, in day, night and extra dim. Nobody else writes a colour.

`apply(Look(...))` sets font, palette and style sheet of the whole application; a change of theme needs no new widgets. Painted things
(record list, plate box) ask `tokens()` while they paint. A change of the text scale does need new widgets, because sizes are set when
they are made: the shell rebuilds its pages then. The style sheet itself is in `stylesheet`.

Day and night are the pictures of the design. Extra dim is for a dark car: every surface nearly black, text at two thirds, and yet
every text keeps 4.5 : 1 and every border of a control 3 : 1 (a test computes them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from checkpoint_app import paths

FAMILY = "Noto Sans SC"
TEXT_PX, INPUT_PX, PLATE_PX, TITLE_PX, FIGURE_PX, SMALL_PX = 15, 17, 18, 18, 28, 13
GRID = 8
LINE_HEIGHT = 1.45
"""Of Noto Sans SC, for 1 px of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One theme. `*_fill` are large quiet areas; `on_*` is text on a fill of that name."""

    dark: bool
    page: str
    surface: str
    zebra: str
    line: str
    border: str
    text: str
    soft: str
    primary: str
    primary_hover: str
    on_primary: str
    ok: str
    warn: str
    warn_fill: str
    bad: str
    bad_fill: str
    selected: str
    hover: str
    nav: str
    nav_text: str
    nav_selected: str
    on_nav_selected: str
    nav_mark: str
    disabled: str


DAY = Tokens(
    dark=False,
    page="#F4F6F8",
    surface="#FFFFFF",
    zebra="#F9FAFB",
    line="#DDE3E9",
    border="#7C8B9A",
    text="#17212B",
    soft="#52616F",
    primary="#1F5FA8",
    primary_hover="#194F8C",
    on_primary="#FFFFFF",
    ok="#1E7B4B",
    warn="#8A5800",
    warn_fill="#FFF4DF",
    bad="#B3261E",
    bad_fill="#FDF0EF",
    selected="#E6EFF9",
    hover="#EEF2F6",
    nav="#14304F",
    nav_text="#C6D4E3",
    nav_selected="#1F5FA8",
    on_nav_selected="#FFFFFF",
    nav_mark="#1F5FA8",
    disabled="#697784",
)
NIGHT = Tokens(
    dark=True,
    page="#10161D",
    surface="#18212B",
    zebra="#1B252F",
    line="#2B3845",
    border="#66788A",
    text="#E4EAF0",
    soft="#9DADBD",
    primary="#6FA8E8",
    primary_hover="#8ABAF0",
    on_primary="#0D1620",
    ok="#62C08F",
    warn="#E3B15C",
    warn_fill="#332A17",
    bad="#F0827B",
    bad_fill="#38211F",
    selected="#1E3249",
    hover="#202C38",
    nav="#0B1118",
    nav_text="#A9B8C7",
    nav_selected="#24415F",
    on_nav_selected="#FFFFFF",
    nav_mark="#6FA8E8",
    disabled="#8494A3",
)
DIM = Tokens(
    dark=True,
    page="#05080B",
    surface="#0A0F14",
    zebra="#0C1218",
    line="#18212A",
    border="#566270",
    text="#A3AEB8",
    soft="#7F8B97",
    primary="#5C8CC2",
    primary_hover="#6E9BCC",
    on_primary="#05080B",
    ok="#4A9470",
    warn="#AD8745",
    warn_fill="#17120A",
    bad="#C36E68",
    bad_fill="#1C100F",
    selected="#111F2E",
    hover="#10171E",
    nav="#030507",
    nav_text="#7F8B97",
    nav_selected="#12222F",
    on_nav_selected="#B4BEC8",
    nav_mark="#4F7FB5",
    disabled="#75818D",
)
THEMES: Mapping[str, Tokens] = {"day": DAY, "night": NIGHT, "dim": DIM}


@dataclass(frozen=True, slots=True)
class Look:
    """Theme (`day`, `night`, `dim`) and text scale in percent (100–200)."""

    theme: str = "day"
    scale: int = 100


_look = Look()


def look() -> Look:
    """What was applied last."""
    return _look


def tokens() -> Tokens:
    """The colours of the moment."""
    return THEMES[_look.theme]


def colour(name: str) -> QColor:
    """A token of the moment by its name, for painting."""
    return QColor(getattr(tokens(), name))


def px(size: float) -> int:
    """A size that belongs to text (font, column width), at the text scale of the moment."""
    return round(size * _look.scale / 100)


def control_height() -> int:
    """Of inputs and buttons: at least 40 px, and room for the text of an input."""
    return max(40, round(px(INPUT_PX) * LINE_HEIGHT) + 14)


def row_height() -> int:
    """Of a list row: 36 px at 100 %, a plate fits."""
    return max(36, round(px(PLATE_PX) * LINE_HEIGHT) + 10)


def font(size: int = TEXT_PX, *, bold: bool = False) -> QFont:
    """The program's font with digits of one width, at the text scale of the moment."""
    made = QFont(FAMILY)
    made.setPixelSize(px(size))
    made.setBold(bold)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def apply(wanted: Look) -> None:
    """Gives the whole application this look. Needs the QApplication."""
    global _look
    from checkpoint_app.gui import stylesheet

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    _load_fonts()
    _look = wanted
    if app.style().objectName() != "fusion":
        app.setStyle("fusion")
    app.setFont(font())
    app.setPalette(_palette(tokens()))
    app.setStyleSheet(stylesheet.sheet(tokens()))
    for window in app.topLevelWidgets():
        QApplication.sendEvent(window, QEvent(QEvent.Type.PaletteChange))
        window.update()


def contrast(first: str, second: str) -> float:
    """The contrast of two colours by WCAG 2.2: 1 (equal) to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(code: str) -> float:
    channels = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _load_fonts() -> None:
    if FAMILY in QFontDatabase.families():
        return
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(paths.resource("fonts", name)))


def _palette(colours: Tokens) -> QPalette:
    """For what Qt draws without the style sheet: text cursor, check marks, links, tool tips."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, code in {
        role.Window: colours.page,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.zebra,
        role.Text: colours.text,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.bad,
        role.Highlight: colours.selected,
        role.HighlightedText: colours.text,
        role.Link: colours.primary,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.disabled,
        role.Accent: colours.primary,
    }.items():
        made.setColor(which, QColor(code))
    for which in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.disabled))
    return made
