"""待核对: where two machines wrote different things of one record without knowing of each other. Both values, who, when; a person picks.

What shows until then is the value of the greater line (`model.chain`). A pick is a line that builds on both: it reaches them, so the
record is settled wherever it travels. Picking changes nothing that is not in dispute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checkpoint_app import lists
from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain, checking, display, timing
from checkpoint_app.model.kinds import kind_of
from checkpoint_app.model.records import ENTRY_STATE_LABELS, SHIFT_STATE_LABELS, Changes
from checkpoint_app.model.records import label as label_of
from checkpoint_app.model.template import Context, Field, Template, label
from checkpoint_app.store import entries, entries_rows, journal, registers, templates

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Path = tuple[str, ...]
VOID: Path = ("void",)
_HELD = (
    "SELECT 'entry', id FROM entry WHERE conflict=1 UNION ALL SELECT 'shift', id FROM shift WHERE conflict=1"
    " UNION ALL SELECT 'hazard', id FROM hazard WHERE conflict=1 UNION ALL SELECT noun, id FROM register WHERE conflict=1"
)
ATTRIBUTES: Mapping[str, str] = {
    "at": noop("Time|column"),
    "checked_by": noop("Checked by"),
    "state": noop("State|column"),
    "site": noop("Site"),
    "shift": noop("Shift|fact"),
    "planned_from": noop("Planned start|fact"),
    "planned_to": noop("Planned end|fact"),
    "started_at": noop("Began|fact"),
    "ended_at": noop("Ended|fact"),
    "lead": noop("Duty leader"),
    "crew": noop("Crew"),
    "handover": noop("Handover points"),
    "successor": noop("Successor"),
    "weather": noop("Weather"),
    "name": noop("Name|fact"),
    "note": noop("Note"),
}
"""What attributes outside the fields of a form are called."""
_OFFICERS = frozenset({"checked_by", "lead", "crew", "successor", "handed_over_by", "taken_by", "filed_by", "confirmed_by"})


class NothingToSettle(UserError):
    code = "CONFLICT_SETTLED"
    exit_code = EXIT_REFUSED
    message = noop("This is settled already: somebody has picked meanwhile.")
    hint = noop("Look at the record again; nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the values written: `line` names who wrote it, `text` is the value in words, `shown` the one that stands now."""

    line: str
    text: str
    officer: str
    device: str
    at: datetime
    reason: str
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One place of a record with its values; `title` names the record, `what` the place in it."""

    noun: str
    record: str
    path: Path
    title: str
    what: str
    options: tuple[Option, ...]


def count(store: Store) -> int:
    """How many records wait to be compared."""
    found = store.row(f"SELECT count(*) FROM ({_HELD})")
    return int(found[0]) if found else 0


def every(store: Store) -> list[Dispute]:
    """All that wait, record by record."""
    return [dispute for noun, record in store.rows(_HELD) for dispute in of_record(store, noun, record)]


def of_record(store: Store, noun: str, record: str) -> Iterator[Dispute]:
    """The disputes of one record, in the order in which its places were first written."""
    lines = journal.lines_of(store.db, record)
    words = _Words(store, noun, record, chain.merge(lines))
    for path, written in chain.disputes(lines).items():
        last = len(written) - 1
        options = tuple(
            Option(
                line=line.hash,
                text=words.value(path, value),
                officer=words.officer(line.officer),
                device=words.device(line.device),
                at=timing.from_text(line.wall),
                reason=str(line.body.get("reason", "")),
                shown=number == last,
            )
            for number, (line, value) in enumerate(written)
        )
        yield Dispute(noun=noun, record=record, path=path, title=words.title, what=words.place(path), options=options)


def settle(store: Store, noun: str, record: str, picks: Mapping[Path, str]) -> Changes:
    """Writes what a person picked: path → hash of the line whose value holds. Raises NothingToSettle."""
    lines = journal.lines_of(store.db, record)
    disputed = chain.disputes(lines)
    values: dict[Path, Any] = {}
    for path, picked in picks.items():
        found = [value for line, value in disputed.get(path, ()) if line.hash == picked]
        if not found:
            raise NothingToSettle
        values[path] = found[0]
    merged = chain.merge(lines)
    lifts = VOID in values and values.pop(VOID) is None
    scope, to = entries_rows.chain_of(store, merged) if noun == "entry" else ("shared", "")
    with store.transaction() as transaction:
        base = merged.heads
        if values or (VOID in picks and not lifts):
            body = _body(store, noun, merged, values)
            op = "void" if VOID in picks and not lifts else "change"
            transaction.append(noun, record, op, body, scope=scope, to=to, base=base)
            base = journal.merged(store.db, record).heads
        if lifts:
            body = {"open": {"reason": tr("Compared: it holds")}}
            transaction.append(noun, record, "unvoid", body, scope=scope, to=to, base=base)
        if noun == "entry":
            entries.follow(transaction, record)
    return transaction.changes


def _body(store: Store, noun: str, merged: chain.Merged, values: Mapping[Path, Any]) -> dict[str, dict[str, Any]]:
    """The payload parts of a pick: each value in the part in which its field lives."""
    changed: dict[str, dict[str, Any]] = {"set": {}, "values": {}, "rows": {}}
    for path, value in values.items():
        group, key = path[0], path[1]
        if group != "rows":
            changed[group][key] = value
        elif len(path) == 3:
            changed["rows"].setdefault(key, {})[path[2]] = {} if value else None
        else:
            changed["rows"].setdefault(key, {}).setdefault(path[2], {})[path[3]] = value
    if noun == "entry":
        template = templates.get(store, str(merged.set["template"]))
        body: dict[str, dict[str, Any]] = checking.split_patch(template, changed)
    else:
        body = {"open": {group: changed[group] for group in ("values", "rows") if changed[group]}}
    opened = body.get("open", {})
    body["open"] = {**({"set": changed["set"]} if changed["set"] else {}), **opened, "reason": tr("Compared")}
    return body


class _Words:
    """A record's places and values in the words of its form."""

    def __init__(self, store: Store, noun: str, record: str, merged: chain.Merged) -> None:
        self._store = store
        self._context: Context = store.context()
        self._merged = merged
        self._template: Template | None = templates.get(store, str(merged.set["template"])) if noun == "entry" else None
        self.title = self._title(noun, record)

    def _title(self, noun: str, record: str) -> str:
        names, content = self._context.registers, self._merged.set
        if self._template is not None:
            at = timing.local(str(content["at"]), self._context.zone).strftime("%Y-%m-%d %H:%M")
            values = checking.join(self._template, self._merged.values, self._merged.rows)
            first = next((column.key for column in self._template.list_columns if column.key != "at"), "")
            return f"{display.title(self._template)}  {at}  {display.cell(self._template, first, values, self._context, {})}"
        if noun == "shift":
            return (
                f"{registers.noun_label(noun)}  {content.get('number', '')}  {names.name('site', str(content.get('site', '')))}"
            )
        return f"{registers.noun_label(noun)}  {names.name(noun, record)}"

    def officer(self, record: str) -> str:
        return self._context.registers.name("officer", record) if record else ""

    def device(self, record: str) -> str:
        """The machine's letter and name."""
        from checkpoint_app.store import identity

        content = registers.body(self._store.db, "certificate", record)
        certificate = identity.read_certificate(content) if content else None
        return f"{certificate.letter} {certificate.name}" if certificate else record[:4].upper()

    def place(self, path: Path) -> str:
        if path == VOID:
            return tr("Void or not")
        field = self._field(path)
        if path[0] == "set" or field is None:
            return tr(ATTRIBUTES[path[1]]) if path[1] in ATTRIBUTES else path[1]
        words = [label(field.label)]
        if len(path) > 2:
            rows = list(self._merged.rows.get(path[1], {}))
            points = {item.key: label(item.label) for item in field.items}
            number = rows.index(path[2]) + 1 if path[2] in rows else len(rows) + 1
            words.append(points.get(path[2]) or tr("row {n}", n=number))
        if len(path) > 3:
            column = field.index.by_key.get(path[3])
            words.append(label(column.label) if column else path[3])
        return "  ".join(words)

    def value(self, path: Path, value: object) -> str:
        if path == VOID:
            return tr("It holds") if value is None else tr("Void: {reason}", reason=value or "—")
        if value is None:
            return tr("empty|value")
        field = self._field(path)
        if path[0] == "set" or field is None:
            return self._attribute(path[1], value)
        if len(path) == 3:
            return tr("the row stays") if value else tr("the row is removed")
        if len(path) == 4:
            column = field.index.by_key.get(path[3])
            return self._cell(column, value) if column else str(value)
        return self._cell(field, value)

    def _cell(self, field: Field, value: object) -> str:
        kind = kind_of(field)
        seen = kind.masked(field, value) if field.personal and self._context.masked else value
        return kind.text(field, seen, self._context) or tr("empty|value")

    def _field(self, path: Path) -> Field | None:
        return self._template.index.by_key.get(path[1]) if self._template is not None and len(path) > 1 else None

    def _attribute(self, key: str, value: object) -> str:
        names = self._context.registers
        if key in _OFFICERS:
            found = value if isinstance(value, list) else [value]
            return " ".join(names.name("officer", str(officer)) for officer in found)
        if key == "site":
            return names.name("site", str(value))
        if key == "at" or key.endswith(("_at", "_from", "_to")):
            return timing.local(str(value), self._context.zone).strftime("%Y-%m-%d %H:%M")
        if key == "state":
            return label_of({**SHIFT_STATE_LABELS, **ENTRY_STATE_LABELS}, str(value))
        if key == "weather":
            return lists.word("weather", str(value))
        return "\n".join(str(one) for one in value) if isinstance(value, list) else str(value)
