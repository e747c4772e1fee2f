"""The forms of a duty that has no quick row: one button each, the leading one first. Space or its digit opens a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.i18n import tr
from checkpoint_app.model import display
from checkpoint_app.model.template import Template


class FormsRow(parts.Card):
    """`open_form(form)` is called with the form that is wanted."""

    def __init__(self, forms: Sequence[Template], open_form: Callable[[Template], object]) -> None:
        super().__init__()
        hints = f"{keys.first('details')} {tr('the first form')}   {keys.first('other_form')} {tr('choose a form')}"
        self.body.addLayout(parts.row(parts.label(tr("Record"), "title"), 24, parts.label(hints, "soft"), None))
        self._buttons = [_button(form, open_form, primary=number == 0) for number, form in enumerate(forms)]
        self.body.addLayout(parts.row(*self._buttons, None))

    def focus(self) -> None:
        self._buttons[0].setFocus()


def _button(form: Template, open_form: Callable[[Template], object], *, primary: bool) -> QPushButton:
    title = display.title(form)
    kind = "primary" if primary else "plain"
    return parts.button(title, partial(open_form, form), kind=kind, name=f"form:{form.id}")


class FormBox(dialogs.Box):
    """Which of several forms; its digit, or Enter on its button, opens it."""

    def __init__(self, owner: QWidget, forms: Sequence[Template], open_form: Callable[[Template], object]) -> None:
        super().__init__(owner, tr("Record on which form?"), name="choose_form")
        self._forms, self._open_form = forms, open_form
        made = [
            parts.button(display.title(form), partial(self.take, number), key=str(number + 1), name=f"choose:{form.id}")
            for number, form in enumerate(forms)
        ]
        for button in made:
            self.layout().addWidget(button)  # type: ignore[union-attr]
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"))
        self.open()
        made[0].setFocus()

    def take(self, number: int) -> None:
        self.accept()
        self._open_form(self._forms[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isdecimal() and 1 <= int(digit) <= len(self._forms):
            self.take(int(digit) - 1)
        else:
            super().keyPressEvent(event)


def choose(owner: QWidget, forms: Sequence[Template], open_form: Callable[[Template], object]) -> None:
    """The only form at once, or a box with all of them."""
    if len(forms) == 1:
        open_form(forms[0])
    elif forms:
        FormBox(owner, forms, open_form)
