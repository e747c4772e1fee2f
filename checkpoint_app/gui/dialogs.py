"""Boxes: an error a person can act on, a question answered by a verb, a reason asked for. All open with `open()`, never `exec()`.

Each is a child of the window it concerns, and only that window waits. The crash dialog is in `crash`, the progress bar in `waiting`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLayout, QPushButton, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.i18n import tr


class Box(QDialog):
    """A small window with a sentence, things below it, and buttons at the right; Esc closes it."""

    def __init__(self, owner: QObject, title: str, *things: QWidget | QLayout, detail: str = "", name: str = "box") -> None:
        super().__init__(parts.window_of(owner))
        self.setWindowTitle(title)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        sentence = parts.label(title, "title", wrap=True, name="message")
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._body = parts.column(sentence, margins=(24, 20, 24, 20), gap=12)
        if detail:
            self._body.addWidget(parts.label(detail, wrap=True, name="detail"))
        for thing in things:
            self._body.addLayout(thing) if isinstance(thing, QLayout) else self._body.addWidget(thing)
        self.setLayout(self._body)
        self.setMinimumWidth(theme.px(460))

    def buttons(self, *buttons: QPushButton) -> None:
        """The row at the bottom, the decisive one last. Nothing is added after it."""
        self._body.addSpacing(8)
        self._body.addLayout(parts.row(None, *buttons))


def show_error(owner: QObject, error: UserError) -> Box:
    """Message, hint and small code; what was typed stays."""
    box = Box(owner, error.text(), detail=error.advice(), name="error")
    close = parts.button(tr("Understood"), box.accept, kind="primary", name="understood")
    close.setDefault(True)
    box.buttons(close)
    box.layout().addWidget(parts.label(error.code, "small", name="code"))  # type: ignore[union-attr]
    box.open()
    close.setFocus()
    return box


def confirm(
    owner: QObject, question: str, verb: str, then: Callable[[], object], *, detail: str = "", danger: bool = False
) -> Box:
    """Asks before something that cannot be taken back. The button says what will be done (`verb`), the other is Cancel.

    With `danger` the focus is on Cancel. Where something can be undone, do it and offer to undo instead of asking.
    """
    box = Box(owner, question, detail=detail, name="confirm")

    def accepted() -> None:
        box.accept()
        then()

    cancel = parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel")
    do = parts.button(verb, accepted, kind="danger" if danger else "primary", name="do")
    box.buttons(cancel, do)
    (cancel if danger else do).setDefault(True)
    box.open()
    (cancel if danger else do).setFocus()
    return box


def ask_reason(
    owner: QObject,
    question: str,
    verb: str,
    then: Callable[[Box, str], object],
    *,
    detail: str = "",
    reasons: tuple[str, ...] = (),
) -> Box:
    """Asks for a reason in words (correction, void, unmasking); `reasons` are offered as buttons that fill the line.

    `then(box, reason)` closes the box itself, after the write succeeded: `box.accept()`. The verb is off while the line is empty.
    """
    line = LineEdit()
    line.setObjectName("reason")
    line.setAccessibleName(tr("Reason"))
    line.setPlaceholderText(tr("Reason, in a few words"))
    offers = [parts.button(text, partial(line.setText, text), kind="choice") for text in reasons]
    box = Box(owner, question, line, parts.row(*offers, None), detail=detail, name="ask_reason")
    cancel = parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel")
    do = parts.button(verb, lambda: then(box, line.text().strip()), kind="primary", name="do")
    do.setEnabled(False)
    do.setDefault(True)
    line.textChanged.connect(lambda text: do.setEnabled(bool(text.strip())))
    box.buttons(cancel, do)
    box.open()
    line.setFocus()
    return box


def choose_file(
    owner: QObject, title: str, then: Callable[[Path], object], *, kinds: str = "", name: str = "", save: bool = False
) -> QFileDialog:
    """Asks for a file that exists, or with `save` for a place and a name; `kinds` as "PDF (*.pdf)", `name` is what is offered."""
    dialog = QFileDialog(parts.window_of(owner), title)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile if save else QFileDialog.FileMode.ExistingFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if save else QFileDialog.AcceptMode.AcceptOpen)
    if kinds:
        dialog.setNameFilter(kinds)
    if name:
        dialog.selectFile(name)
        dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def choose_folder(owner: QObject, title: str, then: Callable[[Path], object]) -> QFileDialog:
    """Asks for a folder that exists."""
    dialog = QFileDialog(parts.window_of(owner), title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
