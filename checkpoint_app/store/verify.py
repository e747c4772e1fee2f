"""Is everything as it was written? Chains, signatures, payloads, projections, tally, search, attachments.

The projections are computed anew in memory, slice by slice, from the journal of the store, and compared row by row; nothing is written.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain
from checkpoint_app.model.problems import MESSAGES, register
from checkpoint_app.store import driver, forces, identity, journal, projection, schema, search, tally, trust
from checkpoint_app.store.session import DATABASE

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

RowKey = TypeVar("RowKey", bound=tuple[str, ...])

register(
    {
        "CHAIN_GAP": noop("Line {seq} is missing."),
        "CHAIN_HEADER": noop("The header of line {seq} is damaged: {what}."),
        "CHAIN_HASH": noop("Line {seq} was altered: its hash does not match."),
        "CHAIN_PREVIOUS": noop("Line {seq} does not follow the line before it."),
        "CHAIN_HEAD": noop("The chain does not end where its head says."),
        "CHAIN_PART": noop("The {part} part of line {seq} was altered."),
        "CHAIN_PART_MISSING": noop("The {part} part of line {seq} is missing and was not erased on schedule."),
        "CHAIN_SIGNATURE": noop("The signature of line {seq} is wrong."),
        "CHAIN_UNSIGNED": noop("The last line {seq} is not signed."),
        "CHAIN_ERASED": noop("The {part} part of line {seq} came erased; no purge line says so."),
        "CHAIN_UNKNOWN_DEVICE": noop("The device of this chain has no certificate that holds."),
        "PROJECTION": noop("{table} {record} differs from the journal."),
        "PROJECTION_EXTRA": noop("{table} {record} is not in the journal."),
        "TALLY": noop("The figure {measure} of {day} is {found}, a recount gives {right}."),
        "SEARCH": noop("The search does not find entry {record}."),
        "ATTACHMENT": noop("The file {record} was altered."),
        "DATABASE": noop("The database file is damaged: {what}."),
    }
)
_SLICE = 5000
_AT_ONCE = 200
_COMPARED = {
    "register": ("id", "noun, id, natural_key, name, kind, active, body, conflict, heads"),
    "template": ("identity", "identity, id, version, source, added"),
    "shift": ("id", "id, code, number, duty, site, day, planned_from, state, body, tally, conflict, heads"),
    "purged": ("record", "record, measures"),
    "paper": ("id", "id, form, subject, at, body"),
    "hazard": ("id", "id, entry, site, state, open, found_at, deadline, body, tally, conflict, heads"),
    "task": ("id", "id, entry, shift, owner, due, open, body, heads"),
    "entry": (
        "id",
        (
            "id, shift, template, template_id, site, day, at, typed_at, checked_by, account, state, seq, body, personal, fleeting, "
            "erased, source, page, late, corrected, conflict, reason, tally, heads"
        ),
    ),
}
"""Table → key column and what is compared. Not compared: list keys (ties) and search texts (a renamed site keeps its old ones)."""
_AFTER_ENTRIES = ("entry", "paper", "hazard", "task")
"""Tables that are filled with the entries or after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing found wrong. `chain` is device/epoch/scope (shortened), empty for what is not of one chain."""

    code: str
    chain: str = ""
    seq: int = 0
    details: tuple[tuple[str, object], ...] = ()

    def text(self) -> str:
        return tr(MESSAGES[self.code], **{"seq": self.seq, **dict(self.details)})


def verify(store: Store) -> Iterator[Fault]:
    """Every fault, in the order journal, projections, tally, search, attachments."""
    yield from _file(store)
    keys = _public_keys(store)
    for row in store.rows("SELECT id, device, epoch, scope, seq, hash, start, origin FROM chain WHERE seq > 0 ORDER BY id"):
        yield from _chain(store, row, keys.get(row[1]))
    yield from _projections(store)
    yield from _tally(store)
    yield from _search(store)
    yield from _attachments(store)


def _file(store: Store) -> Iterator[Fault]:
    for (what,) in store.rows("PRAGMA cipher_integrity_check"):
        yield Fault(code="DATABASE", details=(("what", what),))
    for (what,) in store.rows("PRAGMA quick_check"):
        if what != "ok":
            yield Fault(code="DATABASE", details=(("what", what),))


def _public_keys(store: Store) -> dict[str, bytes]:
    """The keys of the devices that certificates from the root reach, and this machine's own (before enrolment)."""
    keys = {device: bytes.fromhex(certificate.public_key) for device, certificate in trust.devices(store).items()}
    return {store.keys.id: store.keys.public, **keys}


def _chain(store: Store, row: tuple[Any, ...], public: bytes | None) -> Iterator[Fault]:
    chain_row, device, epoch, scope, head_seq, head_hash, start, origin = row
    name = f"{device[:8]}/{epoch[:8]}/{scope}"
    if public is None:
        yield Fault(code="CHAIN_UNKNOWN_DEVICE", chain=name)
    previous, expected, signature = _branch(store, chain_row, start), start, None
    cursor = store.db.execute(
        "SELECT seq, hash, header, signature, open_salt, open, personal_salt, personal, fleeting_salt, fleeting, erased, noun, record"
        " FROM line WHERE chain=? ORDER BY seq",
        (chain_row,),
    )
    for line in cursor:
        seq, digest, signature = line[0], bytes(line[1]), line[3]
        while expected < seq:
            yield Fault(code="CHAIN_GAP", chain=name, seq=expected)
            expected += 1
        expected = seq + 1
        for fault in _line(line, (device, origin or epoch, scope), previous):
            yield Fault(code=fault.code, chain=name, seq=seq, details=fault.details)
        for part in set(line[10].split()) - _purged(store, digest):
            yield Fault(code="CHAIN_ERASED", chain=name, seq=seq, details=(("part", part),))
        signed = signature is None or public is None or identity.is_signed(public, bytes(signature), chain.signed_bytes(digest))
        if not signed:
            yield Fault(code="CHAIN_SIGNATURE", chain=name, seq=seq)
        previous = digest.hex()
    if (expected - 1, previous) != (head_seq, bytes(head_hash).hex()):
        yield Fault(code="CHAIN_HEAD", chain=name, seq=head_seq)
    if expected > start and signature is None:
        yield Fault(code="CHAIN_UNSIGNED", chain=name, seq=expected - 1)


def _branch(store: Store, chain_row: int, start: int) -> str:
    """The line from which a branch goes off, if it is here; "" at the beginning of a chain."""
    if start == 1:
        return ""
    found = store.row("SELECT header FROM line WHERE chain=? AND seq=?", (chain_row, start))
    try:
        before = chain.decode(bytes(found[0])).prev if found else ""
    except chain.BadHeader:
        return ""
    place = store.row("SELECT seq FROM line WHERE hash=?", (bytes.fromhex(before),)) if before else None
    return before if place == (start - 1,) else ""


def _purged(store: Store, digest: bytes) -> set[str]:
    """The parts of a line that purge lines named."""
    return {row[0] for row in store.rows("SELECT part FROM erased_line WHERE hash=?", (digest,))}


def _line(line: tuple[Any, ...], key: tuple[str, str, str], previous: str) -> Iterator[Fault]:
    data, digest = bytes(line[2]), bytes(line[1])
    if chain.line_hash(data) != digest:
        yield Fault(code="CHAIN_HASH")
    try:
        header = chain.decode(data)
    except chain.BadHeader as error:
        yield Fault(code="CHAIN_HEADER", details=(("what", str(error)),))
        return
    named = (header.device, header.epoch, header.scope, header.seq, header.noun, header.record)
    if named != (*key, line[0], line[11], line[12]):
        yield Fault(code="CHAIN_HEADER", details=(("what", "key"),))
    if header.prev != previous:
        yield Fault(code="CHAIN_PREVIOUS")
    erased = line[10].split()
    for position, part in enumerate(chain.PARTS):
        salt, body, promised = line[4 + 2 * position], line[5 + 2 * position], getattr(header, part)
        if body is None and promised and part not in erased:
            yield Fault(code="CHAIN_PART_MISSING", details=(("part", part),))
        elif body is not None and chain.part_hash(bytes(salt or b""), bytes(body)) != promised:
            yield Fault(code="CHAIN_PART", details=(("part", part),))


def _projections(store: Store) -> Iterator[Fault]:
    """Computes every table anew in memory and compares; a slice of entries at a time, so that a million fit."""
    scratch = driver.scratch(store.folder / DATABASE, store.key)
    try:
        for script in (schema.PROJECTIONS, schema.DUTIES, schema.ARRIVED, schema.TOTALS):
            for statement in schema.split(script):
                scratch.execute(statement)
        other = copy.copy(store)
        other.db, other.templates = scratch, {}
        for noun in projection.ORDER:
            if noun == "entry":
                yield from _compare(scratch, [table for table in _COMPARED if table not in _AFTER_ENTRIES])
                yield from _entry_slices(other)
                continue
            if noun == "purge":
                _read_purges(other)
                continue
            for record in journal.records_of(scratch, noun):
                projection.show(other, noun, record, journal.merged(scratch, record))
        yield from _compare(scratch, ["paper", "hazard", "task"])
        for site, planned_from in forces.wrong(store):
            yield Fault(code="PROJECTION", details=(("table", "force"), ("record", f"{site} {planned_from}")))
        yield from _extra_entries(store)
    finally:
        scratch.close()


def _read_purges(other: Store) -> None:
    """What purge lines kept, without erasing again."""
    import json

    for record in journal.records_of(other.db, "purge"):
        content: dict[str, Any] = journal.merged(other.db, record).set
        if not isinstance(content.get("measures"), dict):
            continue
        for entry, figures in content["measures"].items():
            other.db.execute("INSERT OR REPLACE INTO main.purged VALUES (?,?)", (entry, json.dumps(figures)))


def _entry_slices(other: Store) -> Iterator[Fault]:
    records = list(journal.records_of(other.db, "entry"))
    for start in range(0, len(records), _SLICE):
        some = records[start : start + _SLICE]
        for at in range(0, len(some), _AT_ONCE):
            shown = {record: journal.merged(other.db, record) for record in some[at : at + _AT_ONCE]}
            projection.show_all(other, "entry", shown)
        yield from _compare(other.db, ["entry"], only_here=True)
        other.db.execute("DELETE FROM main.entry")
        search.clear(other.db)


def _extra_entries(store: Store) -> Iterator[Fault]:
    rows = store.rows("SELECT id FROM entry WHERE NOT EXISTS (SELECT 1 FROM line WHERE line.record = entry.id AND noun='entry')")
    for (record,) in rows:
        yield Fault(code="PROJECTION_EXTRA", details=(("table", "entry"), ("record", record)))


def _compare(scratch: driver.Connection, tables: list[str], *, only_here: bool = False) -> Iterator[Fault]:
    """Rows of memory that the store lacks or has otherwise, and (unless `only_here`) the other way round."""
    for table in tables:
        key, columns = _COMPARED[table]
        wrong = f"SELECT {key} FROM (SELECT {columns} FROM main.{table} EXCEPT SELECT {columns} FROM kept.{table})"
        differing = {row[0] for row in scratch.execute(wrong)}
        for record in sorted(differing):
            yield Fault(code="PROJECTION", details=(("table", table), ("record", record)))
        if only_here:
            continue
        extra = f"SELECT {key} FROM (SELECT {columns} FROM kept.{table} EXCEPT SELECT {columns} FROM main.{table})"
        for record in sorted({row[0] for row in scratch.execute(extra)} - differing):
            yield Fault(code="PROJECTION_EXTRA", details=(("table", table), ("record", record)))


def _tally(store: Store) -> Iterator[Fault]:
    right = tally.recount(store)
    yield from _differences(right, tally.stored(store))
    yield from _differences(tally.summed(right), tally.stored_by_site(store))


def _differences(right: Mapping[RowKey, float], found: Mapping[RowKey, float]) -> Iterator[Fault]:
    """Rows of a tally that a recount gives another value; the day leads their key, the measure ends it."""
    for key in sorted({**right, **found}):
        if round(right.get(key, 0) - found.get(key, 0), 6):
            details = (("measure", key[-1]), ("day", key[0]), ("found", found.get(key, 0)), ("right", right.get(key, 0)))
            yield Fault(code="TALLY", details=details)


def _search(store: Store) -> Iterator[Fault]:
    """Each entry is found by its own longest text."""
    for key, record, texts in store.db.execute("SELECT key, id, texts FROM entry"):
        longest = max(texts.split("\n"), key=len)[:40]
        expression = search.match(longest)
        if not expression:
            continue
        if store.row("SELECT 1 FROM search WHERE search MATCH ? AND rowid=?", (expression, key)) is None:
            yield Fault(code="SEARCH", details=(("record", record),))


def _attachments(store: Store) -> Iterator[Fault]:
    """The bytes that are here, also those that wait for their form."""
    kept = "SELECT sha, bytes FROM attachment WHERE bytes IS NOT NULL UNION ALL SELECT sha, bytes FROM staged"
    for sha, data in store.db.execute(kept):
        if hashlib.sha256(bytes(data)).hexdigest() != sha:
            yield Fault(code="ATTACHMENT", details=(("record", sha),))
