"""The simulated unit over real encrypted stores: the program's exchange, sticks, backups; the power fails at any write.

As `tests.sync.simulation`, with what only a disk has: entries with photos and persons, corrections, purges, a machine cut off, files of
bundles that are damaged, doubled or lost, slices of any length. The oracle reads the journals' hashes and nothing else of the program.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from checkpoint_app.errors import UserError
from checkpoint_app.model import owing, travel
from checkpoint_app.model.records import EntryState
from checkpoint_app.store import (
    attachments,
    backup,
    entries,
    keys,
    opening,
    outgoing,
    purge,
    receipts,
    revocation,
    shifts,
    sites,
)
from checkpoint_app.store.session import Store
from checkpoint_app.sync import ckb, stick
from checkpoint_app.sync.exchange import exchange
from tests.store.conftest import CHEAP, PASSWORD
from tests.sync import lives, simulation_rest, units
from tests.sync.conformance import CHECK, PERSON
from tests.sync.frail import Frail, PowerLost, chance_of
from tests.sync.rough import RoughPeer
from tests.sync.simulation_ends import Machine, check_end, frail, own_lines

BEGIN = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEARS = 10 * 365 * 24 * 3600
MOST_MACHINES = 9
PHOTOS = (5, 900, 900, 2500, 2500, 80_000)
"""Bytes. Of a bundle with the largest the first line can be read though its end is damaged (`BLOCK`)."""
BLOCK = 4096


class World:
    """A unit on disk, from a seed."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.now = BEGIN
        self._numbers = itertools.count(1)
        self.closing = ExitStack()
        self.sticks = [folder / f"stick{number}" for number in range(3)]
        for place in self.sticks:
            place.mkdir()
        self.machines: list[Machine] = []
        self.revoked = False

    def build(self) -> None:
        count = self.chance.randint(2, 8)
        stations = 2 if count > 3 and self.chance.random() < 0.4 else 1
        clock = self._clock()
        first = units.station(self.folder / "station", clock)
        sites.save(first, {"name": "阳光宾馆", "kind": "premises"})
        self.keep("A", first, clock)
        for number in range(1, count):
            letter, kind = "ABCDEFGH"[number], "station" if number < stations else "field"
            clock = self._clock()
            self.keep(letter, units.laptop(self.folder / letter, first, clock, letter=letter, kind=kind), clock)

    def _clock(self) -> Callable[[], datetime]:
        skew = timedelta(seconds=self.chance.choice([0, 0, 40, self.chance.randint(-YEARS, YEARS)]))
        return lambda: self.now + skew

    def keep(self, name: str, store: Store, clock: Callable[[], datetime]) -> Machine:
        made = Machine(name, store, clock)
        self._mount(made)
        self.machines.append(made)
        return made

    def _mount(self, machine: Machine) -> None:
        machine.store.db = Frail(machine.store.db, self.chance)

    def close(self) -> None:
        for machine in self.machines:
            machine.store.close()

    def new_folder(self, machine: Machine) -> Path:
        return self.folder / f"{machine.name[0]}{next(self._numbers)}"

    # -- what happens

    def step(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(1, 300))
        deeds: list[Callable[[Machine], None]] = [
            *(self.enter, self.change, self.oversee, self.meet, self.visit),
            *(self.restore, self.clone, self.purge, self.cut_off, self.tamper),
        ]
        deed = self.chance.choices(deeds, [10, 5, 5, 9, 10, 2, 1, 0.7, 0.4, 2])[0]
        machine = self.chance.choice(self.machines)
        self.suffer(deed, machine)
        if self.chance.random() < 0.25:
            self.back_up(self.chance.choice(self.machines))
        self.check_marks(machine)

    def suffer(self, deed: Callable[[Machine], None], machine: Machine) -> None:
        """The deed, in the middle of which the power may fail, here or at the other side."""
        if self.chance.random() < 0.25:
            victim = machine if self.chance.random() < 0.6 else self.chance.choice(self.machines)
            frail(victim).fuse = self.chance.choice([self.chance.randint(0, 12), self.chance.randint(0, 400)])
        with suppress(PowerLost):
            deed(machine)
        for one in self.machines:
            one_disk = frail(one)
            one_disk.fuse = None
            if one_disk.dead:
                self.reopen(one)

    def reopen(self, machine: Machine) -> None:
        officer = machine.store.account.officer.number
        machine.store.close()
        machine.store = opening.open_store(machine.store.folder, officer=officer, password=PASSWORD, clock=machine.clock)
        self._mount(machine)

    def enter(self, machine: Machine) -> None:
        """A shift with some checks; some with a photo, a person, a hazard."""
        store = machine.store
        shift = units.open_shift(store, machine.clock)
        for number in range(self.chance.randint(1, 4)):
            values: dict[str, Any] = {"plate": f"豫L{self.chance.randint(10000, 99999)}", "people": self.chance.randint(1, 5)}
            if self.chance.random() < 0.25:
                photo = attachments.add(store, self.chance.randbytes(self.chance.choice(PHOTOS)), "image/jpeg")
                values["photos"] = [photo]
            if self.chance.random() < 0.2:
                values |= {"identity_reason": "SUSPECT", "persons": [PERSON], "findings": ["KNIFE"], "disposition": "SEIZE"}
            entries.record(store, CHECK, values, shift=shift.id)
            if number == 0 and self.chance.random() < 0.3:
                row = {"kind": "EXIT_BLOCKED", "place": "二楼", "order": "ORDER_NOW"}
                entries.record(store, "fire-check", {"premises": "阳光宾馆", "hazards": [row]}, shift=shift.id)

    def change(self, machine: Machine) -> None:
        """An entry that this machine shows is corrected or voided; a shift moves."""
        store = machine.store
        found = store.rows("SELECT id, template_id FROM entry WHERE state <> ? ORDER BY id", (str(EntryState.VOID),))
        if found:
            record, form = self.chance.choice(found)
            if form != CHECK or self.chance.random() < 0.3:
                entries.void(store, record, "重复")
            else:
                entries.correct(store, record, {"people": self.chance.randint(1, 9)}, "漏数")
        opened = [row[0] for row in store.rows("SELECT id FROM shift WHERE state='open' ORDER BY id")]
        if opened and self.chance.random() < 0.5:
            shift = shifts.get(store, self.chance.choice(opened))
            moved = shift.planned_from - timedelta(days=self.chance.randint(0, 2))
            shifts.change(store, shift.id, {"planned_from": moved, "planned_to": None})

    def oversee(self, machine: Machine) -> None:
        """The station keeps its registers."""
        if machine.is_station:
            sites.save(machine.store, {"name": f"卡点{next(self._numbers)}", "kind": "checkpoint"})

    def meet(self, machine: Machine) -> None:
        others = [one for one in self.machines if one.is_station and one.id != machine.id]
        if others:
            with suppress(UserError):
                exchange(machine.store, RoughPeer(self.chance.choice(others).store, self.chance))

    def visit(self, machine: Machine) -> None:
        with suppress(UserError):
            stick.sync(machine.store, self.chance.choice(self.sticks))

    def tamper(self, machine: Machine) -> None:
        """A file of a stick is damaged, doubled, lost, or back from long ago."""
        place = self.chance.choice(self.sticks)
        files = sorted(place.glob("*.ckb"))
        if not files:
            return
        file = self.chance.choice(files)
        data = file.read_bytes()
        what = self.chance.randrange(5)
        if what == 0:
            file.write_bytes(data[: self.chance.randrange(len(data))])
        elif what == 1:
            at = self.chance.randrange(len(data))
            file.write_bytes(data[:at] + bytes(len(data) - at))
        elif what == 2:
            file.unlink()
        else:
            target = self.chance.choice(self.sticks) / f"{file.stem}-{next(self._numbers)}.ckb"
            target.write_bytes(data)

    def back_up(self, machine: Machine) -> None:
        place = self.folder / "backups" / f"{machine.name}{next(self._numbers)}"
        place.mkdir(parents=True)
        machine.backups.append(backup.backup(machine.store, place))

    def restore(self, machine: Machine) -> None:
        """The disk is gone."""
        if not machine.backups:
            return
        saved = self.chance.choice(machine.backups)
        old = machine.store
        machine.store = lives.restored(saved, self.new_folder(machine), old)
        self._mount(machine)
        old.close()
        shutil.rmtree(old.folder)

    def clone(self, machine: Machine) -> None:
        if len(self.machines) < MOST_MACHINES:
            copied = lives.cloned(machine.store, self.new_folder(machine))
            self.keep(f"{machine.name}'", copied, machine.clock).backups = list(machine.backups)

    def purge(self, machine: Machine) -> None:
        if machine.is_station and machine.store.account.roles:
            purge.purge(machine.store)

    def cut_off(self, machine: Machine) -> None:
        """Once: a station hears that a laptop is lost."""
        lost = [one.id for one in self.machines if not one.is_station]
        if machine.is_station and len(lost) > 1 and not self.revoked:
            revocation.revoke(machine.store, self.chance.choice(lost), "遗失")
            self.revoked = True

    # -- what must be

    def check_marks(self, machine: Machine) -> None:
        """A ✓ stands only for lines that one station holds, unless it lost them and this machine cannot know that yet."""
        if machine.is_station:
            return
        standing = receipts.Standing(machine.store)
        marked = [row[0] for row in machine.store.rows("SELECT id FROM entry") if standing.is_received(row[0])]
        if not marked:
            return
        heard = {row[0] for row in machine.store.rows("SELECT record FROM superseded")}
        stations = [one for one in self.machines if one.is_station]
        told = "SELECT record FROM superseded WHERE device=?"
        if any(row[0] not in heard for one in stations for row in one.store.rows(told, (one.id,))):
            return
        held = [one.hashes() for one in stations]
        for entry in marked:
            mine = own_lines(machine, entry)
            assert any(mine <= lines for lines in held), f"{machine.name}: a false ✓"

    def work_on_copies(self) -> None:
        """Somebody works on each copy of a disk. One on which nobody ever does, and which has seen less than the other, cannot be told
        from what the other was once: over a network it is served, by a stick it is not until it writes."""
        for machine in self.machines:
            if [one.id for one in self.machines].count(machine.id) > 1:
                self.enter(machine)

    def settle(self, *, sticks: bool) -> None:
        """Until nothing moves, without trouble: over the network, or by sticks alone."""
        if sticks:
            some = self.chance.sample(self.sticks, self.chance.randint(1, len(self.sticks)))
            simulation_rest.by_sticks(self.machines, some, self.chance, self._watch)
        else:
            simulation_rest.by_network(self.machines, self._watch)

    def _watch(self, machine: Machine) -> None:
        self.now += timedelta(minutes=1)
        self.check_marks(machine)


def run(seed: int, folder: Path, steps: int = 24) -> World:
    """One world to its end; those of even seeds come to rest by sticks alone. Raises AssertionError."""
    world = World(seed, folder)
    few = world.chance.random() < 0.7
    with ExitStack() as made:
        made.enter_context(chance_of(world.chance))
        made.enter_context(patch.object(keys, "COST", CHEAP))
        made.enter_context(patch.object(owing, "STEP_BACK", 3 if few else owing.STEP_BACK))
        made.enter_context(patch.object(outgoing, "MOST_LINES", 4 if few else travel.MOST_LINES))
        made.enter_context(patch.object(outgoing, "CHUNK_BYTES", 1000))
        made.enter_context(patch.object(ckb, "_BLOCK", BLOCK))
        made.callback(world.close)
        world.build()
        for _ in range(steps):
            world.step()
        sticks = seed % 2 == 0
        if sticks:
            world.work_on_copies()
        expected = {digest for machine in world.machines for digest in machine.hashes()}
        world.settle(sticks=sticks)
        check_end(world.machines, expected)
    return world
