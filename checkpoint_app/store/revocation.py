"""遗失处置: what a lost machine held and what of it is here, and cutting it off at the last line that was received.

A revocation (noun `revocation`, record = device id, only station machines write it) is

    set: {"device": id, "chains": {"label/scope": [last accepted seq, its hash]}, "reason": text, "at": time}

From then on nothing new of the machine is taken, bundles are no longer encrypted to it, and it gets nothing any more. What it holds
stays encrypted with the passwords of the officers named here; whether those passwords are good is not known to us.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain, timing
from checkpoint_app.model.records import Changes, Officer, Shift, ShiftState
from checkpoint_app.store import devices, errors, journal, officers, peers, registers, shifts
from checkpoint_app.store.devices import DeviceRow

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

NOUN = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One chain of the machine as it is here: to which line, written when by its own clock; how many lines it said it has beyond that."""

    label: str
    scope: str
    seq: int
    hash: str
    wall: datetime
    announced: int

    @property
    def name(self) -> str:
        return f"{self.label}/{self.scope}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What is known of a machine. `entries` of its own are here, `personal` of them with particulars of persons that are not erased yet;
    `entries_held` and `registers` is what the machine itself held; `open_shifts` began on it and have not ended as far as is known."""

    device: DeviceRow
    received: tuple[Received, ...]
    entries: int
    personal: int
    last_entry_at: datetime | None
    open_shifts: tuple[Shift, ...]
    accounts: tuple[Officer, ...]
    entries_held: int
    registers: dict[str, int]
    revoked_at: datetime | None = None
    reason: str = ""
    revoked_by: Officer | None = None

    @property
    def last_line_at(self) -> datetime | None:
        """When it wrote the last line that is here, by its own clock; what came after is missing, and how much is not known."""
        return max((one.wall for one in self.received), default=None)


def facts(store: Store, device: str) -> Loss:
    """Everything that the report says. `device` by letter, name or id. Raises Unknown, Ambiguous."""
    row = devices.find(store, device)
    entries = _entries(store, row.id)
    station = row.certificate.kind == "station"
    content = journal.merged(store.db, revocation_id(row.id)) if not row.active else None
    return Loss(
        device=row,
        received=tuple(_received(store, row.id)),
        entries=len(entries),
        personal=sum(personal for _, personal in entries.values()),
        last_entry_at=max((timing.from_text(at) for at, _ in entries.values()), default=None),
        open_shifts=tuple(_open_shifts(store, row.id)),
        accounts=tuple(_accounts(store, row.id)),
        entries_held=_count(store, "SELECT count(*) FROM entry") if station else len(entries),
        registers=_registers(store),
        revoked_at=timing.from_text(str(content.set["at"])) if content and content.set else None,
        reason=str(content.set.get("reason", "")) if content else "",
        revoked_by=_by(store, content) if content and content.lines else None,
    )


def revocation_id(device: str) -> str:
    """The record of a device's revocation: one for each device, so that two stations that report it agree."""
    return f"revoked-{device}"


def revoke(store: Store, device: str, reason: str) -> tuple[Loss, Changes]:
    """Cuts a machine off at the last line that is here of each of its chains.

    Raises Unknown, Ambiguous, ReasonNeeded, OwnDevice, AlreadyRevoked; whether this machine and account may is `sync.enrolment`'s.
    """
    row = devices.find(store, device)
    if row.is_own:
        raise errors.OwnDevice(device=row.label)
    if not row.active:
        raise errors.AlreadyRevoked(device=row.label)
    if not reason.strip():
        raise errors.ReasonNeeded(what=tr("cutting a machine off"))
    content = {
        "device": row.id,
        "chains": {one.name: [one.seq, one.hash] for one in _received(store, row.id)},
        "reason": reason.strip(),
    }
    with store.transaction() as transaction:
        body = {"open": {"set": {**content, "at": timing.to_text(transaction.at)}}}
        base = journal.merged(transaction.db, revocation_id(row.id)).heads
        transaction.append(NOUN, revocation_id(row.id), "change" if base else "create", body, base=base)
    return facts(store, row.id), transaction.changes


def _received(store: Store, device: str) -> list[Received]:
    announced = peers.announced(store, device)
    rows = store.rows(
        "SELECT chain.epoch, chain.scope, chain.seq, chain.hash, line.header FROM chain"
        " JOIN line ON line.chain = chain.id AND line.seq = chain.seq"
        " WHERE chain.device=? AND chain.scope <> 'local' ORDER BY chain.scope, chain.id",
        (device,),
    )
    return [
        Received(
            label=label,
            scope=scope,
            seq=seq,
            hash=bytes(digest).hex(),
            wall=timing.from_text(chain.decode(bytes(header)).wall),
            announced=announced.get(f"{label}/{scope}", 0),
        )
        for label, scope, seq, digest, header in rows
    ]


def _entries(store: Store, device: str) -> dict[str, tuple[str, bool]]:
    """Entries that the machine wrote first: when they happened, whether particulars of persons are still there."""
    rows = store.rows(
        "SELECT entry.id, entry.at, entry.personal IS NOT NULL AND entry.personal <> '{}' FROM chain JOIN line ON line.chain = chain.id"
        " JOIN entry ON entry.id = line.record WHERE chain.device=? AND line.noun='entry'",
        (device,),
    )
    return {row[0]: (row[1], bool(row[2])) for row in rows}


def _open_shifts(store: Store, device: str) -> list[Shift]:
    rows = store.rows(
        "SELECT DISTINCT line.record FROM chain JOIN line ON line.chain = chain.id JOIN shift ON shift.id = line.record"
        " WHERE chain.device=? AND line.noun='shift' AND shift.state=? ORDER BY line.record",
        (device, str(ShiftState.OPEN)),
    )
    return [shifts.get(store, row[0]) for row in rows]


def _accounts(store: Store, device: str) -> list[Officer]:
    found = [content for _, content in registers.bodies(store.db, "account") if content.get("device") == device]
    return [officers.get(store, str(content["officer"])) for content in found]


def _registers(store: Store) -> dict[str, int]:
    """Rows of the registers that every machine of the unit holds."""
    nouns = ("officer", "site", "equipment", "roster")
    return {noun: _count(store, "SELECT count(*) FROM register WHERE active=1 AND noun=?", noun) for noun in nouns}


def _count(store: Store, statement: str, *values: object) -> int:
    found = store.row(statement, values)
    return int(found[0]) if found else 0


def _by(store: Store, content: chain.Merged) -> Officer | None:
    return officers.get(store, content.lines[0].officer)
