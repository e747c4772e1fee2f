"""Choice and choices: few words are buttons, many are a box to type into. What is chosen
shows by frame, weight and check, not by colour alone.

A word with a number key is set by it while the row has the focus; the page may bind Alt and the number for the whole window
(`bind_digits`). Retired words are shown where they were chosen and offered nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Choice, Field, label

DIGITS = 9
FEW = 6
"""Up to so many words are all buttons."""


def options_of(field: Field) -> list[Option]:
    """The words that are offered, for a box."""
    return [
        Option(id=choice.code, label=label(choice.label), also=choice.brief if choice.short else "")
        for choice in field.choices
        if not choice.retired
    ]


class _Buttons(FlowBox):
    """Toggle buttons of which one is on. Left and Right go among them, Enter submits."""

    chosen = Signal(str)
    submitted = Signal()

    def __init__(self, choices: Sequence[Choice], *, more: bool) -> None:
        super().__init__(gap=6)
        self.buttons: dict[str, QPushButton] = {}
        self._keys = {choice.key: choice.code for choice in choices if choice.key}
        for choice in choices:
            text = f"{choice.key} {choice.brief}" if choice.key else choice.brief
            self.buttons[choice.code] = self._add(text, choice.code)
            self.buttons[choice.code].setToolTip(label(choice.label))
        if more:
            after = len(choices) + 1
            self._add(f"{after} {tr('Others …')}" if after <= DIGITS else tr("Others …"), "")
        self.more = self.flow.itemAt(self.flow.count() - 1).widget() if more else None  # type: ignore[union-attr]

    def _add(self, text: str, code: str) -> QPushButton:
        made = parts.button(text, kind="choice")
        made.setCheckable(bool(code))
        made.clicked.connect(lambda: self.chosen.emit(code))
        self.flow.addWidget(made)
        return made

    def show_chosen(self, code: str | None) -> None:
        for own, made in self.buttons.items():
            made.setChecked(own == code)

    def code_of_key(self, key: str) -> str | None:
        return self._keys.get(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        code = self.code_of_key(event.text())
        if code is not None:
            self.buttons[code].setFocus()
            self.chosen.emit(code)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class ChoiceField(FieldWidget):
    """One word. Few: all are buttons. Many, some with number keys: those are buttons, the others behind 其他…. Else a box."""

    def __init__(self, field: Field, context: FieldContext, *, brief: bool = False) -> None:
        """`brief`: only the words with number keys, for the quick row."""
        super().__init__(field, context)
        offered = [choice for choice in field.choices if not choice.retired]
        keyed = [choice for choice in offered if choice.key]
        few = len(offered) <= FEW and not (brief and keyed)
        self._code: str | None = None
        self.buttons: _Buttons | None = None
        self.box: PickBox | None = None
        shown: list[QWidget] = []
        if few or keyed:
            self.buttons = _Buttons(offered if few else keyed, more=not few)
            self.buttons.chosen.connect(self._clicked)
            self.buttons.submitted.connect(self.submitted)
            shown.append(self.buttons)
        if not few:
            self.box = PickBox(options_of(field))
            self.box.picked.connect(self._picked)
            self.box.submitted.connect(self.submitted)
            self.box.setMinimumWidth(theme.px(132 if brief else 160))
            if keyed:
                self.box.hide()
            shown.append(self.box)
        self.hold(*shown)
        if self.buttons is not None and self.box is not None:
            self.layout().setStretch(0, 1)  # type: ignore[union-attr]
            self.layout().setAlignment(self.box, Qt.AlignmentFlag.AlignTop)  # type: ignore[union-attr]
        if self.buttons is not None:
            self.setFocusProxy(self.inputs()[0])

    def bind_digits(self, window: QWidget) -> None:
        """Alt and a word's number key choose it anywhere in this window (design §8: Alt+1…5)."""
        keys.bind_digits(window, "Alt", self.press_digit)

    def press_digit(self, digit: int) -> None:
        code = self.buttons.code_of_key(str(digit)) if self.buttons is not None else None
        if code is not None:
            self._clicked(code)
        elif self.buttons is not None and self.buttons.more is not None and digit == len(self.buttons.buttons) + 1:
            self._clicked("")

    def value(self) -> object | None:
        return self._code or (self.box.value() if self.box is not None else None)

    def set_value(self, value: object | None) -> None:
        code = None if value is None else str(value)
        self._code = code if code in self.field.codes else None
        self._show(code)

    def inputs(self) -> Sequence[QWidget]:
        boxes = [self.box] if self.box is not None else []
        return (*(self.buttons.buttons.values() if self.buttons is not None else ()), *boxes)

    def name_aloud(self, text: str) -> None:
        for code, made in (self.buttons.buttons if self.buttons is not None else {}).items():
            made.setAccessibleName(f"{text}: {label(self.field.codes[code].label)}")
        if self.box is not None:
            self.box.setAccessibleName(text)

    def show_problem(self, problem: Problem | None) -> None:
        if self.box is not None:
            parts.restyle(self.box, "state", problem.severity.value if problem else "")

    def _show(self, code: str | None) -> None:
        in_buttons = self.buttons is not None and code in self.buttons.buttons
        if self.buttons is not None:
            self.buttons.show_chosen(code)
        if self.box is not None:
            known = self.field.codes.get(code or "")
            self.box.choose(None if in_buttons else code)
            if known is not None and self.box.chosen is None and not in_buttons:
                self.box.setText(label(known.label))
            if self.buttons is not None:
                self.box.setVisible(bool(code) and not in_buttons)

    def _clicked(self, code: str) -> None:
        if not code:
            assert self.box is not None
            self.box.show()
            self.box.setFocus()
            self.box.show_list()
            return
        again = code == self._code and not self.field.required
        self._code = None if again else code
        self._show(self._code)
        self.changed.emit()

    def _picked(self, code: str) -> None:
        self._code = code or None
        if code and self.buttons is not None:
            self._show(code)
        self.changed.emit()


class Chips(FieldWidget):
    """Several of a list: a box to find one, and the chosen ones as chips that a click or Delete takes away."""

    wide = True

    def __init__(self, field: Field, context: FieldContext, options: Sequence[Option] = ()) -> None:
        super().__init__(field, context)
        self._options = {option.id: option for option in options}
        self._chosen: list[str] = []
        self.box = PickBox(options, clears=True)
        self.box.setFixedWidth(theme.px(220))
        self.box.setPlaceholderText(tr("Add: type or ↓"))
        self.box.only(lambda option: option.id not in self._chosen)
        self.box.picked.connect(self._add)
        self.box.submitted.connect(self._entered)
        self._flow = FlowBox(self.box)
        self.hold(self._flow)
        self.setFocusProxy(self.box)

    def value(self) -> object | None:
        typed = self.box.text().strip()
        return [*self._chosen, *([typed] if typed else [])] or None

    def set_value(self, value: object | None) -> None:
        chosen = [str(one) for one in value] if isinstance(value, list) else []
        self._chosen = list(dict.fromkeys(chosen))
        self.box.choose(None)
        self._rebuild()

    def inputs(self) -> Sequence[QWidget]:
        return (self.box,)

    def word(self, code: str) -> str:
        """What a chip says."""
        option = self._options.get(code)
        return option.label if option else code

    def _entered(self) -> None:
        if not self.box.text():
            self.submitted.emit()

    def _add(self, code: str) -> None:
        if code and code not in self._chosen:
            self._chosen.append(code)
            self._rebuild()
            self.changed.emit()

    def _remove(self, code: str) -> None:
        self._chosen.remove(code)
        self._rebuild()
        self.box.setFocus()
        self.changed.emit()

    def _rebuild(self) -> None:
        flow = self._flow.flow
        while flow.count() > 1:
            item = flow.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        before = self.box.previousInFocusChain()  # chips come before the box; moving the box would lose its own place
        for at, code in enumerate(self._chosen):
            chip = _Chip(self.word(code))
            chip.taken_away.connect(lambda code=code: self._remove(code))
            flow.insert(at, chip)
            chip.show()
            if before is not None and before.window() is chip.window():
                QWidget.setTabOrder(before, chip)
            before = chip
        self.updateGeometry()


class _Chip(QPushButton):
    """A chosen word; click, Delete or Backspace takes it away."""

    taken_away = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(parts.escape(f"{text}  ×"))
        self.setProperty("kind", "chip")
        self.setAutoDefault(False)
        self.setAccessibleName(tr("{word}; press to take it away", word=text))
        self.clicked.connect(lambda: self.taken_away.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken_away.emit()
        else:
            super().keyPressEvent(event)


class _Toggles(FieldWidget):
    """Few words of which any number is on."""

    wide = True

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self._buttons: dict[str, QPushButton] = {}
        for choice in field.choices:
            if not choice.retired:
                made = parts.button(label(choice.label), kind="choice")
                made.setCheckable(True)
                made.clicked.connect(lambda: self.changed.emit())
                self._buttons[choice.code] = made
        self._others: list[str] = []
        self.hold(FlowBox(*self._buttons.values()))
        self.setFocusProxy(self.inputs()[0])

    def value(self) -> object | None:
        return [*(code for code, made in self._buttons.items() if made.isChecked()), *self._others] or None

    def set_value(self, value: object | None) -> None:
        chosen = [str(one) for one in value] if isinstance(value, list) else []
        self._others = [code for code in chosen if code not in self._buttons]
        for code, made in self._buttons.items():
            made.setChecked(code in chosen)

    def inputs(self) -> Sequence[QWidget]:
        return tuple(self._buttons.values())

    def name_aloud(self, text: str) -> None:
        for code, made in self._buttons.items():
            made.setAccessibleName(f"{text}: {label(self.field.codes[code].label)}")


class _ChoiceChips(Chips):
    """Many words of which any number is on."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context, options_of(field))

    def word(self, code: str) -> str:
        choice = self.field.codes.get(code)
        return label(choice.label) if choice else code


def choices_field(field: Field, context: FieldContext) -> FieldWidget:
    """Any number of words: buttons when they are few, chips when they are many."""
    few = 0 < sum(not choice.retired for choice in field.choices) <= FEW
    return _Toggles(field, context) if few else _ChoiceChips(field, context)
