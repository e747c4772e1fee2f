"""Hazards: what the fire checks found, and what became of it. The rows are in `hazards_rows`, the rules of their life in `model.hazards`.

`follow` keeps the hazards in step with the checks and rechecks that report on them, in the transaction that writes the entry: recorded,
corrected, void, taken back. A station that has taken in lines of other laptops calls it for the entries they touched: what one voided while
another corrected it is settled there. Everything else — a new deadline, a transfer, a report, closing — is a step of the hazard alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from checkpoint_app import lists
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain, hazards, ids, text, timing
from checkpoint_app.model.hazards import RECHECKED, Step, StepKind
from checkpoint_app.model.kinds import kind_of
from checkpoint_app.model.problems import Problem, error, is_refused, register, warn
from checkpoint_app.model.records import Entry, EntryState
from checkpoint_app.model.template import ROW, Field, Template
from checkpoint_app.store import (
    attachments,
    entries_rows,
    errors,
    following,
    hazards_rows,
    journal,
    registers,
    school_rules,
    templates,
)
from checkpoint_app.store.driver import Connection
from checkpoint_app.store.hazards_rows import COLUMNS, STEPS, Hazard
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

register(
    {
        "HAZARD_STEP_UNKNOWN": noop("A hazard knows no step “{step}”; there are: {known}."),
        "HAZARD_STEP_UNFIT": noop("“{step}” does not go with a hazard that is “{state}”."),
        "HAZARD_DEADLINE_MISSING": noop("The new deadline is missing."),
        "HAZARD_DEADLINE_PAST": noop("The deadline {day} lies before the day it was set."),
        "HAZARD_DEADLINE_LONG": noop("The deadline {day} is more than {days} days away."),
        "HAZARD_RECEIVER_MISSING": noop("Who receives it is missing: add it when it is known."),
    }
)
_FOUND = ("kind", "place", "order", "deadline", "photos")


# Read


def get(store: Store, record: str) -> Hazard:
    """By id. Raises Unknown."""
    found = store.row(f"SELECT {COLUMNS} FROM hazard WHERE id=?", (record,))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("hazard"), name=record)
    return hazards_rows.to_hazard(found)


def every(
    store: Store, *, site: str = "", entry: str = "", open_only: bool = False, first: str = "", last: str = "", void: bool = False
) -> list[Hazard]:
    """Hazards found on the inclusive business days `first`…`last`, oldest first, in the order of their checks; void ones on demand."""
    where, values = ["1=1"], []
    for clause, value in (("site=?", site), ("entry=?", entry)):
        if value:
            where.append(clause)
            values.append(value)
    if open_only:
        where.append("open=1")
    if not void:
        where.append("state <> 'VOID'")
    if first or last:
        start, end = timing.day_bounds(
            date.fromisoformat(first or "1970-01-01"),
            date.fromisoformat(last or "9000-01-01"),
            store.unit.tz(),
            store.unit.day_start,
        )
        where.append("found_at >= ? AND found_at < ?")
        values += [timing.to_text(start), timing.to_text(end)]
    rows = store.rows(f"SELECT {COLUMNS} FROM hazard WHERE {' AND '.join(where)}", values)
    found = [hazards_rows.to_hazard(row) for row in rows]
    return sorted(found, key=lambda hazard: (hazard.found_at, hazard.entry, hazard.row))


def open_ones(store: Store, *, site: str = "") -> list[Hazard]:
    """What is still to be done, of all premises or of one."""
    return every(store, site=site, open_only=True)


def named(store: Store) -> list[tuple[str, str, str]]:
    """(id, name with its premises, premises while a recheck has to report on it) of every hazard, the open ones first."""
    names, day = store.context().registers, today(store)
    found = []
    for hazard in every(store):
        life, premises = hazard.life, names.name("site", hazard.site)
        awaited = life.open and hazard.found.order != hazards.OF_A_TRANSFER
        text = f"{hazard.name}  {premises}" if life.open else f"{hazard.name}  {premises}  {life.words(day)}"
        found.append((hazard.id, text, hazard.site if awaited else ""))
    return sorted(found, key=lambda one: one[2] == "")


def count_open(store: Store) -> tuple[int, int]:
    """How many are open, and how many of them are past their deadline today; what was transferred is not overdue."""
    found = store.row(
        "SELECT count(*), sum(deadline < ? AND state <> 'TRANSFERRED') FROM hazard WHERE open=1", (today(store).isoformat(),)
    )
    return (int(found[0]), int(found[1] or 0)) if found else (0, 0)


def today(store: Store) -> date:
    """The date at the unit."""
    return timing.local(store.now(), store.unit.tz()).date()


def find(db: Connection, name: str) -> str | None:
    """The id for an id, or for the name of the only open hazard that is called so."""
    if db.execute("SELECT 1 FROM hazard WHERE id=?", (name,)).fetchone():
        return name
    rows = db.execute(f"SELECT {COLUMNS} FROM hazard WHERE open=1").fetchall()
    fitting = [hazard.id for hazard in map(hazards_rows.to_hazard, rows) if text.fold(hazard.name) == text.fold(name.strip())]
    return fitting[0] if len(fitting) == 1 else None


def attributes(db: Connection, record: str) -> dict[str, Any]:
    """What field kinds may ask of a hazard, as of a register's row."""
    found = db.execute(f"SELECT {COLUMNS} FROM hazard WHERE id=?", (record,)).fetchone()
    if found is None:
        return {}
    hazard = hazards_rows.to_hazard(found)
    return {"name": hazard.name, "kind": hazard.found.kind, "place": hazard.found.place, "site": hazard.site}


def findings(store: Store, template: Template, values: Mapping[str, Any], at: datetime) -> list[Problem]:
    """What is odd about the deadlines in a check or recheck."""
    day = timing.local(at, store.unit.tz()).date()
    found: list[Problem] = []
    for table in filter(None, (template.hazards, template.rechecks)):
        for number, row in enumerate(_rows(values, table)):
            found += [problem.at(f"{table}[{number}].deadline") for problem in _deadline_problems(row.get("deadline"), day)]
    return found


def _deadline_problems(deadline: object, day: date) -> list[Problem]:
    if not isinstance(deadline, str) or not deadline:
        return []
    days = (date.fromisoformat(deadline) - day).days
    if days < 0:
        return [warn("HAZARD_DEADLINE_PAST", "deadline", day=deadline)]
    if days > hazards.DAYS_BY_DATE:
        return [warn("HAZARD_DEADLINE_LONG", "deadline", day=deadline, days=hazards.DAYS_BY_DATE)]
    return []


# Write


def add_step(
    store: Store,
    record: str,
    kind: str,
    *,
    at: datetime | None = None,
    deadline: date | None = None,
    receiver: str = "",
    document: str = "",
    note: str = "",
    photos: Sequence[str] = (),
) -> Saved[Hazard]:
    """Something that happened to a hazard outside a recheck. Raises Unknown, Refused, ReasonNeeded (closing, opening again)."""
    hazard = get(store, record)
    problems = [*_check_step(hazard, kind, deadline, receiver, at or store.now(), store), *_check_photos(store, photos)]
    if is_refused(problems):
        raise errors.Refused(problems)
    if kind in (StepKind.CLOSE, StepKind.REOPEN) and not note.strip():
        raise errors.ReasonNeeded(what=lists.word("hazard_steps", kind))
    step = Step(
        id=ids.uuid7(),
        kind=kind,
        at=at or store.now(),
        by=store.account.id,
        deadline=deadline,
        receiver=_clean(receiver),
        document=_clean(document),
        note=_clean(note),
        photos=tuple(photos),
    )
    with store.transaction() as transaction:
        seq = following.change(transaction, "hazard", record, {"rows": {STEPS: {step.id: hazards_rows.of_step(step)}}})
    return Saved(value=get(store, record), problems=tuple(problems), changes=transaction.changes, seq=seq)


def _check_photos(store: Store, photos: Sequence[str]) -> list[Problem]:
    """As the form of an entry checks its own."""
    field = Field(key="photos", kind="photos", label={"zh": "", "en": ""})
    _, problems = kind_of(field).parse(field, list(photos), store.context())
    found = [problem.at("photos") for problem in problems]
    return found or [error("PHOTO_UNKNOWN", "photos", sha=sha[:12]) for sha in attachments.absent(store, list(photos))]


def _check_step(hazard: Hazard, kind: str, deadline: date | None, receiver: str, at: datetime, store: Store) -> list[Problem]:
    if kind not in set(StepKind):
        return [error("HAZARD_STEP_UNKNOWN", "step", step=kind, known=", ".join(StepKind))]
    day = timing.local(at, store.unit.tz()).date()
    if not hazards.possible(kind, hazard.life):
        state = hazard.life.words(day)
        return [error("HAZARD_STEP_UNFIT", "step", step=lists.word("hazard_steps", kind), state=state)]
    if kind == StepKind.DEADLINE and deadline is None:
        return [error("HAZARD_DEADLINE_MISSING", "deadline")]
    problems = _deadline_problems(deadline.isoformat() if deadline else None, day)
    if kind in (StepKind.TRANSFER, StepKind.REPORT) and not receiver.strip():
        problems.append(warn("HAZARD_RECEIVER_MISSING", "receiver"))
    return problems


def take_back(store: Store, record: str, step: str, reason: str) -> Saved[Hazard]:
    """A step entered by mistake no longer counts; the journal keeps it. One of a recheck is corrected there.

    Raises Unknown, ReasonNeeded.
    """
    if not reason.strip():
        raise errors.ReasonNeeded(what=tr("taking a step back"))
    hazard = get(store, record)
    if step not in {one.id for one in hazard.steps if not one.entry}:
        raise errors.Unknown(noun=tr("step"), name=step)
    with store.transaction() as transaction:
        seq = following.change(transaction, "hazard", record, {"rows": {STEPS: {step: None}}, "reason": _clean(reason)})
    return Saved(value=get(store, record), changes=transaction.changes, seq=seq)


def _clean(written: str) -> str:
    return text.clean_text(written, multiline=True).strip()


# Following the entries


def follow(transaction: Transaction, entry: str) -> None:
    """Brings the hazards that an entry found or reports on in step with it. Called after each line of the entry."""
    form = transaction.db.execute("SELECT template FROM entry WHERE id=?", (entry,)).fetchone()
    template = templates.get(transaction.store, form[0]) if form else None
    if template is None or not concern(template):
        return  # most entries: saving a plate asks no more
    row = transaction.db.execute(f"SELECT {entries_rows.COLUMNS} FROM entry WHERE id=?", (entry,)).fetchone()
    written = entries_rows.to_entry(row)
    if template.hazards is not None:
        _follow_found(transaction, written, _found_of(transaction.store, written, template))
    if template.rechecks is not None:
        _follow_steps(transaction, written, _steps_of(written, template))


def concern(template: Template) -> bool:
    """Whether entries of this form find hazards or report on them."""
    return template.hazards is not None or template.rechecks is not None


def follow_shift(transaction: Transaction, shift: str) -> None:
    """Every entry of a shift whose place has changed: one without a place of its own belongs to the shift's."""
    for (entry,) in transaction.store.rows("SELECT id FROM entry WHERE shift=?", (shift,)):
        follow(transaction, entry)


def _rows(values: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    found = values.get(table)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _found_of(store: Store, entry: Entry, template: Template) -> dict[str, dict[str, Any]]:
    """Hazard id → what the entry says of it: a row of its table, or something that another authority decides."""
    if entry.state is EntryState.VOID or template.hazards is None:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(entry.values, template.hazards):
        found[str(row[ROW])] = {key: row[key] for key in _FOUND if row.get(key)}
    for field in template.fields:
        chosen = entry.values.get(field.key)
        codes = chosen if field.kind == "choices" and isinstance(chosen, list) else []
        for choice in field.choices:
            if choice.code in codes and choice.extra.get("transfer"):
                found[f"{field.key}.{choice.code}"] = {"kind": choice.code, "order": hazards.OF_A_TRANSFER}
    around = {
        "entry": entry.id,
        "site": entry.site,
        "found_at": timing.to_text(entry.at),
        "found_by": entry.checked_by[0] if entry.checked_by else "",
    }
    day = timing.local(entry.at, store.unit.tz()).date()
    made: dict[str, dict[str, Any]] = {}
    for row_id, content in found.items():
        default = hazards.default_deadline(str(content.get("order", "")), day, lambda day: is_working(store, day))
        by_default = {"deadline": default.isoformat()} if default else {}
        made[ids.hazard_id(entry.id, row_id)] = {**around, "row": row_id, **by_default, **content}
    return made


def is_working(store: Store, day: date) -> bool:
    """Whether offices work on a day: what the station's calendar says, else the yearly notice, else Monday to Friday."""
    return school_rules.day_of(store, day).office


def _follow_found(transaction: Transaction, entry: Entry, wanted: Mapping[str, dict[str, Any]]) -> None:
    known = [row[0] for row in transaction.db.execute("SELECT id FROM hazard WHERE entry=? ORDER BY id", (entry.id,))]
    following.keep(transaction, "hazard", entry, wanted, known)


def _steps_of(entry: Entry, template: Template) -> dict[tuple[str, str], dict[str, Any]]:
    """(hazard, step id) → the step, for each row that says what became of a hazard."""
    if entry.state is EntryState.VOID or template.rechecks is None:
        return {}
    made: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _rows(entry.values, template.rechecks):
        hazard, result = row.get("hazard"), row.get("result")
        if not isinstance(hazard, str) or result not in RECHECKED:
            continue
        deadline = row.get("deadline") if result != StepKind.FIXED else None
        content = {
            "kind": result,
            "at": timing.to_text(entry.at),
            "by": entry.checked_by[0] if entry.checked_by else "",
            "deadline": deadline,
            "document": entry.values.get("document"),
            "photos": row.get("photos"),
            "entry": entry.id,
        }
        made[hazard, str(uuid5(UUID(entry.id), str(row[ROW])))] = {key: value for key, value in content.items() if value}
    return made


def _follow_steps(transaction: Transaction, entry: Entry, wanted: Mapping[tuple[str, str], dict[str, Any]]) -> None:
    """The steps that this recheck stands for: new, changed, gone."""
    reported = transaction.db.execute("SELECT id FROM hazard WHERE instr(body, ?)", (entry.id,)).fetchall()
    for record in dict.fromkeys([*(hazard for hazard, _ in wanted), *(row[0] for row in reported)]):
        merged = journal.merged(transaction.db, record)
        if not merged.lines:
            continue
        kept = merged.rows.get(STEPS, {})
        changed: dict[str, Any] = {
            step: None for step, content in kept.items() if content.get("entry") == entry.id and (record, step) not in wanted
        }
        for (hazard, step), content in wanted.items():
            if hazard == record:
                before = kept[step] if step in kept else _once(merged, step)
                cells = {key: content.get(key) for key in {**before, **content} if before.get(key) != content.get(key)}
                if cells:
                    changed[step] = cells
        if changed:
            following.change(transaction, "hazard", record, {"rows": {STEPS: changed}})


def _once(merged: chain.Merged, step: str) -> dict[str, Any]:
    """The keys that a step had before it was taken away: what it no longer says must be said to be gone when it comes back."""
    return {key: _FORMER for line in merged.lines for key in _row_of(line.body, step)}


_FORMER = object()


def _row_of(body: Mapping[str, Any], step: str) -> Mapping[str, Any]:
    found = body.get("rows", {})
    row = found.get(STEPS, {}).get(step) if isinstance(found, Mapping) else None
    return row if isinstance(row, Mapping) else {}
