"""Entries: recorded, corrected, voided, confirmed.

What is wrong with the time, the checkers, the photos is said by `entries_rules`; `entries_undo` takes a line back, `entries_history` tells
what each line changed; lists and search are in `entries_list`, the rows in `entries_rows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import checking, display, ids, text, timing
from checkpoint_app.model.problems import Problem, info, is_refused, register, warn
from checkpoint_app.model.records import POLICE, Changes, Entry, EntryState, Shift, ShiftState
from checkpoint_app.model.template import Template
from checkpoint_app.store import (
    drafts,
    entries_rows,
    entries_rules,
    errors,
    hazards,
    journal,
    registers,
    shifts,
    tasks,
    templates,
)
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

register(
    {
        "ENTRY_PROPOSED": noop("It counts now and waits for {name} to confirm it."),
        "TEMPLATE_DUTY": noop("The form “{template}” does not belong to this kind of duty."),
    }
)
SOURCES = ("PAPER", "PHONE", "RADIO", "WECHAT", "SELF")


def record(
    store: Store,
    template_id: str,
    raw: Mapping[str, Any],
    *,
    shift: str | None = None,
    at: datetime | str | None = None,
    checked_by: Sequence[str] | None = None,
    source: str | None = None,
    page: str | None = None,
    reason: str = "",
    draft: str | None = None,
) -> Saved[Entry]:
    """Writes one entry; "saved" is what this returns. Raises Refused, ShiftClosed, Unknown, NoOpenShift, SeveralOpenShifts.

    `at` (when it happened) defaults to now; without an offset it is unit time. `checked_by` defaults to the account when that is a
    民警, else to the shift's lead. A closed shift takes an entry only with a `reason` (补录). `draft` is deleted in the same transaction.
    """
    prepared = prepare(
        store, template_id, raw, shift=shift, at=at, checked_by=checked_by, source=source, page=page, reason=reason
    )
    with store.transaction() as transaction:
        entry_id, seq = append(transaction, prepared)
        if draft is not None:
            drafts.drop(transaction, draft)
    return Saved(value=get(store, entry_id), problems=prepared.problems, changes=transaction.changes, seq=seq)


class Prepared:
    """An entry that passed the rules and can be written."""

    __slots__ = ("body", "problems", "scope")

    def __init__(self, body: dict[str, dict[str, Any]], problems: tuple[Problem, ...], scope: str) -> None:
        self.body = body
        self.problems = problems
        self.scope = scope


def prepare(
    store: Store,
    template_id: str,
    raw: Mapping[str, Any],
    *,
    shift: str | None = None,
    at: datetime | str | None = None,
    checked_by: Sequence[str] | None = None,
    source: str | None = None,
    page: str | None = None,
    reason: str = "",
) -> Prepared:
    """Everything about `record` but the writing."""
    template = templates.need(store, template_id)
    held = shifts.standing(store, shift) if shift else shifts.current(store)
    late = source is not None or held.state is not ShiftState.OPEN
    if held.state is not ShiftState.OPEN and not reason.strip():
        raise errors.ShiftClosed(code=held.code)
    context = store.context()
    checked = checking.check(template, _at_the_site(store, template, held, raw), context)
    problems = list(checked.problems)
    if held.duty not in template.duty and "any" not in template.duty:
        problems.append(warn("TEMPLATE_DUTY", "", template=display.title(template)))
    moment, found = entries_rules.moment(store, at, held)
    problems += found
    officers, found = entries_rules.checkers(store, held, checked_by)
    problems += found
    problems += entries_rules.unknown_photos(store, template, checked.values)
    if is_refused(problems):
        raise errors.Refused(problems)
    problems += entries_rules.seen_identities(store, held, checked.values)
    problems += hazards.findings(store, template, checked.values, moment)
    state = EntryState.FINAL
    if store.account.officer.kind not in POLICE and checking.needs_officer(template, checked.values):
        state = EntryState.PROPOSED
        problems.append(info("ENTRY_PROPOSED", "", name=context.registers.name("officer", officers[0])))
    attributes: dict[str, Any] = {
        "shift": held.id,
        "template": template.identity,
        "at": timing.to_text(moment),
        "typed_at": timing.to_text(store.now()),
        "checked_by": officers,
        "state": state.value,
    }
    if template.site in checked.values:
        attributes["site"] = checked.values[template.site]
    optional = {"source": source, "page": page, "late": late or None, "reason": _clean(reason) or None}
    attributes |= {key: value for key, value in optional.items() if value is not None}
    body = checking.split(template, checked.values)
    body["open"] = {"set": attributes, **body.get("open", {})}
    return Prepared(body, tuple(problems), template.scope)


def _at_the_site(store: Store, template: Template, shift: Shift, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the form asks for a place and none is given, it is the shift's site if that is of the kind asked for."""
    if template.site is None or raw.get(template.site):
        return raw
    wanted = template.field(template.site).of
    fits = wanted is None or (registers.body(store.db, "site", shift.site) or {}).get("kind") == wanted
    return {**raw, template.site: shift.site} if fits else raw


def append(transaction: Transaction, prepared: Prepared) -> tuple[str, int]:
    """Writes a prepared entry inside a transaction; returns its id and seq."""
    entry_id = ids.uuid7()
    seq = transaction.append("entry", entry_id, "create", prepared.body, scope=prepared.scope)
    follow(transaction, entry_id)
    return entry_id, seq


def follow(transaction: Transaction, entry_id: str) -> None:
    """Brings what follows from an entry in step with it: hazards, to-dos."""
    hazards.follow(transaction, entry_id)
    tasks.follow(transaction, entry_id)


def leading_on(store: Store, records: Sequence[str]) -> set[str]:
    """Those of the entries for which `follow` has something to look after: from most checks nothing follows."""
    rows = store.rows(
        "SELECT id, template, body, personal, fleeting, EXISTS (SELECT 1 FROM task WHERE task.entry = entry.id) FROM entry"
        f" WHERE id IN ({','.join('?' * len(records))})",
        records,
    )
    found = ((row[0], templates.get(store, row[1]), row[2:5], bool(row[5])) for row in rows)
    return {
        record
        for record, template, parts, has_tasks in found
        if has_tasks or hazards.concern(template) or tasks.concern(template, parts)
    }


def record_all(store: Store, prepared: Sequence[Prepared]) -> tuple[list[tuple[str, int]], Changes]:
    """Writes many prepared entries in one transaction, all or none; returns id and seq of each in order."""
    with store.transaction() as transaction:
        written = [append(transaction, entry) for entry in prepared]
    return written, transaction.changes


def _clean(reason: str) -> str:
    return text.clean_text(reason, multiline=True).strip()


def get(store: Store, record_id: str) -> Entry:
    """Raises Unknown."""
    found = store.row(f"SELECT {entries_rows.COLUMNS} FROM entry WHERE id=?", (record_id,))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("entry"), name=record_id)
    return entries_rows.to_entry(found)


def exists(store: Store, record_id: str) -> bool:
    """Whether an entry is in this store: what another laptop wrote may not have come yet."""
    return store.row("SELECT 1 FROM entry WHERE id=?", (record_id,)) is not None


def correct(
    store: Store,
    record_id: str,
    patch: Mapping[str, Any],
    reason: str,
    *,
    at: datetime | str | None = None,
    checked_by: Sequence[str] | None = None,
) -> Saved[Entry]:
    """Writes what is different now, with the reason. `patch` as in `checking.patch`.

    Raises ReasonNeeded, Refused, AlreadyVoid, Unknown.
    """
    return write_change(store, prepare_correction(store, record_id, patch, reason, at=at, checked_by=checked_by))


class PreparedChange:
    """A further line of an entry that passed the rules and can be written."""

    __slots__ = ("body", "entry", "op", "problems")

    def __init__(self, entry: Entry, op: str, body: Mapping[str, Mapping[str, Any]], problems: tuple[Problem, ...] = ()) -> None:
        self.entry = entry
        self.op = op
        self.body = body
        self.problems = problems


def prepare_correction(
    store: Store,
    record_id: str,
    patch: Mapping[str, Any],
    reason: str,
    *,
    at: datetime | str | None = None,
    checked_by: Sequence[str] | None = None,
) -> PreparedChange:
    """Everything about `correct` but the writing."""
    entry = get(store, record_id)
    if not _clean(reason):
        raise errors.ReasonNeeded(what=tr("correction"))
    if entry.state is EntryState.VOID:
        raise errors.AlreadyVoid
    template = templates.get(store, entry.template)
    changed, problems = checking.patch(template, entry.values, patch, store.context())
    attributes: dict[str, Any] = {}
    held = shifts.get(store, entry.shift)
    if template.site in changed.get("values", {}):
        attributes["site"] = changed["values"][template.site]
    if at is not None:
        moment, found = entries_rules.moment(store, at, held)
        attributes["at"] = timing.to_text(moment)
        problems = [*problems, *found]
    if checked_by is not None:
        attributes["checked_by"], found = entries_rules.checkers(store, held, checked_by)
        problems = [*problems, *found]
    problems = [*problems, *entries_rules.unknown_photos(store, template, changed.get("values", {}), changed.get("rows", {}))]
    if is_refused(problems):
        raise errors.Refused(problems)
    body: dict[str, dict[str, Any]] = checking.split_patch(template, changed)
    body["open"] = {**({"set": attributes} if attributes else {}), **body.get("open", {}), "reason": _clean(reason)}
    return PreparedChange(entry, "change", body, tuple(problems))


def void(store: Store, record_id: str, reason: str) -> Saved[Entry]:
    """作废: the entry stays, struck through, and no longer counts. Raises ReasonNeeded, AlreadyVoid, Unknown."""
    return write_change(store, prepare_void(store, record_id, reason))


def prepare_void(store: Store, record_id: str, reason: str) -> PreparedChange:
    """Everything about `void` but the writing."""
    entry = get(store, record_id)
    if not _clean(reason):
        raise errors.ReasonNeeded(what=tr("voiding"))
    if entry.state is EntryState.VOID:
        raise errors.AlreadyVoid
    return PreparedChange(entry, "void", {"open": {"reason": _clean(reason)}})


def confirm(store: Store, record_ids: Iterable[str]) -> Saved[tuple[Entry, ...]]:
    """A 民警 takes what an auxiliary wrote as decided; what is decided already stays as it is. Raises NotAllowed, Unknown."""
    if not store.account.officer.police:
        raise errors.NotAllowed(what=tr("confirming entries"), roles=tr("Officer"))
    waiting = [entry for entry in (get(store, record_id) for record_id in record_ids) if entry.state is EntryState.PROPOSED]
    content = {"state": EntryState.FINAL.value, "confirmed_by": store.account.id}
    seq = 0
    with store.transaction() as transaction:
        for entry in waiting:
            merged = journal.merged(store.db, entry.id)
            scope, to = entries_rows.chain_of(store, merged)
            seq = transaction.append(
                "entry", entry.id, "confirm", {"open": {"set": content}}, scope=scope, to=to, base=merged.heads
            )
    return Saved(value=tuple(get(store, entry.id) for entry in waiting), changes=transaction.changes, seq=seq)


def write_change(store: Store, prepared: PreparedChange) -> Saved[Entry]:
    """Writes a prepared change in a transaction of its own."""
    with store.transaction() as transaction:
        seq = append_change(transaction, prepared)
    value = get(store, prepared.entry.id)
    return Saved(value=value, problems=prepared.problems, changes=transaction.changes, seq=seq)


def append_change(transaction: Transaction, prepared: PreparedChange) -> int:
    """Writes a prepared change inside a transaction; returns its seq."""
    store, entry = transaction.store, prepared.entry
    merged = journal.merged(store.db, entry.id)
    scope, to = entries_rows.chain_of(store, merged)
    seq = transaction.append("entry", entry.id, prepared.op, prepared.body, scope=scope, to=to, base=merged.heads)
    follow(transaction, entry.id)
    return seq
