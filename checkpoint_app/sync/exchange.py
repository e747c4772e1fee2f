"""The exchange: hello, what each lacks, receipts. One algorithm for every peer; the other side is `answer`.

What came is durable and signed for first. Then the entries that could wait are shown and counted (`store.settling`): whoever brought them
need not wait for that.

An interactive peer is asked in rounds until neither has anything new: lines bring files wanted, receipts, chains whose device was not
known a moment ago, chains wanted from further back. An asynchronous one (a stick) is read first, so that what goes onto it answers what
lay there, receipts included. Interrupted anywhere it goes on the next time: heads and offsets are what was durable, nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from checkpoint_app.model.records import NO_CHANGES, Changes
from checkpoint_app.model.travel import ChainKey, Chunk, LineRange, Parcel
from checkpoint_app.store import incoming, outgoing, peers, receipts, settling
from checkpoint_app.store.incoming import Between, Taken, nothing_between
from checkpoint_app.store.inspection import Refusal
from checkpoint_app.sync import answer, greeting
from checkpoint_app.sync.messages import Hello
from checkpoint_app.sync.peer import Peer

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

MOST_ROUNDS: Final = 16
Progress = Callable[[int, int, str], object]
"""(lines and pieces done, in all as far as known, "give" or "take"): may raise to stop; what is done stays done. "show", once: all is
durable on both sides and signed for, what came is being shown."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What an exchange did. `taken`, `repeated`, `given` count lines; `lacking` says by chain how many lines of the other's are not here;
    `not_taken`: chains of ours that the other did not take, with its reason; `skew_ms` is its clock minus ours (None: not said now);
    `receipts` new ones about this machine."""

    device: str = ""
    taken: int = 0
    repeated: int = 0
    given: int = 0
    files_taken: int = 0
    files_given: int = 0
    lacking: Mapping[ChainKey, int] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()
    not_taken: Mapping[str, str] = field(default_factory=dict)
    skew_ms: int | None = None
    receipts: int = 0
    rounds: int = 0
    changes: Changes = NO_CHANGES

    @property
    def anything(self) -> bool:
        """Whether the exchange moved anything."""
        return bool(self.taken or self.given or self.files_taken or self.files_given)


def exchange(
    store: Store,
    peer: Peer,
    progress: Progress = lambda _done, _all, _what: None,
    between: Between = nothing_between,
) -> Report:
    """Gives the peer what it lacks, takes what is lacking here, signs for it. Raises what the peer raises, and what a hello may be.

    Saved work waits for at most one slice: `between` is called while the store is free.
    """
    return _Exchange(store, peer, progress, between).run()


class _Exchange:
    """One exchange on its way."""

    def __init__(self, store: Store, peer: Peer, progress: Progress, between: Between) -> None:
        self.store = store
        self.peer = peer
        self.progress = progress
        self.between = between
        self.report = Report(device=peer.device)
        self.refused: dict[ChainKey, Refusal] = {}
        self.theirs: Hello | None = None
        self._answered: object = None

    def run(self) -> Report:
        before = receipts.count(self.store, self.store.keys.id)
        try:
            for _ in range(MOST_ROUNDS):
                self.report.rounds += 1
                if not self._round() or not self.peer.interactive:
                    break
            if self.theirs is not None:
                peers.synced(self.store, self.theirs.device, self.store.now())
            done = self.report.given + self.report.taken
            self.progress(done, done, "show")
        finally:
            self.report.refused = tuple(self.refused.values())
            self.report.not_taken = dict(self.peer.not_taken)
            self.report.lacking = self._lacking()
            self.report.receipts = receipts.count(self.store, self.store.keys.id) - before
            settling.show_rest(self.store, self.between)
        return self.report

    def _round(self) -> bool:
        """One hello and what follows from it; False when there was nothing left to do."""
        self._greet()
        moved = self.report.taken, self.report.given, self.report.files_taken, self.report.files_given
        wrote = False
        if self.peer.interactive:
            gave = self._give()
            wrote = self._take(expected=gave)
        else:
            self._take(expected=True)
            self._give()
        return wrote or moved != (self.report.taken, self.report.given, self.report.files_taken, self.report.files_given)

    def _mine(self) -> Hello:
        asks = incoming.asks(self.store, self.theirs.heads) if self.theirs else {}
        return greeting.hello_for(self.store, self.report.device, asks)

    def _greet(self) -> None:
        found = self.peer.hello(self._mine(), self.between)
        if found is None:
            return
        greeting.check(self.store, found)
        at = self.store.now()
        greeting.keep(self.store, found, at=at if self.peer.interactive else None)
        self.theirs, self.report.device = found, found.device
        if self.peer.interactive and self.report.skew_ms is None:
            self.report.skew_ms = round((found.wall - at).total_seconds() * 1000)

    def _give(self) -> bool:
        """True when anything was given. What the other left a round ago it is not given again while nothing has changed on either side."""
        if self.peer.interactive and self.theirs is not None:
            state = (self.theirs.heads, self.theirs.asks, self.theirs.wants, outgoing.heads(self.store, self.report.device))
            if state == self._answered:
                return False
            self._answered = state
        theirs = greeting.common(self.store, [self.theirs, *self.peer.copies]) if self.theirs else None
        parcels = answer.send(self.store, theirs, self.report.device, files_too=not self.peer.interactive)
        first = next(parcels, None)
        if first is None and not self._must_ask():
            return False
        total = sum(what.lines for what in outgoing.owed(self.store, self.report.device, theirs.heads if theirs else {}))
        self.peer.give(self._mine(), self._counted(first, parcels, total), self.between)
        return first is not None

    def _must_ask(self) -> bool:
        """Whether a peer that is not there has to hear what is lacking here, though there is nothing to give."""
        return not self.peer.interactive and bool(self._lacking() or (self.theirs and outgoing.wanted(self.store, limit=1)))

    def _counted(self, first: Parcel | None, others: Iterator[Parcel], total: int) -> Iterator[Parcel]:
        if first is not None:
            yield self._count(first, total)
        for parcel in others:
            yield self._count(parcel, total)

    def _count(self, parcel: Parcel, total: int) -> Parcel:
        if isinstance(parcel, LineRange):
            self.report.given += len(parcel.lines)
        elif parcel.at + len(parcel.data) == parcel.size:
            self.report.files_given += 1
        done = self.report.given + self.report.files_given
        self.progress(done, max(total, done), "give")
        return parcel

    def _take(self, *, expected: bool) -> bool:
        """Takes what the other has; True when that made this station sign a receipt that the other does not have yet."""
        mine = self._mine()
        if not expected and not mine.wants and not self._lacking():
            return self._sign()
        known = sum(self._lacking().values())
        taken = answer.receive(
            self.store, self.theirs or mine, self._shown(self.peer.take(mine, self.between), known), self.between
        )
        self._add(taken)
        return self._sign() or bool(taken.lines)

    def _sign(self) -> bool:
        theirs = self.theirs
        return theirs is not None and receipts.write(self.store, theirs.device, theirs=answer.theirs_clock(theirs))

    def _shown(self, parcels: Iterable[Parcel], known: int) -> Iterator[Parcel]:
        done = 0
        for parcel in parcels:
            yield parcel
            done += 1 if isinstance(parcel, Chunk) else len(parcel.lines)
            self.progress(done, max(known, done), "take")

    def _add(self, taken: Taken) -> None:
        self.report.taken += taken.lines
        self.report.repeated += taken.repeated
        self.report.files_taken += taken.files
        before, after = self.report.changes, taken.changes
        self.report.changes = Changes(nouns=before.nouns | after.nouns, records=before.records | after.records)
        for key in [key for key in self.refused if key not in taken.refused and key.device in taken.devices]:
            del self.refused[key]
        self.refused.update(taken.refused)

    def _lacking(self) -> dict[ChainKey, int]:
        return incoming.lacking(self.store, self.theirs.heads) if self.theirs else {}
