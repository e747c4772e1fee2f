"""U 盘导出: the records of a period as files that anybody can read without this program. Masked unless somebody says why not.

What is exported is not encrypted, and the page says so. The store is only read; a stick that is pulled out too early loses nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLayout, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.stick_list import StickList
from checkpoint_app.gui.pages.stick_period import PeriodChoice
from checkpoint_app.gui.pages.stick_result import ResultCard
from checkpoint_app.gui.pages.stick_work import Wish, Written, export
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Role

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class StickPage(Page):
    """Where to, which days, masked or not; one button. Afterwards what was written, and that the stick may be pulled out."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.sticks = StickList(window.runner)
        self.period = PeriodChoice()
        self._clear = QCheckBox(tr("With complete document and telephone numbers"))
        self._clear.setObjectName("unmasked")
        self._reason = LineEdit()
        self._reason.setObjectName("reason")
        self._reason.setPlaceholderText(tr("Reason, in a few words"))
        self._reason.setAccessibleName(tr("Reason"))
        self._missing = parts.label(kind="bad", wrap=True, name="missing")
        self._masking = parts.label(wrap=True, name="masking")
        self._why = self._reason_rows()
        self.result = ResultCard()
        self._export = parts.button(tr("Export"), self._start, kind="primary", key=keys.first("save"), name="export")
        self._lay_out()
        self.sticks.changed.connect(self._allow)
        self.period.changed.connect(self._allow)
        self._clear.toggled.connect(self._clear_toggled)
        self._reason.textChanged.connect(lambda _: self._missing.setText(""))
        keys.bind(self, "save", self._start)
        keys.bind(self, "refresh", self.sticks.look)
        self.result.hide()
        self._clear_toggled(False)

    def enter(self, **_what: object) -> None:
        unit, shift = self.window_.session.unit, self.window_.shift
        self.period.set_day(shift.day if shift is not None else None, unit)
        self._clear.setEnabled(self.window_.session.account.may(Role.CLERK, Role.LEADER))
        if not self._clear.isEnabled():
            self._clear.setChecked(False)
            self._clear.setText(tr("With complete document and telephone numbers: duty leaders and clerks only"))
        self.sticks.look()
        self.sticks.setFocus()

    def put_away(self) -> None:
        self.sticks.rest()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.sticks.watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.sticks.rest()

    def _reason_rows(self) -> QWidget:
        made = QWidget()
        head = parts.label(tr("Reason"), "soft")
        head.setBuddy(self._reason)
        made.setLayout(parts.column(head, self._reason, self._missing, gap=4, margins=(32, 0, 0, 0)))
        return made

    def _lay_out(self) -> None:
        where = parts.Card(
            parts.row(
                parts.label(tr("Write to"), "strong"),
                None,
                parts.button(tr("Look again"), self.sticks.look, kind="quiet", key=keys.first("refresh"), name="look"),
                parts.button(tr("Another folder …"), self._choose_folder, name="folder"),
            ),
            self.sticks,
        )
        days = parts.Card(parts.label(tr("Which days"), "strong"), self.period)
        people = parts.Card(parts.label(tr("Personal data"), "strong"), self._masking, self._clear, self._why)
        inner = QWidget()
        inner.setLayout(parts.column(self.result, where, days, people, None, gap=16, margins=(16, 4, 16, 16)))
        self._area = parts.scrolled(inner)
        layout = parts.column(self._head(), self._area, parts.separator(), self._foot(), gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    @staticmethod
    def _head() -> QLayout:
        title = parts.label(tr("USB export"), "title")
        title.setMinimumHeight(theme.control_height())
        contents = tr("Tables (XLSX, CSV, JSON Lines), the shift logs as PDF, and the check sums of all files.")
        return parts.row(title, parts.label(contents, "soft"), None, gap=16, margins=(16, 12, 16, 12))

    def _foot(self) -> QLayout:
        """The warning is always in sight, beside the button it is about."""
        warning = parts.column(
            parts.label(tr("△ Exported files are not encrypted. Never connect them to the police network."), "warn", wrap=True),
            parts.label(
                tr("Whoever has the stick can read them. Use a stick of the unit, and lock it away."), "small", wrap=True
            ),
            gap=2,
        )
        foot = parts.row(warning, self._export, gap=16, margins=(16, 12, 16, 16))
        foot.setStretch(0, 1)
        return foot

    def _clear_toggled(self, on: bool) -> None:
        self._why.setVisible(on)
        self._masking.setText(
            tr("The files hold complete numbers. That you exported them, and why, is recorded.")
            if on
            else tr("Document and telephone numbers, names of persons checked and the like are masked, as on the shift log.")
        )
        parts.restyle(self._masking, "message", "warn" if on else "info")
        self._missing.setText("")
        if on:
            self._reason.setFocus()
            QTimer.singleShot(0, self._why, lambda: self._area.ensureWidgetVisible(self._why))

    def _choose_folder(self) -> None:
        dialogs.choose_folder(self, tr("Where the export is written"), self.sticks.add_folder)

    def _allow(self) -> None:
        self._export.setEnabled(self.sticks.target() is not None and self.period.days() is not None)

    def _start(self) -> None:
        target, days = self.sticks.target(), self.period.days()
        if target is None or days is None or not self._export.isEnabled():
            return
        reason = self._reason.text().strip()
        if self._clear.isChecked() and not reason:
            self._missing.setText(tr("× Write in a few words why complete numbers are needed."))
            self._reason.setFocus()
            return
        self._write(Wish(target=target, first=days[0], last=days[1], unmasked=self._clear.isChecked(), reason=reason))

    def _write(self, wish: Wish) -> None:
        self._export.setEnabled(False)
        self.result.hide()
        self.sticks.rest()

        def over() -> None:
            self.sticks.watch()
            self._allow()
            self._area.verticalScrollBar().setValue(0)

        def done(written: Written) -> None:
            over()
            self.result.show_written(written)
            self._clear.setChecked(False)
            self._reason.clear()

        def failed(error: UserError) -> None:
            over()
            self.result.show_error(error)

        def stopped() -> None:
            over()
            self.result.show_stopped()

        Operation(self, lambda store, progress: export(store, wish, progress), runner=self.runner).with_progress(
            tr("Writing to {target}", target=wish.target.label)
        ).on_success(done).on_error(failed).on_cancelled(stopped).start()
