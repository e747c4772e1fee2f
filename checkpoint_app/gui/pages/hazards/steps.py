"""The boxes that carry a hazard on: fixed, not fixed, new deadline, transfer, report, closing, opening again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.dialogs import Box, show_error
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.keys import first
from checkpoint_app.gui.pages.register_form import field, shown
from checkpoint_app.gui.runner import Operation, Progress, Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.hazards import StepKind
from checkpoint_app.model.template import Choice, Field
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.store.hazards_rows import Hazard

BOX_PX = 640
ASKED = {
    StepKind.FIXED: ("at", "photos", "note"),
    StepKind.NOT_FIXED: ("at", "deadline", "photos", "note"),
    StepKind.PARTLY: ("at", "deadline", "photos", "note"),
    StepKind.DEADLINE: ("deadline", "document", "note"),
    StepKind.TRANSFER: ("receiver", "document", "at", "note"),
    StepKind.REPORT: ("receiver", "document", "at", "note"),
    StepKind.CLOSE: ("reason",),
    StepKind.REOPEN: ("reason",),
}
"""What each step asks for; the first empty one has the cursor."""


def verb(kind: str) -> str:
    """What the button of a step says."""
    words = {
        "FIXED": tr("Fixed|verb"),
        "NOT_FIXED": tr("Not fixed|verb"),
        "PARTLY": tr("Partly fixed|verb"),
        "DEADLINE": tr("New deadline|verb"),
        "TRANSFER": tr("Transfer|verb"),
        "REPORT": tr("Report|verb"),
        "CLOSE": tr("Close|hazard verb"),
        "REOPEN": tr("Open again|verb"),
    }
    return words[kind]


class StepBox(Box):
    """Asks for what a step needs and writes it; closes only when it is written."""

    def __init__(
        self,
        owner: QWidget,
        hazard: Hazard,
        kind: StepKind,
        done: Callable[[Saved[Hazard]], object],
        *,
        runner: Runner,
        context: FieldContext,
    ) -> None:
        self.form = Form(context)
        for key in ASKED[kind]:
            self.form.add(_field(key))
        self.form.resize(theme.px(BOX_PX) - 48, self.form.height())
        self.form.arrange()
        super().__init__(owner, verb(kind), self.form, detail=hazard.name, name="step")
        self._hazard, self._kind, self._done, self._runner = hazard, kind, done, runner
        self.error = parts.label(kind="bad", wrap=True, name="unplaced")
        self.error.hide()
        self.layout().addWidget(self.error)  # type: ignore[union-attr]
        self._save = parts.button(verb(kind), self.save, kind="primary", key=first("save"), name="save")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), self._save)
        self.setFixedWidth(theme.px(BOX_PX))
        self.form.save_requested.connect(self.save)
        self.open()
        next(row.field for row in self.form.rows.values() if row.field.field.key != "at" or len(self.form.rows) == 1).setFocus()

    def save(self) -> None:
        if not self._save.isEnabled():
            return
        self._save.setEnabled(False)
        record, kind, values = self._hazard.id, self._kind, self.form.values()

        def work(store: Store, _progress: Progress) -> Saved[Hazard]:
            return write(store, record, kind, values)

        Operation(self, work, runner=self._runner).on_success(self._written).on_error(self._refused).start()

    def _written(self, saved: Saved[Hazard]) -> None:
        self.accept()
        self._done(saved)

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        problems = getattr(error, "problems", None)
        if problems is None and error.code != "REASON_NEEDED":
            show_error(self, error)
            return
        found = problems or []
        self.form.set_problems(found)
        rest = [problem.text() for problem in self.form.unplaced(found)] or ([] if found else [error.text()])
        self.error.setText("\n".join(rest))
        self.error.setVisible(bool(rest))


def write(store: Store, record: str, kind: str, values: dict[str, Any]) -> Saved[Hazard]:
    """One step from what the box holds. Raises what `hazards.add_step` raises, and Refused for a time or day that is none."""
    from checkpoint_app.model import timing
    from checkpoint_app.model.kinds import date as days
    from checkpoint_app.model.problems import error
    from checkpoint_app.store import errors, hazards

    at, deadline = values.get("at"), values.get("deadline")
    day: date | None = days.read(deadline) if deadline else None
    if deadline and day is None:
        raise errors.Refused([error("DATE_FORMAT", "deadline", text=str(deadline))])
    try:
        moment = timing.from_text(str(at), store.unit.tz()) if at else None
    except ValueError:
        raise errors.Refused([error("AT_FORMAT", "at", at=str(at))]) from None
    return hazards.add_step(
        store,
        record,
        kind,
        at=moment,
        deadline=day,
        receiver=str(values.get("receiver") or ""),
        document=str(values.get("document") or ""),
        note=str(values.get("note") or values.get("reason") or ""),
        photos=values.get("photos") or (),
    )


def _field(key: str) -> Field:
    match key:
        case "at":
            return field("at", tr("Happened at"), kind="datetime", hint=tr("Empty: now"))
        case "deadline":
            return field("deadline", tr("New deadline"), kind="date")
        case "receiver":
            found = lists.choices()["fire_authorities"]
            choices = tuple(Choice(code=choice.code, label=choice.label) for choice in found)
            return Field(key="receiver", kind="choice", label=shown(tr("To whom")), choices=choices)
        case "document":
            return field("document", tr("Document and number"))
        case "photos":
            return field("photos", tr("Photos (no faces)"), kind="photos")
        case "reason":
            return field("reason", tr("Reason"), kind="note", required=True)
        case _:
            return field("note", tr("Note"), kind="note")
