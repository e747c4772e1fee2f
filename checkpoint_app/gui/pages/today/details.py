"""详细登记: the whole form, with time and checkers above it. What is typed is a draft within a second, and stays one until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.fields.choosing import ChoiceField
from checkpoint_app.gui.fields.registered import CrewField
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.today.quick import BUTTONS, colour_of
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.i18n import tr
from checkpoint_app.model import display, ids
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.records import Entry
from checkpoint_app.model.template import Field, Template
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

DRAFT_MS = 800
SHIFT_CLOSED = "SHIFT_CLOSED"


def _labelled(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _press(disposition: ChoiceField, digit: int) -> None:
    """Alt and a digit mean here what they mean in the quick row: the last one is 其他…, though the whole form has more buttons."""
    shown = disposition.buttons.buttons if disposition.buttons is not None else {}
    disposition.press_digit(digit if digit <= BUTTONS else len(shown) + 1)


class _Checkers(CrewField):
    """Mostly one or two: beside the time."""

    wide = False


class DetailsView(QWidget):
    """`done(Saved | None)`: saved, or left with a draft (None)."""

    done = Signal(object)
    restored = Signal()
    """A discarded form is there again, among the unfinished ones."""

    def __init__(self, window: Window, template: Template, shift: str) -> None:
        super().__init__()
        self._window = window
        self._template = template
        self._here = self._shift = shift
        self._draft = ""
        self._touched = False
        self.form = TemplateForm(template, window.fields)
        self._sticky: dict[str, Any] = {}
        self._sticky_about: dict[str, Any] = {}
        self._about = Form(window.fields)
        self._about.add(Field(key="at", kind="datetime", label=_labelled(tr("Happened at")), hint=_labelled(tr("Empty: now"))))
        checked_by = Field(
            key="checked_by", kind="crew", label=_labelled(tr("Checked by")), hint=_labelled(tr("Empty: you, or the lead"))
        )
        self._about.add(_Checkers(checked_by, window.fields))
        self._other = parts.label(kind="bad", wrap=True, name="other_problems")
        self._other.hide()
        save = parts.button(tr("Save"), self.save, kind="primary", key=keys.first("save"), name="details_save")
        park = parts.button(tr("Park"), self.park, key=keys.first("park"), name="details_park")
        back = parts.button(tr("Back"), self.leave, key=tr("Esc"), name="details_back")
        drop = parts.button(tr("Discard"), self.discard, kind="quiet", name="details_discard")
        inside = QWidget()
        inside.setLayout(parts.column(parts.Card(self._about), parts.Card(self.form), None, gap=10))
        head = parts.row(parts.label(display.title(template), "title"), None, drop, back, park, save)
        layout = parts.column(head, self._other, parts.scrolled(inside), gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self.keep)
        self._own_colour = False
        if "plate_colour" in self.form.rows:
            self.form.field("plate").changed.connect(self._follow_plate)
            self.form.field("vehicle_type").changed.connect(self._follow_plate)
            self.form.field("plate_colour").changed.connect(self._colour_chosen)
        disposition = self.form.field("disposition") if "disposition" in self.form.rows else None
        if isinstance(disposition, ChoiceField):
            keys.bind_digits(self, "Alt", lambda digit: _press(disposition, digit), BUTTONS + 1)
        for form in (self.form, self._about):
            form.changed.connect(self._changed)
            form.save_requested.connect(lambda: self.save())
        keys.bind(self, "back", self.leave)

    def start(self, values: Mapping[str, Any], draft: Draft | None = None) -> None:
        """A new form with what is known, or a draft taken up again."""
        self._draft = draft.id if draft else ids.uuid7()
        self._shift = draft.shift or self._here if draft else self._here
        self._touched = bool(draft)
        self._own_colour = draft is not None and "plate_colour" in draft.body.get("values", {})
        if draft is not None:
            self.form.fill(draft.body.get("values", {}))
            self._about.fill(draft.body.get("about", {}))
        else:
            self.form.start(self._sticky | dict(values))
            self._about.fill(self._sticky_about)
        self._show_other([])
        self.form.focus_first()

    def _changed(self) -> None:
        self._touched = True
        self._pause.start()

    def _colour_chosen(self) -> None:
        self._own_colour = True

    def _follow_plate(self) -> None:
        """The colour that such a plate has, until somebody says another."""
        if not self._own_colour:
            self.form.field("plate_colour").set_value(colour_of(self.form.typed()))

    def keep(self, *, parked: bool = False, then: Callable[[], object] = lambda: None) -> None:
        """What is typed, as a draft, now; `then` is called when it is on the disk, or at once when nothing was typed."""
        self._pause.stop()
        if not self._touched or not self._draft:
            then()
            return
        body = {"values": self.form.typed(), "about": self._about.typed()}
        draft, form, shift = self._draft, self._template.id, self._shift

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.store import drafts

            drafts.save(store, draft, form, body, shift=shift, parked=parked)

        Operation(self._window, work, runner=self._window.runner).in_background().on_success(lambda _: then()).start()

    def save(self, reason: str = "") -> None:
        """Checks everything, then writes, into the shift in which it was begun. Nothing that is typed is lost when it is refused."""
        problems = self.form.check()
        if any(problem.severity == "error" for problem in problems):
            self._refuse(problems)
            return
        self._pause.stop()
        values, about = self.form.values(), self._about.values()
        template, shift, draft = self._template.id, self._shift, self._draft

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries

            return entries.record(
                store,
                template,
                values,
                shift=shift,
                at=about.get("at"),
                checked_by=about.get("checked_by"),
                reason=reason,
                draft=draft,
            )

        Operation(self, work, runner=self._window.runner).on_success(self._saved).on_error(self._failed).start()

    def _saved(self, saved: Saved[Entry]) -> None:
        """What is sticky (recorder, tester, who checked) is there in the next form of this shift."""
        self._sticky = self.form.sticky()
        self._sticky_about = {key: value for key, value in self._about.values().items() if key == "checked_by"}
        self._draft = ""
        self._touched = False
        self.done.emit(saved)

    def _failed(self, error: UserError) -> None:
        problems: list[Problem] = getattr(error, "problems", [])
        if problems:
            self._refuse(problems)
        elif error.code == SHIFT_CLOSED:
            self._ask_late()
        else:
            dialogs.show_error(self, error)
        self.keep()

    def _ask_late(self) -> None:
        """A form that was left from a shift that has ended since: late entry with a reason, never into another shift."""

        def given(box: dialogs.Box, reason: str) -> None:
            box.accept()
            self.save(reason)

        question = tr("Its shift has ended. Enter it late, into that shift?")
        dialogs.ask_reason(self, question, tr("Enter late"), given, detail=tr("It is marked as late in lists and on paper."))

    def _refuse(self, problems: list[Problem]) -> None:
        self.form.set_problems(problems)
        self._about.set_problems(problems)
        self._show_other([problem for problem in self.form.unplaced(problems) if problem in self._about.unplaced(problems)])
        self.form.focus_first()

    def _show_other(self, problems: list[Problem]) -> None:
        self._other.setText("\n".join(problem.text() for problem in problems))
        self._other.setVisible(bool(problems))

    def park(self) -> None:
        """挂起: out of the way, under 待办, until it is taken up again."""
        self._touched = True
        self.keep(parked=True, then=lambda: self.done.emit(None))
        self._draft = ""

    def leave(self) -> None:
        """Back; what is typed stays as an unfinished form."""
        self.keep(then=lambda: self.done.emit(None))
        self._draft = ""

    def discard(self) -> None:
        """Away with it; the status bar takes it back for a minute."""
        self._pause.stop()
        draft, window, form, shift = self._draft, self._window, self._template.id, self._shift
        body = {"values": self.form.typed(), "about": self._about.typed()}
        self._draft = ""
        if self._touched:

            def work(store: Store, _progress: Progress) -> None:
                from checkpoint_app.store import drafts

                drafts.save(store, draft, form, body, shift=shift)  # what was typed last comes back too
                drafts.discard(store, draft)

            def back(store: Store, _progress: Progress) -> None:
                from checkpoint_app.store import drafts

                drafts.restore(store, draft)

            def undo() -> None:
                Operation(window, back, runner=window.runner).on_success(lambda _: self.restored.emit()).start()

            def gone(_result: None) -> None:
                window.say(tr("The form is discarded."), undo=undo)
                self.done.emit(None)

            Operation(window, work, runner=window.runner).on_success(gone).start()
        else:
            self.done.emit(None)
        self._touched = False
