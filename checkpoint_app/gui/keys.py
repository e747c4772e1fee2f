"""Every key of the program in one table, binding them, and the sheet that F1 shows.

Each F-key has a Ctrl or Alt twin, because laptops hide F-keys behind Fn and gloves miss them (a test checks the table). Pages bind with
`bind(widget, "quick", slot)` and never write a key sequence of their own, so that the sheet is always true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from checkpoint_app import rules
from checkpoint_app.gui import parts, theme
from checkpoint_app.i18n import noop, tr


@dataclass(frozen=True, slots=True)
class Binding:
    """`keys` in Qt's portable form; the first is the one that buttons show. `text` is an English source string."""

    keys: tuple[str, ...]
    text: str
    group: str


DUTY, FORMS, LISTS, PLATES, WINDOW = (
    noop("On duty|keys"),
    noop("In forms"),
    noop("In lists"),
    noop("In the plate box"),
    noop("Everywhere"),
)
GROUPS = (DUTY, FORMS, LISTS, PLATES, WINDOW)

BINDINGS: Mapping[str, Binding] = {
    "quick": Binding(("F2", "Ctrl+K"), noop("Quick entry: to the plate box"), DUTY),
    "count": Binding(("F3", "Ctrl+J"), noop("Count one car without anomaly"), DUTY),
    "details": Binding(("F4", "Ctrl+D"), noop("Detailed entry"), DUTY),
    "other_form": Binding(("Shift+F4", "Ctrl+Shift+D"), noop("Another form of this duty"), DUTY),
    "park": Binding(("F6", "Ctrl+G"), noop("Park the form, or take it up again"), DUTY),
    "handover": Binding(("F7", "Ctrl+H"), noop("Takeover and handover"), DUTY),
    "close": Binding(("F8", "Ctrl+E"), noop("End the shift"), DUTY),
    "undo": Binding(("Ctrl+Z",), noop("Take back the last entry, within a minute"), DUTY),
    "save": Binding(("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"), noop("Save"), FORMS),
    "now": Binding(("Alt+.",), noop("The time of now"), FORMS),
    "add_row": Binding(("Ctrl+N",), noop("Add a row"), FORMS),
    "remove_row": Binding(("Ctrl+Delete",), noop("Remove this row"), FORMS),
    "all_good": Binding(("Alt+0",), noop("In a checklist: all the rest in order, and back"), FORMS),
    "list_hazard": Binding(("Alt+K",), noop("In a checklist or round: list what is wrong as a hazard"), FORMS),
    "add_photo": Binding(("Alt+P",), noop("Add a photo to this field or point"), FORMS),
    "paste_photo": Binding(("Ctrl+V",), noop("In a photo field or on a point: paste the picture of the clipboard"), FORMS),
    "photo_before": Binding(("Left",), noop("A photo seen large: the one before"), FORMS),
    "photo_after": Binding(("Right",), noop("A photo seen large: the next one"), FORMS),
    "as_seen": Binding(("Alt+M",), noop("Record as seen"), FORMS),
    "find": Binding(("Ctrl+F",), noop("Find in the records"), LISTS),
    "refresh": Binding(("F5", "Ctrl+R"), noop("Load the list again"), LISTS),
    "correct": Binding(("Ctrl+U",), noop("Correct the entry"), LISTS),
    "void": Binding(("Ctrl+Backspace",), noop("Void the entry"), LISTS),
    "confirm": Binding(("Ctrl+Y",), noop("Confirm the entries of auxiliaries"), LISTS),
    "print": Binding(("Ctrl+P",), noop("Print"), LISTS),
    "times": Binding(("Ctrl+T",), noop("School guard: times of arrival and leaving, crew"), LISTS),
    "large": Binding(("F11", "Ctrl+Shift+F"), noop("School guard: the large board, and back"), LISTS),
    "from_paper": Binding(("Ctrl+I",), noop("Fire equipment: key in a round sheet from paper"), LISTS),
    "keys": Binding(("F1", "Ctrl+/"), noop("Show the keys"), WINDOW),
    "theme": Binding(("F9", "Ctrl+B"), noop("Day or night"), WINDOW),
    "dim": Binding(("F10", "Ctrl+Shift+B"), noop("Extra dim, and back"), WINDOW),
    "lock": Binding(("Ctrl+L",), noop("Lock; switch officer"), WINDOW),
    "back": Binding(("Escape",), noop("Back; close a box"), WINDOW),
}

SHOWN_ONLY: tuple[Binding, ...] = (
    Binding(("Return",), noop("Save the quick entry; in a form: the next field"), DUTY),
    Binding(("Alt+1…5",), noop("Set the disposition, wherever the cursor is"), DUTY),
    Binding(("Space", "1…9"), noop("Choose among buttons"), FORMS),
    Binding(("1 2 3 4",), noop("In a checklist: set the result, go to the next point"), FORMS),
    Binding(("1…5",), noop("In a fire round: what was found at the piece, go to the next one"), FORMS),
    Binding(("/",), noop("In a fire round: a label that begins with a digit follows"), FORMS),
    Binding(("Up", "Down"), noop("One more or less; one minute, one day"), FORMS),
    Binding(("Return",), noop("Open the entry"), LISTS),
    Binding(("/",), noop("and the first letter of its pinyin: another province; / again: the next one with that letter"), PLATES),
    Binding(("Backspace",), noop("Remove the prefix as a whole, to write any other plate"), PLATES),
    Binding(("Ctrl+1…9",), noop("Go to a page"), WINDOW),
    Binding(("Tab", "Shift+Tab"), noop("The next field, the one before"), WINDOW),
)
"""Keys that widgets handle themselves."""

_NAMES: Mapping[str, str] = {
    "Return": noop("Enter"),
    "Enter": noop("Enter"),
    "Space": noop("Space"),
    "Escape": noop("Esc"),
    "Delete": noop("Del"),
    "Backspace": noop("Backspace"),
    "Up": noop("Up|key"),
    "Down": noop("Down|key"),
    "Left": noop("Left|key"),
    "Right": noop("Right|key"),
}


def first(action: str) -> str:
    """The key of an action as buttons show it."""
    return shown(BINDINGS[action].keys[0])


def shown(sequence: str) -> str:
    """A key sequence in words: Ctrl+Enter."""
    return "+".join(tr(_NAMES[part]) if part in _NAMES else part for part in sequence.split("+"))


def bind(widget: QWidget, action: str, slot: Callable[[], object], *, everywhere: bool = True) -> list[QShortcut]:
    """Binds all keys of an action while `widget` is shown: in its whole window, or only while the focus is inside it."""
    context = Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
    return [_shortcut(widget, sequence, slot, context) for sequence in BINDINGS[action].keys]


def bind_digits(widget: QWidget, modifier: str, slot: Callable[[int], object], count: int = 9) -> list[QShortcut]:
    """Binds `Alt+1` … (or `Ctrl+1` …; without a modifier `1` …) in the whole window of `widget`."""
    window = Qt.ShortcutContext.WindowShortcut
    return [_shortcut(widget, f"{modifier}+{n}".lstrip("+"), partial(slot, n), window) for n in range(1, count + 1)]


def _shortcut(widget: QWidget, sequence: str, slot: Callable[[], object], context: Qt.ShortcutContext) -> QShortcut:
    made = QShortcut(QKeySequence(sequence, QKeySequence.SequenceFormat.PortableText), widget)
    made.setContext(context)
    made.activated.connect(lambda: slot())
    return made


def is_ours(event: QKeyEvent) -> bool:
    """Whether a key is in the table with Ctrl or Alt, or is an F-key."""
    combination = event.keyCombination()
    if not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return False
    written = QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText)
    return any(written in binding.keys for binding in BINDINGS.values())


def plate_suffixes() -> Mapping[str, str]:
    """Letter with Alt → what it puts at the end of a plate (`resources/rules/plate_keys.toml`)."""
    suffixes: Mapping[str, str] = rules.table("plate_keys")["suffix"]
    return suffixes


def no_plate_letter() -> str:
    """Letter with Alt that says: no plate."""
    return str(rules.table("plate_keys")["none"])


class KeySheet(QDialog):
    """What F1 shows: all keys by place, two columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setObjectName("keys")
        halves = (self._half((DUTY, FORMS)), self._half((LISTS, PLATES, WINDOW)))
        content = QWidget()
        content.setLayout(parts.row(*halves, gap=40, margins=(24, 16, 24, 16)))
        area = parts.scrolled(content)
        close = parts.button(tr("Close|window"), self.accept, kind="primary", key=tr("Esc"), name="close")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addLayout(parts.row(None, close, margins=(24, 0, 24, 16)))
        screen = self.screen().availableSize()
        self.resize(min(theme.px(1120), screen.width() - 40), min(theme.px(640), screen.height() - 80))
        close.setFocus()

    def _half(self, groups: Iterable[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for group in groups:
            if grid.rowCount() > 1:
                grid.setRowMinimumHeight(grid.rowCount(), 8)
            grid.addWidget(parts.label(_group_title(group), "title"), grid.rowCount(), 0, 1, 2)
            for binding in sheet(group):
                line = grid.rowCount()
                keys = " / ".join(dict.fromkeys(shown(key) for key in binding.keys))
                grid.addWidget(parts.label(keys, "strong"), line, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(parts.label(_text(binding), wrap=True), line, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(grid.rowCount(), 1)
        return grid


def sheet(group: str) -> list[Binding]:
    """The lines of one group of the sheet."""
    found = [binding for binding in (*BINDINGS.values(), *SHOWN_ONLY) if binding.group == group]
    if group == PLATES:
        found += [Binding((f"Alt+{letter}",), put, PLATES) for letter, put in plate_suffixes().items()]
        found.append(Binding((f"Alt+{no_plate_letter()}",), noop("No plate"), PLATES))
    return found


def _group_title(group: str) -> str:
    return tr(group)


def _text(binding: Binding) -> str:
    return binding.text if binding.text in plate_suffixes().values() else tr(binding.text)
