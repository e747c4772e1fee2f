"""Proof of delivery: what a station signed that it holds, and for which lines of this machine that is so (✓ 所内已收).

A receipt is a line of a station device (noun `receipt`, scope `shared`, a record of its own):

    set: {"device": id, "heads": {"epoch/scope": [seq, hash]}, "missing": [SHA-256 of attachments whose bytes are not here],
          "wall": our clock, "theirs": the device's clock, "restores": [records of noun `restore` of this station that it knew of]}

A line is received when the newest receipt of some station about its device has a head on whose way the line lies: by hash, never by a count
or a label. A station that left an epoch behind (a line of noun `restore`, `set: {"previous": epoch}`) may have lost what it had, so a
receipt counts only if it was written in the knowledge of every such line that is known here (`model.owing.newest`). So a receipt with
lower heads takes ✓ back, and a station that lost what it had and says so takes it back as well. On a station device everything is received.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain, display, ids, owing, timing, travel
from checkpoint_app.store import journal, outgoing, trust

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_PROOF_NOUNS = ("entry", "shift", "hazard", "attachment", "report", "print")
"""What a person asks ✓ for."""
_SLIPS = "NOT (noun='print' AND record IN (SELECT id FROM paper WHERE form='delivery'))"
"""A slip that says what was delivered is not itself something to deliver: else printing it would make it wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a station device (`station`) says it holds of a device. `at` is the station's clock, `theirs` what the device's clock said."""

    id: str
    station: str
    device: str
    at: datetime
    heads: Mapping[str, tuple[int, str]]
    missing: frozenset[str]
    theirs: str
    restores: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReceived:
    """A record of this machine that no station has signed for. `title` names it as lists do, `at` is when the machine wrote it."""

    noun: str
    record: str
    at: datetime
    title: str
    photos: int = 0
    """How many of its photos are missing at the station."""


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `receipt`."""
    content, first = merged.set, merged.lines[0]
    to_receipt((record, first.device, content["device"], json.dumps(content)))  # raises when it is shaped otherwise
    row = (record, bytes.fromhex(first.hash), first.device, content["device"], json.dumps(content))
    store.db.execute("INSERT OR REPLACE INTO receipt VALUES (?,?,?,?,?)", row)


def project_restore(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `restore`: the device has left an epoch behind."""
    previous = merged.set.get("previous")
    if isinstance(previous, str):  # the older form of this line, which stays on its machine, names none
        store.db.execute("INSERT OR REPLACE INTO superseded VALUES (?,?,?)", (record, merged.lines[0].device, previous))


def to_receipt(row: tuple[Any, ...]) -> Receipt:
    """(record, station, device, body) → value."""
    content = json.loads(row[3])
    return Receipt(
        id=row[0],
        station=row[1],
        device=row[2],
        at=timing.from_text(str(content["wall"])),
        heads={str(name): (int(tip[0]), str(tip[1])) for name, tip in content["heads"].items()},
        missing=frozenset(map(str, content["missing"])),
        theirs=str(content.get("theirs", "")),
        restores=frozenset(map(str, content.get("restores", ()))),
    )


def write(store: Store, device: str, *, theirs: str = "") -> bool:
    """A station's receipt for a field device, if it holds other lines or files of it than its last receipt said. True when written.

    Never about another station: the two would answer each other's receipts for ever.
    """
    known = trust.load(store)
    if store.device.kind != travel.STATION or device not in known.devices or known.is_station(device):
        return False
    heads, missing, restores = outgoing.heads_of(store, device), _missing_of(store, device), _restores(store, store.keys.id)
    last = _last_own(store, device)
    if last is None and not heads:
        return False
    if (
        last is not None
        and last.missing == frozenset(missing)
        and last.heads == {name: tuple(tip) for name, tip in heads.items()}
        and last.restores == frozenset(restores)
    ):
        return False
    content: dict[str, object] = {"device": device, "heads": heads, "missing": missing}
    content |= {"wall": timing.to_text(store.now()), "theirs": theirs}
    if restores:
        content["restores"] = restores
    with store.transaction() as transaction:
        transaction.append("receipt", ids.uuid7(), "create", {"open": {"set": content}})
    return True


def _missing_of(store: Store, device: str) -> list[str]:
    rows = store.rows(
        "SELECT DISTINCT attachment.sha FROM attachment CROSS JOIN line ON line.record = attachment.sha JOIN chain ON chain.id = line.chain"
        " WHERE attachment.bytes IS NULL AND chain.device=? ORDER BY 1",
        (device,),
    )
    return [row[0] for row in rows]


def _last_own(store: Store, device: str) -> Receipt | None:
    """This machine's newest receipt about a device, of the epoch it writes in now."""
    found = store.row(
        "SELECT receipt.record, station, receipt.device, body FROM receipt JOIN line ON line.hash = receipt.line"
        " JOIN chain ON chain.id = line.chain WHERE receipt.device=? AND chain.device=? AND chain.epoch=? ORDER BY line.seq DESC LIMIT 1",
        (device, store.keys.id, store.epoch),
    )
    return to_receipt(found) if found else None


def _restores(store: Store, device: str) -> list[str]:
    """The records in which a device says that it left an epoch behind."""
    return [row[0] for row in store.rows("SELECT record FROM superseded WHERE device=? ORDER BY record", (device,))]


def newest(store: Store, device: str) -> list[list[Receipt]]:
    """The receipts about a device that count, in groups of which each must cover (`owing.newest`). Not of stations cut off."""
    known = trust.load(store)
    stations = known.stations()
    rows = store.rows(
        "SELECT receipt.record, station, receipt.device, body, CASE chain.origin WHEN '' THEN chain.epoch ELSE chain.origin END, line.chain"
        " FROM receipt JOIN line ON line.hash = receipt.line JOIN chain ON chain.id = line.chain WHERE receipt.device=? ORDER BY line.seq",
        (device,),
    )
    said = [
        owing.Said(row[1], row[4], row[5], receipt.restores, receipt)
        for row in rows
        if row[1] in stations and (receipt := to_receipt(row[:4]))
    ]
    return owing.newest(said, {station: frozenset(_restores(store, station)) for station in stations})


def every(store: Store, device: str | None = None, limit: int = 1000) -> list[Receipt]:
    """Receipts about one device or all, the newest first."""
    where, values = ("WHERE receipt.device=?", (device, limit)) if device else ("", (limit,))
    rows = store.rows(
        f"SELECT receipt.record, station, receipt.device, body FROM receipt JOIN line ON line.hash = receipt.line {where}"
        " ORDER BY line.id DESC LIMIT ?",
        values,
    )
    return [to_receipt(row) for row in rows]


def count(store: Store, device: str) -> int:
    """How many receipts about a device are here."""
    found = store.row("SELECT count(*) FROM receipt WHERE device=?", (device,))
    return int(found[0]) if found else 0


class Standing:
    """Which lines of this machine some station holds, at one moment. Made once for a page; asking it costs next to nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.at_station = store.device.kind == travel.STATION
        self._held: list[tuple[dict[int, int], frozenset[str]]] = []
        if self.at_station:
            return
        for receipts in newest(store, store.keys.id):
            covers = [journal.coverage(store.db, (tip[1] for tip in receipt.heads.values())) for receipt in receipts]
            self._held.append((owing.held(covers), frozenset().union(*(receipt.missing for receipt in receipts))))

    def covers(self, row: int, seq: int) -> bool:
        """Whether a station holds the line at this place of a chain of this machine."""
        return self.at_station or any(held.get(row, 0) >= seq for held, _ in self._held)

    def is_received(self, record: str) -> bool:
        """✓: some station holds every line that this machine wrote about the record, and the bytes of its photos."""
        return self.at_station or any(self._holds(held, missing, record) for held, missing in self._held)

    def _holds(self, held: Mapping[int, int], missing: frozenset[str], record: str) -> bool:
        lines = _own_lines(self._store, record)
        return bool(lines) and all(held.get(row, 0) >= seq for row, seq in lines) and not missing & _photos(self._store, record)

    def photos_missing(self, record: str) -> int:
        """How many of a record's photos no station has."""
        photos = _photos(self._store, record)
        return min((len(missing & photos) for _, missing in self._held), default=len(photos))

    def beyond(self, row: int) -> int:
        """The last line of a chain of this machine that a station holds; 0 for none."""
        return max((held.get(row, 0) for held, _ in self._held), default=0)

    @property
    def missing(self) -> frozenset[str]:
        """The files without which every station is."""
        found = [missing for _, missing in self._held]
        return frozenset.intersection(*found) if found else frozenset()


def _own_lines(store: Store, record: str) -> list[tuple[int, int]]:
    rows = store.db.execute(
        "SELECT line.chain, line.seq FROM line JOIN chain ON chain.id = line.chain WHERE line.record=? AND chain.device=?"
        " AND chain.scope <> 'local'",
        (record, store.keys.id),
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def _photos(store: Store, record: str) -> frozenset[str]:
    """The files that a record's lines name; a file is its own."""
    found: set[str] = {record} if chain.is_hex(record, 64) else set()
    for line in journal.lines_of(store.db, record):
        found |= set(chain.hashes_in(line.body))
    if not found:
        return frozenset()
    marks = ",".join("?" * len(found))
    return frozenset(row[0] for row in store.rows(f"SELECT sha FROM attachment WHERE sha IN ({marks})", sorted(found)))


def is_received(store: Store, record: str) -> bool:
    """✓ for one record; a list makes a `Standing` once and asks that."""
    return Standing(store).is_received(record)


def not_received(store: Store, limit: int | None = None) -> list[NotReceived]:
    """What this machine wrote and no station has signed for, by name, oldest first: entries, shifts, hazards, files, reports, papers."""
    standing = Standing(store)
    found: dict[str, NotReceived] = {}
    if standing.at_station:
        return []
    for noun, record, header in _beyond(store, standing):
        if record not in found and (limit is None or len(found) < limit):
            at = timing.from_text(chain.decode(bytes(header)).wall)
            found[record] = NotReceived(noun=noun, record=record, at=at, title=title(store, noun, record))
    for sha in sorted(standing.missing):
        for noun, record, header in _naming(store, sha):
            if record not in found and (limit is None or len(found) < limit):
                at = timing.from_text(chain.decode(bytes(header)).wall)
                photos = standing.photos_missing(record)
                found[record] = NotReceived(noun=noun, record=record, at=at, title=title(store, noun, record), photos=photos)
    return list(found.values())


def count_not_received(store: Store) -> int:
    """How many records `not_received` lists."""
    return waiting(store)[0]


def waiting(store: Store) -> tuple[int, datetime | None]:
    """How many records `not_received` lists, and when this machine wrote the oldest line of them, by its own clock."""
    standing = Standing(store)
    records: set[str] = set()
    since: list[datetime] = []
    for where, values in _ranges(store, standing):
        records.update(found[0] for found in store.rows(f"SELECT DISTINCT record FROM line WHERE {where}", values))
        first = store.row(f"SELECT header FROM line WHERE {where} ORDER BY seq LIMIT 1", values)
        since += [timing.from_text(chain.decode(bytes(first[0])).wall)] if first else []
    for sha in standing.missing:
        for _, record, header in _naming(store, sha):
            if record not in records:
                records.add(record)
                since.append(timing.from_text(chain.decode(bytes(header)).wall))
    return len(records), min(since, default=None)


def _beyond(store: Store, standing: Standing) -> Iterator[tuple[str, str, bytes]]:
    """(noun, record, header) of the own lines that no station holds."""
    for where, values in _ranges(store, standing):
        yield from store.rows(f"SELECT noun, record, header FROM line WHERE {where} ORDER BY seq", values)


def _ranges(store: Store, standing: Standing) -> Iterator[tuple[str, tuple[object, ...]]]:
    """For each own chain the condition on lines that no station holds, with its values."""
    marks = ",".join("?" * len(_PROOF_NOUNS))
    chains = store.rows("SELECT id FROM chain WHERE device=? AND scope <> 'local' ORDER BY id", (store.keys.id,))
    for (row,) in [] if standing.at_station else chains:
        yield f"chain=? AND seq>? AND noun IN ({marks}) AND {_SLIPS}", (row, standing.beyond(row), *_PROOF_NOUNS)


def _naming(store: Store, sha: str) -> list[tuple[Any, ...]]:
    """(noun, record, header) of the own lines about a file: its own, and those of the entries it is a photo of."""
    own = store.rows(  # an entry is written after the file that it names: what came before is not looked at
        "SELECT 'entry', entry.id, line.header FROM line CROSS JOIN chain ON chain.id = line.chain"
        " CROSS JOIN entry ON entry.id = line.record WHERE line.id > (SELECT coalesce(min(id), 0) FROM line WHERE record=?)"
        " AND line.noun='entry' AND chain.device=? AND instr(entry.body, ?)",
        (sha, store.keys.id, sha),
    )
    return own or store.rows(
        "SELECT noun, record, header FROM line JOIN chain ON chain.id = line.chain WHERE record=? AND chain.device=?",
        (sha, store.keys.id),
    )


def title(store: Store, noun: str, record: str) -> str:
    """豫L12345, the code of a shift, the name of a hazard: what a person knows the record by."""
    from checkpoint_app.store import entries, hazards, prints, shifts, templates

    if noun == "entry" and entries.exists(store, record):
        entry = entries.get(store, record)
        form = templates.get(store, entry.template)
        cells = (
            display.cell(form, column.key, entry.values, store.context()) for column in form.list_columns if column.key != "at"
        )
        return next(filter(None, cells), display.title(form))
    if noun == "shift" and store.row("SELECT 1 FROM shift WHERE id=?", (record,)):
        return shifts.get(store, record).code
    if noun == "hazard" and store.row("SELECT 1 FROM hazard WHERE id=?", (record,)):
        return hazards.get(store, record).name
    paper = store.row("SELECT form FROM paper WHERE id=?", (record,))
    if paper:
        return prints.title(paper[0])
    file = store.row("SELECT media FROM attachment WHERE sha=?", (record,))
    return (tr("photo|sync") if file[0].startswith("image/") else tr("file|sync")) if file else record[:8]
