"""A delivery of a station on its way into the archive: looked at whole, then filed in one transaction.

Each run of lines is checked as a station checks it: framing, order, payload hash of the open part, certificates up to the unit's root
key, and the signature of its last line, which covers all before it by their hashes. (A station checks every signature, because it
passes lines on in other runs; the archive passes nothing on.) The other parts stay at the station: the header promises them, the run
says they are not there. What a run does not join on to (its line before is not here) is told as a gap; the station then sends the chain
from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checkpoint_app.hub.archive import ingest
from checkpoint_app.hub.archive.database import Connection
from checkpoint_app.hub.archive.ingest import ArchivedLine, Head
from checkpoint_app.model.travel import ChainKey, LineRange
from checkpoint_app.store import identity, inspection, trust
from checkpoint_app.store.inspection import Inspected, Refusal, RefusedLinesError


@dataclass(slots=True, kw_only=True)
class Delivered:
    """What became of a delivery: lines new here, chains whose lines do not join on, chains refused and why."""

    new: int = 0
    repeated: int = 0
    gaps: list[ChainKey] = field(default_factory=list)
    refused: dict[ChainKey, Refusal] = field(default_factory=dict)


class Unit:
    """What the archive knows of a unit: its believed devices and where its chains end. Made for one delivery or greeting."""

    def __init__(self, db: Connection, unit: str) -> None:
        self.db = db
        self.unit = unit
        self.heads = {ChainKey(head.device, head.label, head.scope): head for head in ingest.heads(db, unit)}
        rows = db.execute("SELECT noun, open FROM line WHERE unit = %s AND noun IN ('unit', 'certificate')", (unit,)).fetchall()
        self._certificates: list[Mapping[str, Any]] = []
        self._roots: list[bytes] = []
        for noun, body in rows:
            self.learn(noun, trust.set_of(bytes(body)) if body else None)

    def learn(self, noun: str, content: object) -> None:
        """A certificate, or the unit's own line with its root key."""
        if not isinstance(content, dict):
            return
        if noun == "certificate":
            self._certificates.append(content)
            return
        try:
            root = bytes.fromhex(str(content.get("root", "")))
        except ValueError:
            return
        if identity.unit_id(root) == self.unit:
            self._roots.append(root)

    def devices(self) -> Mapping[str, identity.Certificate]:
        """The believed devices by id."""
        found = [one for one in map(identity.read_certificate, map(dict, self._certificates)) if one]
        return identity.trusted(found, self.unit, self._roots[0]) if self._roots else {}


def deliver(db: Connection, unit: str, runs: Iterable[LineRange]) -> Delivered:
    """Files what is new of the runs. Raises UnitNotAdmitted, ArchiveRefuses, ArchiveUnreachable; then nothing was filed."""
    known, delivered = Unit(db, unit), Delivered()
    lines: list[ArchivedLine] = []
    heads = dict(known.heads)
    for run in runs:
        try:
            inspected = _inspect(known, run)
        except RefusedLinesError as error:
            delivered.refused[run.chain] = error.refusal
            continue
        if not _joins(db, unit, heads, run.chain, inspected[0]):
            delivered.gaps.append(run.chain)
            continue
        lines += [_archived(one) for one in inspected]
        last = inspected[-1]
        heads[run.chain] = Head(
            device=run.chain.device, label=run.chain.epoch, scope=run.chain.scope, seq=last.header.seq, hash=last.digest
        )
    moved = [head for key, head in heads.items() if known.heads.get(key) != head]
    delivered.new = ingest.take(db, unit, lines, moved)
    delivered.repeated = len(lines) - delivered.new
    return delivered


def _inspect(known: Unit, run: LineRange) -> list[Inspected]:
    lines = inspection.read(run)
    for one in lines:
        if one.header.noun in ("unit", "certificate") and "open" in one.line.parts:
            known.learn(one.header.noun, trust.set_of(one.line.parts["open"][1]))
    found = known.devices().get(run.chain.device)
    if found is None:
        raise RefusedLinesError(run.chain, "LINES_STRANGER")
    inspection.check_signatures(run.chain, lines[-1:], bytes.fromhex(found.public_key))  # the last one vouches for all before it
    return lines


def _joins(db: Connection, unit: str, heads: Mapping[ChainKey, Head], key: ChainKey, first: Inspected) -> bool:
    """Whether the line before the first one is here: the head of its chain, or any line of its device (a branch goes off there)."""
    header = first.header
    if header.seq == 1:
        return True
    head = heads.get(key)
    if head is not None and (head.seq, head.hash.hex()) == (header.seq - 1, header.prev):
        return True
    found = db.execute(
        "SELECT 1 FROM line WHERE unit = %s AND device = %s AND epoch = %s AND scope = %s AND seq = %s AND hash = %s",
        (unit, header.device, header.epoch, header.scope, header.seq - 1, bytes.fromhex(header.prev)),
    ).fetchone()
    return found is not None


def _archived(one: Inspected) -> ArchivedLine:
    header = one.header
    salt, body = one.line.parts.get("open", (None, None))
    return ArchivedLine(
        device=header.device,
        epoch=header.epoch,
        scope=header.scope,
        seq=header.seq,
        hash=one.digest,
        noun=header.noun,
        record=header.record,
        header=one.line.header,
        signature=one.line.signature,
        open_salt=salt,
        open=body,
    )


def answer_heads(heads: Iterable[Head]) -> dict[str, list[Any]]:
    """Heads as a greeting says them: {"device/label/scope": [seq, hash]}."""
    return {f"{head.device}/{head.label}/{head.scope}": [head.seq, head.hash.hex()] for head in heads}
