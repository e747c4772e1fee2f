"""Simulated units: whatever happens between the machines, they end alike and no ✓ is untrue.

    .venv/bin/python -m tests.soak.simulation --from 417 --seeds 1 --stores 0

repeats one seed; `packaging/bootstrap.py soak` tries many more than are tried here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync import simulation, simulation_stores

SEEDS, STORES = 1000, 20
AT_ONCE = 50


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
