"""Entries: recorded, corrected, voided, confirmed, undone. Lists and search are in `entries_list`, the rows in `entries_rows`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain, checking, display, ids, text, timing
from checkpoint_app.model.problems import Problem, error, info, is_refused, register, warn
from checkpoint_app.model.records import POLICE, Change, Changes, Entry, EntryState, Shift, ShiftState
from checkpoint_app.model.template import Template
from checkpoint_app.store import attachments, drafts, entries_rows, errors, hazards, journal, registers, shifts, tasks, templates
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

register(
    {
        "AT_FUTURE": noop("The time {at} is in the future."),
        "AT_OUTSIDE_SHIFT": noop("The time {at} is outside the shift's time."),
        "AT_FORMAT": noop("“{at}” is not a time."),
        "CHECKED_BY_OFFICER": noop("At least one police officer must have checked; an auxiliary only assists."),
        "CHECKED_BY_UNKNOWN": noop("There is no officer “{name}”."),
        "IDENTITY_SEEN": noop("This number is recorded in this shift already."),
        "ENTRY_PROPOSED": noop("It counts now and waits for {name} to confirm it."),
        "PHOTO_UNKNOWN": noop("There is no photo or file {sha}… in this store."),
        "TEMPLATE_DUTY": noop("The form “{template}” does not belong to this kind of duty."),
    }
)
UNDO_WITHIN = timedelta(seconds=60)
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
    moment, found = _moment(store, at, held)
    problems += found
    officers, found = _checkers(store, held, checked_by)
    problems += found
    problems += _unknown_photos(store, template, checked.values)
    if is_refused(problems):
        raise errors.Refused(problems)
    problems += _seen_identities(store, held, checked.values)
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


def _moment(store: Store, at: datetime | str | None, shift: Shift) -> tuple[datetime, list[Problem]]:
    """When it happened, and what is odd about it."""
    now = store.now()
    if at is None or at == "":
        return now, []
    if isinstance(at, str):
        try:
            at = timing.from_text(at, store.unit.tz())
        except ValueError:
            return now, [error("AT_FORMAT", "at", at=at)]
    shown = at.astimezone(store.unit.tz()).strftime("%Y-%m-%d %H:%M")
    if at > now + timedelta(minutes=2):
        return at, [warn("AT_FUTURE", "at", at=shown)]
    start = min(filter(None, (shift.planned_from, shift.started_at)))
    end = max(filter(None, (shift.planned_to, shift.ended_at)), default=None)
    if at < start - timedelta(minutes=1) or (end is not None and at > end + timedelta(minutes=1)):
        return at, [warn("AT_OUTSIDE_SHIFT", "at", at=shown)]
    return at, []


def _checkers(store: Store, shift: Shift, named: Sequence[str] | None) -> tuple[list[str], list[Problem]]:
    """Who checked, at least one 民警; the first one is responsible and counted."""
    known = registers.StoreRegisters(store.db)
    if not named:
        account = store.account.officer
        if account.police:
            return [account.id], []
        candidates = [shift.lead, *shift.crew]
        for officer in candidates:
            if officer and known.officer_kind(officer) in POLICE:
                return [officer], []
        return [], [error("CHECKED_BY_OFFICER", "checked_by")]
    found: list[str] = []
    problems: list[Problem] = []
    for name in named:
        officer = known.find("officer", str(name))
        if officer is None:
            problems.append(error("CHECKED_BY_UNKNOWN", "checked_by", name=name))
        elif officer not in found:
            found.append(officer)
    police = [officer for officer in found if known.officer_kind(officer) in POLICE]
    if not police and not problems:
        problems.append(error("CHECKED_BY_OFFICER", "checked_by"))
    return [*police, *(officer for officer in found if officer not in police)], problems


def _seen_identities(store: Store, shift: Shift, values: Mapping[str, Any]) -> list[Problem]:
    """ID-8: a hint inside one shift, never across shifts."""
    numbers = _identity_numbers(values)
    if not numbers:
        return []
    rows = store.rows("SELECT personal FROM entry WHERE shift=? AND personal IS NOT NULL AND state <> 'void'", (shift.id,))
    return [info("IDENTITY_SEEN", key) for key, number in numbers if any(f'"{number}"' in row[0] for row in rows)]


def _unknown_photos(store: Store, template: Template, *given: Mapping[str, Any]) -> list[Problem]:
    """A number that stands for no photo is a slip of whoever wrote it."""
    return [
        error("PHOTO_UNKNOWN", key, sha=sha[:12])
        for values in given
        for key, value in values.items()
        if template.may_name_photos(key)
        for sha in attachments.absent(store, value)
    ]


def _identity_numbers(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for index, row in enumerate(values.get("persons") or ()):
        number = row.get("document_number")
        if isinstance(number, dict):
            number = number.get("text")
        if number:
            found.append((f"persons[{index}].document_number", str(number)))
    return found


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
    prepared = prepare_correction(store, record_id, patch, reason, at=at, checked_by=checked_by)
    saved = _append(store, prepared.entry, prepared.op, prepared.body)
    return Saved(value=saved.value, problems=prepared.problems, changes=saved.changes, seq=saved.seq)


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
        moment, found = _moment(store, at, held)
        attributes["at"] = timing.to_text(moment)
        problems = [*problems, *found]
    if checked_by is not None:
        attributes["checked_by"], found = _checkers(store, held, checked_by)
        problems = [*problems, *found]
    problems = [*problems, *_unknown_photos(store, template, changed.get("values", {}), changed.get("rows", {}))]
    if is_refused(problems):
        raise errors.Refused(problems)
    body: dict[str, dict[str, Any]] = checking.split_patch(template, changed)
    body["open"] = {**({"set": attributes} if attributes else {}), **body.get("open", {}), "reason": _clean(reason)}
    return PreparedChange(entry, "change", body, tuple(problems))


def void(store: Store, record_id: str, reason: str) -> Saved[Entry]:
    """作废: the entry stays, struck through, and no longer counts. Raises ReasonNeeded, AlreadyVoid, Unknown."""
    prepared = prepare_void(store, record_id, reason)
    return _append(store, prepared.entry, prepared.op, prepared.body)


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


def _append(store: Store, entry: Entry, op: str, body: Mapping[str, Mapping[str, Any]]) -> Saved[Entry]:
    with store.transaction() as transaction:
        seq = append_change(transaction, PreparedChange(entry, op, body))
    return Saved(value=get(store, entry.id), changes=transaction.changes, seq=seq)


def append_change(transaction: Transaction, prepared: PreparedChange) -> int:
    """Writes a prepared change inside a transaction; returns its seq."""
    store, entry = transaction.store, prepared.entry
    merged = journal.merged(store.db, entry.id)
    scope, to = entries_rows.chain_of(store, merged)
    seq = transaction.append("entry", entry.id, prepared.op, prepared.body, scope=scope, to=to, base=merged.heads)
    follow(transaction, entry.id)
    return seq


def undo_last(store: Store) -> Saved[Entry]:
    """Ctrl+Z: takes back the account's newest entry line of the last minute. Raises NotUndoable."""
    found = store.row(
        "SELECT line.record FROM line JOIN chain ON chain.id = line.chain WHERE line.noun='entry' AND chain.device=?"
        " ORDER BY line.id DESC LIMIT 1",
        (store.keys.id,),
    )
    if found is None:
        raise errors.NotUndoable(why=tr("nothing was recorded yet"))
    return undo(store, found[0], within=UNDO_WITHIN)


def undo(store: Store, record_id: str, *, within: timedelta | None = None) -> Saved[Entry]:
    """The inverse of the newest line of an entry, as a line of its own.

    Raises NotUndoable when it is another officer's, too old, or the shift is signed.
    """
    prepared = prepare_undo(store, record_id, within=within)
    return _append(store, prepared.entry, prepared.op, prepared.body)


def prepare_undo(store: Store, record_id: str, *, within: timedelta | None = None) -> PreparedChange:
    """Everything about `undo` but the writing."""
    entry = get(store, record_id)
    merged = journal.merged(store.db, record_id)
    last = merged.lines[-1]
    if merged.heads != (last.hash,) or last.officer != store.account.id:
        raise errors.NotUndoable(why=tr("somebody else has changed it since"))
    if within is not None and store.now() - timing.from_text(last.wall) > within:
        raise errors.NotUndoable(why=tr("the last entry is older than a minute"))
    if shifts.get(store, entry.shift).signed:
        raise errors.NotUndoable(why=tr("the shift is signed"))
    if last.op == "create":
        return PreparedChange(entry, "void", {"open": {"reason": tr(entries_rows.VOID_REASON_MISTAKE)}})
    if last.op == "void":
        return PreparedChange(entry, "unvoid", {"open": {"reason": tr("Undone")}})
    if last.op == "change":
        return PreparedChange(entry, "change", _inverse(templates.get(store, entry.template), merged))
    raise errors.NotUndoable(why=tr("a confirmation stays"))


def _inverse(template: Template, merged: chain.Merged) -> dict[str, dict[str, Any]]:
    """What the newest change replaced, as a change."""
    last = merged.lines[-1]
    before = chain.merge(merged.lines[:-1])
    open_set = {key: before.set.get(key) for key in _mapping(last.body.get("set"))}
    changed: dict[str, Any] = {"values": {key: before.values.get(key) for key in _mapping(last.body.get("values"))}}
    tables: dict[str, Any] = {}
    for table, rows in _mapping(last.body.get("rows")).items():
        for row_id, row in rows.items():
            old = before.rows.get(table, {}).get(row_id)
            restored = None if old is None else {key: old.get(key) for key in {**(row or {}), **old}}
            tables.setdefault(table, {})[row_id] = restored
    changed["rows"] = tables
    body = checking.split_patch(template, changed)
    body["open"] = {**({"set": open_set} if open_set else {}), **body.get("open", {}), "reason": tr("Undone")}
    return body


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def history(store: Store, record_id: str) -> list[Change]:
    """Every line of an entry with what it changed, oldest first; personal values are masked."""
    entry = get(store, record_id)
    template = templates.get(store, entry.template)
    context = store.context()
    merged = journal.merged(store.db, record_id)
    steps: list[Change] = []
    for position, line in enumerate(merged.lines):
        before, after = chain.merge(merged.lines[:position]), chain.merge(merged.lines[: position + 1])
        changes = () if line.op == "create" else _differences(template, before, after, context)
        steps.append(
            Change(
                hash=line.hash,
                op=line.op,
                at=timing.from_text(line.wall),
                by=line.officer,
                device=line.device,
                reason=str(line.body.get("reason", "")),
                changes=changes,
            )
        )
    return steps


def _differences(template: Template, before: chain.Merged, after: chain.Merged, context: Any) -> tuple[tuple[str, str, str], ...]:
    old = dict(display.rows(template, checking.join(template, before.values, before.rows), context))
    new = dict(display.rows(template, checking.join(template, after.values, after.rows), context))
    found = [(name, old.get(name, ""), new.get(name, "")) for name in {**old, **new} if old.get(name) != new.get(name)]
    for key, shown in (("at", tr("Time")), ("checked_by", tr("Checked by"))):
        if before.set.get(key) != after.set.get(key):
            found.append((shown, _attribute(before, key, context), _attribute(after, key, context)))
    return tuple(found)


def _attribute(merged: chain.Merged, key: str, context: Any) -> str:
    value = merged.set.get(key)
    if isinstance(value, list):
        return " ".join(context.registers.name("officer", officer) for officer in value)
    return timing.local(str(value), context.zone).strftime("%Y-%m-%d %H:%M") if value else ""
