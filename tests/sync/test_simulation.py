"""Simulated units: whatever happens between the machines, they end alike and no ✓ is untrue.

    .venv/bin/python -m tests.soak.simulation --from 417 --seeds 1 --stores 0

repeats one seed; `packaging/bootstrap.py soak` tries many more than are tried here.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from checkpoint_app.model import chain, owing, travel
from tests.sync import simulation, simulation_stores
from tests.sync.simulation_machine import Machine

SEEDS, STORES = 1000, 20
AT_ONCE = 50
ENOUGH = 200
"""Seeds within which each fault of `FAULTS` shows; most do within twenty."""


@pytest.mark.parametrize("first", range(1, SEEDS + 1, AT_ONCE))
def test_over_the_pure_merge_everybody_ends_alike(first: int) -> None:
    print(f"seeds {first} to {first + AT_ONCE - 1}")
    for seed in range(first, first + AT_ONCE):
        try:
            simulation.run(seed)
        except Exception as error:
            error.add_note(f"seed {seed}: python -m tests.soak.simulation --from {seed} --seeds 1 --stores 0")
            raise


@pytest.mark.parametrize("seed", range(1, STORES + 1))
def test_over_real_stores_everybody_ends_alike(seed: int, tmp_path: Path) -> None:
    print(f"seed {seed}: python -m tests.soak.simulation --from {seed} --seeds 0 --stores 1")
    simulation_stores.run(seed, tmp_path)


def _first_come(shelf: travel.Shelf, header: chain.Header, digest: str) -> travel.ChainKey:
    key = travel.ChainKey(header.device, header.epoch, header.scope)
    if header.prev:
        found = shelf.place_of(header.prev)
        if found is None:
            raise travel.Gap(header.prev)
        key = found[0]
    return key._replace(epoch=chain.forked_epoch(header.epoch, digest)) if shelf.at(key, header.seq) else key


def _first_owed(here: travel.Tip, start: int, covered: int, unknown: travel.Tip | None, asked: int | None) -> int:
    return _right_first_owed(here, start, covered, unknown, None)


def _newest(said: Any, restores: Any) -> list[list[Any]]:
    return _right_newest(said, {})


def _received(machine: Machine) -> set[str]:
    said = [line for lines in machine.shelf.records.values() for line in lines if line.header.noun == "receipt"]
    return {line.hash for _, line in machine.own_lines() if said}


_right_first_owed, _right_newest = owing.first_owed, owing.newest
FAULTS: dict[str, tuple[AbstractContextManager[Any], str]] = {
    "who comes first keeps the label": (patch.object(travel, "place", _first_come), "heads differ"),
    "what is asked for again is not given": (patch.object(owing, "first_owed", _first_owed), "lacks a line"),
    "a restored machine goes on in its epoch": (patch.object(Machine, "begin_epoch", lambda _machine: None), "no ✓"),
    "receipts of a disk that is gone count": (patch.object(owing, "newest", _newest), "a false ✓"),
    "any receipt is one for everything": (patch.object(Machine, "received", _received), "a false ✓"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_unit_with_a_fault_does_not_end_alike(fault: str) -> None:
    """The simulation can fail: with each of these in the program, one of the first seeds does."""
    wrong, told = FAULTS[fault]
    with wrong, pytest.raises(AssertionError, match=told):
        _run_many()


def _run_many() -> None:
    for seed in range(1, ENOUGH + 1):
        simulation.run(seed)
