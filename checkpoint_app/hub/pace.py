"""How often one address may ask: a program that has gone wild, or somebody who guesses, waits; everybody else is served."""

from __future__ import annotations

import time
from collections.abc import Callable

PER_MINUTE = 1200
"""Of everything. A station's whole store is some hundred requests."""
GUESSES_PER_MINUTE = 60
"""Of what is asked before one is known: challenges, tokens, passwords. All laptops may stand behind one address."""
_MOST_ADDRESSES = 10_000


class Pace:
    """A bucket for each address: `per_minute` at once, refilled evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def allows(self, address: str) -> bool:
        """Whether this request is within the pace; it counts when it is."""
        now = self._clock()
        left, last = self._left.pop(address, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - last) * self._per_minute / 60)
        while len(self._left) >= _MOST_ADDRESSES:
            del self._left[next(iter(self._left))]
        self._left[address] = (left - 1 if left >= 1 else left, now)
        return left >= 1
