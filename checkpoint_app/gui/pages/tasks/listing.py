"""What is shown of to-dos, read in the read lane. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import tasks as rules
from checkpoint_app.model.tasks import State
from checkpoint_app.store.session import Store
from checkpoint_app.store.tasks_rows import Task

FILTERS: Mapping[str, str] = {
    "mine": noop("Mine and my shift's|tasks"),
    "pressing": noop("Pressing, overdue|tasks"),
    "open": noop("All open|tasks"),
    "done": noop("Done|tasks"),
}
TONES = {State.DONE: "ok", State.PRESSING: "warn", State.OVERDUE: "bad", State.OPEN: "", State.VOID: ""}
MOST_DONE = 500
"""The newest ones; older ones stand on their entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A to-do in words."""

    task: Task
    due: str
    about: str
    owner: str
    state: str
    tone: str
    life: tuple[str, ...]


def rows(store: Store, which: str) -> RowPage:
    """The to-dos of a filter, the most urgent first; what is done, the newest first."""
    return RowPage(rows=[_row(shown) for shown in (tell(store, task) for task in _found(store, which))], after=None)


def _found(store: Store, which: str) -> list[Task]:
    from checkpoint_app.store import shifts, tasks

    now = store.now()
    match which:
        case "mine":
            mine = shifts.open_ones(store, store.account.id)
            return tasks.concerning(store, mine[0] if mine else None)
        case "pressing":
            return [task for task in tasks.every(store, open_only=True) if task.life.at(now) is not State.OPEN]
        case "done":
            done = [(task.life.done, task) for task in tasks.every(store) if task.life.done is not None]
            return [task for _, task in sorted(done, key=lambda one: one[0] or now, reverse=True)[:MOST_DONE]]
        case _:
            return tasks.every(store, open_only=True)


def of_entry(store: Store, entry: str) -> list[Shown]:
    """Those of one entry."""
    from checkpoint_app.store import tasks

    return [tell(store, task) for task in tasks.every(store, entry=entry)]


def tell(store: Store, task: Task) -> Shown:
    from checkpoint_app.store import tasks

    now, names, life = store.now(), store.context().registers, task.life
    state = life.words(now) + (f" {tr('to compare|mark')}" if task.conflict else "")
    return Shown(
        task=task,
        due=task.due_text(now),
        about=tasks.about(store, task),
        owner=names.name("officer", life.owner) if life.owner else "",
        state=state,
        tone=TONES[life.at(now)],
        life=tuple(_happened(store, task)),
    )


def _happened(store: Store, task: Task) -> list[str]:
    """11-20 21:30 到所 王小明: what has happened so far, and what the clock runs from."""
    names = store.context().registers
    found = []
    if task.order.on_arrival and task.life.arrived is None:
        found.append(tr("The arrival is not written down: the clock runs from the disposition."))
    for step in task.steps:
        at = f"{step.at.astimezone(task.zone):%m-%d %H:%M}"
        given = names.name("officer", step.owner) if step.owner else ""
        by = names.name("officer", step.by) if step.by else ""
        told = (
            at,
            rules.step_word(step.kind),
            given,
            rules.special_word(step.special),
            step.document,
            step.approved_by,
            step.note,
            by,
        )
        found.append("  ".join(filter(None, told)))
    return found


def _row(shown: Shown) -> Row:
    return Row(
        id=shown.task.id,
        cells={
            "due": shown.due,
            "task": shown.task.name,
            "about": shown.about,
            "owner": shown.owner,
            "state": shown.state,
        },
        tone=shown.tone,
        data=shown,
    )
