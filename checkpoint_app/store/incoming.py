"""Taking in what other devices wrote: looked at whole, filed, shown. Idempotent, in any order, interruptible between slices.

A range is inspected before its first write. It is filed in slices, each a transaction of several steps that ends on a signed line; between
slices `between` is called, where a window saves what its officer typed. A slice ends with its step as soon as somebody waits
(`Store.is_waited_for`), and goes on for some hundred lines while nobody does: a COMMIT costs the same few milliseconds for few lines as
for many, most of them the search index, so that slices of a fixed time were slower and still let a save wait longer.

What could not be shown in time or waits for something is in the tables `again` and `awaited` and is settled by `finish`; new entries from
which nothing follows stand in `again` too, until `settling.show_rest`. A crash loses none of it. A refused range stops its own chain only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from checkpoint_app.model import chain, owing, travel
from checkpoint_app.model.records import Changes
from checkpoint_app.model.travel import ChainKey, LineRange
from checkpoint_app.store import filing, inspection, journal, settling, trust
from checkpoint_app.store.inspection import Inspected, Refusal, RefusedLinesError

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

_STEP: Final = 50
"""Lines after which a slice looks whether somebody waits: some 20 ms."""
_MOST_IN_SLICE: Final = 500
STEP_S: Final = 0.05
"""What a step of unsigned lines could not show by then is shown later."""
_SHOWN_AT_ONCE: Final = 50
"""Records after which the time is looked at."""
_TRUST_NOUNS = frozenset({"certificate", "revocation", "unit"})

Between = Callable[[], None]


def nothing_between() -> None:
    """Nobody waits for the store."""


@dataclass(slots=True, kw_only=True)
class Taken:
    """What came of it: lines new and known already, devices whose chains grew, chains refused, what changed on screen."""

    lines: int = 0
    repeated: int = 0
    files: int = 0
    devices: set[str] = field(default_factory=set)
    refused: dict[ChainKey, Refusal] = field(default_factory=dict)
    nouns: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)

    @property
    def changes(self) -> Changes:
        return Changes(nouns=frozenset(self.nouns), records=frozenset(self.records))


class Intake:
    """The ranges of one exchange on their way into a store. `finish` must follow the last one; without it the next opening catches up."""

    def __init__(self, store: Store, between: Between = nothing_between) -> None:
        self.store = store
        self.between = between
        self.taken = Taken()
        self._trust = trust.load(store)
        self._certificates: list[Mapping[str, Any]] = []

    def take(self, parcel: LineRange) -> bool:
        """Checks a range and files what is new of it; False when it was refused (`taken.refused` says why, also for what was cut off)."""
        self.taken.refused.pop(parcel.chain, None)
        try:
            lines = self._inspect(parcel)
            self._file(parcel.chain, lines)
        except RefusedLinesError as error:
            self.taken.refused[parcel.chain] = error.refusal
            if error.refusal.code == "LINES_GAP":
                _ask_further_back(self.store, parcel.chain, error.refusal.seq)
            return False
        self.store.db.execute("DELETE FROM ask WHERE chain=?", (parcel.chain.text,))
        return True

    def finish(self) -> Taken:
        """Settles what depended on what came: see `settling`. Then nothing is left to do but to show the entries that could wait."""
        settling.settle(self.store, self.between, self.taken.nouns, self.taken.records)
        if self.taken.nouns & settling.ONESELF:
            settling.know_oneself_again(self.store)
        return self.taken

    def _inspect(self, parcel: LineRange) -> list[Inspected]:
        lines = self._before_the_cut(parcel.chain, inspection.read(parcel))
        self.between()
        self._learn_certificates(lines)
        public = self._trust.key(parcel.chain.device)
        if public is None and parcel.chain.device == self.store.keys.id:
            public = self.store.keys.public
        if public is None:
            raise RefusedLinesError(parcel.chain, "LINES_STRANGER")
        if not filing.is_for(self.store, self._trust, lines[0].header):
            raise RefusedLinesError(parcel.chain, "LINES_NOT_FOR_US")
        inspection.check_signatures(parcel.chain, lines, public, self.between)
        return lines

    def _learn_certificates(self, lines: Sequence[Inspected]) -> None:
        """Certificates are believed for their own signatures, so they count before the range that brings them is checked."""
        found = [content for one in lines if one.header.noun == "certificate" and (content := _set_of(one))]
        units = [content for one in lines if one.header.noun == "unit" and (content := _set_of(one))]
        if found or units:
            self._certificates += found
            self._trust = trust.load(self.store, more=self._certificates, units=units)

    def _before_the_cut(self, key: ChainKey, lines: list[Inspected]) -> list[Inspected]:
        """Of a device that was cut off only lines up to the cut, ending on a signed one; what is here already does not matter."""
        limit = trust.last_to_take(self.store, self._trust, key, lines[0].header.epoch)
        if limit is None or lines[-1].header.seq <= limit:
            return lines
        known = filing.known(self.store.db, [one.digest for one in lines])
        within = [at for at, one in enumerate(lines, 1) if one.header.seq <= limit or one.digest in known]
        ends = [at for at in within if lines[at - 1].line.signature is not None]
        if ends and ends[-1] == len(lines):
            return lines
        if not ends:
            raise RefusedLinesError(key, "LINES_CUT_OFF", max(limit + 1, lines[0].header.seq))
        self.taken.refused[key] = Refusal(chain=key, code="LINES_CUT_OFF", seq=limit + 1)
        return lines[: ends[-1]]

    def _file(self, key: ChainKey, lines: list[Inspected]) -> None:
        known = filing.known(self.store.db, [one.digest for one in lines])
        self.taken.repeated += len(known)
        new = [one for one in lines if one.digest not in known]
        if not new:
            return
        first = new[0].header
        if first.prev and not journal.is_here(self.store.db, first.prev):
            raise RefusedLinesError(key, "LINES_GAP", first.seq)
        at = 0
        while at < len(new):
            at = self._file_slice(key, new, at)
            self.between()

    def _file_slice(self, key: ChainKey, lines: Sequence[Inspected], start: int) -> int:
        """Files and shows lines from `start` on until somebody waits; returns where the next slice begins."""
        at = start
        with self.store.transaction() as transaction:
            while at < len(lines) and at - start < _MOST_IN_SLICE:
                end = _step_end(lines, at)
                try:
                    self._take_step(transaction, lines[at:end])
                except (chain.BadHeader, travel.Gap) as error:
                    raise RefusedLinesError(key, "LINES_ORDER", lines[at].header.seq) from error
                at = end
                if self.store.is_waited_for():
                    break
        self.taken.lines += at - start
        self.taken.devices.add(key.device)
        return at

    def _take_step(self, transaction: Transaction, lines: Sequence[Inspected]) -> None:
        deadline = time.perf_counter() + STEP_S
        filed = filing.file(transaction, self._trust, lines)
        if filed.own_epoch_ended:
            settling.begin_epoch(transaction, why="fork")
        if any(one.header.noun in _TRUST_NOUNS for one in lines):
            self._trust = trust.load(self.store, more=self._certificates)
            filing.reflag(transaction, self._trust)
        elif self._trust.is_revoked(lines[0].header.device):
            filing.reflag(transaction, self._trust)
        self._show(transaction, lines, deadline)

    def _show(self, transaction: Transaction, lines: Sequence[Inspected], deadline: float) -> None:
        touched = {(one.header.noun, one.header.record): one for one in lines}
        self.taken.nouns.update(noun for noun, _ in touched)
        self.taken.records.update(record for _, record in touched)
        alone = filing.alone(transaction.db, [record for _, record in touched])
        rest = {
            record
            for (noun, record), one in touched.items()
            if noun == "entry" and record in alone and settling.can_wait(self.store, one)
        }
        settling.again(transaction, settling.REST, *rest)
        for noun, found in groupby(sorted(touched, key=lambda one: settling.position(one[0])), key=itemgetter(0)):
            records = [record for _, record in found if record not in rest]
            for start in range(0, len(records), _SHOWN_AT_ONCE):
                some = records[start : start + _SHOWN_AT_ONCE]
                if time.perf_counter() > deadline and noun not in settling.FIRST:
                    settling.again(transaction, noun, *some)
                else:
                    settling.show(
                        transaction, noun, {record: touched[noun, record] if record in alone else None for record in some}
                    )


def _step_end(lines: Sequence[Inspected], at: int) -> int:
    """The first signed line at or after a step; the lines of one transaction are never parted."""
    for end in range(min(at + _STEP, len(lines)), len(lines)):
        if lines[end - 1].line.signature is not None:
            return end
    return len(lines)


def take_all(store: Store, parcels: Iterable[LineRange], between: Between = nothing_between) -> Taken:
    """Ranges one after the other, what follows from them, all of it shown."""
    intake = Intake(store, between)
    for parcel in parcels:
        intake.take(parcel)
    taken = intake.finish()
    settling.show_rest(store, between)
    return taken


def _set_of(one: Inspected) -> Mapping[str, Any] | None:
    sealed = one.line.parts.get("open")
    content = trust.set_of(sealed[1]) if sealed else None
    return content if isinstance(content, dict) else None


def _ask_further_back(store: Store, key: ChainKey, seq: int) -> None:
    """The line before these is not here: the chain is asked for from further back, each time sixteen times as far."""
    with store.transaction() as transaction:
        found = owing.further_back(seq, _last(store, key))
        transaction.db.execute("INSERT OR REPLACE INTO ask VALUES (?,?)", (key.text, found))


def _last(store: Store, key: ChainKey) -> int:
    """The seq of the last line of a chain, 0 for none."""
    found = store.row("SELECT seq FROM chain WHERE device=? AND epoch=? AND scope=?", key)
    return int(found[0]) if found else 0


def asks(store: Store, theirs: travel.Heads) -> dict[ChainKey, int]:
    """Chains of the other that are wanted from an earlier line on: those with a gap, and those that end on another branch than here."""
    gaps = {ChainKey.parse(row[0]): row[1] for row in store.rows("SELECT chain, seq FROM ask")}
    return owing.asks(theirs, lambda key: _last(store, key), lambda digest: journal.is_here(store.db, digest), gaps)


def lacking(store: Store, theirs: travel.Heads) -> dict[ChainKey, int]:
    """Chains of the other whose end is not here, and how many lines that are at least."""
    found: dict[ChainKey, int] = {}
    for key, tip in theirs.items():
        if not journal.is_here(store.db, tip.hash):
            found[key] = max(1, tip.seq - _last(store, key))
    return found
