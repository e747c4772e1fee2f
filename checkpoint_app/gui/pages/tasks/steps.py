"""The boxes that carry a to-do on: done, arrived, extended, given on, taken up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.pages.register_form import choice, field
from checkpoint_app.gui.pages.step_box import StepBox, moment_of
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model import tasks as rules
from checkpoint_app.model.tasks import StepKind
from checkpoint_app.model.template import Field
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store
from checkpoint_app.store.tasks_rows import Task

ASKED = {
    StepKind.DONE: ("document", "note", "at"),
    StepKind.ARRIVED: ("special", "at"),
    StepKind.EXTENDED: ("approved_by", "document", "at"),
    StepKind.GIVEN: ("owner", "note"),
    StepKind.REOPENED: ("reason",),
}


def verb(kind: str) -> str:
    """What the button of a step says."""
    words = {
        "DONE": tr("Done|task verb"),
        "ARRIVED": tr("Arrival|task verb"),
        "EXTENDED": tr("Extend|task verb"),
        "GIVEN": tr("Give on|task verb"),
        "REOPENED": tr("Take up again|task verb"),
    }
    return words[kind]


def ask(
    owner: QWidget,
    task: Task,
    kind: StepKind,
    done: Callable[[Saved[Task]], object],
    *,
    runner: Runner,
    context: FieldContext,
) -> StepBox[Task]:
    """Asks for what a step needs and writes it."""
    record = task.id

    def write(store: Store, values: dict[str, Any]) -> Saved[Task]:
        from checkpoint_app.store import tasks

        texts = {key: str(values.get(key) or "") for key in ("document", "approved_by", "special", "owner")}
        note = str(values.get("note") or values.get("reason") or "")
        return tasks.add_step(store, record, kind, at=moment_of(store, values), note=note, **texts)

    fields = [_field(key, task) for key in ASKED[kind]]
    what = "  ".join((task.name, _limit_words(task, kind))).strip()
    return StepBox(owner, verb(kind), what, fields, write, done, runner=runner, context=context)


def _limit_words(task: Task, kind: StepKind) -> str:
    """What an extension leads to."""
    rung = rules.next_rung(task.order, task.life)
    if kind is not StepKind.EXTENDED or rung is None:
        return task.document
    return tr("from {now} to {then}", now=task.order.limits[task.life.rung].words(), then=task.order.limits[rung].words())


def _field(key: str, task: Task) -> Field:
    match key:
        case "at":
            return field("at", tr("Happened at"), kind="datetime", hint=tr("Empty: now"))
        case "document":
            return field("document", tr("Document and number"))
        case "approved_by":
            rung = rules.next_rung(task.order, task.life) or 0
            return field("approved_by", tr("Approved by|task"), hint=rules.approver(task.order.rule, rung))
        case "special":
            return choice("special", tr("Special person: four hours only"), rules.SPECIAL_LABELS, hint=tr("Empty: none of these"))
        case "owner":
            return field("owner", tr("New owner|task"), kind="officer", required=True)
        case "reason":
            return field("reason", tr("Reason"), kind="note", required=True)
        case _:
            return field("note", tr("Note"), kind="note")
