"""One machine of the simulation: a disk of dictionaries under the program's own filing, heads, receipts and merge."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from checkpoint_app.model import chain, owing, timing, travel
from checkpoint_app.model.travel import ChainKey, Tip


class Unit(Protocol):
    """What a machine needs of the world around it."""

    chance: random.Random
    now: datetime
    addressed: dict[str, str]
    """The epoch of an addressed chain → to whom it is written."""

    def new_epoch(self) -> str: ...
    def name(self) -> str: ...
    def is_station(self, device: str) -> bool: ...
    def keep(self, machine: Machine, line: Line) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it travels."""

    header: chain.Header
    hash: str
    body: Mapping[str, Any]

    def merged_as(self) -> chain.Line:
        one = self.header
        return chain.Line(
            hash=self.hash,
            lamport=one.lamport,
            device=one.device,
            officer=one.officer,
            wall=one.wall,
            op=one.op,
            base=one.base,
            body=self.body,
        )


@dataclass(frozen=True, slots=True)
class Hello:
    device: str
    epoch: str
    lamport: int
    heads: Mapping[ChainKey, Tip]
    asks: Mapping[ChainKey, int]


@dataclass(frozen=True, slots=True)
class Range:
    key: ChainKey
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What lies on a stick. `to` is a device's id, or "" for every station."""

    hello: Hello
    to: str
    ranges: tuple[Range, ...]


@dataclass
class Shelf:
    """A disk: `travel.Shelf` over dictionaries."""

    chains: dict[ChainKey, list[Line]] = field(default_factory=dict)
    start: dict[ChainKey, int] = field(default_factory=dict)
    tips: dict[ChainKey, Tip] = field(default_factory=dict)
    where: dict[str, tuple[ChainKey, int, str]] = field(default_factory=dict)
    records: dict[str, list[Line]] = field(default_factory=dict)

    def place_of(self, digest: str) -> tuple[ChainKey, int, str] | None:
        return self.where.get(digest)

    def at(self, key: ChainKey, seq: int) -> str:
        lines, start = self.chains.get(key, []), self.start.get(key, 1)
        return lines[seq - start].hash if 0 <= seq - start < len(lines) else ""

    def move(self, key: ChainKey, seq: int, to: ChainKey) -> None:
        cut = seq - self.start[key]
        self.chains[key], tail = self.chains[key][:cut], self.chains[key][cut:]
        assert to not in self.chains, "a branch is filed once"
        self.chains[to], self.start[to], self.tips[to] = tail, seq, self.tips.pop(key)
        if cut:
            self.tips[key] = Tip(seq - 1, self.chains[key][-1].hash)
        for line in tail:
            self.where[line.hash] = (to, line.header.seq, line.header.epoch)

    def add(self, line: Line) -> None:
        """Raises travel.Gap."""
        key = travel.place(self, line.header, line.hash)
        if key not in self.chains:
            self.chains[key], self.start[key] = [], line.header.seq
        self.chains[key].append(line)
        self.tips[key] = Tip(line.header.seq, line.hash)
        self.where[line.hash] = (key, line.header.seq, line.header.epoch)
        self.records.setdefault(line.header.record, []).append(line)

    def find(self, digest: str) -> tuple[ChainKey, int, str] | None:
        """`owing.Find`."""
        found = self.where.get(digest)
        if found is None:
            return None
        key, seq, _ = found
        return key, seq, self.chains[key][0].header.prev if self.start[key] > 1 else ""

    def twin(self) -> Shelf:
        return Shelf(
            {key: list(lines) for key, lines in self.chains.items()},
            dict(self.start),
            dict(self.tips),
            dict(self.where),
            {key: list(lines) for key, lines in self.records.items()},
        )


@dataclass
class Machine:
    """One machine; a clone is another one with the same `id`."""

    world: Unit
    name: str
    id: str
    station: bool
    epoch: str
    skew: timedelta
    shelf: Shelf = field(default_factory=Shelf)
    lamport: int = 0
    gaps: dict[ChainKey, int] = field(default_factory=dict)
    heard: dict[str, Hello] = field(default_factory=dict)

    def write(self, noun: str, record: str, op: str, body: Mapping[str, Any], *, scope: str = "shared", to: str = "") -> Line:
        epoch = chain.addressed_epoch(self.epoch, to) if to else self.epoch
        before = self.shelf.tips.get(ChainKey(self.id, epoch, scope), Tip(0, ""))
        self.lamport += 1
        header = chain.Header(
            device=self.id,
            epoch=epoch,
            scope=scope,
            seq=before.seq + 1,
            prev=before.hash,
            lamport=self.lamport,
            wall=timing.to_text(self.world.now + self.skew),
            officer="",
            noun=noun,
            record=record,
            op=op,
            base=self.merged(record).heads,
        )
        line = Line(header, chain.line_hash(chain.encode(header)).hex(), body)
        if to:
            self.world.addressed[epoch] = to
        self.shelf.add(line)
        self.world.keep(self, line)
        return line

    def begin_epoch(self) -> None:
        previous, self.epoch = self.epoch, self.world.new_epoch()
        self.write("restore", self.world.name(), "create", {"set": {"previous": previous}})

    def merged(self, record: str) -> chain.Merged:
        return chain.merge(line.merged_as() for line in self.shelf.records.get(record, ()))

    def own_entries(self) -> list[str]:
        """Those that this machine may change: its own, at a station all."""
        return sorted(
            record
            for record, lines in self.shelf.records.items()
            if lines[0].header.noun == "entry" and (self.station or any(line.header.device == self.id for line in lines))
        )

    def twin(self) -> Machine:
        """The same disk in another machine."""
        made = copy.copy(self)
        made.shelf, made.gaps, made.heard = self.shelf.twin(), dict(self.gaps), dict(self.heard)
        made.name += "'"
        return made

    # -- what travels

    def may_have(self, key: ChainKey, device: str) -> bool:
        if key.scope == "shared" or self.world.is_station(device):
            return True
        origin = self.shelf.chains[key][0].header.epoch
        return device in (key.device, self.world.addressed.get(origin))

    def hello(self, to: str, theirs: Hello | None) -> Hello:
        heads = {key: tip for key, tip in self.shelf.tips.items() if self.may_have(key, to)}
        asks = owing.asks(theirs.heads, self.last, self.shelf.where.__contains__, self.gaps) if theirs else {}
        return Hello(self.id, self.epoch, self.lamport, heads, asks)

    def last(self, key: ChainKey) -> int:
        return self.shelf.tips.get(key, Tip(0, "")).seq

    def give(self, device: str, theirs: Hello | None) -> list[Range]:
        heads, asks = (theirs.heads, theirs.asks) if theirs else ({}, {})
        covered = owing.coverage(self.shelf.find, (tip.hash for tip in heads.values()))
        owed: list[tuple[ChainKey, int]] = []
        for key, tip in self.shelf.tips.items():
            start, named = self.shelf.start[key], heads.get(key)
            unknown = named if named is not None and named.hash not in self.shelf.where else None
            first = owing.first_owed(tip, start, covered.get(key, 0), unknown, asks.get(key))
            if first <= tip.seq and self.may_have(key, device):
                owed.append((key, first - start))
        owed.sort(key=lambda one: self._order(one[0]))
        size = self.world.chance.choice([2, 5, 50])
        return [
            Range(key, tuple(lines[at : at + size]))
            for key, first in owed
            for lines in [self.shelf.chains[key]]
            for at in range(first, len(lines), size)
        ]

    def _order(self, key: ChainKey) -> tuple[object, ...]:
        return key.scope != "shared", not self.world.is_station(key.device), key.device, self.shelf.start[key], key.epoch

    def take(self, ranges: Iterable[Range]) -> int:
        """How many lines were new."""
        found: set[str] = set()
        before = len(self.shelf.where)
        for one in ranges:
            try:
                found.update(line.header.device for line in one.lines if self._take_line(line))
            except travel.Gap:
                self.gaps[one.key] = owing.further_back(one.lines[0].header.seq, self.last(one.key))
            else:
                self.gaps.pop(one.key, None)
        new = len(self.shelf.where) - before
        for device in sorted(found):
            self.sign_for(device)
        return new

    def _take_line(self, line: Line) -> bool:
        if line.hash in self.shelf.where:
            return False
        one = line.header
        ours = one.device == self.id
        ended = ours and (one.epoch == self.epoch or (self.world.addressed.get(one.epoch, "") and self._is_addressed(one.epoch)))
        self.shelf.add(line)
        self.world.keep(self, line)
        self.lamport = max(self.lamport, one.lamport)
        if ended or (ours and one.noun == "restore" and line.body["set"]["previous"] == self.epoch):
            self.begin_epoch()
        return True

    def _is_addressed(self, epoch: str) -> bool:
        return chain.addressed_epoch(self.epoch, self.world.addressed[epoch]) == epoch

    # -- receipts

    def sign_for(self, device: str) -> bool:
        """A station's receipt for a laptop, when it has something else to say of it than last time."""
        if not self.station or self.world.is_station(device):
            return False
        heads = {f"{key.epoch}/{key.scope}": [*tip] for key, tip in self.shelf.tips.items() if key.device == device}
        content = {"device": device, "heads": heads, "restores": sorted(self.restores().get(self.id, ()))}
        said = [line for line in self._receipts(device) if line.header.device == self.id and line.header.epoch == self.epoch]
        last = max(said, key=lambda line: line.header.seq, default=None)
        if not heads if last is None else last.body["set"] == content:
            return False
        self.write("receipt", self.world.name(), "create", {"set": content})
        return True

    def _receipts(self, device: str) -> Iterator[Line]:
        for lines in self.shelf.records.values():
            for line in lines:
                if line.header.noun == "receipt" and line.body["set"]["device"] == device:
                    yield line

    def restores(self) -> dict[str, set[str]]:
        """Device → the records in which it says that it left an epoch."""
        found: dict[str, set[str]] = {}
        for record, lines in self.shelf.records.items():
            if lines[0].header.noun == "restore":
                found.setdefault(lines[0].header.device, set()).add(record)
        return found

    def received(self) -> set[str]:
        """The own lines with ✓, by hash."""
        lines = sorted(self._receipts(self.id), key=lambda line: line.header.seq)
        said = [
            owing.Said(
                line.header.device, line.header.epoch, self.shelf.where[line.hash][0], set(line.body["set"]["restores"]), line
            )
            for line in lines
        ]
        covers = [
            owing.held(
                [owing.coverage(self.shelf.find, (tip[1] for tip in line.body["set"]["heads"].values())) for line in group]
            )
            for group in owing.newest(said, self.restores())
        ]
        return {line.hash for key, line in self.own_lines() if any(cover.get(key, 0) >= line.header.seq for cover in covers)}

    def own_lines(self) -> list[tuple[ChainKey, Line]]:
        return [(key, line) for key, lines in self.shelf.chains.items() if key.device == self.id for line in lines]
