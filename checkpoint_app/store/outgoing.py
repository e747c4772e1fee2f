"""What another device may have of this store, and what of it it lacks.

`shared` goes to every device of the unit. `up` goes to station devices, back to the device that wrote it, and to the one it is addressed
to. `local` goes nowhere. What the other has is known by the hashes of its heads (`model.owing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from checkpoint_app.model import chain, owing
from checkpoint_app.model.travel import CHUNK_BYTES, MOST_BYTES, MOST_LINES, ChainKey, Chunk, Heads, LineRange, SentLine, Tip
from checkpoint_app.store import journal, trust

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_SENT = "line.seq, header, signature, open_salt, open, personal_salt, personal, fleeting_salt, fleeting, erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A chain of which the other lacks lines: from `start` to `end`."""

    row: int
    key: ChainKey
    start: int
    end: int

    @property
    def lines(self) -> int:
        return self.end - self.start + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of the table `chain`."""

    id: int
    key: ChainKey
    tip: Tip
    start: int
    origin: str
    addressee: str


def heads(store: Store, device: str) -> dict[ChainKey, Tip]:
    """The ends of all chains that this device may have: what a hello to it says."""
    known = trust.load(store)
    return {row.key: row.tip for row in _rows(store) if row.tip.seq and _may_have(row, device, known)}


def tips(store: Store, covered: Mapping[int, int]) -> dict[ChainKey, Tip]:
    """Chain row → seq, as heads."""
    found: dict[ChainKey, Tip] = {}
    for row, seq in covered.items():
        at = store.row(
            "SELECT device, epoch, scope, line.hash FROM line JOIN chain ON chain.id = line.chain WHERE line.chain=? AND line.seq=?",
            (row, seq),
        )
        if at is not None:
            found[ChainKey(*at[:3])] = Tip(seq, bytes(at[3]).hex())
    return found


def heads_of(store: Store, device: str) -> dict[str, list[Any]]:
    """The ends of a device's own chains as a receipt or a revocation says them: {"epoch/scope": [seq, hash]}."""
    return {
        f"{row.key.epoch}/{row.key.scope}": [row.tip.seq, row.tip.hash]
        for row in _rows(store)
        if row.key.device == device and row.key.scope != "local" and row.tip.seq
    }


def owed(store: Store, device: str, theirs: Heads, asks: Mapping[ChainKey, int] | None = None) -> list[Owed]:
    """What the device with these heads lacks and may have, in the order in which it is to go: what tells who is believed first,
    what is shared before what is not, a chain before its branches. `asks`: chains that it wants from an earlier line on.
    """
    known = trust.load(store)
    rows = [row for row in _rows(store) if row.tip.seq and _may_have(row, device, known)]
    covered = journal.coverage(store.db, (tip.hash for tip in theirs.values()))
    found = []
    for row in sorted(rows, key=lambda row: _order(row, known)):
        named = theirs.get(row.key)
        unknown = named if named is not None and not journal.is_here(store.db, named.hash) else None
        asked = asks.get(row.key) if asks else None
        start = owing.first_owed(row.tip, row.start, covered.get(row.id, 0), unknown, asked)
        end = row.tip.seq
        if known.is_revoked(row.key.device):
            end = min(end, trust.accepted(store, known, row.key.device).get(row.id, 0))
        if start <= end:
            found.append(Owed(row=row.id, key=row.key, start=start, end=end))
    return found


def owed_to_archive(store: Store, theirs: Heads) -> list[Owed]:
    """What the bureau's archive lacks: every chain that travels, in the same order. It cannot ask: a head that is not known here (a
    branch, a restored backup) has the whole chain sent again."""
    known = trust.load(store)
    covered = journal.coverage(store.db, (tip.hash for tip in theirs.values()))
    rows = [row for row in _rows(store) if row.tip.seq and row.key.scope != "local"]
    found = []
    for row in sorted(rows, key=lambda row: _order(row, known)):
        start = max(covered.get(row.id, 0) + 1, row.start)
        if start <= row.tip.seq:
            found.append(Owed(row=row.id, key=row.key, start=start, end=row.tip.seq))
    return found


def without_persons(run: LineRange) -> LineRange:
    """The same lines with their open parts alone: what leaves the station. The headers' hashes still prove the lines."""
    lines = tuple(
        replace(
            line,
            parts={part: sealed for part, sealed in line.parts.items() if part == "open"},
            erased=tuple(dict.fromkeys((*line.erased, *(part for part in line.parts if part != "open")))),
        )
        for line in run.lines
    )
    return replace(run, lines=lines)


def ranges(store: Store, what: Owed) -> Iterator[LineRange]:
    """The lines owed, in ranges that end on signed lines. Each is read when it is asked for; nothing is held open between.

    Own lines of one large write from before writes were signed in portions are signed here, where a range is full: no message would
    hold all of them. A signature is no part of its line, so a device may add one to any of its own.
    """
    may_sign = what.key.device == store.keys.id and not store.read_only
    at = what.start
    while at <= what.end:
        lines: list[SentLine] = []
        size = 0
        rows = store.db.execute(
            f"SELECT {_SENT} FROM line WHERE chain=? AND seq BETWEEN ? AND ? ORDER BY seq", (what.row, at, what.end)
        )
        for row in rows:
            lines.append(to_sent(row[1:]))
            size += lines[-1].size
            at = row[0] + 1
            if (len(lines) >= MOST_LINES or size >= MOST_BYTES) and (row[2] is not None or may_sign):
                break
        rows.close()
        if not lines:
            return
        if lines[-1].signature is None and may_sign:
            lines[-1] = _signed(store, what.row, at - 1, lines[-1])
        yield LineRange(chain=what.key, lines=tuple(lines))


def _signed(store: Store, row: int, seq: int, line: SentLine) -> SentLine:
    """The line with a signature, kept."""
    digest = chain.line_hash(line.header)
    signature = store.keys.sign(chain.signed_bytes(digest))
    with store.transaction() as transaction:
        (found,) = transaction.db.execute("SELECT id FROM line WHERE chain=? AND seq=?", (row, seq)).fetchone()
        journal.sign(transaction.db, found, signature)
    return replace(line, signature=signature)


def to_sent(row: tuple[Any, ...]) -> SentLine:
    """(header, signature, salt and bytes of each part, erased) → the line as it travels."""
    parts = {
        part: (bytes(row[2 + 2 * position]), bytes(row[3 + 2 * position]))
        for position, part in enumerate(chain.PARTS)
        if row[3 + 2 * position] is not None
    }
    erased = tuple(part for part in row[8].split() if part not in parts)
    signature = bytes(row[1]) if row[1] is not None else None
    return SentLine(header=bytes(row[0]), signature=signature, parts=parts, erased=erased)


def files_in(store: Store, owed_chains: Iterable[Owed]) -> list[str]:
    """The attachments that lines owed speak of."""
    found: dict[str, None] = {}
    for what in owed_chains:
        rows = store.rows(
            "SELECT record FROM line WHERE noun='attachment' AND noun <> 'entry' AND chain=? AND seq BETWEEN ? AND ?",
            (what.row, what.start, what.end),
        )
        found.update(dict.fromkeys(row[0] for row in rows))
    return list(found)


def wanted(store: Store, limit: int = 10_000) -> dict[str, int]:
    """The attachments whose bytes are not here: SHA-256 → from which byte on."""
    rows = store.db.execute(
        "SELECT sha, (SELECT coalesce(max(at + length(bytes)), 0) FROM arriving WHERE arriving.sha = attachment.sha)"
        " FROM attachment WHERE bytes IS NULL ORDER BY sha LIMIT ?",
        (limit,),
    )
    return {row[0]: row[1] for row in rows.fetchall()}


def chunks(store: Store, device: str, wants: Mapping[str, int]) -> Iterator[Chunk]:
    """The pieces of the attachments asked for that are here and that this device may have."""
    known = trust.load(store)
    for sha, start in wants.items():
        found = store.db.execute("SELECT media, size FROM attachment WHERE sha=? AND bytes IS NOT NULL", (sha,)).fetchone()
        if found is None or not _may_have_file(store, device, sha, known):
            continue
        for at in range(start, found[1], CHUNK_BYTES):
            piece = store.db.execute(
                "SELECT substr(bytes, ?, ?) FROM attachment WHERE sha=?", (at + 1, CHUNK_BYTES, sha)
            ).fetchone()
            yield Chunk(sha=sha, media=found[0], size=found[1], at=at, data=bytes(piece[0]))


def to_give(store: Store, device: str, wants: Mapping[str, int]) -> dict[str, int]:
    """Those of the attachments asked for of which `chunks` has pieces."""
    known = trust.load(store)
    here = {sha: store.row("SELECT size FROM attachment WHERE sha=? AND bytes IS NOT NULL", (sha,)) for sha in wants}
    return {
        sha: start
        for sha, start in wants.items()
        if (found := here[sha]) is not None and start < found[0] and _may_have_file(store, device, sha, known)
    }


def _may_have_file(store: Store, device: str, sha: str, known: trust.Trust) -> bool:
    rows = store.db.execute("SELECT DISTINCT chain FROM line WHERE record=? AND noun='attachment'", (sha,)).fetchall()
    holding = {row[0] for row in rows}
    return any(row.id in holding and _may_have(row, device, known) for row in _rows(store))


def _may_have(row: _Row, device: str, known: trust.Trust) -> bool:
    if row.key.scope == "local" or device not in known.devices or known.is_revoked(device):
        return False
    if row.key.scope == "shared" or known.is_station(device):
        return True
    return device in (row.key.device, row.addressee)


def _rows(store: Store) -> list[_Row]:
    rows = store.db.execute(
        "SELECT id, device, epoch, scope, seq, hash, start, origin, addressee FROM chain ORDER BY id"
    ).fetchall()
    return [
        _Row(
            id=row[0],
            key=ChainKey(row[1], row[2], row[3]),
            tip=Tip(row[4], bytes(row[5]).hex()),
            start=row[6],
            origin=row[7] or row[2],
            addressee=row[8],
        )
        for row in rows
    ]


def _order(row: _Row, known: trust.Trust) -> tuple[object, ...]:
    """Devices that the root certified, then those that stations did in that order; shared first; a branch after what it goes off."""
    certificate = known.devices.get(row.key.device)
    by_root = certificate is not None and certificate.by == "root"
    when = certificate.at if certificate else "~"
    return (
        row.key.scope != "shared",
        not known.is_station(row.key.device),
        not by_root,
        when,
        row.key.device,
        row.origin,
        row.start,
        row.key.epoch,
    )
