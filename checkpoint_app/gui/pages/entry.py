"""One entry: everything that stands in it, its history, and what can be done with it. Persons are masked until somebody says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.entry_correction import CorrectionView
from checkpoint_app.gui.pages.tasks.panel import TaskPanel
from checkpoint_app.gui.photo_strip import PhotoStrip
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import display, pictured
from checkpoint_app.model.pictured import Pictured
from checkpoint_app.model.records import ENTRY_STATE_LABELS, Change, Changes, Entry, EntryState, Role, label, state_words
from checkpoint_app.model.template import Template
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.store.attachments import Glance

STEPS = {
    "create": noop("recorded|step"),
    "change": noop("corrected|step"),
    "void": noop("voided|step"),
    "unvoid": noop("void lifted|step"),
    "confirm": noop("confirmed|step"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """An entry in words. `unmasked` values of a form that is corrected are read only then."""

    entry: Entry
    template: Template
    title: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    history: tuple[tuple[str, str, str], ...]
    has_persons: bool
    signed: bool
    photos: tuple[Pictured, ...] = ()
    seen: Mapping[str, Glance] = field(default_factory=dict)


def load(store: Store, record: str, *, masked: bool) -> Detail:
    from checkpoint_app.store import attachments, entries, entries_history, shifts, templates

    entry = entries.get(store, record)
    template = templates.get(store, entry.template)
    shift = shifts.get(store, entry.shift)
    context = store.context(masked=masked)
    names, zone = context.registers, store.unit.tz()
    at = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
    first = template.list_columns[min(1, len(template.list_columns) - 1)].key
    known = display.cell(template, first, entry.values, context, {})
    facts = [
        (tr("State|column"), state_words(entry) or label(ENTRY_STATE_LABELS, entry.state)),
        (tr("Site"), names.name("site", entry.site)),
        (tr("Shift|fact"), shift.number),
        (tr("Checked by"), " ".join(names.name("officer", officer) for officer in entry.checked_by)),
        (tr("Recorded by"), names.name("officer", entry.account)),
        (tr("Typed at"), f"{entry.typed_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        (tr("Paper page"), entry.page or ""),
        (tr("Reason"), entry.reason or ""),
    ]
    photos = tuple(pictured.photos(template, entry.values, context))
    seen = {found.sha: glance for found in photos if (glance := attachments.glance(store, found.sha)) is not None}
    return Detail(
        entry=entry,
        template=template,
        title=f"{display.title(template)}  {at}  {known}",
        facts=tuple(fact for fact in facts if fact[1]),
        rows=tuple(display.rows(template, entry.values, context, erased=entry.erased)),
        history=tuple(_steps(store, entries_history.every(store, record))),
        has_persons=any(template.part_of(key) == "personal" for key in entry.values),
        signed=shift.signed,
        photos=photos,
        seen=seen,
    )


def _steps(store: Store, history: Sequence[Change]) -> list[tuple[str, str, str]]:
    """(when and who, what, what changed) of each step, the newest first."""
    names, zone = store.context().registers, store.unit.tz()
    found = []
    for step in reversed(history):
        who = names.name("officer", step.by) if step.by else ""
        head = f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}  {who}"
        what = tr(STEPS[step.op]) if step.op in STEPS else step.op
        changed = [f"{field}：{before or '—'} → {after or '—'}".replace("\n", " ") for field, before, after in step.changes]
        found.append((head, what, "\n".join([*changed, *([step.reason] if step.reason else [])])))
    return found


class EntryPage(Page):
    """`enter(entry=id, back=page key)`; with `correct=True` the form is open at once, and closing it goes back."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._record, self._back = "", "records"
        self._masked = True
        self._straight = False
        self._detail: Detail | None = None
        self._views = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addLayout(self._views)
        self._view = QWidget()
        self._views.addWidget(self._view)
        self._build()
        self.runner.changed.connect(self._changed)
        for action, slot in (
            ("correct", self.correct),
            ("void", self.void),
            ("confirm", self.confirm),
            ("print", self._print),
            ("back", self.leave),
            ("refresh", self.load),
        ):
            keys.bind(self, action, slot)

    def _build(self) -> None:
        self._title = parts.label(kind="title", wrap=True, name="entry_title")
        self._buttons = {
            "unmask": parts.button(tr("Show persons in full"), self._ask_clear, kind="quiet", name="unmask"),
            "confirm": parts.button(tr("Confirm"), self.confirm, key=keys.first("confirm"), name="confirm_entry"),
            "void": parts.button(tr("Void the entry"), self.void, key=keys.first("void"), name="void_entry"),
            "print": parts.button(tr("Print"), self._print, key=keys.first("print"), name="print_entry"),
            "correct": parts.button(
                tr("Correct the entry"), self.correct, kind="primary", key=keys.first("correct"), name="correct_entry"
            ),
        }
        back = parts.button(tr("Back"), self.leave, key=tr("Esc"), name="entry_back")
        self._facts, self._rows, self._history = parts.Facts(), parts.Facts(), parts.Facts()
        self._tasks = TaskPanel(self.window_)
        self._strip = PhotoStrip(self.window_.photos)
        self._pictures = parts.Card(parts.label(tr("Photos and files"), "title"), self._strip)
        inside = QWidget()
        inside.setLayout(
            parts.column(
                parts.Card(self._facts),
                self._tasks,
                parts.Card(parts.label(tr("What was recorded"), "title"), self._rows),
                self._pictures,
                parts.Card(parts.label(tr("History"), "title"), self._history),
                None,
                gap=10,
            )
        )
        layout = parts.column(self._title, FlowBox(*reversed(self._buttons.values()), back), parts.scrolled(inside), gap=10)
        layout.setStretch(2, 1)
        self._view.setLayout(layout)

    # What is shown

    def enter(self, **what: object) -> None:
        self._record, self._back = str(what.get("entry", self._record)), str(what.get("back", self._back))
        self._straight = bool(what.get("correct"))
        self._detail = None if self._straight else self._detail
        self._masked = True
        self._views.setCurrentWidget(self._view)
        self.load()

    def load(self) -> None:
        record, masked = self._record, self._masked
        if not record:
            return
        Operation(self, lambda store, _: load(store, record, masked=masked), runner=self.runner, reading=True).on_success(
            self._show
        ).start()

    def _show(self, detail: Detail) -> None:
        first, self._detail = self._detail is None, detail
        entry = detail.entry
        self._title.setText(detail.title)
        self._facts.show(detail.facts)
        self._rows.show(detail.rows)
        self._strip.show_photos(
            [found.sha for found in detail.photos], detail.seen, captions=[found.caption for found in detail.photos]
        )
        self._pictures.setVisible(bool(detail.photos))
        self._tasks.show_entry(entry.id)
        self._history.show([(f"{head}\n{what}", changed) for head, what, changed in detail.history])
        void = entry.state is EntryState.VOID
        account = self.window_.session.account
        self._buttons["unmask"].setVisible(detail.has_persons and self._masked and account.may(Role.CLERK, Role.LEADER))
        self._buttons["confirm"].setVisible(entry.state is EntryState.PROPOSED and account.officer.police)
        self._buttons["void"].setEnabled(not void)
        self._buttons["correct"].setEnabled(not void)
        if self.isVisible() and self._views.currentWidget() is self._view:
            self._buttons["correct" if not void else "print"].setFocus()
            if self._straight and first:
                self.correct()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and self._record in changes.records and self._views.currentWidget() is self._view:
            self.load()

    def leave(self) -> None:
        if self._views.currentWidget() is not self._view:
            self._close_correction()
            return
        self._masked = True
        self.window_.open_page(self._back)

    # What is done

    def _ask_clear(self) -> None:
        def show(box: dialogs.Box, reason: str) -> None:
            record = self._record

            def work(store: Store, _progress: Progress) -> Changes:
                from checkpoint_app.store import disclosure

                return disclosure.disclose(store, record, reason)

            def done(_changes: Changes) -> None:
                box.accept()
                self._masked = False
                self.load()

            Operation(box, work, runner=self.runner).on_success(done).start()

        dialogs.ask_reason(
            self, tr("Show persons in full?"), tr("Show"), show, detail=tr("Who looked, when and why is kept in the journal.")
        )

    def correct(self) -> None:
        """The form with its values; only what is changed is written, with the reason."""
        if self._detail is None or self._views.currentWidget() is not self._view or self._detail.entry.state is EntryState.VOID:
            return
        if self._detail.has_persons and self._masked and not self.window_.session.account.may(Role.CLERK, Role.LEADER):
            view = CorrectionView(self.window_, self._detail.template, self._detail.entry, without_personal=True)
        else:
            view = CorrectionView(self.window_, self._detail.template, self._detail.entry, without_personal=False)
        view.done.connect(self._close_correction)
        self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        view.start()

    def _close_correction(self, saved: Saved[Entry] | None = None) -> None:
        view = self._views.currentWidget()
        self._views.setCurrentWidget(self._view)
        if view is not None and view is not self._view:
            self._views.removeWidget(view)
            view.hide()
            view.deleteLater()
        if saved is not None:
            self.window_.say(tr("Corrected."), undo=self._undo)
        if self._straight and self.isVisible():
            self.leave()
        else:
            self.load()

    def void(self) -> None:
        """作废, with a reason; the status bar takes it back for a minute."""
        if self._detail is None or self._detail.entry.state is EntryState.VOID:
            return
        record = self._record

        def given(box: dialogs.Box, reason: str) -> None:
            def work(store: Store, _progress: Progress) -> Saved[Entry]:
                from checkpoint_app.store import entries

                return entries.void(store, record, reason)

            def done(_saved: Saved[Entry]) -> None:
                box.accept()
                self.window_.say(tr("Voided."), undo=self._undo)

            Operation(box, work, runner=self.runner).on_success(done).start()

        detail = tr("It stays in the list and on paper, struck through, and no longer counts.")
        dialogs.ask_reason(
            self, tr("Void this entry?"), tr("Void|verb"), given, detail=detail, reasons=(tr("Typed twice"), tr("Wrong car"))
        )

    def _undo(self) -> None:
        record = self._record

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries_undo

            return entries_undo.undo(store, record, within=entries_undo.WITHIN)

        Operation(self, work, runner=self.runner).on_success(lambda _: self.window_.say(tr("Taken back."))).start()

    def confirm(self) -> None:
        if self._detail is None or self._detail.entry.state is not EntryState.PROPOSED:
            return
        record = self._record

        def work(store: Store, _progress: Progress) -> Any:
            from checkpoint_app.store import entries

            return entries.confirm(store, [record])

        Operation(self, work, runner=self.runner).on_success(lambda _: self.window_.say(tr("Confirmed."))).start()

    def _print(self) -> None:
        if self._record:
            self.window_.open_page("paper", form="entry", subject=self._record)
