"""An open store, and one write to it.

`Store` is the connection with what every function needs at hand: unit, device, account, clock, chain heads. `Transaction` is one write:
BEGIN IMMEDIATE, lines with their projections, signatures, COMMIT. "Saved" is only what COMMIT returned
from; after any error the database and the heads in memory are as before.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain, timing
from checkpoint_app.model.records import Account, Changes, Device, Unit
from checkpoint_app.model.travel import LARGEST_LINE, MOST_UNSIGNED_BYTES, MOST_UNSIGNED_LINES, STATION, STATION_NOUNS
from checkpoint_app.store import driver, errors, identity, journal, place

if TYPE_CHECKING:
    from checkpoint_app.model.template import Context, Template

DATABASE = place.DATABASE
REKEYED = "store.db.rekeyed"
"""A copy under a new key that is about to take the place of the database."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """An open store. Made by `opening`; used from one thread; `reader()` gives a second, read-only connection for long reads.

    `is_waited_for`: whether somebody waits for it, a save above all. Who lends it to several sets that; long work in slices asks.
    """

    unit: Unit
    account: Account
    device: Device

    def __init__(
        self,
        folder: Path,
        db: driver.Connection,
        key: bytes,
        keys: identity.DeviceKeys,
        epoch: str,
        *,
        lock: IO[bytes] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.folder = folder
        self.db = db
        self.key = key
        self.keys = keys
        self.epoch = epoch
        self.clock = clock
        self.lamport = 0
        self.read_only = False
        self.templates: dict[str, Template] = {}
        self.lock = lock
        self.is_waited_for: Callable[[], bool] = lambda: False

    def now(self) -> datetime:
        """The machine's clock, aware UTC: a claim, never an order."""
        return self.clock()

    def context(self, *, masked: bool = True) -> Context:
        """What the template engine may know of this store."""
        from checkpoint_app.model.template import Context
        from checkpoint_app.store.registers import StoreRegisters

        return Context(zone=self.unit.tz(), now=self.now(), registers=StoreRegisters(self.db), masked=masked)

    def require(self, what: str, *roles: str) -> None:
        """Raises NotAllowed unless the account has one of the roles. `what` is a shown phrase."""
        from checkpoint_app.model.records import ROLE_LABELS, label

        if not self.account.may(*roles):
            raise errors.NotAllowed(what=what, roles=" / ".join(label(ROLE_LABELS, role) for role in roles))

    def rows(self, statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with driver.trouble(self.folder):
            return self.db.execute(statement, values).fetchall()  # type: ignore[no-any-return]

    def row(self, statement: str, values: Any = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        with driver.trouble(self.folder):
            return self.db.execute(statement, values).fetchone()  # type: ignore[no-any-return]

    def meta(self, key: str, default: str = "") -> str:
        found = self.row("SELECT value FROM meta WHERE key=?", (key,))
        return str(found[0]) if found else default

    def keep_meta(self, key: str, value: str) -> None:
        """A fact of this machine, outside the journal."""
        if self.meta(key) != value:
            with self.transaction() as transaction:
                transaction.db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (key, value))

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One write. Raises the store's own errors for a full or read-only disk; nothing is left half done."""
        with driver.trouble(self.folder):
            self.db.execute("BEGIN IMMEDIATE")
            transaction, epoch = Transaction(self), self.epoch
            try:
                yield transaction
                transaction.sign()
                self.db.execute("COMMIT")
            except BaseException:
                self.epoch = epoch
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
            self.lamport = transaction.lamport

    def reader(self) -> Store:
        """The same store over a read-only connection that sees the newest committed state, for another thread."""
        other = copy.copy(self)
        other.db = driver.connect(self.folder / DATABASE, self.key, read_only=True)
        other.read_only = True
        other.templates = {}
        other.lock = None
        return other

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database and the lock; also after trouble."""
        try:
            self.db.close()
        finally:
            if self.lock is not None:
                self.lock.close()


class Transaction:
    """The lines of one write. Functions of the store get it from `Store.transaction`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.db = store.db
        self.lamport = store.lamport
        self.at = store.now()
        self._wall = timing.to_text(self.at)
        self._heads: dict[tuple[str, str], journal.Head] = {}
        self._last: dict[tuple[str, str], int] = {}
        self._unsigned: dict[tuple[str, str], tuple[int, int]] = {}
        self._touched: set[tuple[str, str]] = set()

    def append(
        self,
        noun: str,
        record: str,
        op: str,
        body: Mapping[str, Mapping[str, object]] | None = None,
        *,
        scope: str = "shared",
        to: str = "",
        base: tuple[str, ...] = (),
        officer: str | None = None,
    ) -> int:
        """Writes one line and brings the record's projections up to date; returns its seq.

        `body` maps payload parts (open, personal, fleeting) to their objects; empty parts are left out. `base` are the record's heads
        that the writer saw; without a base the line creates the record. It is made by the account unless `officer` says otherwise.
        Photos that wait for their form and are named in `body` are kept with it.
        `to`: the laptop to which a line of scope `up` is to go back. Raises NotAllowed for what only a station device writes, LineTooLarge.
        """
        from checkpoint_app.store import attachments, projection

        self._check_station(noun)
        attachments.bring(self, noun, body, scope=scope, to=to)
        epoch = chain.addressed_epoch(self.store.epoch, to) if to else self.store.epoch
        key = (epoch, scope)
        head = self._heads.get(key) or journal.open_chain(self.db, self.store.keys.id, epoch, scope, addressee=to)
        parts = {name: journal.seal(content) for name, content in (body or {}).items() if content}
        size = sum(len(sealed) for _, sealed in parts.values())
        if size > LARGEST_LINE:
            raise errors.LineTooLarge(size=f"{size / 1_000_000:.1f}", limit=LARGEST_LINE // 1_000_000)
        self.lamport += 1
        header = chain.Header(
            device=self.store.keys.id,
            epoch=epoch,
            scope=scope,
            seq=head.seq + 1,
            prev=head.hash,
            lamport=self.lamport,
            wall=self._wall,
            officer=self.store.account.id if officer is None else officer,
            noun=noun,
            record=record,
            op=op,
            base=tuple(sorted(base)),
            **{name: chain.part_hash(*sealed) for name, sealed in parts.items()},
        )
        row, digest = journal.insert(self.db, head, header, parts)
        self._heads[key] = journal.Head(chain=head.chain, seq=header.seq, hash=digest)
        self._last[key] = row
        self._sign_between(key, size)
        self._touched.add((noun, record))
        fresh = None
        if not base:
            line_body = chain.join_parts(dict(content) for content in (body or {}).values())
            fresh = chain.Line(
                hash=digest,
                lamport=header.lamport,
                device=header.device,
                officer=header.officer,
                wall=header.wall,
                op=op,
                base=(),
                body=line_body,
            )
        projection.refresh(self, noun, record, fresh)
        return header.seq

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the write that is taken back alone when it raises."""
        before = (self.lamport, dict(self._heads), dict(self._last), dict(self._unsigned), set(self._touched))
        self.db.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK TO attempt")
            self.lamport, self._heads, self._last, self._unsigned, self._touched = before
            raise
        finally:
            self.db.execute("RELEASE attempt")

    def sign(self) -> None:
        """Signs the last line of each chain and moves the heads; the end of the transaction."""
        for key, head in self._heads.items():
            self._sign(key)
            journal.move_head(self.db, head)

    def _sign(self, key: tuple[str, str]) -> None:
        signature = self.store.keys.sign(chain.signed_bytes(bytes.fromhex(self._heads[key].hash)))
        journal.sign(self.db, self._last[key], signature)

    def _sign_between(self, key: tuple[str, str], size: int) -> None:
        """In a large write every so many lines are signed, so that it travels and is taken in in portions."""
        lines, held = self._unsigned.get(key, (0, 0))
        lines, held = lines + 1, held + size
        if lines >= MOST_UNSIGNED_LINES or held >= MOST_UNSIGNED_BYTES:
            self._sign(key)
            lines, held = 0, 0
        self._unsigned[key] = lines, held

    def _check_station(self, noun: str) -> None:
        """Others would set such a line of a field device aside: it is refused where it is written. A store in the making may."""
        device = getattr(self.store, "device", None)
        if noun in STATION_NOUNS and device is not None and device.kind != STATION:
            raise errors.NotAllowed(what=tr("changing this on a field laptop"), roles=tr("station machine"))

    @property
    def changes(self) -> Changes:
        """What this write touched so far."""
        return Changes(
            nouns=frozenset(noun for noun, _ in self._touched), records=frozenset(record for _, record in self._touched)
        )
