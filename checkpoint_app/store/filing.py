"""Lines of other devices in the tables `chain`, `line` and `flag`: where each stands, which of them do not count. Inside a transaction.

Where a line stands is decided by `model.travel.place`. A device one of whose chains has branches was cloned: `forked` names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checkpoint_app.model import chain, travel
from checkpoint_app.model.travel import ChainKey
from checkpoint_app.store import settling, trust
from checkpoint_app.store.driver import Connection
from checkpoint_app.store.inspection import Inspected

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

_INSERT = (
    "INSERT INTO line (chain, seq, hash, noun, record, header, signature, open_salt, open, personal_salt, personal, fleeting_salt,"
    " fleeting, erased) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_AT_ONCE = 500


@dataclass(slots=True, kw_only=True)
class Filed:
    """`own_epoch_ended`: a line of this machine's present epoch that it did not write itself, or one that says that it left that epoch;
    somebody writes with its keys."""

    own_epoch_ended: bool = False


@dataclass(slots=True)
class _Row:
    id: int
    key: ChainKey
    seq: int
    hash: str


class StoreShelf:
    """The store as `travel.Shelf`."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def place_of(self, digest: str) -> tuple[ChainKey, int, str] | None:
        found = self._db.execute(
            "SELECT device, epoch, scope, line.seq, origin FROM line JOIN chain ON chain.id = line.chain WHERE line.hash=?",
            (bytes.fromhex(digest),),
        ).fetchone()
        return (ChainKey(*found[:3]), found[3], found[4] or found[1]) if found else None

    def at(self, key: ChainKey, seq: int) -> str:
        found = self._db.execute(
            "SELECT line.hash FROM line JOIN chain ON chain.id = line.chain WHERE device=? AND epoch=? AND scope=? AND line.seq=?",
            (*key, seq),
        ).fetchone()
        return bytes(found[0]).hex() if found else ""

    def move(self, key: ChainKey, seq: int, to: ChainKey) -> None:
        """The tail gets a chain row of its own; the row it leaves ends before it."""
        row, origin, addressee, last, tip = self._db.execute(
            "SELECT id, origin, addressee, seq, hash FROM chain WHERE device=? AND epoch=? AND scope=?", key
        ).fetchone()
        moved = self._db.execute(
            "INSERT INTO chain (device, epoch, scope, seq, hash, origin, start, addressee) VALUES (?,?,?,?,?,?,?,?)",
            (*to, last, tip, origin or key.epoch, seq, addressee),
        ).lastrowid
        self._db.execute("UPDATE line SET chain=? WHERE chain=? AND seq>=?", (moved, row, seq))
        before = self._db.execute("SELECT hash FROM line WHERE chain=? AND seq=?", (row, seq - 1)).fetchone()
        self._db.execute(
            "UPDATE chain SET seq=?, hash=? WHERE id=?", (seq - 1 if before else 0, before[0] if before else b"", row)
        )


def known(db: Connection, digests: Sequence[bytes]) -> set[bytes]:
    """Those of the hashes that are here."""
    found: set[bytes] = set()
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        rows = db.execute(f"SELECT hash FROM line WHERE hash IN ({','.join('?' * len(some))})", some)
        found.update(bytes(row[0]) for row in rows.fetchall())
    return found


def alone(db: Connection, records: Sequence[str]) -> set[str]:
    """Those of the records that consist of one line, and that counts."""
    found: set[str] = set()
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        rows = db.execute(
            f"SELECT record FROM line LEFT JOIN flag ON flag.line = line.id WHERE record IN ({','.join('?' * len(some))})"
            " GROUP BY record HAVING count(*) = 1 AND count(flag.line) = 0",
            some,
        )
        found.update(row[0] for row in rows.fetchall())
    return found


def file(transaction: Transaction, known_devices: trust.Trust, lines: Iterable[Inspected]) -> Filed:
    """Writes new lines of one device, in order, and moves the heads. Raises travel.Gap, chain.BadHeader."""
    store, db = transaction.store, transaction.db
    shelf, filed = StoreShelf(db), Filed()
    purges = db.execute("SELECT 1 FROM erased_line LIMIT 1").fetchone() is not None
    row: _Row | None = None
    waiting: list[tuple[Any, ...]] = []
    unauthorised: list[bytes] = []
    for one in lines:
        header, digest = one.header, one.digest.hex()
        if row is None or header.prev != row.hash:
            _write(db, row, waiting)
            row = _row(store, known_devices, travel.place(shelf, header, digest), header)
        waiting.append(_values(db, row.id, one, purges=purges))
        row.seq, row.hash = header.seq, digest
        if header.device == store.keys.id and (
            settling.is_own_epoch(store, header.epoch, header.scope) or _left_epoch(one) == store.epoch
        ):
            filed.own_epoch_ended = True
        if not known_devices.may_write(header.device, header.noun):
            unauthorised.append(one.digest)
        transaction.lamport = max(transaction.lamport, header.lamport)
    _write(db, row, waiting)
    for found in unauthorised:
        db.execute("INSERT OR IGNORE INTO flag SELECT id, ? FROM line WHERE hash=?", (trust.UNAUTHORISED, found))
    return filed


def _row(store: Store, known_devices: trust.Trust, key: ChainKey, header: chain.Header) -> _Row:
    """The row of a chain to which a line is added; begun if it is new."""
    found = store.db.execute("SELECT id, seq, hash FROM chain WHERE device=? AND epoch=? AND scope=?", key).fetchone()
    if found is None:
        origin = header.epoch if header.epoch != key.epoch else ""
        addressee = addressee_of(store, known_devices, header)
        made = store.db.execute(
            "INSERT INTO chain (device, epoch, scope, seq, hash, origin, start, addressee) VALUES (?,?,?,0,x'',?,?,?)",
            (*key, origin, header.seq, addressee),
        )
        return _Row(made.lastrowid, key, header.seq - 1, header.prev)
    return _Row(found[0], key, found[1], bytes(found[2]).hex())


def _values(db: Connection, row: int, one: Inspected, *, purges: bool) -> tuple[Any, ...]:
    header, line = one.header, one.line
    erased = set(line.erased)
    if purges:
        gone = db.execute("SELECT part FROM erased_line WHERE hash=?", (one.digest,)).fetchall()
        erased |= {found[0] for found in gone}
    sealed: list[bytes | None] = []
    for part in chain.PARTS:
        sealed.extend((None, None) if part in erased else line.parts.get(part, (None, None)))
    marked = " ".join(sorted(erased))
    return (row, header.seq, one.digest, header.noun, header.record, line.header, line.signature, *sealed, marked)


def _left_epoch(one: Inspected) -> str:
    """The epoch that a line of noun `restore` says its device left; "" of other lines."""
    content = trust.set_of(one.line.parts["open"][1]) if one.header.noun == "restore" and "open" in one.line.parts else None
    return str(content.get("previous", "")) if isinstance(content, dict) else ""


def _write(db: Connection, row: _Row | None, waiting: list[tuple[Any, ...]]) -> None:
    if row is None or not waiting:
        return
    db.executemany(_INSERT, waiting)
    db.execute("UPDATE chain SET seq=?, hash=? WHERE id=?", (row.seq, bytes.fromhex(row.hash), row.id))
    waiting.clear()


def is_for(store: Store, known_devices: trust.Trust, header: chain.Header) -> bool:
    """Whether this device may have a chain of this kind."""
    if header.scope == "shared" or header.device == store.keys.id or store.device.kind == travel.STATION:
        return header.scope != "local"
    return header.scope == "up" and addressee_of(store, known_devices, header) == store.keys.id


def addressee_of(store: Store, known_devices: trust.Trust, header: chain.Header) -> str:
    """To whom a station's chain of scope `up` is addressed: found by trying its known epochs with every device; "" for nobody."""
    if header.scope != "up" or not known_devices.is_station(header.device):
        return ""
    devices = {*known_devices.devices, store.keys.id}
    rows = store.rows(
        "SELECT DISTINCT CASE origin WHEN '' THEN epoch ELSE origin END FROM chain WHERE device=? AND addressee=''",
        (header.device,),
    )
    for (epoch,) in rows:
        for device in devices:
            if chain.addressed_epoch(epoch, device) == header.epoch:
                return device
    return ""


def forked(store: Store) -> list[str]:
    """The devices one of whose chains has branches: somebody cloned the disk."""
    return [row[0] for row in store.rows("SELECT DISTINCT device FROM chain WHERE origin<>'' ORDER BY device")]


def reflag(transaction: Transaction, known_devices: trust.Trust) -> None:
    """Which lines do not count, anew: after certificates and revocations came. What changes is shown again."""
    db = transaction.db
    before = {(row[0], row[1]) for row in db.execute("SELECT line, what FROM flag").fetchall()}
    after = _unauthorised(db, known_devices) | _revoked(transaction.store, known_devices)
    db.executemany("DELETE FROM flag WHERE line=? AND what=?", sorted(before - after))
    db.executemany("INSERT INTO flag VALUES (?,?)", sorted(after - before))
    for line in sorted({line for line, _ in before ^ after}):
        noun, record = db.execute("SELECT noun, record FROM line WHERE id=?", (line,)).fetchone()
        settling.again(transaction, noun, record)


def _unauthorised(db: Connection, known_devices: trust.Trust) -> set[tuple[int, str]]:
    marks = ",".join("?" * len(travel.STATION_NOUNS))
    rows = db.execute(
        f"SELECT line.id, chain.device, noun FROM line JOIN chain ON chain.id = line.chain WHERE noun IN ({marks}) AND noun <> 'entry'",
        sorted(travel.STATION_NOUNS),
    ).fetchall()
    return {(row[0], trust.UNAUTHORISED) for row in rows if not known_devices.may_write(row[1], row[2])}


def _revoked(store: Store, known_devices: trust.Trust) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for device in known_devices.cuts:
        limits = trust.accepted(store, known_devices, device)
        for (row,) in store.rows("SELECT id FROM chain WHERE device=?", (device,)):
            beyond = store.rows("SELECT id FROM line WHERE chain=? AND seq>?", (row, limits.get(row, 0)))
            found |= {(line, trust.REVOKED) for (line,) in beyond}
    return found
