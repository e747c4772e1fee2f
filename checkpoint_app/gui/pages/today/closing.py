"""结班 and 交接班: what the next duty has to know, who takes over, and the successor's own password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.centred import line
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.lines import NoteEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.today.content import Today
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import Duty, Shift
from checkpoint_app.model.template import Field
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


EARLY = timedelta(minutes=15)


def _labelled(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


class ClosingView(QWidget):
    """`done(Saved | None)`: ended, or still on duty."""

    done = Signal(object)

    def __init__(self, window: Window, today: Today) -> None:
        super().__init__()
        assert today.shift is not None
        self._window = window
        self._shift = today.shift
        self.form = Form(window.fields)
        successor = Field(
            key="successor",
            kind="officer",
            label=_labelled(tr("Successor")),
            hint=_labelled(tr("Confirms with the own password")),
        )
        if not self._shift.shared:
            self.form.add(successor)
        if early := _early(today, window):
            self.form.add(
                Field(key="early", kind="text", label=_labelled(tr("Why before the planned end")), hint=_labelled(early))
            )
        self.form.save_requested.connect(self.hand_over)
        self._points = NoteEdit(6)
        self._points.setObjectName("points")
        self._points.setAccessibleName(tr("Handover points"))
        self._points.setPlainText("\n".join(_left_open(today)))
        hand = parts.button(tr("End and hand over"), self.hand_over, kind="primary", key=keys.first("save"), name="close_save")
        wait = parts.button(tr("No successor here"), self.wait, name="close_wait")
        verb = _without_successor(today.shift)
        withdraw = parts.button(verb, self.withdraw, name="close_withdraw")
        back = parts.button(tr("Back"), lambda: self.done.emit(None), key=tr("Esc"), name="close_back")
        note = tr("“No successor here” leaves the handover to the station; “{verb}” ends the duty for good.", verb=verb)
        head = parts.row(parts.label(tr("End the shift"), "title"), None, back, withdraw, wait, hand)
        points = parts.label(tr("Handover points, one a line; what this duty left open is entered already"), "soft", wrap=True)
        self._carried = parts.label(kind="warn", wrap=True, name="carried")
        self._carried.hide()
        said = parts.label(note, "small", wrap=True)
        card = parts.Card(self.form, points, self._points, self._carried, said)
        inside = QWidget()
        inside.setLayout(parts.column(card, None))
        layout = parts.column(head, parts.scrolled(inside), gap=10)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        if self._shift.shared:
            parts.retitle(hand, f"{tr('End on this laptop')}  {keys.first('save')}")
            said.setText(tr("One duty with another laptop: it is handed over there, at the station both stand in one log."))
            for other in (wait, withdraw):
                other.hide()
        keys.bind(self._points, "save", self.hand_over, everywhere=False)
        keys.bind(self, "back", lambda: self.done.emit(None))

    def start(self) -> None:
        if self._shift.shared:
            self._points.setFocus()
        else:
            self.form.focus_first()
        shift = self._shift

        def work(store: Store, _progress: Progress) -> list[str]:
            from checkpoint_app.store import tasks

            return tasks.handover_points(store, shift)

        Operation(self, work, runner=self._window.runner, reading=True).on_success(self._show_carried).start()

    def _show_carried(self, points: list[str]) -> None:
        """What the law still asks for: it goes into the handover whether somebody writes it there or not."""
        if points:
            head = tr("These go into the handover by themselves:")
            self._carried.setText("\n".join((head, *(f"· {point}" for point in points))))
            self._carried.show()

    def hand_over(self) -> None:
        if self._shift.shared:
            self.wait()
            return
        successor = self.form.typed().get("successor")
        if not successor:
            self.form.focus_first()
            dialogs.show_error(self, NoSuccessor())
            return
        self._close(to=str(successor))

    def wait(self) -> None:
        self._close()

    def withdraw(self) -> None:
        self._close(withdrawn=True)

    def _close(self, *, to: str | None = None, withdrawn: bool = False) -> None:
        points = [point.strip() for point in self._points.toPlainText().splitlines() if point.strip()]
        shift = self._shift.id
        early = str(self.form.typed().get("early") or "").strip()
        note = tr("Ended before the planned end: {reason}", reason=early) if early else ""

        def work(store: Store, _progress: Progress) -> Saved[Shift]:
            from checkpoint_app.store import handover

            return handover.close(store, shift, to=to, withdrawn=withdrawn, items=points, note=note)

        Operation(self, work, runner=self._window.runner).on_success(self.done.emit).start()


class NoSuccessor(UserError):
    code = "SUCCESSOR_MISSING"
    message = noop("Nobody is named who takes over.")
    hint = noop("Name the successor, or press “No successor here”.")


def _early(today: Today, window: Window) -> str:
    """The planned end in words, when it is more than a quarter of an hour away."""
    assert today.shift is not None
    end = today.shift.planned_to
    if end is None or end - datetime.now(UTC) < EARLY:
        return ""
    return tr("Planned until {time}", time=end.astimezone(window.fields.zone).strftime("%m-%d %H:%M"))


def _left_open(today: Today) -> list[str]:
    """What the next duty has to know because of this one."""
    found = []
    if today.proposals:
        found.append(tr("{n} {n:entry waits/entries wait} for an officer's confirmation", n=today.proposals))
    if today.parked or today.left:
        found.append(tr("{n} {n:form is/forms are} not finished", n=len(today.parked) + len(today.left)))
    if today.to_print:
        found.append(tr("{n} shift {n:log is/logs are} still to be printed", n=today.to_print))
    return found


def ask_successor(owner: QObject, window: Window, shift: Shift, then: Callable[[Saved[Shift]], object]) -> dialogs.Box:
    """The successor's badge number and password; `then(Saved)` when the handover is confirmed."""
    number, first = line("successor_number", tr("Badge number"))
    password, second = line("successor_password", tr("Password"), secret=True)
    known = next((option for option in window.fields.officers if option.id == shift.successor), None)
    wrong = parts.label(kind="bad", wrap=True, name="successor_error")
    wrong.hide()
    title = tr("Handover of shift {code}", code=shift.code)
    detail = (
        tr("{name} confirms with the own password.", name=known.label)
        if known
        else tr("The successor confirms with the own password.")
    )
    box = dialogs.Box(owner, title, first, second, wrong, detail=detail, name="take")

    def work(store: Store, _progress: Progress) -> Saved[Shift]:
        from checkpoint_app.store import accounts, errors, handover, officers

        given = number.text().strip()
        if not accounts.verify(store, given, password.text()):
            raise errors.WrongPassword
        return handover.take(store, shift.id, by=officers.need(store, given))

    def taken(saved: Saved[Shift]) -> None:
        box.accept()
        then(saved)

    def refused(error: UserError) -> None:
        wrong.setText(f"{error.text()} {error.advice()}")
        wrong.show()
        password.selectAll()
        password.setFocus()

    def confirm() -> None:
        Operation(box, work, runner=window.runner).on_success(taken).on_error(refused).start()

    cancel = parts.button(tr("Later"), box.reject, key=tr("Esc"), name="cancel")
    do = parts.button(tr("Confirm the handover"), confirm, kind="primary", name="do")
    box.buttons(cancel, do)
    number.submitted.connect(password.setFocus)
    password.submitted.connect(confirm)
    if known and known.words:
        number.setText(known.words[0])
    box.open()
    (password if number.text() else number).setFocus()
    return box


def ask_reopen(owner: QObject, window: Window, shift: str, then: Callable[[], object]) -> dialogs.Box:
    """Back on duty after an end that was too early, with a reason; `then` when it is written."""

    def reopen(box: dialogs.Box, reason: str) -> None:
        def work(store: Store, _progress: Progress) -> Saved[Shift]:
            from checkpoint_app.store import handover

            return handover.reopen(store, shift, reason)

        def done(_saved: Saved[Shift]) -> None:
            box.accept()
            then()

        Operation(box, work, runner=window.runner).on_success(done).start()

    return dialogs.ask_reason(owner, tr("Take the shift up again?"), tr("Back on duty"), reopen)


def _without_successor(shift: Shift) -> str:
    """撤卡 is said of a checkpoint; any other duty is 收勤."""
    return tr("Withdraw the checkpoint") if shift.duty == Duty.CHECKPOINT else tr("End without a successor")
