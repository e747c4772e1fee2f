"""To-dos that the law ties to a disposition: read, carried on, handed over. The rows are in `tasks_rows`, the rules in `model.tasks`.

`follow` keeps them in step with the entry in the transaction that writes it: recorded, corrected, void, taken back. Everything else — done,
extended, arrived, given on — is a step of the to-do alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app import lists
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import ids, tasks, text, timing
from checkpoint_app.model.problems import Problem, error, info, is_refused, register, warn
from checkpoint_app.model.records import Entry, EntryState, Shift
from checkpoint_app.model.tasks import Rule, State, Step, StepKind
from checkpoint_app.model.template import ROW, Field, Template
from checkpoint_app.store import entries_rows, errors, following, officers, registers, tasks_rows, templates
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.tasks_rows import COLUMNS, STEPS, Task

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

register(
    {
        "TASK_STEP_UNKNOWN": noop("A to-do knows no step “{step}”; there are: {known}."),
        "TASK_STEP_UNFIT": noop("“{step}” does not go with a to-do that is “{state}”."),
        "TASK_DONE_BARE": noop("Neither document nor note says what was done: add one when it is known."),
        "TASK_DONE_LATE": noop("Done after the limit {due}."),
        "TASK_EXTENDED_LATE": noop("Extended after the limit {due} had passed."),
        "TASK_APPROVER_MISSING": noop("Who approved is missing: {who} has to."),
        "TASK_OWNER_MISSING": noop("Name the officer who takes it on."),
        "TASK_SPECIAL_UNKNOWN": noop("“{code}” is none of: {known}."),
        "TASK_ESCORT": noop("Between 21:00 and 07:00 family has to fetch this person, or an officer brings them home."),
        "TASK_BEFORE_START": noop("The time {at} lies before the disposition."),
    }
)
HANDED_OVER_WITHIN = timedelta(hours=24)
"""What an earlier duty of this place left open goes into the handover when it falls due within this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many to-dos are open, and how many of them are pressing or overdue."""

    open: int = 0
    pressing: int = 0
    overdue: int = 0


# Read


def get(store: Store, record: str) -> Task:
    """By id. Raises Unknown."""
    found = store.row(f"SELECT {COLUMNS} FROM task WHERE id=?", (record,))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("task"), name=record)
    return tasks_rows.to_task(store, found)


def every(
    store: Store, *, entry: str = "", shift: str = "", owner: str = "", open_only: bool = False, void: bool = False
) -> list[Task]:
    """To-dos by the time they fall due, those to be done at once first; void ones on demand."""
    where, values = ["1=1"], []
    for clause, value in (("entry=?", entry), ("shift=?", shift), ("owner=?", owner)):
        if value:
            where.append(clause)
            values.append(value)
    if open_only:
        where.append("open=1")
    rows = store.rows(f"SELECT {COLUMNS} FROM task WHERE {' AND '.join(where)}", values)
    found = [tasks_rows.to_task(store, row) for row in rows]
    return sorted((task for task in found if void or not task.void), key=_urgency)


def _urgency(task: Task) -> tuple[datetime, datetime, str]:
    return (task.life.due or task.life.start, task.life.start, task.id)


def concerning(store: Store, shift: Shift | None) -> list[Task]:
    """The open ones that somebody on duty has to look at: the account's own, those of this shift and of the one it took over."""
    near = {*_joined(store, shift), shift.previous} if shift is not None else set()
    return [task for task in every(store, open_only=True) if task.life.owner == store.account.id or task.shift in near]


def waiting(store: Store, shift: Shift | None) -> Waiting:
    """How many of them there are."""
    now = store.now()
    states = [task.life.at(now) for task in concerning(store, shift)]
    return Waiting(open=len(states), pressing=states.count(State.PRESSING), overdue=states.count(State.OVERDUE))


def left_open(store: Store, shift: Shift) -> list[Task]:
    """What a handover carries: all that this shift left open, and of earlier duties at this place what falls due within a day."""
    soon, own = store.now() + HANDED_OVER_WITHIN, _joined(store, shift)
    earlier = {
        row[0] for row in store.rows("SELECT id FROM shift WHERE site=? AND duty=? AND id<>?", (shift.site, shift.duty, shift.id))
    }
    return [
        task
        for task in every(store, open_only=True)
        if task.shift in own or (task.shift in earlier and (task.life.due is None or task.life.due <= soon))
    ]


def _joined(store: Store, shift: Shift) -> set[str]:
    """The shift and those that were joined to it."""
    return {
        shift.id,
        *(row[0] for row in store.rows("SELECT id FROM shift WHERE json_extract(body, '$.merged_into')=?", (shift.id,))),
    }


def handover_points(store: Store, shift: Shift) -> list[str]:
    """待办：扣留机动车报批（…0231号），11-21 02:30 前，王小明: one sentence for each, in the language of the moment."""
    names = store.context().registers
    found = []
    for task in left_open(store, shift):
        what = f"{task.name} {task.document}".strip()
        owner = names.name("officer", task.life.owner) if task.life.owner else "—"
        at = f"{task.order.start.astimezone(store.unit.tz()):%m-%d %H:%M}"
        if task.life.due is None:
            found.append(tr("To do: {what} (entry of {at}), at once, {owner}|handover", what=what, at=at, owner=owner))
        else:
            due = task.due_text(store.now())
            found.append(tr("To do: {what} (entry of {at}), by {due}, {owner}|handover", what=what, at=at, due=due, owner=owner))
    return found


def about(store: Store, task: Task) -> str:
    """扣留机动车 豫L·12345 …0231号: the disposition, what the entry says first, the document; what is not here is left out."""
    from checkpoint_app.model import display

    word = lists.word("dispositions", task.disposition)
    row = store.row(f"SELECT {entries_rows.COLUMNS} FROM entry WHERE id=?", (task.entry,))
    shown = ""
    if row is not None:
        entry = entries_rows.to_entry(row)
        template = templates.get(store, entry.template)
        key = template.list_columns[min(1, len(template.list_columns) - 1)].key
        shown = display.cell(template, key, entry.values, store.context(), {})
        written = [
            str(entry.values.get(field.key, "")) for field in template.todos if task.order.rule == f"{template.id}.{field.key}"
        ]
        shown = "  ".join(filter(None, (shown, *written)))
    return "  ".join(filter(None, (word, shown, task.document)))


# Write


def add_step(
    store: Store,
    record: str,
    kind: str,
    *,
    at: datetime | None = None,
    document: str = "",
    note: str = "",
    approved_by: str = "",
    special: str = "",
    owner: str = "",
) -> Saved[Task]:
    """Something that happened to a to-do. Raises Unknown (to-do, officer), Refused, ReasonNeeded (taking it up again)."""
    task = get(store, record)
    moment = at or store.now()
    receiver = officers.need(store, owner).id if owner and kind == StepKind.GIVEN else ""
    problems = _check(task, kind, moment, given=receiver, special=special)
    if is_refused(problems):
        raise errors.Refused(problems)
    if kind == StepKind.REOPENED and not note.strip():
        raise errors.ReasonNeeded(what=tasks.step_word(kind))
    problems += _oddities(task, kind, moment, said=bool(document.strip() or note.strip()), approved=bool(approved_by.strip()))
    rung = tasks.next_rung(task.order, task.life) if kind == StepKind.EXTENDED else 0
    step = Step(
        id=ids.uuid7(),
        kind=kind,
        at=moment,
        by=store.account.id,
        document=_clean(document),
        note=_clean(note),
        rung=rung or 0,
        approved_by=_clean(approved_by),
        special=special,
        owner=receiver,
    )
    with store.transaction() as transaction:
        seq = following.change(transaction, "task", record, {"rows": {STEPS: {step.id: tasks_rows.of_step(step)}}})
    return Saved(value=get(store, record), problems=tuple(problems), changes=transaction.changes, seq=seq)


def _check(task: Task, kind: str, at: datetime, *, given: str, special: str) -> list[Problem]:
    if kind not in set(StepKind):
        return [error("TASK_STEP_UNKNOWN", "step", step=kind, known=", ".join(StepKind))]
    if not tasks.possible(kind, task.order, task.life):
        return [error("TASK_STEP_UNFIT", "step", step=tasks.step_word(kind), state=task.life.words(at))]
    if kind == StepKind.GIVEN and not given:
        return [error("TASK_OWNER_MISSING", "owner")]
    if special and special not in tasks.SPECIAL_LABELS:
        return [error("TASK_SPECIAL_UNKNOWN", "special", code=special, known=", ".join(tasks.SPECIAL_LABELS))]
    return []


def _oddities(task: Task, kind: str, at: datetime, *, said: bool, approved: bool) -> Iterator[Problem]:
    life, due = task.life, task.due_text(at)
    if at < task.order.start:
        yield warn("TASK_BEFORE_START", "at", at=f"{at.astimezone(task.zone):%Y-%m-%d %H:%M}")
    late = life.due is not None and at > life.due
    if kind == StepKind.DONE:
        if not said:
            yield warn("TASK_DONE_BARE", "document")
        if late:
            yield warn("TASK_DONE_LATE", "at", due=due)
        if tasks.escorted_home(task.order, life, at, task.zone):
            yield info("TASK_ESCORT", "note")
    if kind == StepKind.EXTENDED:
        if late:
            yield warn("TASK_EXTENDED_LATE", "at", due=due)
        if not approved:
            yield warn("TASK_APPROVER_MISSING", "approved_by", who=tasks.approver(task.order.rule, life.rung + 1))


def take_back(store: Store, record: str, step: str, reason: str) -> Saved[Task]:
    """A step entered by mistake no longer counts; the journal keeps it. Raises Unknown, ReasonNeeded."""
    if not reason.strip():
        raise errors.ReasonNeeded(what=tr("taking a step back"))
    if step not in {one.id for one in get(store, record).steps}:
        raise errors.Unknown(noun=tr("step"), name=step)
    with store.transaction() as transaction:
        body = {"rows": {STEPS: {step: None}}, "reason": _clean(reason)}
        seq = following.change(transaction, "task", record, body)
    return Saved(value=get(store, record), changes=transaction.changes, seq=seq)


def _clean(written: str) -> str:
    return text.clean_text(written, multiline=True).strip()


# Following the entries


def follow(transaction: Transaction, entry: str) -> None:
    """Brings the to-dos of an entry in step with it. Called after each line of the entry."""
    found = transaction.db.execute(
        "SELECT template, body, personal, fleeting, EXISTS (SELECT 1 FROM task WHERE task.entry = entry.id) FROM entry WHERE id=?",
        (entry,),
    ).fetchone()
    template = templates.get(transaction.store, found[0]) if found else None
    if template is None or not (found[4] or concern(template, found[1:4])):
        return  # most checks let the car go: saving a plate asks no more
    row = transaction.db.execute(f"SELECT {entries_rows.COLUMNS} FROM entry WHERE id=?", (entry,)).fetchone()
    written = entries_rows.to_entry(row)
    known = [record for (record,) in transaction.db.execute("SELECT id FROM task WHERE entry=? ORDER BY id", (entry,))]
    following.keep(transaction, "task", written, _wanted(transaction.store, written, template), known)


def concern(template: Template, parts: Sequence[str | None]) -> bool:
    """Whether something that has to be done stands anywhere in the stored values: quicker than reading them."""
    return any(mark in part for part in parts if part for mark in template.task_marks)


def _wanted(store: Store, entry: Entry, template: Template) -> dict[str, dict[str, Any]]:
    """To-do id → what the entry says of it."""
    if entry.state is EntryState.VOID:
        return {}
    day = timing.local(entry.at, store.unit.tz()).date()
    findings = entry.values.get("findings")
    codes = [str(code) for code in findings] if isinstance(findings, list) else []
    asked = {
        ids.task_id(entry.id, place, rule.key): _content(entry, code, rule, said)
        for place, code, said in _dispositions(entry, template)
        for rule in tasks.rules_for(code, day, codes)
    }
    for field in template.todos:
        until = entry.values.get(field.todo_by or "")
        if until and entry.values.get(field.key):
            asked[ids.task_id(entry.id, field.key, template.id)] = _written(entry, template, field, str(until))
    return asked


def _written(entry: Entry, template: Template, field: Field, until: str) -> dict[str, Any]:
    """A text that the form wants done by a date; the text itself stays in the entry."""
    return {
        "entry": entry.id,
        "shift": entry.shift,
        "rule": f"{template.id}.{field.key}",
        "title": {
            language: f"{template.title.get(language, template.title['zh'])} {word}" for language, word in field.label.items()
        },
        "start": timing.to_text(entry.at),
        "owner": entry.checked_by[0] if entry.checked_by else "",
        "until": until,
    }


def _dispositions(entry: Entry, template: Template) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(field or row, code, what stands beside it) of each disposition; one that a row tells in full is not taken twice."""
    in_rows = [
        (str(row.get(ROW)), str(row[key]), row)
        for table, key, codes in template.deadline_codes
        if table is not None
        for row in _rows(entry.values.get(table))
        if row.get(key) in codes
    ]
    told = {code for _, code, _ in in_rows}
    for table, key, codes in template.deadline_codes:
        value = entry.values.get(key)
        if table is None and isinstance(value, str) and value in codes and value not in told:
            yield key, value, entry.values
    yield from in_rows


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _content(entry: Entry, code: str, rule: Rule, said: Mapping[str, Any]) -> dict[str, Any]:
    content = {
        "entry": entry.id,
        "shift": entry.shift,
        "rule": rule.key,
        "disposition": code,
        "start": timing.to_text(entry.at),
        "owner": entry.checked_by[0] if entry.checked_by else "",
        "document": said.get("document"),
        "limits": [tasks_rows.of_limit(limit) for limit in rule.limits],
        "special": tasks_rows.of_limit(rule.special) if rule.special else None,
        "on_arrival": rule.on_arrival,
        "answered": _answered(entry, rule, said),
    }
    return {key: value for key, value in content.items() if value}


def _answered(entry: Entry, rule: Rule, said: Mapping[str, Any]) -> str | None:
    """When it was done, if the entry itself says so: a moment, or something that is only there when it is done."""
    given = next((said[key] for key in rule.answered_by if said.get(key)), None)
    if given is None:
        return None
    try:
        return timing.to_text(timing.from_text(str(given)))
    except ValueError:
        return timing.to_text(entry.at)
