"""待核对: what two machines wrote differently, one place after the other; a digit picks the value that holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.theme import GRID
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.store.conflicts import Dispute, Option


VALUE_PX = 360
"""The width of a value's button."""


class ComparePage(Page):
    """`enter()`: all that waits, the first of it in sight."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._disputes: list[Dispute] = []
        self._at = 0
        self._count = parts.label(kind="soft", name="compare_count")
        self._skip = parts.button(tr("Later, the next one"), self.skip, name="compare_skip")
        self._open = parts.button(tr("Open the record"), self._open_record, name="compare_open")
        self._options = QGridLayout()
        self._options.setHorizontalSpacing(GRID * 2)
        self._options.setVerticalSpacing(GRID * 2)
        self._options.setColumnStretch(2, 1)
        head = parts.row(parts.label(tr("To compare|page"), "title"), 12, self._count, None, self._open, self._skip)
        self._title = parts.label(kind="soft", wrap=True, name="compare_record")
        self._what = parts.label(kind="figure", wrap=True, name="compare_what")
        hint = parts.label(tr("Two machines wrote different values. A digit picks the one that holds."), "soft", wrap=True)
        self._card = parts.Card(self._title, self._what, hint, 4, self._options)
        self._empty = parts.label(tr("Nothing waits to be compared."), "soft", name="compare_empty")
        inside = QWidget()
        inside.setLayout(parts.column(self._card, self._empty, None, gap=12))
        layout = parts.column(head, parts.scrolled(inside), gap=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._buttons: list[QPushButton] = []
        self.runner.changed.connect(self._changed)
        keys.bind(self, "back", lambda: self.window_.open_page("today"))
        keys.bind(self, "refresh", self.load)
        keys.bind_digits(self, "", self.pick)

    # What is shown

    def enter(self, **what: object) -> None:
        self.load()

    def load(self) -> None:
        def work(store: Store, _progress: Progress) -> list[Dispute]:
            from checkpoint_app.store import conflicts

            return conflicts.every(store)

        Operation(self, work, runner=self.runner, reading=True).on_success(self._show).start()

    def _changed(self, _changes: Changes, _initiator: object) -> None:
        if self.isVisible():
            self.load()

    def _show(self, disputes: list[Dispute]) -> None:
        self._disputes = disputes
        self._at = min(self._at, max(0, len(disputes) - 1))
        self._show_one()

    def _show_one(self) -> None:
        parts.empty(self._options)
        self._buttons = []
        waits = bool(self._disputes)
        for widget in (self._card, self._open, self._skip):
            widget.setVisible(waits)
        self._empty.setVisible(not waits)
        self._count.setText(tr("{at} of {n}", at=self._at + 1, n=len(self._disputes)) if waits else "")
        if not waits:
            return
        dispute = self._disputes[self._at]
        self._open.setVisible(dispute.noun == "entry")
        self._skip.setVisible(len(self._disputes) > 1)
        self._title.setText(dispute.title)
        self._what.setText(dispute.what)
        for number, option in enumerate(dispute.options, 1):
            self._show_option(number, option)
        self._buttons[-1].setFocus()

    def _show_option(self, number: int, option: Option) -> None:
        """Its number, the button, who wrote it when; a text that is too long for the button stands beside it in full."""
        made = parts.button("", partial(self.pick, number), kind="choice", name=f"compare_{number}")
        words = QFontMetrics(theme.font(bold=True))
        fits = words.elidedText(option.text.replace("\n", " "), Qt.TextElideMode.ElideRight, theme.px(VALUE_PX) - 2 * GRID * 2)
        parts.retitle(made, fits)
        made.setFixedWidth(theme.px(VALUE_PX))
        self._buttons.append(made)
        at = f"{option.at.astimezone(self.window_.session.unit.tz()):%m-%d %H:%M}"
        who = "  ".join(part for part in (option.officer, tr("machine {name}", name=option.device), at) if part)
        said = [who, *([tr("Reason: {reason}", reason=option.reason)] if option.reason else [])]
        if option.shown:
            said.append(tr("shown until somebody picks"))
        made.setAccessibleName(option.text)
        made.setAccessibleDescription("  ".join(said))
        full = [parts.label(option.text, wrap=True)] if fits != option.text else []
        column = parts.column(*full, *(parts.label(text, "soft", wrap=True) for text in said), gap=2)
        self._options.addWidget(parts.label(str(number), "title"), number, 0)
        self._options.addWidget(made, number, 1)
        self._options.addLayout(column, number, 2)

    # What is done

    def pick(self, number: int) -> None:
        """The value with this number holds."""
        if not self._disputes or number > len(self._disputes[self._at].options):
            return
        dispute = self._disputes[self._at]
        picked = dispute.options[number - 1]

        def work(store: Store, _progress: Progress) -> Changes:
            from checkpoint_app.store import conflicts

            return conflicts.settle(store, dispute.noun, dispute.record, {dispute.path: picked.line})

        def done(_changes: Changes) -> None:
            self.window_.say(tr("Compared: {what} is {value}.", what=dispute.what, value=picked.text))

        Operation(self, work, runner=self.runner).on_success(done).start()

    def skip(self) -> None:
        """The next one; this one stays."""
        if self._disputes:
            self._at = (self._at + 1) % len(self._disputes)
            self._show_one()

    def _open_record(self) -> None:
        if self._disputes:
            self.window_.open_page("entry", entry=self._disputes[self._at].record, back="compare")
