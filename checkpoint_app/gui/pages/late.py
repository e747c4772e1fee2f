"""补录: the rows of a paper sheet, keyed in a grid. A good row is saved with 纸质 and the page; a refused one stays with its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, fields, keys, parts
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.late_row import LateRow
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import SHIFT_STATE_LABELS, Entry, Shift, label
from checkpoint_app.model.template import Field, Template, Words
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

FORM = "late"
ROWS = 8
SHIFTS = 60
DRAFT_MS = 800
CHECK = "checkpoint-check"
NOON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The shifts that a sheet may belong to, the form of its rows, and what was left unfinished."""

    shifts: tuple[tuple[str, str], ...]
    template: Template
    draft: Draft | None


def load(store: Store, _progress: Progress) -> Content:
    from checkpoint_app.store import drafts, shifts, templates

    found = tuple((shift.id, shift_words(store, shift)) for shift in shifts.every(store, duty="checkpoint", limit=SHIFTS))
    left = drafts.every(store, form=FORM)
    return Content(shifts=found, template=templates.need(store, CHECK), draft=left[-1] if left else None)


def shift_words(store: Store, shift: Shift) -> str:
    """2026-11-20 07:30–19:30 黄河路卡点 K7Q2 勤务中: a shift in the list of those a sheet of paper may belong to."""
    zone = store.unit.tz()
    site = store.context().registers.name("site", shift.site)
    state = label(SHIFT_STATE_LABELS, shift.state)
    return f"{shift.planned_from.astimezone(zone):%Y-%m-%d} {shift.window(zone)} {site} {shift.code} {state}"


class NoShiftChosen(UserError):
    code = "LATE_SHIFT_MISSING"
    message = noop("No shift is chosen for the sheet.")
    hint = noop("Choose the shift in which it was written; date and place stand in the list.")


class LatePage(Page):
    """`enter(shift=id)` chooses the shift."""

    saved_all = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._content: Content | None = None
        self._rows: list[LateRow] = []
        self._saving = False
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self.keep)
        self._grid = QVBoxLayout()
        self._grid.setSpacing(2)
        save = parts.button(tr("Save all rows"), self.save, kind="primary", key=keys.first("save"), name="late_save")
        more = parts.button(tr("More rows"), self._more, key=keys.first("add_row"), name="late_more")
        self._done = parts.label(kind="ok", name="late_done")
        head = parts.row(parts.label(tr("Late entry from paper"), "title"), 16, self._done, None, more, save)
        inside = QWidget()
        inside.setLayout(parts.column(self._sheet_card(), parts.Card(self._grid), None, gap=10))
        layout = parts.column(head, parts.scrolled(inside), gap=10, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._wanted = ""
        keys.bind(self, "save", self.save)
        keys.bind(self, "add_row", self._more)

    def enter(self, **what: object) -> None:
        self._wanted = str(what.get("shift") or "")
        Operation(self, load, runner=self.runner, reading=True).on_success(self._loaded).start()

    def _loaded(self, content: Content) -> None:
        self._content = content
        before = self._shift.chosen
        self._shift.set_options([Option(id=shift, label=text) for shift, text in content.shifts])
        if not self._rows:
            self._more()
            if content.draft is not None:
                self._fill(content.draft.body)
        here = self.window_.shift
        wanted = self._wanted or before or self._shift.chosen or (here.id if here is not None else "")
        if wanted in dict(content.shifts):
            self._shift.choose(wanted)
        (self._shift if not self._shift.chosen else self._rows[0]).setFocus()

    def _sheet_card(self) -> QWidget:
        """Which sheet it is: shift, page, who checked, and why it is late when the shift has ended."""
        self._shift = PickBox()
        self._shift.setObjectName("late_shift")
        self._shift.setAccessibleName(tr("Shift of the sheet"))
        self._shift.picked.connect(self._pause.start)
        form = self._sheet = Form(self.window_.fields, columns=3, roomy=False)  # the rows below need the height
        form.add(Field(key="page", kind="text", label=_words(tr("Page of the paper"))))
        reason = fields.make(Field(key="reason", kind="text", label=_words(tr("Reason"))), self.window_.fields)
        for box in reason.inputs():
            box.setPlaceholderText(tr("Needed when the shift has ended"))  # type: ignore[attr-defined]
        form.add(reason)
        checkers = fields.make(Field(key="checked_by", kind="crew", label=_words(tr("Checked by"))), self.window_.fields)
        checkers.wide = False
        form.add(checkers)
        form.changed.connect(self._pause.start)
        return parts.Card(parts.label(tr("Shift of the sheet"), "soft"), self._shift, form)

    def _typed_sheet(self) -> dict[str, Any]:
        return {**self._sheet.typed(), "shift": self._shift.chosen or ""}

    def _fill_sheet(self, typed: Mapping[str, Any]) -> None:
        self._sheet.fill(typed)
        self._shift.choose(str(typed.get("shift") or "") or None)

    def _more(self) -> None:
        """Some more empty rows."""
        if self._content is None:
            return
        for _ in range(ROWS):
            row = LateRow(len(self._rows) + 1, self._content.template, self.window_.fields, headed=not self._rows)
            row.changed.connect(self._pause.start)
            row.finished.connect(self._next_row)
            self._rows.append(row)
            self._grid.addWidget(row)

    def _next_row(self, number: int) -> None:
        """Enter in the last cell of a row goes to the next one."""
        if number >= len(self._rows):
            self._more()
        self._rows[number].focus_first()

    # Saving

    def save(self) -> None:
        """Every row that has something and is not saved yet, in order; each is a transaction of its own."""
        if self._content is None or self._saving:
            return
        sheet = self._typed_sheet()
        if not sheet["shift"]:
            dialogs.show_error(self, NoShiftChosen())
            self._shift.setFocus()
            return
        waiting = [row for row in self._rows if row.waits()]
        if not waiting:
            self.window_.say(tr("No row waits to be saved."))
            return
        self._saving = True  # a second Ctrl+Enter meanwhile would record the rows twice
        for row in waiting:
            self._save_row(row, sheet, last=row is waiting[-1])

    def _save_row(self, row: LateRow, sheet: Mapping[str, Any], *, last: bool) -> None:
        at, values, shift = row.at(), row.values(), str(sheet["shift"])

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries, shifts

            held = shifts.get(store, shift)
            return entries.record(
                store,
                CHECK,
                values,
                shift=held.id,
                at=_moment(held, at, store.unit.tz()),
                checked_by=sheet.get("checked_by"),
                source="PAPER",
                page=sheet.get("page"),
                reason=str(sheet.get("reason") or ""),
            )

        def done(saved: Saved[Entry]) -> None:
            row.show_saved(saved)
            if last:
                self._finish()

        def refused(error: UserError) -> None:
            row.show_refused(error)
            if last:
                self._finish()

        Operation(self, work, runner=self.runner).on_success(done).on_error(refused).start()

    def _finish(self) -> None:
        self._saving = False
        saved = sum(row.saved for row in self._rows)
        left = sum(row.waits() for row in self._rows)
        self._done.setText(
            tr("{saved} saved, {left} to mend", saved=saved, left=left) if left else tr("{saved} saved", saved=saved)
        )
        self.window_.say(f"{self._shift.text()}: {self._done.text()}")
        if left:
            next(row for row in self._rows if row.waits()).focus_first()
            self.keep()
        else:
            self._start_again()
        self.saved_all.emit()

    def _start_again(self) -> None:
        """The next page of the pad: same shift, same checkers, empty rows."""
        self._drop_draft()
        for row in self._rows:
            self._grid.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self._more()
        self._rows[0].focus_first()

    # Drafts

    def keep(self) -> None:
        """What is typed, as a draft."""
        self._pause.stop()
        if not any(row.waits() for row in self._rows):
            return
        body = {"sheet": self._typed_sheet(), "rows": [row.typed() for row in self._rows if row.waits()]}
        draft = self._draft_id()

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.store import drafts

            drafts.save(store, draft, FORM, body)

        Operation(self.window_, work, runner=self.runner).in_background().start()

    def _draft_id(self) -> str:
        return f"{FORM}:{self.window_.session.account.id}"

    def _drop_draft(self) -> None:
        draft = self._draft_id()

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.store import drafts

            drafts.discard(store, draft)

        Operation(self.window_, work, runner=self.runner).in_background().start()

    def _fill(self, body: Mapping[str, Any]) -> None:
        rows: Sequence[Mapping[str, Any]] = body.get("rows", [])
        while len(self._rows) < len(rows):
            self._more()
        for row, typed in zip(self._rows, rows, strict=False):
            row.fill(typed)
        self._fill_sheet(body.get("sheet", {}))

    def put_away(self) -> None:
        self.keep()


def _moment(shift: Shift, at: str, zone: ZoneInfo) -> str | None:
    """A time of day on the day of the shift; after midnight on the next one where the shift goes over it."""
    if not at:
        return None
    start = shift.planned_from.astimezone(zone)
    over = at < f"{start:%H:%M}" and start.hour >= NOON
    return f"{start + timedelta(days=int(over)):%Y-%m-%d} {at}"


def _words(text: str) -> Words:
    return Words(zh=text, en=text)
