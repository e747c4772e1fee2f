"""Simulated units: whatever happens between the machines, they end alike and no ✓ is untrue.

    python -m tests.soak.simulation --from 417 --seeds 1

repeats one seed; `packaging/bootstrap.py soak` tries many more than are tried here.
"""

from __future__ import annotations

import pytest

from tests.sync import simulation

SEEDS = 1000
AT_ONCE = 50


@pytest.mark.parametrize("first", range(1, SEEDS + 1, AT_ONCE))
def test_over_the_pure_merge_everybody_ends_alike(first: int) -> None:
    print(f"seeds {first} to {first + AT_ONCE - 1}")
    for seed in range(first, first + AT_ONCE):
        try:
            simulation.run(seed)
        except Exception as error:
            error.add_note(f"seed {seed}: python -m tests.soak.simulation --from {seed} --seeds 1")
            raise
