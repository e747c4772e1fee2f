"""Simulated units by the thousand, on all cores: `python -m tests.soak.simulation --from 1 --seeds 10000 --stores 200`.

Every seed is a unit of its own, over the pure merge (`tests.sync.simulation`) or over real stores (`tests.sync.simulation_stores`). One
that fails is printed with the command that repeats it alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.sync import simulation, simulation_stores

EVERY = 20


def pure(seed: int) -> tuple[int, str]:
    """(seed, what went wrong or "")."""
    return seed, _trouble(simulation.run, seed)


def stores(seed: int) -> tuple[int, str]:
    """(seed, what went wrong or "")."""
    with tempfile.TemporaryDirectory() as folder:
        return seed, _trouble(lambda one: simulation_stores.run(one, Path(folder)), seed)


def _trouble(run: Callable[[int], object], seed: int) -> str:
    try:
        run(seed)
    except Exception:  # noqa: BLE001  it is shown with its seed
        return traceback.format_exc()
    return ""


def soak(what: str, run: Callable[[int], tuple[int, str]], seeds: range, cores: int, again: str) -> int:
    """Runs the seeds and says how it goes; how many failed."""
    began, failed = time.monotonic(), 0
    with multiprocessing.Pool(min(len(seeds), cores)) as pool:
        for done, (seed, trouble) in enumerate(pool.imap_unordered(run, seeds), 1):
            if trouble:
                failed += 1
                print(f"seed {seed} failed; again: {again.format(seed=seed)}\n{trouble}", flush=True)
            if done % max(EVERY, len(seeds) // EVERY) == 0 or done == len(seeds):
                seconds = time.monotonic() - began
                print(f"{what}: {done} of seeds {seeds.start} to {seeds.stop - 1}, {failed} failed, {seconds:.0f} s", flush=True)
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=10_000, help="how many seeds over the pure merge")
    parser.add_argument("--stores", type=int, default=200, help="how many seeds over real stores")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many seeds at once")
    wanted = parser.parse_args()
    cores = max(1, wanted.cores)
    again = ".venv/bin/python -m tests.soak.simulation --from {seed}"
    failed = 0
    if wanted.seeds:
        failed += soak(
            "pure merge", pure, range(wanted.first, wanted.first + wanted.seeds), cores, f"{again} --seeds 1 --stores 0"
        )
    if wanted.stores:
        failed += soak(
            "real stores", stores, range(wanted.first, wanted.first + wanted.stores), cores, f"{again} --seeds 0 --stores 1"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
