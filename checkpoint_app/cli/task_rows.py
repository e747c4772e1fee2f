"""To-dos as JSON objects and table rows (see `nouns`), with the steps of their life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkpoint_app.cli import nouns
from checkpoint_app.cli.nouns import Face
from checkpoint_app.i18n import tr
from checkpoint_app.model import tasks as rules
from checkpoint_app.model import timing

if TYPE_CHECKING:
    from checkpoint_app.model.tasks import Step
    from checkpoint_app.store.session import Store
    from checkpoint_app.store.tasks_rows import Task


def tasks(store: Store) -> Face[Task]:
    from checkpoint_app.store import tasks as source

    names, now = store.context().registers, store.now()
    return Face(
        lambda task: to_object(store, task),
        [tr("Due|task"), tr("To do|task"), tr("About|task"), tr("Owner|task"), tr("State|column"), tr("Id")],
        lambda task: [
            task.due_text(now),
            task.name,
            source.about(store, task),
            names.name("officer", task.life.owner) if task.life.owner else "",
            task.life.words(now),
            task.id,
        ],
    )


def to_object(store: Store, task: Task) -> dict[str, object]:
    """Codes, ids and stored times; names beside the ids of rule and owner."""
    names, life = store.context().registers, task.life
    return {
        "id": task.id,
        "rule": task.order.rule,
        "name": task.name,
        "law": task.law,
        "entry": task.entry,
        "shift": task.shift,
        "disposition": task.disposition,
        "document": task.document,
        "owner": life.owner,
        "owner_name": names.name("officer", life.owner) if life.owner else "",
        "start": timing.to_text(life.start),
        "due": timing.to_text(life.due) if life.due else None,
        "state": life.at(store.now()).value,
        "open": life.open,
        "done_at": timing.to_text(life.done) if life.done else None,
        "late": life.late,
        "steps": [_step(step) for step in task.steps],
        "conflict": task.conflict,
    }


def _step(step: Step) -> dict[str, object]:
    content: dict[str, object] = {"id": step.id, "kind": step.kind, "at": timing.to_text(step.at), "by": step.by}
    more = {
        "document": step.document,
        "note": step.note,
        "approved_by": step.approved_by,
        "special": step.special,
        "owner": step.owner,
    }
    return content | {key: value for key, value in more.items() if value}


def pairs(store: Store, task: Task) -> list[tuple[str, str]]:
    """A to-do as labels and values for people, its life last."""
    face = tasks(store)
    names, zone = store.context().registers, store.unit.tz()
    steps = [
        "  ".join(
            filter(
                None,
                (
                    nouns.moment(step.at, zone),
                    rules.step_word(step.kind),
                    step.document,
                    step.approved_by,
                    step.note,
                    names.name("officer", step.owner) if step.owner else "",
                    names.name("officer", step.by) if step.by else "",
                ),
            )
        )
        for step in task.steps
    ]
    shown = list(zip(face.heads, face.to_row(task), strict=True))
    return [*shown, (tr("Law|task"), task.law), (tr("Life|hazard"), "\n".join(steps) or "—")]
