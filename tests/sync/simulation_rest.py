"""How the simulated unit comes to rest: everybody meets every station over the network, or sticks go round and nothing else does.

Nothing goes wrong any more, but what was left on the sticks lies there: old bundles, damaged ones, halves.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from checkpoint_app.sync import messages, stick
from checkpoint_app.sync.exchange import exchange
from checkpoint_app.sync.memory import MemoryPeer
from tests.sync.simulation_ends import Machine

QUIET_ROUNDS = 12
"""Of meetings until nothing moves; every stick goes round as often."""

Watch = Callable[[Machine], None]
"""Called after each visit: time goes on, what must always hold is looked at."""


def by_network(machines: Sequence[Machine], watch: Watch) -> None:
    """Raises AssertionError when it does not come to rest."""
    for _ in range(QUIET_ROUNDS):
        before = state(machines)
        for machine in sorted(machines, key=lambda one: one.is_station):
            for other in machines:
                if other.is_station and other is not machine:
                    with suppress(messages.DeviceCutOff, messages.UnknownDevice):  # until its certificate has come
                        exchange(machine.store, MemoryPeer(other.store))
            watch(machine)
        if before == state(machines):
            return
    raise AssertionError("it does not come to rest")


def by_sticks(machines: Sequence[Machine], sticks: Sequence[Path], chance: Random, watch: Watch) -> None:
    """One stick after the other goes round the machines, each time in another order, until every stick went round for nothing.

    Raises AssertionError when it does not come to rest.
    """
    quiet = 0
    for place in itertools.islice(itertools.cycle(sticks), QUIET_ROUNDS * len(sticks)):
        before = state(machines), names(place)
        for machine in chance.sample(machines, len(machines)):
            stick.sync(machine.store, place)
            watch(machine)
        quiet = quiet + 1 if before == (state(machines), names(place)) else 0
        if quiet == len(sticks):
            return
    raise AssertionError("the sticks go round and round")


def names(place: Path) -> set[str]:
    return {file.name for file in place.iterdir()}


def state(machines: Sequence[Machine]) -> list[tuple[set[bytes], set[str]]]:
    """The lines of each machine, and the files that it lacks."""
    wanted = "SELECT sha FROM attachment WHERE bytes IS NULL"
    return [(machine.hashes(), {row[0] for row in machine.store.rows(wanted)}) for machine in machines]
