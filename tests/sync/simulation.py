"""Machines of a unit over the pure merge: filing, heads, receipts and merge are the program's (`model`), disk and network are dictionaries.

A seed makes a unit of 2 to 8 machines with one or two stations and three sticks and lets it live: entries, corrections, exchanges in which
parcels are lost, doubled, disordered or cut off, sticks that come late or twice, machines that crash, are restored or are cloned, clocks
that are years off. `run` raises AssertionError when an oracle of its own (who holds which line, who went home with what) disagrees.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from checkpoint_app.model import owing
from tests.sync.simulation_machine import Bundle, Hello, Line, Machine, Range

BEGIN = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEARS = 10 * 365 * 24 * 3600
QUIET_ROUNDS = 12
MOST_MACHINES = 9
"""With clones."""


class World:
    """A unit, from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = BEGIN
        self._names = itertools.count(1)
        self.addressed: dict[str, str] = {}
        self.ever: dict[str, set[str]] = {}
        self.sticks: list[list[Bundle]] = [[], [], []]
        self.backups: dict[int, list[Machine]] = {}
        self.lost: set[int] = set()
        count = self.chance.randint(2, 8)
        stations = 2 if count > 3 and self.chance.random() < 0.4 else 1
        self._stations: set[str] = set()
        self.machines: list[Machine] = []
        for number in range(count):
            id_ = f"{self.chance.getrandbits(128):032x}"
            if number < stations:
                self._stations.add(id_)
            skew = timedelta(seconds=self.chance.choice([0, 0, 40, self.chance.randint(-YEARS, YEARS)]))
            made = Machine(self, "ABCDEFGH"[number], id_, number < stations, self.new_epoch(), skew)
            made.write("certificate", id_, "create", {"set": {}})
            self.machines.append(made)

    def new_epoch(self) -> str:
        return f"{self.chance.getrandbits(256):064x}"

    def name(self) -> str:
        return f"r{next(self._names):06d}"

    def is_station(self, device: str) -> bool:
        return device in self._stations

    def keep(self, machine: Machine, line: Line) -> None:
        """The oracle's own book: a station device held this line at some time."""
        if machine.station:
            self.ever.setdefault(line.hash, set()).add(machine.id)

    # -- what happens

    def step(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(1, 300))
        deeds: list[Callable[[Machine], None]] = [self.enter, self.correct, self.meet, self.visit, self.restore, self.clone]
        what = self.chance.choices(deeds, [12, 6, 7, 9, 2, 1.2])[0]
        machine = self.chance.choice(self.machines)
        what(machine)
        self.check_marks(machine)
        if self.chance.random() < 0.3:
            self.back_up(self.chance.choice(self.machines))

    def enter(self, machine: Machine) -> None:
        for _ in range(self.chance.randint(1, 4)):
            if machine.station or self.chance.random() < 0.2:
                machine.write("site", self.name(), "create", {"set": {"name": self.name()}})
            else:
                machine.write("entry", self.name(), "create", {"values": {"people": self.chance.randint(1, 5)}}, scope="up")

    def correct(self, machine: Machine) -> None:
        known = machine.own_entries()
        if not known:
            return
        record = self.chance.choice(known)
        writer = machine.shelf.records[record][0].header.device
        op = self.chance.choice(["change", "change", "change", "void", "unvoid"])
        key = self.chance.choice(["people", "note", "plate"])
        body: dict[str, Any] = {"values": {key: self.chance.randint(1, 5)}} if op == "change" else {"reason": "误"}
        to = writer if machine.station and not self.is_station(writer) else ""
        machine.write("entry", record, op, body, scope="up", to=to)

    def meet(self, machine: Machine) -> None:
        """One machine exchanges with a station over a network."""
        others = [one for one in self.machines if one.station and one.id != machine.id]
        if others:
            exchange(machine, self.chance.choice(others), self.chance, well=False)

    def visit(self, machine: Machine) -> None:
        """One machine reads a stick and leaves what the others lack."""
        self._plug_in(self.chance.choice(self.sticks), machine)

    def _plug_in(self, stick: list[Bundle], machine: Machine) -> None:
        if self.chance.random() < 0.1 and stick:
            stick.append(self.chance.choice(stick))  # a copy of an older file
        found = [
            one for one in stick if one.hello.device != machine.id and (one.to == machine.id or (machine.station and not one.to))
        ]
        self.chance.shuffle(found)
        for bundle in found:
            if self.chance.random() < 0.1:
                continue  # it cannot be read
            known = machine.heard.get(bundle.hello.device)
            if known is None or (known.epoch, known.lamport) != (bundle.hello.epoch, bundle.hello.lamport):
                machine.heard[bundle.hello.device] = bundle.hello
            machine.take(bundle.ranges)
            if self.chance.random() < 0.1:
                return  # pulled out, or the machine crashed
        partners = {one.id for one in self.machines if one.id != machine.id and (machine.station or one.station)}
        for device in sorted(partners):
            theirs = machine.heard.get(device)
            to = "" if self.is_station(device) else device
            ranges = machine.give(device, theirs)
            if self.chance.random() < 0.1:
                break
            stick.append(Bundle(machine.hello(device, theirs), to, tuple(ranges)))
        del stick[: max(0, len(stick) - 12)]

    def back_up(self, machine: Machine) -> None:
        self.backups.setdefault(id(machine), []).append(machine.twin())

    def restore(self, machine: Machine) -> None:
        """The disk is gone; the machine goes on from a backup, of yesterday or of last month. A station's more often than its share."""
        if self.chance.random() < 0.4:
            machine = self.chance.choice([one for one in self.machines if one.station])
        found = self.backups.get(id(machine))
        if found:
            kept = self.chance.choice(found)
            machine.shelf, machine.lamport, machine.epoch = kept.shelf.twin(), kept.lamport, kept.epoch
            machine.gaps, machine.heard = dict(kept.gaps), dict(kept.heard)
            machine.begin_epoch()
            if self.chance.random() < 0.5:
                self._tell(machine)

    def _tell(self, machine: Machine) -> None:
        """One stick goes from this machine straight to another, which hears of it before it gives anything back."""
        stick, other = self.chance.choice(self.sticks), self.chance.choice(self.machines)
        self._plug_in(stick, machine)
        self._plug_in(stick, other)
        self.check_marks(other)

    def clone(self, machine: Machine) -> None:
        """Its disk was copied into another machine, and both go on."""
        if len(self.machines) < MOST_MACHINES:
            self.machines.append(machine.twin())

    # -- what must be

    def check_marks(self, machine: Machine) -> None:
        """A ✓ stands only for a line that the station holds, or held when it signed, as long as its owner cannot know better."""
        for digest in machine.received() if not machine.station else ():
            assert any(self._vouches(station, machine, digest) for station in self.ever.get(digest, ())), "a false ✓"

    def _vouches(self, station: str, machine: Machine, digest: str) -> bool:
        copies = [one for one in self.machines if one.id == station]
        if any(digest in one.shelf.where for one in copies):
            return True
        news = {
            line.hash for one in copies for lines in one.shelf.records.values() for line in lines if line.header.noun == "restore"
        }
        return not news <= set(machine.shelf.where)

    def settle(self) -> None:
        """Everybody meets every station until nothing moves, without trouble."""
        for _ in range(QUIET_ROUNDS):
            stations = [one for one in self.machines if one.station]
            moved = [
                exchange(one, station, self.chance, well=True)
                for station in stations
                for one in self.machines
                if one is not station and one.id != station.id
            ]
            for machine in self.machines:
                self.check_marks(machine)
            if not any(moved):
                return
        raise AssertionError("it does not come to rest")

    def check_end(self, expected: Mapping[str, Line]) -> None:
        """`expected` is every line that was on some disk before the end began."""
        for machine in self.machines:
            for digest, line in expected.items():
                if self._belongs(line, machine):
                    assert digest in machine.shelf.where, f"{machine.name} lacks a line of {line.header.noun}"
        for one, other in itertools.pairwise(self.machines):
            scopes = {"shared", "up"} if one.station and other.station else {"shared"}
            heads = [{key: tip for key, tip in machine.shelf.tips.items() if key.scope in scopes} for machine in (one, other)]
            assert heads[0] == heads[1], "heads differ"
        station = next(one for one in self.machines if one.station)
        for machine in self.machines:
            for record, lines in machine.shelf.records.items():
                if machine is not station and (machine.station or lines[0].header.scope == "shared"):
                    assert machine.merged(record) == station.merged(record), "states differ"
            if not machine.station:
                assert {line.hash for _, line in machine.own_lines()} == machine.received(), "delivered, and no ✓"

    def _belongs(self, line: Line, machine: Machine) -> bool:
        one = line.header
        return one.scope == "shared" or machine.station or machine.id in (one.device, self.addressed.get(one.epoch))


def exchange(one: Machine, other: Machine, chance: random.Random, *, well: bool) -> bool:
    """Hello, give, take, receipts; in rounds. In bad weather parcels are lost, doubled, disordered, and it may end anywhere."""
    moved = False
    theirs: Hello | None = None
    for _ in range(16):
        mine = one.hello(other.id, theirs)
        other.sign_for(one.id)
        theirs = other.hello(one.id, mine)
        given = other.take(weather(one.give(other.id, theirs), chance, well=well))
        if not well and chance.random() < 0.15:
            return True
        taken = one.take(weather(other.give(one.id, one.hello(other.id, theirs)), chance, well=well))
        signed = one.sign_for(other.id)
        if not (given or taken or signed):
            return moved
        moved = True
    return moved


def weather(ranges: list[Range], chance: random.Random, *, well: bool) -> list[Range]:
    if well:
        return ranges
    found = [one for one in ranges for _ in range(chance.choice([1, 1, 1, 1, 1, 0, 2]))]
    if chance.random() < 0.3:
        chance.shuffle(found)
    return found[: chance.randint(0, len(found))] if chance.random() < 0.2 else found


def run(seed: int, steps: int = 30) -> World:
    """One world to its end. Raises AssertionError."""
    world = World(seed)
    with patch.object(owing, "STEP_BACK", world.chance.choice([2, 2, 8, 256])):  # so that short chains fork far back
        for _ in range(steps):
            world.step()
        expected = {line.hash: line for one in world.machines for lines in one.shelf.records.values() for line in lines}
        world.settle()
    world.check_end(expected)
    return world
