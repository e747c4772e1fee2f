"""The boxes that carry a hazard on: fixed, not fixed, new deadline, transfer, report, closing, opening again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.pages.register_form import field, shown
from checkpoint_app.gui.pages.step_box import StepBox, moment_of
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.hazards import StepKind
from checkpoint_app.model.template import Choice, Field
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.store.hazards_rows import Hazard

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


def ask(
    owner: QWidget,
    hazard: Hazard,
    kind: StepKind,
    done: Callable[[Saved[Hazard]], object],
    *,
    runner: Runner,
    context: FieldContext,
) -> StepBox[Hazard]:
    """Asks for what a step needs and writes it."""
    fields = [_field(key) for key in ASKED[kind]]
    record = hazard.id

    def written(store: Store, values: dict[str, Any]) -> Saved[Hazard]:
        return write(store, record, kind, values)

    return StepBox(owner, verb(kind), hazard.name, fields, written, done, runner=runner, context=context)


def write(store: Store, record: str, kind: str, values: dict[str, Any]) -> Saved[Hazard]:
    """One step from what the box holds. Raises what `hazards.add_step` raises, and Refused for a time or day that is none."""
    from checkpoint_app.model.kinds import date as days
    from checkpoint_app.model.problems import error
    from checkpoint_app.store import errors, hazards

    deadline = values.get("deadline")
    day: date | None = days.read(deadline) if deadline else None
    if deadline and day is None:
        raise errors.Refused([error("DATE_FORMAT", "deadline", text=str(deadline))])
    moment = moment_of(store, values)
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
